"""Two sizes and a seed -> a larger territory of the same kind, for measurements.

It is made by recombination, not written: every profile takes its kind and its needs from hand-written sheets, and its
presentation is made of sentences of several of them. It reads like the sample and means less; nothing measured on it
tells how good a pair is, only how long a computation takes.
"""

from dataclasses import dataclass, replace

from matching.organisations import Need, Offer, Organisation, Participant
from matching.places import find_place
from matching.vocabulary import Side
from sample_data.contents import ASSOCIATIONS, COMPANIES
from sample_data.drawing import Draw
from sample_data.helloasso_answers import codes_of
from sample_data.people import draw_people
from sample_data.sheets import Sheet
from sample_data.territory import POSTCODES

_COMPANY_WORDS = ("Ateliers", "Établissements", "Fabrique", "Comptoir", "Forges", "Cabinet", "Services", "Maison")
_ASSOCIATION_WORDS = ("Amicale", "Collectif", "Relais", "Entraide", "Les Amis", "Cercle", "Espace", "Union")
_LIST_FIELDS = ("fragilities", "needs", "offers", "objectives", "forms")
_SENTENCE_END = ". "


@dataclass(frozen=True, kw_only=True)
class SyntheticTerritory:
    """Drawn organisations of both sides, and one participant for each."""

    companies: tuple[Organisation, ...]
    associations: tuple[Organisation, ...]
    participants: tuple[Participant, ...]

    @property
    def organisations(self) -> tuple[Organisation, ...]:
        """Both sides, companies first."""
        return self.companies + self.associations


def generate_territory(n_companies: int, n_associations: int, seed: int) -> SyntheticTerritory:
    """Draw a territory of n_companies x n_associations by recombining the sample's sheets; same seed, same territory.

    Raises ValueError when a size is negative. O(n_companies + n_associations).
    """
    if n_companies < 0 or n_associations < 0:
        raise ValueError(f"sizes must not be negative: {n_companies} companies, {n_associations} associations")
    draw = Draw(seed, "territory")
    companies = [_recombined(f"C{rank:02d}", COMPANIES, _COMPANY_WORDS, draw) for rank in range(1, n_companies + 1)]
    associations = [
        _recombined(f"A{rank:02d}", ASSOCIATIONS, _ASSOCIATION_WORDS, draw) for rank in range(1, n_associations + 1)
    ]
    people = draw_people(companies + associations, seed)
    return SyntheticTerritory(
        companies=tuple(_organisation(sheet, "company") for sheet in companies),
        associations=tuple(_organisation(sheet, "association") for sheet in associations),
        participants=tuple(
            Participant(
                id=f"{person.organisation_id}-1",
                organisation_id=person.organisation_id,
                first_name=person.first_name,
                last_name=person.last_name,
                role=person.role,
                email=person.email,
                phone=person.phone,
            )
            for person in people
        ),
    )


def _recombined(id_: str, sheets: tuple[Sheet, ...], words: tuple[str, ...], draw: Draw) -> Sheet:
    base, other = draw.pick(sheets), draw.pick(sheets)
    commune = draw.pick(sorted(POSTCODES))
    mixed = {field: _mixed_list(getattr(base, field), getattr(other, field), draw) for field in _LIST_FIELDS}
    return replace(
        base,
        id=id_,
        name=f"{draw.pick(words)} {commune} {id_}",
        commune=commune,
        roles=base.roles[:1],
        fragilities=mixed["fragilities"],
        needs=mixed["needs"],
        offers=mixed["offers"],
        objectives=mixed["objectives"],
        forms=mixed["forms"],
        unavailable_forms="",
        presentation=_mixed_presentation(sheets, draw),
        partners="",
        keep_apart="",
    )


def _mixed_list(one: str, other: str, draw: Draw) -> str:
    items: dict[str, str] = {}
    for item in draw.shuffled([item for item in f"{one}; {other}".split("; ") if item]):
        items.setdefault(codes_of(item)[0], item)
    return "; ".join(list(items.values())[: draw.number(1, 4)])


def _mixed_presentation(sheets: tuple[Sheet, ...], draw: Draw) -> str:
    sentences = [draw.pick(draw.pick(sheets).presentation.split(_SENTENCE_END)).rstrip(".") for _ in range(3)]
    kept = [sentence for sentence in sentences if sentence]
    return f"{_SENTENCE_END.join(kept)}." if kept else ""


def _organisation(sheet: Sheet, side: Side) -> Organisation:
    place = find_place(sheet.commune, POSTCODES[sheet.commune])
    if place is None:
        raise LookupError(f"{sheet.commune} is not among the communes")
    return Organisation(
        id=sheet.id,
        side=side,
        name=sheet.name,
        kind=sheet.kind,
        size=sheet.size,
        model=sheet.model,
        reach=sheet.reach,
        place=place,
        fragilities=dict(_graded(item) for item in sheet.fragilities.split("; ") if item),
        needs=tuple(Need(code=code, detail=detail) for code, detail in _detailed(sheet.needs)),
        offers=tuple(Offer(code=code, detail=detail) for code, detail in _detailed(sheet.offers)),
        objectives=frozenset(codes_of(sheet.objectives)),
        forms=frozenset(codes_of(sheet.forms)),
        presentation=sheet.presentation,
    )


def _graded(item: str) -> tuple[str, int | None]:
    code, _, grade = item.partition("=")
    return code, int(grade) if grade else None


def _detailed(cell: str) -> list[tuple[str, str]]:
    parts = [item.partition(": ") for item in cell.split("; ") if item]
    return [(code, detail) for code, _, detail in parts]
