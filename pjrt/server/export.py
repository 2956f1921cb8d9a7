"""A plugin in Python as a shared library that any client can load."""

from __future__ import annotations

import hashlib
import os
import shlex
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Sequence
from pathlib import Path

from pjrt.server.embedded import served

_STUB = Path(__file__).with_name("stub.c")


def export(plugin: str, path: str | os.PathLike[str] | None = None, *, search: Sequence[str] | None = None) -> Path:
    """Compiles a shared library with GetPjrtApi, and returns its path.

    plugin: "module:name" of a Served, or of a class or function that gives a Plugin or a Served; it is imported when
    the library is loaded, and once now to see that it can be. path: of the library; without it, one in the cache,
    which is compiled once. search: folders to import from; without it, those of this interpreter.

    In a process without Python the library starts this interpreter's libpython; in one with Python it joins that.
    Raises ImportError, AttributeError, TypeError or ValueError for a plugin that cannot be had, and RuntimeError where
    there is no C compiler ($CC, or cc) or it fails.
    """
    served(plugin)
    folders = [os.path.abspath(folder) for folder in (sys.path if search is None else search)]
    defines = {
        "PLUGIN": plugin,
        # As `site` does it at the start, because packages may be installed by .pth files.
        "PATHS": f"import site, sys\nfor p in {folders!r}:\n    p in sys.path or site.addsitedir(p)\n",
        "LIBPYTHON": _libpython(),
    }
    # Each as a C string: a compiler option holds it as it is.
    options = [f'-D{name}="{_escaped(value)}"' for name, value in defines.items()]
    if path is not None:
        return _compile(options, Path(path))
    digest = hashlib.sha256("\0".join([_STUB.read_text(), *options]).encode()).hexdigest()[:32]
    cached = _cache() / f"{digest}.so"
    return cached if cached.is_file() else _compile(options, cached)


def _escaped(text: str) -> str:
    return "".join(c if c.isascii() and c.isprintable() and c not in '"\\?' else _octal(c) for c in text)


def _octal(char: str) -> str:
    return "".join(f"\\{byte:03o}" for byte in char.encode(errors="surrogateescape"))


def _libpython() -> str:
    """The path of this interpreter's shared library; its bare name where that is unknown."""
    name = sysconfig.get_config_var("INSTSONAME") or sysconfig.get_config_var("LDLIBRARY") or "libpython3.so"
    folder = sysconfig.get_config_var("LIBDIR")
    full = Path(folder or "", name)
    return str(full if full.is_file() else name)


def _cache() -> Path:
    root = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(root, "pjrt", "server")


def _compile(options: Sequence[str], path: Path) -> Path:
    compiler = shlex.split(os.environ.get("CC", "cc"))
    if not compiler or not shutil.which(compiler[0]):
        raise RuntimeError(f"a C compiler is needed, and there is no {' '.join(compiler)!r}; install one, or set CC")
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        made = Path(folder, path.name)
        command = [*compiler, "-shared", "-fPIC", "-O1", *options, str(_STUB), "-o", str(made), "-ldl", "-lpthread"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"the C compiler failed: {done.stderr.strip()[-2000:]}")
        made.replace(path)
    return path.absolute()
