"""A directory -> its introductions, the entries that may be one organisation, and how the introductions are spread."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from matching import NearDuplicate, Spread, near_duplicates, propose_introductions, spread_of
from matching.introductions import Introduction
from matching.introductions.proposing import Choice
from matching.scoring import ScoreMatrix
from matching.totals import LEAST_COVERAGE
from webapp.services.introductions import ProposedIntroduction, told
from webapp.services.planning import PlanningInputs

# Of the pairs that readers graded, 87 % from here up have some ground, 47 % just below (docs/ranking.md).
LEAST_SCORE: Final = 0.3


@dataclass(frozen=True, kw_only=True)
class Wishes:
    """What the introductions of a directory should be like; ``different``: pairs of ids that are not one."""

    per_organisation: int = 5
    least_score: float = LEAST_SCORE
    least_coverage: float = LEAST_COVERAGE
    novelty_share: float = 0.1
    choice: Choice = "best_first"
    different: frozenset[frozenset[str]] = frozenset()

    def undecided(self, duplicates: Iterable[NearDuplicate]) -> tuple[NearDuplicate, ...]:
        """Those that nobody called different."""
        return tuple(pair for pair in duplicates if frozenset((pair.one_id, pair.other_id)) not in self.different)


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
    duplicates = near_duplicates((*matrix.companies, *matrix.associations))
    found = propose_introductions(
        matrix,
        per_organisation=wishes.per_organisation,
        excluded=left_out(given, met),
        least_score=wishes.least_score,
        least_coverage=wishes.least_coverage,
        novelty_share=wishes.novelty_share,
        choice=wishes.choice,
        duplicates=wishes.undecided(duplicates),
    )
    return gathered(given, found, [told(matrix, one) for one in found], duplicates)


def left_out(given: PlanningInputs, met: Collection[tuple[str, str]]) -> list[tuple[int, int]]:
    """The index pairs that met, that a rule keeps apart, or that the history knows."""
    rows = {one.id: i for i, one in enumerate(given.companies)}
    columns = {one.id: j for j, one in enumerate(given.associations)}
    apart = {(past.company_id, past.association_id) for past in given.history} | set(met)
    apart |= {(rule.company_id, rule.association_id) for rule in given.rules if rule.kind == "forbidden"}
    return [(rows[one], columns[other]) for one, other in sorted(apart) if one in rows and other in columns]


def gathered(
    given: PlanningInputs,
    found: Sequence[Introduction],
    proposals: Sequence[ProposedIntroduction],
    duplicates: tuple[NearDuplicate, ...],
) -> DirectoryIntroductions:
    """Introductions as they are told, with how they are spread over everybody in the directory."""
    return DirectoryIntroductions(
        proposals=tuple(proposals),
        duplicates=duplicates,
        spread=spread_of(
            [(one.company_index, one.association_index) for one in found],
            n_companies=len(given.companies),
            n_associations=len(given.associations),
            n_novel=sum(one.novel for one in found),
        ),
    )
