"""The façades that static analysis finds: a made-up package for each way to reach a C function."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from codegen.errors import CodegenError
from codegen.report.docstrings import names_function, words_of_c
from codegen.report.facades import Facades
from codegen.report.raw import Raw
from codegen.report.reach import Reach
from tests.codegen.report.model import MODEL, PACKAGE, facades, write

INIT = """
from acme.client import *
__all__ = ["Client", "Other", "go"]
"""
HEAD = """
from __future__ import annotations
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, Callable, NamedTuple, TypeVar
from contextlib import contextmanager
from acme._runtime.state import Owned, State
from pjrt_abi import enums, structs
from pjrt_abi.functions import Api
from pjrt_abi.structs import PJRT_OnDone, PJRT_Options
T = TypeVar("T")
"""

CASES = {
    "a method": ("class Client:\n def go(self, abi: Api): abi.thing_go(1)", ["acme.Client.go"]),
    "a function": ("def go(abi: Api): abi.thing_go(1)", ["acme.go"]),
    "its C name": ("def go(abi: Api): abi.PJRT_Thing_Go(1)", ["acme.go"]),
    "a property": (
        "class Client:\n state: State\n @property\n def speed(self): return self.state.abi.thing_go(1)",
        ["acme.Client.speed"],
    ),
    "a cached property": (
        "class Client:\n def __init__(self, state: State): self._s = state\n"
        " @cached_property\n def speed(self): return self._s.abi.thing_go(self._s.ptr)",
        ["acme.Client.speed"],
    ),
    "a constructor and its class's makers": (
        "class Client:\n def __init__(self, abi: Api): abi.thing_go(1)\ndef go(abi: Api): return Client(abi)",
        ["acme.Client", "acme.go"],
    ),
    "a destructor": ("class Client:\n abi: Api\n def __del__(self): self.abi.thing_go(1)", ["acme.Client"]),
    "a private class, by whoever makes one": (
        "class _Handle:\n abi: Api\n def __del__(self): self.abi.thing_go(1)\ndef go(): return _Handle()",
        ["acme.go"],
    ),
    "private functions in between": (
        "def _inner(abi: Api): abi.thing_go(1)\ndef _outer(abi: Api): _inner(abi)\ndef go(abi: Api): _outer(abi)",
        ["acme.go"],
    ),
    "a wrapper that is handed on": (
        "class Client(Owned):\n def __init__(self, state: State): super().__init__(state, state.abi.thing_go)",
        ["acme.Client"],
    ),
    "partial, lambda and a function within": (
        "def _call(f): f()\ndef go(abi: Api):\n def inner(): return partial(abi.thing_go, 1)\n _call(lambda: inner())",
        ["acme.go"],
    ),
    "locals, tuples and conditions": (
        "def go(state: State):\n abi, ptr = state.abi, state.ptr\n other = abi if ptr else None\n other.thing_go(ptr)",
        ["acme.go"],
    ),
    "containers": (
        "def go(states: list[State], named: dict[str, State]):\n"
        " for number, one in enumerate(states): one.abi.thing_stop(1)\n"
        " [s.abi.thing_go(1) for s in named.values()]",
        ["acme.go"],
    ),
    "what calls return": (
        "def _of(states: tuple[State, ...]) -> State | None: return states[0]\n"
        "def go(s: State): _of((s,)).abi.thing_go(1)",
        ["acme.go"],
    ),
    "a type variable": (
        "def _same(kind: type[T], value: Any) -> T: return value\n"
        "class Other:\n abi: Api\ndef go(x: Any): _same(Other, x).abi.thing_go(1)",
        ["acme.go"],
    ),
    "isinstance": ("def go(x: Any):\n if isinstance(x, State): x.abi.thing_go(1)", ["acme.go"]),
    "a context manager": (
        "class _Held:\n abi: Api\n def __enter__(self): return self\n def __exit__(self, *_): self.abi.thing_go(1)\n"
        "def go():\n with _Held(): pass",
        ["acme.go"],
    ),
    "a generator as one": (
        "@contextmanager\ndef _held(abi: Api):\n yield abi.thing_go(1)\ndef go(abi: Api):\n with _held(abi): pass",
        ["acme.go"],
    ),
    "calling an object": (
        "class _Call:\n abi: Api\n def __call__(self): self.abi.thing_go(1)\ndef go(call: _Call): call()",
        ["acme.go"],
    ),
    "a base class's method": (
        "class _Base:\n abi: Api\n def go(self): self.abi.thing_go(1)\nclass Client(_Base): pass",
        ["acme.Client.go"],
    ),
    "what a subclass does for a base class": (
        "class _Base:\n def run(self): self._go()\n def _go(self): pass\n"
        "class Client(_Base):\n abi: Api\n def _go(self): self.abi.thing_go(1)\nclass Other(_Base): pass",
        ["acme.Client.run"],
    ),
    "super": (
        "class _Base:\n abi: Api\n def _go(self): self.abi.thing_go(1)\n"
        "class Client(_Base):\n def go(self): super()._go()",
        ["acme.Client.go"],
    ),
    "a variable": (
        "def _f(abi: Api): abi.thing_go(1)\n_TABLE = {'a': _f}\ndef go(): _TABLE['a'](None)",
        ["acme.go"],
    ),
    "a name that a function asks for": (
        "class Client:\n abi: Api\n def _call(self, function, args): getattr(self.abi, function)(args)\n"
        " def go(self): self._call('PJRT_Thing_Go', 1)",
        ["acme.Client.go"],
    ),
    "an object that only users call": (
        "class _Given:\n abi: Api\n def use(self): self.abi.thing_go(1)\ndef go() -> _Given: return _Given()",
        ["acme.go"],
    ),
    "named by a docstring, behind another": (
        "class Client:\n abi: Api\n def near(self): self.abi.thing_go(1)\n"
        " def far(self):\n  '''Goes. C: PJRT_Thing_Go.'''\n  self.near()",
        ["acme.Client.far", "acme.Client.near"],
    ),
    "nobody": ("def go(abi: Api): abi.thing_stop(1)", []),
    "a wrapper's name, of something else": ("def go(x: Other): x.thing_go(1)\nclass Other: pass", []),
    "something unknown": ("def go(x): x.thing_go(1)", []),
    "a test of its type": (
        "class _Held:\n abi: Api\n def __del__(self): self.abi.thing_go(1)\ndef go(x): return isinstance(x, _Held)",
        [],
    ),
    "private names only": ("def _go(abi: Api): abi.thing_go(1)", []),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_how_a_function_is_reached(case: str, tmp_path: Path) -> None:
    source, expected = CASES[case]
    found = facades(tmp_path, {"__init__.py": INIT, "client.py": HEAD + source})
    assert list(found.of_function("PJRT_Thing_Go")) == expected


def test_a_whole_package(tmp_path: Path, bless: bool) -> None:
    reach = Reach(facades(tmp_path, PACKAGE))
    found = {
        "functions": reach.functions,
        "structs": reach.structs,
        "values": reach.values,
        "callbacks": reach.callbacks,
        "extensions": reach.extensions,
        "names": sorted(reach.facades.public.by_name()),
    }
    text = json.dumps(found, indent=1) + "\n"
    golden = Path(__file__).parent / "report" / "facades.json"
    if bless:
        golden.write_text(text)
    assert text == golden.read_text()


class TestDocstrings:
    @pytest.mark.parametrize(
        ("text", "function", "named"),
        [
            ("Goes. C: PJRT_Thing_Go.", "PJRT_Thing_Go", True),
            ("Goes. C:\nPJRT_Thing_Go.", "PJRT_Thing_Go", True),
            ("C: PJRT_Thing_Go, PJRT_Thing_Stop off the main thread.", "PJRT_Thing_Stop", True),
            ("C: PJRT_Thing_Go, Stop.", "PJRT_Thing_Stop", True),
            ("C: PJRT_Thing_Go, …_Stop.", "PJRT_Thing_Stop", True),
            ("C: go.", "PJRT_Thing_Go", False),
            ("Speaks of PJRT_Thing_Go. Not of C.", "PJRT_Thing_Go", False),
            ("C: PJRT_Thing_Go. PJRT_Thing_Stop is another.", "PJRT_Thing_Stop", False),
        ],
    )
    def test_what_they_name(self, text: str, function: str, named: bool) -> None:
        assert names_function(frozenset(words_of_c(text)), function) is named


class TestBadSource:
    def test_no_python(self, tmp_path: Path) -> None:
        package = write(tmp_path, {"__init__.py": "", "x.py": "def ("})
        with pytest.raises(CodegenError, match=r"x\.py: not Python: .*; the report reads the library's source"):
            Facades.read(package, Raw(MODEL))

    def test_other_encodings(self, tmp_path: Path) -> None:
        package = write(tmp_path, {"__init__.py": ""})
        (package / "x.py").write_bytes(b"# caf\xe9")
        with pytest.raises(CodegenError, match=r"x\.py: not Python: "):
            Facades.read(package, Raw(MODEL))

    def test_no_package(self, tmp_path: Path) -> None:
        with pytest.raises(CodegenError, match=r"no package: it has no __init__\.py; give the folder of a"):
            Facades.read(tmp_path, Raw(MODEL))

    def test_modules_that_import_each_other(self, tmp_path: Path) -> None:
        files = {"__init__.py": "from acme.a import x", "a.py": "from acme.b import x", "b.py": "from acme.a import x"}
        assert facades(tmp_path, files).of_function("PJRT_Thing_Go") == ()
