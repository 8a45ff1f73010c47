"""Place and reach: how far apart two organisations are, for what each of them can reach.

With d the kilometres as the crow flies (halved inside one inter-municipal body, where people work together already)
and h the distance at which nearness has lost half of its worth,

    value = 2 ** (-d / h),    1 in the same commune

h is the harmonic mean of the two reaches in km (``HALF_AT``), or the one that is known, or 30 km: the narrower of two
reaches decides, so that distance counts much for a neighbourhood association and little between national bodies.
No data where a commune is unknown.
"""

from collections.abc import Sequence

import numpy as np

from matching.criteria.protocol import BoolArray, Comparison, FloatArray, Told
from matching.organisations import Organisation, Place
from matching.places import EARTH_RADIUS_KM, commune_key, distance_km, find_place
from matching.reasons import Reason

HALF_AT = {
    "neighbourhood": 5.0,
    "town": 10.0,
    "intermunicipality": 25.0,
    "department": 60.0,
    "region": 150.0,
    "national": 600.0,
}
UNKNOWN_REACH = 30.0
NEAR_KM = 20.0
SAME_BODY_UNKNOWN_KM = 0.6


def located(place: Place) -> Place:
    """Return the place with its coordinates, looked up by commune and postcode when the profile has none."""
    if place.latitude is not None and place.longitude is not None:
        return place
    if not place.commune and not place.postcode:
        return place
    return find_place(place.commune, place.postcode) or place


def half_distance(company: Organisation, association: Organisation) -> float:
    """Return h of the pair in km."""
    reaches = [HALF_AT[one.reach] for one in (company, association) if one.reach]
    return len(reaches) / sum(1 / reach for reach in reaches) if reaches else UNKNOWN_REACH


def same_commune(one: Place, other: Place) -> bool:
    """Tell whether two places are one commune: by INSEE code, else by name and department."""
    if one.insee and other.insee:
        return one.insee == other.insee
    return bool(_commune(one)) and _commune(one) == _commune(other)


class Nearness:
    """Haversine distance, weighed by reach; O(n m)."""

    name = "place"
    speaks_of_few = False

    def measure(self, comparison: Comparison) -> FloatArray:
        """Return 2 ** (-d / h) for every pair, shape (n_companies, n_associations)."""
        companies, associations = comparison.companies, comparison.associations
        km = _kilometres(companies, associations)
        inverse_c, inverse_a = _inverse_reach(companies), _inverse_reach(associations)
        n_known = np.add.outer((inverse_c > 0).astype(int), (inverse_a > 0).astype(int))
        total = np.add.outer(inverse_c, inverse_a)
        half = np.divide(n_known, total, out=np.full(comparison.shape, UNKNOWN_REACH), where=total > 0)
        one_body = _equal([one.place.intermunicipality for one in companies], associations, "intermunicipality")
        value: FloatArray = np.exp2(-np.where(one_body, km / 2, km) / half)
        value[np.isnan(value) & one_body] = SAME_BODY_UNKNOWN_KM
        value[_same_communes(companies, associations)] = 1.0
        return value

    def reasons(self, comparison: Comparison, i: int, j: int) -> Sequence[Told]:
        """Return the same commune, the same inter-municipal body or a short distance, whichever is nearest."""
        company, association = comparison.companies[i], comparison.associations[j]
        one, other = company.place, association.place
        communes = {"company_commune": one.commune, "association_commune": other.commune}
        if same_commune(one, other):
            return (Told(0.7, Reason("same_commune", {"commune": association.place.commune})),) if one.commune else ()
        if not one.commune or not other.commune:
            return ()
        if one.intermunicipality and one.intermunicipality == other.intermunicipality:
            values = {"intermunicipality": one.intermunicipality, **communes}
            return (Told(0.6, Reason("same_intermunicipality", values)),)
        km = distance_km(located(one), located(other))
        if km is not None and km <= min(NEAR_KM, half_distance(company, association)):
            return (Told(0.5, Reason("near", {"km": round(km), **communes})),)
        return ()


def _commune(place: Place) -> str:
    return f"{commune_key(place.commune)} {place.postcode[:2]}" if place.commune else ""


def _kilometres(companies: Sequence[Organisation], associations: Sequence[Organisation]) -> FloatArray:
    """Haversine distances in km for all pairs, NaN where a coordinate is unknown (as ``places.distance_km``)."""
    rows, columns = _radians(companies), _radians(associations)
    north = np.sin(np.subtract.outer(rows[:, 0], columns[:, 0]) / 2) ** 2
    east = np.sin(np.subtract.outer(rows[:, 1], columns[:, 1]) / 2) ** 2
    chord = north + np.multiply.outer(np.cos(rows[:, 0]), np.cos(columns[:, 0])) * east
    return np.asarray(2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.minimum(1.0, chord))))


def _radians(organisations: Sequence[Organisation]) -> FloatArray:
    """Shape (n, 2): latitude and longitude in radians, NaN when unknown."""
    places = [located(one.place) for one in organisations]
    degrees = [
        (np.nan, np.nan) if p.latitude is None or p.longitude is None else (p.latitude, p.longitude) for p in places
    ]
    return np.radians(np.array(degrees, dtype=np.float64).reshape(len(places), 2))


def _inverse_reach(organisations: Sequence[Organisation]) -> FloatArray:
    """1 / km of each stated reach, 0 when it is not stated."""
    return np.array([1 / HALF_AT[one.reach] if one.reach else 0.0 for one in organisations])


def _same_communes(companies: Sequence[Organisation], associations: Sequence[Organisation]) -> BoolArray:
    """``same_commune`` for all pairs: the INSEE codes where both have one, else the names."""
    by_code = _equal([one.place.insee for one in companies], associations, "insee")
    names = _codes([_commune(one.place) for one in companies], [_commune(one.place) for one in associations])
    with_code = np.logical_and.outer(
        np.array([bool(one.place.insee) for one in companies], dtype=np.bool_),
        np.array([bool(one.place.insee) for one in associations], dtype=np.bool_),
    )
    return np.where(with_code, by_code, names)


def _equal(of_companies: Sequence[str], associations: Sequence[Organisation], attribute: str) -> BoolArray:
    return _codes(of_companies, [getattr(one.place, attribute) for one in associations])


def _codes(rows: Sequence[str], columns: Sequence[str]) -> BoolArray:
    """Where two texts are equal and not empty, shape (n_rows, n_columns)."""
    numbers = {text: index for index, text in enumerate(dict.fromkeys([*rows, *columns]))}
    left = np.array([numbers[text] if text else -1 for text in rows], dtype=np.int64)
    right = np.array([numbers[text] if text else -2 for text in columns], dtype=np.int64)
    return np.equal.outer(left, right)
