"""The hand-written sheets in the order of their ids, and a seed -> the whole evening as values, before any file."""

from dataclasses import dataclass

from sample_data.associations_people import ASSOCIATIONS_PEOPLE
from sample_data.associations_places import ASSOCIATIONS_PLACES
from sample_data.companies_producing import COMPANIES_PRODUCING
from sample_data.companies_serving import COMPANIES_SERVING
from sample_data.identifiers import draw_identifiers
from sample_data.people import Person, draw_people
from sample_data.sheets import Sheet

COMPANIES: tuple[Sheet, ...] = COMPANIES_PRODUCING + COMPANIES_SERVING
ASSOCIATIONS: tuple[Sheet, ...] = tuple(sorted(ASSOCIATIONS_PEOPLE + ASSOCIATIONS_PLACES, key=lambda sheet: sheet.id))


@dataclass(frozen=True, kw_only=True)
class Evening:
    """Who comes: the sheets, the people of each organisation id, and its (siren, rna)."""

    sheets: tuple[Sheet, ...]
    people: tuple[Person, ...]
    identifiers: dict[str, tuple[str, str]]

    def people_of(self, organisation_id: str) -> tuple[Person, ...]:
        """The representatives of one organisation, in the order of their posts."""
        return tuple(person for person in self.people if person.organisation_id == organisation_id)

    def sheet(self, organisation_id: str) -> Sheet:
        """The sheet with this id."""
        return next(sheet for sheet in self.sheets if sheet.id == organisation_id)


def draw_evening(seed: int) -> Evening:
    """Draw the people and the numbers of the hand-written organisations."""
    sheets = COMPANIES + ASSOCIATIONS
    return Evening(sheets=sheets, people=tuple(draw_people(sheets, seed)), identifiers=draw_identifiers(sheets, seed))
