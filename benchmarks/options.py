"""What the contenders' clients are given: one device mostly, and no more of its memory than they use."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pjrt


@cache
def client_options(plugin: Path | str, devices: int = 1) -> dict[str, int | bool]:
    """What the plugin's platform knows of it. devices: how many, on a host."""
    wishes: dict[str, int | bool] = {"cpu_device_count": devices, "preallocate": False}
    known = {option.name for option in pjrt.load(str(plugin)).options()}
    return {name: value for name, value in wishes.items() if name in known}
