"""Which PJRT plugins this machine has, found without loading a library or importing a plugin's package."""

from __future__ import annotations

import os
import re
import sys
from dataclasses import dataclass
from enum import StrEnum
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from pjrt._runtime import elf
from pjrt._runtime.elf import ENTRY_SYMBOL
from pjrt._runtime.files import entries, text_of
from pjrt._runtime.hardware import visible_hardware

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence


class SourceKind(StrEnum):
    """A place where plugins are looked for. In this order, an earlier one is preferred."""

    NAMES = "PJRT_NAMES_AND_LIBRARY_PATHS"
    PLUGIN_PATH = "PJRT_PLUGIN_PATH"
    TPU_LIBRARY_PATH = "TPU_LIBRARY_PATH"
    PACKAGES = "known packages"
    ENTRY_POINTS = "entry points"


_VARIABLES: Final = (SourceKind.NAMES, SourceKind.PLUGIN_PATH, SourceKind.TPU_LIBRARY_PATH)
_GROUPS: Final = ("jax_plugins", "xla_plugins")


@dataclass(frozen=True, slots=True)
class Source:
    """What named a plugin: the kind of source and the text, package or entry point in it."""

    kind: SourceKind
    detail: str


@dataclass(frozen=True, slots=True)
class Note:
    """Something to tell about a source."""

    source: SourceKind
    text: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """One plugin library.

    `name` is unique in its discovery. `problem` says why the library cannot load here, if that is known.
    """

    name: str
    path: Path
    sources: tuple[Source, ...]
    platform: str | None = None
    problem: str | None = None
    aliases: tuple[str, ...] = ()

    @property
    def from_environment(self) -> bool:
        """Whether an environment variable names it."""
        return any(source.kind in _VARIABLES for source in self.sources)


@dataclass(frozen=True, slots=True)
class Discovery:
    """All candidates in the order of their sources, which it iterates over; what each source gave; which accelerators
    are visible.
    """

    candidates: tuple[Candidate, ...]
    outcomes: tuple[Note, ...]
    notes: tuple[Note, ...]
    hardware: frozenset[str]

    def __iter__(self) -> Iterator[Candidate]:
        return iter(self.candidates)

    def __len__(self) -> int:
        return len(self.candidates)


class KnownPlugin(NamedTuple):
    """A package (a pattern of its path under sys.path) and the library in it."""

    package: str
    library: str
    platform: str


KNOWN_PLUGINS: Final = (
    KnownPlugin("fastatomstruct_xla_cpu", "libpjrt_cpu.so", "cpu"),
    KnownPlugin("xla_plugins/xla_cpu_pjrt", "xla_cpu_pjrt.so", "cpu"),
    KnownPlugin("lammps_jax_pjrt_cpu", "pjrt_c_api_cpu_plugin.so", "cpu"),
    KnownPlugin("jax_plugins/xla_cuda13", "xla_cuda_plugin.so", "cuda"),
    KnownPlugin("jax_plugins/xla_cuda12", "xla_cuda_plugin.so", "cuda"),
    KnownPlugin("jax_plugins/xla_cuda*", "xla_cuda_plugin.so", "cuda"),
    KnownPlugin("jax_plugins/xla_rocm10", "xla_rocm_plugin.so", "rocm"),
    KnownPlugin("jax_plugins/xla_rocm7", "xla_rocm_plugin.so", "rocm"),
    KnownPlugin("jax_plugins/xla_rocm*", "xla_rocm_plugin.so", "rocm"),
    KnownPlugin("libtpu", "libtpu.so", "tpu"),
    KnownPlugin("jax_plugins/libtt", "libtt.so", "tt"),
    KnownPlugin("jax_plugins/xla_oneapi*", "xla_oneapi_plugin.so", "oneapi"),
    KnownPlugin("jax_plugins/intel_extension_for_openxla", "pjrt_plugin_xpu.so", "xpu"),
)
_TOP_LEVEL: Final = frozenset(row.package for row in KNOWN_PLUGINS if "/" not in row.package)

_PLATFORM_WORDS: Final = ("cpu", "cuda", "rocm", "tpu", "tt", "oneapi", "xpu", "gpu")
_LIBRARY_NAME: Final = re.compile(r"(lib)?pjrt.*|.*pjrt|.*_plugin|libtpu.*|libtt")


def _exports(path: str) -> bool:
    try:
        return elf.exports(path, ENTRY_SYMBOL)
    except OSError:
        return False


