"""`python -m benchmarks`."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import pjrt
from benchmarks import drawing, table
from benchmarks.compare import compare
from benchmarks.curves import CURVES
from benchmarks.document import from_json, to_json
from benchmarks.measure import QUICK, Plan
from benchmarks.plot import plot
from benchmarks.rows import ROWS
from benchmarks.run import Run, measured
from benchmarks.session import MAKERS, Session

_EXAMPLE = """examples:
  python -m benchmarks                                    every row, with the contenders that are installed
  python -m benchmarks --only execute-drop put            some rows
  python -m benchmarks --curves --plot all.svg            and how costs grow; what can be looked at
  python -m benchmarks --json new.json                    the figures of every round
  python -m benchmarks --compare old.json                 which rows got slower since
  python -m benchmarks --compare old.json new.json        the same of a run that was written, measuring nothing
"""
_PLUGIN = "lammps_jax_pjrt_cpu"
_FINE, _SLOWER, _CANNOT = 0, 1, 2


class _RefusedError(Exception):
    """What is asked for cannot be done, and why."""


def parser() -> argparse.ArgumentParser:
    """The command line."""
    made = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description="Measures pjrt beside a C program, JAX and pypjrt on one plugin, in turns.",
        epilog=_EXAMPLE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    made.add_argument("--list", action="store_true", help="print the names of the rows and curves")
    made.add_argument("--only", nargs="+", metavar="NAME", help="only these rows and curves")
    made.add_argument("--curves", action="store_true", help="measure all curves, too")
    made.add_argument("--peers", nargs="+", choices=list(MAKERS), metavar="KEY", help=f"only: {' '.join(MAKERS)}")
    made.add_argument("--quick", action="store_true", help="few short rounds: whether it works, not what it costs")
    made.add_argument("--plugin", default=_PLUGIN, help="name or path of the plugin for all (default: %(default)s)")
    made.add_argument("--json", type=Path, metavar="FILE", help="write the figures there")
    made.add_argument(
        "--plot", type=Path, action="append", metavar="FILE", help="draw them there: .svg or .png; more than once"
    )
    made.add_argument(
        "--compare", type=Path, nargs="+", metavar="OLD", help="the JSON of an older run, and of a newer one if not now"
    )
    made.add_argument(
        "--tolerance",
        type=float,
        default=0.15,
        metavar="PART",
        help="a row may grow by so much of what it took before (default: %(default)s)",
    )
    return made


def main(argv: Sequence[str] | None = None) -> int:
    """Measures, shows, compares; 0 fine, 1 a row got slower, 2 it could not."""
    options = parser().parse_args(argv)
    try:
        return _run(options)
    except (_RefusedError, drawing.DrawingError) as error:
        print(f"benchmarks: {error}", file=sys.stderr)
        return _CANNOT


def _run(options: argparse.Namespace) -> int:
    if options.list:
        for name, row in ROWS.items():
            print(f"{name:20} {row.title}")
        for name, curve in CURVES.items():
            print(f"{name:20} {curve.title}")
        return _FINE
    for path in options.plot or ():  # before minutes go by
        drawing.require_writable(path)
    runs = [_read(path) for path in options.compare or ()]
    if len(runs) > 2:
        raise _RefusedError(f"--compare: expected one run or two, got {len(runs)}")
    if options.tolerance < 0:
        raise _RefusedError(f"--tolerance: expected a part, such as 0.15, got {options.tolerance}")
    run = runs[1] if len(runs) > 1 else _measure(options)
    if len(runs) < 2:
        table.show(run)
    if options.json:
        _write(options.json, to_json(run))
    for path in options.plot or ():
        drawing.write(plot(run), path)
    if not runs:
        return _FINE
    found = compare(runs[0], run, options.tolerance)
    print()
    table.show_comparison(found, run.titles, options.tolerance)
    return _SLOWER if found.slower else _FINE


def _measure(options: argparse.Namespace) -> Run:
    rows, curves = _wanted(options.only, options.curves)
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")  # plugins tell of each client
    try:
        session = Session(options.plugin, QUICK if options.quick else Plan(), options.peers)
    except pjrt.PluginLoadError as error:
        raise _RefusedError(f"--plugin: {error}") from None
    try:
        return measured(session, [ROWS[name] for name in rows], curves, _tell)
    finally:
        session.close()


def _wanted(only: Sequence[str] | None, curves: bool) -> tuple[list[str], list[str]]:
    """The names of rows and curves to measure."""
    if not only:
        return list(ROWS), list(CURVES) if curves else []
    for name in only:
        if name not in ROWS and name not in CURVES:
            raise _RefusedError(f"--only: there is no {name!r}; there are {', '.join([*ROWS, *CURVES])}")
    return [name for name in ROWS if name in only], [name for name in CURVES if name in only or curves]


def _read(path: Path) -> Run:
    try:
        return from_json(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise _RefusedError(f"--compare: {path}: {error}") from None


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise _RefusedError(f"--json: {error}") from None


def _tell(name: str) -> None:
    print(f"measuring {name}", file=sys.stderr)
