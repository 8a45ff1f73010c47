"""What is said about a pair adds up, is short, and is true of the two profiles."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings

from matching import REASON_CODES, Reason, explain, score
from matching.criteria.forms import open_forms
from matching.opening_questions import EXCERPT_LENGTH, excerpt
from matching.organisations import Need, Offer, Organisation, PastMeeting, Place
from matching.weights import CRITERION_NAMES
from tests.matching import worlds
from tests.matching.truth import untrue
from tests.matching.worlds import COLMAR, DIAGNOSIS, STRASBOURG, association, company


@given(worlds.worlds())
@settings(max_examples=50, deadline=None)
def test_parts_add_up_and_every_statement_is_true(world):
    companies, associations, diagnosis, history = world
    matrix = score(companies, associations, diagnosis=diagnosis, history=history)
    for i, one in enumerate(companies):
        for j, other in enumerate(associations):
            told = explain(matrix, i, j)
            assert sum(part.contribution for part in told.contributions) == pytest.approx(told.total, abs=1e-9)
            assert told.total == matrix.total[i, j]
            parts = [part.criterion for part in told.contributions]
            assert parts == [name for name in CRITERION_NAMES if name in parts]
            assert len(told.reasons) <= 3
            assert len(set(map(repr, told.reasons))) == len(told.reasons)
            assert untrue(told, matrix, i, j) == []
            assert told.question.code.startswith("question_")
            assert told.form is None or told.form in open_forms(one) & open_forms(other)
            assert explain(matrix, i, j) == told


def test_a_reason_takes_exactly_its_values():
    with pytest.raises(ValueError, match="not in REASON_CODES"):
        Reason("because", {})
    with pytest.raises(ValueError, match="takes"):
        Reason("same_commune", {})
    assert Reason("same_commune", {"commune": "Colmar"}) == Reason("same_commune", {"commune": "Colmar"})


def test_a_met_need_comes_before_a_nearby_address():
    one = company(offers=("skills_law",), needs=("purchases",), place=STRASBOURG, fragilities={"health": None})
    other = association(needs=("skills_law",), offers=("purchases",), place=STRASBOURG, fragilities={"health": None})
    told = explain(score([one], [other]), 0, 0)
    assert {reason.code for reason in told.reasons[:2]} == {"need_met_by_company", "need_met_by_association"}


def test_the_diagnosis_is_named_with_source_and_year():
    one, other = company(fragilities={"employment": 8}), association(fragilities={"employment": None})
    reason = explain(score([one], [other], diagnosis=DIAGNOSIS), 0, 0).reasons[0]
    assert reason == Reason(
        "shared_fragility",
        {
            "fragility": "employment",
            "company_grade": 8,
            "association_grade": None,
            "territory_grade": 6.3,
            "territory": "Bas-Rhin",
            "source": "Observatoire des partenariats",
            "year": 2015,
        },
    )


def test_an_answer_that_would_be_silly_read_aloud_is_not_told():
    """Goods of another kind count a little, and are neither a reason nor a question."""
    one = replace(company(), offers=(Offer(code="goods", detail="planches déclassées"),))
    other = replace(association(), needs=(Need(code="goods", detail="petites voitures à retaper"),))
    matrix = score([one], [other])
    told = explain(matrix, 0, 0)
    assert matrix.layers["association_needs_met"][0, 0] > 0
    assert told.reasons == ()
    assert told.question.code == "question_two_facts"


def test_one_shared_form_is_told_and_it_is_the_one_to_explore():
    forms = ("practice_audit", "service_provision")
    one, other = company(forms=forms, needs=("purchases",)), association(forms=forms, offers=("purchases",))
    told = explain(score([one], [other]), 0, 0)
    assert [reason.values["form"] for reason in told.reasons if reason.code == "shared_form"] == [told.form]
    assert told.form == "service_provision"


def test_no_opening_question_asks_for_money_while_there_is_another():
    one = company(offers=("money", "premises"), needs=("csr_visibility",))
    other = association(needs=("money", "premises"), offers=("team_events",))
    for number in range(30):
        pair = score([company(f"C{number}", offers=("money", "premises"), needs=("csr_visibility",))], [other])
        question = explain(pair, 0, 0).question
        assert "money" not in question.values.values()
    assert explain(score([one], [other]), 0, 0).question.code == "question_need_of_association"


def test_questions_differ_from_pair_to_pair():
    offers = ("skills_law", "premises", "transport", "it_equipment")
    companies = [company(f"C{i}", offers=offers) for i in range(12)]
    matrix = score(companies, [association(needs=offers)])
    assert len({repr(explain(matrix, i, 0).question) for i in range(12)}) >= 5


def test_where_nothing_is_known_the_question_names_what_there_is():
    question = explain(score([company()], [association(place=COLMAR)]), 0, 0).question
    assert question.code == "question_two_facts"
    assert (question.values["company_kind"], question.values["company_fact"]) == ("name", "Structure C1")
    assert (question.values["association_kind"], question.values["association_fact"]) == ("commune", "Colmar")


def test_an_excerpt_is_short_and_cut_between_words():
    long = "Nous accompagnons les habitants " * 8
    assert excerpt("Première phrase. Seconde phrase.") == "Première phrase"
    assert excerpt("") == excerpt("  \n ") == ""
    assert len(excerpt(long)) <= EXCERPT_LENGTH
    assert long.startswith(excerpt(long) + " ")


PAST = (PastMeeting(company_id="C1", association_id="A1", event="Soirée 2025", date="2025-03-04"),)


@pytest.mark.parametrize(
    ("one", "other", "history", "expected"),
    [
        (company(keep_apart=("A1",)), association(), (), "kept_apart"),
        (company(), association(partners=("Structure C1",)), (), "work_together_already"),
        (company(), association(), PAST, "met_already"),
        (company(forms=("classic_patronage",)), association(model="social_utility"), (), "patronage_not_open"),
        (company(forms=("joint_offer",)), association(unavailable_forms=("joint_offer",)), (), "form_unavailable"),
        (company(), association(needs=("money",)), (), "little_known"),
    ],
)
def test_each_grave_caution_is_given(one, other, history, expected):
    caution = explain(score([one], [other], history=history), 0, 0).caution
    assert caution is not None
    assert caution.code == expected


def full(organisation_of: object, identifier: str, **changes: object) -> Organisation:
    """A profile of which enough is known for the lighter cautions to be reached."""
    said: dict[str, object] = {
        "fragilities": {"health": None},
        "forms": ("joint_offer",),
        "place": STRASBOURG,
        "needs": ("purchases",),
        "offers": ("purchases",),
        "presentation": "Santé au travail",
    }
    return organisation_of(identifier, **(said | changes))  # type: ignore[operator, no-any-return]


@pytest.mark.parametrize(
    ("ours", "theirs", "expected"),
    [
        ({}, {}, None),
        ({"offers": ("money",)}, {"needs": ("money",), "offers": ("transport",)}, "only_money"),
        ({}, {"place": Place(commune="Lille", latitude=50.63, longitude=3.06)}, "far_apart"),
        ({"needs": ("innovation",)}, {}, "one_way_to_association"),
        ({}, {"needs": ("skills_law",)}, "one_way_to_company"),
        ({}, {"forms": ("practice_audit",)}, "no_shared_form"),
    ],
)
def test_each_lighter_caution_is_given(ours, theirs, expected):
    matrix = score([full(company, "C1", **ours)], [full(association, "A1", **theirs)])
    caution = explain(matrix, 0, 0).caution
    assert (caution.code if caution else None) == expected


def test_who_says_little_is_named():
    matrix = score([company(needs=("money",))], [full(association, "A1")])
    caution = explain(matrix, 0, 0).caution
    assert caution is not None
    assert (caution.code, caution.values["silent"]) == ("little_known", "company")


@pytest.mark.parametrize(
    ("ours", "theirs", "form"),
    [
        ({"offers": ("premises",)}, {"needs": ("premises",)}, "classic_patronage"),
        ({"offers": ("skills_law",)}, {"needs": ("skills_law",)}, "active_engagement"),
        ({"needs": ("purchases",)}, {"offers": ("purchases",)}, "service_provision"),
        ({"needs": ("disability_training",)}, {"offers": ("disability_training",)}, "practice_audit"),
        ({"needs": ("innovation",)}, {"offers": ("experiment_ground",)}, "societal_research"),
        ({"forms": ("joint_offer",)}, {"forms": ("joint_offer", "practice_audit")}, "joint_offer"),
        ({}, {}, None),
    ],
)
def test_the_form_to_explore_follows_what_changes_hands(ours, theirs, form):
    assert explain(score([company(**ours)], [association(**theirs)]), 0, 0).form == form


def test_a_form_that_is_closed_is_never_proposed():
    one, other = company(offers=("premises",)), association(needs=("premises",), model="social_utility")
    assert explain(score([one], [other]), 0, 0).form is None


def test_every_code_can_be_reached():
    """Codes nobody can produce would be sentences nobody reads."""
    folder = Path(__file__).parents[2] / "matching"
    source = "\n".join(p.read_text(encoding="utf-8") for p in folder.rglob("*.py") if p.name != "reasons.py")
    assert [code for code in REASON_CODES if not re.search(rf'"{code}"', source)] == []
