"""Outcomes and the layers of their pairs -> plain arrays, one line per outcome, ready to be weighed.

What speaks about a *pair* is only what differs between the partners of one organisation: an association with a
well-written text is near everybody's text, and a company that is popular is so with all. The layers are therefore
cleared of the means of every organisation and event by alternating projections (Gaure 2013,
doi:10.1016/j.csda.2013.03.024), as fixed effects would (Mundlak 1978, doi:10.2307/1913646); what is taken out is left
to the effects of the organisations.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from matching.criteria.protocol import BoolArray
from matching.estimates import FloatArray, IntArray, numbered
from matching.learning.outcomes import InvalidOutcomes, Outcome
from matching.scoring import ScoreMatrix
from matching.weights import CONDITIONS, REASONS

MOST_SWEEPS = 500
SETTLED = 1e-9


@dataclass(frozen=True, eq=False)
class Evidence:
    """One line per outcome. layers: (n, p) in [0, 1], NaN where unknown; results: (n,) in [0, 1].

    company, association, event, kind: (n,) numbers into the names beside them; covariates: (n, q), standardised facts
    about the two organisations that may predict their effects (none unless given).
    Raises ValueError when the arrays have different lengths.
    """

    names: tuple[str, ...]
    layers: FloatArray
    results: FloatArray
    company: IntArray
    association: IntArray
    event: IntArray
    kind: IntArray
    company_ids: tuple[str, ...]
    association_ids: tuple[str, ...]
    events: tuple[str, ...]
    kinds: tuple[str, ...]
    covariates: FloatArray

    def __post_init__(self) -> None:
        n = len(self.results)
        lengths = {len(one) for one in (self.layers, self.company, self.association, self.event, self.kind)}
        if lengths != {n} or len(self.covariates) != n or self.layers.shape != (n, len(self.names)):
            raise ValueError(f"Evidence of {n} results needs arrays of {n} lines and {len(self.names)} layers")

    def __len__(self) -> int:
        return len(self.results)

    def lines(self, chosen: BoolArray) -> "Evidence":
        """Return the chosen lines; names and numbers stay what they are."""
        return replace(
            self,
            layers=self.layers[chosen],
            results=self.results[chosen],
            company=self.company[chosen],
            association=self.association[chosen],
            event=self.event[chosen],
            kind=self.kind[chosen],
            covariates=self.covariates[chosen],
        )


def evidence_from(
    names: Sequence[str],
    layers: FloatArray,
    results: Sequence[float] | FloatArray,
    *,
    companies: Sequence[str],
    associations: Sequence[str],
    events: Sequence[str],
    kinds: Sequence[str] | None = None,
    covariates: FloatArray | None = None,
) -> Evidence:
    """Number the names of each line. Raises ValueError when lengths differ."""
    company_ids, company = numbered(companies)
    association_ids, association = numbered(associations)
    event_names, event = numbered(events)
    kind_names, kind = numbered(kinds if kinds is not None else ["mutual_choice"] * len(events))
    return Evidence(
        names=tuple(names),
        layers=np.asarray(layers, dtype=np.float64).reshape(len(companies), len(names)),
        results=np.asarray(results, dtype=np.float64),
        company=company,
        association=association,
        event=event,
        kind=kind,
        company_ids=tuple(map(str, company_ids)),
        association_ids=tuple(map(str, association_ids)),
        events=tuple(map(str, event_names)),
        kinds=tuple(map(str, kind_names)),
        covariates=np.zeros((len(companies), 0)) if covariates is None else np.asarray(covariates, dtype=np.float64),
    )


def evidence_of(
    matrices: ScoreMatrix | Mapping[str, ScoreMatrix], outcomes: Sequence[Outcome]
) -> tuple[Evidence, tuple[Outcome, ...]]:
    """Look up the layers of each outcome's pair; return the evidence and the outcomes no matrix knows.

    The layers are those of the reasons, each times what the conditions (place, novelty) leave of the pair: so their
    weighted sum is the score, and the strengths of the conditions stay what they are.
    matrices: one for all events, or one per event, as it was scored before that event.
    Raises InvalidOutcomes when a pair has two outcomes of one kind at one event.
    """
    twice = [outcome.key for outcome, seen in _with_times(outcomes) if seen]
    if twice:
        raise InvalidOutcomes(("twice", key) for key in twice)
    used: list[Outcome] = []
    rows: list[list[float]] = []
    unknown: list[Outcome] = []
    first = matrices if isinstance(matrices, ScoreMatrix) else next(iter(matrices.values()), None)
    names = tuple(name for name in first.layers if name not in CONDITIONS) if first is not None else REASONS
    for outcome in outcomes:
        matrix = matrices if isinstance(matrices, ScoreMatrix) else matrices.get(outcome.event)
        i = None if matrix is None else matrix.row_of.get(outcome.company_id)
        j = None if matrix is None else matrix.column_of.get(outcome.association_id)
        if matrix is None or i is None or j is None:
            unknown.append(outcome)
            continue
        used.append(outcome)
        left = float(matrix.left[i, j])
        rows.append([left * float(matrix.layers[k][i, j]) if matrix.known[k][i, j] else np.nan for k in names])
    evidence = evidence_from(
        names,
        np.array(rows, dtype=np.float64).reshape(len(used), len(names)),
        [outcome.result for outcome in used],
        companies=[outcome.company_id for outcome in used],
        associations=[outcome.association_id for outcome in used],
        events=[outcome.event for outcome in used],
        kinds=[outcome.kind for outcome in used],
    )
    return evidence, tuple(unknown)


def filled(layers: FloatArray, weights: FloatArray) -> FloatArray:
    """Put the pair's own weighted mean of what is known where a layer is unknown; 0 where nothing is known.

    The weight of what nobody says is shared among the rest in the score (Gower); that is the same as giving the
    unknown layer the mean of the known ones: sum_k w_k filled_k = total, with w the weights (p,) summing to 1.
    """
    known = ~np.isnan(layers)
    values = np.where(known, layers, 0.0)
    weight_known = known @ weights
    mean = np.divide(values @ weights, weight_known, out=np.zeros(len(layers)), where=weight_known > 0)
    return np.where(known, values, mean[:, None])


def cleared(values: FloatArray, *groupings: IntArray) -> FloatArray:
    """Take the means of every group of every grouping out of the columns, until none is left above 1e-9.

    values: (n, p); each grouping: (n,) numbers of groups from 0. O(n p) per sweep, at most 500 sweeps.
    """
    left = values - values.mean(axis=0) if len(values) else values.copy()
    counts = [np.maximum(np.bincount(grouping), 1)[:, None] for grouping in groupings]
    for _ in range(MOST_SWEEPS):
        largest = 0.0
        for grouping, count in zip(groupings, counts, strict=True):
            sums = np.zeros((len(count), left.shape[1]))
            np.add.at(sums, grouping, left)
            means = sums / count
            largest = max(largest, float(np.abs(means).max(initial=0.0)))
            left = left - means[grouping]
        if largest < SETTLED:
            break
    return left


def _with_times(outcomes: Sequence[Outcome]) -> list[tuple[Outcome, bool]]:
    seen: set[tuple[str, str, str, str]] = set()
    marked = []
    for outcome in outcomes:
        marked.append((outcome, outcome.key in seen))
        seen.add(outcome.key)
    return marked
