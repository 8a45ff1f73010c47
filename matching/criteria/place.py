"""Place and reach: how far apart two organisations are, for what each of them can reach.

With d the kilometres as the crow flies (halved inside one inter-municipal body, where people work together already)
and h the distance at which nearness has lost half of its worth,

    value = 2 ** (-d / h),    1 in the same commune

h is the harmonic mean of the two reaches in km (``HALF_AT``), or the one that is known, or 30 km: the narrower of two
reaches decides, so that distance counts much for a neighbourhood association and little between national bodies.
No data where a commune is unknown.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar, cast

import numpy as np
import numpy.typing as npt

from matching.criteria.blocks import Array, Band, Block, BoolArray, Prepared, Speaks, whole
from matching.criteria.protocol import Comparison, FloatArray, Told
from matching.organisations import Organisation, Place
from matching.places import EARTH_RADIUS_KM, commune_key, distance_km, find_place
from matching.reasons import Reason

AnyArray = TypeVar("AnyArray", bound=npt.NDArray[Any])

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
EVERY = slice(None)


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
    """Great-circle distance, weighed by reach; O(n m)."""

    name = "place"
    speaks_of_few = False

    def prepare(self, comparison: Comparison) -> Prepared:
        """Return where everybody is and how far they reach, ready for any block."""
        places = [one.place for one in (*comparison.companies, *comparison.associations)]
        n_companies = len(comparison.companies)
        points = _points(places)
        known = ~np.isnan(points[:, 0])
        centre = points[known].mean(axis=0) if known.any() else np.zeros(3)  # small numbers keep their decimals
        insee, named = _numbers([place.insee for place in places]), _numbers([_commune(place) for place in places])
        return _PreparedPlaces(
            speaks=Speaks.both(known[:n_companies], known[n_companies:])
            if known.all()
            else Speaks.in_blocks(comparison.shape),
            n_companies=n_companies,
            located=known,
            points=np.where(known[:, None], points - centre, 0.0),
            in_rows=_inverse_reach(comparison.companies)[:, [1, 0, 2]] * (1, 1, 1 / UNKNOWN_REACH),
            in_columns=_inverse_reach(comparison.associations).T,
            communes=(insee,) if insee.all() else (insee, named),
            bodies=_numbers([place.intermunicipality for place in places]),
        )

    def measure(self, comparison: Comparison) -> FloatArray:
        """Return 2 ** (-d / h) for every pair, shape (n_companies, n_associations)."""
        return whole(self.prepare(comparison))

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


@dataclass(frozen=True)
class _PreparedPlaces:
    """Points, reaches, communes and bodies of both sides: the companies' lines first, then the associations'."""

    speaks: Speaks
    n_companies: int
    located: BoolArray  # (n + m,)
    points: FloatArray  # (n + m, 3), km
    in_rows: FloatArray  # (n, 3) and (3, m): their product is 1 / h
    in_columns: FloatArray
    communes: Sequence[npt.NDArray[np.int32]]  # (n + m,) each: equal numbers are one commune, 0 is unknown
    bodies: npt.NDArray[np.int32]

    def band(self, rows: slice, dtype: npt.DTypeLike) -> Band:
        """Return values of some rows; about 20 simple steps a pair."""
        points, others = self._split(self.points.astype(dtype), rows)
        of_rows, of_columns = self.in_rows[rows].astype(dtype), self.in_columns.astype(dtype)

        def piece(columns: slice) -> Block:
            km: Array = np.zeros((len(points), columns.stop - columns.start), dtype=dtype)
            for axis in range(3):
                apart = np.subtract.outer(points[:, axis], others[columns, axis])
                km += np.square(apart, out=apart)
            np.sqrt(km, out=km)
            km *= 1 / (2 * EARTH_RADIUS_KM)  # the chord; the way over the ground is the arc above it
            np.arcsin(np.minimum(1, km, out=km), out=km)
            km *= of_rows @ of_columns[:, columns]
            km *= -2 * EARTH_RADIUS_KM
            one_body = self._equal(self.bodies, rows, columns)
            if one_body is not None:
                np.multiply(km, 0.5, out=km, where=one_body)
            value = np.exp2(km, out=km)
            one_commune = self._same_commune(rows, columns)
            if self.speaks.rank:
                known = None
            else:
                known = np.logical_and.outer(*self._split(self.located, rows, columns))
                value[~known] = 0
                if one_body is not None:
                    value[one_body & ~known] = SAME_BODY_UNKNOWN_KM
                    known |= one_body
                if one_commune is not None:
                    known |= one_commune
            if one_commune is not None:
                np.copyto(value, 1, where=one_commune)
            return Block(value, known)

        return piece

    def _same_commune(self, rows: slice, columns: slice) -> BoolArray | None:
        """Where two places are one commune: by INSEE code where both have one, else by name."""
        by_code = self._equal(self.communes[0], rows, columns)
        if len(self.communes) == 1:
            return by_code
        by_name = self._equal(self.communes[1], rows, columns)
        with_code = np.logical_and.outer(*self._split(self.communes[0] > 0, rows, columns))
        nothing = np.zeros(with_code.shape, dtype=np.bool_)
        return np.where(with_code, nothing if by_code is None else by_code, nothing if by_name is None else by_name)

    def _equal(self, numbers: npt.NDArray[np.int32], rows: slice, columns: slice) -> BoolArray | None:
        """Where two numbers are equal and not 0; None where nobody has one."""
        of_rows, of_columns = self._split(numbers, rows, columns)
        if not of_rows.any() or not of_columns.any():
            return None
        return np.equal.outer(np.where(of_rows == 0, -1, of_rows), of_columns)

    def _split(self, lines: AnyArray, rows: slice, columns: slice = EVERY) -> tuple[AnyArray, AnyArray]:
        """The lines of these companies and of these associations."""
        of_rows, of_columns = lines[: self.n_companies], lines[self.n_companies :]
        return cast("AnyArray", of_rows[rows]), cast("AnyArray", of_columns[columns])


def _commune(place: Place) -> str:
    return f"{commune_key(place.commune)} {place.postcode[:2]}" if place.commune else ""


def _points(places: Sequence[Place]) -> FloatArray:
    """Points on the globe in km from its centre, shape (n, 3); NaN where a coordinate is unknown."""
    found = [located(place) for place in places]
    degrees = [
        (np.nan, np.nan) if p.latitude is None or p.longitude is None else (p.latitude, p.longitude) for p in found
    ]
    latitude, longitude = np.radians(np.array(degrees, dtype=np.float64).reshape(len(places), 2)).T
    across = np.cos(latitude)
    points = [across * np.cos(longitude), across * np.sin(longitude), np.sin(latitude)]
    return np.asarray(EARTH_RADIUS_KM * np.column_stack(points))


def _inverse_reach(organisations: Sequence[Organisation]) -> FloatArray:
    """Shape (n, 3): 1 - half of whether the reach is stated, 1 / km of it, and whether it is not stated.

    With (a, b, c) of one and (a', b', c') of the other, 1 / h = b a' + a b' + c c' / 30.
    """
    stated = np.array([bool(one.reach) for one in organisations], dtype=np.float64)
    inverse = np.array([1 / HALF_AT[one.reach] if one.reach else 0.0 for one in organisations])
    return np.column_stack([1 - stated / 2, inverse, 1 - stated])


def _numbers(texts: Sequence[str]) -> npt.NDArray[np.int32]:
    """The same number for the same text, 0 for an empty one."""
    numbers = {text: index + 1 for index, text in enumerate(dict.fromkeys(text for text in texts if text))}
    return np.array([numbers[text] if text else 0 for text in texts], dtype=np.int32)
