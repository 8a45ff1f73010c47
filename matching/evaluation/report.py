"""Scores, meetings and what came of them -> one report: did the score help, is it calibrated, was it fair.

Results are those of both sides together: mutual choices, partnerships or evaluations. Nothing here can hold what one
side answered about the other, no organisation is named, and nothing tells of fewer than five of a group.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

from matching.criteria.protocol import BoolArray
from matching.estimates import Estimate, FloatArray, NotEnough
from matching.evaluation.area import area_under_curve
from matching.evaluation.calibration import Calibration, CalibrationBin, calibration, rates_by_score, recalibrated
from matching.evaluation.equity import Equity, Groups, Tally, clustered_rate, equity
from matching.evaluation.exposure import Exposure, exposure
from matching.evaluation.rotation import Lift, chosen_by_score, lift_over_rotation
from matching.learning.effects import SpreadOfEffects, spread_of_effects
from matching.learning.outcomes import Outcome, OutcomeKind
from matching.organisations import PastMeeting
from matching.scoring import ScoreMatrix
from matching.vocabulary import SIDES

Matrices: TypeAlias = ScoreMatrix | Mapping[str, ScoreMatrix]
MeetingKey: TypeAlias = tuple[str, str, str]


@dataclass(frozen=True)
class EvaluationReport:
    """What past events show about the score; every figure is a value with its interval, or says what is missing.

    rate: of meetings with a known result, how many came to something. lift: the score's choice among those who met,
    beside random rotations. rates_by_score: the rate among pairs of low to high score. calibration: probabilities
    foreseen from the score for events they were not fitted on. effects: organisations beside pairs. exposure: of
    meetings, per side. equity: per aspect. n_left_out: meetings and outcomes whose pair no matrix knows.
    """

    kind: OutcomeKind
    n_events: int
    n_meetings: int
    n_outcomes: int
    n_left_out: int
    rate: Estimate | NotEnough
    lift: Lift | NotEnough
    area: Estimate | NotEnough
    rates_by_score: tuple[CalibrationBin, ...] | NotEnough
    calibration: Calibration | NotEnough
    effects: SpreadOfEffects | NotEnough
    exposure: Mapping[str, Exposure | NotEnough]
    equity: Mapping[str, Equity]

    @property
    def missing(self) -> tuple[NotEnough, ...]:
        """What the figures that are not given lack, each once."""
        figures = (self.rate, self.lift, self.area, self.rates_by_score, self.calibration, self.effects)
        return tuple(dict.fromkeys(one for one in figures if isinstance(one, NotEnough)))

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON values."""
        by_score = self.rates_by_score
        return {
            "kind": self.kind,
            "n_events": self.n_events,
            "n_meetings": self.n_meetings,
            "n_outcomes": self.n_outcomes,
            "n_left_out": self.n_left_out,
            "rate": self.rate.to_dict(),
            "lift": self.lift.to_dict(),
            "area": self.area.to_dict(),
            "rates_by_score": by_score.to_dict()
            if isinstance(by_score, NotEnough)
            else [one.to_dict() for one in by_score],
            "calibration": self.calibration.to_dict(),
            "effects": self.effects.to_dict(),
            "exposure": {side: one.to_dict() for side, one in self.exposure.items()},
            "equity": {aspect: one.to_dict() for aspect, one in self.equity.items()},
            "missing": [one.to_dict() for one in self.missing],
        }


@dataclass(frozen=True)
class _HeldMeeting:
    event: str
    company_id: str
    association_id: str
    total: float
    result: float


def evaluate(
    matrices: Matrices,
    meetings: Iterable[PastMeeting],
    outcomes: Iterable[Outcome],
    groups: Groups,
    seed: int,
    *,
    kind: OutcomeKind = "mutual_choice",
    chosen: Collection[MeetingKey] | None = None,
) -> EvaluationReport:
    """Report what past events show about the score.

    matrices: the score, one or per event as it was before it. meetings: those that took place, with their event.
    outcomes: what came of them; a meeting without one has an unknown result, which is not a result of 0.
    groups: per aspect, the groups of each organisation (``groups_of``). chosen: the (event, company, association) that
    the score put together; None takes the half of each person's meetings that the score would have kept.
    Raises InvalidOutcomes when a pair has two outcomes of the kind at one event.
    """
    of_kind = [outcome for outcome in outcomes if outcome.kind == kind]
    held, n_left_out = _held(matrices, meetings, of_kind)
    known = [meeting for meeting in held if not np.isnan(meeting.result)]
    met = {(meeting.event, meeting.company_id, meeting.association_id) for meeting in known}
    used = [one for one in of_kind if (one.event, one.company_id, one.association_id) in met]
    totals = np.array([meeting.total for meeting in known])
    results = np.array([meeting.result for meeting in known])
    events = [meeting.event for meeting in known]
    positive = (results >= 0.5).astype(np.float64)
    return EvaluationReport(
        kind=kind,
        n_events=len({meeting.event for meeting in held}),
        n_meetings=len(held),
        n_outcomes=len(known),
        n_left_out=n_left_out + len(of_kind) - len(used),
        rate=_rate(known),
        lift=_lift(known, chosen, seed),
        area=area_under_curve(positive, totals, clusters=events, seed=seed),
        rates_by_score=rates_by_score(results, totals),
        calibration=_held_out_calibration(positive, totals, events),
        effects=spread_of_effects(matrices, used),
        exposure={side: exposure(n_meetings) for side, n_meetings in _meetings_of(held).items()},
        equity=equity(_tallies(matrices, held), groups, seed=seed),
    )


