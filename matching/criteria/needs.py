"""Needs of one side met by the other, as both state them, in each direction.

A need n is answered to the degree a(n) = max over the other side's offers and needs of the tables in ``substitutes``,
times the agreement of the two wordings for resources that are whole families (``details``). Each answered need is one
subject for the conversation; the second counts less than the first (a noisy "or"):

    value = 1 - prod over needed resources n of (1 - 0.7 i(n) a(n))

One need met is 0.7, two 0.91: adding a need or an offer never lowers the value. i(n) is 0.7 for money, else 1: house
rules say that nobody asks for money, and a partnership of money alone is the poorest. No data where one side says
nothing about what the criterion compares.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from matching.criteria.answer_tables import PreparedAnswers
from matching.criteria.answers import best_answers, stated_answers, stated_needs
from matching.criteria.answers_told import told_answers
from matching.criteria.blocks import Prepared, Speaks, whole
from matching.criteria.protocol import Comparison, FloatArray, Told
from matching.vocabulary import Side


@dataclass(frozen=True)
class NeedsMet:
    """The needs of ``side`` met by what the other side brings or seeks; O(33 n m) and the wordings compared."""

    side: Side
    speaks_of_few: ClassVar[bool] = False

    @property
    def name(self) -> str:
        """The key of the layer: company_needs_met or association_needs_met."""
        return f"{self.side}_needs_met"

    def prepare(self, comparison: Comparison) -> Prepared:
        """Return who needs what and who answers it, ready for any block."""
        towards_company = self.side == "company"
        needy, helping = comparison.companies, comparison.associations
        if not towards_company:
            needy, helping = helping, needy
        sought, brought = [bool(one.needs) for one in needy], [bool(other.offers or other.needs) for other in helping]
        return PreparedAnswers(
            [stated_needs(one) for one in needy],
            [stated_answers(other) for other in helping],
            Speaks.both(sought, brought) if towards_company else Speaks.both(brought, sought),
            needs_are_rows=towards_company,
        )

    def measure(self, comparison: Comparison) -> FloatArray:
        """Return 1 - prod(1 - 0.7 i a) for every pair, shape (n_companies, n_associations)."""
        return whole(self.prepare(comparison))

    def reasons(self, comparison: Comparison, i: int, j: int) -> Sequence[Told]:
        """Return the answers worth telling, each with the offer, or the need of the other side, that is the best."""
        company, association = comparison.companies[i], comparison.associations[j]
        needy, helping = (company, association) if self.side == "company" else (association, company)
        answers = best_answers(stated_needs(needy), stated_answers(helping))
        return told_answers(answers, self.side, needy, helping)
