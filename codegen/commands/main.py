"""The command line: `python -m codegen COMMAND`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from importlib import import_module

from ..errors import CodegenError
from ..terminal import Terminal
from .line import FAILED, INTERRUPTED, NOBODY_READS, PROGRAM

_MODULES = {
    "fetch": "fetch",
    "generate": "generate",
    "check": "generate",
    "history": "history",
    "update": "update",
    "diff": "diff",
    "api": "api",
    "report": "report",
    "descriptors": "descriptors",
}
"""The commands, as --help lists them, and where each is declared. One that is asked for is imported alone."""


def main(argv: list[str] | None = None) -> int:
    """Runs a command and returns its exit code."""
    terminal = Terminal.standard()
    try:
        given = sys.argv[1:] if argv is None else argv
        options = _parser(given).parse_args(given)
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


def _parser(given: Sequence[str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=PROGRAM, description="From PJRT's C headers to the package pjrt_abi.")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    asked = _MODULES.get(given[0]) if given else None
    for name in [asked] if asked else dict.fromkeys(_MODULES.values()):
        import_module(f"{__package__}.{name}").add(commands)
    return parser
