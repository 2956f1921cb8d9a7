"""What breaks a public API and what does not, on packages of one module, beside griffe's own opinion."""

from __future__ import annotations

from pathlib import Path

import griffe
import pytest

from codegen.api.breaks import breaks
from codegen.api.names import read_package
from codegen.api.snapshot import PublicApi

HEAD = """\
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Literal, NamedTuple, Optional, Protocol, TypeAlias, TypeVar, overload
"""


def package(folder: Path, source: str) -> PublicApi:
    (folder / "p").mkdir(parents=True)
    (folder / "p" / "__init__.py").write_text(f"{HEAD}\n{source}\n")
    return read_package("p", [folder], folder)


BREAKS = {
    "function removed": ("def f(): ...\nx = 1", "x = 1", {"p.f: function removed"}),
    "constant removed": ("x = 1", "y = 1", {"p.x: attribute removed"}),
    "class removed, said once": ("class C:\n def m(self): ...", "", {"p.C: class removed"}),
    "method removed": ("class C:\n def m(self): ...", "class C: ...", {"p.C.m: method removed"}),
    "dunder removed": ("class C:\n def __len__(self): ...", "class C: ...", {"p.C.__len__: method removed"}),
    "field removed": (
        "@dataclass\nclass C:\n a: int\n b: int = 0",
        "@dataclass\nclass C:\n a: int",
        {"p.C: parameter b: removed", "p.C.b: attribute removed"},
    ),
    "member removed": ("class E(Enum):\n A = 1\n B = 2", "class E(Enum):\n A = 1", {"p.E.B: member removed"}),
    "member renumbered": ("class E(Enum):\n A = 1", "class E(Enum):\n A = 2", {"p.E.A: value 1 -> 2"}),
    "left out of __all__": ("__all__ = ['f']\ndef f(): ...", "__all__ = []\ndef f(): ...", {"p.f: function removed"}),
    "made private": ("def f(): ...", "def _f(): ...", {"p.f: function removed"}),
    "base removed": ("class C(ValueError): ...", "class C: ...", {"p.C: base ValueError removed"}),
    "base of a base removed": (
        "class A(ValueError): ...\nclass B(A): ...",
        "class A: ...\nclass B(A): ...",
        {"p.A: base ValueError removed"},
    ),
    "parameter removed": ("def f(a, b=1): ...", "def f(a): ...", {"p.f: parameter b: removed"}),
    "parameter renamed": ("def f(a, b): ...", "def f(a, c): ...", {"p.f: parameter b: renamed c"}),
    "keyword renamed": (
        "def f(*, a): ...",
        "def f(*, b): ...",
        {"p.f: parameter a: removed", "p.f: parameter b: added, and required"},
    ),
    "parameters swapped": (
        "def f(a, b): ...",
        "def f(b, a): ...",
        {"p.f: parameter a: moved from place 1 to 2", "p.f: parameter b: moved from place 2 to 1"},
    ),
    "parameter inserted": ("def f(a=0): ...", "def f(b=1, a=0): ...", {"p.f: parameter a: moved from place 1 to 2"}),
    "required parameter added": ("def f(a): ...", "def f(a, b): ...", {"p.f: parameter b: added, and required"}),
    "required keyword added": ("def f(a): ...", "def f(a, *, b): ...", {"p.f: parameter b: added, and required"}),
    "became required": ("def f(a=1): ...", "def f(a): ...", {"p.f: parameter a: became required"}),
    "default changed": ("def f(a=1): ...", "def f(a=2): ...", {"p.f: parameter a: default 1 -> 2"}),
    "default of another type": ("def f(a=1): ...", "def f(a=True): ...", {"p.f: parameter a: default 1 -> True"}),
    "became keyword only": ("def f(a): ...", "def f(*, a): ...", {"p.f: parameter a: became keyword only"}),
    "became positional only": ("def f(a): ...", "def f(a, /): ...", {"p.f: parameter a: became positional only"}),
    "*args removed": ("def f(*args): ...", "def f(): ...", {"p.f: parameter *args: removed"}),
    "**kwargs removed": ("def f(**kwargs): ...", "def f(): ...", {"p.f: parameter **kwargs: removed"}),
    "parameter narrowed": (
        "def f(a: int | str): ...",
        "def f(a: int): ...",
        {"p.f: parameter a: type int | str -> int"},
    ),
    "literal taken away": (
        "def f(a: Literal['x', 'y']): ...",
        "def f(a: Literal['x']): ...",
        {"p.f: parameter a: type Literal['x', 'y'] -> Literal['x']"},
    ),
    "elements of another type": (
        "def f(a: list[int]): ...",
        "def f(a: Sequence[str]): ...",
        {"p.f: parameter a: type list[int] -> Sequence[str]"},
    ),
    "return type changed": ("def f() -> int: ...", "def f() -> str: ...", {"p.f: returns int -> str"}),
    "return widened": ("def f() -> int: ...", "def f() -> int | None: ...", {"p.f: returns int -> int | None"}),
    "return no longer said": ("def f() -> int: ...", "def f(): ...", {"p.f: returns int -> nothing that is said"}),
    "async": ("def f(): ...", "async def f(): ...", {"p.f: function became an async function"}),
    "property into method": (
        "class C:\n @property\n def x(self) -> int: ...",
        "class C:\n def x(self) -> int: ...",
        {"p.C.x: property became a method"},
    ),
    "attribute into method": ("class C:\n x = 1", "class C:\n def x(self): ...", {"p.C.x: attribute became a method"}),
    "attribute into property": (
        "class C:\n x: int = 1",
        "class C:\n @property\n def x(self) -> int: ...",
        {"p.C.x: attribute became a property that cannot be set"},
    ),
    "frozen": (
        "@dataclass\nclass C:\n x: int",
        "@dataclass(frozen=True)\nclass C:\n x: int",
        {"p.C.x: attribute became a property that cannot be set"},
    ),
    "class into function": ("class C: ...", "def C(): ...", {"p.C: class became a function"}),
    "class method into method": (
        "class C:\n @classmethod\n def m(cls): ...",
        "class C:\n def m(self): ...",
        {"p.C.m: class method became a method"},
    ),
    "property of another type": (
        "class C:\n @property\n def x(self) -> int: ...",
        "class C:\n @property\n def x(self) -> str: ...",
        {"p.C.x: type int -> str"},
    ),
    "attribute widened": ("x: int = 1", "x: int | None = 1", {"p.x: type int -> int | None"}),
    "attribute narrowed": (
        "class C:\n x: int | None = 1",
        "class C:\n x: int = 1",
        {"p.C.x: type int | None -> int"},
    ),
    "constant of another type": ("x = 1", "x = 'one'", {"p.x: type int -> str"}),
    "alias of types narrowed": ("T: TypeAlias = 'int | str'", "T: TypeAlias = 'int'", {"p.T: int | str -> int"}),
    "another name of something else": (
        "import os\nPath = os.PathLike",
        "import os\nPath = os.DirEntry",
        {"p.Path: stands for os.DirEntry, not for os.PathLike"},
    ),
    "constructor": ("class C:\n def __init__(self, a=1): ...", "class C: ...", {"p.C: parameter a: removed"}),
    "inherited constructor, said once": (
        "class A:\n def __init__(self, a): ...\nclass B(A): ...",
        "class A:\n def __init__(self, a, b): ...\nclass B(A): ...",
        {"p.A: parameter b: added, and required"},
    ),
    "no longer created": (
        "class C:\n def __init__(self, a): ...",
        "class C:\n def __init__(self, _a): ...",
        {"p.C: can no longer be created by callers"},
    ),
    "field added to a named tuple": (
        "class C(NamedTuple):\n a: int",
        "class C(NamedTuple):\n a: int\n b: int = 0",
        {"p.C: field added: it no longer unpacks as it did"},
    ),
    "abstract method added": (
        "class C(ABC):\n def n(self): ...",
        "class C(ABC):\n def n(self): ...\n @abstractmethod\n def m(self): ...",
        {"p.C.m: abstract method added: subclasses have none"},
    ),
    "method became abstract": (
        "class C(ABC):\n def m(self): ...",
        "class C(ABC):\n @abstractmethod\n def m(self): ...",
        {"p.C.m: became abstract: subclasses have none"},
    ),
    "abstract property added": (
        "class C(ABC): ...",
        "class C(ABC):\n @property\n @abstractmethod\n def m(self) -> int: ...",
        {"p.C.m: abstract property added: subclasses have none"},
    ),
    "protocol grown": (
        "class C(Protocol):\n def m(self): ...",
        "class C(Protocol):\n def m(self): ...\n def n(self): ...",
        {"p.C.n: method added to a protocol: classes have none"},
    ),
    "overload removed": (
        "@overload\ndef f(a: int) -> int: ...\n@overload\ndef f(a: str) -> str: ...\ndef f(a): ...",
        "def f(a: int) -> int: ...",
        {"p.f: (a: str) -> str: no overload goes for it"},
    ),
    "method that only a private base had": (
        "class _A:\n def m(self): ...\nclass C(_A): ...",
        "class _A: ...\nclass C(_A): ...",
        {"p.C.m: method removed"},
    ),
}
"""Before, after, and what is said. That of a type checker comes with the rest."""

