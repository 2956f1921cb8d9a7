"""What the ABI model says of the functions of all tables, for the recorder and for the report."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from tests.recording.recorder import DATA
from tests.report.chain import HANDED, VTABLE, Extension, Function, TableOf, by_slot, extensions, mark_of, words

ABI = Path(__file__).parents[2] / "generated" / "abi.json"


@dataclass(frozen=True)
class Model:
    """The core table's functions, in the order of their slots, and the extensions, by number."""

    version: str
    core: tuple[Function, ...]
    extensions: tuple[Extension, ...]
    handles: dict[str, str]
    """By the name of its type in Python."""
    destroys: dict[str, str]
    """Handle, or struct, by the function that destroys it."""
    offsets: dict[tuple[str, str], int]
    """Of a field of a struct."""
    mentions: dict[str, frozenset[str]]
    """By struct or type of callback: the names in the types of its fields or parameters."""

    @classmethod
    def read(cls, path: Path = ABI) -> Model:
        """The model in generated/abi.json."""
        data = json.loads(path.read_text())
        core = next(table for table in data["tables"] if table["kind"] == "api" and not table["module"])
        mentions = {
            **{s["name"]: words(*(f["type"] for f in s.get("fields", ()))) for s in data["structs"]},
            **{callback["name"]: words(callback["type"]) for callback in data["callbacks"]},
        }
        return cls(
            version=".".join(map(str, data["version"])),
            core=by_slot(core),
            extensions=extensions(data, mentions),
            handles={handle["python"]: handle["name"] for handle in data["handles"]},
            destroys={
                **{handle["destroy"]: handle["name"] for handle in data["handles"] if handle["destroy"]},
                **_frees_structs(data),
            },
            offsets={
                (struct["name"], field["name"]): field.get("offset", 0)
                for struct in data["structs"]
                for field in struct.get("fields", ())
            },
            mentions=mentions,
        )

    @cached_property
    def functions(self) -> tuple[Function, ...]:
        """Those of all tables."""
        return (*self.core, *(function for extension in self.extensions for function in extension.functions))

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The C names of the core's functions."""
        return tuple(function["name"] for function in self.core)

    @cached_property
    def marks(self) -> dict[str, str]:
        """What the headers warn of, by function: "experimental", "deprecated", both, or nothing."""
        return {function["name"]: mark_of(function) for function in self.functions}

    @cached_property
    def tables(self) -> dict[str, tuple[Extension, TableOf]]:
        """By function that is not the core's: the extension and the table that it is of."""
        return {
            function["name"]: (e, table) for e in self.extensions for table in e.tables for function in table.functions
        }

    @cached_property
    def needs(self) -> dict[str, tuple[str, ...]]:
        """By function: the handles that it cannot be called without."""
        return {function["name"]: tuple(self._needed(function)) for function in self.functions}

    def _needed(self, function: Function) -> list[str]:
        extension, table = self.tables.get(function["name"], (None, None))
        if table is not None and table.how == HANDED:
            return ["PJRT_LoadedExecutable"]
        found = [
            fold["data"]["handle"]
            for fold in function["folds"]
            if fold["rule"] == "handle_in" and not fold["type"].endswith("| None")
        ]
        if extension is not None and table is not None and table.how == VTABLE:
            direct = [self.handles[f["type"]] for f in function["folds"] if f["type"] in self.handles]
            return list(dict.fromkeys(direct)) or list(extension.handles)
        return found

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
        needed = {handle for function in self.functions for handle in self._needed(function)}
        for handle in needed - set(found) - errors:
            found[handle] = [f["name"] for f in self.functions if handle in self._reach(f)]
        return {handle: tuple(functions) for handle, functions in found.items()}

    @cached_property
    def gives_to_keep(self) -> dict[str, tuple[str, ...]]:
        """By handle: the functions whose caller has to destroy it."""
        return {
            handle: tuple(f["name"] for f in self.functions if (handle, "owned") in self._results(f))
            for handle in self.destroys.values()
        }

    def _results(self, function: Function) -> list[tuple[str, str]]:
        """The handles that it returns, and who owns them."""
        found = [(function["folds"][r["fold"]].get("data", {}), r["ownership"]) for r in function.get("results", ())]
        return [(data["handle"], owner) for data, owner in found if "handle" in data]

    def _reach(self, function: Function) -> set[str]:
        """All that the argument struct's types mention, and that those mention, but for its own handles."""
        seen: set[str] = set()
        left = [name for name in self.mentions.get(function["args_struct"], ()) if name in self.mentions]
        while left:
            seen.add(name := left.pop())
            left.extend(self.mentions.get(name, frozenset()) - seen)
        return seen

    def facts(self) -> dict[str, tuple[Any, ...]]:
        """What the recorder has to know of each function.

        The handle that it returns as an error; handles that it makes, as (kind, shape, offsets of the pointer, the
        number of rows and the executable); the handle that it destroys, as (kind, offset); the offset of a deleter, or
        of data that another function frees. A function without an argument struct makes and destroys nothing.
        """
        return {
            function["name"]: (
                self._error(function),
                tuple(self._made(function, r) for r in function.get("results", ()) if r["ownership"] == "owned"),
                self._destroyed(function),
                self._data(function),
            )
            for function in self.functions
        }

    def _error(self, function: Function) -> str:
        handle: str = function["returns"]
        told = any(result["fold"] < 0 for result in function.get("results", ()))
        return handle if handle in self.destroys.values() and not told else ""

    def _data(self, function: Function) -> int | None:
        """The offset of what is not NULL if the call gave data that have to be freed."""
        for fold in function["folds"]:
            if fold["rule"] == "deleter":
                return self._offset(function, fold, "deleter")
            if "released_by" in fold.get("data", {}):
                return self._offset(function, fold, "data")
        return None

    def _made(self, function: Function, result: Function) -> tuple[str, str, int, int, int]:
        fold = function["folds"][result["fold"]]
        if fold["rule"] == "struct_pointer_out":
            return fold["data"]["struct"], "one", self._offset(function, fold, "struct"), 0, 0
        kind = fold["data"]["handle"]
        if fold["rule"] == "handle_out":
            return kind, "one", self._offset(function, fold, "handle"), 0, 0
        data, count = self._offset(function, fold, "data"), self._offset(function, fold, "count")
        if fold["rule"] in ("caller_out", "list_out"):
            return kind, "row", data, count, 0
        assert fold["rule"] == "grid_out", f"{function['name']}: the recorder cannot count {fold['rule']}"
        executable = next(f for f in _folds(function, "handle_in") if f["data"]["handle"] == "PJRT_LoadedExecutable")
        return kind, "rows", data, count, self._offset(function, executable, "handle")

    def _destroyed(self, function: Function) -> tuple[str, int] | None:
        if function["name"] in self.given_by:
            pointer = next(fold["fields"]["value"] for fold in function["folds"] if fold["type"] == "int | None")
            return DATA, self.offsets[function["args_struct"], pointer]
        kind = self.destroys.get(function["name"])
        if kind is None or not function["args_struct"]:
            return None
        for fold in function["folds"]:
            for field, rule in (("handle", "handle_in"), ("struct", "struct_pointer_in")):
                if fold["rule"] == rule and fold["data"][field] == kind:
                    return kind, self._offset(function, fold, field)
        raise AssertionError(f"{function['name']}: the recorder cannot tell which {kind} it destroys")

    @cached_property
    def given_by(self) -> dict[str, tuple[str, ...]]:
        """By function that frees data which came without a deleter: the functions that gave it."""
        found = defaultdict(list)
        for function in self.functions:
            for released in {fold["data"].get("released_by") for fold in function["folds"] if "data" in fold} - {None}:
                found[released].append(function["name"])
        return {released: tuple(givers) for released, givers in found.items()}

    def _offset(self, function: Function, fold: Function, field: str) -> int:
        return self.offsets[function["args_struct"], fold["fields"][field]]


def _frees_structs(data: dict[str, Any]) -> dict[str, str]:
    """By function: the struct of which it frees one that another function of its table gave."""
    return {
        function["name"]: fold["data"]["struct"]
        for table in data["tables"]
        for function in table["functions"]
        for fold in function["folds"]
        if fold["rule"] == "struct_pointer_in"
        and "Destroy" in function["name"]
        and any(
            given["rule"] == "struct_pointer_out" and given["data"]["struct"] == fold["data"]["struct"]
            for other in table["functions"]
            for given in other["folds"]
        )
    }


def _folds(function: Function, rule: str) -> list[Function]:
    return [fold for fold in function["folds"] if fold["rule"] == rule]
