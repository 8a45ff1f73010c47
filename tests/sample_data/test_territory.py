"""The hand-written territory: every code known, every person out of reach, every text its own."""

import csv
import re
from collections import Counter
from functools import cache

import pytest

import sample_data
from matching import read_diagnosis, read_history, read_organisations, read_pairs, vocabulary
from matching.places import distance_km, find_place
from matching.read.identifiers import passes_luhn
from sample_data.contents import ASSOCIATIONS, COMPANIES
from sample_data.evening_files import ORGANISATION_COLUMNS
from sample_data.people import MEN, WOMEN
from sample_data.territory import COMPLEMENTARY_PAIRS, LURES, POSTCODES

SHEETS = COMPANIES + ASSOCIATIONS
FICTIONAL_PHONE = re.compile(r"\+33(63998|35301)\d{4}")


@cache
def rows(name):
    with sample_data.path(name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def sign_ups():
    return read_organisations(sample_data.path("organisations.csv"))


def test_twenty_six_companies_and_twenty_eight_associations_are_read():
    assert len(sign_ups().companies) == 26
    assert len(sign_ups().associations) == 28
    assert len(sign_ups().participants) == 56


def test_the_only_remark_is_about_the_sheet_without_answers():
    assert [(remark.code, remark.subject) for remark in sign_ups().remarks] == [("no_answers", "Nacrine Propreté")]


def test_what_is_read_is_what_was_written():
    read = {organisation.id: organisation for organisation in sign_ups().organisations}
    assert set(read) == {sheet.id for sheet in SHEETS}
    for sheet in SHEETS:
        organisation = read[sheet.id]
        assert organisation.name == sheet.name
        assert organisation.presentation == sheet.presentation
        written = [item for item in sheet.fragilities.split("; ") if item]
        assert [
            code if grade is None else f"{code}={grade}" for code, grade in organisation.fragilities.items()
        ] == written
        for needs, cell in ((organisation.needs, sheet.needs), (organisation.offers, sheet.offers)):
            assert "; ".join(f"{need.code}: {need.detail}" if need.detail else need.code for need in needs) == cell


def test_the_columns_are_the_documented_ones():
    assert tuple(rows("organisations.csv")[0]) == ORGANISATION_COLUMNS
    readme = sample_data.path("organisations.csv").with_name("README.md").read_text(encoding="utf-8")
    for name in sample_data.FILES[:4]:
        for column in rows(name)[0]:
            assert f"`{column}`" in readme, (name, column)


def test_two_organisations_send_two_representatives():
    people = Counter(row["id"] for row in rows("organisations.csv"))
    assert {id_ for id_, count in people.items() if count == 2} == {"C09", "A22"}
    assert max(people.values()) == 2


def test_no_name_and_no_text_appears_twice():
    for values in (
        [sheet.name for sheet in SHEETS],
        [sheet.presentation for sheet in SHEETS if sheet.presentation],
        [sentence for sheet in SHEETS for sentence in sheet.presentation.split(". ") if sentence],
        [row["email"] for row in rows("organisations.csv")],
        [f"{row['first_name']} {row['last_name']}" for row in rows("organisations.csv")],
        [row["phone"] for row in rows("organisations.csv") if row["phone"]],
        [siren for siren in dict.fromkeys((row["id"], row["siren"]) for row in rows("organisations.csv")) if siren[1]],
    ):
        assert len(values) == len(set(values)), [value for value, count in Counter(values).items() if count > 1]


def test_about_a_fifth_of_the_sheets_is_half_filled():
    half_filled = [
        sheet.id for sheet in SHEETS if not (sheet.presentation and sheet.needs and sheet.offers and sheet.forms)
    ]
    assert 9 <= len(half_filled) <= 13
    assert {id_[0] for id_ in half_filled} == {"C", "A"}


def test_nobody_real_can_be_reached():
    for row in rows("organisations.csv"):
        assert row["email"].endswith("@example.org")
        assert row["email"].isascii()
        assert not row["phone"] or FICTIONAL_PHONE.fullmatch(row["phone"])
        assert not row["siren"] or (row["siren"].startswith("00000") and passes_luhn(row["siren"]))
        assert not row["rna"] or row["rna"].startswith("W999")


def test_associations_of_local_law_have_no_rna_number():
    assert {row["postcode"][:2] for row in rows("organisations.csv") if row["rna"]} == {"54"}
    assert all(not row["rna"] for row in rows("organisations.csv") if row["side"] == "company")


def test_posts_agree_with_the_person():
    feminine = ("e", "Secrétaire", "RH")
    for row in rows("organisations.csv"):
        first_word = row["role"].split()[0]
        assert row["first_name"] in WOMEN + MEN
        if row["first_name"] in WOMEN:
            assert first_word.endswith(feminine), row["role"]
        else:
            # The words that end in -e for men too.
            same_for_both = {
                "Expert-comptable",
                "Responsable",
                "Libraire",
                "Garagiste",
                "Secrétaire",
                "Archiviste",
                "Chorégraphe",
            }
            assert not first_word.endswith("e") or first_word in same_for_both, row["role"]


def test_the_pairs_to_find_and_the_lures_are_of_both_sides_and_apart():
    companies, associations = {sheet.id for sheet in COMPANIES}, {sheet.id for sheet in ASSOCIATIONS}
    for company, association in COMPLEMENTARY_PAIRS + LURES:
        assert company in companies
        assert association in associations
    assert len(set(COMPLEMENTARY_PAIRS)) == len(COMPLEMENTARY_PAIRS) >= 12
    assert not set(COMPLEMENTARY_PAIRS) & set(LURES)
    # A pair to find is not one that the organisers or the two organisations have settled already.
    settled = {(row["company_id"], row["association_id"]) for row in rows("pairs.csv")}
    settled |= {(sheet.id, other) for sheet in COMPANIES for other in sheet.partners.split("; ") if other}
    assert not set(COMPLEMENTARY_PAIRS) & settled


@pytest.mark.parametrize("commune", sorted(POSTCODES))
def test_every_commune_exists_and_lies_in_the_territory(commune):
    place = find_place(commune, POSTCODES[commune])
    assert place is not None
    assert place.commune == commune
    saverne = find_place("Saverne", "67700")
    assert saverne is not None
    if commune != "Charleville-Mézières":
        assert distance_km(place, saverne) < 60


def test_the_vocabulary_is_shown_in_its_breadth():
    read = sign_ups().organisations
    used = {
        "kinds": {organisation.kind for organisation in read},
        "sizes": {organisation.size for organisation in read} - {""},
        "models": {organisation.model for organisation in read} - {""},
        "fragilities": {code for organisation in read for code in organisation.fragilities},
        "forms": {code for organisation in read for code in organisation.forms},
        "objectives": {code for organisation in read for code in organisation.objectives},
    }
    assert used["kinds"] >= {"company", "cooperative", "integration_structure", "foundation"}
    assert used["kinds"] >= {"association_volunteer", "association_employer"}
    assert used["sizes"] == set(vocabulary.COMPANY_SIZES)
    assert used["models"] == set(vocabulary.ASSOCIATION_MODELS)
    assert used["fragilities"] == set(vocabulary.FRAGILITIES)
    assert used["forms"] == set(vocabulary.FORMS)
    assert used["objectives"] == set(vocabulary.OBJECTIVES)
    resources = {item.code for organisation in read for item in (*organisation.needs, *organisation.offers)}
    assert len(resources) >= 28


def test_fragilities_are_graded_on_some_sheets_and_only_named_on_others():
    grades = [grade for organisation in sign_ups().organisations for grade in organisation.fragilities.values()]
    assert grades.count(None) > 20
    assert len([grade for grade in grades if grade is not None]) > 60


def test_pairs_name_both_sides_and_do_not_contradict_each_other():
    pairs = rows("pairs.csv")
    companies, associations = {sheet.id for sheet in COMPANIES}, {sheet.id for sheet in ASSOCIATIONS}
    assert Counter(row["rule"] for row in pairs) == {"forbidden": 2, "required": 2}
    assert all(row["company_id"] in companies and row["association_id"] in associations for row in pairs)
    assert len({(row["company_id"], row["association_id"]) for row in pairs}) == 4
    assert all(row["why"] and not row["round"] and not row["table"] for row in pairs)
    forbidden = {(row["company_id"], row["association_id"]) for row in pairs if row["rule"] == "forbidden"}
    wished = {(c, sheet.id) for sheet in ASSOCIATIONS for c in sheet.keep_apart.split("; ") if c}
    assert wished
    assert wished < forbidden


def test_partners_say_it_on_both_sides_and_in_the_history():
    partners = {(sheet.id, other) for sheet in SHEETS for other in sheet.partners.split("; ") if other}
    assert partners == {(other, one) for one, other in partners}
    known = {(row["company_id"], row["association_id"]) for row in rows("history.csv") if row["known"] == "yes"}
    assert known == {pair for pair in partners if pair[0].startswith("C")}


def test_the_previous_evening_was_a_possible_one():
    met = [(row["company_id"], row["association_id"]) for row in rows("history.csv") if row["known"] != "yes"]
    forbidden = {(row["company_id"], row["association_id"]) for row in rows("pairs.csv") if row["rule"] == "forbidden"}
    assert len(met) == len(set(met)) > 60
    assert not set(met) & forbidden
    # Nobody had more conversations than there were rounds, and part of tonight's people were not there.
    assert max(Counter(company for company, _ in met).values()) <= 6
    assert max(Counter(association for _, association in met).values()) <= 6
    assert len({company for company, _ in met}) == 14


def test_the_diagnosis_grades_every_fragility_and_invents_nothing_where_the_source_is_silent():
    diagnosis = read_diagnosis(sample_data.path("diagnosis.csv"))
    assert (diagnosis.territory, diagnosis.year) == ("Pays des Deux Versants", 2025)
    assert set(diagnosis.grades) == set(vocabulary.FRAGILITIES)
    silent = {
        (code, respondent)
        for code, row in diagnosis.grades.items()
        for respondent in vocabulary.RESPONDENTS
        if respondent not in row
    }
    assert silent == {
        *((code, "associations") for code in ("environment", "education", "diversity_disability", "digital_access")),
        ("culture_leisure", "associations"),
        ("health", "citizens"),
        ("energy_transition", "citizens"),
    }
    assert diagnosis.mean_grade("mobility") > diagnosis.mean_grade("safety")


@pytest.mark.parametrize("name", ["organisations.csv", "signups_helloasso.csv"])
def test_pairs_and_history_fit_both_sign_up_files_without_a_remark(name):
    organisations = read_organisations(sample_data.path(name)).organisations
    pair_rules, remarks = read_pairs(sample_data.path("pairs.csv"), organisations)
    assert remarks == ()
    assert [rule.kind for rule in pair_rules] == ["forbidden", "forbidden", "required", "required"]
    meetings, remarks = read_history(sample_data.path("history.csv"), organisations)
    assert remarks == ()
    assert len(meetings) == len(rows("history.csv"))
    assert {meeting.date for meeting in meetings if not meeting.known} == {"2025-11-18"}
    assert len([meeting for meeting in meetings if meeting.known]) == 6
