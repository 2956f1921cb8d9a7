"""What an exported library asks for when it is loaded: the PJRT_Api of the plugin that it was made for."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import Any

from pjrt.server.plugin import Plugin, Served, serve


@cache
def address(spec: str) -> int:
    """The address of the PJRT_Api of "module:name", once a process."""
    return served(spec).address


def served(spec: str) -> Served:
    """The plugin of "module:name": a Served, or a class or function that gives a Plugin or a Served.

    Raises ValueError for what is not spelled so, ImportError and AttributeError for what is not there, TypeError for
    what is none.
    """
    module, colon, name = spec.partition(":")
    if not (colon and module and name):
        raise ValueError(f"plugin: expected 'module:name', got {spec!r}")
    made: Any = import_module(module)
    for part in name.split("."):
        made = getattr(made, part)
    if not isinstance(made, Served) and callable(made):
        made = made()
    if isinstance(made, Plugin):
        made = serve(made)
    if not isinstance(made, Served):
        raise TypeError(f"plugin: {spec} gives {made!r:.80}; expected what pjrt.server.serve returns, or a Plugin")
    return made
