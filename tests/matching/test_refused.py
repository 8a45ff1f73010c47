"""What an organisation says is not so: no suggestion names it, and no criterion reads it in the presentation."""

import pytest

from matching import explain, score, suggest
from matching.organisations import InvalidProfile, Need, Organisation

EMPTY_LORRIES = "Nos camions rentrent à vide."
BREWERY = Organisation(id="C1", side="company", name="Brasserie", presentation=EMPTY_LORRIES)
REFUSING = Organisation(
    id="C2", side="company", name="Brasserie", presentation=EMPTY_LORRIES, refused=frozenset({"offer:transport"})
)
WORKSHOP = Organisation(id="A1", side="association", name="Atelier", needs=(Need(code="transport"),))


def test_no_criterion_reads_what_was_refused() -> None:
    matrix = score([BREWERY, REFUSING], [WORKSHOP])
    met = matrix.layers["association_needs_met"][:, 0]
    assert met[0] > 0
    assert met[1] == 0
    told = [reason.code for reason in explain(matrix, 1, 0).reasons]
    assert told == []
    assert [reason.code for reason in explain(matrix, 0, 0).reasons] != []


def test_no_suggestion_names_what_was_refused() -> None:
    suggested = suggest(EMPTY_LORRIES, side="company")
    assert [one.code for one in suggested.unstated(BREWERY).offers] == ["transport"]
    assert suggested.unstated(REFUSING).offers == ()
    assert suggested.without(frozenset({"need:transport"})) == suggested


def test_what_is_refused_stands_in_the_vocabulary_and_survives_writing() -> None:
    assert Organisation.from_dict(REFUSING.to_dict()) == REFUSING
    with pytest.raises(InvalidProfile, match="refused"):
        Organisation(id="C3", side="company", name="X", refused=frozenset({"offer:lorries"}))
