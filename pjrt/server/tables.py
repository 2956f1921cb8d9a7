"""Function tables made of what serves them: PJRT_Api with its chain of extensions, as an API version has them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from ctypes import addressof, c_void_p, cast
from typing import Any, NamedTuple

from pjrt.server.errors import ErrorVtable, MemoryVtable
from pjrt.server.runtime import Runtime
from pjrt_abi.enums import PJRT_Extension_Type
from pjrt_abi.history import since, size_at, value_since
from pjrt_abi.older import needs_api
from pjrt_abi.structs import PJRT_Api_Version, PJRT_Error, PJRT_Extension_Base
from pjrt_abi.views import TableServer

_POINTER = 8


class Link(NamedTuple):
    """A link of the extension chain that has no functions that anybody knows: its type number and its size in bytes."""

    type: int
    size: int = PJRT_Extension_Base.STRUCT_SIZE


class Shape(NamedTuple):
    """How tables differ from what the version says.

    sizes: bytes by struct, fewer or more; omitted: C functions whose slot is NULL.
    """

    sizes: Mapping[str, int] = {}
    omitted: frozenset[str] = frozenset()


class Tables:
    """The tables of one plugin in C memory, with the closures in them. They have to live as long as a client may call.

    api: the address of its PJRT_Api.
    """

    def __init__(
        self, runtime: Runtime, plugin: TableServer, extensions: Sequence[TableServer | Link], shape: Shape
    ) -> None:
        self._runtime = runtime
        self._shape = shape
        self._kept: list[Any] = []
        runtime.handles.vtables |= self._vtables(plugin)
        for extension in extensions:
            runtime.handles.vtables |= self._vtables_of(extension)
        api = self.table(plugin)
        self.api = addressof(api)
        api.extension_start = self._chain(extensions)

    def _vtables(self, plugin: TableServer) -> Mapping[str, int]:
        """The vtables that handles begin with, at versions that have them."""
        servers: list[TableServer] = [ErrorVtable(self._runtime.handles), MemoryVtable()]
        made = {server.CLIENT.TABLE.__name__: server for server in servers}
        return {
            kind: addressof(self.table(made[vtable]))
            for kind, vtable in plugin.VTABLES.items()
            if vtable in made and self._runtime.size(made[vtable].CLIENT.TABLE)
        }

    def _vtables_of(self, extension: TableServer | Link) -> Mapping[str, int]:
        """Those of an extension's handles: its attribute `vtables` has what serves each, by the kind of handle."""
        served: Mapping[str, TableServer] = getattr(extension, "vtables", {})
        return {kind: addressof(self.table(server)) for kind, server in served.items()}

    # ------------------------------------------------------------------ tables

    def table(self, server: TableServer) -> Any:
        """A table of the size that it has at this version, with a closure for each function in it."""
        client = server.CLIENT
        size = self._shape.sizes.get(client.TABLE.__name__, self._runtime.size(client.TABLE))
        # Memory behind a smaller one is there all the same; behind a larger one it is NULL.
        memory = (c_void_p * (max(size, client.TABLE.STRUCT_SIZE) // _POINTER + 1))()
        table = client.TABLE.from_buffer(memory)
        self._kept += [memory, table]
        for (name, field, prototype), view in zip(client.SLOTS, server.VIEWS, strict=True):
            if getattr(client.TABLE, field).offset + _POINTER <= size and name not in self._shape.omitted:
                closure = prototype(self._runtime.function(server, view))
                self._kept.append(closure)
                setattr(table, field, cast(closure, c_void_p).value)
        self._fill(table, server, size)
        return table

    def _fill(self, table: Any, server: TableServer, size: int) -> None:
        """What is no function: sizes, versions, tables of tables, and values of the server's of the same name."""
        slots = {field for _, field, _ in server.CLIENT.SLOTS}
        for name, *_ in table._fields_:
            value = getattr(table, name)
            if name in slots or name == "extension_start":
                continue
            if name == "struct_size":
                table.struct_size = size
            elif name in ("instance_size", "instance_struct_size"):  # of the handle, which is a pointer to this
                setattr(table, name, PJRT_Error.STRUCT_SIZE)
            elif isinstance(value, PJRT_Api_Version):
                value.struct_size = PJRT_Api_Version.STRUCT_SIZE
                value.major_version, value.minor_version = self._runtime.version
            elif isinstance(value, PJRT_Extension_Base):
                value.struct_size, value.type = size, server.TYPE or 0
            elif isinstance(inner := getattr(server, name, None), TableServer):
                setattr(table, name, addressof(self.table(inner)))
            elif isinstance(inner, int):
                setattr(table, name, inner)

    def _chain(self, extensions: Sequence[TableServer | Link]) -> int | None:
        """The address of the first link, whose `next` leads to the others."""
        first: int | None = None
        for extension in reversed(extensions):
            base = self._raw(extension) if isinstance(extension, Link) else self._extension(extension)
            base.next = first
            first = addressof(base)
        return first

    def _raw(self, link: Link) -> PJRT_Extension_Base:
        memory = (c_void_p * (max(link.size, PJRT_Extension_Base.STRUCT_SIZE) // _POINTER + 1))()
        base = PJRT_Extension_Base.from_buffer(memory)
        base.struct_size, base.type = link.size, link.type
        self._kept.append(memory)
        return base

    def _extension(self, server: TableServer) -> PJRT_Extension_Base:
        return PJRT_Extension_Base.from_address(addressof(self.table(server)))


def has_extension(number: int, version: tuple[int, int]) -> bool:
    """Whether an API version has an extension of that type, or no version that is known does, as of a vendor's own."""
    return value_since("PJRT_Extension_Type", PJRT_Extension_Type(number).name) <= version


def check_extensions(extensions: Iterable[object], version: tuple[int, int]) -> None:
    """Raises TypeError for what is no extension, ValueError for one that the version does not have."""
    base = PJRT_Extension_Base.__name__
    for extension in extensions:
        if isinstance(extension, Link):
            if size_at(base, version) is None:
                raise ValueError(f"extensions: a chain {needs_api(since(base), version)}; leave it out")
            continue
        if not isinstance(extension, TableServer) or extension.TYPE is None:
            raise TypeError(f"extensions: expected what serves extensions, or Links, got {extension!r:.80}")
        if not has_extension(extension.TYPE, version):
            name = PJRT_Extension_Type(extension.TYPE).name
            brought = value_since(PJRT_Extension_Type.__name__, name)
            raise ValueError(f"extensions: {name} {needs_api(brought, version)}; leave it out")
