"""Organisations, their participants and their territory: the validated values everything else is computed from.

A value is checked when it is built and never changes afterwards. All problems of one value are reported together.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from types import MappingProxyType
from typing import Any, Literal

from matching import vocabulary


class InvalidProfile(ValueError):  # noqa: N818  named as the thing it is about
    """Raised when a profile is built from values outside the vocabulary; carries every problem as (field, value)."""

    def __init__(self, subject: str, problems: Iterable[tuple[str, object]]) -> None:
        self.subject = subject
        self.problems = tuple(problems)
        listed = "; ".join(f"{name}: {value!r}" for name, value in self.problems)
        super().__init__(f"{subject}: {len(self.problems)} value(s) not in the vocabulary ({listed})")


@dataclass(frozen=True, kw_only=True)
class Need:
    """What an organisation seeks: a resource code, and the words of the sheet it was read from."""

    code: str
    detail: str = ""


@dataclass(frozen=True, kw_only=True)
class Offer:
    """What an organisation brings: a resource code, and the words of the sheet it was read from."""

    code: str
    detail: str = ""


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where an organisation is: commune, postcode (text, five figures), degrees of latitude and longitude if known."""

    commune: str = ""
    postcode: str = ""
    insee: str = ""
    intermunicipality: str = ""
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, kw_only=True)
class Organisation:
    """The profile of one legal entity, as the scoring core reads it.

    ``fragilities`` maps a fragility code to its grade from 1 to 10, or to None when it was named without a grade.
    ``forms`` holds form codes; an empty set means that nothing was said (``undecided`` tells "I do not know yet").
    ``partners`` and ``keep_apart`` hold ids of organisations (or names as written when no id was found).
    ``refused`` holds what its presentation suggests and it says is not so, as "need:goods", "offer:..." or
    "fragility:..."; no criterion reads that in its presentation.

    Raises InvalidProfile when any code, side, grade or size is outside the vocabulary.
    """

    id: str
    side: vocabulary.Side
    name: str
    kind: str = ""
    size: str = ""
    model: str = ""
    reach: str = ""
    place: Place = Place()
    fragilities: Mapping[str, int | None] = field(default_factory=dict)
    needs: tuple[Need, ...] = ()
    offers: tuple[Offer, ...] = ()
    objectives: frozenset[str] = frozenset()
    forms: frozenset[str] = frozenset()
    unavailable_forms: frozenset[str] = frozenset()
    undecided: bool = False
    presentation: str = ""
    siren: str = ""
    rna: str = ""
    partners: frozenset[str] = frozenset()
    keep_apart: frozenset[str] = frozenset()
    refused: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        object.__setattr__(self, "fragilities", MappingProxyType(dict(self.fragilities)))
        problems: list[tuple[str, object]] = []
        if not self.id.strip():
            problems.append(("id", self.id))
        if not self.name.strip():
            problems.append(("name", self.name))
        single: tuple[tuple[str, str, tuple[str, ...]], ...] = (
            ("side", self.side, vocabulary.SIDES),
            ("kind", self.kind, ("", *vocabulary.ORGANISATION_KINDS)),
            ("size", self.size, ("", *vocabulary.COMPANY_SIZES)),
            ("model", self.model, ("", *vocabulary.ASSOCIATION_MODELS)),
            ("reach", self.reach, ("", *vocabulary.REACHES)),
        )
        for name, value, allowed in single:
            if value not in allowed:
                problems.append((name, value))
        several: tuple[tuple[str, Iterable[str], tuple[str, ...]], ...] = (
            ("fragilities", self.fragilities, vocabulary.FRAGILITIES),
            ("needs", [need.code for need in self.needs], vocabulary.RESOURCES),
            ("offers", [offer.code for offer in self.offers], vocabulary.RESOURCES),
            ("objectives", self.objectives, vocabulary.OBJECTIVES),
            ("forms", self.forms, vocabulary.FORMS),
            ("unavailable_forms", self.unavailable_forms, vocabulary.FORMS),
        )
        for name, codes, allowed in several:
            problems += [(name, code) for code in codes if code not in allowed]
        resources = (f"{kind}:{code}" for kind in ("need", "offer") for code in vocabulary.RESOURCES)
        refusable = {*resources, *(f"fragility:{code}" for code in vocabulary.FRAGILITIES)} if self.refused else set()
        problems += [("refused", thing) for thing in sorted(self.refused - refusable)]
        problems += [
            ("grade", f"{code}={grade}")
            for code, grade in self.fragilities.items()
            if grade is not None and not vocabulary.LEAST_GRADE <= grade <= vocabulary.GREATEST_GRADE
        ]
        if problems:
            raise InvalidProfile(self.id or self.name, problems)

    def to_dict(self) -> dict[str, Any]:
        """Return the profile as plain JSON values; ``from_dict`` reads them back equal."""
        plain = {name: getattr(self, name) for name in self.__dataclass_fields__}
        plain["place"] = asdict(self.place)
        plain["fragilities"] = dict(self.fragilities)
        plain["needs"] = [asdict(need) for need in self.needs]
        plain["offers"] = [asdict(offer) for offer in self.offers]
        for name in ("objectives", "forms", "unavailable_forms", "partners", "keep_apart", "refused"):
            plain[name] = sorted(plain[name])
        return plain

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> "Organisation":
        """Build a profile from what ``to_dict`` gave; raises InvalidProfile or TypeError when it is something else."""
        values = dict(plain)
        values["place"] = Place(**values.get("place", {}))
        values["needs"] = tuple(Need(**need) for need in values.get("needs", ()))
        values["offers"] = tuple(Offer(**offer) for offer in values.get("offers", ()))
        for name in ("objectives", "forms", "unavailable_forms", "partners", "keep_apart", "refused"):
            values[name] = frozenset(values.get(name, ()))
        return cls(**values)


