"""The small model of the protocol keeps every promise; every wrong design breaks one, and says how."""

import pytest

from tests.proofs.protocol_designs import WRONG_DESIGNS
from tests.proofs.protocol_model import SLOTS, SMALL, Design, Mirror, explore

# What each wrong design is seen to do, so that a counter-example of something else is noticed.
SEEN = {
    "check, then insert, without a lock": "after the seal",
    "the last to arrive wins": "was told not and yes is sealed",
    "a row only for yes": "tells that somebody answered",
    "shared wishes computed when written": "before the seal",
    "yes wins ties": "was told not and yes is sealed",
    "a number without a key": "was told not and yes is sealed",
    "a key without a number": "was told not and yes is sealed",
    "the seal reads before it locks": "was not read by it",
    "agreement read at the results": "agreed to at the seal",
    "a receipt before the answer is stored": "nothing is sealed",
    "a repair takes answers away": "not where both said yes",
    "no answer counts as yes": "not where both said yes",
    "the reply depends on the answer that stands": "tells what C answered",
    "answers taken until the results": "received after the seal",
    "contacts at the seal": "before the results",
    "nothing is destroyed": "outlived their day",
}


def test_every_reachable_state_keeps_every_promise() -> None:
    found = explore(Design(SLOTS))
    assert found.broken is None, found.path
    assert found.n_states > 50_000


def test_looking_at_one_of_two_mirrored_states_leaves_none_out(monkeypatch: pytest.MonkeyPatch) -> None:
    some = SMALL[:3] + SMALL[4:]
    fewer = explore(Design(some))
    monkeypatch.setattr(Mirror, "one_of", lambda self, state: state)
    whole = explore(Design(some))
    assert fewer.broken is whole.broken is None
    assert fewer.n_states < whole.n_states <= 2 * fewer.n_states


@pytest.mark.parametrize("wrong", WRONG_DESIGNS, ids=[wrong.name for wrong in WRONG_DESIGNS])
def test_each_wrong_design_breaks_a_promise(wrong: type[Design]) -> None:
    found = explore(wrong(SMALL))
    assert found.broken is not None
    assert SEEN[wrong.name] in found.broken
    assert found.path
    assert set(SEEN) == {one.name for one in WRONG_DESIGNS}
