"""The table: what each contender took, and the bars with what was met."""

from __future__ import annotations

import math
from collections.abc import Mapping

from benchmarks.bars import ABSENT, Verdict
from benchmarks.compare import Comparison
from benchmarks.curves import Curve
from benchmarks.run import Result, Run
from pjrt.cli.terminal import table

_STEPS = ((1e9, "s"), (1e6, "ms"), (1e3, "us"), (1.0, "ns"))


def show(run: Run) -> None:
    """Prints the run: with rich on a terminal, plain in a pipe."""
    about = run.machine
    print(
        f"{about['cpu']}, {about['cores']} cores, load {about['load']:.1f}; Python {about['python']}; "
        f"{about['plugin']}, API {about['api_version']}; "
        f"pjrt's hot calls in {'C' if about['accelerated'] else 'Python'}"
    )
    if run.quick:
        print("a quick run: the figures say that it works, not what it costs")
    if run.results:
        _show_results(run)
    for curve in run.curves:
        print()
        table(curve.title, (curve.x, *_titles(run, curve)), _points(curve))
    notes = [(result.name, result.note) for result in run.results if result.note]
    if notes:
        print()
        table("Notes", ("row", ""), notes)
    if run.absent:
        print()
        table("Absent", ("contender", "why"), [(run.titles.get(key, key), why) for key, why in run.absent.items()])


def _show_results(run: Run) -> None:
    print()
    table(
        "Medians of the rounds; ±: half the distance of the quartiles; best: the best round",
        ("row", "contender", "figure", "±", "best", "pjrt is", "by the best"),
        [line for result in run.results for line in _lines(run, result)],
    )
    print()
    table(
        "Bars",
        ("row", "what", "bar", "found", ""),
        [
            (result.name if not place else "", result.title if not place else "", v.text, _found(v, result), v.state)
            for result in run.results
            for place, v in enumerate(result.verdicts)
        ],
    )


def _titles(run: Run, curve: Curve) -> list[str]:
    return [run.titles.get(key, key) for key in curve.series]


def _points(curve: Curve) -> list[list[str]]:
    places = sorted({x for points in curve.series.values() for x, _ in points})
    medians = [{x: sample.median for x, sample in points} for points in curve.series.values()]
    return [[f"{x:,}", *(figure(found[x], curve.unit) if x in found else "" for found in medians)] for x in places]


def show_comparison(found: Comparison, titles: Mapping[str, str], tolerance: float) -> None:
    """Prints how the rows went, and those that got slower."""
    table(
        f"Against the old run; more than {1 + tolerance:.2f} against each is slower",
        ("row", "what", "against", "was", "is", "grown"),
        [
            (
                change.row,
                titles.get(change.key, change.key),
                titles.get(change.against, change.against or "itself"),
                f"{change.before:.2f} x" if change.against else figure(change.before, "ns"),
                f"{change.after:.2f} x" if change.against else figure(change.after, "ns"),
                f"{change.grown:.2f}",
            )
            for change in found.changes
        ],
    )
    for name in found.gone:
        print(f"not measured now: {name}")
    print(f"slower: {', '.join(found.slower)}" if found.slower else "no row got slower")


def _lines(run: Run, result: Result) -> list[tuple[str, ...]]:
    ours = result.samples.get("pjrt")
    lines: list[tuple[str, ...]] = []
    for key, sample in result.samples.items():
        ratios = ("", "")
        if ours is not None and key != "pjrt" and sample.best > 0:
            ratios = (f"{ours.median / sample.median:.2f} x", f"{ours.best / sample.best:.2f} x")
        name, title = "" if lines else result.name, run.titles.get(key, key)
        single = len(sample.rounds) == 1
        spread = "" if single or not sample.median else f"{sample.spread / 2 / sample.median:.0%}"
        best = "" if single else figure(sample.best, result.unit)
        lines.append((name, title, figure(sample.median, result.unit), spread, best, *ratios))
    return lines


def _found(verdict: Verdict, result: Result) -> str:
    if verdict.state == ABSENT or verdict.value is None:
        return "contender absent"
    text = _value(verdict, verdict.value, result)
    if verdict.best is not None and verdict.meets(verdict.best) != verdict.meets(verdict.value):
        text += f", {_value(verdict, verdict.best, result)} by the best rounds"
    return text


def _value(verdict: Verdict, value: float, result: Result) -> str:
    return f"{value:.2f}" if " x " in verdict.text else figure(value, result.unit)


def figure(value: float, unit: str) -> str:
    """A figure with its unit, to three digits."""
    if unit != "ns":
        return f"{value:,.0f} {unit}" if abs(value) >= 1 or not value else f"{value:.2g} {unit}"
    for step, name in _STEPS:
        if abs(value) >= step or name == "ns":
            scaled = value / step
            digits = 2 if scaled == 0 else max(0, 2 - math.floor(math.log10(abs(scaled))))
            return f"{scaled:.{digits}f} {name}"
    raise AssertionError
