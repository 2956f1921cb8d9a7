"""The signature of a program in MLIR's text form, for plugins that give their optimized program so."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pjrt.dtypes import from_name
from pjrt.signature import Signature, Spec

_MAIN = re.compile(r"\bfunc(?:\.func)?\b[^@\n]*@main\s*\(")
_TENSOR = re.compile(r"tensor<((?:[0-9?]+x)*)(complex<\w+>|\w+)\s*(?:,[^>]*)?>")
_NUMBER = re.compile(r"(si|ui|i)(\d+)")
_OPENING, _CLOSING = "([{<", ")]}>"
_DONATED = ("tf.aliasing_output", "jax.buffer_donor")
"""Attributes of a parameter whose buffer a call consumes."""


def signature(text: str) -> Signature:
    """What `@main` takes and gives. Raises TypeError for a text without it, and for types that have no dtype."""
    main = _MAIN.search(text)
    if main is None:
        raise TypeError("the program has no function @main")
    inside, end = _closed(text, main.end())
    parameters = list(_split(inside))
    results = _results(text[end:])
    donated = frozenset(i for i, one in enumerate(parameters) if any(mark in one for mark in _DONATED))
    return Signature(tuple(map(spec, parameters)), tuple(map(spec, results)), donated)


def results(text: str) -> list[str]:
    """What `@main` gives, as it is declared, attributes and all; nothing for a text without it."""
    main = _MAIN.search(text)
    return [] if main is None else _results(text[_closed(text, main.end())[1] :])


def levels(text: str, start: int = 0, depth: int = 0) -> Iterator[tuple[int, str, int]]:
    """Each character from there on that is in no string: where, which, and how many brackets are open behind it."""
    quoted = False
    for at in range(start, len(text)):
        char = text[at]
        if char == '"' and text[at - 1 : at] != "\\":
            quoted = not quoted
        if quoted:
            continue
        if char in _OPENING:
            depth += 1
        elif char in _CLOSING and text[at - 1 : at + 1] != "->":
            depth -= 1
        yield at, char, depth


def closing(text: str, start: int) -> int:
    """Where the bracket ends that opens right before `start`. Raises ValueError."""
    for at, _, depth in levels(text, start, 1):
        if not depth:
            return at
    raise ValueError("a bracket is never closed")


def _closed(text: str, start: int) -> tuple[str, int]:
    """What lies before the bracket that closes the one before `start`, and where it ends."""
    try:
        at = closing(text, start)
    except ValueError:
        raise TypeError("the program's @main has a bracket that nothing closes") from None
    return text[start:at], at + 1


def _split(text: str) -> Iterator[str]:
    """The parts between commas that are in no bracket."""
    start = 0
    for at, char, depth in levels(text):
        if char == "," and not depth:
            yield text[start:at]
            start = at + 1
    if text[start:].strip():
        yield text[start:]


def _results(rest: str) -> list[str]:
    """The types after the arrow that follows the parameters; none without one."""
    after = rest.lstrip()
    if not after.startswith("->"):
        return []
    after = after[2:].lstrip()
    if after.startswith("("):
        return list(_split(_closed(after, 1)[0]))
    return [after.partition("{")[0]]


def spec(declared: str) -> Spec:
    """`%arg0: tensor<2x3xf32> {…}` or just the type."""
    if "!stablehlo.token" in declared or "!mhlo.token" in declared:
        return Spec((), None)
    found = _TENSOR.search(declared)
    if found is None:
        raise TypeError(f"the program has {declared.strip()[:80]!r}, which is no tensor")
    sizes = found[1].split("x")[:-1]
    if "?" in sizes:
        raise TypeError(f"the program has a dynamic dimension, in {found[0]}; it needs static ones")
    return Spec(tuple(map(int, sizes)), from_name(_element(found[2])))


def _element(name: str) -> str:
    """XLA's name of an element type: `i1` is PRED, `ui8` U8, `f8E4M3FN` F8E4M3FN, `complex<f32>` C64."""
    if name.startswith("complex"):
        return {"complex<f32>": "C64", "complex<f64>": "C128"}.get(name, name)
    if name == "i1":
        return "PRED"
    if number := _NUMBER.fullmatch(name):
        return ("U" if number[1] == "ui" else "S") + number[2]
    return name.upper()
