"""Two rankings side by side: who rises, who falls, who comes in, who leaves."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matching.introductions import Introduction
from webapp.services.movements import FIRST_ONES, LOOKED_AT, MOST_TOLD, movements


def ranking(pairs: list[int]) -> list[Introduction]:
    """Pairs by number, each with the company and the association of that number."""
    return [Introduction(number, number, 0.5, rank) for rank, number in enumerate(pairs, start=1)]


def test_the_same_ranking_moves_nobody() -> None:
    found = movements(ranking([1, 2, 3]), ranking([1, 2, 3]))
    assert (found.risen, found.fallen, found.still, found.come_in, found.gone) == (0, 0, 3, 0, 0)
    assert (found.most_risen, found.most_fallen) == ((), ())


def test_one_comes_in_and_one_leaves() -> None:
    found = movements(ranking([1, 2, 3]), ranking([3, 1, 4]))
    assert (found.risen, found.fallen, found.still, found.come_in, found.gone) == (2, 1, 0, 1, 1)
    assert found.by_pair[4, 4].before is None
    assert found.by_pair[2, 2].after is None
    assert [one.company_index for one in found.most_fallen] == [2, 1]
    assert {one.company_index for one in found.most_risen} == {3, 4}


def test_a_move_near_the_top_is_told_before_a_longer_one_far_below() -> None:
    before = list(range(1, 401))
    after = [5, 1, 2, 3, 4, *range(6, 301), 400, *range(301, 400)]
    assert movements(ranking(before), ranking(after)).most_risen[0].company_index == 5


@settings(suppress_health_check=[HealthCheck.too_slow])  # a busy machine is no fault
@given(st.permutations(range(30)), st.permutations(range(30)), st.integers(0, 30), st.integers(0, 30))
def test_counts_hold_together(before: list[int], after: list[int], n_before: int, n_after: int) -> None:
    then, now = ranking(before[:n_before]), ranking(after[:n_after])
    found = movements(then, now)
    assert found.risen + found.fallen + found.still == min(len(now), FIRST_ONES)
    assert found.come_in - found.gone == len(now) - len(then)
    assert all(one.places > 0 for one in found.most_risen)
    assert all(one.places < 0 for one in found.most_fallen)
    assert len(found.most_risen) <= MOST_TOLD
    back = movements(now, then)
    assert {one.company_index for one in back.by_pair.values()} == {one.company_index for one in found.by_pair.values()}
    assert all(back.by_pair[pair].places == -one.places for pair, one in found.by_pair.items())
    assert len(then) <= LOOKED_AT
