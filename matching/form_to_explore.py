"""What one brings the other -> the form of partnership to explore, or None when nothing points to one.

Each met need points to a form by what changes hands (``BY_COMPANY_OFFER``, ``BY_ASSOCIATION_OFFER``: after the
typology of Le RAMEAU, 4 categories and 9 forms); what both wish counts twice, what one wishes half more, what was only
read in a presentation half. A form that is closed to one of the two is never proposed.
"""

from collections.abc import Sequence
from types import MappingProxyType
from typing import Final

from matching.criteria.forms import open_forms, wished_forms
from matching.facts_named import NEEDS, NEEDS_IN_WORDS, named_facts
from matching.organisations import Organisation
from matching.reasons import Reason
from matching.vocabulary import FORMS, RESOURCES

BY_COMPANY_OFFER: Final = MappingProxyType(
    {
        **dict.fromkeys(("money", "goods", "it_equipment", "premises", "transport"), "classic_patronage"),
        **dict.fromkeys([code for code in RESOURCES if code.startswith("skills_")], "active_engagement"),
        **dict.fromkeys(("volunteers", "team_events", "trainees", "civic_service"), "active_engagement"),
        **dict.fromkeys(("job_openings", "candidates", "purchases", "visibility"), "service_provision"),
        **dict.fromkeys(("innovation", "experiment_ground"), "societal_research"),
        **dict.fromkeys(("training", "knowledge_of_public", "knowledge_of_territory"), "shared_expertise"),
        **dict.fromkeys(("networks", "local_roots", "circular_economy", "staff_mobility"), "hybrid_model"),
        **dict.fromkeys(("disability_training", "awareness_workshops", "csr_visibility"), "practice_audit"),
    }
)
BY_ASSOCIATION_OFFER: Final = MappingProxyType(
    {
        **BY_COMPANY_OFFER,
        **dict.fromkeys(("goods", "it_equipment", "premises", "transport"), "service_provision"),
        **dict.fromkeys([code for code in RESOURCES if code.startswith("skills_")], "shared_expertise"),
        **dict.fromkeys(("training", "disability_training", "awareness_workshops"), "practice_audit"),
        "trainees": "service_provision",
        "money": "hybrid_model",
    }
)
ONLY_READ: Final = 0.5
BY_TWO_NEEDS: Final = MappingProxyType(
    {
        "candidates": "service_provision",
        "circular_economy": "hybrid_model",
        "team_events": "active_engagement",
        "innovation": "societal_research",
        "staff_mobility": "joint_offer",
    }
)


def form_to_explore(company: Organisation, association: Organisation, reasons: Sequence[Reason]) -> str | None:
    """Return the form that the met needs and the wishes of both point to, among those open to both."""
    allowed = open_forms(company) & open_forms(association)
    wishes = wished_forms(company), wished_forms(association)
    points = {
        form: (0.5 if form in wishes[0] & wishes[1] else 0.25 if form in wishes[0] | wishes[1] else 0.0)
        for form in FORMS
        if form in allowed
    }
    for reason in reasons:
        form = _pointed_to(reason)
        if form in points:
            n_wishing = sum(form in wished for wished in wishes)
            points[form] += (1.0, 1.5, 2.0)[n_wishing] * (ONLY_READ if reason.code in NEEDS_IN_WORDS else 1.0)
    best = max(points, key=lambda form: points[form], default=None)
    return best if best is not None and points[best] > 0 else None


def _pointed_to(reason: Reason) -> str | None:
    facts = {(fact.side, fact.kind): fact.value for fact in named_facts(reason)}
    if reason.code not in (*NEEDS, *NEEDS_IN_WORDS):
        return None
    if ("company", "offer") in facts:
        return BY_COMPANY_OFFER.get(facts["company", "offer"])
    if ("association", "offer") in facts:
        return BY_ASSOCIATION_OFFER.get(facts["association", "offer"])
    return BY_TWO_NEEDS.get(facts["company", "need"])
