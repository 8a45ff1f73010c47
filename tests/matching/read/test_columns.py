"""Headers in French and English, whole or in a sentence."""

import pytest

from matching.read.columns import meaning_of

from .sheets import codes, read_text, the


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("Thématiques sur lesquelles vous agissez (plusieurs choix)", "fragilities"),
        ("Quels sont vos besoins ?", "needs"),
        ("What are you looking for?", "needs"),
        ("Ce que vous pouvez apporter", "offers"),
        ("What you can bring", "offers"),
        ("Formes de partenariat envisagées", "forms"),
        ("Which forms of partnership would you consider?", "forms"),
        ("Présentez votre structure en quelques phrases   ", "presentation"),
        ("Structures que vous ne souhaitez pas rencontrer ", "keep_apart"),
        ("Organisations you would rather not meet", "keep_apart"),
        ("Mail du participant  ", "email"),
        ("Email payeur", "payer_email"),
        ("E-mail de la personne qui paye", "payer_email"),
        ("N° SIRET", "siren"),
        ("CODE POSTAL", "postcode"),
        ("Votre fonction", "role"),
        ("Nom de votre structure   ", "name"),
        ("Organization name", "name"),
        ("Attendee name: Given name", "first_name"),
        ("Êtes-vous une entreprise ou une association ?", "side"),
        ("Régime alimentaire", None),
        ("", None),
    ],
)
def test_meaning_of_a_header(header: str, field: str | None) -> None:
    found = meaning_of(header)
    assert (found.field if found else None) == field


def test_unknown_columns_are_listed_only_when_something_stands_in_them() -> None:
    sign_ups = read_text(
        "structure,side,prénom,Régime alimentaire,Taille de t-shirt ou autre\nClub,association,Zoé,végétarien,\n"
    )
    assert the(sign_ups, "column_unknown").column == "Régime alimentaire"
    assert the(sign_ups, "column_unknown").line == 1


def test_the_first_of_two_columns_of_one_meaning_goes_first_and_it_is_said() -> None:
    sign_ups = read_text("Company,Side,First name,City,Company,City\n,association,Zoé,Colmar,Club,Sélestat\n")
    assert [one.name for one in sign_ups.organisations] == ["Club"]
    assert sign_ups.organisations[0].place.commune == "Colmar"
    competing = [one for one in sign_ups.remarks if one.code == "columns_compete"]
    assert [(one.values["meaning"], one.values["used"]) for one in competing] == [
        ("name", "Company"),
        ("commune", "City"),
    ]


def test_a_ticketing_export_with_an_order_address_and_an_attendee_address() -> None:
    sign_ups = read_text(
        "Order code,Position ID,Status,Email,Product,Attendee name,Attendee email,Company,Company\n"
        "AB1,1,paid,office@example.org,Place entreprise,Zoé WEBER,,Menuiserie,Menuiserie SAS\n"
        "AB1,2,paid,office@example.org,Place entreprise,Max KLEIN,max@example.org,Menuiserie,Menuiserie SAS\n"
    )
    assert sign_ups.format == "pretix"
    assert [(one.full_name, one.email, one.email_of_payer) for one in sign_ups.participants] == [
        ("Zoé Weber", "office@example.org", True),
        ("Max Klein", "max@example.org", False),
    ]


def test_one_column_per_theme_with_grades_and_a_grid_of_ticks() -> None:
    sign_ups = read_text(
        "structure;side;prénom;Emploi et insertion;Note : santé;Vos besoins [Locaux];"
        "Vos besoins [Transport];Vos besoins [Juridique]\n"
        "Club;association;Zoé;8;;x;non;Oui\n"
        "Amis;association;Max;oui;11;;;\n"
    )
    club, friends = sign_ups.organisations
    assert club.fragilities == {"employment": 8}
    assert [need.code for need in club.needs] == ["premises", "skills_law"]
    assert friends.fragilities == {"employment": None, "health": None}
    assert the(sign_ups, "grade_invalid").values == {"fragility": "health", "grade": "11"}


def test_side_from_a_column_when_there_is_no_ticket() -> None:
    sign_ups = read_text(
        "structure,type de structure,prénom\n"
        "Menuiserie,PME,Zoé\nClub,Association employeuse,Max\n"
        "Fonds Ried,Fondation,Ida\nAtelier,SIAE,Eva\nMairie,Collectivité,Luc\n"
    )
    assert [(one.side, one.kind, one.size) for one in sign_ups.organisations] == [
        ("company", "company", "small_medium"),
        ("association", "association_employer", ""),
        ("association", "foundation", ""),
        ("company", "integration_structure", ""),
    ]
    assert [one.line for one in sign_ups.exclusions] == [6]


def test_without_any_side_each_row_is_set_aside() -> None:
    sign_ups = read_text("structure,prénom\nClub,Zoé\nAmis,Max\n")
    assert [(one.code, one.line) for one in sign_ups.exclusions] == [("side_unknown", 2), ("side_unknown", 3)]
    assert "name_missing" not in codes(sign_ups)