def _absolute(text: str) -> str | None:
    """The text as an absolute path; None if no file can have that name."""
    try:
        path = os.path.abspath(os.path.expanduser(text))
        os.fsencode(path)
    except ValueError:
        return None
    return None if "\0" in path else path


def _scan(folder: str, *, by_name: bool) -> list[str]:
    """The libraries right in a folder that export the symbol; `by_name`: only those with a likely name."""
    return [
        entry.path
        for entry in entries(folder)
        if (_LIBRARY_NAME.fullmatch(entry.name.removesuffix(".so")) if by_name else True)
        and (entry.name.endswith(".so") or (not by_name and ".so." in entry.name))
        and _exports(entry.path)
    ]


def _libraries(folders: Sequence[str], row: KnownPlugin | None) -> list[str]:
    """The libraries of the first of a package's folders that has any."""
    return next(filter(None, (_libraries_in(folder, row) for folder in folders)), [])


def _libraries_in(folder: str, row: KnownPlugin | None) -> list[str]:
    """The known library, else all that export the symbol in the folder, else one level below."""
    if row is not None and os.path.isfile(known := os.path.join(folder, row.library)):
        return [known]
    if found := _scan(folder, by_name=False):
        return found
    below = [entry.path for entry in entries(folder) if entry.is_dir()]
    return [path for child in below for path in _scan(child, by_name=False)]


def _row(package: str) -> KnownPlugin | None:
    return next((row for row in KNOWN_PLUGINS if fnmatchcase(package, row.package)), None)


def _guess_platform(*names: str) -> str | None:
    """The platform that a name speaks of, such as "cuda" for "xla_cuda13"."""
    for name in names:
        for word in re.split(r"[^a-z]+", name.lower().removeprefix("lib")):
            if word in _PLATFORM_WORDS:
                return word
    return None


def platform_of(path: Path) -> str | None:
    """The platform of a library, by its file's name; None where that does not tell."""
    known = {row.platform for row in KNOWN_PLUGINS if row.library == path.name}
    return known.pop() if len(known) == 1 else _guess_platform(path.stem)


def normal(name: str) -> str:
    return name.lower().replace("-", "_")


# Plain classes, as dataclasses take some 0.5 ms each to make, and the first client waits for them.
class _Draft:
    def __init__(self, path: str) -> None:
        self.path = path
        self.names: list[str] = []
        self.sources: list[Source] = []
        self.platform: str | None = None


class _Collector:
    """Gathers what the sources name; one file is one plugin, however many paths lead to it."""

    def __init__(self) -> None:
        self.drafts: dict[str, _Draft] = {}
        self.notes: list[Note] = []

    def add(self, source: Source, path: str, names: Sequence[str], platform: str | None) -> None:
        draft = self.drafts.setdefault(os.path.realpath(path), _Draft(path))
        draft.names = list(dict.fromkeys((*draft.names, *names)))
        draft.platform = draft.platform or platform
        if source not in draft.sources:
            draft.sources.append(source)

    def note(self, kind: SourceKind, text: str) -> None:
        self.notes.append(Note(kind, text))

    def outcome(self, kind: SourceKind, value: str | None, folders: int) -> Note:
        if value == "":
            return Note(kind, "not set")
        found = sum(any(source.kind is kind for source in draft.sources) for draft in self.drafts.values())
        where = f" on {folders} path entr{'y' if folders == 1 else 'ies'}" if value is None else ""
        return Note(kind, f"{found or 'no'} plugin{'' if found == 1 else 's'}{where}")

    def candidates(self) -> tuple[Candidate, ...]:
        taken: set[str] = set()
        return tuple(self._candidate(draft, taken) for draft in self.drafts.values())

    def _candidate(self, draft: _Draft, taken: set[str]) -> Candidate:
        wanted = draft.names[0]
        numbered = (f"{wanted}-{count}" for count in range(2, len(self.drafts) + 2))
        name = next(name for name in (*draft.names, *numbered) if normal(name) not in taken)
        taken.add(normal(name))
        if name != wanted and draft.sources[0].kind in _VARIABLES:
            self.note(draft.sources[0].kind, f"{wanted!r} is named twice; {draft.path} is called {name!r}")
        return Candidate(
            name=name,
            path=Path(draft.path),
            sources=tuple(draft.sources),
            platform=draft.platform,
            problem=elf.problem(draft.path, ENTRY_SYMBOL),
            aliases=tuple(alias for alias in draft.names if alias != name),
        )


