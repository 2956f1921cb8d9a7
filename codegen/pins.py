"""The pins: which headers there are, where each came from, and what its text hashes to.

`include/headers.toml` lists headers in sets; a set is named after the API version of its core header.
Everything that a typing mistake in that file can break is an error that names the file, the key and what is
wrong there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Literal, cast

from codegen.errors import CodegenError
from codegen.toml_table import Table, is_plain_path, listed, read_table

Kind = Literal["wheel", "sdist", "checkout"]

OWN_FOLDER = "own"

_SHA256 = re.compile(r"[0-9a-f]{64}")
_API = re.compile(r"[0-9]+\.[0-9]+")
_AN_API = 'an API version such as "0.115"'
_MODULE = re.compile(r"[a-z_][a-z0-9_]*")
# Both end up on pip's command line.
_REQUIREMENT = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+!-]*")


@dataclass(frozen=True)
class Distribution:
    """A release on the package index that holds headers, or a checkout of XLA that somebody has."""

    key: str
    """The name that pins use, such as "tensorflow-2.22"."""
    name: str
    version: str
    kind: Kind
    api: str
    """The API version of the headers inside, such as "0.115"."""
    python: str | None = None
    """The Python version that selects the wheel; None for an sdist."""
    platform: str | None = None
    """The platform tag that selects the wheel; None for an sdist."""
    root: str | None = None
    """The folder inside that upstream paths are relative to."""

    def __str__(self) -> str:
        return f"{self.name} {self.version}"


@dataclass(frozen=True)
class Pin:
    """One header of one set."""

    set: str
    path: str
    """The path upstream, such as "xla/pjrt/c/pjrt_c_api.h"; also the path below include/<set>."""
    api: str
    sha256: str | None
    """The hash of the text; None for a header of ours and for one that is skipped."""
    distribution: Distribution | None
    """None for a header of ours."""
    inside: str | None
    """The path inside the distribution."""
    module: str | None
    """The generated module's name where headers.toml gives it; `module_name` derives it otherwise."""
    skip: str | None
    """Why the header is not wanted; None for one that is."""

    @property
    def own(self) -> bool:
        """Whether the header is ours: committed below include/own, not fetched."""
        return self.sha256 is None and self.skip is None

    def __str__(self) -> str:
        origin = f"{self.distribution}, {self.inside}" if self.distribution else "a header of ours"
        return f"{self.path} of set {self.set} ({origin})"


@dataclass(frozen=True)
class HeaderSet:
    """Headers that the generator reads together."""

    name: str
    pins: tuple[Pin, ...]

    @property
    def wanted(self) -> tuple[Pin, ...]:
        """The headers to read: all but the skipped ones."""
        return tuple(pin for pin in self.pins if pin.skip is None)

    @property
    def fetched(self) -> tuple[Pin, ...]:
        """The headers to fetch: the wanted ones that are not ours."""
        return tuple(pin for pin in self.wanted if not pin.own)

    @property
    def skipped(self) -> tuple[Pin, ...]:
        """The headers that are known and not wanted; each has a reason in `skip`."""
        return tuple(pin for pin in self.pins if pin.skip is not None)


@dataclass(frozen=True)
class Pins:
    """The content of headers.toml."""

    path: Path
    distributions: tuple[Distribution, ...]
    sets: tuple[HeaderSet, ...]
    current: HeaderSet
    """The set that the committed output is generated from."""

    def set(self, name: str) -> HeaderSet:
        """The set of that name; a CodegenError lists the known ones."""
        for header_set in self.sets:
            if header_set.name == name:
                return header_set
        known = ", ".join(header_set.name for header_set in self.sets)
        raise CodegenError(f"{self.path}: no header set {name!r}: the sets are {known}")


def load(path: Path) -> Pins:
    """Read and check headers.toml."""
    document = read_table(path, "the pins of the headers are kept there")
    document.only("current", "distributions", "sets")
    current = document.string("current")
    distributions = {
        key: read_distribution(key, table) for key, table in document.table("distributions").tables().items()
    }
    tables = document.table("sets").tables()
    sets = tuple(_header_set(name, table, distributions) for name, table in tables.items())
    by_name = {header_set.name: header_set for header_set in sets}
    if current not in by_name:
        document.fail("current", f"no such set: {current!r}: the sets are {listed(by_name)}")
    return Pins(path, tuple(distributions.values()), sets, by_name[current])


def is_requirement(text: str) -> bool:
    """Whether a name or a version may be given to pip."""
    return _REQUIREMENT.fullmatch(text) is not None


def include_dirs(header_set: HeaderSet, include_root: Path) -> list[Path]:
    """The folders to search for an #include of a header in that set."""
    return [include_root / header_set.name, include_root / OWN_FOLDER]


