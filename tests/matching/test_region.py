"""The best partners of a region: what sorting everything gives, whatever the blocks, the workers and their order."""

from dataclasses import dataclass
from threading import Event
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.region.block_results import Stopped, Task
from matching.region.blocks import SLICE_ROWS, cut
from matching.region.left_out import LeftOut
from matching.region.merge import BestPartners, Merging
from matching.region.search import Settings, best_partners, measured
from matching.region.selection import NOBODY, Best, best_of_columns, best_of_rows, better_of
from matching.scoring import score
from sample_data.synthetic import generate_territory


@dataclass(frozen=True)
class Table:
    """Totals and coverage that are simply there."""

    totals: npt.NDArray[np.float32]
    coverage: npt.NDArray[np.float32]

    @property
    def n_rows(self) -> int:
        return self.totals.shape[0]

    @property
    def n_columns(self) -> int:
        return self.totals.shape[1]

    def totals_and_coverage(self, rows: slice, dtype: npt.DTypeLike) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
        return self.totals[rows].astype(dtype), self.coverage[rows].astype(dtype)


def drawn(n_rows: int, n_columns: int, *, n_values: int = 40, seed: int = 0) -> Table:
    """A table with many equal totals, some zeros and some pairs of which little is known."""
    draw = np.random.default_rng(seed)
    totals = draw.integers(0, n_values, size=(n_rows, n_columns)) / n_values
    return Table(totals.astype(np.float32), draw.random((n_rows, n_columns), dtype=np.float32))


def by_sorting(totals: npt.NDArray[np.float32], count: int) -> list[list[int]]:
    """The indices of the best of each row, by sorting everything."""
    found = []
    for row in totals:
        order = sorted(range(len(row)), key=lambda j: (-row[j], j))
        found.append([j for j in order if row[j] > 0][:count])
    return found


def as_lists(best: Best) -> list[list[int]]:
    return [[index for index in row if index != NOBODY] for row in best.partners.tolist()]


def searched(table: Table, *, count: int = 5, n_workers: int = 1, slices: int = 1, apart: tuple = ()) -> BestPartners:
    task = Task(table, count, 0.35, LeftOut.of(apart))
    merging = Merging(table.n_rows, table.n_columns, count)
    for result in measured(
        task, cut(table.n_rows, rows_per_block=slices * SLICE_ROWS), n_workers=n_workers, folder=None
    ):
        merging.add(result)
    return merging.result()


def assert_same(one: BestPartners, other: BestPartners) -> None:
    for a, b in ((one.of_companies, other.of_companies), (one.of_associations, other.of_associations)):
        np.testing.assert_array_equal(a.partners, b.partners)
        np.testing.assert_array_equal(a.scores, b.scores)
        np.testing.assert_array_equal(a.coverage, b.coverage)


values = st.sampled_from([0.0, 0.25, 0.5, 1.0])


@given(st.lists(st.lists(values, min_size=4, max_size=4), max_size=6), st.integers(1, 6))
def test_a_selection_is_what_sorting_gives(rows: list[list[float]], count: int) -> None:
    totals = np.array(rows, dtype=np.float32).reshape(len(rows), 4)
    assert as_lists(best_of_rows(totals, totals, count)) == by_sorting(totals, count)
    assert as_lists(best_of_columns(totals, totals, count)) == by_sorting(totals.T, count)


@given(st.integers(0, 5), st.integers(1, 4), st.integers(0, 1000))
def test_two_selections_make_one(n_first: int, count: int, seed: int) -> None:
    totals = drawn(6, 7, n_values=4, seed=seed).totals
    left, right = totals[:, :n_first].copy(), totals[:, n_first:].copy()
    one = best_of_rows(left, left, count)
    other = best_of_rows(right, right, count, first_index=n_first)
    for merged in (better_of(one, other), better_of(other, one)):
        assert as_lists(merged) == by_sorting(totals, count)
        kept = merged.partners != NOBODY
        assert (merged.scores[~kept] == 0).all()
        np.testing.assert_array_equal(merged.scores[kept], totals[np.nonzero(kept)[0], merged.partners[kept]])


def test_blocks_cover_every_row_once() -> None:
    rows = [
        row
        for block in cut(1000, rows_per_block=2 * SLICE_ROWS)
        for part in block.slices()
        for row in range(1000)[part]
    ]
    assert rows == list(range(1000))
    assert cut(0) == ()
    with pytest.raises(ValueError, match="multiple of"):
        cut(10, rows_per_block=SLICE_ROWS + 1)


def test_a_search_is_what_sorting_gives_both_ways() -> None:
    table = drawn(300, 90)
    apart = ((0, 3), (299, 89), (130, 0))
    totals = np.where(table.coverage >= np.float32(0.35), table.totals, 0)
    for i, j in apart:
        totals[i, j] = 0
    found = searched(table, apart=apart)
    assert as_lists(found.of_companies) == by_sorting(totals, 5)
    assert as_lists(found.of_associations) == by_sorting(totals.T, 5)
    assert found.of_companies.coverage[found.of_companies.partners != NOBODY].min() >= np.float32(0.35)


@pytest.mark.parametrize(("n_workers", "slices"), [(1, 2), (2, 1), (3, 4)])
def test_the_result_does_not_depend_on_blocks_and_workers(n_workers: int, slices: int) -> None:
    table = drawn(600, 70, n_values=5)
    assert_same(searched(table), searched(table, n_workers=n_workers, slices=slices))


def test_a_worker_stops_when_asked() -> None:
    stop = Event()
    stop.set()
    with pytest.raises(Stopped):
        Task(drawn(10, 10), 3, 0.0, LeftOut.of(())).measure(cut(10)[0], stop)


def test_a_block_counts_once() -> None:
    merging = Merging(10, 10, 3)
    task = Task(drawn(10, 10), 3, 0.0, LeftOut.of(()))
    result = task.measure(cut(10)[0], Event())
    merging.add(result)
    with pytest.raises(ValueError, match="added before"):
        merging.add(result)


def test_the_partners_of_a_territory_are_those_of_its_score_matrix() -> None:
    territory = generate_territory(60, 50, seed=3)
    matrix = score(territory.companies, territory.associations)
    found = best_partners(territory.companies, territory.associations, settings=Settings(count=8))
    allowed = np.where(matrix.coverage >= 0.35, matrix.total, 0)
    for best, totals in ((found.of_companies, allowed), (found.of_associations, allowed.T)):
        for i, row in enumerate(best.partners):
            eighth = np.sort(totals[i])[-8]
            kept = row[row != NOBODY]
            assert (totals[i, kept] >= eighth - 1e-5).all()
            np.testing.assert_allclose(best.scores[i][row != NOBODY], totals[i, kept], atol=1e-5)


@pytest.mark.parametrize("wrong", [{"count": 0}, {"n_workers": 0}, {"least_coverage": 1.5}, {"rows_per_block": 100}])
def test_settings_that_cannot_be_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="give"):
        Settings(**wrong)


def test_nobody_on_a_side_is_no_problem() -> None:
    territory = generate_territory(3, 0, seed=3)
    assert best_partners(territory.companies, ()).of_companies.partners.tolist() == [[NOBODY] * 20] * 3


def test_a_pair_to_leave_out_must_be_one() -> None:
    territory = generate_territory(3, 3, seed=3)
    with pytest.raises(ValueError, match="1 pair"):
        best_partners(territory.companies, territory.associations, left_out=[(3, 0)])
