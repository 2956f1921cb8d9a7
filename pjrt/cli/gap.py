"""`pjrt gap`: what a plugin, a binding or a client lacks of the interface, and what depends on that."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pjrt
from pjrt.gap import compare, github, html, outline, plugin, programs, report, text
from pjrt.gap.document import HAVING, Document
from pjrt.trace import needs

_EXAMPLE = """examples:
  pjrt gap --plugin ./libmine.so             what that plugin lacks, and which programs need it
  pjrt gap --plugin cpu --needs needs.json   whether it serves the program that `pjrt trace --needs` recorded
  pjrt gap --source ~/src/my-binding         what a binding or a client uses, only declares, lacks; with file and line
  pjrt gap --source . --at 0.90 --fail-under 80
  pjrt gap --source . --json > gap.json      to compare with next time:
  pjrt gap --diff gap.json . --github        the gaps that are new since
  pjrt gap --diff 0.90 0.114                 what came to the interface from one version to the other
  pjrt gap --diff my-binding/ libtpu         what the binding uses and that plugin lacks

exit codes: 0 fine; 1 --needs lacks something, --diff has a new gap, or the share is under --fail-under; 2 cannot tell
"""
_WIDTHS = (80, 120)
_IN_A_PIPE = 100
_SUMMARY = "GITHUB_STEP_SUMMARY"


def add(commands: Any) -> None:
    """Adds the command to the parser."""
    parser = commands.add_parser(
        "gap",
        help="what a plugin, a binding or a client lacks of the PJRT C API",
        description="Tells which names of the PJRT C API a plugin, a binding or a client has, and which it lacks, by "
        "area and by what depends on them.",
        epilog=_EXAMPLE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--plugin", metavar="PLUGIN", help="look at a plugin: a name, a platform or a path")
    what.add_argument("--source", metavar="DIR", help="look at a source tree, in any language")
    what.add_argument(
        "--diff",
        nargs=2,
        metavar=("A", "B"),
        help="what B has that A lacks, and the reverse; each a plugin, a folder, an API version, or a file of --json",
    )
    parser.add_argument("--needs", metavar="FILE", help="with --plugin: only what a program needs; see `pjrt trace`")
    parser.add_argument("--at", metavar="X.Y", help="count against that API version, not the newest known")
    parser.add_argument(
        "--only",
        metavar="WHAT",
        action="append",
        default=[],
        help="only these kinds and areas, such as function, extension, Client or 'Extension Layouts'",
    )
    parser.add_argument(
        "--fail-under",
        metavar="PERCENT",
        help="exit with 1 if a smaller share of the core's functions is there or used; of what --only leaves, if given",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--html", metavar="FILE", help="write a page, too, that needs nothing else")
    parser.add_argument(
        "--github", action="store_true", help=f"add Markdown to the file that {_SUMMARY} names, or print it"
    )
    parser.set_defaults(command=run)


def run(arguments: argparse.Namespace) -> int:
    """The command."""
    under = _checked(arguments)
    if arguments.diff:
        return _diff(arguments)
    with _progress(f"reading {arguments.source or arguments.plugin}"):
        document, only = _document(arguments)
    lacking = _under(document, under, only)
    _show(arguments, report.of(document), lambda: _data(document))
    if lacking:
        print(f"pjrt gap: {lacking}", file=sys.stderr)
    if arguments.needs:
        return 1 if any(item.status not in HAVING for item in document.items) else 0
    return 1 if lacking else 0


def _checked(arguments: argparse.Namespace) -> float | None:
    """The percentage of --fail-under. Raises ValueError or OSError for what does not go together, before any work."""
    if arguments.needs and not arguments.plugin:
        raise ValueError("--needs goes with --plugin: it tells whether a plugin serves a recorded program")
    for option in ("at", "fail_under"):
        if getattr(arguments, option) is not None and (arguments.diff or arguments.needs):
            other = "--diff" if arguments.diff else "--needs"
            raise ValueError(f"--{option.replace('_', '-')} does not go with {other}")
    if arguments.json and arguments.github and not os.environ.get(_SUMMARY):
        raise ValueError(f"--json and --github would both print; set {_SUMMARY} to a file, or leave one of them out")
    if arguments.html is not None:
        path = Path(arguments.html)
        if path.is_dir() or not os.access(path if path.exists() else path.absolute().parent, os.W_OK):
            raise OSError(f"{path}: cannot be written to, for --html")
    return None if arguments.fail_under is None else _percent(arguments.fail_under)


def _percent(given: str) -> float:
    try:
        value = float(given)
    except ValueError:
        value = -1
    if not 0 <= value <= 100:
        raise ValueError(f"--fail-under: expected a percentage from 0 to 100, got {given!r}")
    return value


@contextmanager
def _progress(doing: str) -> Iterator[None]:
    """A line that is there while work lasts, on a terminal only."""
    on_terminal = sys.stderr is not None and sys.stderr.isatty()
    if on_terminal:
        print(doing, end="\r", file=sys.stderr, flush=True)
    try:
        yield
    finally:
        if on_terminal:
            print(" " * len(doing), end="\r", file=sys.stderr, flush=True)


# ------------------------------------------------------------------- one subject


def _document(arguments: argparse.Namespace) -> tuple[Document, bool]:
    """What there is to say, and whether --only left anything out."""
    names = programs.names()
    version = None if arguments.at is None else compare.known(arguments.at, names, "--at")
    if arguments.needs:
        wanted = needs.read(_read(arguments.needs), arguments.needs)
        document = plugin.look(pjrt.load(arguments.plugin), names, wanted)
    elif arguments.plugin:
        document = plugin.look(pjrt.load(arguments.plugin), names, at=version)
    else:
        document = compare.tree(Path(arguments.source), names, version)
    if version is not None and (note := compare.between(version, names)):
        document = replace(document, notes=(*document.notes, note))
    return _only(document, arguments.only), bool(arguments.only)


def _read(path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise ValueError(
            f"{path}: not a file of needs; `pjrt trace --needs FILE -- COMMAND` writes such a file"
        ) from None


def _only(document: Document, only: list[str]) -> Document:
    """What is of these kinds or areas. Raises ValueError for one that there is not."""
    if not only:
        return document
    wanted = {word.strip().lower() for words in only for word in words.split(",")}
    kinds, areas = ({getattr(item, of).lower() for item in document.items} & wanted for of in ("kind", "area"))
    if unknown := sorted(wanted - kinds - areas):
        choices = dict.fromkeys(getattr(item, of) for of in ("kind", "area") for item in document.items)
        raise ValueError(f"--only: nothing is called {unknown[0]!r}; there are {', '.join(choices)}")
    items = tuple(
        item
        for item in document.items
        if (not kinds or item.kind.lower() in kinds) and (not areas or item.area.lower() in areas)
    )
    return replace(document, items=items)


def _under(document: Document, under: float | None, only: bool) -> str:
    """What there is to say of a share that is too small; "" of one that is not."""
    if under is None:
        return ""
    items = document.items if only else tuple(filter(outline.is_core, document.items))
    having = sum(item.status in HAVING for item in items)
    if not items:
        raise ValueError("--fail-under: there is nothing to take a share of")
    share = 100 * having / len(items)
    of = "names that --only leaves" if only else "functions of the core"
    return "" if share >= under else f"{having} of {len(items)} {of} are {share:.1f} %, under {under:g} %"


def _data(document: Document) -> dict[str, Any]:
    """The document, and its counts for who reads no more."""
    totals = {
        count.label: {"having": count.having, "declared only": count.declared, "all": count.all}
        for count in outline.outline(document).kinds
    }
    return {**document.data(), "totals": totals}


# -------------------------------------------------------------------- two of them


def _diff(arguments: argparse.Namespace) -> int:
    names = programs.names()
    sides = []
    for given in arguments.diff:
        with _progress(f"reading {given}"):
            sides.append(_only(compare.side(given, names), arguments.only))
    before, after = sides
    difference = compare.compare(before, after, names)
    _show(arguments, report.of_difference(difference), difference.data)
    return 1 if difference.gaps else 0


# -------------------------------------------------------------------------- output


def _show(arguments: argparse.Namespace, made: report.Report, data: Callable[[], dict[str, Any]]) -> None:
    if arguments.html is not None:
        Path(arguments.html).write_text(html.render(made), encoding="utf-8")
    summary = os.environ.get(_SUMMARY) if arguments.github else None
    if summary:
        with open(summary, "a", encoding="utf-8") as file:
            file.write(github.render(made))
    if arguments.json:
        print(json.dumps(data(), indent=1, ensure_ascii=False))
    elif arguments.github and not summary:
        print(github.render(made), end="")
    else:
        _print(made)


def _print(made: report.Report) -> None:
    """Text; on a terminal as wide as that, with bold headings."""
    on_terminal = sys.stdout.isatty()
    least, most = _WIDTHS
    width = min(max(shutil.get_terminal_size().columns, least), most) if on_terminal else _IN_A_PIPE
    rendered = text.render(made, width)
    if on_terminal and "NO_COLOR" not in os.environ:
        rendered = "\n".join(
            f"\033[1m{line}\033[0m" if line and not line.startswith(" ") else line for line in rendered.split("\n")
        )
    print(rendered, end="")
