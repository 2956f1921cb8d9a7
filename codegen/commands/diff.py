"""The command `diff`: what changed between two header sets."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from .. import diff, pins, snapshots
from ..diff_text import text
from ..errors import CodegenError
from ..model import Abi, to_data
from ..pipeline import build_set
from ..sources import build_folder
from ..terminal import Terminal
from .line import DIFFERS, OK, add_command

_PARTS = ("version", "headers", "constants", "enums", "structs", "callbacks", "handles", "tables", "extensions")


def add(commands: Any) -> None:
    """Declares it."""
    does = "say what changed between two header sets; exit 1 if anything of it breaks"
    parser = add_command(commands, "diff", _diff, does, "0.90 generated/abi.json")
    what = "an abi.json, a folder of headers, or the name of a pinned set or of a snapshot, such as 0.98"
    parser.add_argument("old", metavar="OLD", help=what)
    parser.add_argument("new", metavar="NEW", help="the same")
    parser.add_argument("--json", action="store_true", help="as JSON")
    parser.add_argument("--allow-breaking", action="store_true", help="exit 0 whatever changed")


def _diff(options: argparse.Namespace, terminal: Terminal) -> int:
    old, new = (_side(name, options) for name in (options.old, options.new))
    try:
        found = diff.compare(old, new)
    except (AttributeError, KeyError, TypeError) as error:
        raise CodegenError(f"{options.old}, {options.new}: one is not what `generate` writes: {error!r}") from error
    terminal.show(json.dumps(found.data(), indent=1) if options.json else text(found).rstrip("\n"))
    return DIFFERS if found.breaking and not options.allow_breaking else OK


def _side(name: str, options: argparse.Namespace) -> diff.Data:
    """An abi.json, or the model of a folder, a pinned set or a snapshot, as data."""
    path = Path(name)
    if path.is_file():
        return _read(path)
    if path.is_dir():
        return _data(build_folder(path)[0])
    pinned = [header_set.name for header_set in pins.load(options.include / "headers.toml").sets]
    if name in pinned:
        return _data(build_set(name, include=options.include)[0])
    known = {one.name: one for one in snapshots.load(options.generated)}
    if name not in known:
        raise CodegenError(
            f"{name}: neither a file, nor a folder, nor a pinned set, nor a snapshot; the sets are "
            f"{', '.join(pinned)}, the snapshots {', '.join(known) or 'none'}"
        )
    return known[name].data()


def _data(abi: Abi) -> diff.Data:
    found: diff.Data = to_data(abi)
    return found


def _read(path: Path) -> diff.Data:
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise CodegenError(f"{path}: not JSON: {error}; give an abi.json, or a folder of headers") from error
    lacking = [part for part in _PARTS if not isinstance(data, dict) or part not in data]
    if lacking:
        raise CodegenError(f"{path}: not an abi.json: it has no {lacking[0]!r}")
    found: diff.Data = data
    return found
