"""The command `update`: re-pins, generates, and says what changed."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from .. import sources
from ..diff_text import text
from ..errors import CodegenError
from ..fetch import default_cache
from ..pipeline import ROOT
from ..report import exercised
from ..report.document import FOLDER, Places, make
from ..report.gaps import PATH
from ..report.opened import open_gaps
from ..sources import Headers
from ..terminal import Terminal
from ..update import Update, work_out, write
from .line import DIFFERS, OK, add_command


def add(commands: Any) -> None:
    """Declares it."""
    does = "make another source's headers the current ones, and say what changed; exit 1 and write nothing if it breaks"
    parser = add_command(commands, "update", _update, does, "--to tensorflow-cpu==2.22.0rc0")
    parser.add_argument(
        "--to",
        required=True,
        metavar="SOURCE",
        help='a release such as "tensorflow-cpu==2.22.0rc0", a folder of headers, or a checkout of XLA or TensorFlow',
    )
    parser.add_argument("--allow-breaking", action="store_true", help="write it whatever changed")
    parser.add_argument("--dry-run", action="store_true", help="say what would change, and write nothing")
    parser.add_argument("--json", action="store_true", help="as JSON")
    parser.add_argument(
        "--cache", type=Path, metavar="DIR", default=default_cache(), help="where headers are kept (now: %(default)s)"
    )
    # For tests: others than the repository's.
    parser.add_argument("--package", type=Path, default=ROOT / "pjrt", help=argparse.SUPPRESS)
    parser.add_argument("--gaps", type=Path, default=PATH, help=argparse.SUPPRESS)


def _update(options: argparse.Namespace, terminal: Terminal) -> int:
    headers, checkout = _source(options.to, terminal)
    places = (options.include, options.generated, options.cache, checkout, terminal.progress)
    update = work_out(headers, *places)
    allowed = options.allow_breaking or update.append_only
    written = allowed and not options.dry_run
    gaps = list(update.new)
    if written:
        write(update, *places)
        if (options.generated / FOLDER / exercised.FILE).is_file():
            gaps = _open(update, options)
    if options.json:
        terminal.show(json.dumps(_data(update, headers, gaps, written), indent=1))
    else:
        for line in _lines(update, headers, options, gaps, written):
            terminal.show(line)
    return OK if allowed else DIFFERS


def _open(update: Update, options: argparse.Namespace) -> list[str]:
    """Lists in gaps.toml what the update opens; the names."""
    places = Places(ROOT, options.generated, options.package, options.gaps)
    return open_gaps(make(places, outdated=True).rows, update.new, update.repinned.name, options.gaps)


def _source(text: str, terminal: Terminal) -> tuple[Headers, Path | None]:
    """The headers, and the folder that they are in."""
    if (pin := sources.requirement(text)) is not None:
        return sources.of_release(*pin, terminal.progress), None
    folder = Path(text)
    if not folder.is_dir():
        raise CodegenError(
            f'--to {text}: neither a folder nor a release; give such as "tensorflow-cpu==2.22.0rc0", a folder with '
            "pjrt_c_api.h below it, or a checkout of XLA"
        )
    return sources.of_folder(folder), folder if (folder / "xla").is_dir() else None


def _lines(
    update: Update, headers: Headers, options: argparse.Namespace, gaps: list[str], written: bool
) -> Iterator[str]:
    """What a maintainer wants to know, the ABI's changes last but for what is to do."""
    new = update.repinned
    yield f"{headers.source}: API {new.name}, {len(new.taken)} headers"
    for pin in new.carried:
        yield f"  not in it, stays as pinned: {pin.path} ({pin.distribution}, API {pin.api})"
    for old, there in new.moved:
        yield f"  moved: {old} -> {there}"
    for path in new.kept:
        yield f"  ours stays: {path}"
    yield ""
    yield text(update.found).rstrip("\n")
    if update.backwards:
        yield f"BREAKING: the API version goes backwards, from {update.found.old} to {update.found.new}"
    yield ""
    if gaps:
        yield f"New gaps: no façade reaches these {len(gaps)} yet"
        yield from (f"  {name}" for name in gaps)
        yield ""
    if written:
        yield f"{options.include / 'headers.toml'}, {options.generated}: written"
        yield "next: `make report`; commit include/headers.toml, generated/ and codegen/gaps.toml; then close the gaps"
    elif options.dry_run:
        yield "nothing was written (--dry-run)"
    else:
        yield "nothing was written: not append-only; --allow-breaking takes it as it is"


def _data(update: Update, headers: Headers, gaps: list[str], written: bool) -> dict[str, Any]:
    new = update.repinned
    return {
        "source": headers.source,
        "api": new.name,
        "written": written,
        "append_only": update.append_only,
        "headers": {
            "taken": list(new.taken),
            "carried": [pin.path for pin in new.carried],
            "moved": [list(pair) for pair in new.moved],
            "ours": list(new.kept),
        },
        "gaps": gaps,
        "diff": update.found.data(),
    }
