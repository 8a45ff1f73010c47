"""A finished plan: the meetings, what they are worth, and the proof of how good that is.

``meetings`` holds one line per meeting: round, table, row, column, counted from zero. Everything else that the plan
tells (totals, counts, gap) follows from the stored fields, so that a plan read back from JSON tells exactly the same.
"""

import json
import math
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from schedules.contradictions import MOST_ROUNDS, MOST_TABLES
from schedules.repair_certificate import RepairCertificate
from schedules.summary import summary_of

FORMAT = "meeting-plan-1"


class Meeting(NamedTuple):
    """Two participants, one round, one table; all counted from zero."""

    round_number: int
    table_number: int
    row: int
    column: int


@dataclass(frozen=True)
class Certificate:
    """What was proven about a plan: bounds that no plan of the same problem can pass.

    upper_bound: the most weight. most_meetings: the most meetings. least_squares: the least sum of squared counts of
    that many meetings, None when even counts were not asked for or the plan has fewer meetings. weight_unit: weights
    were compared as whole multiples of it. floor_bound: the highest lowest total within the tolerance, None when the
    lowest total was not raised. weight_bound_at_floor: the most weight at the lowest total reached, None likewise.
    freest_weight: a bound on the weight of any number and spread of meetings, None when it was not computed.
    """

    upper_bound: float
    most_meetings: int
    least_squares: int | None
    weight_unit: float
    floor_bound: float | None = None
    weight_bound_at_floor: float | None = None
    freest_weight: float | None = None


@dataclass(frozen=True, eq=False, repr=False)
class MeetingPlan:
    """Who meets whom, when and where, with its certificate.

    meetings: int (n, 4). weights: float (n,), of each meeting. absent_rows, absent_columns: participants who can have
    no meeting; yielding_rows, yielding_columns: those of lower priority or whose
    meetings are all worth nothing; neither count for the lowest total.
    novel_pairs: (row, column) of the novel meetings. fairness_side: whose lowest total counts. fairness_tolerance: the
    share of the weight it might cost, None when it was not raised. history: whether those who idled most at earlier
    evenings went first. version: 1 for a first plan, more for its repairs.
    repair: how it was repaired, if it was.
    """

    n_rows: int
    n_columns: int
    n_rounds: int
    n_tables: int | None
    meetings: NDArray[np.int64]
    weights: NDArray[np.float64]
    certificate: Certificate
    even_counts: bool = True
    novel_pairs: tuple[tuple[int, int], ...] = ()
    fairness_side: str = "both"
    fairness_tolerance: float | None = None
    history: bool = False
    absent_rows: tuple[int, ...] = ()
    absent_columns: tuple[int, ...] = ()
    yielding_rows: tuple[int, ...] = ()
    yielding_columns: tuple[int, ...] = ()
    seed: int = 0
    version: int = 1
    repair: RepairCertificate | None = None

    def __post_init__(self) -> None:
        meetings = np.array(self.meetings, dtype=np.int64).reshape(-1, 4)
        weights = np.array(self.weights, dtype=np.float64)
        if weights.shape != (len(meetings),):
            raise ValueError(f"{len(meetings)} meetings need as many weights, not shape {weights.shape}.")
        order = np.lexsort((meetings[:, 3], meetings[:, 2], meetings[:, 1], meetings[:, 0]))
        for name, values in (("meetings", meetings[order]), ("weights", weights[order])):
            values.flags.writeable = False
            object.__setattr__(self, name, values)

    def __iter__(self) -> Iterator[Meeting]:
        return (Meeting(*line) for line in self.meetings.tolist())

    def __len__(self) -> int:
        return len(self.meetings)

    @property
    def novel_meetings(self) -> NDArray[np.bool_]:
        """Which meetings are novel, bool (n,)."""
        novel = set(self.novel_pairs)
        return np.array([(row, column) in novel for row, column in self.meetings[:, 2:].tolist()], np.bool_)

    @property
    def total(self) -> float:
        """The weight of all meetings."""
        return math.fsum(self.weights)

    @property
    def upper_bound(self) -> float:
        """The most weight that any plan with the same number and spread of meetings can have."""
        return self.certificate.upper_bound

    @property
    def gap(self) -> float:
        """What is missing to the bound, relative to it; 0 means proven to be the best."""
        return 0.0 if self.upper_bound <= 0 else max(0.0, (self.upper_bound - self.total) / self.upper_bound)

    @property
    def row_counts(self) -> NDArray[np.int64]:
        """Meetings of each row."""
        return np.bincount(self.meetings[:, 2], minlength=self.n_rows)

    @property
    def column_counts(self) -> NDArray[np.int64]:
        """Meetings of each column."""
        return np.bincount(self.meetings[:, 3], minlength=self.n_columns)

    @property
    def row_totals(self) -> NDArray[np.float64]:
        """Weight of each row's meetings."""
        return _sums(self.meetings[:, 2], self.weights, self.n_rows)

    @property
    def column_totals(self) -> NDArray[np.float64]:
        """Weight of each column's meetings."""
        return _sums(self.meetings[:, 3], self.weights, self.n_columns)

    @property
    def lowest_total(self) -> float:
        """The least weight that a participant of the fairness side who is there at all has over the evening."""
        none = np.zeros(0)
        uncounted = [*self.absent_rows, *self.yielding_rows], [*self.absent_columns, *self.yielding_columns]
        rows = none if self.fairness_side == "columns" else np.delete(self.row_totals, uncounted[0])
        columns = none if self.fairness_side == "rows" else np.delete(self.column_totals, uncounted[1])
        return float(np.concatenate([rows, columns]).min(initial=math.inf)) if rows.size + columns.size else 0.0

    @property
    def sum_of_squares(self) -> int:
        """The sum of squared counts over both sides: the smaller, the more even."""
        return int((self.row_counts**2).sum() + (self.column_counts**2).sum())

    def summary(self) -> str:
        """Return the plan's figures as a report of a few lines of English."""
        return summary_of(self)

    def to_dict(self) -> dict[str, Any]:
        """Return plain values that JSON can hold."""
        return {
            "format": FORMAT,
            "version": self.version,
            "seed": self.seed,
            "n_rows": self.n_rows,
            "n_columns": self.n_columns,
            "n_rounds": self.n_rounds,
            "n_tables": self.n_tables,
            "even_counts": self.even_counts,
            "fairness_side": self.fairness_side,
            "fairness_tolerance": self.fairness_tolerance,
            "history": self.history,
            "absent_rows": list(self.absent_rows),
            "absent_columns": list(self.absent_columns),
            "yielding_rows": list(self.yielding_rows),
            "yielding_columns": list(self.yielding_columns),
            "certificate": asdict(self.certificate),
            "meetings": self.meetings.tolist(),
            "weights": self.weights.tolist(),
            "novel_pairs": [list(pair) for pair in self.novel_pairs],
            "repair": None if self.repair is None else self.repair.to_dict(),
        }

    def to_json(self) -> str:
        """Return the plan as JSON that ``from_json`` reads back to an equal plan."""
        return json.dumps(self.to_dict())

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> "MeetingPlan":
        """Return the plan that ``to_dict`` described; raises ValueError when it is not one."""
        if values.get("format") != FORMAT:
            raise ValueError(f"This is not a plan in the format {FORMAT}: its format is {values.get('format')!r}.")
        fields = {name: value for name, value in values.items() if name != "format"}
        try:
            fields["certificate"] = Certificate(**fields["certificate"])
            for name in ("absent_rows", "absent_columns", "yielding_rows", "yielding_columns"):
                fields[name] = tuple(fields.get(name, ()))
            fields["novel_pairs"] = tuple((row, column) for row, column in fields.get("novel_pairs", ()))
            if fields.get("repair") is not None:
                fields["repair"] = RepairCertificate.from_dict(fields["repair"])
            plan = cls(**fields)
            possible = _is_possible(plan)
        except (KeyError, TypeError, ValueError, OverflowError) as error:
            raise ValueError(f"This is not a plan in the format {FORMAT}: {error}") from error
        if not possible:
            raise ValueError(f"This is not a plan in the format {FORMAT}: its numbers lie outside the evening.")
        return plan

    @classmethod
    def from_json(cls, text: str) -> "MeetingPlan":
        """Return the plan that ``to_json`` wrote; raises ValueError when the text is not one."""
        values = json.loads(text)
        if not isinstance(values, dict):
            raise ValueError(f"This is not a plan in the format {FORMAT}.")
        return cls.from_dict(values)

    def __eq__(self, other: object) -> bool:
        return self.to_dict() == other.to_dict() if isinstance(other, MeetingPlan) else NotImplemented

    def __hash__(self) -> int:
        return hash((self.version, self.seed, self.meetings.tobytes(), self.weights.tobytes()))

    def __repr__(self) -> str:
        return f"MeetingPlan({len(self)} meetings, {self.n_rounds} rounds, total {self.total:.4f}, gap {self.gap:.2%})"


