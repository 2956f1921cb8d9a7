"""What the contenders' clients are given: one device, and no more of its memory than they use."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pjrt

_WISHES: dict[str, int | bool] = {"cpu_device_count": 1, "preallocate": False}


@cache
def client_options(plugin: Path | str) -> dict[str, int | bool]:
    """Those of the wishes that the plugin's platform knows."""
    known = {option.name for option in pjrt.load(str(plugin)).options()}
    return {name: value for name, value in _WISHES.items() if name in known}
