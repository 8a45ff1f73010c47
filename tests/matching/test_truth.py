"""The check of truth catches a lie in any value of any code, so that "no false statement" means something."""

from functools import cache
from pathlib import Path

import numpy as np
import pytest

from matching import REASON_CODES, Explanation, Reason, explain, read_organisations, score
from matching.organisations import PastMeeting
from matching.scoring import ScoreMatrix
from tests.matching.lies import lies
from tests.matching.test_sample_evening import sample_matrix
from tests.matching.truth import CHECKS, is_true
from tests.matching.worlds import COLMAR, STRASBOURG, association, company

ORGANISATIONS = Path(__file__).parents[1] / "benchmarks" / "judged" / "organisations.csv"
A_TRIAL = 6  # statements of each code
Statement = tuple[Reason, ScoreMatrix, int, int, tuple[Reason, ...]]


def rare_pairs() -> ScoreMatrix:
    """What neither the sample territory nor the other sheet has."""
    reads = "Nos camions rentrent à vide.", "Nous cherchons un camion pour nos livraisons."
    companies = [
        company("C1", offers=("money",), needs=("skills_law",), forms=("classic_patronage",), place=STRASBOURG),
        company("C2", offers=("transport",), presentation="Nous cherchons un local.", keep_apart=("A2",)),
        company("C3", presentation=reads[0], partners=("A3",), fragilities={"mobility": 3}),
        company("C4", objectives=("social_results", "innovation"), forms=("joint_offer",), place=COLMAR),
    ]
    associations = [
        association("A1", needs=("money",), model="social_utility", place=STRASBOURG),
        association("A2", offers=("premises",), presentation=reads[1], unavailable_forms=("joint_offer",)),
        association("A3", needs=("transport",), presentation=reads[1]),
        association("A4", objectives=("social_results",), forms=("general_interest_alternative",), place=COLMAR),
    ]
    past = PastMeeting(company_id="C2", association_id="A1", event="Soirée 2025", date="2025-03-04")
    return score(companies, associations, history=(past,))


@cache
def statements() -> dict[str, list[Statement]]:
    """Some statements of every code, each with the pair it is told of."""
    sheet = read_organisations(ORGANISATIONS)
    found: dict[str, list[Statement]] = {}
    for matrix in (rare_pairs(), sample_matrix(), score(sheet.companies, sheet.associations)):
        for i, j in np.ndindex(matrix.total.shape):
            told = explain(matrix, i, j)
            for reason in said_in(told):
                of_code = found.setdefault(reason.code, [])
                if len(of_code) < A_TRIAL:
                    of_code.append((reason, matrix, i, j, told.reasons))
    return found


def said_in(told: Explanation) -> list[Reason]:
    """Everything that an explanation says."""
    return [*told.reasons, told.question, *([told.caution] if told.caution else [])]


def test_there_is_a_check_for_every_code_and_every_code_is_told_somewhere():
    assert set(CHECKS) == set(REASON_CODES) == set(statements())


@pytest.mark.parametrize("code", sorted(REASON_CODES))
def test_a_lie_in_any_value_is_caught(code):
    for reason, matrix, i, j, reasons in statements()[code]:
        assert is_true(reason, matrix, i, j, reasons)
        for lie in lies(reason):
            assert not is_true(lie, matrix, i, j, reasons), lie


@pytest.mark.parametrize("code", ["kept_apart", "work_together_already"])
def test_a_caution_without_values_is_caught_where_it_is_not_so(code):
    assert not is_true(Reason(code, {}), score([company()], [association()]), 0, 0)


def test_what_was_read_may_not_be_told_as_stated_nor_the_other_way_round():
    one = company(presentation="Nos camions rentrent à vide.")
    matrix = score([one], [association(needs=("transport",))])
    read = explain(matrix, 0, 0).reasons[0]
    assert read.code == "need_met_in_words_by_company"
    as_stated = {name: read.values[name] for name in REASON_CODES["need_met_by_company"]}
    assert not is_true(Reason("need_met_by_company", as_stated), matrix, 0, 0)
    stated = score([company(offers=("transport",), presentation=one.presentation)], matrix.associations)
    assert not is_true(read, stated, 0, 0)
