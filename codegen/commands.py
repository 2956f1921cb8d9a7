"""The commands: fetch, generate, check, diff, descriptors."""

from __future__ import annotations

import argparse
import json
import keyword
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import descriptors, diff, emit, history, pins
from .diff_text import text
from .errors import CodegenError
from .fetch import default_cache, fetch
from .model import Abi, to_data
from .pipeline import GENERATED, INCLUDE, build_folder, build_set, module_of
from .render import BASE, File, render, render_extra
from .resolve import Warnings
from .terminal import Terminal

OK, DIFFERS, FAILED, INTERRUPTED, NOBODY_READS = 0, 1, 2, 130, 141
"""Exit codes. The last two are what a shell reports for SIGINT and SIGPIPE."""

_PROGRAM = "python -m codegen"
_OURS = "Private extensions, generated from"
_TAKEN = frozenset({BASE, "pjrt", "codegen"})
_PARTS = ("version", "headers", "constants", "enums", "structs", "callbacks", "handles", "tables", "extensions")


def main(argv: list[str] | None = None) -> int:
    """Runs a command and returns its exit code."""
    terminal = Terminal.standard()
    try:
        options = _parser().parse_args(argv)
        command: Callable[[argparse.Namespace, Terminal], int] = options.command
        code = command(options, terminal)
        terminal.close()
    except BrokenPipeError:
        terminal.abandon()
        return NOBODY_READS
    except KeyboardInterrupt:
        return INTERRUPTED
    except (CodegenError, OSError) as error:
        terminal.error(str(error))
        return FAILED
    return code


# ----------------------------------------------------------------- arguments


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=_PROGRAM, description="From PJRT's C headers to the package pjrt_abi.")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    _add_fetch(commands)
    _add_generate(commands)
    _add_check(commands)
    _add_diff(commands)
    _add_descriptors(commands)
    return parser


def _command(
    commands: Any, name: str, command: Callable[[argparse.Namespace, Terminal], int], does: str, example: str
) -> argparse.ArgumentParser:
    made: argparse.ArgumentParser = commands.add_parser(
        name,
        help=does,
        description=f"{does[0].upper()}{does[1:]}.",
        epilog=f"example: {_PROGRAM} {name} {example}".rstrip(),
    )
    made.set_defaults(command=command)
    # For tests: other roots than the repository's.
    made.add_argument("--include", type=Path, default=INCLUDE, help=argparse.SUPPRESS)
    return made


def _add_fetch(commands: Any) -> None:
    parser = _command(commands, "fetch", _fetch, "fill include/ with the pinned headers", "--xla ~/src/xla")
    parser.add_argument("--xla", type=Path, metavar="DIR", help="an XLA or TensorFlow checkout to take headers from")
    parser.add_argument(
        "--cache", type=Path, metavar="DIR", default=default_cache(), help="where headers are kept (now: %(default)s)"
    )
    parser.add_argument(
        "--set", dest="sets", nargs="+", action="extend", metavar="NAME", help="only these sets (default: all)"
    )


def _add_generate(commands: Any) -> None:
    example = "--extra acme_extension.h --package acme_abi --out src"
    parser = _command(commands, "generate", _generate, "write generated/ from the current header set", example)
    _add_target(parser)


def _add_check(commands: Any) -> None:
    does = "tell whether generated/ is what `generate` would write; exit 1 and a diff if not"
    parser = _command(commands, "check", _check, does, "")
    _add_target(parser)


def _add_target(parser: argparse.ArgumentParser) -> None:
    private = parser.add_argument_group("private extensions", "a package of their own, on top of pjrt_abi")
    private.add_argument("--extra", type=Path, nargs="+", action="extend", metavar="FILE", help="private headers")
    private.add_argument("--package", metavar="NAME", help="the package to make of them")
    private.add_argument("--out", type=Path, metavar="DIR", help="the folder that the package is put in")
    parser.add_argument("--generated", type=Path, default=GENERATED, help=argparse.SUPPRESS)


def _add_diff(commands: Any) -> None:
    does = "say what changed between two header sets; exit 1 if anything of it breaks"
    parser = _command(commands, "diff", _diff, does, "0.90 generated/abi.json")
    what = "an abi.json, a folder of headers, or the name of a pinned set"
    parser.add_argument("old", metavar="OLD", help=what)
    parser.add_argument("new", metavar="NEW", help="the same")
    parser.add_argument("--json", action="store_true", help="as JSON")
    parser.add_argument("--allow-breaking", action="store_true", help="exit 0 whatever changed")


