"""Choosing one of the plugins found."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

from pjrt._runtime.discovery import SourceKind, normal
from pjrt.errors import PluginNotFoundError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pjrt._runtime.discovery import Candidate, Discovery

_EMBEDDED: Final = {"x86_64": "fastatomstruct_xla_cpu", "aarch64": "xla_cpu_pjrt"}
_GPU_PLATFORMS: Final = ("cuda", "rocm", "oneapi", "xpu")

# Accelerators, in the order in which an unnamed plugin is chosen among them. The second is what to install.
_ACCELERATORS: Final = {
    "tpu": "libtpu",
    "cuda": "jax-cuda13-pjrt",
    "rocm": "jax-rocm7-pjrt",
    "tt": "jax-tt-plugin",
}


def resolve(discovery: Discovery, wanted: str | None = None, *, machine: str | None = None) -> Candidate:
    """The plugin called `wanted`, or the best one found; raises PluginNotFoundError if there is none.

    A candidate's own name wins. Else an alias or a platform ("cpu", "cuda", "gpu", …) is looked up; preferred
    are, in this order, the environment's plugins, the embedded default for this `machine`, other packages and
    entry points. Without a name: the only plugin that the environment names, else an accelerator that is
    visibly there, else a CPU.
    """
    embedded = _EMBEDDED.get(machine or os.uname().machine)
    ordered = sorted(discovery.candidates, key=lambda c: (not c.from_environment, embedded not in (c.name, *c.aliases)))
    found = _best(ordered, discovery.hardware) if wanted is None else _named(ordered, wanted)
    if found is None:
        raise PluginNotFoundError(_not_found(discovery, ordered, wanted))
    return found


def _named(ordered: Sequence[Candidate], wanted: str) -> Candidate | None:
    key = normal(wanted)
    exact = next((c for c in ordered if normal(c.name) == key), None)
    return exact or _first_usable(c for c in ordered if key in map(normal, c.aliases) or _serves(c, key))


def _serves(candidate: Candidate, platform: str) -> bool:
    return candidate.platform == platform or (platform == "gpu" and candidate.platform in _GPU_PLATFORMS)


def _first_usable(candidates: Iterable[Candidate]) -> Candidate | None:
    """The first without a problem, else the first. What the environment names is not passed over."""
    listed = list(candidates)
    return next((c for c in listed if c.problem is None or c.from_environment), listed[0] if listed else None)


def _best(ordered: Sequence[Candidate], hardware: frozenset[str]) -> Candidate | None:
    # TPU_LIBRARY_PATH is set for good on some machines: it says which library, not that a TPU is wanted.
    chosen = [c for c in ordered if any(s.kind in (SourceKind.NAMES, SourceKind.PLUGIN_PATH) for s in c.sources)]
    if len(chosen) == 1:
        return chosen[0]
    for platform in (*(name for name in _ACCELERATORS if name in hardware), "cpu"):
        if found := _first_usable(c for c in ordered if c.platform == platform):
            return found
    return _first_usable(chosen)


def _not_found(discovery: Discovery, ordered: Sequence[Candidate], wanted: str | None) -> str:
    if wanted is None:
        first = "no PJRT plugin to choose: none was found that runs on this machine's hardware"
    else:
        first = f"no PJRT plugin is called {wanted!r}{_suggestion(ordered, wanted)}"
    found = ", ".join(f"{c.name} ({c.platform or 'unknown platform'})" for c in ordered) or "nothing"
    looked = [f"  {note.source}: {note.text}" for note in (*discovery.outcomes, *discovery.notes)]
    return "\n".join((first, f"found: {found}", "looked in:", *looked, f"next: {_next_step(ordered, wanted)}"))


def _suggestion(ordered: Sequence[Candidate], wanted: str) -> str:
    import difflib

    names = {name for c in ordered for name in (c.name, *c.aliases, c.platform) if name}
    nearest = difflib.get_close_matches(normal(wanted), sorted(names), n=1)
    return f"; did you mean {nearest[0]!r}?" if nearest else ""


def _next_step(ordered: Sequence[Candidate], wanted: str | None) -> str:
    if wanted is not None and (distribution := _ACCELERATORS.get(normal(wanted))):
        return f"pip install {distribution}"
    if wanted in (None, "cpu") or not ordered:
        named = " (or load one of the plugins found by its name)" if ordered else ""
        return f"pip install 'pjrt[cpu]'{named}"
    return "give one of the names found, or the path of a library, or set PJRT_PLUGIN_PATH=name=/path/to/it.so"
