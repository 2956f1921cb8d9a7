"""The trace of this process: which plugins are interposed, and what is written at the end."""

from __future__ import annotations

import atexit
import ctypes
import importlib.abc
import json
import os
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pjrt.trace.interposer import Interposed
    from pjrt.trace.recorder import Recorder

VARIABLE = "PJRT_TRACE"
"""Its value makes a Python process that finds `hooks/site` on its path trace itself: the options as JSON."""
JAX_NAME = "pjrt_trace"
"""What JAX knows the traced plugin as."""


@dataclass(frozen=True)
class Options:
    """What to trace, and where to. Paths are absolute; a process that is not the first one adds its number to them,
    the first one being that which loads a plugin first.

    summary: where the figures go at the end; plugin: the one that JAX is given, the best one if "".
    """

    out: str = ""
    log: str = ""
    needs: str = ""
    summary: str = ""
    plugin: str = ""
    inject: tuple[str, ...] = ()
    version: tuple[int, int] | None = None
    sites: bool = True

    def text(self) -> str:
        """For the environment."""
        return json.dumps(asdict(self))

    @classmethod
    def read(cls, text: str) -> Options:
        """From the environment."""
        data = json.loads(text)
        version = data["version"]
        return cls(**{**data, "inject": tuple(data["inject"]), "version": None if version is None else tuple(version)})


class Session:
    """The trace of this process."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self._interposed: dict[int, Interposed] = {}
        self._recorder: Recorder | None = None
        self._suffix = ""

    def interpose(self, address: int) -> Interposed:
        """Stands in front of a plugin, once."""
        from pjrt.server.faults import Faults, Rule
        from pjrt.trace.interposer import interpose
        from pjrt.trace.needs import functions

        if address not in self._interposed:
            rules = [Rule.parse(text, functions()) for text in self.options.inject]
            faults = Faults(rules) if rules else None
            version, sites = self.options.version, self.options.sites
            made = interpose(address, self._own_recorder().listener(), faults=faults, version=version, sites=sites)
            self._interposed[address] = made
        return self._interposed[address]

    def _own_recorder(self) -> Recorder:
        from pjrt.trace.recorder import Recorder

        if self._recorder is None:
            self._suffix = "" if self._is_first() else f".{os.getpid()}"
            self._recorder = Recorder(self._open(self.options.out), self._open(self.options.log))
        return self._recorder

    def _open(self, path: str) -> IO[str] | None:
        return open(f"{path}{self._suffix}", "w", encoding="utf-8", errors="backslashreplace") if path else None

    def _is_first(self) -> bool:
        try:
            os.close(os.open(f"{self.options.summary}.lock", os.O_CREAT | os.O_EXCL | os.O_WRONLY))
        except FileExistsError:
            return False
        return True

    def close(self) -> None:
        """Writes what is left to write."""
        if self._recorder is None:
            return
        objects = [made.objects for made in self._interposed.values()]
        figures = self._recorder.summary(objects)
        self._recorder.close()
        for path, data in ((self.options.summary, figures), (self.options.needs, self._recorder.needs().data())):
            if path:
                Path(f"{path}{self._suffix}").write_text(json.dumps(data, indent=1, ensure_ascii=False) + "\n")


def start() -> None:
    """Has this process traced, as the environment says. Called before anything else runs, by `hooks/site`."""
    session = Session(Options.read(os.environ[VARIABLE]))
    atexit.register(session.close)  # first, so that it runs last: after clients were destroyed
    sys.meta_path.insert(
        0, _Finder({"pjrt._runtime.loader": _patch_loader, "jax._src.xla_bridge": _patch_jax}, session)
    )


class _Finder(importlib.abc.MetaPathFinder):
    """Finds modules as the other finders do, and patches some once they have run."""

    def __init__(self, patches: dict[str, Callable[[Any, Session], None]], session: Session) -> None:
        self._patches = patches
        self._session = session

    def find_spec(self, fullname: str, path: Any, target: Any = None) -> Any:
        patch = self._patches.get(fullname)
        if patch is None:
            return None
        for finder in sys.meta_path:
            spec = None if finder is self else finder.find_spec(fullname, path, target)
            if spec is not None and spec.loader is not None:
                self._patch_after(spec.loader, patch)
                return spec
        return None

    def _patch_after(self, loader: Any, patch: Callable[[Any, Session], None]) -> None:
        run = loader.exec_module

        def exec_module(module: Any) -> None:
            run(module)
            patch(module, self._session)

        loader.exec_module = exec_module


def _patch_loader(loader: Any, session: Session) -> None:
    loader.interpose = lambda address, path: session.interpose(address).address


def _patch_jax(bridge: Any, session: Session) -> None:
    """Plugins that register a library get it interposed; and there is one more, under a name of ours."""
    register = bridge.register_plugin

    def register_plugin(plugin_name: str, **options: Any) -> Any:
        library = options.get("library_path")
        if library and not options.get("c_api"):
            options |= {"library_path": None, "c_api": session.interpose(_table_of(library)).capsule}
        return register(plugin_name, **options)

    bridge.register_plugin = register_plugin
    bridge.pjrt_trace = session


def _table_of(library: str) -> int:
    """The address of a library's PJRT_Api."""
    entry = ctypes.CDLL(library).GetPjrtApi
    entry.restype, entry.argtypes = ctypes.c_void_p, ()
    address: int = entry()
    return address


def register_with_jax() -> None:
    """Registers the traced plugin with JAX. Called by JAX, through `hooks/jax`."""
    from jax._src import xla_bridge

    import pjrt

    session: Session = getattr(xla_bridge, "pjrt_trace")  # noqa: B009  (set by _patch_jax)
    plugin = pjrt.load(session.options.plugin or None)  # the loader interposes it
    made = next(one for one in session._interposed.values() if one.address == plugin.abi.address)
    xla_bridge.register_plugin(JAX_NAME, c_api=made.capsule)
