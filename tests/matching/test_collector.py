"""The collector of cycles is paused for a score, and found as it was left."""

import gc

import pytest

from matching.collector import collector_paused


@pytest.mark.parametrize("on", [True, False])
def test_the_collector_is_set_back_as_it_was_also_after_a_fault(on: bool) -> None:
    before = gc.isenabled()
    (gc.enable if on else gc.disable)()
    try:
        with collector_paused():
            assert not gc.isenabled()
        assert gc.isenabled() is on
        with pytest.raises(KeyError), collector_paused():
            raise KeyError
        assert gc.isenabled() is on
    finally:
        (gc.enable if before else gc.disable)()
