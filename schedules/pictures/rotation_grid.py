"""A plan -> its rotation grid: tables by rounds, each meeting tinted by its score, unexpected ones with a lozenge."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from schedules.pictures.drawing import Drawing, every, fitting, two_decimals
from schedules.pictures.picture import Picture
from schedules.pictures.tints import N_TINTS, Scale, draw_key
from schedules.plan import MeetingPlan

TOP, GUTTER, BELOW = 30.0, 56.0, 44.0
NUMBERED_HEIGHT, NUMBERED_WIDTH, NAMED_WIDTH = 20.0, 44.0, 100.0


@dataclass(frozen=True, kw_only=True)
class GridLabels:
    """The words of a rotation grid; ``row`` and ``column`` name the two sides in the table twin."""

    title: str
    description: str
    table: str
    round_number: str
    row: str
    column: str
    score: str
    novel: str
    free: str
    yes: str


def rotation_grid(
    plan: MeetingPlan,
    *,
    row_names: Sequence[str],
    column_names: Sequence[str],
    labels: GridLabels,
    number: Callable[[float], str] = two_decimals,
    with_names: bool = False,
    width: float = 940,
) -> Picture:
    """Draw the tables by rounds of a plan.

    row_names, column_names: (n_rows,) and (n_columns,). number: how a score is written. with_names: write both names
    into each cell that is wide enough. Tables and rounds count from one. Complexity: O(meetings log meetings).
    """
    meetings = plan.meetings
    tables = np.unique(meetings[:, 1])
    line_of = {table: line for line, table in enumerate(tables.tolist())}
    scale = Scale.of(plan.weights)
    cell_width = (width - GUTTER) / plan.n_rounds
    with_names = with_names and cell_width >= NAMED_WIDTH
    cell_height = 46.0 if with_names else 34.0 if len(tables) <= 30 else 22.0 if len(tables) <= 60 else 12.0
    height = TOP + len(tables) * cell_height + BELOW
    drawing = Drawing("rotation", width, height, title=labels.title, description=labels.description)
    _draw_heads(drawing, plan.n_rounds, tables.tolist(), cell_width, cell_height, labels)
    taken = set()
    lines = list(zip(meetings.tolist(), plan.weights.tolist(), plan.novel_meetings.tolist(), strict=True))
    tints, sizes = scale.tints(plan.weights), scale.sizes(plan.weights)
    for line, (round_number, table, _, _) in enumerate(meetings.tolist()):
        x, y = GUTTER + round_number * cell_width, TOP + line_of[table] * cell_height
        taken.add((round_number, table))
        drawing.rectangle(x + 1, y + 1, cell_width - 2, cell_height - 2, "ground")
        drawing.rectangle(x + 1, y + 1, cell_width - 2, cell_height - 2, f"tint tint-{tints[line]}")
        drawing.rectangle(x + 1, y + 1, cell_width - 2, cell_height - 2, "edge")
        thickness = 4.0 if cell_height > NUMBERED_HEIGHT else cell_height - 6
        drawing.rectangle(x + 3, y + cell_height - 3 - thickness, (cell_width - 6) * sizes[line], thickness, "size")
    for table in tables.tolist():
        for round_number in range(plan.n_rounds):
            if (round_number, table) not in taken:
                x, y = GUTTER + round_number * cell_width, TOP + line_of[table] * cell_height
                drawing.rectangle(x + 2, y + 2, cell_width - 4, cell_height - 4, "free")
    drawing.settle()
    for line, ((round_number, table, row, column), score, novel) in enumerate(lines):
        x, y = GUTTER + round_number * cell_width, TOP + line_of[table] * cell_height
        ink = "over-tint-4" if tints[line] == N_TINTS - 1 else ""
        if with_names:
            for place, name in enumerate((row_names[row], column_names[column])):
                drawing.text(x + 6, y + 16 + 16 * place, fitting(name, cell_width - 24, size=13), ink)
        elif cell_height >= NUMBERED_HEIGHT and cell_width >= NUMBERED_WIDTH:
            middle = y + cell_height / 2 + (5 if cell_height < 30 else 2)
            drawing.text(x + cell_width / 2, middle, number(score), ink, anchor="middle")
        if novel:
            side = min(6.0, cell_height / 2 - 2)
            drawing.lozenge(x + cell_width - 6 - side, y + cell_height / 2 - 2, side, "mark")
    _draw_legend(drawing, plan, scale, height - BELOW + 20, labels, number)
    return Picture(
        name="rotation",
        title=labels.title,
        description=labels.description,
        svg=drawing.svg(),
        header=(labels.round_number, labels.table, labels.row, labels.column, labels.score, labels.novel),
        rows=tuple(
            (round_number + 1, table + 1, row_names[row], column_names[column], score, labels.yes if novel else "")
            for (round_number, table, row, column), score, novel in lines
        ),
    )


def _draw_heads(
    drawing: Drawing, n_rounds: int, tables: list[int], cell_width: float, cell_height: float, labels: GridLabels
) -> None:
    drawing.text(0, TOP - 10, labels.table, "faint")
    for round_number in range(n_rounds):
        words = f"{labels.round_number} {round_number + 1}" if cell_width >= 60 else str(round_number + 1)
        drawing.text(GUTTER + (round_number + 0.5) * cell_width, TOP - 10, words, "strong", anchor="middle")
    step = every(cell_height)
    for line, table in enumerate(tables):
        if line % step == 0:
            drawing.text(GUTTER - 10, TOP + (line + 0.5) * cell_height + 5, str(table + 1), "strong", anchor="end")


def _draw_legend(
    drawing: Drawing,
    plan: MeetingPlan,
    scale: Scale,
    y: float,
    labels: GridLabels,
    number: Callable[[float], str],
) -> None:
    x = draw_key(drawing, scale, GUTTER, y, score=labels.score, number=number, bars=True)
    if plan.novel_pairs:
        drawing.lozenge(x + 8, y + 8, 6, "mark")
        drawing.text(x + 20, y + 12, labels.novel)
        x += 28 + 8.5 * len(labels.novel)
    if len(plan) < plan.n_rounds * len(np.unique(plan.meetings[:, 1])):
        drawing.rectangle(x, y, 26, 16, "free")
        drawing.text(x + 34, y + 12, labels.free)
