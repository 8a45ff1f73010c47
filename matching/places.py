"""A commune and a postcode as people write them -> the place with its code, inter-municipal body and coordinates.

The communes come from ``data/communes.csv.gz`` (INSEE, La Poste; Licence Ouverte), read once, when first asked for.
Distances are great-circle distances by the haversine formula (Sinnott 1984) on a sphere of 6,371 km.
"""

import gzip
import re
from dataclasses import dataclass
from functools import cache
from importlib import resources
from math import asin, cos, radians, sin, sqrt

from matching.folding import fold
from matching.organisations import Place

EARTH_RADIUS_KM = 6371.0088

_CEDEX = re.compile(r"\bcedex\b.*$")
_DISTRICT = re.compile(r"\b\d{1,2} ?(?:e|er|eme|ieme|nd)?\b(?: arrondissement)?.*$")
_POSTCODE = re.compile(r"\d{5}")


@dataclass(frozen=True)
class _Commune:
    insee: str
    name: str
    postcodes: tuple[str, ...]
    intermunicipality: str
    latitude: float | None
    longitude: float | None


def find_place(commune: str, postcode: str = "") -> Place | None:
    """Return the place a commune name and a postcode speak of, or None when none or several fit.

    CEDEX, accents, capitals, hyphens, "St" for "Saint" and numbers of districts do not count. A postcode that only
    CEDEX deliveries have is accepted when the name is unique in its department; a postcode of a single commune finds
    it without a name. Reading the table costs about 0.1 s, once per process; each later call is a dictionary look-up.

    >>> find_place("MULHOUSE CEDEX", "68100").insee
    '68224'
    """
    candidates = find_candidates(commune, postcode)
    if len(candidates) != 1:
        return None
    return candidates[0]


def find_candidates(commune: str, postcode: str = "") -> tuple[Place, ...]:
    """Return every place that a commune name, a postcode or both may mean, in the order of the INSEE codes.

    >>> len(find_candidates("Saint-Denis")) > 1
    True
    """
    name = commune_key(commune)
    postcode = postcode.strip()
    if not name and not postcode:
        return ()
    found: list[_Commune] = []
    if postcode and name:
        found = [one for one in _by_postcode().get(postcode, ()) if commune_key(one.name) == name]
        if not found:
            found = [one for one in _by_name().get(name, ()) if _department(one.insee) == _department(postcode)]
    elif postcode:
        found = list(_by_postcode().get(postcode, ()))
    else:
        found = list(_by_name().get(name, ()))
    return tuple(_as_place(one, postcode) for one in found)


def communes_of_postcode(postcode: str) -> tuple[str, ...]:
    """Return the names of the communes that a postcode serves, empty when it is not a postcode of the table."""
    return tuple(one.name for one in _by_postcode().get(postcode, ()))


def commune_key(commune: str) -> str:
    """Return what two spellings of one commune have in common.

    >>> commune_key("ST LOUIS CEDEX 2") == commune_key("Saint-Louis")
    True
    """
    words = _CEDEX.sub("", fold(commune))
    words = _DISTRICT.sub("", words).strip() or words.strip()
    longer = {"st": "saint", "ste": "sainte", "s": "sur"}
    return " ".join(longer.get(word, word) for word in words.split())


def distance_km(one: Place, other: Place) -> float | None:
    """Return the great-circle distance between two places in km, or None when a coordinate is unknown.

    d = 2 R asin sqrt(sin^2(Δφ/2) + cos φ1 cos φ2 sin^2(Δλ/2)), φ latitude and λ longitude.

    >>> round(distance_km(find_place("Strasbourg", "67000"), find_place("Colmar", "68000")))
    59
    """
    if one.latitude is None or one.longitude is None or other.latitude is None or other.longitude is None:
        return None
    latitude, other_latitude = radians(one.latitude), radians(other.latitude)
    north = sin((other_latitude - latitude) / 2) ** 2
    east = sin(radians(other.longitude - one.longitude) / 2) ** 2
    chord = north + cos(latitude) * cos(other_latitude) * east
    return 2 * EARTH_RADIUS_KM * asin(sqrt(min(1.0, chord)))


def _department(code: str) -> str:
    """Return the department of an INSEE code or of a postcode; Corsica counts as one (its postcodes say 20)."""
    if code.startswith(("2A", "2B")):
        return "20"
    return code[:3] if code.startswith(("97", "98")) else code[:2]


def _as_place(one: _Commune, postcode: str) -> Place:
    if not _POSTCODE.fullmatch(postcode):
        postcode = one.postcodes[0] if len(one.postcodes) == 1 else ""
    return Place(
        commune=one.name,
        postcode=postcode,
        insee=one.insee,
        intermunicipality=one.intermunicipality,
        latitude=one.latitude,
        longitude=one.longitude,
    )


@cache
def _communes() -> tuple[_Commune, ...]:
    packed = resources.files("matching").joinpath("data/communes.csv.gz").read_bytes()
    lines = gzip.decompress(packed).decode("utf-8").splitlines()[1:]
    communes = []
    for line in lines:
        insee, name, postcodes, intermunicipality, latitude, longitude = line.split("\t")
        communes.append(
            _Commune(
                insee,
                name,
                tuple(postcodes.split("|")) if postcodes else (),
                intermunicipality,
                float(latitude) if latitude else None,
                float(longitude) if longitude else None,
            )
        )
    return tuple(communes)


@cache
def _by_postcode() -> dict[str, tuple[_Commune, ...]]:
    index: dict[str, list[_Commune]] = {}
    for one in _communes():
        for postcode in one.postcodes:
            index.setdefault(postcode, []).append(one)
    return {postcode: tuple(communes) for postcode, communes in index.items()}


@cache
def _by_name() -> dict[str, tuple[_Commune, ...]]:
    index: dict[str, list[_Commune]] = {}
    for one in _communes():
        index.setdefault(commune_key(one.name), []).append(one)
    return {name: tuple(communes) for name, communes in index.items()}
