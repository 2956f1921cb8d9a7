"""The command `fetch`: the pinned headers into include/."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from .. import pins
from ..fetch import default_cache, fetch
from ..terminal import Terminal
from .line import OK, add_command

_SOURCES = {
    "own": "of our own",
    "in place": "in place",
    "cache": "from the cache",
    "xla": "from the checkout",
    "distribution": "downloaded",
}


def add(commands: Any) -> None:
    """Declares it."""
    parser = add_command(commands, "fetch", _fetch, "fill include/ with the pinned headers", "--xla ~/src/xla")
    parser.add_argument("--xla", type=Path, metavar="DIR", help="an XLA or TensorFlow checkout to take headers from")
    parser.add_argument(
        "--cache", type=Path, metavar="DIR", default=default_cache(), help="where headers are kept (now: %(default)s)"
    )
    parser.add_argument(
        "--set", dest="sets", nargs="+", action="extend", metavar="NAME", help="only these sets (default: all)"
    )


def _fetch(options: argparse.Namespace, terminal: Terminal) -> int:
    known = pins.load(options.include / "headers.toml")
    report = fetch(
        known, options.include, xla=options.xla, cache=options.cache, sets=options.sets, progress=terminal.progress
    )
    for path in report.removed:
        terminal.show(f"removed {path}: no pin names it")
    counts = ", ".join(f"{count} {_SOURCES[source]}" for source, count in sorted(report.counts.items()))
    written = f"; written: {', '.join(report.written)}" if report.written else ""
    terminal.show(f"{len(report.headers)} headers: {counts}{written}")
    return OK
