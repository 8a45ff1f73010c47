"""A score matrix, or lists of candidates -> pairs worth introducing to each other, best first, limits kept.

By default the best pair first (``choosing.best_first``): an introduction can be explained by the two organisations
alone, and no pair is left out that both would prefer. The largest total is a choice: some two per cent more, paid with
pairs that both would have preferred (``docs/introductions.md`` has the figures).

Some introductions are kept for novelty: without them, those whom everybody knows are introduced to each other.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import floor
from types import MappingProxyType
from typing import Final, Literal

import numpy as np
import numpy.typing as npt

from matching.criteria.novelty import listed_pairs, pairs_with_a_past
from matching.duplicates import NearDuplicate, groups_of, near_duplicates
from matching.introductions.candidates import BoolArray, Candidates, IntArray, candidates_from, without
from matching.introductions.choosing import best_first, largest_total
from matching.organisations import Organisation
from matching.scoring import ScoreMatrix
from matching.totals import LEAST_COVERAGE

Choice = Literal["best_first", "largest_total"]
CHOICES: Final[Mapping[Choice, Callable[[Candidates, IntArray, IntArray], BoolArray]]] = MappingProxyType(
    {"best_first": best_first, "largest_total": largest_total}
)
# A pair is novel from this value of the layer ``unlikely`` on: five steps apart. After one evening most are at three.
NOVEL_FROM = 0.75
# A place is kept for a novel pair only when its score reaches this share of the median introduction's.
NOVEL_AT_LEAST = 0.75
NO_LIMITS: Final[Mapping[str, int]] = MappingProxyType({})


@dataclass(frozen=True)
class Introduction:
    """A contact proposed outside a round: indices into the matrix, score in [0, 1], rank from 1.

    ``novel`` tells that the two are far apart: an encounter that would not happen by itself.
    """

    company_index: int
    association_index: int
    score: float
    rank: int
    novel: bool = False


def propose_introductions(
    matrix: ScoreMatrix,
    *,
    per_organisation: int = 5,
    met: Iterable[tuple[int, int]] = (),
    excluded: Iterable[tuple[int, int]] = (),
    least_score: float = 0.0,
    least_coverage: float = LEAST_COVERAGE,
    novelty_share: float = 0.1,
    limits: Mapping[str, int] = NO_LIMITS,
    choice: Choice = "best_first",
    duplicates: Iterable[NearDuplicate] | None = None,
) -> tuple[Introduction, ...]:
    """Return pairs with a score above ``least_score``, at most ``per_organisation`` for each organisation.

    ``met`` and ``excluded`` are index pairs (company, association); past refusals belong to the latter. Left out as
    well: pairs of the matrix's history, partners, pairs of which one asked not to meet the other, and pairs of which
    less than ``least_coverage`` of the weight is known: one fact is no ground for an introduction. ``limits`` holds
    other limits by organisation id. ``novelty_share`` of the introductions, rounded down, go to novel pairs as far as
    there are good ones. ``duplicates`` are the pairs that may be one organisation and that nobody has decided yet,
    those that ``near_duplicates`` finds when it is None: with a partner only one of them is introduced. Equal scores
    keep the order of the matrix.
    Raises ValueError when a limit is below 0, a share outside [0, 1] or ``choice`` unknown. O(n m log(n m)).
    """
    possible = (matrix.total > least_score) & (matrix.coverage >= least_coverage)
    rows, columns = np.nonzero(possible)
    if duplicates is None:
        duplicates = near_duplicates((*matrix.companies, *matrix.associations))
    undecided = tuple(duplicates)
    apart = listed_pairs(matrix.comparison, "keep_apart") | pairs_with_a_past(matrix.comparison)
    apart |= _both_sides(matrix, undecided)
    return propose_from_candidates(
        rows,
        columns,
        matrix.total[rows, columns],
        n_companies=len(matrix.companies),
        n_associations=len(matrix.associations),
        novel=_novel(matrix)[rows, columns],
        excluded=apart.union(met, excluded),
        per_organisation=per_organisation,
        company_limits=_limits(matrix.companies, limits, per_organisation),
        association_limits=_limits(matrix.associations, limits, per_organisation),
        company_groups=groups_of([one.id for one in matrix.companies], undecided),
        association_groups=groups_of([one.id for one in matrix.associations], undecided),
        novelty_share=novelty_share,
        choice=choice,
    )


def propose_from_candidates(
    company_index: npt.ArrayLike,
    association_index: npt.ArrayLike,
    scores: npt.ArrayLike,
    *,
    n_companies: int,
    n_associations: int,
    novel: npt.ArrayLike | None = None,
    excluded: Iterable[tuple[int, int]] = (),
    per_organisation: int = 5,
    company_limits: npt.ArrayLike | None = None,
    association_limits: npt.ArrayLike | None = None,
    company_groups: npt.ArrayLike | None = None,
    association_groups: npt.ArrayLike | None = None,
    novelty_share: float = 0.1,
    choice: Choice = "best_first",
) -> tuple[Introduction, ...]:
    """Return introductions among listed pairs, as a region has them: the best partners of each organisation.

    ``company_index``, ``association_index``, ``scores`` (in [0, 1]) and ``novel``: shape (n_pairs,), each pair once.
    Limits: least 0, shape (n_companies,) and (n_associations,), ``per_organisation`` where they are not given. Groups
    are numbers of the same shapes; those of one number may be one organisation: with a partner, or another group, it
    gets one introduction, and what is excluded for one is excluded for all of it.
    Raises ValueError when arrays do not fit each other, a pair stands twice, a limit is below 0, a share outside
    [0, 1] or ``choice`` unknown. O(n_pairs log n_pairs) but for ``choice="largest_total"``.
    """
    if per_organisation < 0 or not 0 <= novelty_share <= 1 or choice not in CHOICES:
        raise ValueError(
            f"per_organisation is {per_organisation}; give 0 or more; novelty_share is {novelty_share}; give 0 to 1; "
            f"choice is {choice!r}; give one of {', '.join(CHOICES)}"
        )
    shape = (n_companies, n_associations)
    room = [
        _filled(company_limits, per_organisation, n_companies, "company_limits"),
        _filled(association_limits, per_organisation, n_associations, "association_limits"),
    ]
    if min(limits.min(initial=0) for limits in room) < 0:
        raise ValueError("a limit is below 0; give 0 or more")
    groups = [
        _filled(company_groups, None, n_companies, "company_groups"),
        _filled(association_groups, None, n_associations, "association_groups"),
    ]
    candidates = without(
        candidates_from(company_index, association_index, scores, shape=shape, novel=novel), excluded, *groups
    )
    taken = _with_novelty(candidates, room[0], room[1], novelty_share, CHOICES[choice])
    chosen = candidates.kept(taken)
    return tuple(
        Introduction(i, j, score, rank, novel=fresh)
        for rank, (i, j, score, fresh) in enumerate(
            zip(
                chosen.rows.tolist(),
                chosen.columns.tolist(),
                chosen.scores.tolist(),
                chosen.novel.tolist(),
                strict=True,
            ),
            1,
        )
    )


def _with_novelty(
    candidates: Candidates,
    row_room: IntArray,
    column_room: IntArray,
    share: float,
    choose: Callable[[Candidates, IntArray, IntArray], BoolArray],
) -> BoolArray:
    """Choose; when too few of the chosen are novel, the best novel pairs get their places first and all others after.

    Of an organisation's room novel pairs take the same share first, at least one place.
    """
    taken = choose(candidates, row_room, column_room)
    wanted = floor(share * int(taken.sum()) + 1e-9)
    if int((taken & candidates.novel).sum()) >= wanted:
        return taken
    good = candidates.novel & (candidates.scores >= NOVEL_AT_LEAST * float(np.median(candidates.scores[taken])))
    first = np.flatnonzero(good)
    rooms = [
        np.minimum(room, np.maximum(1, np.ceil(share * room).astype(np.int64))) for room in (row_room, column_room)
    ]
    kept = first[best_first(candidates.kept(good), *rooms)][:wanted]
    reserved = np.zeros(len(taken), dtype=np.bool_)
    reserved[kept] = True
    rest = np.flatnonzero(~reserved)
    used_rows = np.bincount(candidates.rows[kept], minlength=len(row_room))
    used_columns = np.bincount(candidates.columns[kept], minlength=len(column_room))
    reserved[rest[choose(candidates.kept(~reserved), row_room - used_rows, column_room - used_columns)]] = True
    return reserved


def _novel(matrix: ScoreMatrix) -> BoolArray:
    """Which pairs are far apart; none where nothing is known of who knows whom."""
    layer = matrix.layers.get("unlikely")
    if layer is None:
        return np.zeros(matrix.total.shape, dtype=np.bool_)
    return np.asarray(matrix.known["unlikely"] & (layer >= NOVEL_FROM))


def _both_sides(matrix: ScoreMatrix, duplicates: Sequence[NearDuplicate]) -> set[tuple[int, int]]:
    """Pairs whose two ends may be one organisation that stands on both sides."""
    ends = [(pair.one_id, pair.other_id) for pair in duplicates] + [(pair.other_id, pair.one_id) for pair in duplicates]
    return {
        (matrix.row_of[one], matrix.column_of[other])
        for one, other in ends
        if one in matrix.row_of and other in matrix.column_of
    }


def _limits(organisations: Iterable[Organisation], limits: Mapping[str, int], per_organisation: int) -> list[int]:
    return [limits.get(one.id, per_organisation) for one in organisations]


def _filled(given: npt.ArrayLike | None, value: int | None, n: int, name: str) -> IntArray:
    """The given numbers, or the value for everybody; without a value everybody's own number."""
    if given is None:
        return np.arange(n) if value is None else np.full(n, value, dtype=np.int64)
    numbers = np.asarray(given, dtype=np.int64)
    if numbers.shape != (n,):
        raise ValueError(f"{name} has shape {numbers.shape}; give one number for each of {n}")
    return numbers
