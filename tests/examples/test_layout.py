import math
from itertools import combinations
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from examples.failures import JobFailedError
from examples.layout import Panel, Point, area, auto_designer, free_stretches, rows

PANEL = {"panel_width": 1.0, "panel_height": 2.0, "setback": 0.0, "gap": 0.0}
SQUARE = [[0, 0], [10, 0], [10, 10], [0, 10]]
ELL = [(0.0, 0.0), (10.0, 0.0), (10.0, 8.0), (6.0, 8.0), (6.0, 4.0), (0.0, 4.0)]


def quiet(done: int, total: int) -> None:
    """Nobody listens to the progress."""


def design(**changes: Any) -> dict[str, Any]:
    return auto_designer({"roof": SQUARE, **PANEL, **changes}, quiet)


def distance(point: Point, edge: tuple[Point, Point]) -> float:
    (px, py), (x1, y1), (x2, y2) = point, *edge
    length = (x2 - x1) ** 2 + (y2 - y1) ** 2
    share = max(0.0, min(1.0, ((px - x1) * (x2 - x1) + (py - y1) * (y2 - y1)) / length))
    return math.dist(point, (x1 + share * (x2 - x1), y1 + share * (y2 - y1)))


def test_square_roof_is_filled_to_the_last_panel() -> None:
    result = design()

    assert result["panel_count"] == 50
    assert result["coverage"] == 1.0
    assert result["roof_m2"] == 100.0


def test_setback_and_gap_keep_their_distance() -> None:
    result = design(setback=0.5, gap=0.25, orientation="portrait")

    assert result["panel_count"] == 7 * 4
    assert min(x for x, _ in result["panel_centres"]) == pytest.approx(1.0)


def test_roof_turned_on_the_map_takes_as_many_panels() -> None:
    turn = math.radians(30)
    turned = [[x * math.cos(turn) - y * math.sin(turn), x * math.sin(turn) + y * math.cos(turn)] for x, y in SQUARE]

    result = design(roof=turned)

    assert result["panel_count"] == 50
    assert result["rotation_degrees"] == pytest.approx(30, abs=0.01)


def test_better_way_round_is_chosen() -> None:
    flat = {"roof": [[0, 0], [4, 0], [4, 1.5], [0, 1.5]]}

    assert design(**flat)["orientation"] == "landscape"
    assert design(**flat)["panel_count"] == 2


def test_way_round_that_was_asked_for_is_kept() -> None:
    with pytest.raises(JobFailedError):
        design(roof=[[0, 0], [4, 0], [4, 1.5], [0, 1.5]], orientation="portrait")


def test_power_counts_the_panels() -> None:
    assert design(panel_watts=400)["peak_kilowatts"] == 20.0


def test_most_panels_bound_the_layout() -> None:
    assert design(max_panels=7)["panel_count"] == 7
    assert len(design(max_panels=7)["panel_centres"]) == 7


def test_roof_smaller_than_a_panel_says_what_would_help() -> None:
    with pytest.raises(JobFailedError) as raised:
        design(roof=[[0, 0], [1.5, 0], [1.5, 1], [0, 1]])

    assert raised.value.as_error() == {
        "code": "roof_too_small",
        "pointer": "/roof",
        "message": "Not one panel of 1 m by 2 m fits in portrait or landscape on this roof of 1.5 m² "
        "with a setback of 0 m: a smaller setback or a smaller panel may.",
    }


def test_roof_without_any_area_is_too_small() -> None:
    with pytest.raises(JobFailedError, match="Not one panel"):
        design(roof=[[0, 0], [5, 0], [10, 0]])


def test_outline_that_crosses_itself_is_named() -> None:
    with pytest.raises(JobFailedError, match="edge 1 meets edge 3"):
        design(roof=[[0, 0], [4, 4], [4, 0], [0, 4]])


def test_stretch_ends_where_the_roof_has_a_corner_inside_the_band() -> None:
    assert free_stretches(ELL, 1, 3) == [(0, 10)]
    assert free_stretches(ELL, 3, 5) == [(6, 10)]
    assert free_stretches(ELL, 5, 7) == [(6, 10)]
    assert free_stretches(ELL, 7, 9) == []


def test_courtyard_of_a_u_shaped_roof_stays_free() -> None:
    roof = [(0.0, 0.0), (9.0, 0.0), (9.0, 6.0), (6.0, 6.0), (6.0, 2.0), (3.0, 2.0), (3.0, 6.0), (0.0, 6.0)]

    assert free_stretches(roof, 3, 5) == [(0, 3), (6, 9)]


@given(
    radii=st.lists(st.floats(2, 12), min_size=3, max_size=12),
    setback=st.floats(0, 1),
    gap=st.floats(0, 0.5),
    first=st.floats(0, 2),
)
def test_panels_lie_on_the_roof_and_never_on_each_other(
    radii: list[float], setback: float, gap: float, first: float
) -> None:
    count = len(radii)
    roof = [(r * math.cos(2 * math.pi * n / count), r * math.sin(2 * math.pi * n / count)) for n, r in enumerate(radii)]
    assume(area(roof) > 1)
    edges = list(zip(roof, [*roof[1:], roof[0]], strict=True))
    panel = Panel(1.1, 1.7, "portrait")

    placed = list(rows(roof, panel, setback, gap, min(y for _, y in roof) + setback + first))

    for x, y in placed:
        corners = [(x, y), (x + 1.1, y), (x + 1.1, y + 1.7), (x, y + 1.7)]
        assert all(distance(corner, edge) >= setback - 1e-6 for corner in corners for edge in edges)
        assert all(not (x < px < x + 1.1 and y < py < y + 1.7) for px, py in roof)
    for (ax, ay), (bx, by) in combinations(placed, 2):
        assert abs(ax - bx) >= 1.1 + gap - 1e-6 or abs(ay - by) >= 1.7 + gap - 1e-6
