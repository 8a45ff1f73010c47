"""Pairs that a score put together, beside a random rotation of the same people -> the lift.

The yardstick keeps what a rotation cannot change: who came, and how many meetings each of them had. So popular people
do not make a plan look good: they are as popular in the random one. Random rotations of one event are drawn by global
curveball trades (Strona et al. 2014, doi:10.1038/ncomms5114; Carstens, Berger & Strona 2018,
doi:10.1016/j.mex.2018.06.018): two rows pool the partners that only one of them has and deal them out again, each as
many as before. Only pairs whose result is known take part, since what the others would have made of it nobody knows.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from matching.criteria.protocol import BoolArray
from matching.estimates import LEVEL, Estimate, FloatArray, NotEnough, bootstrap

N_ROTATIONS = 1000
FIRST_SWEEPS = 20
SWEEPS_APART = 4
PER_WALK = 10
LEAST_MEETINGS = 30
LEAST_RESULTS = 5
LEAST_EVENTS = 5
MOST_CELLS = 500_000


@dataclass(frozen=True)
class Lift:
    """The mean result of the chosen meetings beside that of random rotations of the same people.

    by_chance: mean over random rotations, and the range that holds ``level`` of them. difference, ratio: chosen
    against by_chance, with the interval that follows from that range: for these people on these evenings.
    across_events: the difference with an interval over events, for evenings to come. p_value: the share of random
    rotations that do at least as well (of 1 + n_rotations, the chosen one among them).
    """

    chosen: float
    by_chance: Estimate
    difference: Estimate
    ratio: Estimate
    across_events: Estimate | NotEnough
    p_value: float
    n_meetings: int
    n_events: int

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON values."""
        return asdict(self) | {"across_events": self.across_events.to_dict()}


def lift_over_rotation(
    results: Sequence[FloatArray],
    chosen: Sequence[BoolArray],
    *,
    seed: int,
    n_rotations: int = N_ROTATIONS,
    level: float = LEVEL,
) -> Lift | NotEnough:
    """Compare the chosen meetings of each event with random ones of the same people.

    results: per event (n_companies, n_associations) in [0, 1], NaN where the pair's result is not known; chosen: per
    event, which of the known pairs the score put together.
    NotEnough("meetings") below 30 chosen or 30 known and not chosen (there is then nothing to compare with),
    NotEnough("results") when all results together are below 5. O(n_rotations cells).
    Raises ValueError when shapes differ or a chosen pair has no known result.
    """
    wrong = [
        number
        for number, (one, other) in enumerate(zip(results, chosen, strict=True))
        if one.shape != other.shape or np.isnan(one[other]).any()
    ]
    if wrong:
        raise ValueError(f"event(s) {wrong}: chosen pairs need a known result in an array of the same shape")
    n_chosen = sum(int(one.sum()) for one in chosen)
    n_other = sum(int((~np.isnan(one)).sum()) for one in results) - n_chosen
    if min(n_chosen, n_other) < LEAST_MEETINGS:
        return NotEnough("meetings", min(n_chosen, n_other), LEAST_MEETINGS)
    came = sum(float(np.nansum(one)) for one in results)
    if came < LEAST_RESULTS:
        return NotEnough("results", int(came), LEAST_RESULTS)
    sizes = np.array([one.sum() for one in chosen], dtype=np.float64)
    chosen_sums = np.array([one[other].sum() for one, other in zip(results, chosen, strict=True)])
    random_sums = np.array(
        [
            _sums_of_rotations(one, other, n_rotations=n_rotations, seed=seed + number)
            for number, (one, other) in enumerate(zip(results, chosen, strict=True))
        ]
    )
    observed, random = float(chosen_sums.sum() / n_chosen), random_sums.sum(axis=0) / n_chosen
    low, high = (float(value) for value in np.quantile(random, [(1 - level) / 2, (1 + level) / 2]))
    mean = float(random.mean())
    return Lift(
        chosen=observed,
        by_chance=Estimate(mean, low, high, n_chosen, level),
        difference=Estimate(observed - mean, observed - high, observed - low, n_chosen, level),
        ratio=Estimate(_ratio(observed, mean), _ratio(observed, high), _ratio(observed, low), n_chosen, level),
        across_events=_across_events(chosen_sums, random_sums, sizes, seed=seed, level=level),
        p_value=(1 + int((random >= observed - 1e-12).sum())) / (1 + n_rotations),
        n_meetings=n_chosen,
        n_events=sum(bool(one.any()) for one in chosen),
    )


