"""A report as large as the real one, for tests of the page: the real names, and answers and figures by rule."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

ABI = Path(__file__).parents[3] / "generated" / "abi.json"

Row = dict[str, Any]

VERSIONS = ["0.13", "0.34", "0.54", *(f"0.{minor}" for minor in range(75, 116))]
PLUGINS = [
    *(
        {"id": f"plugin{i}.so", "label": f"plugin{i} 0.{80 + 5 * i}", "api": f"0.{80 + 5 * i}", "real": True}
        for i in range(6)
    ),
    {"id": "python", "label": "Python", "real": False},
]
CELLS = ["answered", "UNIMPLEMENTED", "lacks it", "no Client", "see below", "INVALID_ARGUMENT, NOT_FOUND", "raw only"]
LETTERS = {
    "answered": "A",
    "UNIMPLEMENTED": "E",
    "lacks it": "L",
    "no Client": "N",
    "see below": "R",
    "INVALID_ARGUMENT, NOT_FOUND": "E",
    "raw only": "W",
    "": "·",
}
NOTE = "With no device the plugin stops the process"
GAP = "reserved by the header"


def _rows(abi: dict[str, Any]) -> Iterator[tuple[str, str, str, str, int | None, dict[str, Any]]]:
    """(kind, name, module, owner, slot, what the model says of it)"""
    for table in abi["tables"]:
        for function in table["functions"]:
            yield "function", function["name"], table["module"], table["struct"], function["slot"], function
    for struct in abi["structs"]:
        yield "struct", struct["name"], struct["module"], "", None, struct
    for enum in abi["enums"]:
        for value in enum["values"]:
            yield "enum value", value["name"], enum["module"], enum["name"], None, value
    for callback in abi["callbacks"]:
        yield "callback", callback["name"], callback["module"], "", None, callback
    for extension in abi["extensions"]:
        yield "extension", extension["type_name"], extension["module"], "", extension["type_value"], extension
    for handle in abi["handles"]:
        yield "handle", handle["name"], handle["module"], "", None, handle


def _row(n: int, kind: str, name: str, module: str, owner: str, slot: int | None, said: dict[str, Any]) -> Row:
    at = 0 if n % 3 else n // 3 % len(VERSIONS)
    cells = {}
    if kind in ("function", "extension"):
        given = [(plugin["id"], CELLS[(n + i) % len(CELLS)] if n % 4 else CELLS[0]) for i, plugin in enumerate(PLUGINS)]
        cells = {
            plugin: {"cell": cell, "note": NOTE if cell == "see below" else ""}
            for i, (plugin, cell) in enumerate(given)
            if (n + i) % 9 and n % 11
        }
    called = {"called": n % 5 > 0} if kind == "callback" else {}
    return called | {
        "kind": kind,
        "name": name,
        "area": f"Extension {module}" if module else name.split("_")[1] if "_" in name else "Other",
        "module": module,
        "header": f"xla/pjrt/c/pjrt_c_api{'_' + module if module else ''}.h",
        "owner": owner,
        "slot": slot,
        "since": VERSIONS[at],
        "without": VERSIONS[at - 1] if at else "",
        "mark": ", ".join(word for word in ("experimental", "deprecated") if said.get(word)),
        "raw": f"pjrt_abi.{name}" if n % 97 else "",
        "facade": [f"pjrt.{kind.title().replace(' ', '')}{n}"] if n % 7 else [],
        "exercised": cells,
        "documented": ["docs/guide.md"] if n % 2 else [],
        "gap": GAP if n % 49 == 0 else "",
    }


def answered(row: Row) -> bool:
    """Whether a real plugin answered it."""
    return any(row["exercised"].get(plugin["id"], {}).get("cell") == "answered" for plugin in PLUGINS if plugin["real"])


def exercised(row: Row) -> bool:
    """Whether the test run had anything of it; of a callback, whether it was called."""
    if "called" in row:
        return bool(row["called"])
    return any(LETTERS[cell["cell"]] in "AE" for cell in row["exercised"].values())


FIGURES: dict[str, Callable[[Row], object]] = {
    "all": lambda row: True,
    "raw": lambda row: row["raw"],
    "facade": lambda row: row["facade"],
    "exercised": exercised,
    "answered": answered,
    "documented": lambda row: row["documented"],
    "gaps": lambda row: row["gap"],
}


def sample() -> dict[str, Any]:
    """The data."""
    rows = [_row(n, *of) for n, of in enumerate(_rows(json.loads(ABI.read_text())))]
    kinds = list(dict.fromkeys(row["kind"] for row in rows))
    history = [
        {
            "version": version,
            "functions": 90 + i,
            "extension_functions": 40 + 4 * i,
            "structs": 150 + 5 * i,
            "fields": 900 + 20 * i,
            "enum_values": 100 + 2 * i,
            "extensions": i // 2,
            "breaking": 2 if i % 10 == 9 else 0,
        }
        for i, version in enumerate(VERSIONS)
    ]
    changes = [
        {
            "version": entry["version"],
            "from": VERSIONS[i],
            "added": [row["name"] for row in rows if row["since"] == entry["version"]],
            "grown": ["PJRT_Client_Create_Args"] if i % 5 == 0 else [],
            "renamed": [["PJRT_Old_Name", "PJRT_Buffer_Bitcast"]] if i == 20 else [],
            "broke": [f"pjrt_c_api_stream_extension.h: field {n} moved" for n in range(entry["breaking"])],
        }
        for i, entry in enumerate(history[1:])
    ]
    return {
        "api": VERSIONS[-1],
        "plugins": PLUGINS,
        "legend": {"answered": "called, and returned without an error", "no X": "it needs a PJRT_X"},
        "areas": list(dict.fromkeys(row["area"] for row in rows)),
        "rows": rows,
        "totals": {
            kind: {key: sum(bool(test(row)) for row in rows if row["kind"] == kind) for key, test in FIGURES.items()}
            for kind in kinds
        },
        "history": history,
        "changes": changes,
        "problems": [],
    }


def empty() -> dict[str, Any]:
    """A report of nothing."""
    lists = dict.fromkeys(("plugins", "areas", "rows", "history", "changes", "problems"))
    return {"api": "0.115", "legend": {}, "totals": {}} | {name: [] for name in lists}