FINE = {
    "function added": ("", "def f(a, b=1): ..."),
    "parameter added at the end": ("def f(a): ...", "def f(a, b=1, *, c=2, **d): ..."),
    "parameter made optional": ("def f(a): ...", "def f(a=1): ..."),
    "parameter removed that ** takes": ("def f(*, a=1): ...", "def f(**kwargs): ..."),
    "positional parameter renamed": ("def f(a, /): ...", "def f(b, /): ..."),
    "*args renamed": ("def f(*args, **kw): ...", "def f(*values, **options): ..."),
    "keyword may be positional": ("def f(*, a): ...", "def f(a): ..."),
    "default spelled otherwise": ("def f(a='x', b=16): ...", 'def f(a="x", b=0x10): ...'),
    "parameter widened": ("def f(a: list[int]): ...", "def f(a: Sequence[int] | None): ..."),
    "parameter of a wider kind": (
        "def f(a: tuple[int, ...], b: list[int], c: dict[str, int]): ...",
        "def f(a: Sequence[int], b: list, c: Mapping[str, int]): ...",
    ),
    "parameter of a base class": (
        "class A: ...\nclass B(A): ...\ndef f(a: B): ...",
        "class A: ...\nclass B(A): ...\ndef f(a: A): ...",
    ),
    "parameter typed": ("def f(a): ...", "def f(a: int): ..."),
    "return narrowed": ("def f() -> int | None: ...", "def f() -> int: ..."),
    "return of a subclass": (
        "class A: ...\nclass B(A): ...\ndef f() -> A: ...",
        "class A: ...\nclass B(A): ...\ndef f() -> B: ...",
    ),
    "return of something": ("def f() -> None: ...", "def f() -> int: ..."),
    "optional spelled otherwise": ("def f() -> Optional[int]: ...", "def f() -> int | None: ..."),
    "quoted": ("def f(a: 'int') -> 'C': ...\nclass C: ...", "def f(a: int) -> C: ...\nclass C: ..."),
    "type variable renamed": ("_T = TypeVar('_T')\ndef f(a: _T) -> _T: ...", "_S = 1\ndef f(a: _S) -> _S: ..."),
    "property into attribute": ("class C:\n @property\n def x(self) -> int: ...", "class C:\n x: int = 1"),
    "property got a setter": (
        "class C:\n @property\n def x(self) -> int: ...",
        "class C:\n @property\n def x(self) -> int: ...\n @x.setter\n def x(self, x: int): ...",
    ),
    "method into static method": (
        "class C:\n def m(self, a): ...",
        "class C:\n @staticmethod\n def m(a): ...",
    ),
    "method moved to a base": (
        "class A: ...\nclass C(A):\n def m(self): ...",
        "class A:\n def m(self): ...\nclass C(A): ...",
    ),
    "method moved to a private base": (
        "class C:\n def m(self): ...",
        "class _A:\n def m(self): ...\nclass C(_A): ...",
    ),
    "base class in between": (
        "class A: ...\nclass C(A): ...",
        "class A: ...\nclass B(A): ...\nclass C(B): ...",
    ),
    "private base removed": ("class _A: ...\nclass C(_A): ...", "class C: ..."),
    "concrete method added": ("class C(ABC): ...", "class C(ABC):\n def m(self): ..."),
    "member added": ("class E(Enum):\n A = 1", "class E(Enum):\n A = 1\n B = 2"),
    "alias of types widened": ("T: TypeAlias = 'int'", "T: TypeAlias = 'int | str'"),
    "value of a constant": ("x = 1\n__version__ = '1'", "x = 2\n__version__ = '2'"),
    "private things": ("def _f(a): ...\nclass C:\n def _m(self): ...", "class C: ..."),
    "what Python asks for": ("class C:\n def __repr__(self): ...\n def __del__(self): ...", "class C: ..."),
    "overload added": (
        "def f(a: int) -> int: ...",
        "@overload\ndef f(a: int) -> int: ...\n@overload\ndef f(a: str) -> str: ...\ndef f(a): ...",
    ),
    "constructor that was nobody's": ("class C:\n def __init__(self, _a): ...", "class C:\n def __init__(self): ..."),
    "docstring": ("def f(): 'x'", "def f(): 'y'"),
    "class renamed, old name kept": ("class C:\n def m(self): ...", "class D:\n def m(self): ...\nC = D"),
}

