"""New pins in headers.toml: the current set becomes that of a source, the rest of the file stays as it is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from .errors import CodegenError
from .header_files import module_of
from .pins import Distribution, Pin, Pins, module_name, toml
from .snapshots import text_of
from .sources import Headers, sha256


@dataclass(frozen=True)
class Repinned:
    """What becomes of the current set.

    text: the new content of headers.toml; taken, carried: upstream paths of the headers from the source, and of those
    that it lacks, which stay pinned as they were; moved: (from, to); kept: headers of ours that the source has, too.
    """

    name: str
    text: str
    taken: tuple[str, ...]
    carried: tuple[Pin, ...]
    moved: tuple[tuple[str, str], ...]
    kept: tuple[str, ...]


def repin(known: Pins, headers: Headers) -> Repinned:
    """The pins with the current set replaced by these headers. Raises CodegenError for a set that is pinned already."""
    old = known.current
    name = text_of(headers.version)
    if name != old.name and name in {s.name for s in known.sets}:
        raise CodegenError(
            f"{known.path}: a set {name} is pinned already, beside the current {old.name}: "
            f'to go back to it say `current = "{name}"`, or remove it first'
        )
    release = _release(known, headers)
    ours = {pin.path for pin in old.wanted if pin.own}
    texts = {path: text for path, text in headers.texts.items() if path not in ours}
    modules = {_module(old.wanted, path): path for path in texts}
    gone = [pin for pin in old.wanted if not pin.own and pin.path not in texts]
    carried = tuple(pin for pin in gone if module_name(pin) not in modules)
    moved = tuple((pin.path, modules[module_name(pin)]) for pin in gone if module_name(pin) in modules)
    lines = [
        *(_taken(path, headers, old.wanted, release) for path in texts),
        *map(line_of, carried),
        *(line_of(pin) for pin in old.wanted if pin.own),
        *_skipped(old.skipped, {*texts}, carried, release, known),
    ]
    text = _with_set(known, name, lines)
    text = _with_distributions(text, known, old.name, carried, release)
    return Repinned(name, text, tuple(texts), carried, moved, tuple(sorted(ours & headers.texts.keys())))


def _release(known: Pins, headers: Headers) -> Distribution:
    """The source as headers.toml names it: as before, if it is there already."""
    new = headers.distribution
    assert new is not None, headers.source
    same = (d for d in known.distributions if (d.name, d.version, d.kind) == (new.name, new.version, new.kind))
    return next(same, new)


# ----------------------------------------------------------------------- lines


def _module(pinned: Iterable[Pin], path: str) -> str:
    """The module that a header of the source will be: as it was pinned, or by its file name."""
    before = next((pin for pin in pinned if pin.path == path), None)
    return module_of(PurePosixPath(path).name) if before is None else module_name(before)


def _taken(path: str, headers: Headers, pinned: Iterable[Pin], distribution: Distribution) -> str:
    module, text, inside = _module(pinned, path), headers.texts[path], headers.inside.get(path, "")
    plain = Pin("", path, "", None, None, None, None, None)
    said = "" if module == module_name(plain) else f'module = "{module}", '
    expected = f"{distribution.root}/{path}" if distribution.root else path
    place = "" if inside in ("", expected) else f'inside = "{inside}", '
    return _line(path, f'from = "{distribution.key}", {said}{place}sha256 = "{sha256(text)}"')


def line_of(pin: Pin) -> str:
    """The line of a pin that is wanted."""
    module = f'module = "{pin.module}"' if pin.module else ""
    if pin.distribution is None:
        return _line(pin.path, ", ".join(filter(None, ("own = true", module))))
    root = f"{pin.distribution.root}/" if pin.distribution.root else ""
    given = {
        "from": pin.distribution.key,
        "module": pin.module,
        "api": pin.api if pin.api != pin.distribution.api else None,
        "inside": pin.inside if pin.inside != root + pin.path else None,
        "sha256": pin.sha256,
    }
    return _line(pin.path, ", ".join(f'{key} = "{value}"' for key, value in given.items() if value is not None))


def _skipped(
    skipped: Iterable[Pin], taken: set[str], carried: Iterable[Pin], distribution: Distribution, known: Pins
) -> Iterator[str]:
    """What is known and not wanted stays so; where its release is pinned by nobody else, it is said of the source."""
    others = {p.distribution for s in known.sets if s is not known.current for p in s.pins} | {
        p.distribution for p in carried
    }
    for pin in skipped:
        if pin.path not in taken:
            release = pin.distribution if pin.distribution in others else distribution
            reason = (pin.skip or "").replace("\\", "\\\\").replace('"', '\\"')
            yield _line(pin.path, f'from = "{release.key if release else ""}", skip = "{reason}"')


def _line(path: str, said: str) -> str:
    return f'"{path}" = {{ {said} }}'


# ------------------------------------------------------------------------ text


def _with_set(known: Pins, name: str, lines: Iterable[str]) -> str:
    """The file with the current set's table replaced; the comment above it stays."""
    old = known.current.name
    text = known.path.read_text(encoding="utf-8")
    text = _once(known.path, text, rf'^current = "{re.escape(old)}"', f'current = "{name}"')
    start = re.search(rf'^\[sets\."{re.escape(old)}"\.headers\]\n', text, re.MULTILINE)
    if start is None:
        raise CodegenError(f'{known.path}: no line [sets."{old}".headers] in it; write the current set\'s table so')
    end = _end(text, start.end())
    body = "".join(f"{line}\n" for line in lines)
    return f'{text[: start.start()]}[sets."{name}".headers]\n{body}{text[end:]}'


def _end(text: str, at: int) -> int:
    """Where a table's own lines end: before an empty line, a comment or the next table."""
    found = re.compile(r"^(?:$|#|\[)", re.MULTILINE).search(text, at)
    return found.start() if found else len(text)


def _with_distributions(text: str, known: Pins, old: str, carried: Iterable[Pin], new: Distribution) -> str:
    """The file with the source among the distributions, and without those that no set needs any more."""
    needed = {p.distribution for s in known.sets if s.name != old for p in s.pins} | {p.distribution for p in carried}
    for gone in known.distributions:
        if gone not in needed and gone != new:
            text = _without(known.path, text, gone.key)
    if new in known.distributions:
        return text
    first = re.search(r"^\[distributions\.", text, re.MULTILINE)
    at = first.start() if first else _first_set(text)
    return f"{text[:at]}{toml('distributions', new)}\n{text[at:]}"


def _first_set(text: str) -> int:
    found = re.search(r"^(?:#.*\n)*\[sets\.", text, re.MULTILINE)
    return found.start() if found else len(text)


def _without(path: Path, text: str, key: str) -> str:
    start = re.search(rf'^\[distributions\.(?:"{re.escape(key)}"|{re.escape(key)})\]\n', text, re.MULTILINE)
    if start is None:
        raise CodegenError(f'{path}: no line [distributions."{key}"] in it; write the table so')
    end = _end(text, start.end())
    return text[: start.start()] + text[end:].removeprefix("\n")


def _once(path: Path, text: str, pattern: str, by: str) -> str:
    made, count = re.subn(pattern, by, text, count=1, flags=re.MULTILINE)
    if not count:
        raise CodegenError(f"{path}: no line {pattern!r} in it")
    return made
