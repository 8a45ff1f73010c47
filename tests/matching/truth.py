"""The check that a statement about a pair is true of the two profiles, the diagnosis and the history.

Each code has its own rule here, written from what the sentence says and not from how the reason was found.
"""

from collections.abc import Callable, Mapping

from matching import Explanation, Reason
from matching.criteria.objectives import SERVES
from matching.criteria.place import HALF_AT
from matching.criteria.substitutes import ANSWERS, SUBSTITUTES
from matching.organisations import Organisation
from matching.places import commune_key
from matching.reasons import FACT_KINDS, Value
from matching.scoring import ScoreMatrix
from matching.vocabulary import FORM_CATEGORIES, OBJECTIVES, RESOURCES, SIDES, Side
from tests.matching.profiles_say import (
    PATRONAGE,
    Told,
    closed_forms,
    has_open,
    km_between,
    lists,
    names_theme,
    says,
    written,
)


def is_true(reason: Reason, matrix: ScoreMatrix, i: int, j: int, reasons: tuple[Reason, ...] = ()) -> bool:
    """Whether what a reason, a caution or a question says is so; ``reasons`` are those told beside a caution."""
    told = Told(reason.values, matrix.companies[i], matrix.associations[j], matrix, reasons)
    variant = reason.values.get("variant", 0)
    return variant in (0, 1, 2) and CHECKS[reason.code](told)


def untrue(told: Explanation, matrix: ScoreMatrix, i: int, j: int) -> list[Reason]:
    """What an explanation says that is not so."""
    said = [*told.reasons, told.question, *([told.caution] if told.caution else [])]
    return [one for one in said if not is_true(one, matrix, i, j, told.reasons)]


def _answers(need: Value, offer: Value) -> bool:
    """Whether an offer answers a need, wholly or in good part."""
    return need in RESOURCES and (need == offer or SUBSTITUTES.get(str(need), {}).get(str(offer), 0) >= 0.5)


def _need_met(by: Side) -> Callable[[Told], bool]:
    def check(told: Told) -> bool:
        needy, helping = (told.association, told.company) if by == "company" else (told.company, told.association)
        words = told.values.get("need_words", ()), told.values.get("offer_words", ())
        return (
            says(needy, "need", told["need"], told["need_detail"], words[0])
            and says(helping, "offer", told["offer"], told["offer_detail"], words[1])
            and _answers(told["need"], told["offer"])
            and ("need_words" not in told.values or any(words))
        )

    return check


def _two_needs(told: Told) -> bool:
    words = [told.values.get(f"{side}_need_words", ()) for side in ("company", "association")]
    codes = [str(told[f"{side}_need"]) for side in ("company", "association")]
    return (
        all(
            says(told.of(side), "need", code, told[f"{side}_need_detail"], read)
            for side, code, read in zip(("company", "association"), codes, words, strict=True)
        )
        and (codes[1] in ANSWERS.get(codes[0], {}) or codes[0] in ANSWERS.get(codes[1], {}))
        and ("company_need_words" not in told.values or any(words))
    )


def _question_of_need(needy: Side, helping: Side) -> Callable[[Told], bool]:
    def check(told: Told) -> bool:
        need, offer = f"{needy}_need", f"{helping}_offer"
        words = told.values.get(f"{need}_words", ()), told.values.get(f"{offer}_words", ())
        return (
            says(told.of(needy), "need", told[need], told[f"{need}_detail"], words[0])
            and says(told.of(helping), "offer", told[offer], told[f"{offer}_detail"], words[1])
            and _answers(told[need], told[offer])
            and (f"{need}_words" not in told.values or any(words))
        )

    return check


def _graded(told: Told) -> bool:
    code = str(told["fragility"])
    grades = told.company.fragilities.get(code, -1), told.association.fragilities.get(code, -1)
    return code in told.company.fragilities and grades == (told["company_grade"], told["association_grade"])


def _shared_fragility(told: Told) -> bool:
    diagnosis = told.matrix.comparison.diagnosis
    grades = list(diagnosis.grades.get(str(told["fragility"]), {}).values()) if diagnosis else []
    said = tuple(told[name] for name in ("territory_grade", "territory", "source", "year"))
    if diagnosis is None or not grades:
        return _graded(told) and said == (None,) * 4
    mean = round(sum(grades) / len(grades), 1)
    return _graded(told) and said == (mean, diagnosis.territory, diagnosis.source, diagnosis.year)


def _theme_in_words(told: Told) -> bool:
    words = told["company_words"], told["association_words"]
    return any(words) and all(
        names_theme(told.of(side), told["fragility"], read)
        for side, read in zip(("company", "association"), words, strict=True)
    )


