"""Arguments, errors and exit codes of the command `pjrt`."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from typing import Any

import pjrt
from pjrt.cli import gap, info, run, trace

Command = Callable[[argparse.Namespace], int]


def main(argv: Sequence[str] | None = None) -> int:
    """Runs a command. 0: done; 1: the plugin or the program failed; 2: wrong use; 130: Ctrl-C."""
    _prepare_output()
    try:
        try:
            arguments = _parser().parse_args(argv)
            command: Command = arguments.command
            code = command(arguments)
        except SystemExit as end:  # argparse's, of --help and of wrong use
            code = end.code if isinstance(end.code, int) else 2
        sys.stdout.flush()
    except pjrt.PluginLoadError as error:
        return _fail(error, 2)
    except (pjrt.PjrtError, MemoryError) as error:
        return _fail(error, 1)
    except BrokenPipeError:
        _discard_output()
        return 0
    except (TypeError, ValueError, OSError) as error:
        return _fail(error, 2)
    except KeyboardInterrupt:
        _discard_output()
        return 130
    return code


def _prepare_output() -> None:
    """A stream that was closed swallows what is printed; a character that an encoding lacks is spelled out."""
    for name in ("stdout", "stderr"):
        stream: Any = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115  (for the life of the process)
        elif hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


def _fail(error: BaseException, code: int) -> int:
    try:
        sys.stdout.flush()
    except OSError:
        _discard_output()
    print(f"pjrt: {error or type(error).__name__}", file=sys.stderr)
    return code


def _discard_output() -> None:
    """Nobody reads on: what is left must not make the interpreter complain at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


class _Parser(argparse.ArgumentParser):
    """Takes a list of arguments also where options stand before it or in it, and -1e3 for a number."""

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        found, rest = super().parse_known_args(args, namespace)
        if isinstance(getattr(found, "arguments", None), list):
            found.arguments += [text for text in rest if _is_value(text)]
            rest = [text for text in rest if not _is_value(text)]
        return found, rest


def _is_value(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return not text.startswith("-")
    return True


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="pjrt", description="Look at PJRT plugins and run StableHLO programs on them, with no framework."
    )
    parser.add_argument("--version", action="version", version=f"pjrt {pjrt.__version__}")
    commands = parser.add_subparsers(metavar="COMMAND", required=True, parser_class=_Parser)
    info.add(commands)
    run.add(commands)
    trace.add(commands)
    gap.add(commands)
    return parser
