"""Communes by name and postcode, and distances."""

import gzip
import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import matching.data.compile_communes as compiling
from matching import places
from matching.organisations import Place
from matching.places import distance_km, find_candidates, find_place

COORDINATES = st.builds(Place, latitude=st.floats(-90, 90), longitude=st.floats(-180, 180))


def test_a_place_with_its_inter_municipal_body() -> None:
    place = find_place("SÉLESTAT CEDEX", "67600")
    assert place is not None
    assert (place.commune, place.insee, place.intermunicipality) == ("Sélestat", "67462", "CC de Sélestat")


@pytest.mark.parametrize(
    ("commune", "postcode", "insee"),
    [
        ("strasbourg", "67000", "67482"),
        ("Strasbourg", "67084", "67482"),
        ("St-Louis", "68300", "68297"),
        ("Ajaccio", "20000", "2A004"),
        ("Saint-Denis", "97400", "97411"),
        ("Lyon 3e", "69003", "69123"),
        ("PARIS 15", "75015", "75056"),
        ("", "67000", "67482"),
        ("Mulhouse", "", "68224"),
    ],
)
def test_spellings(commune: str, postcode: str, insee: str) -> None:
    place = find_place(commune, postcode)
    assert place is not None
    assert place.insee == insee


@pytest.mark.parametrize(("commune", "postcode"), [("", ""), ("Atlantis", "67000"), ("Saint-Denis", ""), ("", "99999")])
def test_no_guessing(commune: str, postcode: str) -> None:
    assert find_place(commune, postcode) is None


def test_each_commune_with_a_postcode_finds_itself() -> None:
    for one in places._communes()[::37]:
        for postcode in one.postcodes[:1]:
            assert one.insee in [place.insee for place in find_candidates(one.name, postcode)]


def test_a_known_distance() -> None:
    strasbourg, mulhouse = find_place("Strasbourg", "67000"), find_place("Mulhouse", "68100")
    assert strasbourg is not None
    assert mulhouse is not None
    assert distance_km(strasbourg, mulhouse) == pytest.approx(97, abs=1.5)
    assert distance_km(strasbourg, Place(commune="Kehl")) is None


@given(COORDINATES, COORDINATES)
def test_distance_is_symmetric_and_at_most_half_way_round(one: Place, other: Place) -> None:
    there, back = distance_km(one, other), distance_km(other, one)
    assert there is not None
    assert there == pytest.approx(back)
    assert 0 <= there <= math.pi * places.EARTH_RADIUS_KM + 1e-6
    assert distance_km(one, one) == 0


def test_the_compiled_table_is_small_and_made_by_its_script(real_data: Path, tmp_path: Path) -> None:
    committed = Path(compiling.__file__).with_name("communes.csv.gz").read_bytes()
    assert len(committed) < 1_200_000
    made = tmp_path / "communes.csv.gz"
    assert compiling.compile_communes(real_data / "territory" / "communes.csv", made) == 34_969
    assert gzip.decompress(made.read_bytes()) == gzip.decompress(committed)
    assert made.read_bytes()[4:8] == b"\0\0\0\0"
