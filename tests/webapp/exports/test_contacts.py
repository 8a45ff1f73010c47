"""Contact cards come back from a phone's file as they were, and sheets hold what was agreed to."""

import csv
import io
import unicodedata

import vobject
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from tests.webapp.exports.worlds import card, cards
from webapp.exports.contacts import contacts_csv, mutual_pairs_csv, mutual_pairs_xlsx, vcard
from webapp.services.contacts import MutualPair
from webapp.wording import Words

FRENCH = Words.for_locale("fr")
PAIR = MutualPair(
    company=card(),
    association=card(first_name="Driss", organisation="=cmd()", side="association", email="", phone=""),
)


def kept(text: str) -> str:
    """What a contact card can hold of a text: line ends of one kind, no other control character."""
    for line_end in ("\r\n", "\r", "\u2028", "\u2029"):
        text = text.replace(line_end, "\n")
    text = text.replace("\t", " ")
    return "".join(sign for sign in text if sign == "\n" or unicodedata.category(sign) not in ("Cc", "Cs"))


@settings(max_examples=200, deadline=None)
@given(st.lists(cards, min_size=1, max_size=3))
def test_cards_parse_back_equal(given_cards: list) -> None:  # type: ignore[type-arg]
    content = vcard(given_cards)
    assert content.count(b"\r\nEND:VCARD\r\n") == len(given_cards)
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert b"\r" not in content.replace(b"\r\n", b"")
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    assert all(line.decode() is not None for line in content.split(b"\r\n"))  # folded between characters
    parsed = list(vobject.readComponents(content.decode()))
    assert len(parsed) == len(given_cards)
    for read, one in zip(parsed, given_cards, strict=True):
        assert read.name == "VCARD"
        assert (read.n.value.family, read.n.value.given) == (kept(one.last_name), kept(one.first_name))
        for name, text in (("title", one.role), ("email", one.email), ("tel", one.phone)):
            found = read.contents.get(name, [])
            assert [field.value for field in found] == ([kept(text)] if kept(text) else [])


def test_a_name_cannot_begin_a_card_of_its_own() -> None:
    content = vcard([card(last_name="x\r\nEND:VCARD\r\nBEGIN:VCARD\r\nFN:Eve")])
    assert content.count(b"BEGIN:VCARD\r\n") == 1
    assert [one.n.value.family for one in vobject.readComponents(content.decode())] == [
        "x\nEND:VCARD\nBEGIN:VCARD\nFN:Eve"
    ]


def test_what_was_not_agreed_to_is_not_in_the_card() -> None:
    content = vcard([card(email="", phone="")])
    assert b"EMAIL" not in content
    assert b"TEL" not in content


def test_the_organiser_takes_the_pairs_along_as_csv() -> None:
    content = mutual_pairs_csv([PAIR], FRENCH).decode("utf-8-sig")
    header, row = csv.reader(io.StringIO(content, newline=""), delimiter=";")
    assert header[:2] == ["Structure (entreprise)", "Prénom (entreprise)"]
    assert dict(zip(header, row, strict=True))["Téléphone (entreprise)"] == "'+33639980001"
    assert dict(zip(header, row, strict=True))["Adresse e-mail (association)"] == ""
    assert dict(zip(header, row, strict=True))["Structure (association)"] == "'=cmd()"


def test_the_organiser_takes_the_pairs_along_as_a_spreadsheet() -> None:
    book = CalamineWorkbook.from_filelike(io.BytesIO(mutual_pairs_xlsx([PAIR, PAIR], FRENCH)))
    assert book.sheet_names == ["Souhaits partagés"]
    rows = book.get_sheet_by_index(0).to_python()
    assert len(rows) == 3
    assert rows[1][6] == "+33639980001"  # as people write it: the cell is a text, and marked as one
    assert rows[1][7] == "=cmd()"


def test_a_participant_takes_their_contacts_along() -> None:
    header, row = csv.reader(io.StringIO(contacts_csv([card()], FRENCH).decode("utf-8-sig"), newline=""), delimiter=";")
    assert dict(zip(header, row, strict=True))["Fonction"] == "Gérante"
    assert len(header) == 7


def test_no_pairs_are_a_sheet_with_a_header() -> None:
    assert len(mutual_pairs_csv([], FRENCH).decode("utf-8-sig").splitlines()) == 1
    assert CalamineWorkbook.from_filelike(io.BytesIO(mutual_pairs_xlsx([], FRENCH))).sheet_names