def _held(
    matrices: Matrices, meetings: Iterable[PastMeeting], outcomes: Sequence[Outcome]
) -> tuple[tuple[_HeldMeeting, ...], int]:
    """The meetings that took place and whose pair a matrix knows, each once, and how many others there were."""
    results = {(outcome.event, outcome.company_id, outcome.association_id): outcome.result for outcome in outcomes}
    distinct = {(one.event, one.company_id, one.association_id) for one in meetings if not one.known}
    held = []
    for key in sorted(distinct):
        event, company_id, association_id = key
        matrix = matrices if isinstance(matrices, ScoreMatrix) else matrices.get(event)
        i = None if matrix is None else matrix.row_of.get(company_id)
        j = None if matrix is None else matrix.column_of.get(association_id)
        if matrix is not None and i is not None and j is not None:
            held.append(_HeldMeeting(*key, float(matrix.total[i, j]), results.get(key, float("nan"))))
    return tuple(held), len(distinct) - len(held)


def _rate(known: Sequence[_HeldMeeting]) -> Estimate | NotEnough:
    """The rate of all meetings with a known result; its interval counts the meetings of one company together."""
    sums: dict[tuple[str, str], list[float]] = {}
    for meeting in known:
        sums.setdefault((meeting.event, meeting.company_id), []).append(meeting.result)
    clusters = list(sums.values())
    return clustered_rate(
        np.array([float(sum(one)) for one in clusters]), np.array([float(len(one)) for one in clusters])
    )


def _lift(known: Sequence[_HeldMeeting], chosen: Collection[MeetingKey] | None, seed: int) -> Lift | NotEnough:
    results: list[FloatArray] = []
    choices: list[BoolArray] = []
    for event in sorted({meeting.event for meeting in known}):
        there = [meeting for meeting in known if meeting.event == event]
        rows = {name: i for i, name in enumerate(sorted({meeting.company_id for meeting in there}))}
        columns = {name: j for j, name in enumerate(sorted({meeting.association_id for meeting in there}))}
        result, total = np.full((len(rows), len(columns)), np.nan), np.zeros((len(rows), len(columns)))
        given = np.zeros(result.shape, dtype=np.bool_)
        for meeting in there:
            cell = rows[meeting.company_id], columns[meeting.association_id]
            result[cell], total[cell] = meeting.result, meeting.total
            given[cell] = chosen is not None and (event, meeting.company_id, meeting.association_id) in chosen
        results.append(result)
        choices.append(given if chosen is not None else chosen_by_score(total, ~np.isnan(result)))
    return lift_over_rotation(results, choices, seed=seed)


def _held_out_calibration(positive: FloatArray, totals: FloatArray, events: Sequence[str]) -> Calibration | NotEnough:
    """Calibration of what the score foresees of each event, once scaled on the others."""
    distinct = sorted(set(events))
    if len(distinct) < 2:
        return NotEnough("events", len(distinct), 2)
    named = np.array(events)
    foreseen = np.zeros(len(positive))
    for event in distinct:
        unseen = named == event
        foreseen[unseen] = recalibrated(totals[unseen], results=positive[~unseen], scores=totals[~unseen])
    return calibration(positive, foreseen)


def _tallies(matrices: Matrices, held: Sequence[_HeldMeeting]) -> Mapping[str, Mapping[str, Tally]]:
    """Per event, what each organisation that met somebody had; its score is the mean with all of the other side."""
    had: dict[str, dict[tuple[str, str], list[float]]] = {}
    for meeting in held:
        for one in (("company", meeting.company_id), ("association", meeting.association_id)):
            had.setdefault(meeting.event, {}).setdefault(one, []).append(meeting.result)
    return {
        event: _tallies_of(matrices if isinstance(matrices, ScoreMatrix) else matrices[event], there)
        for event, there in had.items()
    }


def _tallies_of(matrix: ScoreMatrix, had: Mapping[tuple[str, str], Sequence[float]]) -> Mapping[str, Tally]:
    scores = {
        "company": (matrix.row_of, matrix.total.mean(axis=1)),
        "association": (matrix.column_of, matrix.total.mean(axis=0)),
    }
    found = {}
    for (side, name), results in sorted(had.items()):
        listed, means = scores[side]
        found[name] = Tally(
            side=side,
            score=float(means[listed[name]]),
            n_meetings=len(results),
            n_results=int((~np.isnan(results)).sum()),
            results=float(np.nansum(results)),
        )
    return found


def _meetings_of(held: Sequence[_HeldMeeting]) -> Mapping[str, Sequence[int]]:
    """Per side, how many meetings each organisation had that had any."""
    counts = {side: Counter(getattr(meeting, f"{side}_id") for meeting in held) for side in SIDES}
    return {side: [counts[side][name] for name in sorted(counts[side])] for side in SIDES}
