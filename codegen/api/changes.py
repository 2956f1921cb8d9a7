"""codegen/api_changes.toml: which breaks of our own public API are meant."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from ..errors import CodegenError
from ..toml_table import read_table

PATH = Path("codegen") / "api_changes.toml"
CHANGELOG = Path("CHANGELOG.md")


@dataclass(frozen=True, slots=True)
class Change:
    """A break that is meant. version: of the package, in which users meet it."""

    version: str
    reason: str


@dataclass(frozen=True)
class Changes:
    """What the file says, and what it is measured by. version: the one in the making; changelog: what is said of it."""

    entries: Mapping[str, Change]
    version: str
    changelog: str

    def problems(self, package: str, broken: Collection[str]) -> Iterator[str]:
        """What is wrong with the entries. broken: names that are broken, against whatever was compared."""
        for name, entry in self.entries.items():
            if entry.version != self.version:
                yield (
                    f"{PATH}: {name}: of version {entry.version}, and {self.version} is in the making: "
                    "take the entry out, or correct it"
                )
            elif name not in broken:
                yield f"{PATH}: {name}: nothing of it is broken: take the entry out"
            elif not re.search(rf"(?<!\w){re.escape(short := name.removeprefix(f'{package}.'))}(?!\w)", self.changelog):
                yield f"{CHANGELOG}: {name}: nothing under {self.version} names `{short}`: tell users of the break"


def load(root: Path) -> Changes:
    """Reads the file, the version in pyproject.toml and CHANGELOG.md. Raises CodegenError naming what is wrong."""
    entries = {}
    if (root / PATH).exists():
        table = read_table(root / PATH, "breaks of the public API that are meant")
        table.only("changes")
        for name, entry in table.table("changes").tables().items() if "changes" in table else ():
            entry.only("version", "reason")
            entries[name] = Change(entry.string("version"), entry.string("reason"))
    version = _version(root / "pyproject.toml")
    return Changes(entries, version, _section(root / CHANGELOG, version))


def _version(path: Path) -> str:
    try:
        version = tomllib.loads(path.read_text(encoding="utf-8"))["project"]["version"]
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise CodegenError(f"{path}: no [project] version can be read there: {error!r}") from error
    return str(version)


def _section(path: Path, version: str) -> str:
    """What the change log says of a version; "" if it does not speak of it."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as error:
        raise CodegenError(f"{path}: cannot be read: {error}") from error
    for part in re.split(r"^## ", text, flags=re.MULTILINE)[1:]:
        title, _, body = part.partition("\n")
        if version in title.split():
            return body
    return ""
