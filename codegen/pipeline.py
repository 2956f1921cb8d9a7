"""The steps in a row: headers -> preprocess -> parse -> resolve -> model."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from . import overrides, pins
from .errors import CodegenError
from .header_files import module_of
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
