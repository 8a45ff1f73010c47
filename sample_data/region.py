"""Two sizes and a seed -> the directory of an invented region over real communes: tens of thousands of profiles.

Where ``synthetic`` recombines sentences of the sample, this fills gaps in sentences (``region_sentences``,
``region_words``), so that nearly every one of 40,000 presentations is a text of its own. Profiles are half filled, as
people fill them; what a presentation brings or seeks is mostly not ticked. Communes and causes are drawn unevenly: some
are everywhere, most are rare. It serves to time and to check a search; nothing measured on it tells how good a pair is.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from matching.organisations import Need, Offer, Organisation, Place
from matching.places import communes_of_postcode, find_place
from matching.vocabulary import (
    ASSOCIATION_MODELS,
    ASSOCIATION_OBJECTIVES,
    COMMON_GOOD_OBJECTIVES,
    COMPANY_OBJECTIVES,
    COMPANY_SIZES,
    FORMS,
    FRAGILITIES,
    GREATEST_GRADE,
    LEAST_GRADE,
    REACHES,
    Side,
)
from sample_data.drawing import Draw
from sample_data.people import FAMILIES
from sample_data.region_sentences import (
    ASSOCIATION_BRINGS,
    ASSOCIATION_OPENINGS,
    ASSOCIATION_SEEKS,
    CLOSINGS,
    COMPANY_BRINGS,
    COMPANY_OPENINGS,
    COMPANY_SEEKS,
)
from sample_data.region_words import GAPS

DEPARTMENTS = ("54", "57", "67", "68", "88")
SAYS_NOTHING = 0.2  # how often a section of a sheet is left empty
TICKED = 0.35  # how often what the presentation says is ticked too
WORDED = 0.5  # how often a need or an offer says which thing
HAS_A_PARTNER = 0.05
KEEPS_APART = 0.01

_GAP = re.compile(r"\{(\w+)\}")
# What a need or an offer of a resource says when it says which thing.
_DETAILS = {
    "goods": "goods",
    "purchases": "goods",
    "it_equipment": "device",
    "circular_economy": "waste",
    "premises": "premises",
    "transport": "vehicle",
    "training": "skill",
    "skills_trades": "job",
    "candidates": "job",
    "job_openings": "job",
    "knowledge_of_public": "public",
    "innovation": "trade",
}

Sentences = Mapping[str, Sequence[str]]


@dataclass(frozen=True, kw_only=True)
class RegionDirectory:
    """Drawn organisations of both sides."""

    companies: tuple[Organisation, ...]
    associations: tuple[Organisation, ...]

    @property
    def organisations(self) -> tuple[Organisation, ...]:
        """Both sides, companies first."""
        return self.companies + self.associations


def generate_region(n_companies: int, n_associations: int, *, seed: int) -> RegionDirectory:
    """Draw the directory of a region; same seed and sizes, same directory.

    Raises ValueError when a size is negative. O(n_companies + n_associations), some 0.1 ms each.
    """
    if n_companies < 0 or n_associations < 0:
        raise ValueError(f"sizes must not be negative: {n_companies} companies, {n_associations} associations")
    draw = Draw(seed, "region")
    return RegionDirectory(
        companies=tuple(_company(rank, n_associations, draw) for rank in range(1, n_companies + 1)),
        associations=tuple(_association(rank, draw) for rank in range(1, n_associations + 1)),
    )


def _company(rank: int, n_associations: int, draw: Draw) -> Organisation:
    sought, brought = _codes(COMPANY_SEEKS, draw), _codes(COMPANY_BRINGS, draw)
    listed = draw.happens(HAS_A_PARTNER) and n_associations > 0
    apart = draw.happens(KEEPS_APART) and n_associations > 0
    place = draw.pick(places())
    return Organisation(
        id=f"C{rank:05d}",
        side="company",
        name=f"{_filled('{trade}', draw).capitalize()} {draw.pick(FAMILIES)} {place.commune}",
        kind="company",
        size=draw.pick(COMPANY_SIZES),
        reach=draw.pick(("", *REACHES)),
        place=place,
        fragilities=_fragilities(draw),
        needs=tuple(Need(code=code, detail=_detail(code, draw)) for code in _ticked(sought, COMPANY_SEEKS, draw)),
        offers=tuple(Offer(code=code, detail=_detail(code, draw)) for code in _ticked(brought, COMPANY_BRINGS, draw)),
        objectives=_some(COMPANY_OBJECTIVES + COMMON_GOOD_OBJECTIVES, draw, most=3),
        forms=_some(FORMS, draw, most=3),
        presentation=_presentation("company", sought, brought, draw),
        partners=frozenset({f"A{draw.number(1, n_associations):05d}"} if listed else ()),
        keep_apart=frozenset({f"A{draw.number(1, n_associations):05d}"} if apart else ()),
    )


def _association(rank: int, draw: Draw) -> Organisation:
    sought, brought = _codes(ASSOCIATION_SEEKS, draw), _codes(ASSOCIATION_BRINGS, draw)
    place = draw.pick(places())
    model = draw.pick(("", *ASSOCIATION_MODELS))
    return Organisation(
        id=f"A{rank:05d}",
        side="association",
        name=f"{draw.pick(('Amicale', 'Collectif', 'Relais', 'Entraide', 'Cercle', 'Union'))} {place.commune} {rank}",
        kind=draw.pick(("association_volunteer", "association_employer")),
        model=model,
        reach=draw.pick(("", *REACHES)),
        place=place,
        fragilities=_fragilities(draw),
        needs=tuple(Need(code=code, detail=_detail(code, draw)) for code in _ticked(sought, ASSOCIATION_SEEKS, draw)),
        offers=tuple(
            Offer(code=code, detail=_detail(code, draw)) for code in _ticked(brought, ASSOCIATION_BRINGS, draw)
        ),
        objectives=_some(ASSOCIATION_OBJECTIVES + COMMON_GOOD_OBJECTIVES, draw, most=3),
        forms=_some(FORMS, draw, most=3),
        unavailable_forms=frozenset({"classic_patronage"} if model == "social_utility" else ()),
        presentation=_presentation("association", sought, brought, draw),
    )


@cache
def places() -> tuple[Place, ...]:
    """Every commune of the region that a postcode and a name find, in the order of the postcodes; 2,600 or so."""
    found: dict[str, Place] = {}
    for department in DEPARTMENTS:
        for number in range(1000):
            postcode = f"{department}{number:03d}"
            for commune in communes_of_postcode(postcode):
                place = find_place(commune, postcode)
                if place is not None:
                    found.setdefault(place.insee, place)
    return tuple(found.values())


def _codes(sentences: Sentences, draw: Draw) -> list[str]:
    """What somebody seeks or brings: one to three resources, some far more common than others."""
    codes = list(sentences)
    return list(dict.fromkeys(_unevenly(codes, draw) for _ in range(draw.number(1, 3))))


def _ticked(codes: Sequence[str], sentences: Sentences, draw: Draw) -> list[str]:
    """The boxes that are ticked: some of what the text says, and others that it does not say."""
    if draw.happens(SAYS_NOTHING):
        return []
    others = [_unevenly(list(sentences), draw) for _ in range(draw.number(0, 2))]
    return list(dict.fromkeys([code for code in codes if draw.happens(TICKED)] + others))


def _detail(code: str, draw: Draw) -> str:
    gap = _DETAILS.get(code)
    return draw.pick(GAPS[gap]) if gap and draw.happens(WORDED) else ""


def _fragilities(draw: Draw) -> dict[str, int | None]:
    if draw.happens(SAYS_NOTHING):
        return {}
    codes = [_unevenly(FRAGILITIES, draw) for _ in range(draw.number(1, 4))]
    return {code: draw.number(LEAST_GRADE, GREATEST_GRADE) if draw.happens(0.6) else None for code in codes}


def _some(codes: Sequence[str], draw: Draw, *, most: int) -> frozenset[str]:
    if draw.happens(SAYS_NOTHING):
        return frozenset()
    return frozenset(draw.pick(codes) for _ in range(draw.number(1, most)))


def _presentation(side: Side, sought: Sequence[str], brought: Sequence[str], draw: Draw) -> str:
    if draw.happens(SAYS_NOTHING):
        return ""
    of_company = side == "company"
    seeks, brings = (COMPANY_SEEKS, COMPANY_BRINGS) if of_company else (ASSOCIATION_SEEKS, ASSOCIATION_BRINGS)
    middle = [draw.pick(seeks[code]) for code in sought] + [draw.pick(brings[code]) for code in brought]
    opening = draw.pick(COMPANY_OPENINGS if of_company else ASSOCIATION_OPENINGS)
    written = [opening, *draw.shuffled(middle)[: draw.number(1, 3)], draw.pick(CLOSINGS)]
    sentences = [_filled(sentence, draw) for sentence in written if sentence]
    return " ".join(f"{sentence[0].upper()}{sentence[1:]}." for sentence in sentences)


def _filled(sentence: str, draw: Draw) -> str:
    def word(gap: re.Match[str]) -> str:
        name = gap[1]
        if name == "year":
            return str(draw.number(1948, 2025))
        if name == "place":
            return draw.pick(places()).commune
        return draw.pick(FAMILIES) if name == "family" else _unevenly(GAPS[name], draw)

    return _GAP.sub(word, sentence)


def _unevenly(values: Sequence[str], draw: Draw) -> str:
    """Draw one value, the first ones more often: the density falls as one over the square root of the rank."""
    return values[int(draw.share() ** 2 * len(values))]
