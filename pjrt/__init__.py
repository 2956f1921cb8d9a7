"""The whole PJRT C API in Python: run and compile StableHLO on any PJRT plugin, no framework in between.

client = pjrt.Client("cpu")
exe = client.compile(mlir_text_or_path)
y, = exe(x)
print(y.to_numpy())
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from pjrt.buffer import Buffer
from pjrt.buffer_source import Semantics
from pjrt.client import Client
from pjrt.compile_options import CompileOptions
from pjrt.device import AsyncTrackingEvent, Device, Memory
from pjrt.dma import DmaMapping
from pjrt.errors import *  # noqa: F403
from pjrt.errors import __all__ as _errors
from pjrt.event import Event, UserEvent
from pjrt.executable import Executable
from pjrt.execute_options import ExecuteContext, ExecuteOptions
from pjrt.host_callbacks import CopyToDeviceStream, HloOutput, OutputCallback, SentChunk
from pjrt.kv_store import ConnectionStore, DirectoryStore, KeyValueStore, MemoryStore
from pjrt.layout import Layout, Strides
from pjrt.loaded_executable import Execution, LoadedExecutable, LogicalIds
from pjrt.plugin import ExtensionLink, Plugin, PluginOption, load, plugins
from pjrt.process_info import ProcessInfo, ProcessState
from pjrt.promise import AliasPromise, DonationPromise, RawCopyPromise
from pjrt.signature import Signature, Spec
from pjrt.topology import DeviceDescription, Topology
from pjrt.transfer_manager import TransferManager

if TYPE_CHECKING:
    from pjrt import debug as debug
    from pjrt import experimental as experimental
    from pjrt import extensions as extensions
    from pjrt import ffi as ffi
    from pjrt import topologies as topologies
    from pjrt.annotation import annotate as annotate
    from pjrt.profiling import profile as profile

__version__ = "0.1.0"

_LATER = ("debug", "experimental", "extensions", "ffi", "topologies")
"""Modules that are imported when they are first named."""

_FROM = {"annotate": "pjrt.annotation", "profile": "pjrt.profiling"}
"""Names whose modules are."""

__all__ = [
    "AliasPromise",
    "AsyncTrackingEvent",
    "Buffer",
    "Client",
    "CompileOptions",
    "ConnectionStore",
    "CopyToDeviceStream",
    "Device",
    "DeviceDescription",
    "DirectoryStore",
    "DmaMapping",
    "DonationPromise",
    "Event",
    "ExecuteContext",
    "ExecuteOptions",
    "Execution",
    "Executable",
    "ExtensionLink",
    "HloOutput",
    "KeyValueStore",
    "Layout",
    "LoadedExecutable",
    "LogicalIds",
    "Memory",
    "MemoryStore",
    "OutputCallback",
    "Plugin",
    "PluginOption",
    "ProcessInfo",
    "ProcessState",
    "RawCopyPromise",
    "Semantics",
    "SentChunk",
    "Signature",
    "Spec",
    "Strides",
    "Topology",
    "TransferManager",
    "UserEvent",
    "load",
    "plugins",
    *_errors,
    *_LATER,
    *_FROM,
]


def __getattr__(name: str) -> Any:
    if name in _LATER:
        return import_module(f"{__name__}.{name}")
    if name in _FROM:
        return getattr(import_module(_FROM[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}", name=name, obj=__name__)
