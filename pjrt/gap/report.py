"""What every rendering shows: a title, facts, and sections of tables, of a gap document or of a difference."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from pjrt.gap import outline as lines
from pjrt.gap import programs
from pjrt.gap.compare import Change, Difference
from pjrt.gap.document import HAVING, Document, Item, Place, Status
from pjrt.gap.outline import Count, Extension, Outline
from pjrt.gap.plugin import AGAINST, PROGRAM
from pjrt.gap.priority import MEANING

_LIBRARY = "library"
"""A fact about a plugin."""
_UNTOLD = "not told"


class Code(str):
    """A cell that is C, or a path."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Places:
    """A cell of evidence. more: places that are not listed. As text it has the first, and counts the others."""

    places: tuple[Place, ...]
    more: int = 0

    def __str__(self) -> str:
        more = len(self.places) - 1 + self.more
        return f"{self.places[0]} and {more} more" if more > 0 else ", ".join(map(str, self.places))


Cell = str | Code | Places
Row = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows in groups, each under its label, "" for none."""

    columns: tuple[str, ...]
    groups: tuple[tuple[str, tuple[Row, ...]], ...]

    @property
    def rows(self) -> tuple[Row, ...]:
        return tuple(row for _, rows in self.groups for row in rows)

    def is_number(self, column: int) -> bool:
        """Whether a column holds numbers, shares or nothing."""
        cells = [str(row[column]).removesuffix(" %").replace("/", "") for row in self.rows]
        return all(cell.isdecimal() for cell in cells if cell) and any(cells)


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a report. brief: shown at once, the others where a reader opens them; whole: on a page only."""

    title: str
    table: Table
    brief: bool = False
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """What to render."""

    title: str
    facts: dict[str, str]
    notes: tuple[str, ...]
    sections: tuple[Section, ...]


def of(document: Document) -> Report:
    """The report on a document."""
    made = lines.outline(document)
    there = "used" if made.having == "used" else "there"
    sections = [
        _section("Summary", _counts("what", made, made.kinds), brief=True),
        _section("Functions of the core, by area", _counts("area", made, made.areas), brief=True),
        _section("Known programs", _programs(document), brief=True),
        *_gaps(made),
        _section("Extensions", _extensions(made)),
        _section("Callbacks", _items(made.callbacks)),
        _section(f"Fields and enum values that are not {there}", _parts(made.parts)),
        _section(f"Structs, enums and handles that are not {there}", _items(made.whole)),
        _section("Experimental and deprecated", _marked(made)),
        _section("Evidence", _evidence(made, parts=False)),
        _section("Evidence of fields and enum values", _evidence(made, parts=True), whole=True),
        _section("Every name but fields and structs", _every(document), whole=True),
    ]
    return Report(f"Gap report: {document.subject}", document.facts, document.notes, tuple(filter(None, sections)))


def of_difference(difference: Difference) -> Report:
    """The report on a difference."""
    before, after = difference.before, difference.after
    has, has_not = f"In {after.subject}, not in {before.subject}", f"In {before.subject}, not in {after.subject}"
    changed, new = "In neither, and changed", "Lacking, and new to the interface"
    counts = (
        (has, str(len(difference.gained))),
        (has_not, str(len(difference.lost))),
        *((label, str(len(found))) for label, found in ((changed, difference.changed), (new, difference.new)) if found),
        *([("Renamed", str(len(difference.renamed)))] if difference.renamed else []),
    )
    renamed = tuple((Code(old), Code(new)) for old, new in difference.renamed)
    sections = [
        _section("Summary", _plain(("what", "names"), counts), brief=True),
        _section("Shares", _shares(before, after), brief=True),
        *_changes(has_not, difference.lost),
        *_changes(new, difference.new),
        *_changes(has, difference.gained),
        *_changes(changed, difference.changed, statuses=True),
        _section("Renamed", _plain(("old name", "new name"), renamed)),
    ]
    facts = {"before": _said(before), "after": _said(after)}
    notes = tuple(dict.fromkeys((*before.notes, *after.notes)))
    title = f"Gap difference: {before.subject} to {after.subject}"
    return Report(title, facts, notes, tuple(filter(None, sections)))