def header_path(pin: Pin, include_root: Path) -> Path:
    """Where the header lies on disk, once fetched."""
    return include_root / (OWN_FOLDER if pin.own else pin.set) / pin.path


def module_name(pin: Pin) -> str:
    """The name of the module generated from the header; "" for the core header.

    It is the file name without `pjrt_c_api_` before and `_extension` behind, unless headers.toml gives
    another.
    """
    if pin.module is not None:
        return pin.module
    stem = PurePosixPath(pin.path).stem
    if stem == "pjrt_c_api":
        return ""
    return stem.removeprefix("pjrt_c_api_").removesuffix("_extension")


def read_distribution(key: str, table: Table, *more: str) -> Distribution:
    """The distribution in a table. more: keys that are no part of it."""
    table.only("name", "version", "kind", "api", "python", "platform", "root", *more)
    kind = table.string("kind")
    if kind not in ("wheel", "sdist", "checkout"):
        table.fail("kind", f'{kind!r} is none of "wheel", "sdist", "checkout"')
    if kind != "wheel":
        for tag in ("python", "platform"):
            if tag in table:
                table.fail(tag, f"{'an sdist' if kind == 'sdist' else 'a checkout'} has no such tag")
    return Distribution(
        key=key,
        name=table.string("name", _REQUIREMENT, "a distribution's name"),
        version=table.string("version", _REQUIREMENT, "a version"),
        kind=cast("Kind", kind),
        api=table.string("api", _API, _AN_API),
        python=table.string("python", _API, 'a Python version such as "3.12"') if kind == "wheel" else None,
        platform=table.string("platform", _REQUIREMENT, "a platform tag") if kind == "wheel" else None,
        root=table.relative("root") if "root" in table else None,
    )


def toml(kind: str, distribution: Distribution) -> str:
    """A distribution as a table of such a file. kind: of which table it is one."""
    given = {key: value for key, value in vars(distribution).items() if key != "key" and value is not None}
    lines = [f'{key} = "{value}"' for key, value in given.items()]
    return "\n".join([f'[{kind}."{distribution.key}"]', *lines]) + "\n"


def _header_set(name: str, table: Table, distributions: Mapping[str, Distribution]) -> HeaderSet:
    if not _API.fullmatch(name):
        # What TOML makes of an unquoted [sets.0.115.headers], for one.
        table.fail("headers", f'{name!r} is not the name of a set: an API version in quotes, such as "0.115"')
    table.only("headers")
    headers = table.table("headers")
    pins = []
    for path, entry in headers.tables().items():
        if not is_plain_path(path) or not path.endswith(".h"):
            headers.fail(path, "not a plain relative path of a .h file with forward slashes")
        pins.append(_pin(name, path, entry, distributions))
    header_set = HeaderSet(name, tuple(pins))
    _check_modules(headers, header_set)
    return header_set


def _pin(set_name: str, path: str, entry: Table, distributions: Mapping[str, Distribution]) -> Pin:
    if "own" in entry:
        return _own_pin(set_name, path, entry)
    distribution = _known(entry, distributions)
    inside = f"{distribution.root}/{path}" if distribution.root else path
    if "skip" in entry:
        entry.only("from", "skip")
        return Pin(set_name, path, distribution.api, None, distribution, inside, None, entry.string("skip"))
    entry.only("from", "api", "inside", "module", "sha256")
    return Pin(
        set=set_name,
        path=path,
        api=_api(entry) or distribution.api,
        sha256=entry.string("sha256", _SHA256, "64 lowercase hexadecimal digits"),
        distribution=distribution,
        inside=entry.relative("inside") if "inside" in entry else inside,
        module=_module(entry),
        skip=None,
    )


def _own_pin(set_name: str, path: str, entry: Table) -> Pin:
    entry.only("own", "api", "module")
    entry.true("own")
    return Pin(set_name, path, _api(entry) or set_name, None, None, None, _module(entry), None)


def _api(entry: Table) -> str | None:
    return entry.string("api", _API, _AN_API) if "api" in entry else None


def _module(entry: Table) -> str | None:
    return entry.string("module", _MODULE, "a module's name") if "module" in entry else None


def _known(entry: Table, distributions: Mapping[str, Distribution]) -> Distribution:
    key = entry.string("from")
    if key not in distributions:
        entry.fail("from", f"no such distribution: {key!r}: the distributions are {listed(distributions)}")
    return distributions[key]


def _check_modules(headers: Table, header_set: HeaderSet) -> None:
    owners: dict[str, str] = {}
    for pin in header_set.wanted:
        module = module_name(pin)
        if module and not _MODULE.fullmatch(module):
            headers.fail(pin.path, f"{module!r} is no module's name: give one with `module`")
        if module in owners:
            headers.fail(pin.path, f"its module {module!r} is that of {owners[module]} too: give another with `module`")
        owners[module] = pin.path
