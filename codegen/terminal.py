"""Output: colour and progress on a terminal, plain text everywhere else."""

from __future__ import annotations

import importlib.util
import os
import sys
from dataclasses import dataclass
from typing import TextIO

_STYLES = (("+++", "bold"), ("---", "bold"), ("@@", "cyan"), ("+", "green"), ("-", "red"), ("BREAKING", "bold red"))


@dataclass(frozen=True)
class Terminal:
    """Where a command writes: results to out, progress and errors to err."""

    out: TextIO
    err: TextIO

    @classmethod
    def standard(cls) -> Terminal:
        """stdout and stderr, as they are now."""
        return cls(sys.stdout, sys.stderr)

    def show(self, text: str) -> None:
        """Writes a result; lines of a diff are coloured if rich is there to do it."""
        if not (text and self.out.isatty() and importlib.util.find_spec("rich")):
            self.out.write(f"{text}\n")
            return
        from rich.console import Console
        from rich.text import Text

        console = Console(file=self.out, highlight=False, soft_wrap=True)
        inside = ""
        for line in text.split("\n"):
            style = next((style for start, style in _STYLES if line.startswith(start)), "")
            inside = "red" if line.startswith("BREAKING") else inside if line.startswith(" ") else ""
            console.print(Text(line, style=style or inside))

    def progress(self, line: str) -> None:
        """Tells what goes on, to a person only."""
        if self.err.isatty():
            self.err.write(f"{line}\n")

    def note(self, line: str) -> None:
        """Tells something beside the result."""
        self.err.write(f"{line}\n")

    def error(self, text: str) -> None:
        """Says what is wrong."""
        self.err.write(f"error: {text}\n")

    def close(self) -> None:
        """Flushes the output, so that a pipe that broke is noticed here."""
        self.out.flush()

    def abandon(self) -> None:
        """Nobody reads stdout any more: what is still buffered goes nowhere, and the interpreter's exit is quiet."""
        devnull = os.open(os.devnull, os.O_WRONLY)
        os.dup2(devnull, self.out.fileno())
        os.close(devnull)
