"""Needs of one side met by the other where at least one of the two was only *read* in a presentation.

The best pairs often say it in other words: lorries that drive back empty, a furniture workshop that needs a van. What
an organisation seeks and brings is what it states (confidence 1) and what its presentation suggests beside that
(``matching.suggestions``, confidence c in tenths). With a the degree of an answer as in ``needs``,

    value = 1 - prod over needed resources of (1 - 0.7 i c c' a)

over the answers of which the need, the answer or both were read; what both state is counted in ``needs``. No data where
no such answer could be: a presentation in which nothing is read is no gap in a profile.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from matching.criteria.answer_tables import PreparedAnswers
from matching.criteria.answers import Answer, Resource, best_answers, stated_answers, stated_needs
from matching.criteria.answers_told import told_answers
from matching.criteria.blocks import Prepared, Speaks, whole
from matching.criteria.protocol import Comparison, FloatArray, Told
from matching.criteria.readings import Reading, reading_of
from matching.organisations import Organisation
from matching.vocabulary import Side

TENTHS = 10


@dataclass(frozen=True)
class NeedsInWords:
    """The needs of ``side`` met by the other side, one of the two read; O(33 c n m) for c different confidences."""

    side: Side
    speaks_of_few: ClassVar[bool] = True

    @property
    def name(self) -> str:
        """The key of the layer: company_needs_in_words or association_needs_in_words."""
        return f"{self.side}_needs_in_words"

    def prepare(self, comparison: Comparison) -> Prepared:
        """Return who needs what and who answers it, stated or read, ready for any block."""
        towards_company = self.side == "company"
        needy, helping = comparison.companies, comparison.associations
        if not towards_company:
            needy, helping = helping, needy
        needs = [needs_of(one, comparison.reading(one)) for one in needy]
        answering = [answers_of(other, comparison.reading(other)) for other in helping]
        seeks, seeks_in_words = _says(needs)
        brings, brings_in_words = _says(answering)
        pairs = [(seeks_in_words, brings), (seeks, brings_in_words)]
        if not towards_company:
            pairs = [(of_rows, of_columns) for of_columns, of_rows in pairs]
        return PreparedAnswers(
            needs, answering, Speaks.either(*pairs), needs_are_rows=towards_company, at_least_one_read=True
        )

    def measure(self, comparison: Comparison) -> FloatArray:
        """Return 1 - prod(1 - 0.7 i c c' a) for every pair, shape (n_companies, n_associations)."""
        return whole(self.prepare(comparison))

    def answers(self, comparison: Comparison, i: int, j: int) -> tuple[Answer, ...]:
        """Return each needed resource with what answers it best, one of the two read, for one pair."""
        company, association = comparison.companies[i], comparison.associations[j]
        needy, helping = (company, association) if self.side == "company" else (association, company)
        return best_answers(needs_of(needy), answers_of(helping), at_least_one_read=True)

    def reasons(self, comparison: Comparison, i: int, j: int) -> Sequence[Told]:
        """Return the answers worth telling, each with the words in which one of its ends was read."""
        company, association = comparison.companies[i], comparison.associations[j]
        needy, helping = (company, association) if self.side == "company" else (association, company)
        return told_answers(self.answers(comparison, i, j), self.side, needy, helping)


def needs_of(organisation: Organisation, reading: Reading | None = None) -> tuple[Resource, ...]:
    """Return what an organisation states that it seeks, then what its presentation suggests that it seeks."""
    read = reading or reading_of(organisation.presentation, organisation.side)
    stated = {need.code for need in organisation.needs}
    return stated_needs(organisation) + tuple(
        Resource(one.code, one.detail, confidence=_tenths(one.confidence), words=one.words)
        for one in read.needs
        if one.code not in stated
    )


def answers_of(organisation: Organisation, reading: Reading | None = None) -> tuple[Resource, ...]:
    """Return what may answer a need: what is stated, then the offers and the needs that the presentation suggests."""
    read = reading or reading_of(organisation.presentation, organisation.side)
    stated = {offer.code for offer in organisation.offers}
    offers = tuple(
        Resource(one.code, one.detail, offered=True, confidence=_tenths(one.confidence), words=one.words)
        for one in read.offers
        if one.code not in stated
    )
    return stated_answers(organisation) + offers + needs_of(organisation, read)[len(organisation.needs) :]


def _tenths(confidence: float) -> float:
    """A confidence in tenths, at least one: more would pretend to an exactness that reading has not."""
    return max(1, round(confidence * TENTHS)) / TENTHS


def _says(resources: Sequence[Sequence[Resource]]) -> tuple[list[bool], list[bool]]:
    """Whether each organisation names any, and whether any was read."""
    return [bool(one) for one in resources], [any(resource.read for resource in one) for one in resources]
