"""Needs of one side met by the other, in each direction, stated in the profiles or only *read* in a presentation.

The best pairs often say it in other words: lorries that drive back empty, a furniture workshop that needs a van; and
half of what people seek is never ticked. What an organisation seeks and brings is therefore what it states (confidence
1) and what its presentation suggests beside that (confidence c, ``sought_and_brought``). A need n is answered to the
degree a(n) = max over the other side's offers and needs of the tables in ``substitutes``, times both confidences, times
the agreement of the two wordings for resources that are whole families (``details``). Each answered need is one subject
for the conversation; the second counts less than the first (a noisy "or"):

    value = 1 - prod over needed resources n of (1 - 0.7 i(n) a(n))

One stated need met is 0.7, two 0.91: adding a need or an offer never lowers the value. i(n) is 0.7 for money, else 1:
house rules say that nobody asks for money, and a partnership of money alone is the poorest. No data where one side says
nothing, in boxes or in words, about what the criterion compares.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from matching.criteria.answer_tables import PreparedAnswers
from matching.criteria.answers import Answer, best_answers
from matching.criteria.answers_told import told_answers
from matching.criteria.blocks import Prepared, Speaks, whole
from matching.criteria.protocol import Comparison, FloatArray, Told
from matching.criteria.sought_and_brought import answers_of, needs_of
from matching.organisations import Organisation
from matching.vocabulary import Side


@dataclass(frozen=True)
class NeedsMet:
    """The needs of ``side`` met by what the other side brings or seeks; O(33 c n m) for c different confidences."""

    side: Side
    speaks_of_few: ClassVar[bool] = False

    @property
    def name(self) -> str:
        """The key of the layer: company_needs_met or association_needs_met."""
        return f"{self.side}_needs_met"

    def prepare(self, comparison: Comparison) -> Prepared:
        """Return who needs what and who answers it, stated or read, ready for any block."""
        towards_company = self.side == "company"
        needy, helping = comparison.companies, comparison.associations
        if not towards_company:
            needy, helping = helping, needy
        needs = [needs_of(one, comparison.reading(one)) for one in needy]
        answering = [answers_of(other, comparison.reading(other)) for other in helping]
        sought, brought = [bool(one) for one in needs], [bool(one) for one in answering]
        speaks = Speaks.both(sought, brought) if towards_company else Speaks.both(brought, sought)
        return PreparedAnswers(needs, answering, speaks, needs_are_rows=towards_company)

    def measure(self, comparison: Comparison) -> FloatArray:
        """Return 1 - prod(1 - 0.7 i a) for every pair, shape (n_companies, n_associations)."""
        return whole(self.prepare(comparison))

    def answers(self, comparison: Comparison, i: int, j: int) -> tuple[Answer, ...]:
        """Return each needed resource of one pair with what answers it best."""
        needy, helping = self._needy_and_helping(comparison, i, j)
        return best_answers(
            needs_of(needy, comparison.reading(needy)), answers_of(helping, comparison.reading(helping))
        )

    def reasons(self, comparison: Comparison, i: int, j: int) -> Sequence[Told]:
        """Return the answers worth telling, with the words in which an end was read that nobody ticked."""
        return told_answers(self.answers(comparison, i, j), self.side, *self._needy_and_helping(comparison, i, j))

    def _needy_and_helping(self, comparison: Comparison, i: int, j: int) -> tuple[Organisation, Organisation]:
        company, association = comparison.companies[i], comparison.associations[j]
        return (company, association) if self.side == "company" else (association, company)
