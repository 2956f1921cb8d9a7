"""The report as one page of HTML that needs nothing else: neither network nor other files."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from typing import Any

from codegen.errors import CodegenError
from codegen.templating import environment

_PARTS: dict[str, type] = {
    "api": str,
    "plugins": list,
    "legend": dict,
    "areas": list,
    "rows": list,
    "totals": dict,
    "history": list,
    "changes": list,
    "problems": list,
}
_NAMED = {"plugins": ("id", "label"), "rows": ("kind", "name"), "history": ("version",), "changes": ("version",)}
"""What each entry of a part has to have; what else it may have is shown where it is there."""

_FIGURES = ("all", "raw", "facade", "answered", "documented", "gaps")
_EMPTY: tuple[object, ...] = ("", None, [], (), {})


def render(data: dict[str, Any]) -> str:
    """The page that shows the report.

    data: what report.json holds: "api", "plugins", "legend", "areas", "rows", "totals", "history", "changes" and
    "problems". The text depends on it alone. Whatever its strings hold is shown as text and is never markup or a
    script. Raises CodegenError for data of another shape.
    """
    _check(data)
    env = environment()
    style = env.get_template("report.css.j2").render()
    theme = env.get_template("report/theme.js.j2").render()
    script = env.get_template("report.js.j2").render()
    # Named by what they hold, the style and the two scripts are all that the browser may apply or run.
    policy = (
        f"default-src 'none'; script-src {_source(theme)} {_source(script)}; style-src {_source(style)}; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )
    page = env.get_template("report.html.j2").render(
        title=f"PJRT C API {data['api']}: coverage",
        api=data["api"],
        policy=policy,
        style=style,
        theme=theme,
        script=script,
        figures=_FIGURES,
        totals=[(kind, [total.get(name, "") for name in _FIGURES]) for kind, total in data["totals"].items()],
        data=_embedded(data),
    )
    # Half of a surrogate pair is no text that a file can hold.
    return page.encode(errors="replace").decode()


def _source(text: str) -> str:
    """How a policy names an inline style or script."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _embedded(data: Mapping[str, Any]) -> str:
    """JSON that no HTML parser finds a tag or a comment in; a line an entry, so that a change shows as a line."""
    parts = []
    for name in _PARTS:
        value = data[name]
        if name in _NAMED and value:
            text = "[\n" + ",\n".join(_json(_dense(entry)) for entry in value) + "\n]"
        else:
            text = _json(value)
        parts.append(f"{_json(name)}:{text}")
    return "{" + ",\n".join(parts) + "}"


def _dense(entry: Mapping[str, Any]) -> dict[str, Any]:
    """Without what is empty, and an answer without a note as its text alone: the page takes it so."""
    dense = {name: value for name, value in entry.items() if value not in _EMPTY}
    if isinstance(cells := dense.get("exercised"), dict):
        dense["exercised"] = {plugin: cell if cell.get("note") else cell["cell"] for plugin, cell in cells.items()}
    return dense


def _json(value: object) -> str:
    text = json.dumps(value, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


def _check(data: object) -> None:
    if not isinstance(data, dict):
        raise CodegenError(f"report: the data is {_what(data)}, not an object: give what report.json holds")
    for part, expected in _PARTS.items():
        if part not in data:
            raise CodegenError(f"report: {part}: is missing: make the data with `python -m codegen report`")
        if not isinstance(data[part], expected):
            raise CodegenError(f"report: {part}: {_what(data[part])} is given, {expected.__name__} is expected")
    for part, needed in _NAMED.items():
        for at, entry in enumerate(data[part]):
            if not isinstance(entry, dict):
                raise CodegenError(f"report: {part}[{at}]: {_what(entry)} is given, an object is expected")
            for name in needed:
                if not isinstance(entry.get(name), str) or not entry[name]:
                    given = _what(entry[name]) if name in entry else "nothing"
                    raise CodegenError(f"report: {part}[{at}].{name}: {given} is given, a text is expected")
    for at, row in enumerate(data["rows"]):
        cells = row.get("exercised") or {}
        if not isinstance(cells, dict):
            raise CodegenError(f"report: rows[{at}].exercised: {_what(cells)} is given, an object is expected")
        for plugin, cell in cells.items():
            if not isinstance(cell, dict) or not isinstance(cell.get("cell"), str):
                raise CodegenError(
                    f"report: rows[{at}].exercised.{plugin}: {_what(cell)} is given, an object with a text "
                    '"cell" is expected'
                )
    for kind, total in data["totals"].items():
        if not isinstance(total, dict):
            raise CodegenError(f"report: totals.{kind}: {_what(total)} is given, an object is expected")


def _what(value: object) -> str:
    return f"{type(value).__name__} {str(value)[:40]!r}"
