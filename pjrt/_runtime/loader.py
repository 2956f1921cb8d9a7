"""A library's path -> its function table, checked: it loads, it is a plugin, its version is one that we speak."""

from __future__ import annotations

import ctypes
import os
from collections.abc import Callable
from pathlib import Path
from threading import Lock
from typing import NamedTuple

from pjrt._runtime import elf, unpacking
from pjrt._runtime.elf import ENTRY_SYMBOL
from pjrt._runtime.hardware import environment_defaults
from pjrt._runtime.out_of_memory import TellingApi
from pjrt.errors import PjrtError, PluginLoadError
from pjrt_abi import API_VERSION
from pjrt_abi.functions import Api
from pjrt_abi.structs import PJRT_Api, PJRT_Extension_Base

_ADVICE = "give the path of a PJRT plugin for this machine, or a name that `pjrt info` lists"
_LINKS = 256
"""More links than any plugin chains; a longer chain is taken for a corrupt one."""


class Link(NamedTuple):
    """One link of a plugin's extension chain: its type number, its struct's size in bytes, its address."""

    type: int
    size: int
    address: int


interpose: Callable[[int, str], int] | None = None
"""Puts a table in front of that of each library that is loaded from now on; set by `pjrt trace`."""

_loaded: dict[str, Api] = {}
_lock = Lock()
"""Lets one thread load at a time; a library's own initialisers do not call back into this module."""


def _new_lock() -> None:
    global _lock
    _lock = Lock()  # the child of a fork may have got it locked by a thread that it has not got


os.register_at_fork(after_in_child=_new_lock)


def load(path: str | os.PathLike[str]) -> Api:
    """Loads the library and initialises the plugin, once a process and library.

    Raises PluginLoadError for a file that is missing, no library, no plugin, of another major version or one that is
    too old, or that fails to initialise.
    A library stays loaded until the process ends. C: GetPjrtApi, PJRT_Plugin_Initialize.
    """
    real = os.path.realpath(os.fspath(path))
    with _lock:
        if real not in _loaded:
            _loaded[real] = _load(Path(real))
        return _loaded[real]


def _load(path: Path) -> Api:
    if problem := elf.problem(str(path), ENTRY_SYMBOL):
        raise PluginLoadError(f"{path}: {problem}; {_ADVICE}")
    for name, value in environment_defaults(path).items():
        os.environ.setdefault(name, value)
    try:
        with unpacking.alone(path):
            library = ctypes.CDLL(str(path))
    except OSError as error:
        raise PluginLoadError(
            f"{path}: the dynamic linker refuses it: {error}; install what is missing, or {_ADVICE}"
        ) from None
    entry = getattr(library, ENTRY_SYMBOL)
    entry.restype = ctypes.c_void_p
    entry.argtypes = ()
    address = entry()
    if not address:
        raise PluginLoadError(
            f"{path}: {ENTRY_SYMBOL} returned NULL: the plugin gave up, maybe with a message above; {_ADVICE}"
        )
    if interpose is not None:
        address = interpose(address, str(path))
    return _initialized(address, str(path))


def adopt(address: int, where: str) -> Api:
    """Binds a table that is in this process already, and initialises its plugin, once.

    Raises PluginLoadError for one of another major version or of one that is too old, or that fails to initialise.
    C: PJRT_Plugin_Initialize.
    """
    with _lock:
        known = f"{address:#x}"
        if known not in _loaded:
            _loaded[known] = _initialized(address, where)
        return _loaded[known]


def _initialized(address: int, where: str) -> Api:
    api = check(address, where)
    try:
        api.plugin_initialize()
    except PjrtError as error:
        raise PluginLoadError(
            f"{where}: the plugin could not initialise itself: {error.message}; check its hardware and settings",
            function=error.function,
            code=error.code,
            payloads=error.payloads,
        ) from error
    return api


def check(address: int, where: str) -> Api:
    """The table at an address, bound. Raises PluginLoadError if it is none that these bindings speak."""
    table = PJRT_Api.from_address(address)
    version_end = PJRT_Api.pjrt_api_version.offset + PJRT_Api.pjrt_api_version.size
    if table.struct_size < version_end:
        raise PluginLoadError(
            f"{where}: its PJRT_Api claims {table.struct_size} bytes, too few to state a version; {_ADVICE}"
        )
    stated = table.pjrt_api_version
    if stated.major_version != API_VERSION[0]:
        raise PluginLoadError(
            f"{where}: it speaks PJRT API {stated.major_version}.{stated.minor_version}; this library speaks major "
            f"version {API_VERSION[0]} (made for {API_VERSION[0]}.{API_VERSION[1]}); use a plugin or a release of "
            "this library of the same major version"
        )
    if (stated.major_version, stated.minor_version) < API_VERSION:
        _require_compatible(where, stated.major_version, stated.minor_version)
    return TellingApi(address)


def _require_compatible(where: str, major: int, minor: int) -> None:
    """Raises PluginLoadError for a version whose structs are laid out otherwise."""
    from pjrt_abi.history import OLDEST_COMPATIBLE

    if (major, minor) < OLDEST_COMPATIBLE:
        raise PluginLoadError(
            f"{where}: it speaks PJRT API {major}.{minor}, whose structs are laid out "
            f"otherwise; this library speaks API {OLDEST_COMPATIBLE[0]}.{OLDEST_COMPATIBLE[1]} and newer (made for "
            f"{API_VERSION[0]}.{API_VERSION[1]}); use a newer plugin"
        )


def chain(api: Api) -> tuple[Link, ...]:
    """The links of the extension chain, in its order, unknown ones too. A chain that loops ends where it would.

    None for a version whose links were other structs.
    """
    if api.version < API_VERSION:
        from pjrt_abi.history import size_at

        if size_at(PJRT_Extension_Base.__name__, api.version) is None:
            return ()
    links: list[Link] = []
    seen: set[int] = set()
    address = PJRT_Api.from_address(api.address).extension_start
    while address and address not in seen and len(links) < _LINKS:
        seen.add(address)
        base = PJRT_Extension_Base.from_address(address)
        links.append(Link(base.type, base.struct_size, address))
        address = base.next
    return tuple(links)