@dataclass(frozen=True, kw_only=True)
class Participant:
    """A person who represents one organisation at one event.

    ``email_of_payer`` tells that the address is the one of whoever paid or registered, not known to be the person's.
    """

    id: str
    organisation_id: str
    first_name: str = ""
    last_name: str = ""
    role: str = ""
    email: str = ""
    email_of_payer: bool = False
    phone: str = ""

    @property
    def full_name(self) -> str:
        """First name and last name, as one says them."""
        return f"{self.first_name} {self.last_name}".strip()


@dataclass(frozen=True, kw_only=True)
class Diagnosis:
    """The fragilities of a territory as respondents of each kind grade them, with its source and year.

    ``grades[fragility][respondent]`` is a mean grade from 1 to 10; what the source does not say is absent.
    Raises InvalidProfile when a fragility, a respondent or a grade is outside the vocabulary.
    """

    territory: str
    source: str
    year: int
    grades: Mapping[str, Mapping[str, float]]

    def __post_init__(self) -> None:
        frozen = {code: MappingProxyType(dict(row)) for code, row in self.grades.items()}
        object.__setattr__(self, "grades", MappingProxyType(frozen))
        problems: list[tuple[str, object]] = []
        for code, row in frozen.items():
            if code not in vocabulary.FRAGILITIES:
                problems.append(("fragility", code))
            for respondent, grade in row.items():
                if respondent not in vocabulary.RESPONDENTS:
                    problems.append(("respondent", respondent))
                if not vocabulary.LEAST_GRADE <= grade <= vocabulary.GREATEST_GRADE:
                    problems.append(("grade", f"{code}={grade}"))
        if problems:
            raise InvalidProfile(self.territory, problems)

    def mean_grade(self, fragility: str) -> float | None:
        """Mean over the kinds of respondents that graded the fragility, or None when none did."""
        row = self.grades.get(fragility)
        return sum(row.values()) / len(row) if row else None

    def to_dict(self) -> dict[str, Any]:
        """Return the diagnosis as plain JSON values; ``Diagnosis(**plain)`` reads them back equal."""
        return {
            "territory": self.territory,
            "source": self.source,
            "year": self.year,
            "grades": {code: dict(row) for code, row in self.grades.items()},
        }


@dataclass(frozen=True, kw_only=True)
class PairRule:
    """What must hold for one company and one association, by organisation id.

    ``kind`` "forbidden" and "required" speak of the two organisations; "locked" fixes a meeting of theirs at a round
    and a table (numbers from 1; table None means any).
    """

    company_id: str
    association_id: str
    kind: Literal["forbidden", "required", "locked"]
    round_number: int | None = None
    table_number: int | None = None


@dataclass(frozen=True, kw_only=True)
class PastMeeting:
    """Two organisations that met at an earlier event, or that work together already (``known``)."""

    company_id: str
    association_id: str
    event: str = ""
    date: str = ""
    known: bool = False
