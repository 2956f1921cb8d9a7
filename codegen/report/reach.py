"""For each thing of C the public names that reach it: functions by calls, the rest by what those pass.

A struct is reached where the library names it, where it is the argument struct of a function that is reached, and
where such a struct holds it or such a function gives it. A value of an enum is reached where the library names it,
where it uses the enum whole, and where a function that is reached gives one. A callback is reached where the library
hands one over, and where a function that is reached gives one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from .facades import MOST, Facades
from .passing import Passing
from .raw import Raw, Symbol

Names = tuple[str, ...]

_BUILT = frozenset({"named_values_in", "named_values_out"})
"""Rules by which the generated package makes and reads structs that the library does not see."""


@dataclass(frozen=True)
class Reach:
    """What the façades reach."""

    facades: Facades

    @cached_property
    def passing(self) -> Passing:
        """Which functions take or give what."""
        return Passing(self.raw)

    @property
    def raw(self) -> Raw:
        """The generated package."""
        return self.facades.raw

    @cached_property
    def functions(self) -> dict[str, Names]:
        """By C function."""
        return {name: self.facades.of_function(name) for name in self.raw.functions}

    @cached_property
    def structs(self) -> dict[str, Names]:
        """By struct or union."""
        found = {name: self._named_struct(name) for name in self.raw.structs}
        for table in self.raw.data["tables"]:
            for function in table["functions"]:
                _join(found, function["args_struct"], self.functions[function["name"]])
            _join(found, table["struct"], _all(self.functions[f["name"]] for f in table["functions"]))
        changed = True
        while changed:
            changed = False
            for name, names in list(found.items()):
                for held in self._held(name) if names else ():
                    if not found.get(held):
                        found[held], changed = names, True
        return found

    def _named_struct(self, name: str) -> Names:
        bound = self.facades.reaching(Symbol("bound table", name)) if name in self.raw.tables else ()
        named = self.facades.reaching(Symbol("struct", name), *[Symbol("table", name)] * (name in self.raw.tables))
        return _all([bound, named])

    def _held(self, struct: str) -> Iterator[str]:
        """What a struct holds in itself, and what C gives by it."""
        for field in self.raw.structs[struct].get("fields", ()):
            whole = field["type"].partition("[")[0]
            if whole in self.raw.structs:
                yield whole
            if field.get("direction") in ("out", "inout"):
                yield from (w for w in _words(field["type"]) if w in self.raw.structs and w not in self._handles)
        yield from (built for _, built in self._built.get(struct, ()))

    @cached_property
    def _handles(self) -> frozenset[str]:
        """Objects behind a pointer, which nobody looks into."""
        return frozenset(handle["name"] for handle in self.raw.data["handles"])

    @cached_property
    def _built(self) -> dict[str, list[tuple[str, str]]]:
        """By argument struct: the structs that the wrapper itself makes and reads, with the function."""
        found: dict[str, list[tuple[str, str]]] = {}
        for function in self.raw.functions.values():
            types = {f["name"]: f["type"] for f in self.raw.structs.get(function["args_struct"], {}).get("fields", ())}
            for fold in function["folds"]:
                if fold["rule"] in _BUILT:
                    told = _words(types[fold["fields"]["data"]])[-1]
                    found.setdefault(function["args_struct"], []).append((function["name"], told))
        return found

    @cached_property
    def values(self) -> dict[str, Names]:
        """By value of an enum."""
        found = {}
        for enum in self.raw.data["enums"]:
            whole = self.facades.reaching(Symbol("enum", enum["name"])) or self._given(enum["name"])
            for value in enum["values"]:
                named = self.facades.reaching(Symbol("enum value", value["name"]))
                found[value["name"]] = _all([named, whole, self.extensions.get(value["name"], ())])
        return found

    @cached_property
    def extensions(self) -> dict[str, Names]:
        """By the name of an extension's type: its façade, which has its name, before what reaches its struct."""
        found = {}
        for extension in self.raw.data["extensions"]:
            own = [n for n in self.facades.public.by_name() if n.endswith(f".extensions.{extension['name']}")]
            found[extension["type_name"]] = _all([tuple(own), self.structs.get(extension["struct"], ())])
        return found

    def _given(self, enum: str) -> Names:
        """The names that reach a function which gives a value of the enum."""
        return _all(
            self.functions[function["name"]]
            for function in self.raw.functions.values()
            if any(enum in _words(result["type"]) for result in function.get("results", ()))
            or any(self._has_field(built, enum) for _, built in self._built.get(function["args_struct"], ()))
        )

    def _has_field(self, struct: str, kind: str) -> bool:
        return any(field["type"] == kind for field in self.raw.structs[struct]["fields"])

    @cached_property
    def callbacks(self) -> dict[str, Names]:
        """By type of callback."""
        return {
            name: self.facades.reaching(Symbol("callback", name)) or self._given_callback(name)
            for name in (callback["name"] for callback in self.raw.data["callbacks"])
        }

    def _given_callback(self, callback: str) -> Names:
        """The names that reach a function which gives one, or whose wrapper hands over one of its own."""
        own = [name for name in self.passing.functions_of(callback) if self.raw.functions[name].get("reads_error")]
        return _all(self.functions[name] for name in (*self.passing.given_by(callback), *own))


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


def _join(found: dict[str, Names], name: str, more: Names) -> None:
    if name in found:
        found[name] = _all([found[name], more])


def _all(groups: Iterator[Names] | list[Names]) -> Names:
    """The names of all groups, in their order, as many as are given of one thing."""
    return tuple(dict.fromkeys(name for group in groups for name in group))[:MOST]
