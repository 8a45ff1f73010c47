"""A plan -> what the evening brings each participant: a bar each, the lowest total as a line, its bound beside it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from schedules.pictures.drawing import Drawing, every, fitting, two_decimals
from schedules.pictures.picture import Picture
from schedules.plan import MeetingPlan

TOP, BETWEEN = 74.0, 40.0


@dataclass(frozen=True, kw_only=True)
class TotalsLabels:
    """The words of the totals; ``rows`` and ``columns`` name the two sides."""

    title: str
    description: str
    rows: str
    columns: str
    side: str
    participant: str
    meetings: str
    total: str
    floor: str
    bound: str


def totals_chart(
    plan: MeetingPlan,
    *,
    row_names: Sequence[str],
    column_names: Sequence[str],
    labels: TotalsLabels,
    number: Callable[[float], str] = two_decimals,
    width: float = 940,
) -> Picture:
    """Draw each participant's total, greatest first, with the lowest total and its proven bound where one is known.

    Complexity: O(n log n) for n participants.
    """
    sides = (
        (labels.rows, row_names, plan.row_totals, plan.row_counts, "of-rows"),
        (labels.columns, column_names, plan.column_totals, plan.column_counts, "of-columns"),
    )
    longest = max(plan.n_rows, plan.n_columns)
    bar = min(24.0, max(5.0, 900 / longest))
    panel = (width - BETWEEN) / 2
    height = TOP + longest * bar + 12
    drawing = Drawing("totals", width, height, title=labels.title, description=labels.description)
    bound = plan.certificate.floor_bound
    highest = max(float(max(plan.row_totals.max(), plan.column_totals.max())), bound or 0.0, 1e-9)
    counted = {"rows": (True, False), "columns": (False, True), "both": (True, True)}[plan.fairness_side]
    rows: list[tuple[str, str, int, float]] = []
    for place, (side, names, totals, counts, classes) in enumerate(sides):
        left = place * (panel + BETWEEN)
        if place == 0:
            drawing.rectangle(left, 4, 13, 13, f"{classes} sign")
        else:
            drawing.disc(left + 6.5, 10.5, 6.5, f"{classes} sign")
        drawing.text(left + 22, 16, side, "strong")
        order = np.lexsort((np.arange(len(totals)), -totals))
        gutter = min(180.0, 0.45 * panel)
        scale = (panel - gutter - 44) / highest
        _draw_bars(drawing, order, names, totals, left + gutter, bar, scale, classes, gutter, panel, number)
        if counted[place]:
            end = TOP + len(totals) * bar + 4
            _draw_limits(drawing, left, gutter, scale, end, plan.lowest_total, bound, labels, number)
        rows += [(side, names[who], int(counts[who]), float(totals[who])) for who in order.tolist()]
    header = (labels.side, labels.participant, labels.meetings, labels.total)
    return Picture("totals", labels.title, labels.description, drawing.svg(), header, tuple(rows))


def _draw_bars(
    drawing: Drawing,
    order: NDArray[np.int64],
    names: Sequence[str],
    totals: NDArray[np.float64],
    left: float,
    bar: float,
    scale: float,
    classes: str,
    gutter: float,
    panel: float,
    number: Callable[[float], str],
) -> None:
    step = every(bar)
    for line, who in enumerate(order.tolist()):
        y = TOP + line * bar
        drawing.rectangle(left, y + 0.5, max(0.5, totals[who] * scale), bar - (3 if bar > 8 else 1), classes)
        if line % step == 0:
            base = y + min(bar, 16) / 2 + 5
            drawing.text(left - 8, base, fitting(names[who], gutter - 10), anchor="end")
            drawing.text(left - gutter + panel, base, number(float(totals[who])), anchor="end")


def _draw_limits(
    drawing: Drawing,
    left: float,
    gutter: float,
    scale: float,
    end: float,
    floor: float,
    bound: float | None,
    labels: TotalsLabels,
    number: Callable[[float], str],
) -> None:
    """Draw the lowest total as a full line and its bound as a dashed one, each with its words on a line of its own."""
    limits = [(floor, labels.floor, "floor", 60.0)]
    if bound is not None:
        limits.insert(0, (bound, labels.bound, "bound", 40.0))  # where both are one, the full line shows
    for value, *_ in limits:
        x = left + gutter + value * scale
        drawing.line([(x, TOP - 4), (x, end)], "around")
    for value, name, classes, y in limits:
        x = left + gutter + value * scale
        drawing.line([(x, y + 3), (x, end)], classes)
        words = f"{name} {number(value)}"
        on_the_left = x - left > 9 * len(words)  # the bound, on the right of the floor, does not run through its words
        drawing.text(x - 6 if on_the_left else x + 6, y, words, anchor="end" if on_the_left else "start")