def _said(document: Document) -> str:
    facts = [f"{name} {document.facts[name]}" for name in ("API version", AGAINST) if name in document.facts]
    told = facts and AGAINST in document.facts
    return f"{document.subject} ({', '.join(facts)})" if told else document.subject


def _section(title: str, table: Table, *, brief: bool = False, whole: bool = False) -> Section | None:
    return Section(title, _without_empty(table), brief, whole) if table.rows else None


def _without_empty(table: Table) -> Table:
    """Without columns in which nothing is said."""
    said = [i for i in range(len(table.columns)) if any(str(row[i]) for row in table.rows)]
    groups = tuple((label, tuple(tuple(row[i] for i in said) for row in rows)) for label, rows in table.groups)
    return Table(tuple(table.columns[i] for i in said), groups)


def _plain(columns: Sequence[str], rows: Iterable[Row]) -> Table:
    return Table(tuple(columns), (("", tuple(rows)),))


def _grouped(columns: Sequence[str], items: Iterable[Item], row: Callable[[Item], Row]) -> Table:
    """Items that follow one another by area."""
    groups = groupby(items, key=lambda item: item.area)
    return Table(tuple(columns), tuple((area, tuple(map(row, listed))) for area, listed in groups))


def _counts(label: str, made: Outline, counts: Sequence[Count]) -> Table:
    declared = ("declared only",) if made.declares else ()
    rows = (
        (c.label, str(c.having), *([str(c.declared)] if declared else []), str(c.lacking), str(c.all), c.percent)
        for c in counts
    )
    return _plain((label, made.having, *declared, "lacking", "all", "share"), rows)


def _programs(document: Document) -> Table:
    """What each known program misses on a plugin, as far as all that it needs was looked at."""
    lacking = {item.name: item.status is Status.LACKING for item in document.items}
    rows: list[Row] = []
    for program in programs.known() if AGAINST in document.facts and _LIBRARY in document.facts else ():
        if program.names <= lacking.keys():
            missed = [name for name, is_lacking in lacking.items() if is_lacking and name in program.names]
            rows.append((program.label, str(len(program.names)), str(len(missed)), ", ".join(missed)))
    return _plain(("program", "needs", "lacks", "names"), rows)


def _gaps(made: Outline) -> Iterator[Section]:
    columns = ("name", "since", *(("status",) if made.declares else ()), "why")
    for number, items in made.gaps:
        groups = groupby(sorted(items, key=lambda item: item.kind == "extension"), key=_gap_group)
        table = Table(columns, tuple((area, tuple(_gap(i, made.declares) for i in listed)) for area, listed in groups))
        title = f"Priority {number}: {MEANING[number]}"
        if PROGRAM in made.document.facts:
            if number == 1:
                yield Section(f"Lacking ({len(items)})", table, brief=True)
            continue
        yield Section(f"{title} ({len(items)})", table, brief=number <= 2)


def _gap_group(item: Item) -> str:
    return "Extensions" if item.kind == "extension" else item.area


def _gap(item: Item, with_status: bool) -> Row:
    status = (str(item.status),) if with_status else ()
    said = not item.places or str(item.places[0]) in item.why
    places = "" if said else f"declared at {item.places[0]}"
    return (Code(item.name), item.since, *status, "; ".join(filter(None, [item.why, places])))


def _extensions(made: Outline) -> Table:
    return _plain(("extension", "status", "functions", "since", "mark"), map(_extension, made.extensions))


def _extension(one: Extension) -> Row:
    status = one.item.status if one.item.status in HAVING or not one.functions.having else Status.USED
    functions = f"{one.functions.having}/{one.functions.all}" if one.functions.all else ""
    return (one.name, str(status), functions, one.item.since, one.item.mark)


def _items(items: Sequence[Item]) -> Table:
    return _plain(("name", "status", "since"), ((Code(item.name), str(item.status), item.since) for item in items))


