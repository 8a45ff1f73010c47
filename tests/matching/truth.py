"""The check that a statement about a pair is true of the two profiles, the diagnosis and the history."""

from collections.abc import Mapping

from matching import Reason
from matching.criteria.forms import open_forms
from matching.criteria.place import located, same_commune
from matching.organisations import Organisation
from matching.places import distance_km
from matching.reasons import FACT_KINDS, Value
from matching.scoring import ScoreMatrix
from matching.vocabulary import FORM_CATEGORIES


def stands_in(organisation: Organisation, kind: str, fact: Value) -> bool:
    """Whether a profile says a fact of one kind."""
    if kind == "words":
        return isinstance(fact, tuple) and bool(fact) and all(one in organisation.presentation for one in fact)
    said: Mapping[str, object] = {
        "need": {need.code for need in organisation.needs},
        "offer": {offer.code for offer in organisation.offers},
        "need_detail": {need.detail for need in organisation.needs},
        "offer_detail": {offer.detail for offer in organisation.offers},
        "fragility": organisation.fragilities,
        "grade": organisation.fragilities.values(),
        "objective": organisation.objectives,
        "form": organisation.forms,
        "commune": {organisation.place.commune},
        "name": {organisation.name},
        "model": {organisation.model},
    }
    if kind == "excerpt":
        return bool(fact) and str(fact) in organisation.presentation
    return fact in said[kind]  # type: ignore[operator]


def is_true(reason: Reason, matrix: ScoreMatrix, i: int, j: int) -> bool:
    """Whether every value of a reason stands where its name says."""
    one, other = matrix.companies[i], matrix.associations[j]
    values, diagnosis = reason.values, matrix.comparison.diagnosis
    for side, organisation in (("company", one), ("association", other)):
        for name, value in values.items():
            kind = name.removeprefix(f"{side}_")
            if kind == name or kind == "kind":
                continue
            if kind == "fact":
                kind = str(values[f"{side}_kind"])
                assert kind in FACT_KINDS
            if kind == "grade":
                if organisation.fragilities[str(values["fragility"])] != value:
                    return False
            elif not stands_in(organisation, kind, value):
                return False
    if reason.code in ("need_met_by_company", "need_met_by_association"):
        needy, helping = (other, one) if reason.code == "need_met_by_company" else (one, other)
        return all(
            stands_in(organisation, kind, values[kind])
            for organisation, kind in (
                (needy, "need"),
                (needy, "need_detail"),
                (helping, "offer"),
                (helping, "offer_detail"),
            )
        )
    if reason.code == "shared_fragility":
        code = str(values["fragility"])
        mean = diagnosis.mean_grade(code) if diagnosis else None
        told = (values["territory_grade"], values["source"], values["year"])
        expected = (round(mean, 1), diagnosis.source, diagnosis.year) if diagnosis and mean else (None, None, None)
        return code in one.fragilities and code in other.fragilities and told == expected
    if reason.code == "question_fragility":
        return values["fragility"] in one.fragilities and values["fragility"] in other.fragilities
    if reason.code == "shared_objective":
        return values["objective"] in one.objectives & other.objectives
    if reason.code == "shared_form":
        return values["form"] in one.forms & other.forms & open_forms(one) & open_forms(other)
    if reason.code == "same_form_category":
        both = {values["company_form"], values["association_form"]}
        return both <= set(FORM_CATEGORIES[str(values["category"])])
    if reason.code == "same_commune":
        return same_commune(one.place, other.place) and stands_in(other, "commune", values["commune"])
    if reason.code == "same_intermunicipality":
        return values["intermunicipality"] == one.place.intermunicipality == other.place.intermunicipality
    if reason.code in ("near", "far_apart"):
        km = distance_km(located(one.place), located(other.place))
        return km is not None and round(km) == values["km"]
    past = matrix.comparison.past.get((one.id, other.id), ())
    if reason.code == "met_already":
        return any((meeting.event, meeting.date) == (values["event"], values["date"]) for meeting in past)
    if reason.code == "work_together_already":
        return any(meeting.known for meeting in past) or bool(one.partners | other.partners)
    if reason.code == "kept_apart":
        return bool(one.keep_apart | other.keep_apart)
    if reason.code == "form_unavailable":
        return stands_in(one if values["wished_by"] == "company" else other, "form", values["form"])
    if reason.code == "little_known":
        return values["coverage"] == round(float(matrix.coverage[i, j]), 2)
    if reason.code == "only_money":
        return {need.code for need in other.needs} == {"money"} and stands_in(one, "offer", "money")
    return True
