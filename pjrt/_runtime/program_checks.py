"""Checks of programs that only matter once something is registered with a plugin."""

from __future__ import annotations

from collections.abc import Callable

_checks: dict[int, Callable[[bytes, str], None]] = {}
"""By the address of a plugin's table."""


def add(plugin: int, check: Callable[[bytes, str], None]) -> None:
    """Has the check called with the code and format of each program for the plugin; it raises for what is refused."""
    _checks[plugin] = check


def check(plugin: int, code: bytes, format: str) -> None:
    """Raises ValueError for a program that the plugin would abort on."""
    if (found := _checks.get(plugin)) is not None:
        found(code, format)