def _add_named(collector: _Collector, source: Source, name: str, text: str) -> None:
    """Adds the library at `text`; frameworks also allow a JSON file there that names the library."""
    path = _absolute(_library_of_json(collector, source, text) if text.endswith(".json") else text)
    if path is None or not text:
        collector.note(source.kind, f"{source.detail!r}: not a path")
        return
    stem = Path(path).stem or "plugin"
    collector.add(source, path, [name or stem], _guess_platform(name, stem))


def _library_of_json(collector: _Collector, source: Source, path: str) -> str:
    import json

    try:
        content = json.loads(text_of(path))
    except (ValueError, RecursionError):
        return path
    if not isinstance(content, dict) or not isinstance(content.get("library_path"), str):
        return path
    if content.get("create_options"):
        collector.note(source.kind, f"the create_options in {path} are not used; give options to the client")
    return str(content["library_path"])


def _read_names(collector: _Collector, value: str) -> None:
    for item in filter(None, map(str.strip, value.split(","))):
        name, colon, path = (part.strip() for part in item.partition(":"))
        if colon and name and path:
            _add_named(collector, Source(SourceKind.NAMES, item), name, path)
        else:
            collector.note(SourceKind.NAMES, f"{item!r} is not name:path")


def _read_plugin_path(collector: _Collector, value: str) -> None:
    for item in filter(None, map(str.strip, value.split(os.pathsep))):
        source = Source(SourceKind.PLUGIN_PATH, item)
        name, equals, path = item.partition("=")
        whole = _absolute(item)
        if equals and not (whole and os.path.exists(whole)):
            _read_plugin_entry(collector, source, name.strip(), path.strip())
        else:
            _read_plugin_entry(collector, source, "", item)


def _read_plugin_entry(collector: _Collector, source: Source, name: str, text: str) -> None:
    path = _absolute(text)
    if path is None or not text or not os.path.isdir(path):
        _add_named(collector, source, name, text)
        return
    found = _scan(path, by_name=True)
    if not found:
        collector.note(source.kind, f"no plugin in the folder {path}")
    elif name and len(found) > 1:
        collector.note(source.kind, f"{name!r} names a folder of {len(found)} plugins; name one file")
        name = ""
    for library in found:
        _add_named(collector, source, name, library)


def _read_tpu_library_path(collector: _Collector, value: str) -> None:
    source = Source(SourceKind.TPU_LIBRARY_PATH, value)
    if (path := _absolute(value)) is None:
        collector.note(source.kind, f"{value!r} is not a path")
    else:
        collector.add(source, path, ["libtpu", Path(path).stem], "tpu")


class _EntryPoint(NamedTuple):
    group: str
    name: str
    module: str
    distribution: str


class _Installed:
    """What the folders of a sys.path-like list hold, each read once: known packages and entry points."""

    def __init__(self) -> None:
        self.packages: dict[str, list[str]] = {}
        self.entry_points: list[_EntryPoint] = []


def _read_installed(path: Iterable[str]) -> _Installed:
    installed = _Installed()
    distributions: set[str] = set()
    for folder in path:
        for entry in entries(folder or os.curdir):
            name = entry.name
            if name in _TOP_LEVEL:
                installed.packages.setdefault(name, []).append(entry.path)
            elif name in _GROUPS:
                for child in entries(entry.path):
                    if child.is_dir() and child.name != "__pycache__":
                        installed.packages.setdefault(f"{name}/{child.name}", []).append(child.path)
            elif name.endswith((".dist-info", ".egg-info")) or name == "EGG-INFO":
                distribution = name.partition("-")[0].lower()
                # As in an import, the first one on the path hides the others.
                if distribution not in distributions or name == "EGG-INFO":
                    distributions.add(distribution)
                    text = text_of(f"{entry.path}/entry_points.txt")
                    installed.entry_points += _parse_entry_points(text, distribution)
    return installed


def _parse_entry_points(text: str, distribution: str) -> Iterator[_EntryPoint]:
    if not any(group in text for group in _GROUPS):
        return
    group = ""
    for line in map(str.strip, text.splitlines()):
        if line.startswith("["):
            group = line.strip("[] ")
        elif group in _GROUPS and "=" in line and not line.startswith(("#", ";")):
            name, _, value = line.partition("=")
            module = re.split(r"[:\[\s]", value.strip(), maxsplit=1)[0]
            yield _EntryPoint(group, name.strip(), module, distribution)


