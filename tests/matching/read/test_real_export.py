"""The sign-up export of one evening: every row becomes a participant or has its reason not to."""

from collections import Counter
from pathlib import Path

import pytest

from matching.places import distance_km
from matching.read import SignUps, read_organisations

from .sheets import the


@pytest.fixture(scope="module")
def evening(real_data: Path) -> SignUps:
    return read_organisations(real_data / "evening" / "helloasso_inscriptions.csv")


def test_every_row_is_a_participant_or_an_explained_exclusion(evening: SignUps) -> None:
    assert (evening.format, evening.encoding, evening.n_rows) == ("helloasso", "utf-8-sig", 63)
    assert len(evening.participants) == 59
    assert [(one.code, one.line) for one in evening.exclusions] == [
        ("order_cancelled", 6),
        ("order_refunded", 11),
        ("ticket_unknown", 33),
        ("duplicate_order", 64),
    ]
    assert len(evening.participants) + len(evening.exclusions) == evening.n_rows


def test_two_representatives_of_one_order_are_one_organisation(evening: SignUps) -> None:
    assert (len(evening.companies), len(evening.associations)) == (28, 30)
    (agro,) = [one for one in evening.companies if one.name == "Zellberg Agro"]
    people = [one for one in evening.participants if one.organisation_id == agro.id]
    assert [(one.id, one.full_name, one.email) for one in people] == [
        (f"{agro.id}-1", "Hélène Kœnig", "helenekonig60@example.org"),
        (f"{agro.id}-2", "Élise Wurtz", "elise.wurtz@example.org"),
    ]


def test_the_duplicate_names_the_row_it_repeats(evening: SignUps) -> None:
    duplicate = the(evening, "duplicate_order")
    assert duplicate.values == {"order": "90009999", "first_order": "90000106", "first_line": 8}


def test_addresses_of_payers_are_kept_and_flagged(evening: SignUps) -> None:
    flagged = {one.full_name: one.email for one in evening.participants if one.email_of_payer}
    assert flagged == {
        "Bruno Kœnig": "secretariat10@example.org",
        "Cécile Diallo": "secretariat15@example.org",
        "Aïcha Marchand": "secretariat45@example.org",
    }
    assert the(evening, "email_invalid").value == "pas-de-mail"
    assert all(one.email for one in evening.participants)


def test_no_value_of_the_file_is_unknown(evening: SignUps) -> None:
    assert [one.code for one in evening.problems] == ["email_invalid"]
    counts = Counter(one.code for one in evening.corrections)
    assert counts == {
        "phone_corrected": 40,
        "commune_corrected": 8,
        "email_from_order": 6,
        "capitals_lowered": 5,
        "email_of_payer": 3,
        "columns_not_needed": 1,
        "formula_as_text": 1,
        "postcode_corrected": 1,
    }


def test_the_postcode_gets_its_zero_back(evening: SignUps) -> None:
    (joinery,) = [one for one in evening.companies if one.name == "Menuiserie Bastian"]
    assert (joinery.place.commune, joinery.place.postcode, joinery.place.insee) == ("Bourg-en-Bresse", "01000", "01053")
    assert the(evening, "postcode_corrected").line == 22


def test_a_formula_stays_text(evening: SignUps) -> None:
    (person,) = [one for one in evening.participants if one.role.startswith("=")]
    assert person.role == '=HYPERLINK("http://example.org";"cliquez")'


def test_whom_one_does_not_want_to_meet_is_a_forbidden_pair(evening: SignUps) -> None:
    names = {one.id: one.name for one in evening.organisations}
    (rule,) = evening.pair_rules
    assert (names[rule.company_id], names[rule.association_id], rule.kind) == (
        "Ypsilon Data",
        "Tremplin des Deux Rives",
        "forbidden",
    )


def test_ticked_themes_have_no_grade_and_categories_stand_for_their_forms(evening: SignUps) -> None:
    assert {grade for one in evening.organisations for grade in one.fragilities.values()} == {None}
    transport = next(one for one in evening.companies if one.name == "Transports Ebel")
    assert transport.undecided
    assert transport.forms == {"hybrid_model", "joint_offer", "general_interest_alternative"}


def test_every_place_is_found(evening: SignUps) -> None:
    strasbourg = next(one.place for one in evening.organisations if one.place.commune == "Strasbourg")
    assert all(distance_km(strasbourg, one.place) is not None for one in evening.organisations)


def test_a_martinique_number_keeps_its_own_code(evening: SignUps) -> None:
    (person,) = [one for one in evening.participants if one.phone.startswith("+596")]
    assert person.phone == "+596596701234"


def test_a_cell_over_two_lines_does_not_shift_the_line_numbers(evening: SignUps, real_data: Path) -> None:
    lines = (real_data / "evening" / "helloasso_inscriptions.csv").read_text("utf-8-sig").splitlines()
    for remark in evening.exclusions:
        assert remark.value in lines[remark.line - 1]


@pytest.mark.parametrize(
    ("name", "n_kept", "expected"),
    [
        ("google_forms_fr.csv", 0, "side_unknown"),
        ("helloasso_event_bom.csv", 1, "name_of_payer"),
        ("helloasso_event_tickets.csv", 1, "email_from_order"),
    ],
)
def test_other_exports_are_recognised(real_data: Path, name: str, n_kept: int, expected: str) -> None:
    sign_ups = read_organisations(real_data / "import_formats" / name)
    assert len(sign_ups.participants) == n_kept
    assert expected in [one.code for one in sign_ups.remarks]
    assert "column_unknown" not in [one.code for one in sign_ups.remarks]
