"""Where solar panels fit on a roof: rectangles in rows on a polygon, all lengths in metres.

The rows run along one edge of the roof. For each direction that an edge has, each way round of the panel and a few
heights of the first row, every row is filled from one end; the best of these layouts is the answer. It is a good
layout, not a proven best: packing rectangles into polygons is NP-hard.

A row is exact: within a band, each edge of the roof blocks the stretch that it crosses, and what is not blocked and
lies inside is free. The setback is kept by looking for rectangles that are larger by it on all sides; beside slanting
edges that keeps a little more distance than asked.

As a program it reads the input on standard input and writes the result on standard output.
"""

import math
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from examples.failures import JobFailedError
from examples.program import run

Report = Callable[[int, int], None]
Point = tuple[float, float]

_STARTS = 8  # heights tried for the first row
_TINY = 1e-6  # a micrometre: less is rounding


@dataclass(frozen=True, slots=True)
class Panel:
    """Width and height as a panel lies on the roof."""

    width: float
    height: float
    orientation: str


@dataclass(frozen=True, slots=True)
class Layout:
    """Panels by their lower left corner, in a plane turned by `angle` radians against the roof's."""

    panel: Panel
    angle: float
    corners: tuple[Point, ...]


def auto_designer(data: Mapping[str, Any], report: Report) -> dict[str, Any]:
    """The result for an input of `schemas/actions/auto_designer.json`; `report` hears of each attempt done.

    Raises `JobFailedError` for a roof whose outline crosses itself, and for one that not even one panel fits on.
    """
    roof = [(float(point[0]), float(point[1])) for point in data["roof"]]
    panels = _panels(data)
    setback, gap = float(data.get("setback", 0.3)), float(data.get("gap", 0.02))
    most = int(data.get("max_panels", 500))
    _refuse_crossing(roof)
    attempts = [(angle, panel) for angle in _angles(roof) for panel in panels]
    best = Layout(panels[0], 0.0, ())
    for done, (angle, panel) in enumerate(attempts):
        report(done, len(attempts))
        best = max(best, _best_rows(roof, angle, panel, setback, gap), key=lambda layout: len(layout.corners))
    report(len(attempts), len(attempts))
    if not best.corners:
        raise _too_small(roof, panels, setback)
    return _result(roof, best, most, float(data.get("panel_watts", 430)))


def rows(roof: Sequence[Point], panel: Panel, setback: float, gap: float, first: float) -> Iterator[Point]:
    """The lower left corners of upright panels on the roof, row by row from the height `first` on."""
    top = max(y for _, y in roof)
    number = 0
    while (y := first + number * (panel.height + gap)) + panel.height + setback <= top + _TINY:
        for left, right in free_stretches(roof, y - setback, y + panel.height + setback):
            room = right - left - 2 * setback
            for column in range(math.floor((room + gap + _TINY) / (panel.width + gap))):
                yield left + setback + column * (panel.width + gap), y
        number += 1


def free_stretches(roof: Sequence[Point], low: float, high: float) -> list[tuple[float, float]]:
    """The stretches of x over which the whole band between two heights is roof, from left to right."""
    blocked = sorted(span for edge in _edges(roof) if (span := _span_within(edge, low, high)))
    stretches = []
    end = -math.inf
    for left, right in blocked:
        if left > end + _TINY and end > -math.inf and _inside(roof, ((end + left) / 2, (low + high) / 2)):
            stretches.append((end, left))
        end = max(end, right)
    return stretches


def area(roof: Sequence[Point]) -> float:
    """The area of a polygon in m² (the shoelace formula)."""
    return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in _edges(roof))) / 2


def _best_rows(roof: Sequence[Point], angle: float, panel: Panel, setback: float, gap: float) -> Layout:
    turned = [_turn(point, -angle) for point in roof]
    lowest = min(y for _, y in turned) + setback
    candidates = (
        tuple(rows(turned, panel, setback, gap, lowest + start * (panel.height + gap) / _STARTS))
        for start in range(_STARTS)
    )
    return Layout(panel, angle, max(candidates, key=len))


