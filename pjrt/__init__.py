"""The whole PJRT C API in Python: run and compile StableHLO on any PJRT plugin, no framework in between.

client = pjrt.Client("cpu")
exe = client.compile(mlir_text_or_path)
y, = exe(x)
print(y.to_numpy())
"""

from __future__ import annotations

from pjrt.buffer import Buffer
from pjrt.client import Client
from pjrt.compile_options import CompileOptions
from pjrt.device import Device, Memory
from pjrt.dma import DmaMapping
from pjrt.errors import *  # noqa: F403
from pjrt.errors import __all__ as _errors
from pjrt.event import Event, UserEvent
from pjrt.executable import Executable
from pjrt.layout import Layout, Strides
from pjrt.loaded_executable import LoadedExecutable, LogicalIds
from pjrt.plugin import ExtensionLink, Plugin, load, plugins
from pjrt.signature import Signature, Spec
from pjrt.topology import DeviceDescription, Topology
from pjrt.transfer_manager import TransferManager

__version__ = "0.1.0"

__all__ = [
    "Buffer",
    "Client",
    "CompileOptions",
    "Device",
    "DeviceDescription",
    "DmaMapping",
    "Event",
    "Executable",
    "ExtensionLink",
    "Layout",
    "LoadedExecutable",
    "LogicalIds",
    "Memory",
    "Plugin",
    "Signature",
    "Spec",
    "Strides",
    "Topology",
    "TransferManager",
    "UserEvent",
    "load",
    "plugins",
    *_errors,
]
