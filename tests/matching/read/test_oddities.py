"""One oddity of a ticketing export at a time, each in the smallest sheet that has it."""

from pathlib import Path

import pytest

from matching.read import read_organisations

from .sheets import WEBER, codes, read_helloasso, read_text, the


def row(**changes: str) -> str:
    """The row of Zoé Weber with some cells changed."""
    names = ("order", "status", "last", "first", "payer_last", "payer_first", "payer_email")
    names += ("payment", "ticket_number", "ticket", "phone", "email", "name")
    cells = dict(zip(names, WEBER.split(";"), strict=True)) | changes
    return ";".join(cells.values())


@pytest.mark.parametrize(
    ("status", "code", "n_kept"),
    [
        ("Validé", None, 1),
        ("paid", None, 1),
        ("Annulé", "order_cancelled", 0),
        ("canceled", "order_cancelled", 0),
        ("Remboursé", "order_refunded", 0),
        ("Refusé", "order_unpaid", 0),
        ("En attente", "order_pending", 1),
        ("???", "order_status_unknown", 1),
    ],
)
def test_status_of_an_order(status: str, code: str | None, n_kept: int) -> None:
    sign_ups = read_helloasso(row(status=status))
    assert len(sign_ups.participants) == n_kept
    found = [one for one in sign_ups.remarks if one.code.startswith("order_")]
    assert [one.code for one in found] == ([code] if code else [])
    assert all(one.values == {"order": "1", "status": status} for one in found)


def test_same_ticket_same_person_is_a_duplicate() -> None:
    sign_ups = read_helloasso(WEBER, row(order="2", first="ZOE", name="LES AMIS DU RIED"))
    assert len(sign_ups.participants) == 1
    assert the(sign_ups, "duplicate_order").line == 3


def test_same_name_other_address_and_ticket_is_another_person() -> None:
    sign_ups = read_helloasso(WEBER, row(order="2", ticket_number="T2", email="other@example.org"))
    assert len(sign_ups.participants) == 2
    assert len(sign_ups.organisations) == 1


def test_cancelled_order_then_a_new_one_is_no_duplicate() -> None:
    sign_ups = read_helloasso(row(status="Annulé"), row(order="2"))
    assert [one.code for one in sign_ups.exclusions] == ["order_cancelled"]
    assert len(sign_ups.participants) == 1


def test_unknown_ticket_is_set_aside_with_its_name() -> None:
    sign_ups = read_helloasso(row(ticket="Place partenaire"))
    assert the(sign_ups, "ticket_unknown").values == {"ticket": "Place partenaire"}
    assert not sign_ups.organisations


def test_unknown_ticket_of_a_known_organisation_takes_its_side() -> None:
    guest = row(order="2", ticket_number="T2", first="Max", email="max@example.org", ticket="Place invité")
    sign_ups = read_helloasso(guest, WEBER)
    assert [one.side for one in sign_ups.organisations] == ["association"]
    assert len(sign_ups.participants) == 2
    assert the(sign_ups, "side_from_colleague").line == 2


def test_missing_address_of_the_payer_in_person_is_simply_filled_in() -> None:
    sign_ups = read_helloasso(row(email=""))
    assert (sign_ups.participants[0].email, sign_ups.participants[0].email_of_payer) == ("zoe@example.org", False)
    assert "email_from_order" in codes(sign_ups)


def test_missing_address_of_another_payer_is_flagged() -> None:
    sign_ups = read_helloasso(row(email="", payer_last="Klein", payer_first="Luc", payer_email="luc@example.org"))
    assert (sign_ups.participants[0].email, sign_ups.participants[0].email_of_payer) == ("luc@example.org", True)
    assert the(sign_ups, "email_of_payer").values == {"email": "luc@example.org", "payer": "Luc Klein"}


def test_without_any_address_the_person_still_comes() -> None:
    sign_ups = read_helloasso(row(email="zoé", payer_email=""))
    assert sign_ups.participants[0].email == ""
    assert [one.code for one in sign_ups.problems] == ["email_invalid", "email_missing"]


def test_capitals_are_lowered_and_said() -> None:
    sign_ups = read_helloasso(row(last="KOEHLER-D’HONDT"))
    assert sign_ups.participants[0].last_name == "Koehler-D’Hondt"
    assert the(sign_ups, "capitals_lowered").value == "KOEHLER-D’HONDT"


def test_one_address_for_two_people_is_a_problem() -> None:
    sign_ups = read_helloasso(WEBER, row(ticket_number="T2", first="Max"))
    assert the(sign_ups, "email_shared").values["people"] == ("Zoé Weber", "Max Weber")


