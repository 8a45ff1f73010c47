"""What a facilitator should know before introducing a pair: the first caution that holds, or None."""

from collections.abc import Callable, Sequence
from typing import Final

from matching.criteria.forms import PATRONAGE, SAME_CATEGORY, open_forms, wished_forms
from matching.criteria.novelty import names, work_together
from matching.criteria.place import half_distance, located, same_commune
from matching.criteria.protocol import Comparison
from matching.facts_named import NEEDS, NEEDS_IN_WORDS, named_facts
from matching.organisations import Organisation
from matching.places import distance_km
from matching.reasons import Reason, Value
from matching.scoring import ScoreMatrix
from matching.vocabulary import FORMS, SIDES

LITTLE_COVERAGE = 0.5
FEW_SECTIONS = 4  # of 7: needs, offers, fragilities, objectives, forms, place, presentation
FAR_IN_HALVES = 2.0  # twice the distance at which nearness has lost half of its worth


def caution_for(matrix: ScoreMatrix, i: int, j: int, reasons: Sequence[Reason]) -> Reason | None:
    """Return the gravest caution about company ``i`` and association ``j``, who are told these reasons."""
    graver = next((found for rule in _GRAVER if (found := rule(matrix, i, j)) is not None), None)
    lighter = (found for rule in _LIGHTER if (found := rule(matrix, i, j)) is not None)
    return graver or _only_in_words(reasons) or next(lighter, None)


def _kept_apart(matrix: ScoreMatrix, i: int, j: int) -> Reason | None:
    company, association = matrix.companies[i], matrix.associations[j]
    asked = names(association, company.keep_apart) or names(company, association.keep_apart)
    return Reason("kept_apart", {}) if asked else None


def _past(matrix: ScoreMatrix, i: int, j: int) -> Reason | None:
    comparison: Comparison = matrix.comparison
    if work_together(comparison, i, j):
        return Reason("work_together_already", {})
    meetings = comparison.past.get((matrix.companies[i].id, matrix.associations[j].id), ())
    if not meetings:
        return None
    latest = max(meetings, key=lambda meeting: meeting.date)
    return Reason("met_already", {"event": latest.event, "date": latest.date})


def _forms_closed(matrix: ScoreMatrix, i: int, j: int) -> Reason | None:
    company, association = matrix.companies[i], matrix.associations[j]
    if company.undecided or association.undecided:
        return None
    for one, other in ((company, association), (association, company)):
        wished = wished_forms(one)
        if not wished or wished & open_forms(other):
            continue
        if one is company and association.model == "social_utility" and wished <= PATRONAGE:
            return Reason("patronage_not_open", {"association_model": association.model})
        first = next(form for form in FORMS if form in wished)
        return Reason("form_unavailable", {"form": first, "wished_by": one.side})
    return None


def _little_known(matrix: ScoreMatrix, i: int, j: int) -> Reason | None:
    coverage = float(matrix.coverage[i, j])
    if coverage >= LITTLE_COVERAGE:
        return None
    filled = _sections(matrix.companies[i]), _sections(matrix.associations[j])
    if max(filled) < FEW_SECTIONS or filled[0] == filled[1]:
        silent = "both"
    else:
        silent = "company" if filled[0] < filled[1] else "association"
    return Reason("little_known", {"coverage": round(coverage, 2), "silent": silent})


def _sections(organisation: Organisation) -> int:
    """How many of the seven sections of a profile say something."""
    return sum(
        bool(section)
        for section in (
            organisation.needs,
            organisation.offers,
            organisation.fragilities,
            organisation.objectives,
            organisation.forms or organisation.undecided,
            organisation.place.commune,
            organisation.presentation.strip(),
        )
    )


def _only_money(matrix: ScoreMatrix, i: int, j: int) -> Reason | None:
    company, association = matrix.companies[i], matrix.associations[j]
    asked = {need.code for need in association.needs}
    if asked == {"money"} and float(matrix.layers["company_needs_met"][i, j]) <= 0:
        brought = {offer.code for offer in company.offers}
        return Reason("only_money", {"need": "money"}) if "money" in brought else None
    return None


def _far_apart(matrix: ScoreMatrix, i: int, j: int) -> Reason | None:
    company, association = matrix.companies[i], matrix.associations[j]
    if not company.place.commune or not association.place.commune or same_commune(company.place, association.place):
        return None
    km = distance_km(located(company.place), located(association.place))
    if km is None or km < FAR_IN_HALVES * half_distance(company, association):
        return None
    values: dict[str, Value] = {
        "km": round(km),
        "company_commune": company.place.commune,
        "association_commune": association.place.commune,
    }
    return Reason("far_apart", values)


def _only_in_words(reasons: Sequence[Reason]) -> Reason | None:
    """Every need that is told was read, at one end at least: nobody confirmed it."""
    read = [one for one in reasons if one.code in NEEDS_IN_WORDS]
    if not read or any(one.code in NEEDS for one in reasons):
        return None
    sides = {fact.side for one in read for fact in named_facts(one) if fact.read}
    return Reason("only_in_words", {"read_of": sides.pop() if len(sides) == 1 else "both"})


def _one_way(matrix: ScoreMatrix, i: int, j: int) -> Reason | None:
    company, association = matrix.companies[i], matrix.associations[j]
    to_company, to_association = (matrix.layers[f"{side}_needs_met"][i, j] > 0 for side in SIDES)
    if to_association and not to_company and company.needs:
        return Reason("one_way_to_association", {"company_need": company.needs[0].code})
    if to_company and not to_association and association.needs:
        return Reason("one_way_to_company", {"association_need": association.needs[0].code})
    return None


def _no_shared_form(matrix: ScoreMatrix, i: int, j: int) -> Reason | None:
    company, association = matrix.companies[i], matrix.associations[j]
    wished = wished_forms(company), wished_forms(association)
    if not all(wished) or company.undecided or association.undecided:
        return None
    if matrix.layers["forms"][i, j] >= SAME_CATEGORY:
        return None
    values = {
        "company_form": next(form for form in FORMS if form in wished[0]),
        "association_form": next(form for form in FORMS if form in wished[1]),
    }
    return Reason("no_shared_form", values)


_Rule = Callable[[ScoreMatrix, int, int], Reason | None]
_GRAVER: Final[tuple[_Rule, ...]] = (_kept_apart, _past, _forms_closed, _little_known, _only_money, _far_apart)
_LIGHTER: Final[tuple[_Rule, ...]] = (_one_way, _no_shared_form)
