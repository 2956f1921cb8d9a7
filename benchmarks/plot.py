"""The plot of a run: each row as points on a scale of time, and the curves below."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.curves import Curve
from benchmarks.drawing import Drawing
from benchmarks.run import Result, Run

# Colours that those who see few of them can tell apart.
_COLOURS = {
    "c": "#000000",
    "c_rss": "#000000",
    "frames": "#8a8a8a",
    "pjrt": "#0072b2",
    "pjrt_rss": "#56b4e9",
    "bind": "#009e73",
    "jax": "#d55e00",
    "jax_cpu": "#e69f00",
    "pypjrt": "#cc79a7",
}
_OTHER = "#b9b48a"
_TIMES = ((1e9, "s"), (1e6, "ms"), (1e3, "us"), (1.0, "ns"))
_LARGE = ((1e9, "G"), (1e6, "M"), (1e3, "k"), (1.0, ""))
_FAINT, _GREY = "#e4e4e4", "#666666"
_WIDTH, _MARGIN = 960.0, 24.0
_ROW = 26.0
_LABELS = 190.0
_PANEL_HEIGHT, _PANEL_GAP = 260.0, 70.0
_LEGEND = 22.0
_FEW_DECADES = 2


@dataclass(frozen=True)
class Scale:
    """A logarithmic scale from one value to another, along so many units from a start. end < start: upwards."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        """Where a value is."""
        part = (math.log10(value) - math.log10(self.low)) / (math.log10(self.high) - math.log10(self.low))
        return self.start + part * (self.end - self.start)

    def ticks(self) -> list[float]:
        """The powers of ten on it; twice and five times those as well where they are few."""
        first, last = math.floor(math.log10(self.low)), math.ceil(math.log10(self.high))
        steps = (1, 2, 5) if math.log10(self.high / self.low) < _FEW_DECADES else (1,)
        values = [step * 10.0**power for power in range(first, last + 1) for step in steps]
        return [value for value in values if self.low <= value <= self.high]


def covering(values: Sequence[float], start: float, end: float) -> Scale:
    """A scale that has all the values, with a little room on both sides."""
    positive = [value for value in values if value > 0] or [1.0]
    low, high = min(positive) / 1.5, max(positive) * 1.5
    return Scale(low, max(high, low * 10), start, end)


def plot(run: Run) -> Drawing:
    """The drawing."""
    rows = [result for result in run.results if result.unit == "ns" and result.samples]
    panels = [curve for curve in run.curves if any(curve.series.values())]
    used = {key for result in rows for key in result.samples} | {key for curve in panels for key in curve.series}
    legend = [(_COLOURS[key], run.titles[key]) for key in run.titles if key in used and key in _COLOURS]
    if used - _COLOURS.keys():
        legend.append((_OTHER, "what else a row has, see the table"))
    lines = math.ceil(len(legend) / 4)
    top = _MARGIN + 58 + lines * _LEGEND
    height_of_rows = (len(rows) * _ROW + 60) if rows else 0
    height = top + height_of_rows + math.ceil(len(panels) / 2) * (_PANEL_HEIGHT + _PANEL_GAP) + _MARGIN
    drawing = Drawing(_WIDTH, height)
    drawing.words((_MARGIN, _MARGIN + 12), "What a call costs", size=18, bold=True)
    about = run.machine
    where = f"{about.get('cpu')}, {about.get('cores')} cores; {about.get('plugin')}, API {about.get('api_version')}"
    drawing.words((_MARGIN, _MARGIN + 32), f"{where}; medians, lines from quartile to quartile", colour=_GREY)
    _legend(drawing, legend, _MARGIN + 56)
    if rows:
        _rows(drawing, rows, top)
    for place, curve in enumerate(panels):
        x = _MARGIN + (place % 2) * (_WIDTH / 2 - _MARGIN / 2)
        y = top + height_of_rows + (place // 2) * (_PANEL_HEIGHT + _PANEL_GAP)
        _panel(drawing, curve, x, y, _WIDTH / 2 - _MARGIN * 1.5)
    return drawing


def _tick(value: float, unit: str) -> str:
    """A round figure, short."""
    if unit == "ns":
        step, name = next((step, name) for step, name in _TIMES if value >= step or name == "ns")
        return f"{value / step:g} {name}"
    step, name = next((step, name) for step, name in _LARGE if value >= step or not name)
    return f"{value / step:g}{name} {unit}".strip()


def _legend(drawing: Drawing, entries: Sequence[tuple[str, str]], top: float) -> None:
    step = (_WIDTH - 2 * _MARGIN) / 4
    for place, (colour, title) in enumerate(entries):
        x, y = _MARGIN + place % 4 * step, top + place // 4 * _LEGEND
        drawing.disc((x + 5, y - 4), 5, colour)
        drawing.words((x + 16, y), title)


def _rows(drawing: Drawing, rows: Sequence[Result], top: float) -> None:
    medians = [sample.median for result in rows for sample in result.samples.values()]
    scale = covering(medians, _MARGIN + _LABELS, _WIDTH - _MARGIN)
    bottom = top + len(rows) * _ROW
    for value in scale.ticks():
        x = scale.at(value)
        drawing.line([(x, top), (x, bottom)], _FAINT)
        drawing.words((x, bottom + 16), _tick(value, "ns"), size=11, colour=_GREY, anchor="middle")
    for place, result in enumerate(rows):
        y = top + (place + 0.5) * _ROW
        drawing.line([(scale.start, y), (scale.end, y)], _FAINT)
        drawing.words((_MARGIN + _LABELS - 12, y + 4), result.name, anchor="end")
        for key, sample in sorted(result.samples.items(), key=lambda item: item[0] == "pjrt"):  # ours on top
            colour = _COLOURS.get(key, _OTHER)
            low, high = sample.quartiles
            if low > 0:
                drawing.line([(scale.at(max(low, scale.low)), y), (scale.at(min(high, scale.high)), y)], colour, 2)
            drawing.disc((scale.at(sample.median), y), 6 if key == "pjrt" else 4.5, colour)


def _panel(drawing: Drawing, curve: Curve, left: float, top: float, width: float) -> None:
    inner, right, bottom = left + 62, left + width, top + _PANEL_HEIGHT
    points = [point for series in curve.series.values() for point in series if point[1].median > 0]
    across = covering([x for x, _ in points], inner, right)
    up = covering([sample.median for _, sample in points], bottom, top + 24)
    drawing.words((left, top + 10), curve.title, size=13, bold=True)
    for value in up.ticks():
        y = up.at(value)
        drawing.line([(inner, y), (right, y)], _FAINT)
        drawing.words((inner - 6, y + 4), _tick(value, curve.unit), size=11, colour=_GREY, anchor="end")
    for value in across.ticks():
        x = across.at(value)
        drawing.line([(x, top + 24), (x, bottom)], _FAINT)
        drawing.words((x, bottom + 16), _tick(value, ""), size=11, colour=_GREY, anchor="middle")
    drawing.words(((inner + right) / 2, bottom + 34), curve.x, size=11, colour=_GREY, anchor="middle")
    for key, series in sorted(curve.series.items(), key=lambda item: item[0] == "pjrt"):
        colour = _COLOURS.get(key, _OTHER)
        places = [(across.at(x), up.at(sample.median)) for x, sample in series if sample.median > 0]
        if len(places) > 1:
            drawing.line(places, colour, 2.5 if key == "pjrt" else 1.5)
        for place in places:
            drawing.disc(place, 3.5 if key == "pjrt" else 2.5, colour)
