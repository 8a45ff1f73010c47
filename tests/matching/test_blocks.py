"""Blocks of pairs: the same values whichever rows are asked for, in either number format, as all pairs at once."""

import random
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching import DEFAULT_WEIGHTS, CriterionWeights, score, totals
from matching.criteria import CRITERIA
from matching.criteria.blocks import block
from matching.criteria.details import agreement
from matching.criteria.protocol import Comparison
from matching.criteria.text_tables import weighed_terms
from matching.criteria.wordings import agreement_of_manners, keys_of, manner_of
from matching.organisations import Organisation, PastMeeting
from matching.scoring import prepare
from tests.benchmarks.scoring import profile
from tests.matching import worlds

SELFISH = replace(DEFAULT_WEIGHTS, giving=0.0)
ONE_SIDED = CriterionWeights({"company_needs_met": 2, "forms": 1, "place": 0.5}, giving=0.3)


def forty_by_thirty() -> tuple[list[Organisation], list[Organisation], list[PastMeeting]]:
    """Half-filled profiles with wordings, presentations, partners and a past."""
    draw = random.Random(4)
    companies = [profile(draw, "company", index) for index in range(40)]
    associations = [profile(draw, "association", index) for index in range(30)]
    companies[3] = replace(companies[3], partners=frozenset({"a7", "Ville de Colmar"}), undecided=True)
    associations[5] = replace(associations[5], partners=frozenset({"ville de colmar"}), undecided=True)
    history = [
        PastMeeting(company_id=f"c{draw.randrange(40)}", association_id=f"a{draw.randrange(30)}") for _ in range(25)
    ]
    return companies, associations, history


@given(worlds.worlds())
@settings(max_examples=25, deadline=None)
def test_a_block_of_one_row_is_that_row_of_the_measure(world):
    comparison = Comparison(tuple(world[0]), tuple(world[1]), world[2], world[3])
    for criterion in CRITERIA:
        prepared, measured = criterion.prepare(comparison), criterion.measure(comparison)
        for row in range(len(world[0])):
            double = block(prepared, slice(row, row + 1))
            np.testing.assert_allclose(double[0], measured[row], atol=1e-12, err_msg=criterion.name)
            single = block(prepared, slice(row, row + 1), np.float32)
            assert single.dtype == np.float32
            np.testing.assert_allclose(single[0], measured[row], atol=1e-3, err_msg=criterion.name)


@pytest.mark.parametrize("weights", [DEFAULT_WEIGHTS, SELFISH, ONE_SIDED])
def test_totals_of_blocks_are_those_of_the_score(weights):
    companies, associations, history = forty_by_thirty()
    matrix = score(companies, associations, weights=weights, diagnosis=worlds.DIAGNOSIS, history=history)
    prepared = prepare(companies, associations, weights=weights, diagnosis=worlds.DIAGNOSIS, history=history)
    assert (prepared.n_rows, prepared.n_columns) == matrix.total.shape
    for rows in (slice(0, 40), slice(7, 19), slice(39, 80), slice(5, 5)):
        np.testing.assert_allclose(prepared.totals(rows, np.float64), matrix.total[rows], atol=1e-12)
        np.testing.assert_allclose(prepared.coverage(rows, np.float64), matrix.coverage[rows], atol=1e-12)
        assert prepared.totals(rows).dtype == np.float32
        np.testing.assert_allclose(prepared.totals(rows), matrix.total[rows], atol=1e-4)


def test_a_total_does_not_depend_on_the_block_it_is_asked_in(monkeypatch):
    """Tiles stand at fixed places: the last bit is the same, so that ties are broken alike."""
    monkeypatch.setattr(totals, "TILE_ROWS", 16)
    monkeypatch.setattr(totals, "TILE_COLUMNS", 8)
    companies, associations, history = forty_by_thirty()
    prepared = prepare(companies, associations, history=history)
    every = prepared.totals(slice(0, 40))
    for rows in (slice(0, 1), slice(3, 21), slice(16, 32), slice(15, 40)):
        np.testing.assert_array_equal(prepared.totals(rows), every[rows])


def test_small_tiles_and_large_ones_tell_the_same(monkeypatch):
    companies, associations, history = forty_by_thirty()
    large = score(companies, associations, history=history)
    monkeypatch.setattr(totals, "TILE_ROWS", 7)
    monkeypatch.setattr(totals, "TILE_COLUMNS", 4)
    small = score(companies, associations, history=history)
    np.testing.assert_allclose(small.total, large.total, atol=1e-12)
    np.testing.assert_allclose(small.coverage, large.coverage, atol=1e-12)


_wordings = st.sampled_from(
    (
        "",
        "  ",
        "bail d’un local",
        "légumes de saison",
        "surplus alimentaires, légumes",
        "de quoi servir un repas chaud",
        "draps de second choix",
        "planches déclassées",
        "ordinateurs d’occasion",
        "xylophones",
    )
)


@given(_wordings, _wordings)
@settings(max_examples=60, deadline=None)
def test_two_wordings_agree_by_what_they_share_or_by_the_manner_of_each(detail, other):
    shared = set(keys_of(detail)) & set(keys_of(other))
    apart = agreement_of_manners(manner_of(detail), manner_of(other))
    assert agreement(detail, other) == (1 if shared else apart)


def test_terms_weigh_as_in_scikit_learn():
    from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: PLC0415  slow import

    rows = [("bois", "jeun", "bois"), (), ("pain",)]
    columns = [("pain", "jeun"), ("bois", "bois", "bois", "pain", "sel")]
    expected = TfidfVectorizer(analyzer=tuple, sublinear_tf=True).fit_transform([*rows, *columns]).toarray()
    found = np.vstack([table.toarray() for table in weighed_terms(rows, columns)])
    np.testing.assert_allclose(found, expected, atol=1e-12)
