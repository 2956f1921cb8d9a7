"""TOML files of ours: tables that know where they stand, so that an error names the file and the key in full."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NoReturn, cast

from codegen.errors import CodegenError


def read_table(path: Path, purpose: str) -> Table:
    """The file's content. purpose: what is kept there, for the error if there is no such file."""
    return Table(str(path), "", _read(path, purpose))


def _read(path: Path, purpose: str) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise CodegenError(f"{path}: no such file: {purpose}") from None
    except (OSError, UnicodeDecodeError) as error:
        raise CodegenError(f"{path}: cannot be read: {error}") from error
    except tomllib.TOMLDecodeError as error:
        # Also how TOML reports a header that is listed twice in a set: a key written twice.
        raise CodegenError(f"{path}: {error}{_quoted_line(path, error)}") from error


def _quoted_line(path: Path, error: tomllib.TOMLDecodeError) -> str:
    """The line that a TOML error is about, since "cannot overwrite a value" alone names no key."""
    match = re.search(r"at line (\d+)", str(error))
    lines = path.read_text(encoding="utf-8").split("\n")
    if match is None or int(match[1]) > len(lines):
        return ""
    return f": {lines[int(match[1]) - 1].strip()}"


class Table:
    """A TOML table that knows where it stands, so that an error names the key in full."""

    def __init__(self, file: str, name: str, values: Mapping[str, object]) -> None:
        self._file = file
        self._name = name
        self._values = values

    def __contains__(self, key: str) -> bool:
        return key in self._values

    def fail(self, key: str, what: str) -> NoReturn:
        raise CodegenError(f"{self._file}: {self._full(key)}: {what}")

    def _full(self, key: str) -> str:
        quoted = key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else f'"{key}"'
        return f"{self._name}.{quoted}" if self._name else quoted

    def only(self, *known: str) -> None:
        for key in self._values:
            if key not in known:
                self.fail(key, f"unknown key: the keys here are {listed(known)}")

    def string(self, key: str, shape: re.Pattern[str] | None = None, example: str = "") -> str:
        if key not in self._values:
            self.fail(key, "missing")
        value = self._values[key]
        if not isinstance(value, str) or not value.strip():
            self.fail(key, f"not a string with text in it: {value!r}")
        if shape is not None and not shape.fullmatch(value):
            self.fail(key, f"{value!r} is not {example}")
        return value

    def true(self, key: str) -> None:
        if self._values[key] is not True:
            self.fail(key, "not `true`: leave the key out otherwise")

    def relative(self, key: str) -> str:
        value = self.string(key)
        if not is_plain_path(value):
            self.fail(key, f"{value!r} is not a plain relative path with forward slashes")
        return value

    def table(self, key: str) -> Table:
        if key not in self._values:
            self.fail(key, "missing")
        value = self._values[key]
        if not isinstance(value, dict):
            self.fail(key, f"not a table: {value!r}")
        return Table(self._file, self._full(key), cast("dict[str, object]", value))

    def tables(self) -> dict[str, Table]:
        """All values of the table, each itself a table. None at all is an error."""
        if not self._values:
            raise CodegenError(f"{self._file}: {self._name}: empty")
        return {key: self.table(key) for key in self._values}


def is_plain_path(path: str) -> bool:
    """Whether the path is spelled the one plain way, and stays below where it starts."""
    parts = path.split("/")
    return not any(part in ("", ".", "..") for part in parts) and "\\" not in path and path.isprintable()


def listed(names: Iterable[str]) -> str:
    return ", ".join(names)
