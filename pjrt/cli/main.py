"""Arguments, errors and exit codes of the command `pjrt`."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence

import pjrt
from pjrt.cli import info, run

Command = Callable[[argparse.Namespace], int]


def main(argv: Sequence[str] | None = None) -> int:
    """Runs a command. 0: done; 1: the plugin or the program failed; 2: wrong use; 130: Ctrl-C."""
    parser = _parser()
    arguments = parser.parse_args(argv)
    command: Command = arguments.command
    try:
        code = command(arguments)
        sys.stdout.flush()
    except pjrt.PluginLoadError as error:
        return _fail(error, 2)
    except pjrt.PjrtError as error:
        return _fail(error, 1)
    except (TypeError, ValueError, OSError) as error:
        if isinstance(error, BrokenPipeError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # nobody reads on; do not complain at exit
            return 0
        return _fail(error, 2)
    except KeyboardInterrupt:
        return 130
    return code


def _fail(error: Exception, code: int) -> int:
    sys.stdout.flush()
    print(f"pjrt: {error}", file=sys.stderr)
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="pjrt", description="Look at PJRT plugins and run StableHLO programs on them, with no framework."
    )
    parser.add_argument("--version", action="version", version=f"pjrt {pjrt.__version__}")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    info.add(commands)
    run.add(commands)
    return parser
