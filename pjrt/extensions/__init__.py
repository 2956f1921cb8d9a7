"""Extensions: what plugins offer beyond the core API, a façade for each type.

`plugin.extension(pjrt.extensions.Layouts)` binds one; `pjrt.extensions.Layouts.supported(plugin)` asks first. Each is
imported when it is first named. An extension that the headers have and that nobody wrote a façade for has one all the
same, with nothing but its `table`. A vendor's own comes from its package, by `register` or an entry point of the group
`pjrt.extensions`.
"""

from __future__ import annotations

import threading
from importlib import import_module, util
from typing import TYPE_CHECKING, Any, TypeVar

from pjrt._runtime import extension_types
from pjrt_abi.extensions import EXTENSIONS

if TYPE_CHECKING:
    from pjrt._runtime.owned import Owned as Owned
    from pjrt.extensions.abi_version import AbiVersion as AbiVersion
    from pjrt.extensions.callback import Callback as Callback
    from pjrt.extensions.collectives import Collectives as Collectives
    from pjrt.extensions.cross_host_transfers import CrossHostTransfers as CrossHostTransfers
    from pjrt.extensions.custom_partitioner import CustomPartitioner as CustomPartitioner
    from pjrt.extensions.example import Example as Example
    from pjrt.extensions.executable_metadata import ExecutableMetadata as ExecutableMetadata
    from pjrt.extensions.facade import Extension as Extension
    from pjrt.extensions.ffi import Ffi as Ffi
    from pjrt.extensions.gpu import GpuCustomCall as GpuCustomCall
    from pjrt.extensions.host_allocator import HostAllocator as HostAllocator
    from pjrt.extensions.host_memory_allocator import HostMemoryAllocator as HostMemoryAllocator
    from pjrt.extensions.layouts import Layouts as Layouts
    from pjrt.extensions.megascale import Megascale as Megascale
    from pjrt.extensions.memory_descriptions import MemoryDescriptions as MemoryDescriptions
    from pjrt.extensions.multi_slice import MultiSlice as MultiSlice
    from pjrt.extensions.phase_compile import PhaseCompile as PhaseCompile
    from pjrt.extensions.profiler import Profiler as Profiler
    from pjrt.extensions.raw_buffer import RawBuffer as RawBuffer
    from pjrt.extensions.shardings import Shardings as Shardings
    from pjrt.extensions.stream import Stream as Stream
    from pjrt.extensions.tpu_executable import TpuExecutable as TpuExecutable
    from pjrt.extensions.tpu_topology import TpuTopology as TpuTopology
    from pjrt.extensions.triton import Triton as Triton
    from pjrt.extensions.unknown import Unknown as Unknown
    from pjrt.extensions.xla_transform import XlaTransform as XlaTransform
    from pjrt_abi.extensions import Extension as Row

_R = TypeVar("_R", bound=type[Any])
_ROWS = {row.name: row for row in EXTENSIONS}
_made: dict[Any, type[Extension]] = {}
"""Façades that nobody wrote, by their table."""
_lock = threading.Lock()


def __getattr__(name: str) -> Any:
    if name == "Extension":
        from pjrt.extensions.facade import Extension

        return Extension
    if name == "Owned":
        from pjrt._runtime.owned import Owned

        return Owned
    if (row := _ROWS.get(name)) is not None:
        return _built_in(row)
    for kind in extension_types.added().values() if not name.startswith("_") else ():
        if kind.name == name:
            return _facade_of(kind.added)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}", name=name, obj=__name__)


def __dir__() -> list[str]:
    added = [kind.name for kind in extension_types.added().values()]
    return [*_ROWS, *added, "Extension", "Owned", "by_type", "register", "unregister"]


def by_type(number: int) -> type[Extension]:
    """The façade of a type number, such as `ExtensionLink.type`; `Unknown` for one that nobody knows."""
    kind = extension_types.of(number)
    found: type[Extension] = __getattr__("Unknown" if kind is None else kind.name)
    return found


def register(thing: _R) -> _R:
    """Makes a vendor's extension known under its number; also a decorator. Returns what it got.

    thing: a subclass of `Extension`, or a table that `python -m codegen generate --extra` made, which gets a façade
    with nothing but its `table`. A package may name either in an entry point of the group `pjrt.extensions` instead.
    Raises TypeError for anything else, ValueError for a type without a number and for a number or a name that is taken.
    """
    extension_types.add(thing)
    return thing


def unregister(thing: type[Any]) -> None:
    """Takes back `register`."""
    extension_types.remove(thing)


def _built_in(row: Row) -> type[Extension]:
    name = f"{__name__}.{row.module.rpartition('.')[2] or row.name.lower()}"
    if util.find_spec(name) is None:
        return _facade_of(row.load())
    module = import_module(name)
    found: type[Extension] = getattr(module, row.name)
    if row.mark:
        from pjrt.extensions.facade import warn_in_docs

        warn_in_docs(found, module)
    return found


def _facade_of(thing: Any) -> type[Extension]:
    from pjrt.extensions.facade import Extension

    if issubclass(thing, Extension):
        written: type[Extension] = thing
        return written
    with _lock:
        if thing not in _made:
            made = {"TABLE": thing, "__doc__": thing.__doc__, "__module__": thing.__module__}
            _made[thing] = type(thing.NAME, (Extension,), made)
        return _made[thing]
