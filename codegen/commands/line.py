"""What the commands have in common: exit codes, and how each is declared."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

from ..pipeline import GENERATED, INCLUDE
from ..terminal import Terminal

OK, DIFFERS, FAILED, INTERRUPTED, NOBODY_READS = 0, 1, 2, 130, 141
"""Exit codes. The last two are what a shell reports for SIGINT and SIGPIPE."""

PROGRAM = "python -m codegen"

Command: TypeAlias = Callable[[argparse.Namespace, Terminal], int]


def add_command(commands: Any, name: str, command: Command, does: str, example: str) -> argparse.ArgumentParser:
    """Declares a command. does: what it does, in a few words; example: its arguments in an example."""
    made: argparse.ArgumentParser = commands.add_parser(
        name,
        help=does,
        description=f"{does[0].upper()}{does[1:]}.",
        epilog=f"example: {PROGRAM} {name} {example}".rstrip(),
    )
    made.set_defaults(command=command)
    # For tests: other roots than the repository's.
    made.add_argument("--include", type=Path, default=INCLUDE, help=argparse.SUPPRESS)
    made.add_argument("--generated", type=Path, default=GENERATED, help=argparse.SUPPRESS)
    return made
