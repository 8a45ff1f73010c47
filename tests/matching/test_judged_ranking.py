"""The benchmark of the ranking itself: what is read from grades, and what the yardsticks count."""

import numpy as np
import pytest

from matching import score
from tests.benchmarks.judged_pairs import judged_pairs
from tests.benchmarks.ranking import report
from tests.benchmarks.ranking_contenders import ablations, single_criteria, yardsticks
from tests.matching.worlds import COLMAR, SCHILTIGHEIM, STRASBOURG, association, company


def row(company_id, association_id, grade="1", held_out="0"):
    return {
        "company_id": company_id,
        "association_id": association_id,
        "grade": grade,
        "sentence": "Une raison.",
        "first_reader": grade,
        "second_reader": grade,
        "held_out": held_out,
    }


def a_carrier_and_a_baker():
    """Two companies of Strasbourg and Colmar; three associations, of which one fits each company."""
    companies = [
        company("C1", offers=("transport",), needs=("volunteers",), place=STRASBOURG, fragilities={"mobility": 8}),
        company("C2", offers=("goods",), place=COLMAR, fragilities={"poverty": None}, presentation="Pain et farine."),
    ]
    associations = [
        association(
            "A1", needs=("transport",), offers=("volunteers",), place=SCHILTIGHEIM, fragilities={"mobility": 2}
        ),
        association("A2", needs=("goods",), place=COLMAR, fragilities={"poverty": 9}, presentation="Le pain partagé."),
        association("A3", place=STRASBOURG, presentation="Lutherie."),
    ]
    return companies, associations


def test_grades_become_an_array_and_the_rest_is_not_judged():
    companies, associations = a_carrier_and_a_baker()
    judged = judged_pairs(companies, associations, [row("C1", "A1", "3"), row("C2", "A3", "0", "1")])
    assert judged.grades[0, 0] == 3
    assert judged.grades[1, 2] == 0
    assert np.isnan(judged.grades).sum() == 4
    assert [reader[0, 0] for reader in judged.readers] == [3, 3]
    assert judged.rows(held_out=False) == [0]
    assert judged.rows(held_out=True) == [1]


def test_everything_wrong_in_the_grades_is_said_at_once():
    companies, associations = a_carrier_and_a_baker()
    rows = [row("C9", "A1"), row("C1", "A1", "4"), row("C1", "A2"), row("C1", "A2"), row("C1", "A3", held_out="1")]
    with pytest.raises(ValueError, match="4 row") as raised:
        judged_pairs(companies, associations, rows)
    for told in ("line 2: C9", "line 3: C1, A1, '4'", "C1, A2 stands twice", "C1 is held out in some rows only"):
        assert told in str(raised.value)


def test_yardsticks_count_what_they_say():
    found = yardsticks(*a_carrier_and_a_baker())
    assert found["shared themes and needs met"].tolist() == [[3, 0, 0], [0, 2, 0]]
    assert found["random order"].tolist() == [[0, 0, 0], [0, 0, 0]]
    assert found["nearness"][1, 1] == 0 > found["nearness"][0, 0] > found["nearness"][0, 1]
    assert found["TF-IDF of words"][1].argmax() == 1
    assert found["TF-IDF of words"][0].tolist() == [0, 0, 0]


def test_a_criterion_alone_is_neutral_where_it_says_nothing():
    matrix = score(*a_carrier_and_a_baker())
    alone = single_criteria(matrix)["only shared_fragilities"]
    known = matrix.known["shared_fragilities"]
    assert not known[0, 2]
    assert alone[0, 2] == pytest.approx(matrix.layers["shared_fragilities"][0, known[0]].mean())


def test_the_smaller_direction_is_the_score_and_the_others_lie_above():
    matrix = score(*a_carrier_and_a_baker())
    found = ablations(matrix)
    assert (found["smaller of both directions"] == np.minimum(*matrix.directions.values())).all()
    assert (found["smaller of both directions"] <= found["harmonic of both directions"] + 1e-12).all()
    assert (found["geometric of both directions"] <= found["mean of both directions"] + 1e-12).all()


def test_the_report_ranks_the_score_by_what_it_finds():
    """Grades that follow the score give 1; grades against it give less, and the difference to a yardstick is told."""
    companies, associations = a_carrier_and_a_baker()
    companies += [company(f"C{n}", offers=("transport",), place=STRASBOURG) for n in (3, 4)]
    total = score(companies, associations).total
    ranks = (total[:, :, None] > total[:, None, :]).sum(axis=2)  # pairs without a reason are worth the same: 0

    def page(grades):
        rows = [
            row(one.id, other.id, str(grades[i, j]))
            for i, one in enumerate(companies)
            for j, other in enumerate(associations)
        ]
        judged = judged_pairs(companies, associations, rows)
        return report(judged, part="tuned", seed=7, resamples=200, k=2, by_company=True)

    assert "| **score** | 1.000 | 1.000 to 1.000 |" in page(ranks)
    assert "| **score** | 1.000" not in page(2 - ranks)
