"""Each criterion on tiny worlds: what it rewards, what it leaves open, and that it stays in [0, 1]."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.criteria import CRITERIA
from matching.criteria.answer_tables import IMPORTANCE
from matching.criteria.forms import CompatibleForms
from matching.criteria.fragilities import SharedFragilities, territory_factors
from matching.criteria.needs import NeedsMet
from matching.criteria.novelty import Novelty
from matching.criteria.objectives import ObjectivesAnswer
from matching.criteria.place import HALF_AT, Nearness
from matching.criteria.presentations import SimilarPresentations
from matching.criteria.protocol import Comparison, Criterion
from matching.criteria.readings import Reading, Said
from matching.criteria.substitutes import ANSWERS, SUBSTITUTES
from matching.organisations import Need, Offer, Organisation, PastMeeting
from matching.vocabulary import RESOURCES
from matching.weights import CRITERION_NAMES
from tests.matching import worlds
from tests.matching.worlds import COLMAR, DIAGNOSIS, SCHILTIGHEIM, STRASBOURG, association, company


def value(criterion: Criterion, one: Organisation, other: Organisation, **known: object) -> float:
    """The measure of one pair; NaN where there is no data."""
    return float(criterion.measure(Comparison((one,), (other,), **known))[0, 0])  # type: ignore[arg-type]


def test_the_criteria_are_those_that_weights_name():
    assert tuple(criterion.name for criterion in CRITERIA) == CRITERION_NAMES


@given(worlds.worlds())
@settings(max_examples=30, deadline=None)
def test_every_measure_is_in_the_unit_interval_or_unknown(world):
    comparison = Comparison(tuple(world[0]), tuple(world[1]), world[2], world[3])
    for criterion in CRITERIA:
        measured = criterion.measure(comparison)
        assert measured.shape == comparison.shape
        known = measured[~np.isnan(measured)]
        assert ((known >= 0) & (known <= 1)).all(), criterion.name


@given(worlds.worlds())
@settings(max_examples=20, deadline=None)
def test_a_pair_is_measured_alike_alone_and_in_company(world):
    """Texts are weighed against all texts, acquaintances found among all; every other criterion looks at the pair."""
    companies, associations, diagnosis, _ = world
    comparison = Comparison(tuple(companies), tuple(associations), diagnosis)
    alone = Comparison((companies[-1],), (associations[0],), diagnosis)
    for criterion in CRITERIA:
        if criterion.name not in ("presentations", "unlikely", "novelty"):
            np.testing.assert_allclose(criterion.measure(comparison)[-1, 0], criterion.measure(alone)[0, 0], atol=1e-12)


# Shared fragilities


def test_an_important_shared_fragility_counts_more_than_a_slight_one():
    measure = SharedFragilities()
    great = value(measure, company(fragilities={"health": 9}), association(fragilities={"health": 9}))
    slight = value(measure, company(fragilities={"health": 2}), association(fragilities={"health": 2}))
    ticked = value(measure, company(fragilities={"health": None}), association(fragilities={"health": None}))
    assert slight < ticked < great
    assert value(measure, company(fragilities={"health": 9}), association(fragilities={"safety": 9})) == 0
    assert np.isnan(value(measure, company(), association(fragilities={"health": 9})))


def test_sharing_two_of_two_beats_sharing_two_of_six():
    two: dict[str, int | None] = {"health": None, "education": None}
    six = {**two, "safety": None, "ageing": None, "mobility": None, "poverty": None}
    focused = value(SharedFragilities(), company(fragilities=two), association(fragilities=two))
    spread = value(SharedFragilities(), company(fragilities=six), association(fragilities=two))
    assert spread < focused


def test_the_diagnosis_moves_weight_towards_what_the_territory_grades_high():
    both = company(fragilities={"employment": 7, "culture_leisure": 7})
    by_theme = {
        theme: value(SharedFragilities(), both, association(fragilities={theme: 7}), diagnosis=DIAGNOSIS)
        for theme in ("employment", "culture_leisure")
    }
    assert by_theme["employment"] > by_theme["culture_leisure"]
    assert territory_factors(DIAGNOSIS)["health"] == 1  # ungraded: neither raised nor lowered


@given(st.sets(st.sampled_from(("health", "education", "safety", "ageing"))), st.integers(1, 10))
@settings(max_examples=50, deadline=None)
def test_one_more_shared_fragility_never_lowers_the_value(shared, grade):
    ours: dict[str, int | None] = {**dict.fromkeys(shared, 5), "mobility": None}
    theirs: dict[str, int | None] = {**dict.fromkeys(shared, 5), "culture_leisure": None}
    before = value(SharedFragilities(), company(fragilities=ours), association(fragilities=theirs))
    more = {"poverty": grade}
    after = value(SharedFragilities(), company(fragilities=ours | more), association(fragilities=theirs | more))
    assert after >= before - 1e-12


# Needs


def test_a_need_is_met_by_its_own_code_by_a_substitute_or_not_at_all():
    measure = NeedsMet("association")
    exact = value(measure, company(offers=("skills_law",)), association(needs=("skills_law",)))
    partial = value(measure, company(offers=("skills_unspecified",)), association(needs=("skills_law",)))
    nothing = value(measure, company(offers=("transport",)), association(needs=("skills_law",)))
    assert (exact, partial, nothing) == (pytest.approx(0.7), pytest.approx(0.35), 0)


def test_directions_are_told_apart():
    one, other = company(needs=("candidates",), offers=("money",)), association(needs=("premises",))
    assert np.isnan(value(NeedsMet("company"), company(), other))
    assert value(NeedsMet("company"), one, association(offers=("candidates",))) == pytest.approx(0.7)
    assert value(NeedsMet("association"), one, other) == 0


def test_two_needs_may_answer_each_other_without_an_offer():
    one, other = company(needs=("candidates",)), association(needs=("job_openings",))
    assert value(NeedsMet("company"), one, other) == value(NeedsMet("association"), one, other) == pytest.approx(0.49)


def test_money_alone_counts_less_than_another_need():
    money = value(NeedsMet("association"), company(offers=("money",)), association(needs=("money",)))
    law = value(NeedsMet("association"), company(offers=("skills_law",)), association(needs=("skills_law",)))
    assert money < law


def worded(needs: dict[str, str], offers: dict[str, str]) -> float:
    """The measure of an association's worded needs and a company's worded offers."""
    one = replace(company(), offers=tuple(Offer(code=code, detail=detail) for code, detail in offers.items()))
    other = replace(association(), needs=tuple(Need(code=code, detail=detail) for code, detail in needs.items()))
    return value(NeedsMet("association"), one, other)


def test_goods_of_another_kind_are_hardly_an_answer():
    food = worded({"goods": "de quoi servir un repas chaud"}, {"goods": "produits frais, légumes"})
    sheets = worded({"goods": "de quoi servir un repas chaud"}, {"goods": "draps de second choix"})
    unsaid = worded({"goods": "de quoi servir un repas chaud"}, {"goods": ""})
    assert food == unsaid == pytest.approx(0.7)
    assert sheets == pytest.approx(0.21)


def test_wordings_of_one_thing_are_not_compared():
    assert worded({"premises": "exposer des moules"}, {"premises": "halle libre"}) == pytest.approx(0.7)


def test_two_kinds_of_one_need_are_both_looked_at():
    needs = (Need(code="goods", detail="draps"), Need(code="goods", detail="repas"))
    other = replace(association(), needs=needs)
    one = replace(company(), offers=(Offer(code="goods", detail="surplus alimentaires, légumes"),))
    assert value(NeedsMet("association"), one, other) == pytest.approx(0.7)
    assert len(NeedsMet("association").reasons(Comparison((one,), (other,)), 0, 0)) == 1


@given(worlds.worlds())
@settings(max_examples=20, deadline=None)
def test_the_best_answer_to_each_need_makes_up_the_measure(world):
    """Blocks of all pairs and one pair looked at by itself tell the same, stated or read."""
    comparison = Comparison(tuple(world[0]), tuple(world[1]))
    for side in ("company", "association"):
        measured = NeedsMet(side).measure(comparison)
        for i, j in np.ndindex(comparison.shape):
            answers = NeedsMet(side).answers(comparison, i, j)
            left = np.prod([1 - 0.7 * IMPORTANCE.get(one.need.code, 1.0) * one.degree for one in answers])
            assert np.nan_to_num(measured[i, j]) == pytest.approx(1 - left)


_resources = st.lists(st.sampled_from(RESOURCES), max_size=5, unique=True)


@given(_resources, _resources, st.sampled_from(RESOURCES))
@settings(max_examples=80, deadline=None)
def test_one_more_need_or_offer_never_lowers_the_value(needs, offers, more):
    measure = NeedsMet("association")
    before = value(measure, company(offers=tuple(offers)), association(needs=tuple(needs)))
    with_need = value(measure, company(offers=tuple(offers)), association(needs=(*needs, more)))
    with_offer = value(measure, company(offers=(*offers, more)), association(needs=tuple(needs)))
    for after in (with_need, with_offer):
        assert np.isnan(before) or after >= before - 1e-12


def test_the_tables_of_substitutes_name_only_resources_and_stay_below_the_thing_itself():
    for table in (SUBSTITUTES, ANSWERS):
        for need, answers in table.items():
            assert {need, *answers} <= set(RESOURCES)
            assert need not in answers or table is ANSWERS
            assert all(0 < degree < 1 for degree in answers.values())


# Needs in words


EMPTY_LORRIES = "Nos camions rentrent à vide de Colmar deux fois par semaine."
A_WORKSHOP = "Notre atelier de meubles cherche un transporteur pour ses collectes."


def test_what_was_only_written_answers_what_is_stated_and_what_is_only_written():
    measure = NeedsMet("association")
    needs_transport = association(needs=("transport",))
    stated = value(measure, company(offers=("transport",)), needs_transport)
    half_written = value(measure, company(presentation=EMPTY_LORRIES), needs_transport)
    written = value(measure, company(presentation=EMPTY_LORRIES), association(presentation=A_WORKSHOP))
    assert 0.3 < written <= half_written < stated == pytest.approx(0.7)


def test_what_is_stated_is_not_read_as_well():
    one, other = company(offers=("transport",)), association(needs=("transport",))
    also_written = replace(one, presentation=EMPTY_LORRIES)
    assert value(NeedsMet("association"), also_written, other) == pytest.approx(0.7)


def test_nothing_is_known_where_nothing_is_stated_or_written():
    nothing = company(presentation="Bienvenue à tous.")
    assert np.isnan(value(NeedsMet("company"), nothing, association(offers=("candidates",))))


def test_confidences_are_read_in_tenths(monkeypatch):
    def unsure(comparison: Comparison, one: Organisation) -> Reading:
        return Reading((), (Said("transport", "", 0.5123, ("camions",)),) if one.side == "company" else (), (), ())

    monkeypatch.setattr(Comparison, "reading", unsure)
    measured = value(NeedsMet("association"), company(presentation="x"), association(needs=("transport",)))
    assert measured == pytest.approx(0.7 * 0.5)


# Objectives


def test_staff_engagement_answers_the_need_of_volunteers_best():
    one = company(objectives=("staff_engagement",))
    best = value(ObjectivesAnswer(), one, association(objectives=("skills_and_volunteers",)))
    less = value(ObjectivesAnswer(), one, association(objectives=("recognition",)))
    none = value(ObjectivesAnswer(), one, association(objectives=("funds",)))
    assert best == 1 > less > none == 0


def test_results_for_the_common_good_are_compared_apart():
    one = company(objectives=("staff_engagement", "social_results"))
    assert value(ObjectivesAnswer(), one, association(objectives=("social_results",))) == 1
    assert np.isnan(value(ObjectivesAnswer(), company(objectives=("innovation",)), association()))


# Forms


def test_forms_shared_in_one_category_or_not():
    one = company(forms=("classic_patronage",))
    shared = value(CompatibleForms(), one, association(forms=("classic_patronage",)))
    category = value(CompatibleForms(), one, association(forms=("active_engagement",)))
    other = value(CompatibleForms(), one, association(forms=("joint_offer",)))
    assert shared == 1 > category > other > 0


def test_patronage_is_closed_to_a_model_of_social_utility():
    one = company(forms=("classic_patronage",))
    closed = association(forms=("classic_patronage",), model="social_utility")
    assert value(CompatibleForms(), one, closed) == 0
    assert value(CompatibleForms(), one, association(forms=("classic_patronage",), model="general_interest")) == 1
    assert value(CompatibleForms(), one, association(forms=("classic_patronage",))) == 1  # a model nobody stated


def test_an_unavailable_form_is_not_shared():
    one = company(forms=("joint_offer",))
    assert value(CompatibleForms(), one, association(forms=("joint_offer",), unavailable_forms=("joint_offer",))) == 0


def test_an_open_mind_is_no_refusal():
    one = company(forms=("joint_offer",), undecided=True)
    assert np.isnan(value(CompatibleForms(), one, association(forms=("practice_audit",))))
    assert value(CompatibleForms(), one, association(forms=("joint_offer",))) == 1


# Place


def test_the_same_commune_then_near_then_far():
    here = company(place=STRASBOURG)
    same, near, far = (value(Nearness(), here, association(place=p)) for p in (STRASBOURG, SCHILTIGHEIM, COLMAR))
    assert same == 1 > near > 0.8 > 0.3 > far > 0
    assert np.isnan(value(Nearness(), here, association(place=worlds.NOWHERE_KNOWN)))
    assert np.isnan(value(Nearness(), here, association()))


def test_distance_counts_more_the_nearer_the_reach():
    here = company(place=STRASBOURG)
    values = [value(Nearness(), here, association(place=COLMAR, reach=reach)) for reach in HALF_AT]
    assert values == sorted(values)
    assert values[0] < 0.001 < 0.9 < values[-1]


def test_the_narrower_reach_decides():
    national = company(place=STRASBOURG, reach="national")
    assert value(Nearness(), national, association(place=COLMAR, reach="neighbourhood")) < 0.05
    both = value(Nearness(), national, association(place=COLMAR, reach="national"))
    assert both == pytest.approx(2 ** (-58.5 / 600), abs=0.01)


def test_one_intermunicipal_body_without_coordinates_is_near():
    here, there = worlds.IN_THE_METROPOLIS, worlds.ALSO_IN_THE_METROPOLIS
    assert value(Nearness(), company(place=here), association(place=there)) > 0.5


# Presentations


def test_the_same_thing_in_other_words_is_nearer_than_another_thing():
    one = company(presentation="insertion des jeunes")
    comparison = Comparison(
        (one,),
        (
            association("A1", presentation="accès à l'emploi"),
            association("A2", presentation="rénovation énergétique"),
            association("A3", presentation="helping young people into jobs"),
        ),
    )
    near, unrelated, english = SimilarPresentations().measure(comparison)[0]
    assert near > 0.4
    assert english > 0.4
    assert unrelated == 0


def test_the_energy_of_a_sports_club_is_no_energy_transition():
    one = company(presentation="Rénovation énergétique et énergies renouvelables")
    lure = association(presentation="Un club de sport plein d'énergie")
    solar = association(presentation="Des panneaux solaires pour les habitants")
    assert value(SimilarPresentations(), one, lure) < 0.35 < value(SimilarPresentations(), one, solar)


def test_a_presentation_of_small_words_says_nothing():
    assert np.isnan(
        value(SimilarPresentations(), company(presentation="de la et les"), association(presentation="Art"))
    )
    assert np.isnan(value(SimilarPresentations(), company(), association(presentation="Art")))


# Novelty


def test_the_past_of_a_pair_lowers_its_novelty():
    one, other = company(), association()
    met = PastMeeting(company_id="C1", association_id="A1")
    working = PastMeeting(company_id="C1", association_id="A1", known=True)
    elsewhere = PastMeeting(company_id="C1", association_id="A7")
    assert np.isnan(value(Novelty(), one, other))
    assert np.isnan(value(Novelty(), one, other, history=(elsewhere,)))
    assert value(Novelty(), one, other, history=(met,)) == 0.25
    assert value(Novelty(), one, other, history=(met, working)) == 0
    assert value(Novelty(), company(partners=("structure a1",)), other) == 0
    assert value(Novelty(), one, association(partners=("C1",))) == 0
