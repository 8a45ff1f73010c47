"""The directory of an invented region: the same for a seed, a text of its own for nearly everybody."""

import pytest

from matching.places import find_place
from sample_data.region import generate_region, places


def test_the_same_seed_gives_the_same_directory() -> None:
    assert generate_region(20, 30, seed=5) == generate_region(20, 30, seed=5)
    assert generate_region(20, 30, seed=5) != generate_region(20, 30, seed=6)


def test_both_sides_are_there_and_ids_are_their_own() -> None:
    region = generate_region(40, 60, seed=1)
    assert (len(region.companies), len(region.associations)) == (40, 60)
    assert {one.side for one in region.companies} == {"company"}
    assert len({one.id for one in region.organisations}) == 100


def test_presentations_are_texts_of_their_own() -> None:
    texts = [one.presentation for one in generate_region(1000, 1000, seed=1).organisations if one.presentation]
    assert len(texts) > 1400
    assert len(set(texts)) > 0.99 * len(texts)
    assert not [text for text in texts if "{" in text or "}" in text or not text.endswith(".")]


def test_some_sections_are_left_empty_and_some_people_know_each_other() -> None:
    region = generate_region(500, 500, seed=1)
    for section in ("needs", "fragilities", "objectives", "forms", "presentation"):
        n_silent = sum(not getattr(one, section) for one in region.organisations)
        assert 100 < n_silent < 500
    ids = {one.id for one in region.associations}
    partners = {partner for one in region.companies for partner in one.partners | one.keep_apart}
    assert partners
    assert partners <= ids


def test_places_are_communes_of_the_region() -> None:
    assert len(places()) > 2000
    assert find_place("Saverne", "67700") in places()


def test_nobody_is_a_region_too_and_fewer_is_refused() -> None:
    assert generate_region(0, 0, seed=1).organisations == ()
    assert generate_region(3, 0, seed=1).companies[0].partners == frozenset()
    with pytest.raises(ValueError, match="negative"):
        generate_region(-1, 3, seed=1)
