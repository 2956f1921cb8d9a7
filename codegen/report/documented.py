"""Which documents and docstrings speak of something: of a public name that reaches it, or of it by its C name.

The Python of a page is read as the library's source is: `client.compile(…)` in it is `pjrt.Client.compile`, as `client`
is a Client there. So are code spans in its text.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from codegen.errors import CodegenError

from .docstrings import names_function
from .facades import Facades
from .graph import references
from .raw import Symbol as RawSymbol
from .tree import Class, Function, Module

MOST = 4
"""Docstrings, and pages, that are given for one thing."""

_BLOCK = re.compile(r"^```python\n(.*?)^```", re.DOTALL | re.MULTILINE)
_FENCED = re.compile(r"^```.*?^```", re.DOTALL | re.MULTILINE)
_SPAN = re.compile(r"`([^`\n]+)`")
_MADE = "not edited by hand"
"""What pages say that a command writes: they are no documentation."""


@dataclass(frozen=True)
class Page:
    """A document. names: the public names that it speaks of; words: all words in it."""

    path: str
    names: frozenset[str]
    words: frozenset[str]


@dataclass(frozen=True)
class Documents:
    """The documents of a repository. root: its folder."""

    facades: Facades
    root: Path

    @cached_property
    def pages(self) -> tuple[Page, ...]:
        """README.md and docs/*.md, but for what commands write."""
        found = []
        for path in (self.root / "README.md", *sorted((self.root / "docs").glob("*.md"))):
            try:
                text = path.read_text(encoding="utf-8")
            except (OSError, UnicodeDecodeError) as error:
                raise CodegenError(f"{path}: cannot be read: {error}; the report looks into it") from error
            if _MADE not in " ".join(text.split())[:600]:
                found.append(self._page(path.relative_to(self.root).as_posix(), text))
        return tuple(found)

    def of(self, name: str, facade: Iterable[str], *, functions: Iterable[str] = (), also: str = "") -> tuple[str, ...]:
        """Where something is documented: docstrings, then pages.

        name: in C, and also another name for it; facade: the names that reach it; functions: those that pass it.
        """
        names = {name, also} - {""}
        reaching = [public for public in facade if public in self.facades.words]
        told = {public: None for public, words in self.facades.words.items() if names & words}
        passing = tuple(functions)
        told |= {p: None for p in reaching if any(names_function(self.facades.words[p], f) for f in passing)}
        pages = [page.path for page in self.pages if names & page.words or page.names.intersection(facade)]
        return (*[f"docstring of {public}" for public in list(told)[:MOST]], *pages[:MOST])

    # ------------------------------------------------------------------- pages

    def _page(self, path: str, text: str) -> Page:
        public = self.facades.public
        names = {
            name.name
            for symbol in references(self._function(path, text), self.facades.package, self.facades.inference)
            if not isinstance(symbol, RawSymbol)
            for name in public.names.get(symbol, ())
        }
        members = {span.partition("(")[0].lstrip(".") for span in _SPAN.findall(_FENCED.sub("", text))}
        names |= {self._only[member] for member in members & self._only.keys()}
        words = frozenset(re.findall(r"\w+", text))
        names |= {name for name in public.errors if name.rpartition(".")[2] in words}
        return Page(path, frozenset(names), words)

    @cached_property
    def _only(self) -> dict[str, str]:
        """Public names of methods by their last part, where no other has that part."""
        by_last: dict[str, set[str]] = {}
        for name in self.facades.public.by_name():
            by_last.setdefault(name.rpartition(".")[2], set()).add(name)
        return {last: next(iter(names)) for last, names in by_last.items() if len(names) == 1 and len(last) > 3}

    def _function(self, path: str, text: str) -> Function:
        """The page's Python, as a function of a module in which all public classes have their names."""
        body = [*self._statements(text)]
        module = Module(path, False, ast.Module([], []))
        for symbol, name in self._shortest.items():
            module.imports.setdefault(name.rpartition(".")[2], symbol.name)
        module.imports[self.facades.root] = self.facades.root
        for part in body:
            for node in ast.walk(part):
                _import(module, node)
        given = {name for part in body for name in _stored(part)} | module.imports.keys()
        classes = [name.rpartition(".")[2] for symbol, name in self._shortest.items() if isinstance(symbol, Class)]
        # A page that speaks of `client.put(…)` without having made one means a Client.
        named = {last.lower(): last for last in reversed(classes) if last.lower() not in given}
        unique = [ast.arg(local, ast.Name(last, ast.Load())) for local, last in named.items()]
        parameters = ast.arguments([], unique, None, [], [], None, [])
        code = ast.FunctionDef("page", parameters, body or [ast.Pass()], [], None, None)
        return Function(f"{path}.page", module, None, [ast.fix_missing_locations(code)])

    @cached_property
    def _shortest(self) -> dict[Class | Function, str]:
        """Public classes and functions, those of the root package first."""
        found = {s: n for n, s in self.facades.public.by_name().items() if isinstance(s, Class | Function)}
        own = {s: n for s, n in found.items() if isinstance(s, Class) or s.owner is None}
        return dict(sorted(own.items(), key=lambda item: (item[1].count("."), item[1])))

    def _statements(self, text: str) -> Iterator[ast.stmt]:
        for block in _BLOCK.findall(text):
            yield from _parsed(block)
        for span in _SPAN.findall(_FENCED.sub("", text)):
            yield from _parsed(span.replace("…", "..."))


def _parsed(code: str) -> list[ast.stmt]:
    """Python; nothing for what is none."""
    try:
        return ast.parse(code).body
    except (SyntaxError, ValueError):
        return []


def _stored(part: ast.AST) -> Iterator[str]:
    """The names that are given something."""
    return (n.id for n in ast.walk(part) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store))


def _import(module: Module, node: ast.AST) -> None:
    if isinstance(node, ast.ImportFrom) and node.module:
        module.imports |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
    elif isinstance(node, ast.Import):
        module.imports |= {alias.asname: alias.name for alias in node.names if alias.asname}
