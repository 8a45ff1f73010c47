"""The score of all pairs: parts add up, silence is shared out, nothing can be changed afterwards."""

import json
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching import DEFAULT_WEIGHTS, CriterionWeights, explain, score
from matching.criteria import CRITERIA
from matching.organisations import PastMeeting
from matching.reciprocity import RULES
from matching.vocabulary import SIDES
from matching.weight_files import read_weights, write_weights
from matching.weights import CRITERION_NAMES, REASONS, InvalidWeights
from tests.matching import worlds
from tests.matching.worlds import COLMAR, DIAGNOSIS, STRASBOURG, association, company

WEIGHINGS = (
    DEFAULT_WEIGHTS,
    replace(DEFAULT_WEIGHTS, giving=0.0),
    CriterionWeights({"company_needs_met": 1, "association_needs_met": 2}, giving=0.25),
)


@given(worlds.worlds(), st.sampled_from(WEIGHINGS))
@settings(max_examples=25, deadline=None)
def test_layers_times_shares_add_up_to_each_direction_and_the_smaller_one_is_the_total(world, weights):
    companies, associations, diagnosis, history = world
    matrix = score(companies, associations, weights=weights, diagnosis=diagnosis, history=history)
    shape = (len(companies), len(associations))
    assert matrix.total.shape == matrix.coverage.shape == shape
    assert tuple(matrix.layers) == CRITERION_NAMES
    for side in SIDES:
        shares = matrix.shares(side)
        assert tuple(shares) == REASONS
        for array in (matrix.directions[side], *shares.values()):
            assert ((array >= 0) & (array <= 1)).all()
        added = sum(shares[name] * matrix.layers[name] for name in REASONS)
        np.testing.assert_allclose(added, matrix.directions[side], atol=1e-12)
        known = np.logical_or.reduce([matrix.known[name] & (weights.values[name] > 0) for name in REASONS])
        np.testing.assert_allclose(sum(shares.values()), np.where(known, matrix.left, 0.0), atol=1e-12)
        for i, j in np.ndindex(shape):
            assert matrix.shares_of(side, i, j) == pytest.approx({name: share[i, j] for name, share in shares.items()})
    for array in (matrix.total, matrix.coverage, *matrix.layers.values()):
        assert array.shape == shape
        assert ((array >= 0) & (array <= 1)).all()
    np.testing.assert_array_equal(
        matrix.total, np.minimum(matrix.directions["company"], matrix.directions["association"])
    )
    assert all(not matrix.layers[name][~matrix.known[name]].any() for name in CRITERION_NAMES)


@given(worlds.worlds())
@settings(max_examples=15, deadline=None)
def test_coverage_is_the_share_of_what_profiles_are_asked_for_in_the_direction_that_counts(world):
    companies, associations, diagnosis, history = world
    matrix = score(companies, associations, diagnosis=diagnosis, history=history)
    asked = [one.name for one in CRITERIA if one.name in REASONS and not one.speaks_of_few]
    covered = {}
    for side in SIDES:
        weights = DEFAULT_WEIGHTS.towards(side)
        known = sum(matrix.known[name] * weights[name] for name in asked)
        covered[side] = known / sum(weights[name] for name in asked)
    expected = np.where(matrix.company_decides, covered["company"], covered["association"])
    np.testing.assert_allclose(matrix.coverage, expected, atol=1e-12)


def test_the_weight_of_what_nobody_says_is_shared_among_the_rest():
    one = company(needs=("purchases",), objectives=("staff_engagement",), place=STRASBOURG)
    other = association(offers=("purchases",), objectives=("recognition",), place=STRASBOURG)
    matrix = score([one], [other])
    needs, objectives = DEFAULT_WEIGHTS.values["company_needs_met"], DEFAULT_WEIGHTS.values["objectives"]
    answered = matrix.layers["objectives"][0, 0]
    for side, weight in (("company", needs), ("association", needs * DEFAULT_WEIGHTS.giving)):
        assert matrix.shares(side)["company_needs_met"][0, 0] == pytest.approx(weight / (weight + objectives))
        expected = (weight * 0.7 + objectives * answered) / (weight + objectives)
        assert matrix.directions[side][0, 0] == pytest.approx(expected)
    assert matrix.total[0, 0] == min(matrix.directions[side][0, 0] for side in SIDES)


