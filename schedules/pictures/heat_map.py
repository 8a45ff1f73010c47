"""Weights and a plan -> the heat map of all pairs; who meets has a disc, or a lozenge when it is unexpected."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from schedules.pictures.drawing import Drawing, every, fitting, two_decimals
from schedules.pictures.picture import Cell, Picture
from schedules.pictures.tints import Scale, draw_key
from schedules.plan import MeetingPlan

LEFT, TOP, RIGHT, BELOW, LARGEST_CELL = 170.0, 120.0, 64.0, 48.0, 30.0
FULL_TWIN = 1600  # pairs; of more than that the twin tells the chosen ones and each row's best other one


@dataclass(frozen=True, kw_only=True)
class HeatMapLabels:
    """The words of a heat map; ``row``, ``column``: one of each side; ``meets``: whom a row meets; ``best_other``: the
    best pair of a row that does not meet."""

    title: str
    description: str
    row: str
    column: str
    score: str
    chosen: str
    novel: str
    meets: str
    total: str
    best_other: str


def score_heat_map(
    weights: ArrayLike,
    plan: MeetingPlan,
    *,
    row_names: Sequence[str],
    column_names: Sequence[str],
    labels: HeatMapLabels,
    number: Callable[[float], str] = two_decimals,
    asked: tuple[int, int] | None = None,
    width: float = 940,
) -> Picture:
    """Draw the weights of all pairs, (n_rows, n_columns), and which of them meet in a plan.

    asked: a pair to frame. The element has ``data-left``, ``data-top`` and ``data-cell`` for a page that wants to know
    which pair somebody points at. Complexity: O(n_rows n_columns).
    """
    table = np.asarray(weights, dtype=np.float64)
    n_rows, n_columns = table.shape
    cell = min(LARGEST_CELL, (width - LEFT - RIGHT) / n_columns)
    height = TOP + n_rows * cell + BELOW
    drawing = Drawing("scores", width, height, title=labels.title, description=labels.description)
    drawing.note({"left": LEFT, "top": TOP, "cell": cell, "rows": n_rows, "columns": n_columns})
    scale = Scale.of(table)
    gap = 1.0 if cell >= 10 else 0.0
    drawing.rectangle(LEFT, TOP, n_columns * cell, n_rows * cell, "ground")
    drawing.settle()
    tints = scale.tints(table)
    for (row, column), tint in np.ndenumerate(tints):
        middle = TOP + row * cell + (cell - gap) / 2
        drawing.stroke(LEFT + column * cell, middle, cell - gap, cell - gap, f"tinted tint-{tint}")
    drawing.settle()
    sides = (cell - gap) * np.sqrt(scale.sizes_of_tints())
    for (row, column), tint in np.ndenumerate(tints):
        side = float(sides[tint])
        x, middle = LEFT + column * cell + (cell - gap - side) / 2, TOP + row * cell + (cell - gap) / 2
        drawing.stroke(x, middle, side, side, "sized")
    drawing.settle()
    radius = max(1.6, min(6.0, 0.27 * cell))
    mark = "mark" if cell >= 14 else "mark fine"
    for (row, column), novel in zip(plan.meetings[:, 2:].tolist(), plan.novel_meetings.tolist(), strict=True):
        x, y = LEFT + column * cell + (cell - gap) / 2, TOP + row * cell + (cell - gap) / 2
        draw = drawing.lozenge if novel else drawing.disc
        draw(x, y, radius * (1.25 if novel else 1), mark)
    if asked is not None:
        drawing.rectangle(LEFT + asked[1] * cell - 1, TOP + asked[0] * cell - 1, cell + 1, cell + 1, "asked")
    drawing.settle()
    _draw_names(drawing, row_names, column_names, cell)
    y = height - BELOW + 20
    x = draw_key(drawing, scale, LEFT, y, score=labels.score, number=number, bars=False)
    drawing.disc(x + 8, y + 8, 6, "mark")
    drawing.text(x + 20, y + 12, labels.chosen)
    if plan.novel_pairs:
        x += 32 + 8.5 * len(labels.chosen)
        drawing.lozenge(x + 8, y + 8, 7, "mark")
        drawing.text(x + 20, y + 12, labels.novel)
    header, rows = _twin(table, plan, row_names, column_names, labels, number)
    return Picture("scores", labels.title, labels.description, drawing.svg(), header, rows)


def _draw_names(drawing: Drawing, row_names: Sequence[str], column_names: Sequence[str], cell: float) -> None:
    step = every(cell)
    for row in range(0, len(row_names), step):
        drawing.text(LEFT - 8, TOP + (row + 0.5) * cell + 4, fitting(row_names[row], LEFT - 12), anchor="end")
    for column in range(0, len(column_names), step):
        x = LEFT + (column + 0.5) * cell + 4
        drawing.text(x, TOP - 8, fitting(column_names[column], 128), turn=-60)


def _twin(
    table: np.ndarray,
    plan: MeetingPlan,
    row_names: Sequence[str],
    column_names: Sequence[str],
    labels: HeatMapLabels,
    number: Callable[[float], str],
) -> tuple[tuple[str, ...], tuple[tuple[Cell, ...], ...]]:
    chosen = np.zeros(table.shape, np.bool_)
    chosen[plan.meetings[:, 2], plan.meetings[:, 3]] = True
    if table.size <= FULL_TWIN:
        header = (labels.row, *column_names)
        return header, tuple(
            (row_names[row], *(_told(score, met, labels, number) for score, met in zip(scores, line, strict=True)))
            for row, (scores, line) in enumerate(zip(table.tolist(), chosen.tolist(), strict=True))
        )
    rows: list[tuple[Cell, ...]] = []
    for row, line in enumerate(chosen):
        meets = ", ".join(
            f"{column_names[column]} ({number(table[row, column])})" for column in np.flatnonzero(line).tolist()
        )
        others = np.where(line, -1.0, table[row])
        best = int(others.argmax())
        best_other = f"{column_names[best]} ({number(table[row, best])})" if others[best] >= 0 else ""
        rows.append((row_names[row], meets, float(table[row, line].sum()), best_other))
    return (labels.row, labels.meets, labels.total, labels.best_other), tuple(rows)


def _told(score: float, met: bool, labels: HeatMapLabels, number: Callable[[float], str]) -> Cell:
    return f"{number(score)}, {labels.chosen}" if met else score
