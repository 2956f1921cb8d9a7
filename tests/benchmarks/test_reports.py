"""What is made of figures: bars, tables, plots, comparisons. The figures are made up; nothing is measured."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from benchmarks import command, drawing, table
from benchmarks.bars import ABSENT, MET, MISSED, Bar, Verdict, at_most, judge
from benchmarks.compare import compare
from benchmarks.curves import Curve
from benchmarks.document import from_json, to_json
from benchmarks.measure import Sample
from benchmarks.plot import plot
from benchmarks.run import Result, Run
from benchmarks.session import TITLES

MACHINE = {
    "cpu": "a CPU",
    "cores": 2,
    "load": 0.5,
    "python": "3.11",
    "plugin": "p.so",
    "api_version": "0.115",
    "accelerated": False,
}


def sample(median: float) -> Sample:
    return Sample(tuple(median * part for part in (0.9, 0.95, 1, 1.05, 1.1)), 100)


def result(name: str, unit: str = "ns", verdicts: tuple[Verdict, ...] = (), **medians: float) -> Result:
    return Result(name, f"what {name} is", unit, {key: sample(value) for key, value in medians.items()}, verdicts)


def run(*results: Result, absent: Mapping[str, str] | None = None) -> Run:
    curve = Curve("curve-c", "A curve", "things", "ns", {"c": ((1, sample(10)), (2, sample(20)), (1000, sample(90)))})
    return Run(MACHINE, TITLES, absent or {}, results, (curve,))


# ---------------------------------------------------------------------- bars


def test_bars_are_judged_by_medians() -> None:
    samples = {"pjrt": sample(7), "jax": sample(10), "pypjrt": sample(60)}
    found = judge(at_most(0.8, "jax", "JAX"), samples)
    assert found == Verdict("<= 0.8 x JAX", 0.7, 0.8, False, MET, best=0.7)
    assert judge(at_most(0.6, "jax", "JAX"), samples).state == MISSED
    tenfold = judge(Bar("ten times", "pypjrt", "pjrt", 10, at_least=True), samples)
    assert (tenfold.state, tenfold.value) == (MISSED, pytest.approx(60 / 7))
    assert judge(Bar("<= 7 ns", "pjrt", None, 7), samples).state == MET
    assert judge(at_most(1, "jax_cpu", "JAX"), samples) == Verdict("<= 1 x JAX", None, 1, False, ABSENT)


# ------------------------------------------------------------------- compare


def test_the_slower_row_is_found() -> None:
    old = run(result("fast", c=2, jax=5, pjrt=3), result("slow", c=2, jax=5, pjrt=3))
    # The machine is half as fast now, which is not the library's fault.
    new = run(result("fast", c=4, jax=10, pjrt=6.2), result("slow", c=4, jax=10, pjrt=7.5))
    found = compare(old, new, 0.15)
    assert found.slower == ("slow",)
    grown = {(change.row, change.against): change.grown for change in found.changes}
    assert grown["slow", "c"] == pytest.approx(1.25)
    assert compare(old, new, 0.3).slower == ()
    assert compare(new, old, 0.15).slower == ()


def test_one_contender_with_a_bad_moment_is_no_evidence() -> None:
    old = run(result("row", c=2, jax=5, pjrt=3))
    assert compare(old, run(result("row", c=1, jax=5, pjrt=3)), 0.15).slower == ()
    assert compare(old, run(result("row", c=2, jax=5, pjrt=4)), 0.15).slower == ("row",)


def test_a_row_with_nothing_beside_it_is_judged_by_itself() -> None:
    assert compare(run(result("alone", pjrt=3)), run(result("alone", pjrt=4)), 0.15).slower == ("alone",)


def test_what_is_no_time_is_judged_by_its_bars() -> None:
    met, missed = (Verdict("<= 400 bytes", value, 400, False, state) for value, state in ((100, MET), (500, MISSED)))
    old = run(result("memory", "bytes", (met,), pjrt=100))
    assert compare(old, run(result("memory", "bytes", (met,), pjrt=399)), 0.15).slower == ()
    assert compare(old, run(result("memory", "bytes", (missed,), pjrt=500)), 0.15).slower == ("memory",)


def test_a_prepared_call_is_looked_at_too() -> None:
    assert compare(run(result("b", c=2, pjrt=3, bind=2)), run(result("b", c=2, pjrt=3, bind=3)), 0.15).slower == ("b",)


def test_the_command_compares(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old, new = tmp_path / "old.json", tmp_path / "new.json"
    old.write_text(to_json(run(result("same", c=2, pjrt=3), result("worse", c=2, pjrt=3), result("left", c=2, pjrt=3))))
    new.write_text(to_json(run(result("same", c=2, pjrt=3), result("worse", c=2, pjrt=4))))
    assert command.main(["--compare", str(old), str(new)]) == 1
    text = capsys.readouterr().out
    assert "slower: worse\n" in text
    assert "not measured now: left" in text
    assert next(line.split()[-1] for line in text.splitlines() if "worse" in line) == "1.33"
    assert command.main(["--compare", str(old), str(new), "--tolerance", "0.5"]) == 0
    assert command.main(["--compare", str(new), str(old)]) == 0
    assert command.main(["--compare", str(old), str(new), str(new)]) == 2


# ----------------------------------------------------------------------- JSON


def test_json_goes_both_ways() -> None:
    made = run(result("row", verdicts=(Verdict("<= 1 x", None, 1, False, ABSENT),), c=2, pjrt=3), absent={"jax": "no"})
    again = from_json(to_json(made))
    assert again == made
    document = json.loads(to_json(made))
    assert document["rows"][0]["ratios"] == {"c": 1.5}
    assert document["rows"][0]["contenders"]["pjrt"]["median"] == 3


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": 99}', '{"format": 1}', '{"format": 1, "rows": [7]}'])
def test_other_json_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"JSON|format"):
        from_json(text)


# ---------------------------------------------------------------------- table


def test_the_table(capsys: pytest.CaptureFixture[str]) -> None:
    verdicts = (
        Verdict("<= 0.8 x JAX", 0.75, 0.8, False, MET),
        Verdict("<= 60 ms", 61e6, 60e6, False, MISSED, 59e6),
        Verdict(">= 10 x", None, 10, True, ABSENT),
    )
    table.show(run(result("row", verdicts=verdicts, c=1500, jax=4000, pjrt=3000), absent={"pypjrt": "not installed"}))
    lines = [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]
    assert "row C program 1.50 us 8% 1.35 us 2.00 x 2.00 x" in lines
    assert "JAX, same plugin 4.00 us 8% 3.60 us 0.75 x 0.75 x" in lines
    assert "pjrt 3.00 us 8% 2.70 us" in lines
    assert "row what row is <= 0.8 x JAX 0.75 met" in lines
    assert "<= 60 ms 61.0 ms, 59.0 ms by the best rounds missed" in lines
    assert ">= 10 x contender absent absent" in lines
    assert "pypjrt not installed" in lines
    assert "1,000 90.0 ns" in lines


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (0.0, "ns", "0.00 ns"),
        (999.0, "ns", "999 ns"),
        (1234.0, "ns", "1.23 us"),
        (45.6e6, "ns", "45.6 ms"),
        (3.1e9, "ns", "3.10 s"),
        (1234567, "bytes", "1,234,567 bytes"),
        (-4096, "bytes", "-4,096 bytes"),
    ],
)
def test_figures(value: float, unit: str, text: str) -> None:
    assert table.figure(value, unit) == text


# ----------------------------------------------------------------------- plot

SVG = "{http://www.w3.org/2000/svg}"


def test_the_plot_has_every_figure_in_its_place() -> None:
    drawn = plot(run(result("row <&>", c=1_000, jax=10_000, pjrt=100_000), result("memory", "bytes", pjrt=5)))
    root = ET.fromstring(drawing.to_svg(drawn))
    texts = [element.text for element in root.iter(f"{SVG}text")]
    assert {"row <&>", "A curve", "C program", "pjrt", "things"} <= set(texts)
    assert "memory" not in texts
    discs = [(shape.centre, shape.colour) for shape in drawn.shapes if isinstance(shape, drawing.Disc)]
    legend, points, curve = discs[:3], discs[3:6], discs[6:]
    assert len(legend) == 3
    assert len(curve) == 3
    (c, _), (jax, _), (ours, colour) = points
    assert colour == "#0072b2"
    assert jax[0] - c[0] == pytest.approx(ours[0] - jax[0]), "a tenth is as far anywhere"
    assert c[1] == jax[1] == ours[1]
    for x, y in (centre for centre, _ in discs):
        assert 0 < x < drawn.width
        assert 0 < y < drawn.height


def test_plots_are_written(tmp_path: Path) -> None:
    from PIL import Image

    drawn = plot(run(result("row", c=1_000, pjrt=100_000)))
    drawing.write(drawn, tmp_path / "a.svg")
    drawing.write(drawn, tmp_path / "a.png")
    ET.parse(tmp_path / "a.svg")
    with Image.open(tmp_path / "a.png") as image:
        assert image.size == (round(drawn.width) * 2, round(drawn.height) * 2)
        colours = {colour for _, colour in image.convert("RGB").getcolors(1 << 20) or []}
    assert {(255, 255, 255), (0, 0, 0), (0x00, 0x72, 0xB2)} <= colours


def test_an_empty_run_has_a_plot() -> None:
    ET.fromstring(drawing.to_svg(plot(Run(MACHINE, TITLES, {}, ()))))


def test_png_without_pillow_is_refused_at_once(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "PIL", None)
    assert command.main(["--plot", "run.png"]) == 2
    assert "PNG needs Pillow: pip install '.[bench]'; SVG needs nothing" in capsys.readouterr().err
