"""The platforms that handlers are registered for: XLA takes any name, and never calls a handler of a wrong one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from pjrt import checks

if TYPE_CHECKING:
    from pjrt.plugin import Plugin

_NAMES: Final = {
    "host": "Host",
    "cpu": "Host",
    "cuda": "CUDA",
    "rocm": "ROCM",
    "sycl": "SYCL",
    "oneapi": "SYCL",
    "tpu": "TPU",
    "interpreter": "Interpreter",
}
"""What XLA calls the platforms, by other spellings in small letters."""


def canonical(platform: str | None, plugin: Plugin, otherwise: str = "") -> str:
    """XLA's name of a platform; without one, of the plugin's own, as its name tells.

    Raises TypeError or ValueError for what is no platform that XLA has handlers on, and for a plugin whose platform is
    not known, unless there is another one to take.
    """
    if platform is None:
        words = [word for text in (plugin.name, plugin.path.stem if plugin.path else "") for word in _words(text)]
        found = next((_NAMES[word] for word in words if word in _NAMES), otherwise)
        if not found:
            raise ValueError(f"platform: expected one for {plugin.name!r}, whose own is not known: {_known()}")
        return found
    if not isinstance(platform, str):
        raise TypeError(f"platform: expected a str, got {platform!r:.80}")
    if platform.lower() not in _NAMES:
        near = checks.nearest(platform.lower(), _NAMES) or f"; there are {_known()}"
        raise ValueError(f"platform: XLA has no handlers on {platform!r}{near}")
    return _NAMES[platform.lower()]


def _words(text: str) -> list[str]:
    return re.split(r"[^a-z]+", text.lower().removeprefix("lib"))


def _known() -> str:
    return ", ".join(dict.fromkeys(_NAMES.values()))
