"""C names -> Python names."""

from __future__ import annotations

import keyword
import re
from collections.abc import Sequence

_PREFIXES = ("PJRT_", "PLUGIN_", "XLA_FFI_", "XLA_", "JAX_")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def words(name: str) -> list[str]:
    """`GetDefault_LayoutFFI` -> ["Get", "Default", "Layout", "FFI"]."""
    return [word for part in name.split("_") for word in _CAMEL.split(part) if word]


def snake(name: str) -> str:
    """`PlatformName` -> `platform_name`."""
    return "_".join(words(name)).lower()


def camel(name: str) -> str:
    """`device_memory_stats` -> `DeviceMemoryStats`."""
    return "".join(word[:1].upper() + word[1:] for word in name.split("_"))


def title(name: str) -> str:
    """`XLA_FFI_Error` -> `XlaFfiError`: every word, initialisms too, as one capital and small letters."""
    return "".join(w.capitalize() if w.isupper() else w[:1].upper() + w[1:] for w in words(name))


def strip_vendor(name: str, *prefixes: str) -> str:
    """`PJRT_Client_Create` -> `Client_Create`."""
    for prefix in prefixes or _PREFIXES:
        if name.startswith(prefix) and len(name) > len(prefix):
            return name[len(prefix) :]
    return name


def identifier(name: str) -> str:
    """The name, with an underscore after it if Python or a method reserves it."""
    return f"{name}_" if keyword.iskeyword(name) or name == "self" else name


def handle(name: str) -> str:
    """`PJRT_Client` -> `ClientPtr`; `XLA_FFI_Error` -> `XlaFfiErrorPtr`."""
    return f"{title(strip_vendor(name, 'PJRT_', 'PLUGIN_'))}Ptr"


def function(name: str, extension: str = "") -> str:
    """`PJRT_Client_PlatformName` -> `client_platform_name`.

    Within an extension its own name goes: `PJRT_TpuTopology_ChipCount` -> `chip_count`,
    `PJRT_Layouts_PJRT_Client_GetDefaultLayout` -> `client_get_default_layout`.
    """
    short = strip_vendor(name).rpartition("_PJRT_")[2]
    if extension and short.startswith(f"{extension}_"):
        short = strip_vendor(short[len(extension) + 1 :])
    return identifier(snake(short))


def enum_values(enum: str, names: Sequence[str]) -> list[str]:
    """Python names of an enum's values: the common prefix and a leading `k` are stripped.

    `PJRT_NamedValue_kInt64List` -> `INT64_LIST`. What is upper case stays as it is (`F8E4M3B11FNUZ`). Values that
    start with the enum's whole name lose just that, whatever else they share; a single one loses what it shares
    with the enum's name.
    """
    shared = min(_shared_words(enum, name) for name in names)
    if len(names) == 1 or shared == len(words(enum)):
        return [_upper(_after_words(name, shared)) for name in names]
    prefix = names[0]
    for name in names[1:]:
        while not name.startswith(prefix):
            prefix = prefix[:-1]
    prefix = prefix[: prefix.rfind("_") + 1]
    return [_upper(name[len(prefix) :]) for name in names]


def _shared_words(enum: str, value: str) -> int:
    """How many words at the start of the value are those of the enum; its last word does not count."""
    mine, theirs = [w.lower() for w in words(value)], [w.lower() for w in words(enum)]
    count = 0
    while count < min(len(mine) - 1, len(theirs)) and mine[count] == theirs[count]:
        count += 1
    return count


def _after_words(name: str, count: int) -> str:
    """The rest of a name behind its first words."""
    rest = name
    for word in words(name)[:count]:
        rest = rest.removeprefix("_")[len(word) :]
    return rest.lstrip("_")


def _upper(name: str) -> str:
    if re.match(r"k[A-Z0-9]", name):
        name = name[1:]
    text = name if name.upper() == name else "_".join(words(name)).upper()
    return f"_{text}" if text[:1].isdigit() else text
