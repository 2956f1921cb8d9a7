"""Which public names of the library reach something of C: the nearest ones, by the edges of its source."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from .docstrings import docstring, names_function, words_of_c
from .graph import Graph, Node, graph
from .infer import Inference
from .public import Public, public_names
from .raw import Raw
from .raw import Symbol as RawSymbol
from .tree import LIFE, Class, Function, Package
from .tree import Symbol as Ours

TOOLS = ("server", "testing", "trace", "cli", "gap")
"""Packages of the library that are no façade: the other side of the API, and the command line."""

MOST = 6
"""Names that are given of one thing."""
FARTHER = 2
"""Steps by which a name may be farther away than the nearest one; not if its docstring says that it gets there."""


@dataclass(frozen=True)
class Facades:
    """What static analysis of a package finds. root: the package's name."""

    package: Package
    raw: Raw
    root: str

    @classmethod
    def read(cls, folder: Path, raw: Raw) -> Facades:
        """Of the package in a folder, but for its tools. Raises CodegenError for what is no Python package."""
        return cls(Package.read(folder, TOOLS), raw, folder.name)

    @cached_property
    def inference(self) -> Inference:
        """Types."""
        return Inference(self.package, self.raw)

    @cached_property
    def graph(self) -> Graph:
        """Edges."""
        return graph(self.package, self.raw, self.inference)

    @cached_property
    def public(self) -> Public:
        """Public names."""
        return public_names(self.package, self.inference, self.root)

    @cached_property
    def words(self) -> dict[str, frozenset[str]]:
        """By public name: what its docstring says after "C:". Who names a handle speaks of its end, too."""
        ends = {h["name"]: h["destroy"] for h in self.raw.data["handles"] if h["destroy"]}
        found = {name: set(words_of_c(docstring(symbol))) for name, symbol in self.public.by_name().items()}
        return {n: frozenset(words | {ends[w] for w in words if w in ends}) for n, words in found.items() if words}

    # ---------------------------------------------------------------- what for

    def of_function(self, name: str) -> tuple[str, ...]:
        """The public names that reach a C function, the nearest first; () if none does.

        Those whose docstring names it come before all. What reads errors is reached by whoever catches one.
        """
        near = self._near([RawSymbol("function", name)])
        if near and self.raw.functions[name].get("reads_error"):
            return self.public.errors
        telling = {public for public, words in self.words.items() if names_function(words, name)}
        if telling - near.keys():
            near = {**self._steps([RawSymbol("function", name)], telling), **near}
        return _nearest(near, telling)

    def reaching(self, *targets: RawSymbol) -> tuple[str, ...]:
        """The public names that reach any of these, the nearest first; () if none does."""
        return _nearest(self._near(targets), set())

    def _near(self, targets: Iterable[Node]) -> dict[str, int]:
        return self._steps(targets, None)

    def _steps(self, targets: Iterable[Node], behind: set[str] | None) -> dict[str, int]:
        """Public names with their distance. behind: those that are looked for behind other public names, too."""
        found: dict[str, int] = {}
        steps: dict[tuple[Node, Class | None], int] = {(target, None): 0 for target in targets}
        left = deque(steps)
        while left:
            node, limit = state = left.popleft()
            names = [] if isinstance(node, RawSymbol) else self._names(node, limit)
            for name in names:
                if behind is None or name in behind:
                    found.setdefault(name, steps[state])
            if names and behind is None and not _makes(node):
                continue
            for caller in self._callers(node, limit):
                if caller not in steps:
                    steps[caller] = steps[state] + 1
                    left.append(caller)
        return found

    def _names(self, symbol: Ours, limit: Class | None) -> list[str]:
        """The public names of a symbol. limit: the class that it does it for, if it does it for some only."""
        names = self.public.names.get(symbol, ())
        return [n.name for n in names if limit is None or (n.own is not None and limit in self.inference.line(n.own))]

    def _callers(self, node: Node, limit: Class | None) -> Iterator[tuple[Node, Class | None]]:
        for caller in sorted(self.graph.callers.get(node, ()), key=_name):
            yield caller, self._limit(node, caller, limit)
        if not isinstance(node, Function) or node.owner is None:
            return
        # Nobody names what the end of an object calls; nor, here, what only a user calls of an object he is given.
        if node.name.rpartition(".")[2] in LIFE or not self.graph.callers.get(node):
            yield limit or node.owner, None

    def _limit(self, node: Node, caller: Ours, limit: Class | None) -> Class | None:
        """What a method of a base class calls of itself may be another class's: then it does it for that class only."""
        owner = caller.owner if isinstance(caller, Function) else None
        if owner is None:
            return None
        for one in (limit, node.owner if isinstance(node, Function) else None):
            if one is not None and one is not owner and owner in self.inference.line(one):
                return one
        return None


def _nearest(near: dict[str, int], telling: set[str]) -> tuple[str, ...]:
    if not near:
        return ()
    closest = min(near.values())
    order = sorted(near, key=lambda name: (name not in telling, near[name], name.count("."), name))
    return tuple(name for name in order if name in telling or near[name] <= closest + FARTHER)[:MOST]


def _makes(node: Node) -> bool:
    """Whether this is a class, or what makes an object of one: whoever does that is looked for, too."""
    return isinstance(node, Class) or (
        isinstance(node, Function) and node.owner is not None and node.name.rpartition(".")[2] in LIFE - {"__del__"}
    )


def _name(symbol: Ours) -> str:
    return symbol.name
