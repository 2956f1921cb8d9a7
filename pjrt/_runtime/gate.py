"""What the headers call experimental or deprecated: off until somebody asks for it by name."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable
from typing import Final

from pjrt import checks
from pjrt._runtime import extension_types
from pjrt.errors import ExperimentalError
from pjrt_abi.extensions import EXTENSIONS
from pjrt_abi.functions import Api

VARIABLE: Final = "PJRT_EXPERIMENTAL"
"""Set to 1 it lets everything pass; else it names what passes, separated by commas."""

_enabled: dict[str, int] = {}
"""How often each was let pass, less how often that was taken back."""
_lock = threading.Lock()


def marks() -> dict[str, str]:
    """All that is gated: extensions and core functions by name, with what their headers say."""
    said = {e.name: e.mark for e in EXTENSIONS}
    said |= {kind.name: kind.mark for kind in extension_types.added().values()}
    return {name: mark for name, mark in {**said, **Api.MARKS}.items() if mark}


def known(names: Iterable[str]) -> tuple[str, ...]:
    """The names. Raises TypeError for what is no name, ValueError for one that is not gated."""
    gated, checked = marks(), tuple(names)
    for name in checked:
        if not isinstance(name, str):
            raise TypeError(f"names: expected names of extensions or C functions, got {name!r}")
        if name not in gated:
            near = checks.nearest(name, gated) or f"; there are {', '.join(sorted(gated))}"
            raise ValueError(f"names: {name!r} is neither experimental nor deprecated{near}")
    return checked


def add(names: Iterable[str], step: int) -> None:
    """Lets these pass once more (1), or once less (-1)."""
    with _lock:
        for name in names:
            _enabled[name] = max(0, _enabled.get(name, 0) + step)


def passes(name: str) -> bool:
    """Whether this may be used."""
    said = os.environ.get(VARIABLE, "")
    return bool(_enabled.get(name)) or said == "1" or name in (part.strip() for part in said.split(","))


def require(name: str, mark: str) -> None:
    """Raises ExperimentalError unless this may be used. mark: what its header says of it, "" if it warns of nothing."""
    if mark and not passes(name):
        raise ExperimentalError(
            f"the headers call {name} {mark}, so it may change or go with any release; to use it all the same, call "
            f'pjrt.experimental.enable("{name}") or set {VARIABLE}=1'
        )
