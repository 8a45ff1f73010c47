"""Write then read is the identity, for any organisations and participants that a sheet can hold."""

import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching import vocabulary
from matching.organisations import Need, Offer, Organisation, Participant, Place
from matching.places import find_place
from matching.read import read_organisations
from matching.read.entries import clean_cell
from matching.write import COLUMNS, neutralised, write_organisations

ALPHABET = st.one_of(
    st.sampled_from(list("abcéÉœ ’'\"=+-@;:,|\n\\.0123é…«»\u00a0😀")),
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")),
)
TEXTS = st.text(ALPHABET, max_size=40).map(clean_cell).filter(lambda text: neutralised(text) == text or text[0] != "'")
LINES = TEXTS.map(lambda text: " ".join(text.split()))
NAMES = LINES.filter(bool)
PLACES = st.sampled_from(
    [
        Place(),
        find_place("Strasbourg", "67000"),
        find_place("Bourg-en-Bresse", "01000"),
        Place(commune="Kehl", postcode="77694"),
        Place(commune="Ici", postcode="67000", insee="67482", intermunicipality="EPCI", latitude=48.5, longitude=-7.25),
    ]
)


def subsets(codes: tuple[str, ...]) -> st.SearchStrategy[frozenset[str]]:
    return st.frozensets(st.sampled_from(codes), max_size=4)


@st.composite
def evenings(draw: st.DrawFn) -> tuple[tuple[Organisation, ...], tuple[Participant, ...]]:
    n_organisations = draw(st.integers(1, 4))
    ids = [f"X{number}" for number in range(n_organisations)]
    organisations = []
    participants = []
    for organisation_id in ids:
        pairs = st.lists(st.tuples(st.sampled_from(vocabulary.RESOURCES), TEXTS), max_size=4, unique=True)
        organisations.append(
            Organisation(
                id=organisation_id,
                side=draw(st.sampled_from(vocabulary.SIDES)),
                name=draw(NAMES),
                kind=draw(st.sampled_from(("", *vocabulary.ORGANISATION_KINDS))),
                size=draw(st.sampled_from(("", *vocabulary.COMPANY_SIZES))),
                model=draw(st.sampled_from(("", *vocabulary.ASSOCIATION_MODELS))),
                reach=draw(st.sampled_from(("", *vocabulary.REACHES))),
                place=draw(PLACES),
                fragilities=draw(
                    st.dictionaries(st.sampled_from(vocabulary.FRAGILITIES), st.none() | st.integers(1, 10), max_size=4)
                ),
                needs=tuple(Need(code=code, detail=detail) for code, detail in draw(pairs)),
                offers=tuple(Offer(code=code, detail=detail) for code, detail in draw(pairs)),
                objectives=draw(subsets(vocabulary.OBJECTIVES)),
                forms=draw(subsets(vocabulary.FORMS)),
                unavailable_forms=draw(subsets(vocabulary.FORMS)),
                undecided=draw(st.booleans()),
                presentation=draw(TEXTS),
                siren=draw(st.sampled_from(["", "732829320", "356000000"])),
                rna=draw(st.sampled_from(["", "W672001234"])),
                partners=draw(st.frozensets(st.sampled_from([*ids, 'Club ; "Vélo"', "Chœur, Ill"]), max_size=3)),
                keep_apart=draw(st.frozensets(st.sampled_from([*ids, "Une autre"]), max_size=2)),
            )
        )
        for number in range(draw(st.integers(0, 3))):
            participants.append(
                Participant(
                    id=f"{organisation_id}-{number + 1}",
                    organisation_id=organisation_id,
                    first_name=draw(LINES),
                    last_name=draw(LINES),
                    role=draw(LINES),
                    email=draw(st.sampled_from(["", "zoe@example.org", "é.à@example.org"])),
                    phone=draw(st.sampled_from(["", "+33388000004", "+596596701234"])),
                )
            )
    return tuple(organisations), tuple(participants)


@settings(max_examples=80, deadline=None)
@given(evenings())
def test_write_then_read_is_the_identity(evening: tuple[tuple[Organisation, ...], tuple[Participant, ...]]) -> None:
    organisations, participants = evening
    stream = io.StringIO(newline="")
    write_organisations(stream, organisations, participants)
    sign_ups = read_organisations(stream.getvalue().encode())
    assert sign_ups.organisations == organisations
    assert sign_ups.participants == participants
    assert sign_ups.format == "entremise"
    assert "value_unknown" not in [remark.code for remark in sign_ups.remarks]


def test_a_path_gets_a_mark_that_spreadsheets_know_and_no_cell_they_compute(tmp_path: Path) -> None:
    club = Organisation(id="A01", side="association", name="=1+1", presentation="@cmd")
    zoe = Participant(id="A01-1", organisation_id="A01", first_name="Zoé", phone="+33388000004", email_of_payer=True)
    zoe_with_address = Participant(
        **{**{name: getattr(zoe, name) for name in zoe.__dataclass_fields__}, "email": "zoe@example.org"}
    )
    path = tmp_path / "sheet.csv"
    write_organisations(path, [club], [zoe_with_address])
    content = path.read_bytes()
    assert content.startswith(b"\xef\xbb\xbfid,side,name")
    assert b",=" not in content
    assert b",+" not in content
    assert b",@" not in content
    sign_ups = read_organisations(path)
    assert (sign_ups.organisations, sign_ups.participants) == ((club,), (zoe_with_address,))


def test_a_participant_of_nobody_is_refused() -> None:
    with pytest.raises(ValueError, match="Z9"):
        write_organisations(io.StringIO(), [], [Participant(id="Z9-1", organisation_id="Z9")])


def test_french_names_of_columns_read_the_same() -> None:
    sign_ups = read_organisations(
        "identifiant;côté;structure;ville;code postal;fragilités;besoins;offres;prénom;nom;fonction;courriel\n"
        "A01;association;Club;Colmar;68000;Emploi (8);Locaux;Ateliers;Zoé;Weber;Présidente;zoe@example.org\n".encode()
    )
    (club,) = sign_ups.organisations
    assert (club.id, club.fragilities, club.needs[0].code, club.offers[0].code) == (
        "A01",
        {"employment": 8},
        "premises",
        "awareness_workshops",
    )
    assert [remark.code for remark in sign_ups.remarks] == []


def test_ids_stay_when_a_row_is_added_below() -> None:
    first = "structure,side,prénom\nMenuiserie,company,Zoé\nClub,association,Max\n"
    before = read_organisations(first.encode())
    after = read_organisations(f"{first}Amis,association,Ida\nclub,association,Eva\n".encode())
    assert [one.id for one in before.organisations] == ["C01", "A01"]
    assert [one.id for one in after.organisations] == ["C01", "A01", "A02"]
    assert [one.id for one in after.participants] == ["C01-1", "A01-1", "A01-2", "A02-1"]


def test_each_column_that_is_written_is_documented() -> None:
    page = (Path(__file__).parents[3] / "docs" / "sheets.md").read_text("utf-8")
    assert [name for name in COLUMNS if f"`{name}`" not in page] == []
