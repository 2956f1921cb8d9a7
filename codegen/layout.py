"""Sizes, alignments and offsets as C lays them out on LP64 platforms, which all PJRT plugins are built for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from .errors import CodegenError
from .model import Array, CType, Enum, Field, FunctionType, Layout, Pointer, Primitive, Ref, Struct, ctype_text

_SIZES = {
    "char": 1,
    "bool": 1,
    "int8_t": 1,
    "uint8_t": 1,
    "int16_t": 2,
    "uint16_t": 2,
    "int": 4,
    "unsigned int": 4,
    "int32_t": 4,
    "uint32_t": 4,
    "float": 4,
    "double": 8,
    "int64_t": 8,
    "uint64_t": 8,
    "size_t": 8,
    "ptrdiff_t": 8,
    "intptr_t": 8,
    "uintptr_t": 8,
}
POINTER = Layout(8, 8)
UNKNOWN_TYPE = (
    ": no header that was given defines it; add the header that does, or map the C++ type in codegen/overrides.toml"
)
"""The end of an error about a type that is not known."""


def _up(offset: int, align: int) -> int:
    return -(-offset // align) * align


class Layouts:
    """Lays structs out on demand, each once. `known` are structs that another run has laid out."""

    def __init__(
        self, structs: Mapping[str, Struct], enums: Mapping[str, Enum], known: Mapping[str, Layout] | None = None
    ) -> None:
        self._structs = structs
        self._enums = enums
        self._done: dict[str, Struct] = {}
        self._known = dict(known or {})
        self._active: list[str] = []

    def struct(self, name: str) -> Struct:
        """The struct with offsets, layout and struct_size filled in. Raises CodegenError for a cycle by value."""
        if name in self._done:
            return self._done[name]
        struct = self._structs[name]
        if name in self._active:
            path = " -> ".join((*self._active[self._active.index(name) :], name))
            raise CodegenError(f"{struct.loc}: a struct contains itself by value: {path}; use a pointer")
        self._active.append(name)
        offset, align, size = 0, 1, 0
        placed: list[Field] = []
        for member in struct.fields:
            layout = self.of(member.type, f"{member.loc}: {name}.{member.name}")
            offset = 0 if struct.is_union else _up(offset, layout.align)
            placed.append(replace(member, offset=offset))
            align = max(align, layout.align)
            size = max(size, offset + layout.size)
            offset += layout.size
        self._active.pop()
        whole = Layout(_up(size, align), align)
        sent = whole.size
        if struct.last_field:
            last = next(f for f in placed if f.name == struct.last_field)
            sent = last.offset + self.of(last.type, name).size
        done = replace(struct, fields=tuple(placed), layout=whole, struct_size=sent)
        self._done[name] = done
        return done

    def of(self, kind: CType, where: str) -> Layout:
        """The layout of a type; `where` names its user in the error for a type that is not known."""
        match kind:
            case Pointer() | FunctionType():
                return POINTER
            case Array(element, length):
                inner = self.of(element, where)
                return Layout(inner.size * length, inner.align)
            case Primitive(name) if name in _SIZES:
                return Layout(_SIZES[name], _SIZES[name])
            case Ref(name) if name in self._enums:
                size = _SIZES[self._enums[name].underlying]
                return Layout(size, size)
            case Ref(name) if name in self._structs:
                return self.struct(name).layout
            case Ref(name) if name in self._known:
                return self._known[name]
            case Ref(name):
                raise CodegenError(f"{where}: unknown type {name!r}{UNKNOWN_TYPE}")
        raise CodegenError(f"{where}: a value of type {ctype_text(kind)} has no size; use a pointer")