def _objectives(told: Told, *, may_be_same: bool = False) -> bool:
    ours, theirs = str(told["company_objective"]), str(told["association_objective"])
    if ours not in told.company.objectives or theirs not in told.association.objectives:
        return False
    return (may_be_same and ours == theirs) or SERVES.get(ours, {}).get(theirs, 0) >= 0.7


def _wish(told: Told, side: str, form: Value) -> bool:
    return form in told.of(side).forms


def _same_form_category(told: Told) -> bool:
    forms = {"company": told["company_form"], "association": told["association_form"]}
    return all(
        _wish(told, side, form)
        and form in FORM_CATEGORIES.get(str(told["category"]), ())
        and has_open(told.company, form)
        and has_open(told.association, form)
        for side, form in forms.items()
    )


def _shared_form(told: Told) -> bool:
    both = told.company, told.association
    return all(told["form"] in one.forms and has_open(one, told["form"]) for one in both)


def _one_commune(told: Told) -> bool:
    one, other = told.company.place, told.association.place
    if one.insee and other.insee:
        return one.insee == other.insee
    keys = [(commune_key(place.commune), place.postcode[:2]) for place in (one, other)]
    return bool(one.commune) and keys[0] == keys[1]


def _communes_told(told: Told) -> bool:
    return (told["company_commune"], told["association_commune"]) == (
        told.company.place.commune,
        told.association.place.commune,
    )


def _near(told: Told) -> bool:
    km = km_between(told)
    return km is not None and km <= 20 and round(km) == told["km"] and _communes_told(told)


def _far_apart(told: Told) -> bool:
    km = km_between(told)
    nearest = min((HALF_AT[one.reach] for one in (told.company, told.association) if one.reach), default=30.0)
    return km is not None and round(km) == told["km"] and km >= 2 * nearest - 1e-9 and _communes_told(told)


def _unlikely(told: Told) -> bool:
    """Nobody known to both, counted step by step from the company."""
    matrix = told.matrix
    everybody = (*matrix.companies, *matrix.associations)
    edges: dict[str, set[str]] = {}

    def keys(one: Organisation) -> str:
        return f"{one.side} {one.id}"

    def join(one: str, other: str) -> None:
        edges.setdefault(one, set()).add(other)
        edges.setdefault(other, set()).add(one)

    for one in everybody:
        for partner in one.partners:
            named = [other for other in everybody if lists(frozenset({partner}), other) and other is not one]
            for other in [keys(other) for other in named] or [f"named {commune_key(partner)}"]:
                join(keys(one), other)
    for meeting in matrix.comparison.history:
        join(f"company {meeting.company_id}", f"association {meeting.association_id}")
    start, end = keys(told.company), keys(told.association)
    reached, steps = {start}, 0
    while end not in reached and steps < 8:
        reached |= {other for one in reached for other in edges.get(one, ())}
        steps += 1
    known = start in edges and end in edges
    return known and told["steps"] == (None if steps > 7 else steps) and steps >= 3


def _work_together(told: Told) -> bool:
    stated = lists(told.company.partners, told.association) or lists(told.association.partners, told.company)
    return stated or any(one.known for one in told.past)


def _kept_apart(told: Told) -> bool:
    return lists(told.company.keep_apart, told.association) or lists(told.association.keep_apart, told.company)


def _patronage_not_open(told: Told) -> bool:
    wished = {form for form in told.company.forms if has_open(told.company, form)}
    return told["association_model"] == told.association.model == "social_utility" and set() < wished <= PATRONAGE


def _form_unavailable(told: Told) -> bool:
    if told["wished_by"] not in SIDES:
        return False
    wishing, other = (
        (told.company, told.association) if told["wished_by"] == "company" else (told.association, told.company)
    )
    return told["form"] in wishing.forms and not any(
        has_open(other, form) for form in wishing.forms - closed_forms(wishing)
    )


def _little_known(told: Told) -> bool:
    i, j = told.matrix.companies.index(told.company), told.matrix.associations.index(told.association)
    filled = [
        sum(map(bool, (one.needs, one.offers, one.fragilities, one.objectives, one.forms, one.presentation.strip())))
        + bool(one.place.commune)
        + (one.undecided and not one.forms)
        for one in (told.company, told.association)
    ]
    less = {"company": filled[0] < filled[1], "association": filled[1] < filled[0], "both": True}
    return (
        less.get(str(told["silent"]), False) and told["coverage"] == round(float(told.matrix.coverage[i, j]), 2) < 0.51
    )


def _only_money(told: Told) -> bool:
    asked, brought = ({one.code for one in said} for said in (told.association.needs, told.company.offers))
    helps = {one.code for one in told.association.offers} | asked
    gains = [need.code for need in told.company.needs if any(_answers(need.code, offer) for offer in helps)]
    return asked == {told["need"]} == {"money"} and "money" in brought and not gains


