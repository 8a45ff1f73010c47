"""An event's scores under a setting -> the list of pairs a facilitator reads, and what the setting changes in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from matching.duplicates import NearDuplicate
from matching.explanations import Contribution
from matching.introductions import Introduction, Spread, spread_of
from matching.organisations import Diagnosis, Organisation
from matching.scoring import ScoreMatrix
from webapp import access
from webapp.facilitator.filters import Filters
from webapp.facilitator.tuning import Tuning
from webapp.services import introductions, scores
from webapp.services.introductions import ProposedIntroduction
from webapp.services.movements import Movement, Movements, movements
from webapp.services.refusals import Refused
from webapp.transactions import session
from webapp.wording import Pair

SHOWN_AT_ONCE: Final = 50
PARTS_SHOWN: Final = 3
MOST_DOUBTFUL: Final = 20


@dataclass(frozen=True, kw_only=True)
class ListedPair:
    """One line of the list: the pair and why, how it moved, and the parts of its total that weigh most."""

    proposal: ProposedIntroduction
    movement: Movement | None
    parts: tuple[Contribution, ...]

    @property
    def pair(self) -> Pair:
        """The names, for sentences read by neither of them."""
        return Pair(company=self.proposal.company.name, association=self.proposal.association.name)


@dataclass(frozen=True, kw_only=True)
class MovedPair:
    """A pair that moved, with its names."""

    company: Organisation
    association: Organisation
    movement: Movement


@dataclass(frozen=True, kw_only=True)
class DoubtfulPair:
    """Two entries that may be one organisation, and what makes one think so."""

    one: Organisation
    other: Organisation
    found: NearDuplicate


@dataclass(frozen=True, kw_only=True)
class Effect:
    """What the setting that is tried changes, with the names of those that move most."""

    movements: Movements
    risen: tuple[MovedPair, ...]
    fallen: tuple[MovedPair, ...]


@dataclass(frozen=True, kw_only=True)
class Ranking:
    """An event's pairs under a setting, best first; ``before`` is the same under the weights in use.

    ``diagnosis`` is the one the event has, weighed or not; ``duplicates`` are entries that may be one organisation.
    """

    matrix: ScoreMatrix
    now: Sequence[Introduction]
    before: Sequence[Introduction] | None
    diagnosis: Diagnosis | None
    duplicates: tuple[NearDuplicate, ...]

    @property
    def spread(self) -> Spread:
        """How the pairs are spread over everybody, and who has none."""
        return spread_of(
            [(one.company_index, one.association_index) for one in self.now],
            n_companies=len(self.matrix.companies),
            n_associations=len(self.matrix.associations),
        )

    def doubtful(self) -> list[DoubtfulPair]:
        """The first of those that may be one organisation, with their names; nothing is merged here."""
        by_id = {one.id: one for one in (*self.matrix.companies, *self.matrix.associations)}
        return [
            DoubtfulPair(one=by_id[found.one_id], other=by_id[found.other_id], found=found)
            for found in self.duplicates[:MOST_DOUBTFUL]
        ]

    def effect(self) -> Effect | None:
        """Who rises and who falls; None while nothing is tried."""
        if self.before is None:
            return None
        found = movements(self.before, self.now)
        return Effect(
            movements=found,
            risen=tuple(self._moved(one) for one in found.most_risen),
            fallen=tuple(self._moved(one) for one in found.most_fallen),
        )

    def accepted(self, filters: Filters) -> Sequence[Introduction]:
        """The pairs that answer all that is asked for."""
        if not filters.any:
            return self.now
        return [
            one
            for one in self.now
            if filters.accept(self.matrix.companies[one.company_index], self.matrix.associations[one.association_index])
        ]

    def lines(self, chosen: Sequence[Introduction], effect: Effect | None) -> list[ListedPair]:
        """The lines of some pairs of the ranking."""
        return [self._line(one, effect) for one in chosen]

    def _line(self, one: Introduction, effect: Effect | None) -> ListedPair:
        proposal = introductions.told(self.matrix, one)
        parts = sorted(proposal.explanation.contributions, key=lambda part: -part.contribution)
        pair = (one.company_index, one.association_index)
        return ListedPair(
            proposal=proposal,
            movement=effect.movements.by_pair.get(pair) if effect else None,
            parts=tuple(part for part in parts if part.value is not None and part.contribution > 0)[:PARTS_SHOWN],
        )

    def _moved(self, one: Movement) -> MovedPair:
        return MovedPair(
            company=self.matrix.companies[one.company_index],
            association=self.matrix.associations[one.association_index],
            movement=one,
        )


def ranking(event_id: int, tuning: Tuning) -> Ranking | None:
    """The event's pairs under what is tried, beside those in use; None while a side has nobody."""
    try:
        measured = scores.measured(session(), event_id)
    except Refused as refusal:
        if refusal.code != "side_empty":
            raise
        return None
    without = introductions.left_out(session(), event_id, access.clock().now())
    before = introductions.ranking(measured, tuning.in_use.weights, without) if tuning.tried else None
    return Ranking(
        matrix=measured.weighed(tuning.weights, diagnosis=tuning.diagnosis),
        now=introductions.ranking(measured, tuning.weights, without, diagnosis=tuning.diagnosis),
        before=before,
        diagnosis=measured.diagnosis,
        duplicates=measured.duplicates,
    )