def _panels(data: Mapping[str, Any]) -> list[Panel]:
    short, long = sorted((float(data["panel_width"]), float(data["panel_height"])))
    wanted = data.get("orientation", "any")
    both = [Panel(short, long, "portrait"), Panel(long, short, "landscape")]
    return [panel for panel in both if wanted in (panel.orientation, "any")]


def _angles(roof: Sequence[Point]) -> list[float]:
    """The directions of the edges between 0 and a right angle, each once, that of the longest edge first."""
    edges = sorted(_edges(roof), key=lambda edge: -math.dist(*edge))
    angles = [round(math.atan2(y2 - y1, x2 - x1) % (math.pi / 2), 9) for (x1, y1), (x2, y2) in edges]
    return list(dict.fromkeys(angles))


def _edges(roof: Sequence[Point]) -> list[tuple[Point, Point]]:
    return list(zip(roof, [*roof[1:], roof[0]], strict=True))


def _span_within(edge: tuple[Point, Point], low: float, high: float) -> tuple[float, float] | None:
    """The stretch of x that an edge takes up strictly between two heights, or None when it stays outside."""
    (x1, y1), (x2, y2) = sorted(edge, key=lambda point: point[1])
    bottom, top = max(y1, low), min(y2, high)
    if y2 <= low + _TINY or y1 >= high - _TINY or bottom > top:
        return None
    if y2 - y1 < _TINY:
        return min(x1, x2), max(x1, x2)
    ends = sorted(x1 + (x2 - x1) * (y - y1) / (y2 - y1) for y in (bottom, top))
    return ends[0], ends[1]


def _inside(roof: Sequence[Point], point: Point) -> bool:
    """Whether a ray to the right crosses the outline an odd number of times."""
    x, y = point
    crossings = (
        x < x1 + (x2 - x1) * (y - y1) / (y2 - y1) for (x1, y1), (x2, y2) in _edges(roof) if (y1 > y) != (y2 > y)
    )
    return sum(crossings) % 2 == 1


def _turn(point: Point, angle: float) -> Point:
    x, y = point
    return x * math.cos(angle) - y * math.sin(angle), x * math.sin(angle) + y * math.cos(angle)


def _side(origin: Point, target: Point, point: Point) -> float:
    """Positive when `point` lies left of the way from `origin` to `target`."""
    (ox, oy), (tx, ty), (px, py) = origin, target, point
    return (tx - ox) * (py - oy) - (ty - oy) * (px - ox)


def _refuse_crossing(roof: Sequence[Point]) -> None:
    edges = _edges(roof)
    for first, (a, b) in enumerate(edges):
        for second in range(first + 2, len(edges) - (first == 0)):
            c, d = edges[second]
            if _side(a, b, c) * _side(a, b, d) < 0 and _side(c, d, a) * _side(c, d, b) < 0:
                message = f"The roof's outline crosses itself: edge {first + 1} meets edge {second + 1}."
                raise JobFailedError(code="roof_crosses_itself", message=message, pointer="/roof")


def _too_small(roof: Sequence[Point], panels: Sequence[Panel], setback: float) -> JobFailedError:
    kinds = " or ".join(panel.orientation for panel in panels)
    message = (
        f"Not one panel of {panels[0].width:g} m by {panels[0].height:g} m fits in {kinds} on this roof of "
        f"{area(roof):.1f} m² with a setback of {setback:g} m: a smaller setback or a smaller panel may."
    )
    return JobFailedError(code="roof_too_small", message=message, pointer="/roof")


def _result(roof: Sequence[Point], layout: Layout, most: int, panel_watts: float) -> dict[str, Any]:
    panel, corners = layout.panel, layout.corners[:most]
    covered = len(corners) * panel.width * panel.height
    placed = [
        [round(value, 3) for value in _turn((x + panel.width / 2, y + panel.height / 2), layout.angle)]
        for x, y in corners
    ]
    return {
        "panel_count": len(corners),
        "orientation": panel.orientation,
        "rotation_degrees": round(math.degrees(layout.angle), 3),
        "peak_kilowatts": round(len(corners) * panel_watts / 1000, 2),
        "roof_m2": round(area(roof), 2),
        "coverage": round(covered / area(roof), 3),
        "panel_centres": placed,
    }


if __name__ == "__main__":
    sys.exit(run(auto_designer))