STRICTER = {
    "positional parameter renamed",
    "*args renamed",
    "class renamed, old name kept",
    "method into static method",
    "private base removed",
    "what Python asks for",
    "overload added",
    "constructor that was nobody's",
}
"""Where griffe calls a break what is none."""


def said(old: PublicApi, new: PublicApi) -> set[str]:
    return {f"{one.name}: {one.what}" for one in breaks(old, new)}


@pytest.mark.parametrize("case", BREAKS)
def test_a_break_is_named(tmp_path: Path, case: str) -> None:
    before, after, expected = BREAKS[case]
    old, new = package(tmp_path / "old", before), package(tmp_path / "new", after)
    assert said(old, new) == expected


@pytest.mark.parametrize("case", FINE)
def test_what_is_fine_is_no_break(tmp_path: Path, case: str) -> None:
    before, after = FINE[case]
    assert said(package(tmp_path / "old", before), package(tmp_path / "new", after)) == set()


@pytest.mark.parametrize("case", {**BREAKS, **FINE})
def test_all_that_griffe_calls_a_break_is_one(tmp_path: Path, case: str) -> None:
    before, after = {**BREAKS, **FINE}[case][:2]
    ours = {one.name for one in breaks(package(tmp_path / "old", before), package(tmp_path / "new", after))}
    old, new = (griffe.load("p", search_paths=[tmp_path / side], try_relative_path=False) for side in ("old", "new"))
    theirs = {breakage.obj.path.removesuffix(".__init__") for breakage in griffe.find_breaking_changes(old, new)}
    if case in STRICTER:
        assert theirs - ours
    else:
        assert theirs <= ours
