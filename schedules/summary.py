"""A plan -> a report of a few sentences: what was sought, what was reached, what is proven, what each level cost."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from schedules.tables.table_moves import MovesOfSide, seating_figures

if TYPE_CHECKING:
    from schedules.plan import MeetingPlan

SIDES = {"rows": "of the rows", "columns": "of the columns", "both": "of both sides"}


def summary_of(plan: "MeetingPlan") -> str:
    """Return the report, one sentence or two a line; counts and totals from the stored fields."""
    lines = [_sought(plan), _meetings(plan), _spread(plan), _fairness(plan), _weight(plan), _played(plan), _moves(plan)]
    if plan.novel_pairs:
        lines.append(f"{len(plan.novel_pairs)} of the meetings are novel.")
    if plan.repair is not None:
        lines.append(plan.repair.sentence())
    return "\n".join(lines)


def _sought(plan: "MeetingPlan") -> str:
    levels = ["as many meetings as the room allows"]
    if plan.even_counts:
        levels.append("the most even spread of them")
    if plan.history:
        levels.append("the most for those who idled most at earlier evenings")
    if plan.fairness_tolerance is not None:
        share = f"{plan.fairness_tolerance:.3g} of the weight"
        levels.append(f"the highest lowest total {SIDES[plan.fairness_side]} for at most {share}")
    return f"Sought, in this order: {', '.join([*levels, 'the most weight'])}."


def _meetings(plan: "MeetingPlan") -> str:
    tables = "any number of tables" if plan.n_tables is None else f"{plan.n_tables} tables"
    most = plan.certificate.most_meetings
    proof = "no plan has more" if len(plan) == most else f"no plan has more than {most}"
    return f"{len(plan)} meetings in {plan.n_rounds} rounds at {tables}: {proof}."


def _spread(plan: "MeetingPlan") -> str:
    counts = f"Meetings per row {_span(plan.row_counts)}, per column {_span(plan.column_counts)}"
    if not plan.even_counts:
        return f"{counts}; even counts were not asked for.{_cost_of_counts(plan)}"
    least = plan.certificate.least_squares
    if least is None:
        return f"{counts}; sum of squared counts {plan.sum_of_squares}, no bound known."
    proof = "the least possible" if plan.sum_of_squares == least else f"least possible {least}"
    return f"{counts}; sum of squared counts {plan.sum_of_squares}, {proof}.{_cost_of_counts(plan)}"


def _cost_of_counts(plan: "MeetingPlan") -> str:
    freest = plan.certificate.freest_weight
    rounding = (len(plan) + 1) * plan.certificate.weight_unit
    if freest is None or freest <= rounding:  # nothing that weighs anything can meet
        return ""
    cost = max(0.0, 1 - plan.upper_bound / freest)
    return f" Their number and spread cost at most {cost:.3%} of the weight ({freest:.6f} without them)."


def _fairness(plan: "MeetingPlan") -> str:
    reached = f"Lowest total {SIDES[plan.fairness_side]} {plan.lowest_total:.6f}"
    if plan.fairness_tolerance is None:
        return f"{reached}; it was not raised."
    bound = plan.certificate.floor_bound
    if bound is None:
        return f"{reached}; no bound known."
    proof = (
        "proven the highest"
        if plan.lowest_total >= bound - (plan.n_rounds + 1) * plan.certificate.weight_unit
        else _of_bound(plan, bound)
    )
    return f"{reached}, {proof} for that share of the weight; raising it cost at most {plan.gap:.3%} of the weight."


def _of_bound(plan: "MeetingPlan", bound: float) -> str:
    return (
        f"{plan.lowest_total / bound:.2%} of the highest possible, at most {bound:.6f}," if bound > 0 else "at most 0"
    )


def _weight(plan: "MeetingPlan") -> str:
    proof = "proven the best" if plan.gap == 0 else f"gap {plan.gap:.3%} to the proven bound"
    text = f"Total weight {plan.total:.6f}, upper bound {plan.upper_bound:.6f}: {proof}"
    at_floor = plan.certificate.weight_bound_at_floor
    if at_floor is None or plan.gap == 0:
        return f"{text}."
    return f"{text}; with that lowest total no plan weighs more than {at_floor:.6f}."


def _played(plan: "MeetingPlan") -> str:
    """Tell what an evening that is cut short has lost: the least share played after r of R rounds, divided by r / R."""
    weights = np.bincount(plan.meetings[:, 0], weights=plan.weights, minlength=plan.n_rounds).cumsum()
    if not len(plan) or weights[-1] <= 0:
        return "No weight is played."
    shares = weights / weights[-1] * plan.n_rounds / np.arange(1, plan.n_rounds + 1)
    share = f"{shares.min():.3f} x r/{plan.n_rounds}"
    return f"If the evening ends early, at least {share} of the weight has been played after round r."


def _moves(plan: "MeetingPlan") -> str:
    figures = seating_figures(plan, plan.meetings)
    rows = _moved("row", figures.rows, figures.rows_by_numbering)
    columns = _moved("column", figures.columns, figures.columns_by_numbering)
    total = f"in all {figures.total} ({figures.total_by_numbering}), at least {figures.least_total}"
    return f"Changes of table, beside a plain numbering: {rows}; {columns}; {total} with these meetings."


def _moved(side: str, seated: MovesOfSide, numbered: MovesOfSide) -> str:
    return f"{seated.mean:.2f} per {side}, at most {seated.most} ({numbered.mean:.2f}, {numbered.most})"


def _span(counts: NDArray[np.int64]) -> str:
    lowest, highest = int(counts.min()), int(counts.max())
    return str(lowest) if lowest == highest else f"{lowest} to {highest}"
