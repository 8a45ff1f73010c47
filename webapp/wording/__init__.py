"""Codes and values of the cores and services -> sentences for people, in French or English.

French is written in these files and is the key of every translation; English stands in ``webapp/translations``. Nothing
here knows a request, a session or a clock, so that the web and the command line say the same.
"""

from collections.abc import Mapping, Sequence
from typing import Literal

from matching.duplicates import NearDuplicate
from matching.estimates import NotEnough
from matching.explanations import Explanation
from matching.organisations import Organisation
from matching.read.remarks import Remark
from matching.reasons import Reason
from schedules.findings import Finding
from webapp.translations import gettext_of
from webapp.wording import (
    cautions,
    duplicates,
    evaluation,
    questions,
    reasons,
    refusals,
    remarks,
    shortages,
    weights,
    why_not,
)
from webapp.wording.pairs import Pair
from webapp.wording.voice import Voice

__all__ = ["Pair", "Words"]

Language = Literal["fr", "en"]


class Words(Voice):
    """Everything the application says about codes, in one language.

    >>> Words.for_locale("fr").label("skills_law")
    'Compétences juridiques'
    """

    @classmethod
    def for_locale(cls, locale: Language) -> "Words":
        """The words of a language, read from its catalogue."""
        return cls(gettext_of(locale), locale)

    def reason(self, reason: Reason, pair: Pair) -> str:
        """Why these two should meet: one reason as one sentence."""
        return reasons.reason(self, reason, pair)

    def nature(self, organisation: Organisation) -> str:
        """What an organisation is: "Petite ou moyenne entreprise"; a size that says "entreprise" is not said twice."""
        kind = "" if organisation.kind == "company" and organisation.size else organisation.kind
        first, *more = [code for code in (kind, organisation.size, organisation.model) if code] or [""]
        return ", ".join([self.label(first), *map(self.in_a_sentence, more)])

    def caution(self, reason: Reason, pair: Pair) -> str:
        """What to know before: one caution as one sentence."""
        return cautions.caution(self, reason, pair)

    def question(self, reason: Reason, pair: Pair) -> str:
        """The opening question, with one fact from each profile; the quotation marks are the page's."""
        return questions.question(self, reason, pair)

    def source(self, reason: Reason) -> str | None:
        """The territory's need behind a shared fragility, with its source and year; None when there is none."""
        return reasons.source(self, reason)

    def form(self, form_code: str) -> str:
        """A form of partnership to explore, as one short sentence."""
        return self.say(reasons.EXPLORE[form_code])

    def short_reason(self, explanation: Explanation, pair: Pair) -> str:
        """The first reason of a pair on one line; its caution where there is no reason."""
        if explanation.reasons:
            return self.reason(explanation.reasons[0], pair)
        if explanation.caution is not None:
            return self.caution(explanation.caution, pair)
        return self.say(reasons.NOTHING_KNOWN if pair.reader is None else reasons.NOTHING_KNOWN_TO_YOU)

    def remark(self, remark: Remark) -> str:
        """What the reader noted: what was read, why it is doubtful, what was done or what to do."""
        return remarks.remark(self, remark)

    def remark_level(self, level: str) -> str:
        """The name of a remark's level."""
        return remarks.remark_level(self, level)

    def field(self, name: str) -> str:
        """What a column of a file is about, inside a sentence."""
        return remarks.field(self, name)

    def refusal(self, code: str, values: Mapping[str, object]) -> str:
        """Why something cannot be done, and what can."""
        return refusals.refusal(self, code, values)

    def duplicate(self, pair: NearDuplicate, one: str, other: str) -> str:
        """What makes one think that two entries, of these names, are one organisation: one sentence."""
        return duplicates.duplicate(self, pair, one, other)

    def criterion(self, code: str) -> str:
        """The name of a criterion for a narrow column."""
        return weights.criterion(self, code)

    def weight_reason(self, criterion: str) -> str:
        """Why a criterion counts as much as it does, or what "giving" means."""
        return weights.weight_reason(self, criterion)

    def not_enough(self, missing: NotEnough) -> str:
        """What a figure about past evenings lacks to be given."""
        return evaluation.not_enough(self, missing)

    def aspect(self, code: str) -> str:
        """What groups of organisations are made by."""
        return evaluation.aspect(self, code)

    def group(self, code: str) -> str:
        """The name of a group of organisations."""
        return evaluation.group(self, code)

    def verdict(self, code: str) -> str:
        """Whether learned weights are worth using, and why."""
        return evaluation.verdict(self, code)

    def points(self, value: float) -> str:
        """A share as a number of meetings out of a hundred: "7"."""
        return evaluation.points(self, value)

    def interval(self, low: str, high: str) -> str:
        """An interval: "de 20 % à 28 %"."""
        return evaluation.interval(self, low, high)

    def shortage(self, shortage: Finding, rows: Sequence[str], columns: Sequence[str]) -> str:
        """What no plan can meet, contradicts itself or is broken, with names, counts and what to try."""
        return shortages.shortage(self, shortage, rows, columns)

    def why_not(self, reason: Finding, rows: Sequence[str], columns: Sequence[str]) -> str:
        """Why two participants do not meet, or what it would cost, with names."""
        return why_not.why_not(self, reason, rows, columns)
