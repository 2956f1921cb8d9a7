"""The public API of a Python package as data: one entry a name, one line an entry in generated/public_api.json."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from ..errors import CodegenError

FILE = "public_api.json"
FORMAT = 1
KINDS = (
    "alias",
    "async class method",
    "async function",
    "async method",
    "async static method",
    "attribute",
    "class",
    "class method",
    "function",
    "member",
    "method",
    "module",
    "property",
    "static method",
    "type",
)
"""property: what can be read and not set, a field of a frozen dataclass as well; member: of an enum; type: an alias of
types; alias: another name of something."""

_TEXTS = ("of", "signature", "type", "value")
_LISTS = ("bases", "overloads")


@dataclass(frozen=True, slots=True)
class Entry:
    """A public name, and what a caller may rely on.

    of: what an alias stands for, and the base class that a class is created as; bases: of a class, those that are
    public or of another package; signature: as Python has it, without `self`, of a class its constructor's, "" for one
    that callers do not create; overloads: signatures in its place; type: of a property or an attribute; value: of an
    alias of types, and of an enum's member; abstract: whether subclasses have to define it.
    """

    kind: str
    of: str = ""
    bases: tuple[str, ...] = ()
    signature: str = ""
    overloads: tuple[str, ...] = ()
    type: str = ""
    value: str = ""
    abstract: bool = False

    def data(self) -> dict[str, Any]:
        """As JSON has it: what is empty is left out."""
        found: dict[str, Any] = {"kind": self.kind}
        found |= {key: list(getattr(self, key)) for key in _LISTS if getattr(self, key)}
        found |= {key: getattr(self, key) for key in _TEXTS if getattr(self, key)}
        return found | ({"abstract": True} if self.abstract else {})


@dataclass(frozen=True)
class PublicApi:
    """All public names of a package.

    names: by dotted name; broken: what the version in the making breaks on purpose, by name; places: "file:line" of
    each name, and homes: where the definitions are, for a package that was read and not for a snapshot.
    """

    names: Mapping[str, Entry]
    broken: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    places: Mapping[str, str] = field(default_factory=dict)
    homes: Mapping[str, str] = field(default_factory=dict)

    def find(self, name: str) -> Entry | None:
        """The entry that a name leads to: its own, that of what it is an alias of, or the one that a base class has."""
        found = self._key(name, frozenset())
        return self.names[found] if found is not None else None

    def _key(self, name: str, seen: frozenset[str]) -> str | None:
        """The name that has the entry."""
        if name in seen:
            return None
        seen |= {name}
        if name not in self.names:
            name = self.homes.get(name, name)
        if (entry := self.names.get(name)) is not None:
            return (self._key(entry.of, seen) if entry.kind == "alias" else None) or name
        before, _, member = name.rpartition(".")
        owner = self._key(before, seen) if before else None
        if owner is None:
            return None
        places = [] if owner == before else [owner]
        found = (self._key(f"{place}.{member}", seen) for place in (*places, *self.names[owner].bases))
        return next((key for key in found if key is not None), None)

    def signatures(self, entry: Entry) -> tuple[str, ...]:
        """The ways in which it can be called."""
        seen: set[str] = set()
        while entry.kind == "class" and entry.of in self.names and entry.of not in seen:
            seen.add(entry.of)
            entry = self.names[entry.of]
        return entry.overloads or ((entry.signature,) if entry.signature else ())

    def ancestors(self, entry: Entry) -> set[str]:
        """The bases of a class, and theirs."""
        found: set[str] = set()
        left = list(entry.bases)
        while left:
            if (base := left.pop()) not in found:
                found.add(base)
                known = self.names.get(base)
                left += known.bases if known is not None else ()
        return found

    def place(self, name: str) -> str:
        """Where a name is defined, or what it belongs to where it is gone; "" if that is not known."""
        while name and name not in self.places:
            name = name.rpartition(".")[0]
        return self.places.get(name, "")

    def text(self) -> str:
        """The snapshot."""
        return (
            "{\n"
            f'"format": {FORMAT},\n'
            f'"broken": {_object((name, list(self.broken[name])) for name in sorted(self.broken))},\n'
            f'"names": {_object((name, self.names[name].data()) for name in sorted(self.names))}\n'
            "}\n"
        )


def _object(items: Iterator[tuple[str, Any]]) -> str:
    lines = [f"{json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}" for key, value in items]
    return "{\n" + ",\n".join(lines) + "\n}" if lines else "{}"


# ------------------------------------------------------------ reading it again


def read(text: str, where: str) -> PublicApi:
    """The snapshot that `PublicApi.text` made. where: what it is, for errors. Raises CodegenError for anything else."""
    try:
        data = json.loads(text)
    except ValueError as error:
        raise CodegenError(f"{where}: not JSON: {error}; {_AGAIN}") from error
    if not isinstance(data, dict) or not {"format", "broken", "names"} <= set(data):
        raise CodegenError(f'{where}: not a snapshot of an API: expected "format", "broken" and "names"; {_AGAIN}')
    if data["format"] != FORMAT:
        raise CodegenError(f"{where}: of format {data['format']!r}, this is {FORMAT}; {_AGAIN}")
    names, broken = data["names"], data["broken"]
    if not isinstance(names, dict) or not isinstance(broken, dict):
        raise CodegenError(f'{where}: "names" and "broken" are to be objects; {_AGAIN}')
    if wrong := next((name for name, texts in broken.items() if not _is_texts(texts)), None):
        raise CodegenError(f"{where}: broken: {wrong}: expected a list of texts; {_AGAIN}")
    return PublicApi(
        {name: _entry(where, name, entry) for name, entry in names.items()},
        {name: tuple(texts) for name, texts in broken.items()},
    )


_AGAIN = "restore it from version control"


def _entry(where: str, name: str, data: Any) -> Entry:
    if not isinstance(data, dict) or data.get("kind") not in KINDS:
        kind = data.get("kind") if isinstance(data, dict) else data
        raise CodegenError(f"{where}: {name}: expected a kind, one of {', '.join(KINDS)}, got {kind!r:.60}; {_AGAIN}")
    shapes = dict.fromkeys(_LISTS, _is_texts) | dict.fromkeys(_TEXTS, _is_text) | {"abstract": _is_true}
    for key, value in data.items():
        if key != "kind" and (key not in shapes or not shapes[key](value)):
            raise CodegenError(f"{where}: {name}: {key}: {value!r:.60} is not what a snapshot has there; {_AGAIN}")
    values: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in data.items()}
    entry = Entry(**values)
    for signature in filter(None, (entry.signature, *entry.overloads)):
        try:
            parameters(signature)
        except (SyntaxError, ValueError) as error:
            raise CodegenError(f"{where}: {name}: {signature!r:.80} is no signature; {_AGAIN}") from error
    return entry


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _is_true(value: Any) -> bool:
    return value is True


# ----------------------------------------------------------------- signatures


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter. kind: "positional only", "positional", "keyword only", "*" or "**"; "" for no type or default."""

    name: str
    kind: str
    type: str = ""
    default: str = ""

    @property
    def required(self) -> bool:
        """Whether a call has to give it."""
        return not self.default and self.kind not in ("*", "**")


