"""The steps in a row: headers -> preprocess -> parse -> resolve -> model."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from . import overrides, pins
from .errors import CodegenError
from .model import Abi, Header, Skipped
from .parse import parse
from .preprocess import preprocess
from .resolve import Warnings, resolve

ROOT = Path(__file__).parent.parent
INCLUDE = ROOT / "include"
GENERATED = ROOT / "generated"


def build_set(name: str | None = None, *, include: Path = INCLUDE, extra: Sequence[Path] = ()) -> tuple[Abi, Warnings]:
    """The model of a pinned header set, the current one unless named; with private headers, if any are given.

    A private header's module is its file name, as for the public ones. Raises CodegenError.
    """
    known = pins.load(include / "headers.toml")
    chosen = known.current if name is None else known.set(name)
    headers = [Header(p.path, pins.module_name(p), p.api) for p in chosen.wanted]
    skipped = [Skipped(p.path, p.skip or "") for p in chosen.skipped]
    dirs = pins.include_dirs(chosen, include)
    private = [Header(path.name, module_of(path.name), "") for path in extra]
    taken = {h.module for h in headers}
    for path, header in zip(extra, private, strict=True):
        if not path.is_file():
            raise CodegenError(f"{path}: no such header; --extra takes the path of a header file")
        if header.module in taken:
            raise CodegenError(f"{path}: its module would be {header.module!r}, which a public header has; rename it")
    return build(
        [*headers, *private],
        _innermost_first([*dict.fromkeys(path.resolve().parent for path in extra), *dirs]),
        skipped=skipped,
        # The overrides are for the repository's own pins.
        stale_overrides=include == INCLUDE and chosen is known.current,
    )


def _innermost_first(dirs: Sequence[Path]) -> list[Path]:
    """A file belongs to the folder nearest to it: a private header may lie above include/, or below it."""
    return sorted(dirs, key=lambda folder: len(folder.resolve().parts), reverse=True)


def build(
    headers: Sequence[Header],
    dirs: Sequence[Path],
    *,
    skipped: Sequence[Skipped] = (),
    stale_overrides: bool = False,
) -> tuple[Abi, Warnings]:
    """The model of these headers, found in these folders. Raises CodegenError."""
    said = overrides.load()
    unit = preprocess([h.path for h in headers], dirs, said.cpp_types)
    return resolve(parse(unit), unit, headers, skipped, said, stale_overrides=stale_overrides)


def build_folder(folder: Path) -> tuple[Abi, Warnings]:
    """The model of all PJRT headers below a folder, such as a checkout or include/0.90."""
    found = sorted(p for p in folder.rglob("*.h") if is_header(p))
    core = [p for p in found if p.name == "pjrt_c_api.h"]
    if not core:
        raise CodegenError(f"{folder}: no pjrt_c_api.h below it; give a folder of headers, or an abi.json")
    root = core[0].parents[3] if core[0].parts[-4:-1] == ("xla", "pjrt", "c") else core[0].parent
    own = INCLUDE / "own"
    ordered = [core[0], *(p for p in found if p.name != "pjrt_c_api.h" and p.is_relative_to(root))]
    headers = [Header(str(p.relative_to(root)), module_of(p.name)) for p in ordered]
    return build(headers, [root, own])


def is_header(path: Path) -> bool:
    """Whether a file is one of the headers that describe the ABI, by its upstream path."""
    if any(path.stem.endswith(s) for s in ("_internal_types", "_impl", "_helpers", "_utils", "_test", "_internal")):
        return False
    if path.name in ("pjrt_c_api.h", "profiler_c_api.h", "pjrt_c_api_device_event.h"):
        return True
    if path.parent.name == "api" and path.parent.parent.name == "ffi":
        return path.name.endswith("c_api.h")
    return path.name.endswith("_extension.h")


def module_of(file: str) -> str:
    """The generated module of a header, by its file name; "" is the core."""
    special = {"pjrt_c_api.h": "", "c_api.h": "ffi_c_api"}
    if file in special:
        return special[file]
    stem = file.removesuffix(".h").removeprefix("pjrt_c_api_").removesuffix("_extension")
    return f"ffi_{stem.removesuffix('_c_api')}" if stem in ("collectives_c_api", "record_c_api") else stem
