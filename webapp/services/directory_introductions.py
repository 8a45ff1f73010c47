"""A directory -> its introductions, the entries that may be one organisation, and how the introductions are spread."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from matching import NearDuplicate, Spread, near_duplicates, propose_introductions, spread_of
from matching.introductions.proposing import Choice
from matching.scoring import ScoreMatrix
from webapp.services.introductions import ProposedIntroduction, told
from webapp.services.planning import PlanningInputs

# Below it, read aloud, the reasons are a commune in common or a neighbouring form of partnership.
LEAST_SCORE: Final = 0.3


@dataclass(frozen=True, kw_only=True)
class Wishes:
    """What the introductions of a directory should be like; ``different``: pairs of ids that are not one."""

    per_organisation: int = 5
    least_score: float = LEAST_SCORE
    least_coverage: float = 0.35
    novelty_share: float = 0.1
    choice: Choice = "best_first"
    different: frozenset[frozenset[str]] = frozenset()


@dataclass(frozen=True, kw_only=True)
class DirectoryIntroductions:
    """The introductions, best first, with what a facilitator has to know before making them.

    ``duplicates`` are all entries that may be one organisation, those that somebody called different among them.
    """

    proposals: tuple[ProposedIntroduction, ...]
    duplicates: tuple[NearDuplicate, ...]
    spread: Spread


def introduce(
    given: PlanningInputs, matrix: ScoreMatrix, wishes: Wishes, *, met: Collection[tuple[str, str]] = ()
) -> DirectoryIntroductions:
    """The best pairs (of ids) but those that met, that a rule keeps apart, or that know each other.

    Of entries that may be one organisation, and that nobody called different, one alone is introduced to a partner.
    """
    rows, columns = matrix.row_of, matrix.column_of
    apart = {(past.company_id, past.association_id) for past in given.history}
    apart |= {(rule.company_id, rule.association_id) for rule in given.rules if rule.kind == "forbidden"}
    duplicates = near_duplicates((*matrix.companies, *matrix.associations))
    undecided = [pair for pair in duplicates if frozenset((pair.one_id, pair.other_id)) not in wishes.different]
    found = propose_introductions(
        matrix,
        per_organisation=wishes.per_organisation,
        met=[(rows[one], columns[other]) for one, other in sorted(met)],
        excluded=[(rows[one], columns[other]) for one, other in sorted(apart) if one in rows and other in columns],
        least_score=wishes.least_score,
        least_coverage=wishes.least_coverage,
        novelty_share=wishes.novelty_share,
        choice=wishes.choice,
        duplicates=undecided,
    )
    return DirectoryIntroductions(
        proposals=tuple(told(matrix, one) for one in found),
        duplicates=duplicates,
        spread=spread_of(
            [(one.company_index, one.association_index) for one in found],
            n_companies=len(matrix.companies),
            n_associations=len(matrix.associations),
            n_novel=sum(one.novel for one in found),
        ),
    )
