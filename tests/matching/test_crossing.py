"""What crosses into the planning of rounds: an array, ids, and who belongs together."""

import numpy as np
import pytest

from matching import participant_weights, score
from matching.organisations import Participant
from tests.matching.worlds import COLMAR, STRASBOURG, association, company


def two_by_two():
    """Two companies and two associations that differ by place only."""
    return score(
        [company("C1", place=STRASBOURG), company("C2", place=COLMAR)],
        [association("A1", place=STRASBOURG), association("A2", place=COLMAR)],
    )


def person(identifier: str, organisation: str) -> Participant:
    return Participant(id=identifier, organisation_id=organisation)


def test_participants_weigh_as_their_organisations_in_the_order_given():
    matrix = two_by_two()
    people = [person("p1", "A2"), person("p2", "C2"), person("p3", "C1"), person("p4", "C2"), person("p5", "A1")]
    crossing = participant_weights(matrix, people)
    assert crossing.company_participants == ("p2", "p3", "p4")
    assert crossing.association_participants == ("p1", "p5")
    assert crossing.row_groups.tolist() == [1, 0, 1]
    assert crossing.column_groups.tolist() == [1, 0]
    np.testing.assert_array_equal(crossing.weights, matrix.total[[1, 0, 1]][:, [1, 0]])


def test_nobody_is_an_empty_array():
    assert participant_weights(two_by_two(), []).weights.shape == (0, 0)


def test_participants_who_cannot_be_placed_are_refused_together():
    people = [person("p1", "C1"), person("p1", "A1"), person("p2", "Z9")]
    with pytest.raises(ValueError, match="2 participant") as refused:
        participant_weights(two_by_two(), people)
    assert "p2: organisation Z9 stands on no side" in str(refused.value)
    assert "p1: the id stands twice" in str(refused.value)
