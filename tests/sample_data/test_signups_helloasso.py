"""The ticketing export of the sample evening: every oddity is there, and the people are those of organisations.csv."""

import csv
from collections import Counter
from functools import cache

import pytest

import sample_data
from matching import read_organisations
from matching.vocabulary import FORM_CATEGORIES


@cache
def exported():
    return read_organisations(sample_data.path("signups_helloasso.csv"))


@cache
def written():
    return read_organisations(sample_data.path("organisations.csv"))


@cache
def cells():
    text = sample_data.path("signups_helloasso.csv").read_bytes().decode("utf-8-sig")
    return list(csv.DictReader(text.splitlines(keepends=True), delimiter=";"))


def remarks(code):
    return [remark for remark in exported().remarks if remark.code == code]


def test_the_file_has_the_form_of_the_export():
    content = sample_data.path("signups_helloasso.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.count(b"\r\n") == 61
    headers = list(cells()[0])
    assert len(headers) == 28
    assert len(cells()) == 60
    assert [header for header in headers if header != header.strip()] == [
        "Mail du participant  ",
        "Nom de votre structure   ",
        "Code postal ",
        "Vos besoins ",
        "Présentez votre structure en quelques phrases   ",
        "Structures que vous ne souhaitez pas rencontrer ",
    ]
    assert {row["Montant tarif"] for row in cells()} == {"15,00", "0,00"}


def test_it_reads_to_the_same_organisations_and_people_under_the_same_ids():
    assert {o.id: o.name for o in exported().organisations} == {o.id: o.name for o in written().organisations}
    people = {person.id: person.full_name for person in exported().participants}
    assert people == {person.id: person.full_name for person in written().participants}


def test_answers_read_back_to_the_codes_of_the_sheets():
    sheets = {organisation.id: organisation for organisation in written().organisations}
    for organisation in exported().organisations:
        sheet = sheets[organisation.id]
        assert [need.code for need in organisation.needs] == [need.code for need in sheet.needs]
        assert [offer.code for offer in organisation.offers] == [offer.code for offer in sheet.offers]
        assert set(organisation.fragilities) == set(sheet.fragilities)
        assert organisation.place.insee == sheet.place.insee
        wanted = {code for codes in FORM_CATEGORIES.values() if set(codes) & sheet.forms for code in codes}
        assert organisation.forms == wanted
        assert organisation.undecided == (not sheet.forms)


def test_themes_are_ticked_without_a_grade():
    grades = {grade for organisation in exported().organisations for grade in organisation.fragilities.values()}
    assert grades == {None}


@pytest.mark.parametrize(
    ("code", "subject"),
    [
        ("order_cancelled", "Chocolaterie des Trois Écluses"),
        ("order_refunded", "Ateliers Bramefer"),
        ("ticket_unknown", "Maison de l’Emploi des Deux Versants"),
        ("duplicate_order", "Supermarché Belle-Zorn"),
    ],
)
def test_an_order_that_gives_no_participant_is_said_once(code, subject):
    (remark,) = remarks(code)
    assert subject in remark.subject
    assert remark.level == "exclusion"


def test_nothing_else_is_left_out():
    assert Counter(remark.level for remark in exported().remarks)["exclusion"] == 4
    assert len(exported().participants) == exported().n_rows - 4 == 56


def test_two_representatives_come_in_one_order_and_in_two():
    orders = {}
    for row in cells():
        if row["Statut de la commande"] == "Validé":
            orders.setdefault(row["Nom de votre structure   "].strip().lower(), []).append(row["Référence commande"])
    assert len(orders["mécanorbe"]) == 2
    assert len(set(orders["mécanorbe"])) == 1
    assert len(set(orders["les parrains du canal"])) == 2
    assert {remark.values["field"] for remark in remarks("answers_differ")} >= {"fragilities"}


def test_payers_lend_their_address_and_it_is_marked():
    people = {person.organisation_id: person for person in exported().participants}
    assert {remark.values["email"] for remark in remarks("email_of_payer")} == {
        "accueil.seuil@example.org",
        "secretariat.caisse@example.org",
    }
    assert people["A06"].email_of_payer
    assert people["C24"].email_of_payer
    assert not people["A16"].email_of_payer
    assert people["A16"].email
    assert len(remarks("email_invalid")) == 1
    assert len(remarks("email_corrected")) == 1
    payers = [row for row in cells() if row["Nom payeur"] != row["Nom participant"]]
    assert len(payers) == 6  # five by somebody else, and the colleague of one order


def test_a_formula_stays_a_text():
    (remark,) = remarks("formula_as_text")
    assert remark.value.startswith("=HYPERLINK(")
    assert remark.column == "Votre fonction"


def test_places_are_mended():
    postcodes = [(remark.value, remark.values["corrected"]) for remark in remarks("postcode_corrected")]
    assert ("8000", "08000") in postcodes
    communes = {remark.value for remark in remarks("commune_corrected")}
    assert {"SARREBOURG CEDEX", "Saverne Cedex 2", "SAVERNE", "Blamont", "Neuwiller les Saverne"} <= communes


def test_telephone_numbers_are_typed_in_many_ways():
    typed = {row["Téléphone"] for row in cells()}
    for sign in (".", "-", "+33 ", "0033", "(après 17 h)"):
        assert any(sign in number for number in typed), sign
    assert any(number.isdigit() and len(number) == 9 for number in typed)
    known = {person.id: person.phone for person in written().participants}
    for person in exported().participants:
        assert person.phone in (known[person.id], "")
    assert len([person for person in exported().participants if not person.phone and known[person.id]]) <= 1


def test_capitals_spaces_and_apostrophes_are_as_people_type_them():
    assert len(remarks("capitals_lowered")) == 5
    names = [row["Nom de votre structure   "] for row in cells()]
    assert len([name for name in names if name != name.rstrip()]) == 4
    assert "LES PARRAINS DU CANAL" in names


def test_a_wish_not_to_meet_becomes_a_forbidden_pair():
    (rule,) = exported().pair_rules
    assert (rule.company_id, rule.association_id, rule.kind) == ("C20", "A13", "forbidden")
    association = next(organisation for organisation in exported().organisations if organisation.id == "A13")
    assert association.keep_apart == {"C20"}


def test_quotation_marks_and_line_breaks_stay_inside_their_cell():
    read = {organisation.id: organisation.presentation for organisation in exported().organisations}
    assert '"un jour par mois"' in read["C16"]
    assert '"une fenêtre, un poêle"' in read["A21"]
    broken = [row for row in cells() if "\n" in row["Présentez votre structure en quelques phrases   "]]
    assert len(broken) == 2
    texts = {organisation.id: organisation.presentation for organisation in written().organisations}
    for id_, presentation in read.items():
        assert presentation.replace('"', "").split() == texts[id_].split()
