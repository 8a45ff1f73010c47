"""What is said about a pair, as a code and the values it speaks of; sentences are made from them elsewhere.

A value whose name begins with ``company_`` stands in the company's profile, one that begins with ``association_`` in
the association's. A value without such a beginning stands in both, in the diagnosis or in the history, as its comment
says; ``need`` and ``offer`` stand on the side that the code names. Codes of needs, offers, fragilities, forms and
objectives are those of ``matching.vocabulary``; a ``..._detail`` is the sheet's own wording, "" when there is none.
``..._words`` are excerpts of a presentation as they are written there. In a code that ends with ``in_words`` they say
that the thing beside them was only read in these words (``matching.suggestions``); it is stated when there are none.

Explanations are kept with the plans they belong to, so a code never loses a value or gains one: it gets a sibling.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

Value = str | int | float | None | tuple[str, ...]

# code -> names of its values. Grades are 1-10 or None (named without a grade); km are kilometres as the crow flies.
REASON_CODES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        # Reasons for meeting.
        # the association's need, the company's offer (the same code, or one that answers it in part)
        "need_met_by_company": ("need", "need_detail", "offer", "offer_detail"),
        # the company's need, the association's offer
        "need_met_by_association": ("need", "need_detail", "offer", "offer_detail"),
        # two needs that answer each other: openings to fill and people who look for one
        "needs_answer_each_other": (
            "company_need",
            "company_need_detail",
            "association_need",
            "association_need_detail",
        ),
        # The same three, where the need, what answers it, or both were only read in a presentation.
        "need_met_in_words_by_company": ("need", "need_detail", "need_words", "offer", "offer_detail", "offer_words"),
        "need_met_in_words_by_association": (
            "need",
            "need_detail",
            "need_words",
            "offer",
            "offer_detail",
            "offer_words",
        ),
        "needs_answer_in_words": (
            "company_need",
            "company_need_detail",
            "company_need_words",
            "association_need",
            "association_need_detail",
            "association_need_words",
        ),
        # both name it; territory_grade, territory, source and year are None without a diagnosis that grades it
        "shared_fragility": (
            "fragility",
            "company_grade",
            "association_grade",
            "territory_grade",
            "territory",
            "source",
            "year",
        ),
        "objectives_answer": ("company_objective", "association_objective"),  # different, and serve each other
        "shared_objective": ("objective",),  # the same result for the common good
        "shared_form": ("form",),  # both wish it and both may
        "same_form_category": ("category", "company_form", "association_form"),  # two forms of one category
        "same_commune": ("commune",),
        "same_intermunicipality": ("intermunicipality", "company_commune", "association_commune"),
        "near": ("km", "company_commune", "association_commune"),
        # words of the two presentations, as written there, that are the same or speak of the same thing
        "similar_words": ("company_words", "association_words"),
        # one names the fragility, the other's presentation speaks of it; or both presentations do
        "theme_in_words": ("fragility", "company_words", "association_words"),
        # steps from one to the other in the network of who knows whom, 3 or more; None when nothing joins the two
        "unlikely": ("steps",),
        # Cautions: at most one per pair, the first that holds in this order.
        "kept_apart": (),  # one asked not to meet the other; which one is nobody's business
        "work_together_already": (),
        "met_already": ("event", "date"),  # of the latest earlier meeting; "" when the history does not say
        "patronage_not_open": ("association_model",),  # the company wishes patronage only, this model cannot take it
        "form_unavailable": ("form", "wished_by"),  # one side wishes only what the other cannot do
        "little_known": ("coverage", "silent"),  # share of the weight with data; who says little: side or "both"
        "only_money": ("need",),  # the one need that is met is money: house rules, nobody asks for money
        "far_apart": ("km", "company_commune", "association_commune"),
        # every need that is told rests on words of a presentation, confirmed by nobody; whose: side or "both"
        "only_in_words": ("read_of",),
        "one_way_to_association": ("company_need",),  # no need of the company is met: its first need
        "one_way_to_company": ("association_need",),  # no need of the association is met: its first need
        "no_shared_form": ("company_form", "association_form"),
        # Opening questions: one fact from each profile. ``variant`` is 0, 1 or 2: a choice among wordings.
        "question_need_of_association": (
            "company_offer",
            "company_offer_detail",
            "association_need",
            "association_need_detail",
            "variant",
        ),
        "question_need_of_company": (
            "company_need",
            "company_need_detail",
            "association_offer",
            "association_offer_detail",
            "variant",
        ),
        "question_two_needs": (
            "company_need",
            "company_need_detail",
            "association_need",
            "association_need_detail",
            "variant",
        ),
        "question_need_of_association_in_words": (
            "company_offer",
            "company_offer_detail",
            "company_offer_words",
            "association_need",
            "association_need_detail",
            "association_need_words",
            "variant",
        ),
        "question_need_of_company_in_words": (
            "company_need",
            "company_need_detail",
            "company_need_words",
            "association_offer",
            "association_offer_detail",
            "association_offer_words",
            "variant",
        ),
        "question_two_needs_in_words": (
            "company_need",
            "company_need_detail",
            "company_need_words",
            "association_need",
            "association_need_detail",
            "association_need_words",
            "variant",
        ),
        "question_theme_in_words": ("fragility", "company_words", "association_words", "variant"),
        "question_fragility": ("fragility", "company_grade", "association_grade", "variant"),
        "question_objectives": ("company_objective", "association_objective", "variant"),  # may be the same code
        "question_words": ("company_words", "association_words", "variant"),
        # Nothing answers: the best fact of each. A kind is one of FACT_KINDS and tells what the fact is.
        "question_two_facts": ("company_kind", "company_fact", "association_kind", "association_fact", "variant"),
    }
)
# need, offer, fragility, objective, form: a code; excerpt: the first words of the presentation; commune; name.
FACT_KINDS: Final = ("need", "offer", "fragility", "objective", "form", "excerpt", "commune", "name")


@dataclass(frozen=True)
class Reason:
    """One code of ``REASON_CODES`` with exactly its values.

    Raises ValueError when the code is unknown or a value is missing or too many.
    """

    code: str
    values: Mapping[str, Value]

    def __post_init__(self) -> None:
        if self.code not in REASON_CODES:
            raise ValueError(f"Reason code {self.code!r} is not in REASON_CODES")
        if set(self.values) != set(REASON_CODES[self.code]):
            raise ValueError(f"Reason {self.code!r} takes {REASON_CODES[self.code]}, not {tuple(self.values)}")
        object.__setattr__(self, "values", MappingProxyType(dict(self.values)))
