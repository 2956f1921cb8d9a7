"""The command `pjrt`."""

from pjrt.cli.main import main

__all__ = ["main"]
