"""The command line: a module for each command, and `main`."""

from .main import main

__all__ = ["main"]
