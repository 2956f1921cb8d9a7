"""The commands `generate` and `check`: the package and the data of the current headers, or of private ones."""

from __future__ import annotations

import argparse
import keyword
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .. import emit, history, pins, snapshots
from ..errors import CodegenError
from ..files import File
from ..header_files import module_of
from ..model import Abi
from ..pipeline import build_set
from ..render import BASE, render, render_extra
from ..resolve import Warnings
from ..terminal import Terminal
from .line import DIFFERS, OK, PROGRAM, add_command

OWNED = (BASE, snapshots.FOLDER)
"""Folders of generated/ that hold nothing but what `generate` writes."""

_OURS = "Private extensions, generated from"
_TAKEN = frozenset({BASE, "pjrt", "codegen"})


def add(commands: Any) -> None:
    """Declares both."""
    example = "--extra acme_extension.h --package acme_abi --out src"
    does = "write generated/ from the current header set"
    _add_target(add_command(commands, "generate", _generate, does, example))
    does = "tell whether generated/ is what `generate` would write; exit 1 and a diff if not"
    _add_target(add_command(commands, "check", _check, does, ""))


def _add_target(parser: argparse.ArgumentParser) -> None:
    private = parser.add_argument_group("private extensions", "a package of their own, on top of pjrt_abi")
    private.add_argument("--extra", type=Path, nargs="+", action="extend", metavar="FILE", help="private headers")
    private.add_argument("--package", metavar="NAME", help="the package to make of them")
    private.add_argument("--out", type=Path, metavar="DIR", help="the folder that the package is put in")


@dataclass(frozen=True)
class Target:
    """Files that were made in memory, and the folder that they belong in."""

    abi: Abi
    warnings: Warnings
    files: list[File]
    root: Path
    owned: Sequence[str]
    modules: frozenset[str] | None
    """The modules that the files are of; None for all."""


def _target(options: argparse.Namespace) -> Target:
    given = [options.extra, options.package, options.out]
    if not any(given):
        abi, warnings = build_set(include=options.include)
        known = pins.load(options.include / "headers.toml")
        past = history.with_current(snapshots.load(options.generated), abi, known)
        return Target(abi, warnings, render(abi, past), options.generated, OWNED, None)
    if not all(given):
        raise CodegenError("--extra, --package and --out go together: which headers, which package, in which folder")
    modules = _check_package(options.package, options.extra)
    abi, warnings = build_set(include=options.include, extra=options.extra)
    _check_types(abi, modules)
    files = render_extra(abi, modules, options.package)
    return Target(abi, warnings, files, options.out, [options.package], frozenset(modules))


def _check_package(package: str, headers: Sequence[Path]) -> list[str]:
    """The modules of private headers. Raises CodegenError for a name that Python or pjrt_abi would trip over."""
    if not package.isidentifier() or keyword.iskeyword(package):
        raise CodegenError(f"--package {package}: no name that Python can import; use letters, digits and _")
    if package in _TAKEN or package in sys.stdlib_module_names:
        raise CodegenError(f"--package {package}: there is a package of this name already; choose another")
    modules = [module_of(path.name) for path in headers]
    for path, module in zip(headers, modules, strict=True):
        if module and (not module.isidentifier() or keyword.iskeyword(module) or module == "typed"):
            raise CodegenError(f"{path}: its module would be {module!r}, which cannot be; rename the header")
    for module, count in Counter(modules).items():
        if count > 1:
            raise CodegenError(f"--extra: {count} headers would be the module {module!r}; rename one")
    return modules


def _check_types(abi: Abi, modules: Sequence[str]) -> None:
    """Raises CodegenError for a private extension without a type number of its own."""
    owners: dict[int, str] = {}
    for extension in abi.extensions:
        number, c_name = extension.type_value, extension.struct
        if number is None and extension.module in modules:
            raise CodegenError(
                f"{extension.loc}: {c_name}: no constant says its type number; "
                f"define one, such as `#define {extension.type_name} 1000`"
            )
        if number in owners and extension.module in modules:
            raise CodegenError(f"{extension.loc}: {c_name}: its type number {number} is that of {owners[number]}, too")
        if number is not None:
            owners[number] = c_name or extension.type_name


def _generate(options: argparse.Namespace, terminal: Terminal) -> int:
    start = time.monotonic()
    target = _target(options)
    if target.modules is not None:
        _check_ours(target.root / options.package)
    changes = emit.emit(target.files, target.root, target.owned)
    for line in _summary(target, changes, time.monotonic() - start):
        terminal.show(line)
    return OK


def _check_ours(folder: Path) -> None:
    """Raises CodegenError for a folder that holds something else: what is not generated there gets deleted."""
    if folder.is_dir() and any(folder.iterdir()):
        init = folder / "__init__.py"
        if not (init.is_file() and _OURS in init.read_text(encoding="utf-8", errors="replace")):
            raise CodegenError(f"{folder}: holds what `generate` did not write; choose another --package or --out")


def _check(options: argparse.Namespace, terminal: Terminal) -> int:
    target = _target(options)
    changes = emit.compare(target.files, target.root, target.owned)
    if not changes:
        terminal.show(f"{target.root}: up to date, {changes.unchanged} files")
        return OK
    terminal.show(emit.diff(target.files, target.root, target.owned).rstrip("\n"))
    count = len(changes.written) + len(changes.deleted)
    terminal.show(f"{target.root}: {_number(count, 'file')} out of date; run `{PROGRAM} generate`")
    return DIFFERS


def _summary(target: Target, changes: emit.Changes, seconds: float) -> Iterator[str]:
    abi, modules = target.abi, target.modules

    def here(declared: Sequence[Any]) -> list[Any]:
        return [d for d in declared if modules is None or d.module in modules]

    headers = here(abi.headers)
    yield f"{target.root}: {_number(len(target.files), 'file')} from {_number(len(headers), 'header')}, {seconds:.1f} s"
    functions = [f for table in here(abi.tables) for f in table.functions]
    raw = [f for f in functions if f.raw_reason]
    direct = sum(not f.args_struct for f in functions)
    folded = len(functions) - len(raw) - direct
    kinds = ("structs", "enums", "callbacks", "handles", "extensions", "constants")
    yield "  " + ", ".join(f"{len(here(getattr(abi, kind)))} {kind}" for kind in kinds)
    yield (
        f"  {len(functions)} functions: {folded} folded by the idiom rules, "
        f"{direct} called as they are (no argument struct), {len(raw)} raw"
    )
    yield from (f"  raw: {f.name}: {f.raw_reason}" for f in raw)
    yield from (f"  unknown spelling in a comment: {text}" for text in target.warnings.unknown_spellings)
    if modules is None:
        yield from (f"  skipped: {header.path}: {header.reason}" for header in abi.skipped)
    yield from (f"  wrote {path}" for path in changes.written)
    yield from (f"  deleted {path}" for path in changes.deleted)
    yield f"  {len(changes.written)} written, {len(changes.deleted)} deleted, {changes.unchanged} unchanged"


def _number(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"
