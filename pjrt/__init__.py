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
from pjrt.errors import *  # noqa: F403
from pjrt.errors import __all__ as _errors
from pjrt.event import Event, UserEvent
from pjrt.executable import Executable
from pjrt.execute_options import ExecuteContext, ExecuteOptions
from pjrt.layout import Layout, Strides
from pjrt.loaded_executable import Execution, LoadedExecutable, LogicalIds
from pjrt.plugin import ExtensionLink, Plugin, load, plugins
from pjrt.promise import AliasPromise, DonationPromise, RawCopyPromise
from pjrt.signature import Signature, Spec

if TYPE_CHECKING:
    from pjrt import debug as debug
    from pjrt import experimental as experimental
    from pjrt import extensions as extensions
    from pjrt import ffi as ffi
    from pjrt import topologies as topologies
    from pjrt._runtime.option_table import PluginOption as PluginOption
    from pjrt.annotation import annotate as annotate
    from pjrt.bound_call import BoundCall as BoundCall
    from pjrt.dma import DmaMapping as DmaMapping
    from pjrt.host_callbacks import CopyToDeviceStream as CopyToDeviceStream
    from pjrt.host_callbacks import HloOutput as HloOutput
    from pjrt.host_callbacks import OutputCallback as OutputCallback
    from pjrt.host_callbacks import SentChunk as SentChunk
    from pjrt.kv_store import ConnectionStore as ConnectionStore
    from pjrt.kv_store import DirectoryStore as DirectoryStore
    from pjrt.kv_store import KeyValueStore as KeyValueStore
    from pjrt.kv_store import MemoryStore as MemoryStore
    from pjrt.process_info import ProcessInfo as ProcessInfo
    from pjrt.process_info import ProcessState as ProcessState
    from pjrt.profiling import profile as profile
    from pjrt.topology import DeviceDescription as DeviceDescription
    from pjrt.topology import Topology as Topology
    from pjrt.transfer_manager import TransferManager as TransferManager

__version__ = "0.1.0"

_LATER = ("debug", "experimental", "extensions", "ffi", "topologies")
"""Modules that are imported when they are first named."""

_FROM = {
    "BoundCall": "pjrt.bound_call",
    "ConnectionStore": "pjrt.kv_store",
    "CopyToDeviceStream": "pjrt.host_callbacks",
    "DeviceDescription": "pjrt.topology",
    "DirectoryStore": "pjrt.kv_store",
    "DmaMapping": "pjrt.dma",
    "HloOutput": "pjrt.host_callbacks",
    "KeyValueStore": "pjrt.kv_store",
    "MemoryStore": "pjrt.kv_store",
    "OutputCallback": "pjrt.host_callbacks",
    "PluginOption": "pjrt._runtime.option_table",
    "ProcessInfo": "pjrt.process_info",
    "ProcessState": "pjrt.process_info",
    "SentChunk": "pjrt.host_callbacks",
    "Topology": "pjrt.topology",
    "TransferManager": "pjrt.transfer_manager",
    "annotate": "pjrt.annotation",
    "profile": "pjrt.profiling",
}
"""Names that a client does without, each with its module, which is imported when the name is first used."""

__all__ = [
    "AliasPromise",
    "AsyncTrackingEvent",
    "Buffer",
    "Client",
    "CompileOptions",
    "Device",
    "DonationPromise",
    "Event",
    "ExecuteContext",
    "ExecuteOptions",
    "Execution",
    "Executable",
    "ExtensionLink",
    "Layout",
    "LoadedExecutable",
    "LogicalIds",
    "Memory",
    "Plugin",
    "RawCopyPromise",
    "Semantics",
    "Signature",
    "Spec",
    "Strides",
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
        found = globals()[name] = getattr(import_module(_FROM[name]), name)
        return found
    if f"{__name__}.{name}" in _FROM.values():
        return import_module(f"{__name__}.{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}", name=name, obj=__name__)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
