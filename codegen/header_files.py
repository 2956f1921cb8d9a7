"""Which files of a folder, an archive or a commit are headers that describe the ABI."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePath, PurePosixPath

from .errors import CodegenError
from .toml_table import is_plain_path

CORE = "pjrt_c_api.h"
_UPSTREAM = ("xla", "pjrt", "c")
"""The folders that the core header is in upstream."""
_NOT_WANTED = ("_internal_types", "_impl", "_helpers", "_utils", "_test", "_internal")
_WANTED = frozenset({CORE, "profiler_c_api.h", "pjrt_c_api_device_event.h"})


class NoCore(CodegenError):
    """There is no core header where headers were looked for."""


def is_header(path: PurePath) -> bool:
    """Whether a file is one of the headers that describe the ABI, by its upstream path."""
    if any(path.stem.endswith(s) for s in _NOT_WANTED):
        return False
    if path.name in _WANTED:
        return True
    if path.parent.name == "api" and path.parent.parent.name == "ffi":
        return path.name.endswith("c_api.h")
    return path.name.endswith("_extension.h")


def module_of(file: str) -> str:
    """The generated module of a header, by its file name; "" is the core."""
    special = {CORE: "", "c_api.h": "ffi_c_api"}
    if file in special:
        return special[file]
    stem = file.removesuffix(".h").removeprefix("pjrt_c_api_").removesuffix("_extension")
    return f"ffi_{stem.removesuffix('_c_api')}" if stem in ("collectives_c_api", "record_c_api") else stem


def select(files: Iterable[str], where: str) -> dict[str, str]:
    """The headers among files, the core first: the path of each by its upstream path.

    Distributions hold the same headers at several places: the place with the most of them is taken, of equals the
    topmost. Raises NoCore if there is no core header. where: what messages call the whole.
    """
    found = sorted(
        PurePosixPath(f) for f in files if f.endswith(".h") and is_plain_path(f) and is_header(PurePosixPath(f))
    )
    places = [_with_core(core, found) for core in found if core.name == CORE]
    if not places:
        raise NoCore(f"{where}: no {CORE} below it; without the core header nothing can be made of the others")
    return max(places, key=lambda place: (len(place), -len(next(iter(place.values())))))


def _with_core(core: PurePosixPath, found: Iterable[PurePosixPath]) -> dict[str, str]:
    """The headers that stand with a core header."""
    if core.parts[-4:-1] == _UPSTREAM:
        below, root, prefix = core.parents[2], core.parents[3], PurePosixPath()
    else:  # laid flat: they include each other by their upstream paths all the same
        below, root, prefix = core.parent, core.parent, PurePosixPath(*_UPSTREAM)
    ordered = [core, *(p for p in found if p.name != CORE and p.is_relative_to(below))]
    return {str(prefix / p.relative_to(root)): str(p) for p in ordered}