def _add_packages(collector: _Collector, packages: Mapping[str, list[str]]) -> None:
    ranked = sorted(packages.items(), key=lambda item: _rank(item[0]))
    for package, folders in ranked:
        row = _row(package)
        libraries = _libraries(folders, row)
        _add_package(collector, Source(SourceKind.PACKAGES, package), package, libraries, ())
        if row is not None and not libraries:
            collector.note(SourceKind.PACKAGES, f"{folders[0]} has no {row.library}")


def _rank(package: str) -> tuple[int, str]:
    row = _row(package)
    return (KNOWN_PLUGINS.index(row) if row else len(KNOWN_PLUGINS), package)


def _add_package(
    collector: _Collector, source: Source, package: str, libraries: Sequence[str], names: Iterable[str]
) -> None:
    row, last = _row(package), package.rpartition("/")[2]
    for library in libraries:
        own = [last] if len(libraries) == 1 else [Path(library).stem]
        platform = row.platform if row else _guess_platform(last, Path(library).stem)
        collector.add(source, library, [*own, package.replace("/", "."), *names], platform)


def _add_entry_points(collector: _Collector, installed: _Installed, path: Sequence[str], *, live: bool) -> None:
    for point in installed.entry_points:
        text = f"{point.group}: {point.name} = {point.module}"
        package = point.module.replace(".", "/")
        folders = installed.packages.get(package) or _folders_of(point.module, path, live=live)
        if not folders:
            collector.note(SourceKind.ENTRY_POINTS, f"{text}: the module is not installed")
            continue
        libraries = _libraries(folders, _row(package))
        names = (point.name, point.distribution) if len(libraries) == 1 else ()
        _add_package(collector, Source(SourceKind.ENTRY_POINTS, text), package, libraries, names)
        if not libraries:
            collector.note(SourceKind.ENTRY_POINTS, f"{text}: no plugin library in {folders[0]}")


def _folders_of(module: str, path: Sequence[str], *, live: bool) -> list[str]:
    """The folders of a module's package, found as an import would, but with nothing imported.

    importlib.util.find_spec would import the parent packages.
    """
    portions = list(path)
    for part in module.split("."):
        portions = _portions(part, portions)
    return portions or (_editable_portions(module) if live else [])


def _portions(name: str, parents: Sequence[str]) -> list[str]:
    """The folders of a package: one, or several if it is a namespace. A module's folder is its parent's."""
    portions: list[str] = []
    for parent in parents:
        folder = os.path.join(parent or os.curdir, name)
        if os.path.isfile(os.path.join(folder, "__init__.py")):
            return [folder]
        if os.path.isfile(f"{folder}.py"):
            return [parent]
        if os.path.isdir(folder):
            portions.append(folder)
    return portions


def _editable_portions(module: str) -> list[str]:
    """The folders of a package that only the import hook of an editable install knows."""
    for finder in sys.meta_path:
        if not getattr(finder, "__module__", "").startswith("__editable__"):
            continue
        spec = finder.find_spec(module, None)
        if spec is not None and spec.submodule_search_locations:
            return list(spec.submodule_search_locations)
        if spec is not None and spec.origin:
            return [os.path.dirname(spec.origin)]
    return []


def discover(
    environ: Mapping[str, str] = os.environ,
    *,
    path: Sequence[str] | None = None,
    root: str | os.PathLike[str] = "/",
) -> Discovery:
    """Finds every plugin that the environment, the installed packages and their entry points name.

    `path` is a list like sys.path, which is the default; `root` is the folder whose device files tell the
    hardware. Malformed input never raises: it becomes a candidate's `problem` or a note.
    """
    folders = sys.path if path is None else path
    collector = _Collector()
    values = {kind: environ.get(kind, "").strip() for kind in _VARIABLES}
    readers = (_read_names, _read_plugin_path, _read_tpu_library_path)
    for value, read in zip(values.values(), readers, strict=True):
        if value:
            read(collector, value)
    installed = _read_installed(folders)
    _add_packages(collector, installed.packages)
    _add_entry_points(collector, installed, folders, live=path is None)
    outcomes = tuple(collector.outcome(kind, values.get(kind), len(folders)) for kind in SourceKind)
    candidates = collector.candidates()
    return Discovery(candidates, outcomes, tuple(collector.notes), visible_hardware(root))