def test_silence_neither_rewards_nor_punishes():
    """What one association leaves out does not change the others, and weighs as the mean of what it does say."""
    seeking = company(needs=("purchases",), objectives=("innovation",), place=STRASBOURG)
    speaking = association("A1", offers=("purchases",), objectives=("recognition",), place=STRASBOURG)
    silent = association("A2", offers=("purchases",), place=STRASBOURG)
    matrix = score([seeking], [speaking, silent])
    assert matrix.total[0, 1] == pytest.approx(matrix.layers["company_needs_met"][0, 1], abs=1e-15)
    assert matrix.total[0, 0] == score([seeking], [speaking]).total[0, 0]


def test_conditions_take_away_and_never_add():
    """Near neighbours without a reason have none; far apart, the best reasons lose what the distance is worth."""
    seeking = company(needs=("purchases",), place=STRASBOURG)
    near, far = association("A1", offers=("purchases",), place=STRASBOURG), association("A2", offers=("purchases",))
    far = replace(far, place=COLMAR, reach="neighbourhood")
    matrix = score([seeking], [near, far, association("A3", place=STRASBOURG)])
    assert matrix.left[0, 0] == 1
    assert matrix.left[0, 1] == pytest.approx(1 - DEFAULT_WEIGHTS.values["place"] * (1 - matrix.layers["place"][0, 1]))
    assert matrix.total[0, 1] == pytest.approx(matrix.total[0, 0] * matrix.left[0, 1])
    assert matrix.total[0, 2] == 0
    known = score([seeking], [near], history=[PastMeeting(company_id="C1", association_id="A1", known=True)])
    assert known.total[0, 0] == 0


def test_nothing_known_is_total_zero_and_coverage_zero():
    matrix = score([company()], [association()])
    assert (matrix.total[0, 0], matrix.coverage[0, 0]) == (0, 0)
    assert all(share[0, 0] == 0 for side in SIDES for share in matrix.shares(side).values())


# Two directions


def test_each_side_sees_its_own_gain_wholly_and_what_it_brings_in_part():
    """The association gains, the company only gives: worth more to the association, and the company decides."""
    one, other = (
        company(offers=("skills_law",), needs=("candidates",)),
        association(needs=("skills_law",), offers=("visibility",)),
    )
    matrix = score([one], [other])
    assert matrix.directions["association"][0, 0] > matrix.directions["company"][0, 0] == matrix.total[0, 0]
    assert matrix.company_decides[0, 0]
    generous = matrix.reweighted(replace(DEFAULT_WEIGHTS, giving=1.0))
    assert generous.directions["company"][0, 0] == pytest.approx(generous.directions["association"][0, 0])
    selfish = matrix.reweighted(replace(DEFAULT_WEIGHTS, giving=0.0))
    assert selfish.total[0, 0] < matrix.total[0, 0] < generous.total[0, 0]


def test_a_direction_of_which_nothing_is_known_leaves_the_total_to_the_other():
    selfish = replace(DEFAULT_WEIGHTS, giving=0.0)
    one, other = company(needs=("purchases",), place=STRASBOURG), association(offers=("purchases",), place=STRASBOURG)
    matrix = score([one], [other], weights=selfish)
    assert matrix.total[0, 0] == pytest.approx(0.7)
    assert sum(matrix.shares("association").values())[0, 0] == pytest.approx(1)
    assert sum(part.contribution for part in explain(matrix, 0, 0).contributions) == pytest.approx(0.7)


@given(worlds.worlds(), st.sampled_from(sorted(RULES)), st.sampled_from(WEIGHINGS))
@settings(max_examples=30, deadline=None)
def test_under_every_rule_the_parts_add_up_to_the_total(world, name, weights):
    """Euler's theorem: each rule is homogeneous of degree one."""
    companies, associations, diagnosis, history = world
    matrix = score(companies, associations, weights=weights, diagnosis=diagnosis, history=history).under(RULES[name])
    for i, j in np.ndindex(matrix.total.shape):
        told = explain(matrix, i, j)
        assert sum(part.contribution for part in told.contributions) == pytest.approx(matrix.total[i, j], abs=1e-9)
        assert sum(part.contribution for part in told.other_contributions) == pytest.approx(told.other_total, abs=1e-9)
        assert told.other_total >= matrix.directions[told.direction][i, j]


