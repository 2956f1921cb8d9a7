"""What the generated package offers to the library, by dotted name, as the model tells: nothing is imported."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

PACKAGE = "pjrt_abi"
ERROR_ROOT = f"{PACKAGE}.errors.PjrtError"
"""What every failed call raises."""

Data = Mapping[str, Any]


class Symbol(NamedTuple):
    """Something of C. kind: "function", "struct", "enum", "enum value", "callback" or "table"; name: in C."""

    kind: str
    name: str


@dataclass(frozen=True)
class Raw:
    """abi.json, seen as a package."""

    data: Data

    @cached_property
    def names(self) -> dict[Symbol, str]:
        """Where each symbol is: a dotted name that Python can import."""
        found: dict[Symbol, str] = {}
        for struct in self.data["structs"]:
            found[Symbol("struct", struct["name"])] = f"{_home(struct, 'structs')}.{struct['name']}"
        for callback in self.data["callbacks"]:
            found[Symbol("callback", callback["name"])] = f"{_home(callback, 'structs')}.{callback['name']}"
        for enum in self.data["enums"]:
            where = f"{_home(enum, 'enums')}.{enum['name']}"
            found[Symbol("enum", enum["name"])] = where
            for value in enum["values"]:
                found[Symbol("enum value", value["name"])] = f"{where}.{value['python']}"
        for table in self.data["tables"]:
            where = f"{_home(table, 'functions')}.{table['python']}"
            found[Symbol("table", table["struct"])] = where
            for function in table["functions"]:
                found[Symbol("function", function["name"])] = f"{where}.{function['python']}"
        return found

    @cached_property
    def by_name(self) -> dict[str, Symbol]:
        """The symbol of a dotted name, functions and values left out: those are attributes."""
        return {where: symbol for symbol, where in self.names.items() if symbol.kind not in ("function", "enum value")}

    @cached_property
    def tables(self) -> dict[str, Data]:
        """Tables by their struct."""
        return {table["struct"]: table for table in self.data["tables"]}

    @cached_property
    def functions(self) -> dict[str, Data]:
        """Functions of all tables, by C name."""
        return {function["name"]: function for table in self.data["tables"] for function in table["functions"]}

    @cached_property
    def structs(self) -> dict[str, Data]:
        """Structs and unions by name."""
        return {struct["name"]: struct for struct in self.data["structs"]}

    @cached_property
    def _attributes(self) -> dict[str, dict[str, str]]:
        """By table: the C function behind an attribute, be it the wrapper or the function itself."""
        return {
            table["struct"]: {key: f["name"] for f in table["functions"] for key in (f["python"], f["name"])}
            for table in self.data["tables"]
        }

    @cached_property
    def values(self) -> dict[str, dict[str, str]]:
        """By enum: the C value by its name in Python."""
        return {enum["name"]: {v["python"]: v["name"] for v in enum["values"]} for enum in self.data["enums"]}

    @cached_property
    def wrappers(self) -> dict[str, tuple[str, ...]]:
        """By a wrapper's name in Python: the C functions that have it."""
        found: dict[str, tuple[str, ...]] = {}
        for function in self.functions.values():
            found[function["python"]] = (*found.get(function["python"], ()), function["name"])
        return found

    @cached_property
    def callback_fields(self) -> dict[str, tuple[tuple[str, str], ...]]:
        """By a field's name: the structs that have a callback in it, with its type."""
        known = {callback["name"] for callback in self.data["callbacks"]}
        found: dict[str, tuple[tuple[str, str], ...]] = {}
        for struct in self.data["structs"]:
            for field in struct.get("fields", ()):
                for name in (field["type"].rstrip("*"), f"{struct['name']}_{field['name']}"):
                    if name in known:
                        found[field["name"]] = (*found.get(field["name"], ()), (struct["name"], name))
        return found

    def function(self, table: str, attribute: str) -> str | None:
        """The C function behind an attribute of a bound table."""
        return self._attributes[table].get(attribute)

    def reads_errors(self, table: str) -> Iterator[str]:
        """The functions that read what a function of the table failed with."""
        error = self.tables[table]["error"]
        for other in self.data["tables"]:
            if error and other["error"] == error:
                yield from (f["name"] for f in other["functions"] if f.get("reads_error"))

    @cached_property
    def implied(self) -> dict[str, tuple[str, ...]]:
        """By function: the others that its wrapper calls, to free what it was given and to read what went wrong."""
        return {
            function["name"]: (
                *dict.fromkeys(data["released_by"] for data in _fold_data(function) if "released_by" in data),
                *(self.reads_errors(table["struct"]) if _fails(function, table["error"]) else ()),
            )
            for table in self.data["tables"]
            for function in table["functions"]
        }


def _home(declared: Data, part: str) -> str:
    """The module that something is generated into."""
    module = declared["module"]
    return f"{PACKAGE}.extensions.{module}" if module else f"{PACKAGE}.{part}"


def _fold_data(function: Data) -> list[Data]:
    return [fold.get("data", {}) for fold in function["folds"]]


def _fails(function: Data, error: str) -> bool:
    """Whether it returns an error that the wrapper reads; those that read errors do not."""
    told = any(result["fold"] < 0 for result in function.get("results", ()))
    return bool(error) and function["returns"] == error and not told and not function.get("reads_error")