def _only_in_words(told: Told) -> bool:
    read_of = set()
    for reason in told.reasons:
        if reason.code in ("need_met_by_company", "need_met_by_association", "needs_answer_each_other"):
            return False
        values = reason.values
        if reason.code.startswith("need_met_in_words"):
            helping = "company" if reason.code.endswith("company") else "association"
            needy = "association" if helping == "company" else "company"
            read_of |= {side for side, name in ((needy, "need"), (helping, "offer")) if values[f"{name}_words"]}
        if reason.code == "needs_answer_in_words":
            read_of |= {side for side in ("company", "association") if values[f"{side}_need_words"]}
    return bool(read_of) and told["read_of"] == ("both" if len(read_of) == 2 else next(iter(read_of)))


def _one_way(to: Side) -> Callable[[Told], bool]:
    def check(told: Told) -> bool:
        """A need of the one who gains nothing, and nothing on the other side that would answer it even in part."""
        needy, helping = (told.company, told.association) if to == "association" else (told.association, told.company)
        code = str(told["company_need" if to == "association" else "association_need"])
        offered = {one.code for one in helping.offers}
        sought = {one.code for one in helping.needs}
        answered = code in offered or offered & set(SUBSTITUTES.get(code, ())) or sought & set(ANSWERS.get(code, ()))
        return any(need.code == code for need in needy.needs) and not answered

    return check


def _no_shared_form(told: Told) -> bool:
    wished = [{form for form in one.forms if has_open(one, form)} for one in (told.company, told.association)]
    return (
        told["company_form"] in wished[0]
        and told["association_form"] in wished[1]
        and not wished[0] & wished[1]
        and not told.company.undecided | told.association.undecided
    )


def _fact(told: Told, side: str) -> bool:
    one, kind, fact = told.of(side), told[f"{side}_kind"], told[f"{side}_fact"]
    said: dict[Value, bool] = {
        "need": fact in {need.code for need in one.needs},
        "offer": fact in {offer.code for offer in one.offers},
        "fragility": fact in one.fragilities,
        "objective": fact in one.objectives and fact in OBJECTIVES,
        "form": fact in one.forms,
        "excerpt": bool(fact) and str(fact) in one.presentation,
        "commune": bool(fact) and fact == one.place.commune,
        "name": fact == one.name,
    }
    assert set(said) == set(FACT_KINDS)
    return said.get(kind, False)


def _both_write(told: Told) -> bool:
    return written(told.company, told["company_words"]) and written(told.association, told["association_words"])


CHECKS: Mapping[str, Callable[[Told], bool]] = {
    "need_met_by_company": _need_met("company"),
    "need_met_by_association": _need_met("association"),
    "needs_answer_each_other": _two_needs,
    "need_met_in_words_by_company": _need_met("company"),
    "need_met_in_words_by_association": _need_met("association"),
    "needs_answer_in_words": _two_needs,
    "shared_fragility": _shared_fragility,
    "objectives_answer": _objectives,
    "shared_objective": lambda told: told["objective"] in told.company.objectives & told.association.objectives,
    "shared_form": _shared_form,
    "same_form_category": _same_form_category,
    "same_commune": lambda told: _one_commune(told) and told["commune"] == told.association.place.commune,
    "same_intermunicipality": lambda told: (
        bool(told["intermunicipality"])
        and told["intermunicipality"]
        == told.company.place.intermunicipality
        == told.association.place.intermunicipality
        and _communes_told(told)
    ),
    "near": _near,
    "similar_words": _both_write,
    "theme_in_words": _theme_in_words,
    "unlikely": _unlikely,
    "kept_apart": _kept_apart,
    "work_together_already": _work_together,
    "met_already": lambda told: (told["event"], told["date"]) in [(one.event, one.date) for one in told.past],
    "patronage_not_open": _patronage_not_open,
    "form_unavailable": _form_unavailable,
    "little_known": _little_known,
    "only_money": _only_money,
    "far_apart": _far_apart,
    "only_in_words": _only_in_words,
    "one_way_to_association": _one_way("association"),
    "one_way_to_company": _one_way("company"),
    "no_shared_form": _no_shared_form,
    "question_need_of_association": _question_of_need("association", "company"),
    "question_need_of_company": _question_of_need("company", "association"),
    "question_two_needs": _two_needs,
    "question_need_of_association_in_words": _question_of_need("association", "company"),
    "question_need_of_company_in_words": _question_of_need("company", "association"),
    "question_two_needs_in_words": _two_needs,
    "question_theme_in_words": _theme_in_words,
    "question_fragility": _graded,
    "question_objectives": lambda told: _objectives(told, may_be_same=True),
    "question_words": _both_write,
    "question_two_facts": lambda told: _fact(told, "company") and _fact(told, "association"),
}