def _add_descriptors(commands: Any) -> None:
    does = "write the protobuf schemas of compile options and HLO, read out of a plugin, into generated/"
    parser = _command(commands, "descriptors", _descriptors, does, "path/to/pjrt_c_api_cpu_plugin.so")
    parser.add_argument("library", type=Path, metavar="LIBRARY", help="an XLA plugin; the newest CPU one is best")
    parser.add_argument("--generated", type=Path, default=GENERATED, help=argparse.SUPPRESS)


# --------------------------------------------------------------------- fetch


def _fetch(options: argparse.Namespace, terminal: Terminal) -> int:
    known = pins.load(options.include / "headers.toml")
    report = fetch(
        known, options.include, xla=options.xla, cache=options.cache, sets=options.sets, progress=terminal.progress
    )
    for path in report.removed:
        terminal.show(f"removed {path}: no pin names it")
    counts = ", ".join(f"{count} {_SOURCES[source]}" for source, count in sorted(report.counts.items()))
    written = f"; written: {', '.join(report.written)}" if report.written else ""
    terminal.show(f"{len(report.headers)} headers: {counts}{written}")
    return OK


_SOURCES = {
    "own": "of our own",
    "in place": "in place",
    "cache": "from the cache",
    "xla": "from the checkout",
    "distribution": "downloaded",
}


# -------------------------------------------------------- generate and check


@dataclass(frozen=True)
class _Target:
    """Files that were made in memory, and the folder that they belong in."""

    abi: Abi
    warnings: Warnings
    files: list[File]
    root: Path
    owned: list[str]
    modules: frozenset[str] | None
    """The modules that the files are of; None for all."""


def _target(options: argparse.Namespace) -> _Target:
    given = [options.extra, options.package, options.out]
    if not any(given):
        abi, warnings = build_set(include=options.include)
        states = history.gather(options.include, options.generated / history.FILE, abi)
        return _Target(abi, warnings, render(abi, states), options.generated, [BASE], None)
    if not all(given):
        raise CodegenError("--extra, --package and --out go together: which headers, which package, in which folder")
    modules = _check_package(options.package, options.extra)
    abi, warnings = build_set(include=options.include, extra=options.extra)
    _check_types(abi, modules)
    files = render_extra(abi, modules, options.package)
    return _Target(abi, warnings, files, options.out, [options.package], frozenset(modules))


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
    terminal.show(f"{target.root}: {_number(count, 'file')} out of date; run `{_PROGRAM} generate`")
    return DIFFERS


def _summary(target: _Target, changes: emit.Changes, seconds: float) -> Iterator[str]:
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


# --------------------------------------------------------------- descriptors


def _descriptors(options: argparse.Namespace, terminal: Terminal) -> int:
    schemas = descriptors.extract(options.library)
    path = options.generated / descriptors.OUTPUT
    emit.write(path, schemas)
    terminal.show(f"{path}: {len(schemas)} bytes")
    return OK


# ---------------------------------------------------------------------- diff


def _diff(options: argparse.Namespace, terminal: Terminal) -> int:
    old, new = (_snapshot(name, options.include) for name in (options.old, options.new))
    try:
        found = diff.compare(old, new)
    except (AttributeError, KeyError, TypeError) as error:
        raise CodegenError(f"{options.old}, {options.new}: one is not what `generate` writes: {error!r}") from error
    terminal.show(json.dumps(found.data(), indent=1) if options.json else text(found).rstrip("\n"))
    return DIFFERS if found.breaking and not options.allow_breaking else OK


def _snapshot(name: str, include: Path) -> diff.Data:
    """An abi.json, or the model of a folder or a pinned set, as data."""
    path = Path(name)
    if path.is_file():
        return _read(path)
    if path.is_dir():
        return _data(build_folder(path)[0])
    known = [header_set.name for header_set in pins.load(include / "headers.toml").sets]
    if name not in known:
        raise CodegenError(f"{name}: neither a file, nor a folder, nor a pinned set; the sets are {', '.join(known)}")
    return _data(build_set(name, include=include)[0])


def _data(abi: Abi) -> diff.Data:
    found: diff.Data = to_data(abi)
    return found


def _read(path: Path) -> diff.Data:
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise CodegenError(f"{path}: not JSON: {error}; give an abi.json, or a folder of headers") from error
    lacking = [part for part in _PARTS if not isinstance(data, dict) or part not in data]
    if lacking:
        raise CodegenError(f"{path}: not an abi.json: it has no {lacking[0]!r}")
    found: diff.Data = data
    return found