def _parts(parts: Sequence[tuple[str, tuple[Item, ...]]]) -> Table:
    rows: list[Row] = []
    for owner, items in parts:
        by_version = groupby(sorted(items, key=_version), key=lambda item: item.since)
        said = "; ".join(
            f"{since}: {', '.join(_short(item, owner) for item in listed)}" for since, listed in by_version
        )
        rows.append((Code(owner), said))
    return _plain(("of", "since: names"), rows)


def _version(item: Item) -> tuple[tuple[int, ...], str]:
    return tuple(int(part) for part in item.since.split(".") if part.isdecimal()), item.name


def _short(item: Item, owner: str) -> str:
    return item.name.removeprefix(f"{owner}.").removeprefix(f"{owner}_")


def _marked(made: Outline) -> Table:
    """An extension with all its functions; what is marked alone by itself."""
    marked = {one.item.area for one in made.extensions if one.item.mark}
    counts = {one.item.area: one.functions for one in made.extensions}
    rows: list[Row] = []
    for item in made.marked:
        if item.kind == "extension" or item.area not in marked:
            count = counts.get(item.area) if item.kind == "extension" else None
            functions = f"{count.having}/{count.all}" if count and count.all else ""
            rows.append((Code(item.name), item.mark, str(item.status), functions, item.since, str(item.priority)))
    return _plain(("name", "mark", "status", "functions", "since", "priority"), rows)


def _evidence(made: Outline, *, parts: bool) -> Table:
    groups = []
    for area, items in made.evidence:
        listed = [item for item in items if (item.kind in ("field", "enum value")) == parts]
        rows = tuple((Code(item.name), str(item.status), Places(item.places, item.more)) for item in listed)
        groups += [(area, rows)] if rows else []
    return Table(("name", "status", "places"), tuple(groups))


def _every(document: Document) -> Table:
    listed = [item for item in document.items if item.kind not in ("field", "struct")]
    return _grouped(
        ("name", "kind", "status", "since", "mark", "priority"),
        listed,
        lambda i: (Code(i.name), i.kind, str(i.status), i.since, i.mark, str(i.priority)),
    )


def _shares(before: Document, after: Document) -> Table:
    counts = [{count.label: count for count in lines.outline(side).kinds} for side in (before, after)]
    labels = list(dict.fromkeys(label for side in counts for label in side))
    rows = ((label, *(_share(side.get(label)) for side in counts)) for label in labels)
    return _plain(("what", before.subject, after.subject), rows)


def _share(count: Count | None) -> str:
    if count is None:
        return _UNTOLD
    return str(count.all) if count.having == count.all else f"{count.having}/{count.all}"


def _changes(title: str, changes: Sequence[Change], *, statuses: bool = False) -> Iterator[Section | None]:
    """A section a kind. What is said of a function goes for its arguments, and of a struct or an enum for its parts."""
    listed = [change.item for change in changes]
    whole = {item.name for item in listed if item.kind in ("struct", "enum", "function")}
    rest = [c for c in changes if lines.function(c.item) not in whole and lines.owner(c.item) not in whole]
    for kind, label in lines.KINDS.items():
        of_kind = [change for change in rest if change.item.kind == kind]
        if kind in ("field", "enum value"):
            parts = _parts(list(lines.parts(change.item for change in of_kind)))
            yield _section(f"{title}: {label} ({len(of_kind)})", parts)
            continue
        is_one = not statuses and len({(change.before, change.after) for change in of_kind}) == 1
        by_area = groupby(of_kind, key=lambda change: change.item.area)
        groups = tuple((area, tuple(_change(c, is_one) for c in found)) for area, found in by_area)
        table = Table(("name", "since", "before", "after", "why"), groups)
        yield _section(f"{title}: {label} ({len(of_kind)})", table, brief=kind in ("function", "extension"))


def _change(change: Change, is_one: bool) -> Row:
    """Without the statuses where all rows have the same."""
    item = change.item
    statuses = ("", "") if is_one else (change.before or _UNTOLD, change.after or _UNTOLD)
    return (Code(item.name), item.since, *statuses, item.why)
