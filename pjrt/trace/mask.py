"""A plugin shown as an older one: what that version has not is hidden; the plugin gets structs of its own version."""

from __future__ import annotations

from ctypes import addressof, c_void_p, memmove
from typing import Any

from pjrt.server.runtime import Runtime
from pjrt_abi.views import FunctionView, ListIn, StructPointerIn


class Mask:
    """Translates argument structs. shown: the version that the client sees; real: the plugin's."""

    def __init__(self, shown: Runtime, real: Runtime) -> None:
        self._shown = shown
        self._real = real

    def given(self, view: FunctionView, a: Any) -> Any:
        """The struct for the plugin: of its version's size, with what the shown version knows of the client's."""
        made = self._copy(a)
        for one in view.given:
            if isinstance(one, StructPointerIn) and not one.TOLD:
                self._point(made, one)
            elif isinstance(one, ListIn) and one.pointers and one.struct is not None:
                self._point_many(made, one)
        return made

    def told(self, view: FunctionView, given: Any, a: Any) -> None:
        """Hands the client what the plugin wrote; what the client wrote itself stays."""
        for one in view.told:
            for field in one.fields if one.end <= self._shown.reach(a) else ():
                setattr(a, field, getattr(given, field))
        if view.deleter is not None:
            for field in view.deleter.fields:
                setattr(a, field, getattr(given, field))

    def _copy(self, struct: Any) -> Any:
        made = type(struct)()
        memmove(addressof(made), addressof(struct), self._shown.reach(struct))
        made.struct_size = self._real.size(type(struct)) or type(struct).STRUCT_SIZE
        return made

    def _differs(self, struct: Any) -> bool:
        return hasattr(struct, "struct_size") and self._real.size(struct) != self._shown.size(struct)

    def _point(self, made: Any, one: StructPointerIn) -> None:
        (field,) = one.fields
        if (address := getattr(made, field)) and self._differs(one.struct):
            made._keep = self._copy(one.struct.from_address(address))
            setattr(made, field, addressof(made._keep))

    def _point_many(self, made: Any, one: ListIn) -> None:
        data, count = one.fields
        address, number = getattr(made, data), getattr(made, count)
        if not (address and number and self._differs(one.struct)):
            return
        pointers = (c_void_p * number).from_address(address)
        copies = [None if p is None else self._copy(one.struct.from_address(p)) for p in pointers]
        array = (c_void_p * number)(*(None if c is None else addressof(c) for c in copies))
        made._keep_many = copies, array
        setattr(made, data, addressof(array))
