"""The command `report`: what the library makes of the API, and whether anything of it is missing unsaid."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from .. import emit
from ..files import File
from ..pipeline import ROOT
from ..render import BASE
from ..report.document import FOLDER, Places, Report, make
from ..report.gaps import PATH
from ..report.markdown import markdown
from ..terminal import Terminal
from .line import DIFFERS, OK, PROGRAM, add_command

OWNED = (FOLDER,)
"""Folders of generated/ that hold nothing but what this writes, and the test run's record."""
FACADES = f"{BASE}/facades.json"
"""By C function the public names of the library that reach it; for `pjrt gap`."""


def add(commands: Any) -> None:
    """Declares it."""
    does = "write generated/report/ from what is committed; exit 1 for a gap that codegen/gaps.toml does not explain"
    parser = add_command(commands, "report", _report, does, "--check")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 and a diff for a change")
    parser.add_argument("--json", action="store_true", help="print report.json, and write nothing")
    parser.add_argument("--root", type=Path, default=ROOT, help=argparse.SUPPRESS)
    parser.add_argument("--package", type=Path, default=ROOT / "pjrt", help=argparse.SUPPRESS)
    parser.add_argument("--gaps", type=Path, default=PATH, help=argparse.SUPPRESS)


def _report(options: argparse.Namespace, terminal: Terminal) -> int:
    report = make(Places(options.root, options.generated, options.package, options.gaps))
    if options.json:
        terminal.show(_json(report).rstrip("\n"))
    else:
        files = render(report)
        if options.check:
            drift = emit.diff(files, options.generated, OWNED)
            if drift:
                terminal.show(drift.rstrip("\n"))
                terminal.show(f"{options.generated / FOLDER}: out of date; run `{PROGRAM} report`")
                return _told(report, terminal, DIFFERS)
        else:
            changes = emit.emit(files, options.generated, OWNED)
            for path in (*changes.written, *changes.deleted):
                terminal.show(f"wrote {options.generated / path}")
        terminal.show(_summary(report))
    return _told(report, terminal, OK)


def render(report: Report) -> list[File]:
    """All files, in memory."""
    from ..report import page

    return [
        File(f"{FOLDER}/report.md", markdown(report)),
        File(f"{FOLDER}/report.json", _json(report)),
        File(f"{FOLDER}/report.html", page.render(report.data())),
        File(FACADES, json.dumps(report.facades(), indent=0, ensure_ascii=False) + "\n"),
    ]


def _json(report: Report) -> str:
    """A line a row, so that a change shows as a line."""
    parts = []
    for key, value in report.data().items():
        if isinstance(value, list) and value:
            lines = ",\n".join(f" {json.dumps(item, ensure_ascii=False)}" for item in value)
            parts.append(f'"{key}": [\n{lines}\n]')
        else:
            parts.append(f'"{key}": {json.dumps(value, ensure_ascii=False)}')
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _told(report: Report, terminal: Terminal, code: int) -> int:
    """The exit code, once the problems are told."""
    for problem in report.problems:
        terminal.error(problem)
    return DIFFERS if report.problems else code


def _summary(report: Report) -> str:
    lines = [f"API {report.api}: {len(report.rows)} rows, {len(report.problems)} problems"]
    for kind, found in report.totals().items():
        parts = [f"{found['all']} {kind}{'s' * (found['all'] != 1)}: {found['facade']} with a façade"]
        parts += [f"{found['exercised']} exercised"] if "exercised" in found else []
        parts += [f"{found['documented']} documented", f"{found['gaps']} with a reason for a gap"]
        lines.append(f"  {', '.join(parts)}")
    return "\n".join(lines)