def _sums_of_rotations(results: FloatArray, chosen: BoolArray, *, n_rotations: int, seed: int) -> FloatArray:
    """The sum of the results of each random rotation of an event, (n_rotations,), a few hundred at a time."""
    known, values = ~np.isnan(results), np.nan_to_num(results).ravel()
    at_once = max(1, MOST_CELLS // max(1, results.size))
    sums = []
    for first in range(0, n_rotations, at_once):
        n_now = min(at_once, n_rotations - first)
        rotations = random_rotations(known, chosen, n_rotations=n_now, seed=seed * n_rotations + first)
        sums.append(rotations.reshape(n_now, -1) @ values)
    return np.concatenate(sums)


def _across_events(
    chosen: FloatArray, random: FloatArray, sizes: FloatArray, *, seed: int, level: float
) -> Estimate | NotEnough:
    gained = chosen - random.mean(axis=1)

    def difference(times: FloatArray) -> float:
        meetings = float(times @ sizes)
        return float(times @ gained) / meetings if meetings else float("nan")

    return bootstrap(difference, range(len(sizes)), seed=seed, level=level, least=LEAST_EVENTS)


def random_rotations(possible: BoolArray, chosen: BoolArray, *, n_rotations: int, seed: int) -> BoolArray:
    """Draw sets of possible pairs in which everybody has as many meetings as in ``chosen``.

    possible, chosen: (n, m); returns bool (n_rotations, n, m). Several walks begin at ``chosen``; after 20 sweeps each
    gives a rotation, and another after every 4 sweeps, ten in all. A sweep trades between all rows, paired at random.
    O(6 n_rotations n m log m).
    """
    draw = np.random.default_rng(seed)
    n_walks = -(-n_rotations // PER_WALK)
    walks = np.repeat(chosen[None], n_walks, axis=0)
    for _ in range(FIRST_SWEEPS - SWEEPS_APART):
        _sweep(walks, possible, draw)
    drawn = []
    for _ in range(PER_WALK):
        for _ in range(SWEEPS_APART):
            _sweep(walks, possible, draw)
        drawn.append(walks.copy())
    return np.concatenate(drawn)[:n_rotations]


def _sweep(walks: BoolArray, possible: BoolArray, draw: np.random.Generator) -> None:
    """Trade once between the rows of each walk, paired at random; ``walks`` (n_walks, n, m) is changed in place."""
    n_walks, n_rows, _ = walks.shape
    if n_rows < 2:
        return
    walk = np.arange(n_walks)[:, None]
    order = draw.permuted(np.tile(np.arange(n_rows), (n_walks, 1)), axis=1)
    first, second = order[:, : n_rows // 2], order[:, n_rows // 2 : 2 * (n_rows // 2)]
    one, other = walks[walk, first], walks[walk, second]
    pooled = (one ^ other) & possible[first] & possible[second]
    n_first = (one & pooled).sum(axis=2, keepdims=True)
    key = np.where(pooled, draw.random(pooled.shape), 2.0)
    last_dealt = np.take_along_axis(np.sort(key, axis=2), np.maximum(n_first - 1, 0), axis=2)
    dealt = (key <= last_dealt) & (n_first > 0)
    walks[walk, first] = np.where(pooled, dealt, one)
    walks[walk, second] = np.where(pooled, ~dealt, other)


def chosen_by_score(scores: FloatArray, possible: BoolArray, *, share: float = 0.5) -> BoolArray:
    """Choose meetings by falling score until each person has ``share`` of the meetings they could have, rounded up.

    scores, possible: (n, m). What the score would have kept, had the evening been shorter. Equal scores go by row and
    column. O(n m log(n m)).
    """
    row_room = np.ceil(share * possible.sum(axis=1)).astype(np.int64)
    column_room = np.ceil(share * possible.sum(axis=0)).astype(np.int64)
    chosen = np.zeros(possible.shape, dtype=np.bool_)
    rows, columns = np.nonzero(possible)
    for position in np.argsort(-scores[rows, columns], kind="stable"):
        i, j = rows[position], columns[position]
        if row_room[i] and column_room[j]:
            chosen[i, j] = True
            row_room[i] -= 1
            column_room[j] -= 1
    return chosen


def _ratio(observed: float, by_chance: float) -> float:
    return observed / by_chance if by_chance > 0 else float("inf")
