"""A plan -> its pictures with the words of a language: rotation grid, heat map, totals, and the curves of "what if"."""

from dataclasses import dataclass

from schedules.pictures import Picture, rotation_grid, score_heat_map, totals_chart, what_if_curve
from schedules.what_if import curve, tables_in_use, values_around
from webapp.services.standing_plan import StandingPlan
from webapp.wording import Words
from webapp.wording.pictures import curve_labels, grid_labels, heat_map_labels, totals_labels

PAGE_WIDTH, PAPER_WIDTH = 900.0, 718.0  # pixels; the latter fills the 190 mm of an A4 page at its natural size


@dataclass(frozen=True, kw_only=True)
class PlanPictures:
    """What a plan looks like."""

    rotation: Picture
    scores: Picture
    totals: Picture

    @property
    def all(self) -> tuple[Picture, ...]:
        """The pictures in the order in which they are read."""
        return (self.rotation, self.scores, self.totals)


def plan_pictures(
    standing: StandingPlan, words: Words, *, width: float = PAGE_WIDTH, asked: tuple[int, int] | None = None
) -> PlanPictures:
    """The pictures of a plan; ``asked`` is a pair of row and column to frame."""
    plan, rows, columns = standing.plan, standing.row_names, standing.column_names
    return PlanPictures(
        rotation=rotation_grid(
            plan, row_names=rows, column_names=columns, labels=grid_labels(words), number=words.number, width=width
        ),
        scores=score_heat_map(
            standing.problem.weights,
            plan,
            row_names=rows,
            column_names=columns,
            labels=heat_map_labels(words),
            number=words.number,
            asked=asked,
            width=width,
        ),
        totals=totals_chart(
            plan,
            row_names=rows,
            column_names=columns,
            labels=totals_labels(words, bounded=plan.certificate.floor_bound is not None),
            number=words.number,
            width=width,
        ),
    )


def curve_picture(standing: StandingPlan, words: Words, over: str, *, width: float = PAGE_WIDTH) -> Picture | None:
    """The curve over "tables" or "rounds", a plan computed for each point; None for an evening too large for that."""
    values = values_around(standing.problem, standing.plan, over=over)
    if len(values) < 2:
        return None
    points = curve(standing.problem, standing.plan, over=over, values=values, time_limit=None)
    now = tables_in_use(standing.problem, standing.plan) if over == "tables" else standing.problem.n_rounds
    return what_if_curve(points, current=now, labels=curve_labels(words, over), number=words.number, width=width)
