"""Which functions of C take or give a struct, an enum or a callback: by their arguments, and by what those hold."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from .raw import Data, Raw


@dataclass(frozen=True)
class Passing:
    """What the model says of it."""

    raw: Raw

    def functions_of(self, name: str) -> tuple[str, ...]:
        """The functions that take or give it, in the order of the tables."""
        return self._functions.get(name, ())

    def given_by(self, callback: str) -> tuple[str, ...]:
        """The functions by which C gives a callback, such as a deleter."""
        return tuple(
            function["name"]
            for function in self.raw.functions.values()
            for field in self.raw.structs.get(function["args_struct"], {}).get("fields", ())
            if field.get("direction") == "out"
            and callback in (field["type"].rstrip("*"), f"{function['args_struct']}_{field['name']}")
        )

    def given_to(self, callback: str) -> frozenset[str]:
        """What C gives to a callback: its parameters, and what structs of those hold. Inline callbacks have no name."""
        known = {one["name"]: one["type"] for one in self.raw.data["callbacks"]}
        words = _words(known[callback])
        fields = (f for w in words for f in self.raw.structs.get(w, {}).get("fields", ()))
        return frozenset([*words, *(word for field in fields for word in _words(field["type"]))])

    def functions_of_extension(self, extension: Mapping[str, Any]) -> tuple[str, ...]:
        """Those of its own table, and of the tables that lie behind it."""
        return tuple(f["name"] for t in self.raw.data["tables"] if self._owns(extension, t) for f in t["functions"])

    def _owns(self, extension: Mapping[str, Any], table: Data) -> bool:
        return bool(extension["struct"]) and self.owner.get(table["struct"]) == extension["name"]

    @cached_property
    def owner(self) -> dict[str, str]:
        """By the struct of a table: the extension that leads to it. Neither the core's nor its handles' tables."""
        return {t["struct"]: found for t in self.raw.data["tables"] if (found := self.extension_of(t["module"]))}

    def extension_of(self, module: str) -> str:
        """The extension that a header is about: its own, one of its family, or the first whose functions lead to it."""
        return self._extensions.get(module, "")

    @cached_property
    def _extensions(self) -> dict[str, str]:
        described = sorted((e for e in self.raw.data["extensions"] if e["struct"]), key=number_of)
        found = {}
        for module in dict.fromkeys(header["module"] for header in self.raw.data["headers"]):
            family = [e for e in described if module and f"{module}_".startswith(f"{e['module']}_")]
            leading = [e for e in described if module and self._leads(e, module)]
            owner = max(family, key=lambda e: len(e["module"])) if family else next(iter(leading), None)
            if owner is not None:
                found[module] = owner["name"]
        return found

    def _leads(self, extension: Mapping[str, Any], module: str) -> bool:
        """Whether what the extension's functions pass is declared in the other header."""
        declared = {s["name"] for s in self.raw.data["structs"] if s["module"] == module}
        own = [t for t in self.raw.data["tables"] if t["module"] == extension["module"]]
        return any(declared & self._closure(_starts(f)) for t in own for f in t["functions"])

    # ---------------------------------------------------------------- mentions

    @cached_property
    def _mentions(self) -> dict[str, frozenset[str]]:
        """By struct or callback: the names in its types, those of its inline callbacks too."""
        callbacks = {callback["name"] for callback in self.raw.data["callbacks"]}
        found = {}
        for struct in self.raw.data["structs"]:
            fields = struct.get("fields", ())
            words = {w for f in fields if f["name"] != "extension_start" for w in _words(f["type"])}
            inline = {f"{struct['name']}_{f['name']}" for f in fields} & callbacks
            found[struct["name"]] = frozenset(words | inline)
        for callback in self.raw.data["callbacks"]:
            found[callback["name"]] = frozenset(_words(callback["type"]))
        return found

    def _closure(self, starts: Iterable[str]) -> frozenset[str]:
        """All that these lead to. What lies behind a handle is nobody's to see."""
        seen: set[str] = set()
        left = list(starts)
        while left:
            if (word := left.pop()) not in seen and word not in self._handles:
                seen.add(word)
                left += self._mentions.get(word, ())
        return frozenset(seen)

    @cached_property
    def _handles(self) -> frozenset[str]:
        return frozenset(handle["name"] for handle in self.raw.data["handles"])

    @cached_property
    def _functions(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, list[str]] = {}
        for function in self.raw.functions.values():
            for word in sorted(self._closure(_starts(function))):
                found.setdefault(word, []).append(function["name"])
        tables = {t["struct"]: [f["name"] for f in t["functions"]] for t in self.raw.data["tables"]}
        for struct in self.raw.data["structs"]:
            # A table's functions use it; so they do what points to one, as an object with a vtable does.
            for word in (struct["name"], *sorted(self._mentions[struct["name"]])):
                if word in tables:
                    found.setdefault(struct["name"], []).extend(tables[word])
            for field in struct.get("fields", ()) if struct["name"] in tables else ():
                if field["type"] in self.raw.structs:
                    found.setdefault(field["type"], []).extend(tables[struct["name"]])
        return {name: tuple(dict.fromkeys(functions)) for name, functions in found.items()}


def number_of(extension: Mapping[str, Any]) -> int:
    """The number of an extension's type, -1 where no header says it."""
    number: int | None = extension["type_value"]
    return -1 if number is None else number


def _starts(function: Data) -> list[str]:
    """What a function's own type names."""
    return [function["args_struct"], *_words(function["type"])] if function["args_struct"] else _words(function["type"])


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text)
