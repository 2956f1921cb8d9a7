"""What the ABI model says of the core's functions, for the recorder and for the table."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

ABI = Path(__file__).parents[2] / "generated" / "abi.json"


@dataclass(frozen=True)
class Model:
    """The core table's functions, in the order of their slots."""

    version: str
    functions: tuple[dict[str, Any], ...]
    destroys: dict[str, str]
    """Handle by the function that destroys it."""
    offsets: dict[tuple[str, str], int]
    """Of a field of a struct."""
    mentions: dict[str, frozenset[str]]
    """By struct or type of callback: the names in the types of its fields or parameters."""

    @classmethod
    def read(cls, path: Path = ABI) -> Model:
        """The model in generated/abi.json."""
        data = json.loads(path.read_text())
        core = next(table for table in data["tables"] if table["kind"] == "api" and not table["module"])
        return cls(
            version=".".join(map(str, data["version"])),
            functions=tuple(sorted(core["functions"], key=lambda function: int(function["slot"]))),
            destroys={handle["destroy"]: handle["name"] for handle in data["handles"] if handle["destroy"]},
            offsets={
                (struct["name"], field["name"]): field.get("offset", 0)
                for struct in data["structs"]
                for field in struct.get("fields", ())
            },
            mentions={
                **{s["name"]: _words(*(f["type"] for f in s.get("fields", ()))) for s in data["structs"]},
                **{callback["name"]: _words(callback["type"]) for callback in data["callbacks"]},
            },
        )

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The functions' C names."""
        return tuple(function["name"] for function in self.functions)

    @cached_property
    def needs(self) -> dict[str, tuple[str, ...]]:
        """By function: the handles that it cannot be called without."""
        return {
            function["name"]: tuple(
                fold["data"]["handle"]
                for fold in function["folds"]
                if fold["rule"] == "handle_in" and not fold["type"].endswith("| None")
            )
            for function in self.functions
        }

    @cached_property
    def gives(self) -> dict[str, tuple[str, ...]]:
        """By handle: the functions that return one, to be kept or borrowed; else those whose callbacks get one.

        Errors are left out: every function may return one.
        """
        found = defaultdict(list)
        for function in self.functions:
            for handle, _ in self._results(function):
                found[handle].append(function["name"])
        errors = {self._error(function) for function in self.functions}
        for handle in {needed for needs in self.needs.values() for needed in needs} - set(found) - errors:
            found[handle] = [f["name"] for f in self.functions if handle in self._reach(f)]
        return {handle: tuple(functions) for handle, functions in found.items()}

    @cached_property
    def gives_to_keep(self) -> dict[str, tuple[str, ...]]:
        """By handle: the functions whose caller has to destroy it."""
        return {
            handle: tuple(f["name"] for f in self.functions if (handle, "owned") in self._results(f))
            for handle in self.destroys.values()
        }

    def _results(self, function: dict[str, Any]) -> list[tuple[str, str]]:
        """The handles that it returns, and who owns them."""
        found = [(function["folds"][r["fold"]].get("data", {}), r["ownership"]) for r in function.get("results", ())]
        return [(data["handle"], owner) for data, owner in found if "handle" in data]

    def _reach(self, function: dict[str, Any]) -> set[str]:
        """All that the argument struct's types mention, and that those mention, but for its own handles."""
        seen: set[str] = set()
        left = [name for name in self.mentions[function["args_struct"]] if name in self.mentions]
        while left:
            seen.add(name := left.pop())
            left.extend(self.mentions.get(name, frozenset()) - seen)
        return seen

    def facts(self) -> dict[str, tuple[Any, ...]]:
        """What the recorder has to know of each function.

        The handle that it returns as an error; handles that it makes, as (kind, shape, offsets of the pointer, the
        number of rows and the executable); the handle that it destroys, as (kind, offset); the offset of a deleter.
        """
        return {
            function["name"]: (
                self._error(function),
                tuple(self._made(function, r) for r in function.get("results", ()) if r["ownership"] == "owned"),
                self._destroyed(function),
                next((self._offset(function, fold, "deleter") for fold in _folds(function, "deleter")), None),
            )
            for function in self.functions
        }

    def _error(self, function: dict[str, Any]) -> str:
        handle: str = function["returns"]
        return handle if handle in self.destroys.values() else ""

    def _made(self, function: dict[str, Any], result: dict[str, Any]) -> tuple[str, str, int, int, int]:
        fold = function["folds"][result["fold"]]
        kind = fold["data"]["handle"]
        if fold["rule"] == "handle_out":
            return kind, "one", self._offset(function, fold, "handle"), 0, 0
        data, count = self._offset(function, fold, "data"), self._offset(function, fold, "count")
        if fold["rule"] == "caller_out":
            return kind, "row", data, count, 0
        assert fold["rule"] == "grid_out", f"{function['name']}: the recorder cannot count {fold['rule']}"
        executable = next(f for f in _folds(function, "handle_in") if f["data"]["handle"] == "PJRT_LoadedExecutable")
        return kind, "rows", data, count, self._offset(function, executable, "handle")

    def _destroyed(self, function: dict[str, Any]) -> tuple[str, int] | None:
        kind = self.destroys.get(function["name"])
        if kind is None:
            return None
        (fold,) = [fold for fold in _folds(function, "handle_in") if fold["data"]["handle"] == kind]
        return kind, self._offset(function, fold, "handle")

    def _offset(self, function: dict[str, Any], fold: dict[str, Any], field: str) -> int:
        return self.offsets[function["args_struct"], fold["fields"][field]]


def _words(*types: str) -> frozenset[str]:
    return frozenset(word for text in types for word in re.findall(r"\w+", text))


def _folds(function: dict[str, Any], rule: str) -> list[dict[str, Any]]:
    return [fold for fold in function["folds"] if fold["rule"] == rule]
