"""Excerpts marked in their text: nothing is lost, nothing added, only the excerpts are marked."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from webapp.wording.passages import Passage, passages

TEXTS = st.text("abc é", max_size=20)


@given(TEXTS, st.lists(TEXTS, max_size=4))
def test_the_passages_in_a_row_are_the_text(text: str, excerpts: list[str]) -> None:
    found = passages(text, excerpts)
    assert "".join(one.text for one in found) == text
    assert all(one.text for one in found)
    assert all(one.marked != other.marked or one.marked for one, other in itertools.pairwise(found))
    marked = "".join(one.text for one in found if one.marked)
    assert all(set(one) <= set(marked) for one in excerpts if one in text)


def test_overlapping_excerpts_make_one_passage() -> None:
    assert passages("nos camions vides", ["camions", "ions vides", "absent"]) == (
        Passage("nos ", False),
        Passage("camions vides", True),
    )
