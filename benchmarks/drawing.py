"""A drawing of lines, discs and words; written as SVG by ourselves, as PNG by Pillow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

Point = tuple[float, float]

SUFFIXES = (".svg", ".png")
_SHARP = 2
"""Pixels of a PNG for each unit. Pillow draws without smoothing, so it draws larger and shrinks."""
_SMOOTH = 2
_FONT = "system-ui, -apple-system, 'Segoe UI', 'DejaVu Sans', sans-serif"
_ANCHORS = {"start": "l", "middle": "m", "end": "r"}


@dataclass(frozen=True, slots=True)
class Line:
    """A line through points."""

    points: tuple[Point, ...]
    colour: str
    width: float = 1.0


@dataclass(frozen=True, slots=True)
class Disc:
    """A filled circle."""

    centre: Point
    radius: float
    colour: str


@dataclass(frozen=True, slots=True)
class Words:
    """A line of text. anchor: which end of it is at the place: "start", "middle" or "end"."""

    place: Point
    text: str
    size: float = 12
    colour: str = "#222222"
    anchor: str = "start"
    bold: bool = False


@dataclass
class Drawing:
    """Shapes on a white sheet, those that were added last on top."""

    width: float
    height: float
    shapes: list[Line | Disc | Words] = field(default_factory=list)

    def line(self, points: Sequence[Point], colour: str, width: float = 1.0) -> None:
        """Adds a line."""
        self.shapes.append(Line(tuple(points), colour, width))

    def disc(self, centre: Point, radius: float, colour: str) -> None:
        """Adds a filled circle."""
        self.shapes.append(Disc(centre, radius, colour))

    def words(self, place: Point, text: str, **how: object) -> None:
        """Adds a line of text."""
        self.shapes.append(Words(place, text, **how))  # type: ignore[arg-type]


class DrawingError(Exception):
    """The drawing cannot be written, for a reason that its user can mend."""


def require_writable(path: Path) -> None:
    """Raises DrawingError for a file of a kind that cannot be written here."""
    if path.suffix not in SUFFIXES:
        raise DrawingError(f"{path}: expected a name that ends in {' or '.join(SUFFIXES)}")
    if path.suffix == ".png":
        try:
            from PIL import Image  # noqa: F401
        except ImportError:
            raise DrawingError(f"{path}: PNG needs Pillow: pip install '.[bench]'; SVG needs nothing") from None


def write(drawing: Drawing, path: Path) -> None:
    """Writes the drawing, as the name's ending says. Raises DrawingError as `require_writable`."""
    require_writable(path)
    if path.suffix == ".svg":
        path.write_text(to_svg(drawing), encoding="utf-8")
    else:
        _write_png(drawing, path)


def to_svg(drawing: Drawing) -> str:
    """The drawing as SVG."""
    size = f'width="{drawing.width:g}" height="{drawing.height:g}"'
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} viewBox="0 0 {drawing.width:g} {drawing.height:g}" '
        f"font-family={quoteattr(_FONT)}>",
        '<rect width="100%" height="100%" fill="#ffffff"/>',
        *map(_svg_of, drawing.shapes),
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def _svg_of(shape: Line | Disc | Words) -> str:
    if isinstance(shape, Line):
        points = " ".join(f"{x:.1f},{y:.1f}" for x, y in shape.points)
        return f'<polyline points="{points}" fill="none" stroke="{shape.colour}" stroke-width="{shape.width:g}"/>'
    if isinstance(shape, Disc):
        x, y = shape.centre
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{shape.radius:g}" fill="{shape.colour}"/>'
    x, y = shape.place
    weight = ' font-weight="bold"' if shape.bold else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{shape.size:g}" fill="{shape.colour}" '
        f'text-anchor="{shape.anchor}"{weight}>{escape(shape.text)}</text>'
    )


def _write_png(drawing: Drawing, path: Path) -> None:
    from PIL import Image, ImageDraw, ImageFont

    scale = _SHARP * _SMOOTH
    image = Image.new("RGB", (round(drawing.width * scale), round(drawing.height * scale)), "#ffffff")
    pen = ImageDraw.Draw(image)
    for shape in drawing.shapes:
        if isinstance(shape, Line):
            points = [(x * scale, y * scale) for x, y in shape.points]
            pen.line(points, shape.colour, max(1, round(shape.width * scale)), joint="curve")
        elif isinstance(shape, Disc):
            x, y = shape.centre
            pen.circle((x * scale, y * scale), shape.radius * scale, shape.colour)
        else:
            x, y = shape.place
            font = ImageFont.load_default(shape.size * scale)
            stroke = round(shape.size * scale / 40) if shape.bold else 0
            anchor = f"{_ANCHORS[shape.anchor]}s"
            pen.text((x * scale, y * scale), shape.text, shape.colour, font, anchor=anchor, stroke_width=stroke)
    small = (image.width // _SMOOTH, image.height // _SMOOTH)
    image.resize(small, Image.Resampling.LANCZOS).save(path)
