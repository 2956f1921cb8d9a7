"""The command line: `python -m codegen COMMAND`."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from .. import descriptors, emit, pins
from ..errors import CodegenError
from ..fetch import default_cache, fetch
from ..terminal import Terminal
from . import api, diff, generate, history, report, update
from .line import FAILED, INTERRUPTED, NOBODY_READS, OK, PROGRAM, add_command


def main(argv: list[str] | None = None) -> int:
    """Runs a command and returns its exit code."""
    terminal = Terminal.standard()
    try:
        options = _parser().parse_args(argv)
        command: Callable[[argparse.Namespace, Terminal], int] = options.command
        code = command(options, terminal)
        terminal.close()
    except BrokenPipeError:
        terminal.abandon()
        return NOBODY_READS
    except KeyboardInterrupt:
        return INTERRUPTED
    except (CodegenError, OSError) as error:
        terminal.error(str(error))
        return FAILED
    return code


# ----------------------------------------------------------------- arguments


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=PROGRAM, description="From PJRT's C headers to the package pjrt_abi.")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    _add_fetch(commands)
    generate.add(commands)
    history.add(commands)
    update.add(commands)
    diff.add(commands)
    api.add(commands)
    report.add(commands)
    _add_descriptors(commands)
    return parser


def _add_fetch(commands: Any) -> None:
    parser = add_command(commands, "fetch", _fetch, "fill include/ with the pinned headers", "--xla ~/src/xla")
    parser.add_argument("--xla", type=Path, metavar="DIR", help="an XLA or TensorFlow checkout to take headers from")
    parser.add_argument(
        "--cache", type=Path, metavar="DIR", default=default_cache(), help="where headers are kept (now: %(default)s)"
    )
    parser.add_argument(
        "--set", dest="sets", nargs="+", action="extend", metavar="NAME", help="only these sets (default: all)"
    )


def _add_descriptors(commands: Any) -> None:
    does = "write the protobuf schemas of compile options and HLO, read out of a plugin, into generated/"
    parser = add_command(commands, "descriptors", _descriptors, does, "path/to/pjrt_c_api_cpu_plugin.so")
    parser.add_argument("library", type=Path, metavar="LIBRARY", help="an XLA plugin; the newest CPU one is best")


# --------------------------------------------------------------------- fetch


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


_SOURCES = {
    "own": "of our own",
    "in place": "in place",
    "cache": "from the cache",
    "xla": "from the checkout",
    "distribution": "downloaded",
}


# --------------------------------------------------------------- descriptors


def _descriptors(options: argparse.Namespace, terminal: Terminal) -> int:
    schemas = descriptors.extract(options.library)
    path = options.generated / descriptors.OUTPUT
    emit.write(path, schemas)
    terminal.show(f"{path}: {len(schemas)} bytes")
    return OK
