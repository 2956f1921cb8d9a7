"""What the cycles of tests/pjrt/leak_kinds.py left behind, as Markdown."""

from __future__ import annotations

from typing import Any

HEAD = """# Leaks

Made by `make leaks`; not edited by hand, and the figures differ from run to run. Each kind of object was made, used
and dropped so many times, on success and on failure. Handles are those that the C functions made in that time; as many
were destroyed, of every type. Growth is that of the resident set, in KiB, and of Python's memory blocks, after a
warm-up. Where the plugin refuses it, what is counted are the errors. Every test run does the same, with fewer cycles
of what is slow, such as compiling.
"""


def markdown(leaks: list[dict[str, Any]]) -> str:
    """The whole document: a row a kind, three columns a plugin."""
    plugins = sorted(
        {leak["plugin"] for leak in leaks}, key=lambda label: [int(n) for n in label.split()[1].split(".")]
    )
    rows: dict[str, dict[str, dict[str, Any]]] = {}
    for leak in leaks:
        rows.setdefault(leak["kind"], {})[leak["plugin"]] = leak
    heads = [f"{plugin}: {what}" for plugin in plugins for what in ("handles", "KiB", "blocks")]
    lines = [HEAD, _row("kind", "cycles", *heads), _row(*["---"] * (2 + len(heads)))]
    for kind, found in rows.items():
        cells = [cell for plugin in plugins for cell in _cells(found.get(plugin))]
        lines.append(_row(kind, f"{next(iter(found.values()))['cycles']:,}", *cells))
    return "\n".join(lines) + "\n"


def _cells(leak: dict[str, Any] | None) -> tuple[str, str, str]:
    if leak is None:
        return ("", "", "")
    made, destroyed = sum(leak["made"].values()), sum(leak["destroyed"].values())
    handles = f"{made:,}" if leak["made"] == leak["destroyed"] else f"{made:,} made, {destroyed:,} destroyed"
    if leak["refused"]:
        handles += ", refused"
    return (handles, f"{leak['kib']:,}", f"{leak['blocks']:,}")


def _row(*cells: str) -> str:
    return "| " + " | ".join(cells) + " |"
