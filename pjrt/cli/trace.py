"""`pjrt trace`: run a program with its plugins interposed, and tell what it called."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import pjrt
from pjrt.cli import terminal
from pjrt.server.faults import Rule
from pjrt.trace import needs
from pjrt.trace.session import JAX_NAME, VARIABLE, Options

_EXAMPLE = """examples:
  pjrt trace -- python examples/quickstart.py
  pjrt trace --out trace.json --plugin cpu -- python train_with_jax.py     (open it at ui.perfetto.dev)
  pjrt trace --inject PJRT_Client_Compile:3=RESOURCE_EXHAUSTED -- python train.py
  pjrt trace --as-version 0.90 -- python train.py
  pjrt trace --needs needs.json -- python train.py
  pjrt trace --needs needs.json --against path/to/plugin.so
"""


def add(commands: Any) -> None:
    """Adds the command to the parser."""
    parser = commands.add_parser(
        "trace",
        help="run a Python program and see every call into its PJRT plugins",
        description="Runs a Python program, of this library or of JAX, with its plugins interposed. Prints at the end "
        "which functions were called, how often and how long, and what was left or misused.",
        epilog=_EXAMPLE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--plugin", default="", help="what JAX is to run on: a name, a platform or a path")
    parser.add_argument("--out", metavar="FILE", help="write a trace for Perfetto or chrome://tracing")
    parser.add_argument("--log", metavar="FILE", help="write a line for each call")
    parser.add_argument("--needs", metavar="FILE", help="write what the program needs of a plugin; read with --against")
    parser.add_argument("--against", metavar="PLUGIN", help="tell what that plugin lacks of --needs, and run nothing")
    parser.add_argument("--inject", metavar="RULE", action="append", default=[], help="have calls fail or wait")
    parser.add_argument("--as-version", metavar="X.Y", help="present the plugins as that older API version")
    parser.add_argument("--no-sites", action="store_true", help="do not note where calls come from, which takes time")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("command_line", nargs=argparse.REMAINDER, metavar="-- COMMAND", help="the program to run")
    parser.set_defaults(command=run)


def run(arguments: argparse.Namespace) -> int:
    """The command."""
    if arguments.against is not None:
        return _against(arguments)
    command = _command(arguments.command_line)
    with tempfile.TemporaryDirectory(prefix="pjrt-trace-") as folder:
        options = _options(arguments, Path(folder))
        code = subprocess.run(command, env=_environment(options), check=False).returncode
        figures = _figures(Path(options.summary))
    _print(figures, as_json=arguments.json)
    return code if code >= 0 else 128 - code


def _command(words: list[str]) -> list[str]:
    """The program to run. Raises ValueError or OSError for one that is not there."""
    if words[:1] == ["--"]:
        words = words[1:]
    if not words:
        raise ValueError("no program is given; write it after --, such as: pjrt trace -- python train.py")
    if shutil.which(words[0]) is None:
        raise OSError(f"{words[0]}: no such program")
    script = next((word for word in words[1:] if not word.startswith("-")), "")
    is_python = "python" in os.path.basename(words[0])
    if is_python and script.endswith(".py") and "-m" not in words and "-c" not in words and not Path(script).is_file():
        raise OSError(f"{script}: no such script")
    return words


def _options(arguments: argparse.Namespace, folder: Path) -> Options:
    """What the traced process is told. Raises ValueError or OSError for what cannot be, before anything runs."""
    for rule in arguments.inject:
        Rule.parse(rule, needs.functions())
    paths = {name: _writable(name, getattr(arguments, name)) for name in ("out", "log", "needs")}
    if arguments.plugin:
        pjrt.load(arguments.plugin)
    return Options(
        out=paths["out"],
        log=paths["log"],
        needs=paths["needs"],
        summary=str(folder / "summary.json"),
        plugin=arguments.plugin,
        inject=tuple(arguments.inject),
        version=_version(arguments.as_version),
        sites=not arguments.no_sites,
    )


def _writable(name: str, path: str | None) -> str:
    if path is None:
        return ""
    full = Path(path).absolute()
    if not full.parent.is_dir():
        raise OSError(f"{full.parent}: no such folder, for --{name}")
    if full.is_dir() or not os.access(full if full.exists() else full.parent, os.W_OK):
        raise OSError(f"{full}: cannot be written to, for --{name}")
    return str(full)


def _version(text: str | None) -> tuple[int, int] | None:
    if text is None:
        return None
    from pjrt_abi.history import OLDEST_COMPATIBLE, VERSIONS

    major, _, minor = text.partition(".")
    if not (major.isdecimal() and minor.isdecimal()):
        raise ValueError(f"--as-version: expected such as 0.90, got {text!r}")
    version = int(major), int(minor)
    if not OLDEST_COMPATIBLE <= version <= VERSIONS[-1]:
        oldest, newest = (f"{v[0]}.{v[1]}" for v in (OLDEST_COMPATIBLE, VERSIONS[-1]))
        raise ValueError(f"--as-version: expected {oldest} to {newest}, which these bindings speak, got {text}")
    return version


def _environment(options: Options) -> dict[str, str]:
    hooks = Path(sys.modules["pjrt.trace"].__file__ or "").parent / "hooks" / "site"
    before = os.environ.get("PYTHONPATH")
    path = os.pathsep.join([str(hooks), *([before] if before else [])])
    return {"JAX_PLATFORMS": JAX_NAME, **os.environ, VARIABLE: options.text(), "PYTHONPATH": path}


def _figures(path: Path) -> dict[str, Any]:
    """What the first process that loaded a plugin wrote at its end; nothing where none did."""
    if not path.is_file():
        return {}
    figures: dict[str, Any] = json.loads(path.read_text())
    return figures


def _print(figures: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(figures, indent=1))
        return
    if not figures:
        print("pjrt trace: the program loaded no plugin, or ended without telling", file=sys.stderr)
        return
    rows = [
        (
            row["function"],
            f"{row['calls']:,}",
            f"{row['total_us'] / 1000:,.2f}",
            f"{row['p50_us']:,.1f}",
            f"{row['p99_us']:,.1f}",
            str(row["errors"] or ""),
        )
        for row in figures["functions"]
    ]
    terminal.table("calls", ("function", "calls", "total ms", "p50 us", "p99 us", "errors"), rows)
    made, destroyed = figures["made"], figures["destroyed"]
    kinds = [(kind, f"{number:,}", f"{destroyed.get(kind, 0):,}") for kind, number in made.items()]
    terminal.table("objects", ("kind", "made", "destroyed"), kinds)
    left = [(one["object"], one["made"], one["site"]) for one in figures["left"]]
    terminal.table("never destroyed", ("object", "made by", "at"), left)
    terminal.table("misuse", ("what",), [(line,) for line in figures["misuse"]])


def _against(arguments: argparse.Namespace) -> int:
    """What a plugin lacks of the needs in a file. 0: nothing; 1: something."""
    if not arguments.needs or arguments.command_line:
        raise ValueError("--against goes with --needs FILE, and with no program to run")
    wanted = needs.read(Path(arguments.needs).read_text(), arguments.needs)
    plugin = pjrt.load(arguments.against)
    found = needs.lacking(wanted, plugin)
    if arguments.json:
        print(json.dumps({"plugin": plugin.name, "lacks": found}, indent=1))
    else:
        major, minor = plugin.api_version
        rows = [(kind, name, reason) for kind, names in found.items() for name, reason in names.items()]
        terminal.table(f"what {plugin.name}, API {major}.{minor}, lacks", ("kind", "name", "why"), rows)
        for kind in ("client_options", "topology_options"):
            if wanted[kind]:
                print(
                    f"{kind.replace('_', ' ')} that only the plugin knows whether it takes: {', '.join(wanted[kind])}"
                )
    return 1 if any(found.values()) else 0