@given(st.floats(0, 1), st.floats(0, 1))
def test_the_rules_lie_between_the_smaller_and_the_mean(company_value, association_value):
    ends = np.array([company_value]), np.array([association_value])
    smaller, mean = RULES["smaller"].total(*ends)[0], RULES["mean"].total(*ends)[0]
    harmonic, geometric = RULES["harmonic"].total(*ends)[0], RULES["geometric"].total(*ends)[0]
    assert smaller - 1e-12 <= harmonic <= geometric + 1e-12 <= mean + 2e-12
    for rule in RULES.values():
        same = rule.total(ends[0], ends[0])[0]
        assert same == pytest.approx(company_value)


# More of the score


def test_both_gain_beats_one_gains_twice():
    both = association("A1", needs=("skills_law",), offers=("purchases",))
    once = association("A2", needs=("skills_law", "premises"), offers=("visibility",))
    matrix = score([company(needs=("purchases",), offers=("skills_law", "premises"))], [both, once])
    assert matrix.total[0, 0] > matrix.total[0, 1]


def test_a_history_lowers_the_pair_that_met():
    companies, associations = (
        [company(needs=("purchases",))],
        [association(offers=("purchases",)), association("A2", offers=("purchases",))],
    )
    matrix = score(companies, associations, history=[PastMeeting(company_id="C1", association_id="A1")])
    assert matrix.total[0, 0] < matrix.total[0, 1]


def test_the_diagnosis_is_kept_and_can_be_left_out():
    one, other = company(fragilities={"employment": 6}), association(fragilities={"employment": 6})
    with_diagnosis = score([one], [other], diagnosis=DIAGNOSIS)
    assert with_diagnosis.comparison.diagnosis is DIAGNOSIS
    assert with_diagnosis.total[0, 0] > score([one], [other]).total[0, 0]


def test_the_same_score_without_the_diagnosis_measures_only_what_looks_at_it():
    one = company(fragilities={"employment": 6}, needs=("purchases",))
    other = association(fragilities={"employment": 6}, offers=("purchases",))
    matrix = score([one], [other], diagnosis=DIAGNOSIS)
    without = matrix.without_diagnosis()
    assert without.comparison.diagnosis is None
    assert {name for name in matrix.layers if without.layers[name] is not matrix.layers[name]} == {"shared_fragilities"}
    anew = score([one], [other])
    np.testing.assert_array_equal(without.total, anew.total)
    np.testing.assert_array_equal(without.coverage, anew.coverage)
    assert anew.without_diagnosis() is anew


def test_other_weights_need_no_new_measure():
    matrix = score([company(needs=("money",), place=STRASBOURG)], [association(offers=("money",), place=COLMAR)])
    weights = CriterionWeights({"company_needs_met": 1})
    moved = matrix.reweighted(weights)
    assert moved.layers is matrix.layers
    np.testing.assert_allclose(moved.total, matrix.layers["company_needs_met"], atol=1e-15)
    again = score(matrix.companies, matrix.associations, weights=weights)
    np.testing.assert_array_equal(moved.total, again.total)


@given(worlds.worlds())
@settings(max_examples=12, deadline=None)
def test_the_same_profiles_give_the_same_score_in_any_order(world):
    companies, associations, diagnosis, history = world
    matrix = score(companies, associations, diagnosis=diagnosis, history=history)
    turned = score(companies[::-1], associations[::-1], diagnosis=diagnosis, history=history[::-1])
    np.testing.assert_allclose(turned.total[::-1, ::-1], matrix.total, atol=1e-12)
    np.testing.assert_array_equal(
        score(companies, associations, diagnosis=diagnosis, history=history).total, matrix.total
    )


@pytest.mark.parametrize(("n_companies", "n_associations"), [(0, 0), (0, 2), (3, 0)])
def test_an_empty_side_gives_an_empty_matrix(n_companies, n_associations):
    companies = [company(f"C{i}", needs=("money",), presentation="Art") for i in range(n_companies)]
    associations = [association(f"A{j}", offers=("money",), presentation="Art") for j in range(n_associations)]
    matrix = score(companies, associations)
    assert matrix.total.shape == (n_companies, n_associations)


def test_a_matrix_cannot_be_written_to():
    matrix = score([company()], [association()])
    arrays = (matrix.total, matrix.coverage, matrix.layers["place"], *matrix.directions.values())
    for array in (*arrays, matrix.left, matrix.shares("company")["forms"], matrix.company_decides):
        with pytest.raises(ValueError, match="read-only"):
            array[0, 0] = 1


def test_the_wrong_side_and_a_repeated_id_are_refused_together():
    with pytest.raises(ValueError, match="3 organisation") as refused:
        score([association("A9"), company("C1"), company("C1")], [company("C7")])
    assert "A9 is not on the side 'company'" in str(refused.value)
    assert "C1 stands 2 times" in str(refused.value)


