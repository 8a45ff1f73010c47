"""Named tiny worlds, and profiles drawn by Hypothesis."""

from hypothesis import strategies as st

from matching import vocabulary
from matching.organisations import Diagnosis, Need, Offer, Organisation, PastMeeting, Place
from matching.vocabulary import Side

STRASBOURG = Place(commune="Strasbourg", postcode="67000", insee="67482", latitude=48.5691, longitude=7.7621)
SCHILTIGHEIM = Place(commune="Schiltigheim", postcode="67300", insee="67447", latitude=48.6089, longitude=7.7389)
COLMAR = Place(commune="Colmar", postcode="68000", insee="68066", latitude=48.1099, longitude=7.3847)
NOWHERE_KNOWN = Place(commune="Trifouillis", postcode="99999")
IN_THE_METROPOLIS = Place(commune="Ostwald", intermunicipality="Eurométropole de Strasbourg")
ALSO_IN_THE_METROPOLIS = Place(commune="Lingolsheim", intermunicipality="Eurométropole de Strasbourg")

DIAGNOSIS = Diagnosis(
    territory="Bas-Rhin",
    source="Observatoire des partenariats",
    year=2015,
    grades={"employment": {"citizens": 7.1, "companies": 5.6}, "culture_leisure": {"citizens": 5.5}},
)


def company(
    identifier: str = "C1",
    *,
    needs: tuple[str, ...] = (),
    offers: tuple[str, ...] = (),
    fragilities: dict[str, int | None] | None = None,
    objectives: tuple[str, ...] = (),
    forms: tuple[str, ...] = (),
    unavailable_forms: tuple[str, ...] = (),
    undecided: bool = False,
    place: Place | None = None,
    reach: str = "",
    presentation: str = "",
    partners: tuple[str, ...] = (),
    keep_apart: tuple[str, ...] = (),
    model: str = "",
    side: Side = "company",
) -> Organisation:
    """A company with what the test is about, and nothing else."""
    return Organisation(
        id=identifier,
        side=side,
        name=f"Structure {identifier}",
        model=model,
        reach=reach,
        place=place or Place(),
        fragilities=fragilities or {},
        needs=tuple(Need(code=code) for code in needs),
        offers=tuple(Offer(code=code) for code in offers),
        objectives=frozenset(objectives),
        forms=frozenset(forms),
        unavailable_forms=frozenset(unavailable_forms),
        undecided=undecided,
        presentation=presentation,
        partners=frozenset(partners),
        keep_apart=frozenset(keep_apart),
    )


def association(identifier: str = "A1", **said: object) -> Organisation:
    """An association with what the test is about, and nothing else."""
    return company(identifier, side="association", **said)  # type: ignore[arg-type]


PHRASES = (
    "Insertion des jeunes par les métiers du bois.",
    "Nous aidons à l’accès à l’emploi ; accueil des habitants du quartier.",
    "Rénovation énergétique des logements",
    "Agence de communication, 33 salariés.",
    "We collect surplus meals for food banks and teach cooking to young people.",
    "Réemploi d’ordinateurs\npour l’inclusion numérique",
    "Œuvre culturelle, cœur de ville",
    "Nos camions rentrent à vide le jeudi. Nous peinons à recruter des chauffeurs, faute de candidats.",
    "Nous cherchons un camion et des bénévoles ; nous accompagnons des demandeurs d’emploi du quartier.",
    "de la et les",
    "   ",
    "",
)
PLACES = (Place(), STRASBOURG, SCHILTIGHEIM, COLMAR, NOWHERE_KNOWN, IN_THE_METROPOLIS, ALSO_IN_THE_METROPOLIS)
_details = st.sampled_from(("", "bail d’un local", "site à refaire", "légumes de saison", "draps"))


def _some(codes: tuple[str, ...], most: int) -> st.SearchStrategy[frozenset[str]]:
    return st.frozensets(st.sampled_from(codes), max_size=most)


@st.composite
def organisations(draw: st.DrawFn, side: Side, identifier: str) -> Organisation:
    """Any half-filled profile."""
    grades = st.one_of(st.none(), st.integers(1, 10))
    resources = vocabulary.RESOURCES
    other = "A" if side == "company" else "C"
    others = st.sampled_from((f"{other}0", f"{other}1", f"structure {other}0", "quelqu’un d’autre"))
    return Organisation(
        id=identifier,
        side=side,
        name=f"Structure {identifier}",
        model=draw(st.sampled_from(("", *vocabulary.ASSOCIATION_MODELS))) if side == "association" else "",
        reach=draw(st.sampled_from(("", *vocabulary.REACHES))),
        place=draw(st.sampled_from(PLACES)),
        fragilities=draw(st.dictionaries(st.sampled_from(vocabulary.FRAGILITIES), grades, max_size=4)),
        needs=tuple(Need(code=code, detail=draw(_details)) for code in sorted(draw(_some(resources, 4)))),
        offers=tuple(Offer(code=code, detail=draw(_details)) for code in sorted(draw(_some(resources, 4)))),
        objectives=draw(_some(vocabulary.OBJECTIVES, 4)),
        forms=draw(_some(vocabulary.FORMS, 4)),
        unavailable_forms=draw(_some(vocabulary.FORMS, 2)),
        undecided=draw(st.booleans()),
        presentation=draw(st.sampled_from(PHRASES)),
        partners=draw(st.frozensets(others, max_size=1)),
        keep_apart=draw(st.frozensets(others, max_size=1)),
    )


@st.composite
def worlds(
    draw: st.DrawFn,
) -> tuple[list[Organisation], list[Organisation], Diagnosis | None, tuple[PastMeeting, ...]]:
    """One to three companies, one to three associations, perhaps a diagnosis and a past."""
    companies = [draw(organisations("company", f"C{i}")) for i in range(draw(st.integers(1, 3)))]
    associations = [draw(organisations("association", f"A{j}")) for j in range(draw(st.integers(1, 3)))]
    meeting = st.builds(
        PastMeeting,
        company_id=st.sampled_from(("C0", "C1", "C9")),
        association_id=st.sampled_from(("A0", "A1", "A9")),
        event=st.sampled_from(("", "Soirée 2025")),
        date=st.sampled_from(("", "2025-03-04", "2024-11-19")),
        known=st.booleans(),
    )
    history = draw(st.lists(meeting, max_size=2))
    return companies, associations, draw(st.sampled_from((None, DIAGNOSIS))), tuple(history)
