"""What a profile says, read plainly, for the checks of ``truth``."""

from collections.abc import Mapping
from typing import NamedTuple

from matching import Reason, Suggestion, suggest
from matching.criteria.place import located
from matching.organisations import Organisation, PastMeeting
from matching.places import distance_km
from matching.reasons import Value
from matching.scoring import ScoreMatrix
from matching.vocabulary import FORMS

PATRONAGE = {"classic_patronage", "active_engagement"}


class Told(NamedTuple):
    """A statement's values, the two it is about, and what else is known."""

    values: Mapping[str, Value]
    company: Organisation
    association: Organisation
    matrix: ScoreMatrix
    reasons: tuple[Reason, ...]

    def __getitem__(self, name: str) -> Value:  # type: ignore[override]
        return self.values[name]

    def of(self, side: str) -> Organisation:
        """The organisation of a side."""
        return self.company if side == "company" else self.association

    @property
    def past(self) -> list[PastMeeting]:
        """Their earlier meetings."""
        ids = (self.company.id, self.association.id)
        return [one for one in self.matrix.comparison.history if (one.company_id, one.association_id) == ids]


def says(organisation: Organisation, kind: str, code: Value, detail: Value = "", words: Value = ()) -> bool:
    """Whether a need or an offer stands in a profile; with words, whether it is only read in them."""
    stated = organisation.needs if kind == "need" else organisation.offers
    if not words:
        return any((one.code, one.detail) == (code, detail) for one in stated)
    if not isinstance(words, tuple) or any(one.code == code for one in stated) or detail:
        return False
    suggested = suggest(organisation.presentation, side=organisation.side)
    read = suggested.needs if kind == "need" else suggested.offers
    refused = f"{kind}:{code}" in organisation.refused
    return not refused and written(organisation, words) and any(one.code == code and quotes(words, one) for one in read)


def quotes(words: tuple[str, ...], suggestion: Suggestion) -> bool:
    """Whether each of the words told holds words that led to a suggestion."""
    return all(any(one in told for one in suggestion.words) for told in words)


def written(organisation: Organisation, words: Value) -> bool:
    """Whether words stand in a presentation, letter by letter."""
    return isinstance(words, tuple) and bool(words) and all(one and one in organisation.presentation for one in words)


def names_theme(organisation: Organisation, code: Value, words: Value = ()) -> bool:
    """Whether a theme is named in a profile; with words, whether it is only read in them."""
    if not words:
        return code in organisation.fragilities
    suggested = suggest(organisation.presentation, side=organisation.side).fragilities
    read = isinstance(words, tuple) and any(one.code == code and quotes(words, one) for one in suggested)
    unstated = code not in organisation.fragilities and f"fragility:{code}" not in organisation.refused
    return unstated and written(organisation, words) and read


def has_open(organisation: Organisation, form: Value) -> bool:
    """Whether a form may be taken."""
    closed = organisation.side == "association" and organisation.model == "social_utility" and form in PATRONAGE
    return form in FORMS and form not in organisation.unavailable_forms and not closed


def lists(listed: frozenset[str], organisation: Organisation) -> bool:
    """Whether a list holds an organisation, by its id or its name."""
    return organisation.id in listed or organisation.name.lower() in {one.lower() for one in listed}


def km_between(told: Told) -> float | None:
    """How far apart the two are."""
    return distance_km(located(told.company.place), located(told.association.place))


def closed_forms(organisation: Organisation) -> set[str]:
    """The forms that an organisation may not take itself."""
    return {form for form in FORMS if not has_open(organisation, form)}