def _sums(who: NDArray[np.int64], weights: NDArray[np.float64], n_participants: int) -> NDArray[np.float64]:
    sums: NDArray[np.float64] = np.zeros(n_participants)
    np.add.at(sums, who, weights)
    return sums


def _is_possible(plan: MeetingPlan) -> bool:
    """Whether everything that a plan counts lies inside its evening; raises TypeError for what is not a number."""
    counts = (plan.n_rows, plan.n_columns, plan.n_rounds)
    if not all(isinstance(count, int | np.integer) for count in (*counts, plan.version, plan.seed)):
        raise TypeError("rows, columns, rounds, version and seed are whole numbers")
    if not all(isinstance(figure, int | float | None) for figure in vars(plan.certificate).values()):
        raise TypeError("the certificate holds numbers")
    tolerance = plan.fairness_tolerance
    if plan.fairness_side not in ("rows", "columns", "both") or not (tolerance is None or 0 <= tolerance <= 1):
        raise ValueError("fairness_side and fairness_tolerance are those of no plan")
    if plan.n_rounds > MOST_ROUNDS or not isinstance(plan.history, bool):
        raise ValueError("n_rounds and history are those of no plan")
    most = np.array([plan.n_rounds, MOST_TABLES, plan.n_rows, plan.n_columns])
    inside = bool(((plan.meetings >= 0) & (plan.meetings < most)).all() and np.isfinite(plan.weights).all())
    rows, columns = zip(*plan.novel_pairs, strict=True) if plan.novel_pairs else ((), ())
    return inside and all(
        0 <= number < count
        for numbers, count in (
            ((*plan.absent_rows, *plan.yielding_rows, *rows), plan.n_rows),
            ((*plan.absent_columns, *plan.yielding_columns, *columns), plan.n_columns),
        )
        for number in numbers
    )
