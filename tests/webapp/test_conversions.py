"""What is kept of an explanation is read back equal, and what was kept before there were two directions still reads."""

import json

from matching import explain, score
from tests.matching.worlds import COLMAR, STRASBOURG, association, company
from webapp.conversions import explanation_from_json, explanation_to_json


def one_explanation():
    """A pair in which the association gains more."""
    one = company(offers=("skills_law",), needs=("candidates",), place=STRASBOURG)
    other = association(needs=("skills_law",), offers=("visibility",), place=COLMAR)
    return explain(score([one], [other]), 0, 0)


def test_an_explanation_is_read_back_equal():
    told = one_explanation()
    assert told.direction == "company"
    assert told.other_total > told.total
    assert explanation_from_json(json.loads(json.dumps(explanation_to_json(told)))) == told


def test_an_explanation_of_one_direction_has_the_same_total_for_both():
    kept = explanation_to_json(one_explanation())
    for name in ("direction", "other_total", "other_contributions"):
        del kept[name]
    told = explanation_from_json(kept)
    assert told.other_total == told.total
    assert told.other_contributions == told.contributions