@cache
def parameters(signature: str) -> tuple[tuple[Parameter, ...], str]:
    """The parameters of a signature, and what it returns. Raises SyntaxError or ValueError for what is none."""
    (function,) = ast.parse(f"def f{signature}: ...").body
    if not isinstance(function, ast.FunctionDef):
        raise ValueError(signature)
    found, given = [], function.args
    positional = [*given.posonlyargs, *given.args]
    defaults = [None] * (len(positional) - len(given.defaults)) + list(given.defaults)
    for index, (argument, default) in enumerate(zip(positional, defaults, strict=True)):
        kind = "positional only" if index < len(given.posonlyargs) else "positional"
        found.append(_parameter(argument, kind, default))
    if given.vararg is not None:
        found.append(_parameter(given.vararg, "*", None))
    for argument, default in zip(given.kwonlyargs, given.kw_defaults, strict=True):
        found.append(_parameter(argument, "keyword only", default))
    if given.kwarg is not None:
        found.append(_parameter(given.kwarg, "**", None))
    return tuple(found), ast.unparse(function.returns) if function.returns is not None else ""


def _parameter(argument: ast.arg, kind: str, default: ast.expr | None) -> Parameter:
    kept = ast.unparse(argument.annotation) if argument.annotation is not None else ""
    return Parameter(argument.arg, kind, kept, ast.unparse(default) if default is not None else "")