def test_importing_the_package_leaves_scikit_learn_alone():
    slow = (
        "import sys, matching; print([name for name in ('sklearn', 'scipy', 'snowballstemmer') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", slow], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


# Weights


def test_weights_are_normalised_and_an_unnamed_criterion_weighs_nothing():
    weights = CriterionWeights({"unlikely": 1, "forms": 3, "place": 0.4})
    assert sum(weights.values[name] for name in REASONS) == pytest.approx(1)
    assert (weights.values["forms"], weights.values["objectives"], weights.values["place"]) == (0.75, 0, 0.4)
    assert sum(DEFAULT_WEIGHTS.values[name] for name in REASONS) == pytest.approx(1)


def test_weights_that_cannot_be_used_are_refused_with_every_problem():
    with pytest.raises(InvalidWeights) as refused:
        CriterionWeights({"place": -1, "horoscope": 1, "forms": float("nan"), "objectives": "0.2"})  # type: ignore[dict-item]
    assert {name for name, _ in refused.value.problems} == {"place", "horoscope", "forms", "objectives"}
    for giving in (-0.1, 1.5, float("nan"), "half", True):
        with pytest.raises(InvalidWeights, match="giving"):
            CriterionWeights({"forms": 1}, giving=giving)  # type: ignore[arg-type]
    with pytest.raises(InvalidWeights, match="place"):
        CriterionWeights({"forms": 1, "place": 1.2})  # a strength, not a weight
    for too_much in (1e308, 10**400, float("inf")):  # the sum would be infinite, and every reason weigh nothing
        with pytest.raises(InvalidWeights, match="forms: "):
            CriterionWeights(dict.fromkeys(REASONS, too_much))
    with pytest.raises(InvalidWeights) as refused:
        CriterionWeights({"forms": 10**5000})
    assert len(str(refused.value)) < 600
    for nothing in ({}, {"forms": 0}, {"place": 1}):
        with pytest.raises(InvalidWeights):
            CriterionWeights(nothing)


def test_weights_written_and_read_are_the_same(tmp_path):
    of_their_own = CriterionWeights({"place": 0.1, "forms": 0.7, "novelty": 1 / 3}, version="3", giving=0.2)
    for weights in (DEFAULT_WEIGHTS, of_their_own):
        write_weights(tmp_path / "weights.json", weights)
        assert read_weights(tmp_path / "weights.json") == weights
        assert CriterionWeights.from_dict(json.loads(json.dumps(weights.to_dict()))) == weights


def test_weights_of_version_1_are_read_and_take_little_for_distance(tmp_path):
    """Place and novelty were weighed as reasons then: the reasons are normalised, the two become small strengths."""
    old = {"company_needs_met": 0.36, "association_needs_met": 0.36, "forms": 0.09, "place": 0.09, "novelty": 0.1}
    (tmp_path / "weights.json").write_text(json.dumps({"version": "1", "weights": old}), encoding="utf-8")
    weights = read_weights(tmp_path / "weights.json")
    assert (weights.version, weights.values["unlikely"], weights.giving) == ("1", 0, 0.5)
    assert weights.values["company_needs_met"] == pytest.approx(0.36 / 0.81)
    assert (weights.values["place"], weights.values["novelty"]) == (0.09, 0.1)


def test_each_side_weighs_what_the_other_gains_by_what_giving_is_worth():
    weights = CriterionWeights({"company_needs_met": 1, "association_needs_met": 1, "forms": 2}, giving=0.5)
    towards = weights.towards("company")
    assert (towards["company_needs_met"], towards["association_needs_met"], towards["forms"]) == (0.25, 0.125, 0.5)
    assert weights.towards("association")["company_needs_met"] == 0.125


NO_WEIGHTS = ["", "[]", "{}", '{"weights": 3}', '{"weights": {"place": true}}', "not json", "[" * 100_000]
NO_WEIGHTS += [f'{{"weights": {{"forms": {"9" * n_figures}}}}}' for n_figures in (400, 5000)]


@pytest.mark.parametrize("content", NO_WEIGHTS, ids=lambda content: content[:20])
def test_a_file_of_another_form_is_refused(tmp_path, content):
    (tmp_path / "weights.json").write_text(content, encoding="utf-8")
    with pytest.raises(InvalidWeights):
        read_weights(tmp_path / "weights.json")
