"""The rows: everything that the current headers declare, with what is known of it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import Any

from codegen.errors import CodegenError
from codegen.history import mark

from .documented import Documents
from .exercised import ANSWERED, Cells, Exercised
from .passing import number_of
from .raw import Data, Raw, Symbol
from .reach import Reach

FUNCTION, STRUCT, VALUE, CALLBACK, EXTENSION = KINDS = ("function", "struct", "enum value", "callback", "extension")

RECORDED = frozenset({FUNCTION, STRUCT, CALLBACK, EXTENSION})
"""Kinds that the test run tells of."""

CORE, _OTHER = "PJRT_Api", "Types"


@dataclass
class Row:
    """Something that a header declares.

    since, without: the first API version known to have it, and the last one known not to; facade: the public names that
    reach it; exercised: what became of it, by plugin; called: of a callback, whether it was called in the test run.
    """

    kind: str
    name: str
    area: str
    module: str
    header: str
    owner: str = ""
    slot: int | None = None
    since: str = ""
    without: str = ""
    mark: str = ""
    raw: str = ""
    facade: tuple[str, ...] = ()
    exercised: Cells = field(default_factory=dict)
    called: bool | None = None
    documented: tuple[str, ...] = ()
    gap: str = ""

    @property
    def is_exercised(self) -> bool:
        """Whether some plugin answered, or refused; of a callback, whether it was called."""
        return any(cell.reached for cell in self.exercised.values()) if self.called is None else self.called

    def answered_by(self, plugins: Collection[str]) -> bool:
        """Whether one of these answered without an error."""
        return any(cell.cell == ANSWERED for plugin, cell in self.exercised.items() if plugin in plugins)

    def data(self) -> dict[str, Any]:
        """JSON-ready."""
        found = asdict(self)
        found["exercised"] = {plugin: cell._asdict() for plugin, cell in self.exercised.items()}
        if self.called is None:
            del found["called"]
        return found


@dataclass(frozen=True)
class Sources:
    """What rows are made of. names: what names.json holds."""

    raw: Raw
    names: Data
    reach: Reach
    exercised: Exercised
    documents: Documents

    def rows(self) -> list[Row]:
        """All of them: functions by table, then extensions, structs, values and callbacks in the headers' order."""
        return [*self._functions(), *self._extension_rows(), *self._structs(), *self._values(), *self._callbacks()]

    # ---------------------------------------------------------------- functions

    def _functions(self) -> Iterator[Row]:
        order = {extension["name"]: number for number, extension in enumerate(self._extensions)}
        tables = sorted(
            self.raw.data["tables"],
            key=lambda t: (t["struct"] != CORE, order.get(self.exercised.passing.extension_of(t["module"]), -1)),
        )
        for table in tables:
            for function in sorted(table["functions"], key=lambda f: int(f["slot"])):
                name = function["name"]
                facade = self.reach.functions[name]
                yield self._row(
                    FUNCTION,
                    name,
                    table["module"],
                    owner=table["struct"],
                    slot=function["slot"],
                    mark=mark(function),
                    facade=facade,
                    exercised=self.exercised.of_function(name),
                    documented=self.documents.of(name, facade, functions=(name,)),
                )

    # --------------------------------------------------------------- extensions

    @cached_property
    def _extensions(self) -> list[Data]:
        """By number."""
        return sorted(self.raw.data["extensions"], key=number_of)

    def _extension_rows(self) -> Iterator[Row]:
        for extension in self._extensions:
            name, facade = extension["name"], self.reach.extensions[extension["type_name"]]
            row = self._row(
                EXTENSION,
                name,
                extension["module"],
                owner=extension["type_name"],
                slot=extension["type_value"],
                mark=mark(extension),
                facade=facade,
                exercised=self.exercised.of_extension(extension),
                documented=self.documents.of(extension["struct"] or name, facade),
                key=extension["type_name"],
            )
            row.area = f"Extension {name}"
            row.raw = self.raw.names.get(Symbol("table", extension["struct"]), "")
            if not row.raw:  # a type that no header describes: its number is all there is
                row.raw = self.raw.names[Symbol("enum value", extension["type_name"])]
            yield row

    # ------------------------------------------------- structs, values, callbacks

    def _structs(self) -> Iterator[Row]:
        marks = {f["args_struct"]: mark(f) for f in self.raw.functions.values() if f["args_struct"]}
        marks |= {e["struct"]: mark(e) for e in self._extensions}
        for struct in self.raw.data["structs"]:
            name = struct["name"]
            yield self._passed(STRUCT, name, struct["module"], self.reach.structs[name], marks.get(name, ""))

    def _callbacks(self) -> Iterator[Row]:
        for callback in self.raw.data["callbacks"]:
            name = callback["name"]
            row = self._passed(CALLBACK, name, callback["module"], self.reach.callbacks[name], "")
            row.called = self.exercised.is_called(name)
            yield row

    def _passed(self, kind: str, name: str, module: str, facade: tuple[str, ...], marked: str) -> Row:
        functions = self.exercised.passing.functions_of(name)
        owner = self._of_arguments.get(name, "")
        return self._row(
            kind,
            name,
            module,
            mark=marked,
            facade=facade,
            exercised=self.exercised.of_passed(name),
            documented=self.documents.of(name, facade, functions=functions, also=owner),
        )

    @cached_property
    def _of_arguments(self) -> dict[str, str]:
        """By argument struct: its function."""
        return {f["args_struct"]: f["name"] for f in self.raw.functions.values() if f["args_struct"]}

    def _values(self) -> Iterator[Row]:
        for enum in self.raw.data["enums"]:
            functions = self.exercised.passing.functions_of(enum["name"])
            for value in enum["values"]:
                name, facade = value["name"], self.reach.values[value["name"]]
                yield self._row(
                    VALUE,
                    name,
                    enum["module"],
                    owner=enum["name"],
                    mark=mark(value),
                    facade=facade,
                    documented=self.documents.of(name, facade, functions=functions, also=enum["name"]),
                )

    # --------------------------------------------------------------- all of them

    def _row(self, kind: str, name: str, module: str, *, key: str = "", owner: str = "", **more: Any) -> Row:
        since, without = self._known(kind, key or name, owner)
        area = self._area(module, owner if kind == VALUE else name)
        header = self.names["modules"].get(module, "")
        raw = self.raw.names.get(Symbol(kind, name), "")
        return Row(kind, name, area, module, header, owner, since=since, without=without, raw=raw, **more)

    def _known(self, kind: str, name: str, owner: str) -> tuple[str, str]:
        """Since when it is known, and which version lacked it."""
        try:
            if kind == VALUE:
                known = self.names["enums"][owner]["values"][name]
            else:
                known = self.names[f"{kind}s"][name]["known"]
        except KeyError as error:
            raise CodegenError(
                f"names.json: says nothing of the {kind} {name}: run `python -m codegen generate`"
            ) from error
        return known[0], (known[1] or "" if len(known) > 1 else "")

    def _area(self, module: str, name: str) -> str:
        """What it is about: "Client", "Buffer", or an extension."""
        if module:
            return f"Extension {self.exercised.passing.extension_of(module)}"
        word = _word(name)
        return word if word in self._words else _OTHER

    @cached_property
    def _words(self) -> frozenset[str]:
        return frozenset(_word(f["name"]) for f in self.raw.tables[CORE]["functions"])


def areas(rows: list[Row]) -> list[str]:
    """The areas: the core's in the order of the rows, then those of extensions by number."""
    extensions = [row.area for row in rows if row.kind == EXTENSION]
    return list(dict.fromkeys([*(row.area for row in rows if row.area not in extensions), *extensions]))


def total(rows: list[Row], real: Collection[str]) -> dict[str, int]:
    """How many rows have what. real: the plugins that are no plugins in Python.

    exercised: some plugin answered, or refused; answered: a real one answered without an error. Both are left out of
    kinds that the test run does not tell of.
    """
    found = {
        "all": len(rows),
        "raw": sum(bool(row.raw) for row in rows),
        "facade": sum(bool(row.facade) for row in rows),
        "exercised": sum(row.is_exercised for row in rows),
        "answered": sum(row.is_exercised and row.answered_by(real) for row in rows),
        "documented": sum(bool(row.documented) for row in rows),
        "gaps": sum(bool(row.gap) for row in rows),
    }
    told = any(row.kind in RECORDED for row in rows)
    return {key: count for key, count in found.items() if told or key not in ("exercised", "answered")}


def _word(name: str) -> str:
    return name.removeprefix("PJRT_").partition("_")[0]
