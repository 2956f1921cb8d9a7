"""Errors about plugins: all are PjrtError. TypeError and ValueError are about arguments."""

from __future__ import annotations

from pjrt_abi.errors import *  # noqa: F403  (one class a code, generated from the headers)
from pjrt_abi.errors import BY_CODE, PjrtError, UnsupportedError


class PluginLoadError(PjrtError):
    """A plugin's library cannot be loaded or is none. The message says what was tried and what to do."""


class PluginNotFoundError(PluginLoadError):
    """No plugin answers to what was asked for. The message says what was found, where, and what to do."""


class ExperimentalError(PjrtError):
    """Something experimental or deprecated was used and not enabled; the message says how. See `pjrt.experimental`."""


class ClosedError(PjrtError):
    """An object was used after it was closed, deleted or donated, or in a child process after fork()."""


class UnknownOptionWarning(UserWarning):
    """An option that the plugin is not known to take. It is told all the same, and the plugin answers for itself."""


__all__ = [
    "ClosedError",
    "ExperimentalError",
    "PjrtError",
    "PluginLoadError",
    "PluginNotFoundError",
    "UnknownOptionWarning",
    "UnsupportedError",
    *(kind.__name__ for kind in BY_CODE.values()),
]