def test_whoever_has_no_name_is_called_by_their_organisation() -> None:
    """In the remark about an address that two people have, wherever the one without a name stands."""
    people = ("A1,association,Le Potager,,,a@example.org\n", "C1,company,Atelier,Luc,Pont,a@example.org\n")
    for lines, called in ((people, ("Le Potager", "Luc Pont")), (people[::-1], ("Luc Pont", "Le Potager"))):
        found = the(read_text("id,side,name,first_name,last_name,email\n" + "".join(lines)), "email_shared")
        assert (found.values["people"], found.subject) == (called, called[-1])


def test_one_person_for_two_organisations_is_a_problem() -> None:
    sign_ups = read_helloasso(WEBER, row(ticket_number="T2", name="Club Vélo"))
    assert the(sign_ups, "person_in_two_organisations").values == {"organisations": ("Les Amis du Ried", "Club Vélo")}


def test_a_row_without_organisation_is_set_aside() -> None:
    assert the(read_helloasso(row(name=" ")), "name_missing").line == 2


def test_legal_forms_accents_and_capitals_do_not_make_two_organisations() -> None:
    first = row(ticket="Place entreprise", name="Énergies du Piémont S.A.S.")
    second = row(
        ticket="Place entreprise", name="ENERGIES DU PIEMONT", ticket_number="T2", first="Max", email="m@example.org"
    )
    sign_ups = read_helloasso(first, second)
    assert [one.name for one in sign_ups.companies] == ["Énergies du Piémont S.A.S."]
    assert the(sign_ups, "answers_differ").values["other"] == "ENERGIES DU PIEMONT"


def test_two_representatives_with_different_answers_are_united() -> None:
    sign_ups = read_text(
        "structure,type de structure,prénom,nom,besoins,thématiques,commune\n"
        "Club Vélo,Association,Zoé,Weber,Locaux,Santé (4),Colmar\n"
        "Club vélo,Association,Max,Klein,Locaux ; Transport,Santé (7),Sélestat\n"
    )
    (club,) = sign_ups.associations
    assert [need.code for need in club.needs] == ["premises", "transport"]
    assert club.fragilities == {"health": 7}
    assert club.place.commune == "Colmar"
    differing = [one.values["field"] for one in sign_ups.remarks if one.code == "answers_differ"]
    assert differing == ["name", "commune", "fragilities", "needs"]


def test_postcode_and_commune_that_do_not_go_together_are_kept_as_written() -> None:
    sign_ups = read_text("structure,side,prénom,ville,code postal\nClub Vélo,association,Zoé,Colmar,67000\n")
    assert sign_ups.organisations[0].place.commune == "Colmar"
    assert the(sign_ups, "commune_and_postcode_differ").values == {"postcode": "67000", "communes": ("Strasbourg",)}


@pytest.mark.parametrize(
    ("commune", "postcode", "code", "insee"),
    [
        ("STRASBOURG CEDEX 2", "67084", "commune_corrected", "67482"),
        ("67000 Strasbourg", "", "commune_corrected", "67482"),
        ("", "67000", None, "67482"),
        ("Strasbourg", "67 000", "postcode_corrected", "67482"),
        ("Strasbourg", "67000.0", "postcode_corrected", "67482"),
        ("Ste Marie aux Mines", "68160", "commune_corrected", "68298"),
        ("Saint-Denis", "", "commune_ambiguous", ""),
        ("Kehl", "77694", "commune_unknown", ""),
        ("Bâle", "4051", "postcode_invalid", ""),
        ("Colmar", "abc", "postcode_invalid", ""),
    ],
)
def test_places(commune: str, postcode: str, code: str | None, insee: str) -> None:
    sign_ups = read_text(f"structure,side,prénom,ville,code postal\nClub,association,Zoé,{commune},{postcode}\n")
    assert sign_ups.organisations[0].place.insee == insee
    found = [one for one in codes(sign_ups) if one.startswith(("commune", "postcode"))]
    assert found == ([code] if code else [])


def test_same_siren_is_one_organisation_and_a_trade_name_is_said() -> None:
    sign_ups = read_text(
        "structure,side,prénom,siret\n"
        "Menuiserie Bastian,company,Zoé,732 829 320 00074\nBastian Bois,company,Max,732829320\n"
    )
    assert [(one.name, one.siren) for one in sign_ups.organisations] == [("Menuiserie Bastian", "732829320")]
    assert the(sign_ups, "answers_differ").values == {
        "kept": "Menuiserie Bastian",
        "other": "Bastian Bois",
        "field": "name",
    }


