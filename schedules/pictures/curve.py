"""Points of "what if" -> three small curves over the same values: meetings, total weight, lowest total."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from schedules.pictures.drawing import Drawing, every, two_decimals
from schedules.pictures.picture import Picture
from schedules.what_if import CurvePoint

TOP, PANEL_HEIGHT, BELOW, BETWEEN = 34.0, 150.0, 50.0, 56.0


@dataclass(frozen=True, kw_only=True)
class CurveLabels:
    """The words of the curve; ``over`` names what changes, ``impossible`` a value for which there is no plan."""

    title: str
    description: str
    over: str
    meetings: str
    total: str
    lowest_total: str
    idle_rounds: str
    impossible: str


def what_if_curve(
    points: Sequence[CurvePoint],
    *,
    current: int | None,
    labels: CurveLabels,
    number: Callable[[float], str] = two_decimals,
    width: float = 940,
) -> Picture:
    """Draw what an evening would be with other numbers of tables or rounds; ``current``: the value of now, solid.

    A value for which no plan exists has no point. Complexity: O(points).
    """
    height = TOP + PANEL_HEIGHT + BELOW
    drawing = Drawing("what-if", width, height, title=labels.title, description=labels.description)
    panel = (width - 2 * BETWEEN - 60) / 3
    found = [(point.value, point.figures) for point in points if point.figures is not None]
    curves = (
        (labels.meetings, [(value, float(figures.n_meetings)) for value, figures in found]),
        (labels.total, [(value, figures.total) for value, figures in found]),
        (labels.lowest_total, [(value, figures.lowest_total) for value, figures in found]),
    )
    for place, (name, values) in enumerate(curves):
        _draw_curve(drawing, 50 + place * (panel + BETWEEN), panel, name, values, current, number)
        drawing.text(50 + place * (panel + BETWEEN) + panel / 2, height - 8, labels.over, "faint", anchor="middle")
    header = (labels.over, labels.meetings, labels.total, labels.lowest_total, labels.idle_rounds)
    rows = tuple(
        (point.value, labels.impossible, "", "", "")
        if point.figures is None
        else (
            point.value,
            point.figures.n_meetings,
            point.figures.total,
            point.figures.lowest_total,
            point.figures.idle_rounds,
        )
        for point in points
    )
    return Picture("what-if", labels.title, labels.description, drawing.svg(), header, rows)


def _draw_curve(
    drawing: Drawing,
    left: float,
    width: float,
    name: str,
    values: list[tuple[int, float]],
    current: int | None,
    number: Callable[[float], str],
) -> None:
    bottom = TOP + PANEL_HEIGHT
    drawing.text(left, 16, name, "strong")
    drawing.line([(left, TOP), (left, bottom), (left + width, bottom)], "axis")
    if not values:
        return
    first, last = values[0][0], values[-1][0]
    lowest, highest = min(value for _, value in values), max(value for _, value in values)
    across = (width - 24) / max(1, last - first)
    up = (PANEL_HEIGHT - 54) / (highest - lowest) if highest > lowest else 0.0
    places = [(left + 12 + (at - first) * across, bottom - 30 - (value - lowest) * up) for at, value in values]
    drawing.line(places, "curve")
    drawing.settle()
    for (at, _), (x, y) in zip(values, places, strict=True):
        drawing.disc(x, y, 5, "mark here" if at == current else "mark")
    gap = min((x[0] - w[0] for w, x in pairwise(places)), default=width)
    step = every(gap / 1.6)
    for line, ((at, value), (x, y)) in enumerate(zip(values, places, strict=True)):
        if line % step == 0 or at == current:
            drawing.text(x, bottom + 18, str(at), "strong" if at == current else "", anchor="middle")
        if at == current or line in (0, len(values) - 1):
            beside = places[min(1, len(places) - 1)] if line == 0 else places[line - 1]
            base = y - 10 if beside[1] >= y else y + 22  # on the side where the curve is not
            rises = line < len(values) - 1 and places[line + 1][1] < y
            anchor = "start" if line == 0 else "end" if line == len(values) - 1 or rises == (base < y) else "start"
            drawing.text(x, base, number(value), "strong" if at == current else "faint", anchor=anchor)
