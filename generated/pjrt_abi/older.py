"""What an older plugin knows: the size of structs as its API version had them, and what it would not read.

Standard library only.
"""

from __future__ import annotations

from collections.abc import Callable
from ctypes import Structure, addressof, c_size_t, c_void_p, cast, sizeof, string_at
from typing import Any, NamedTuple

from . import API_VERSION
from .errors import UnsupportedError
from .history import VERSIONS, later_fields, layout_since, since, size_at


def needs_api(wanted: tuple[int, int], stated: tuple[int, int]) -> str:
    """`needs API 0.98, this plugin has 0.90`: how all messages say that a plugin is too old."""
    return f"needs API {wanted[0]}.{wanted[1]}, this plugin has {stated[0]}.{stated[1]}"


class _Later(NamedTuple):
    """A field that an older version does not have, and the version that has it."""

    name: str
    offset: int
    size: int
    since: tuple[int, int]


class _Cut:
    """A struct as an older version has it. ours: the size that the headers say; size: what it was; later: the rest."""

    def __init__(self, struct: Any, version: tuple[int, int]) -> None:
        self.ours: int = struct.STRUCT_SIZE
        try:
            known = size_at(struct.__name__, version)
        except KeyError:  # a vendor's own
            known = None
        self.size = min(known or self.ours, sizeof(struct))
        self.later = [
            _Later(name, getattr(struct, name).offset, getattr(struct, name).size, brought)
            for name, brought in later_fields(struct.__name__, version).items()
        ]
        self.start = min((field.offset for field in self.later), default=0)
        self.nothing = bytes(max((field.offset + field.size for field in self.later), default=0) - self.start)

    def apply(self, address: int, version: tuple[int, int], function: str) -> None:
        """Sets the size, unless the caller chose another one than the headers say."""
        size = c_size_t.from_address(address)
        stated, end = size.value, self.start + len(self.nothing)
        if stated < end or string_at(address + self.start, len(self.nothing)) != self.nothing:
            for field in self.later:
                if field.offset + field.size <= stated and any(string_at(address + field.offset, field.size)):
                    raise UnsupportedError(f"{field.name} {needs_api(field.since, version)}", function=function)
        if stated == self.ours:
            size.value = self.size


class OlderApi:
    """An API version that is older than the headers."""

    def __init__(self, version: tuple[int, int]) -> None:
        self.version = version
        self._cuts: dict[type[Structure], _Cut] = {}

    @staticmethod
    def of(version: tuple[int, int] | None) -> OlderApi | None:
        """The version; None if it is as new as the headers, or not known."""
        if version is None or version >= API_VERSION:
            return None
        found = _versions.get(version)
        return _versions.setdefault(version, OlderApi(version)) if found is None else found

    def needs(self, wanted: tuple[int, int]) -> str:
        """`needs API 0.98, this plugin has 0.90`."""
        return needs_api(wanted, self.version)

    def problem(self, function: str, *, there: bool) -> str:
        """Why a function cannot be called at this version; "" for one that the version has as it is now.

        there: whether the plugin has it all the same.
        """
        if not there:
            brought = since(function)
            return needs_api(brought, self.version) if brought > max(self.version, VERSIONS[0]) else ""
        changed = layout_since(function)
        return f"{needs_api(changed, self.version)}, with other arguments" if changed and changed > self.version else ""

    def later(self, struct: type[Structure]) -> dict[str, tuple[int, int]]:
        """The fields of a struct that came later, each with the version that brought it."""
        return later_fields(struct.__name__, self.version)

    def fit(self, struct: Structure, function: str) -> None:
        """Makes the struct one of this version. Raises UnsupportedError for a value in a field that came later."""
        self._cut(type(struct)).apply(addressof(struct), self.version, function)

    def fitted(self, name: str, function: Any, struct: type[Structure]) -> Callable[[Any], Any]:
        """A function that is called with a struct of this version; the function itself if it takes the same struct."""
        cut = self._cut(struct)
        if cut.size == cut.ours and not cut.later:
            same: Callable[[Any], Any] = function
            return same

        def fitted(args: Any) -> Any:
            address = args if isinstance(args, int) else cast(args, c_void_p).value
            if address:
                cut.apply(address, self.version, name)
            return function(args)

        fitted._as_parameter_ = function  # type: ignore[attr-defined]  # whoever casts it gets the plugin's function
        return fitted

    def _cut(self, struct: type[Structure]) -> _Cut:
        found = self._cuts.get(struct)
        return self._cuts.setdefault(struct, _Cut(struct, self.version)) if found is None else found


_versions: dict[tuple[int, int], OlderApi] = {}