def test_a_company_and_an_association_of_one_name_are_two() -> None:
    sign_ups = read_text("structure,side,prénom\nBastian,company,Zoé\nBastian,association,Max\n")
    assert [one.id for one in sign_ups.organisations] == ["C01", "A01"]


def test_ids_are_authoritative_and_the_missing_one_is_generated() -> None:
    sign_ups = read_text(
        "id,side,name,first_name\nC01,company,Bastian,Zoé\nC02,company,Bastian,Max\n"
        ",company,Weiss,Ida\nC01,association,Bastian,Eva\n"
    )
    assert [(one.id, one.name) for one in sign_ups.organisations] == [
        ("C01", "Bastian"),
        ("C02", "Bastian"),
        ("C03", "Weiss"),
    ]
    assert the(sign_ups, "id_generated").values == {"corrected": "C03"}
    assert the(sign_ups, "sides_differ").values == {"side": "company", "other_side": "association", "first_line": 2}


def test_an_id_that_reaches_somebody_is_not_taken() -> None:
    """Ids stay when everything else about a person is erased."""
    sign_ups = read_text(
        "id,side,name,first_name,participant_id\n"
        "zoe@bastian.example,company,Bastian,Zoé,zoe@bastian.example\n"
        "zoe@bastian.example,company,Bastian,Max,06 12 34 56 78\n"
        "Les Jardins,association,Jardins,Eva,Martin\n"
        "A07,association,Lien,Ida,2026/17\n"
        ",association,Aide,Ali,A07-2\n"
    )
    assert [one.id for one in sign_ups.organisations] == ["C01", "A01", "A07", "A02"]
    assert [one.id for one in sign_ups.participants] == ["C01-1", "C01-2", "A01-1", "2026/17", "A07-2"]
    replaced = [one for one in sign_ups.remarks if one.code == "id_replaced"]
    assert [(one.line, one.column, one.value, one.values["corrected"]) for one in replaced] == [
        (2, "id", "zoe@bastian.example", "C01"),
        (2, "participant_id", "zoe@bastian.example", "C01-1"),
        (3, "participant_id", "06 12 34 56 78", "C01-2"),
        (4, "id", "Les Jardins", "A01"),
        (4, "participant_id", "Martin", "A01-1"),
    ]


def test_an_id_that_was_not_taken_still_names_its_organisation_in_the_same_sheet() -> None:
    sign_ups = read_text(
        "id,side,name,first_name,partners,keep_apart\n"
        "bastian-sarl,company,Bastian,Zoé,,asso-lien\n"
        "weiss,company,Weiss,Max,asso-lien,\n"
        "asso-lien,association,Lien,Ida,,\n"
    )
    assert [one.partners for one in sign_ups.organisations] == [frozenset(), {"A01"}, frozenset()]
    assert [(one.company_id, one.association_id) for one in sign_ups.pair_rules] == [("C01", "A01")]
    assert not [one for one in sign_ups.remarks if one.code == "organisation_unknown"]


def test_a_code_that_is_taken_is_not_given_in_place_of_an_address() -> None:
    sign_ups = read_text(
        "id,side,name,first_name,participant_id\n"
        "a@b.example,company,Bastian,Zoé,a@b.example\n"
        "C01,company,Weiss,Max,C02-1\n"
    )
    assert [one.id for one in sign_ups.organisations] == ["C02", "C01"]
    assert [one.id for one in sign_ups.participants] == ["C02-2", "C02-1"]


def test_an_organisation_without_anybody_is_known() -> None:
    sign_ups = read_text("structure,side,prénom\nClub,association,\n")
    assert (len(sign_ups.organisations), len(sign_ups.participants)) == (1, 0)
    assert the(sign_ups, "person_missing").subject == "Club"


def test_a_lost_siret_loses_nothing_else() -> None:
    sign_ups = read_text("structure;side;prénom;siret\nMenuiserie;company;Zoé;1,23457E+13\n")
    assert sign_ups.organisations[0].siren == ""
    assert the(sign_ups, "siren_lost_in_file").value == "1,23457E+13"


def test_a_path_bytes_and_an_open_file_read_the_same(tmp_path: Path) -> None:
    content = "structure,side,prénom\nClub,association,Zoé\n".encode()
    path = tmp_path / "sheet.csv"
    path.write_bytes(content)
    with path.open("rb") as opened:
        assert read_organisations(path) == read_organisations(str(path)) == read_organisations(content)
        assert read_organisations(opened) == read_organisations(content)
