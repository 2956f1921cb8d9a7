"""Small header sets of several ages, and what is made of them: for tests of the history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from codegen.snapshots import Snapshot
from codegen.sources import Headers

from .test_commands import CORE, TINY

C = "xla/pjrt/c"
CORE_PATH = f"{C}/pjrt_c_api.h"
TINY_PATH = f"{C}/pjrt_c_api_tiny_extension.h"

_SLOT = "  PJRT_Client_Name* PJRT_Client_Name;\n"
_LAST = "(PJRT_Api, PJRT_Client_Name)"


def core(minor: int, *functions: str) -> str:
    """A core header of API 0.<minor>, with these functions behind those that it always has."""
    declared = "".join(
        f"ARGS({name}, PJRT_Client* client; int64_t value;);\n"
        f"PJRT_DEFINE_STRUCT_TRAITS({name}_Args, value);\n"
        f"typedef PJRT_Error* {name}({name}_Args* args);\n"
        for name in functions
    )
    slots = "".join(f"  {name}* {name};\n" for name in functions)
    text = CORE.replace("PJRT_API_MINOR 9\n", f"PJRT_API_MINOR {minor}\n")
    if not functions:
        return text
    text = text.replace("typedef struct PJRT_Api {", f"{declared}\ntypedef struct PJRT_Api {{")
    return text.replace(_SLOT, _SLOT + slots).replace(_LAST, f"(PJRT_Api, {functions[-1]})")


def headers(core_text: str, tiny: str | None = TINY, source: str = "made") -> Headers:
    """A header set of a core header and the tiny extension's, or none of that."""
    texts = {CORE_PATH: core_text.encode()}
    return Headers(source, texts if tiny is None else texts | {TINY_PATH: tiny.encode()})


@cache
def snapshot(minor: int, *functions: str, tiny: str | None = TINY, source: str = "made") -> Snapshot:
    """The snapshot of such a set; it has no name yet."""
    return headers(core(minor, *functions), tiny, source).snapshot()


def write(folder: Path, texts: Mapping[str, str | bytes]) -> Path:
    """Writes files below a folder."""
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


def names(snapshots: Sequence[Snapshot]) -> list[str]:
    return [one.name for one in snapshots]
