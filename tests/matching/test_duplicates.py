"""Near duplicates: what is asked, what is not, and why; names in the spellings people use."""

import csv
import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching import near_duplicates, propose_introductions, score
from matching.duplicates import DUPLICATE_REASONS, NearDuplicate, groups_of
from matching.names import likeness, name_key, rarity
from matching.organisations import Organisation, Place
from tests.benchmarks.duplicates import directory
from tests.matching.worlds import COLMAR, SCHILTIGHEIM, STRASBOURG, association, company


def named(identifier, name, *, place=STRASBOURG, side="association", siren="", rna=""):
    return Organisation(id=identifier, side=side, name=name, place=place, siren=siren, rna=rna)


NEIGHBOURS = [
    named(f"N{number}", name)
    for number, name in enumerate(
        (
            "Club de tir",
            "Chorale Saint-Paul",
            "Foyer de la Meinau",
            "Les Jardins du Ried",
            "Atelier vélo",
            "Radio Quetsch",
        )
    )
]


def asked(*organisations):
    """(ids, reason) of every pair found among these and six neighbours that have nothing to do with them."""
    return [(one.one_id, one.other_id, one.reason) for one in near_duplicates([*NEIGHBOURS, *organisations])]


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        ("Énergies du Piémont S.A.R.L.", "ENERGIES DU PIEMONT", "same_name"),
        ("Le Pain partagé", "Association Painpartagé", "same_name"),
        ("Les Amis de la forêt", "Ami de la Forêt (association loi 1901)", "same_name"),
        ("Menuiserie Ottermann", "Ottermann Menuiserie", "same_name"),
        ("Secours populaire de Strasbourg", "Secours populaire", "same_name"),
        ("St Joseph Travaux", "Saint-Joseph Travaux", "same_name"),
        ("Menuiserie Ottermann", "Menuiserie Otterman", "near_name"),
        ("Ressourcerie du Neuhof", "Resourcerie du Neuhoff", "near_name"),
        ("Menuiserie Ottermann", "Menuiserie Ottermann et Bieth associés", "name_within"),
        ("AFEV", "Association de la fondation étudiante pour la ville", "acronym"),
        ("Banque alimentaire du Rhin (BAR)", "Banque alimentaire du Rhin", "same_name"),
        ("A.G.I.R. emploi", "AGIR Emploi", "same_name"),
    ],
)
def test_spellings_of_one_name_are_asked(one, other, reason):
    assert asked(named("A1", one), named("A2", other)) == [("A1", "A2", reason)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Amicale des pompiers", "Amicale des pêcheurs"),
        ("École maternelle 1", "École maternelle 2"),
        ("Tennis club féminin", "Handball club féminin"),
        ("Association", "SARL"),
        ("Foyer de la Robertsau", "Chorale de la Robertsau"),
    ],
)
def test_different_names_are_not_asked(one, other):
    assert asked(named("A1", one), named("A2", other)) == []


def test_identifiers_are_asked_wherever_they_stand():
    one = named("C1", "Boulangerie Kirn", side="company", siren="732829320")
    other = named("A1", "Fournil solidaire", place=COLMAR, siren="732829320")
    third = named("A2", "Autre", rna="W672001234")
    fourth = named("A3", "Encore une", place=COLMAR, rna="W672001234")
    assert asked(one, other, third, fourth) == [("C1", "A1", "same_siren"), ("A2", "A3", "same_rna")]


def test_three_entries_of_one_identifier_are_two_questions():
    entries = [named(f"A{n}", name, siren="732829320") for n, name in enumerate(("Un", "Deux", "Trois"))]
    assert asked(*entries) == [("A0", "A1", "same_siren"), ("A0", "A2", "same_siren")]


def test_a_name_counts_within_its_place():
    """The local branch of a national body is another organisation; across the street of the next town it is asked."""
    one = named("A1", "Restos du Quartier")
    assert asked(one, named("A2", "Restos du Quartier", place=COLMAR)) == []
    assert asked(one, named("A2", "Restos du Quartier", place=SCHILTIGHEIM)) == [("A1", "A2", "same_name")]
    assert asked(one, named("A2", "Resto du Quartiers", place=Place())) == [("A1", "A2", "same_name")]
    assert asked(one, named("A2", "Restos du Quartier Nord", place=SCHILTIGHEIM)) == []


def test_sides_are_kept_apart_unless_the_name_is_the_same():
    one = named("C1", "Atelier du Bruch", side="company")
    assert asked(one, named("A1", "Atelier du Bruche")) == []
    assert asked(one, named("A1", "L’atelier du Bruch")) == [("C1", "A1", "same_name_other_side")]


@given(st.lists(st.text(max_size=25).filter(str.strip), max_size=12), st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_any_names_can_be_compared_and_the_order_of_the_directory_hardly_counts(names, random):
    entries = [named(f"A{number}", name) for number, name in enumerate(names)]
    found = near_duplicates(entries)
    assert all(0 <= one.likeness <= 1 and one.reason in DUPLICATE_REASONS for one in found)
    assert near_duplicates(entries) == found
    random.shuffle(entries)
    again = near_duplicates(entries)
    assert {(frozenset((one.one_id, one.other_id))) for one in again if one.reason != "same_name"} == {
        (frozenset((one.one_id, one.other_id))) for one in found if one.reason != "same_name"
    }


@given(
    st.lists(st.sampled_from(("pain", "foret", "menuiserie", "ottermann", "ateliers", "12")), min_size=1, max_size=4)
)
def test_a_name_is_like_itself_in_any_order(words):
    one, other = name_key(" ".join(words)), name_key(" ".join(reversed(words)))
    weights = rarity([one, other])
    assert likeness(one, other, weights) == likeness(one, one, weights) == 1


def test_four_fifths_and_more_of_planted_spellings_are_found_among_thousands():
    organisations, planted = directory(4000, 7, 0.03)
    began = time.process_time()
    found = {frozenset((one.one_id, one.other_id)) for one in near_duplicates(organisations)}
    assert time.process_time() - began < 5
    assert len(found & set(planted)) >= 0.9 * len(planted)
    assert len(found - set(planted)) <= 0.005 * len(organisations)


def test_groups_reach_through_others():
    pairs = [NearDuplicate("A1", "A3", "near_name", 0.9), NearDuplicate("A3", "A4", "same_siren", 1.0)]
    assert groups_of(["A1", "A2", "A3", "A4"], [*pairs, NearDuplicate("A2", "Z9", "same_siren", 1.0)]) == [0, 1, 0, 0]


def one_entered_twice():
    """A company of which the directory has two entries, and two associations that fit both."""
    offers = {"offers": ("transport",), "place": STRASBOURG, "fragilities": {"mobility": 8}}
    companies = [
        replace(company("C1", **offers), name="Transports Zins"),
        replace(company("C2", **offers), name="TRANSPORT ZINS SAS"),
        replace(company("C3", **offers), name="Le Lien"),
    ]
    wishes = {"needs": ("transport",), "place": STRASBOURG, "fragilities": {"mobility": 7}}
    return score(companies, [association("A1", **wishes), association("A2", **wishes)])


def test_of_undecided_duplicates_one_alone_is_introduced_to_a_partner():
    matrix = one_entered_twice()
    proposed = {(one.company_index, one.association_index) for one in propose_introductions(matrix, least_coverage=0)}
    assert proposed == {(0, 0), (0, 1), (2, 0), (2, 1)}


def test_what_somebody_decided_is_no_longer_held_back():
    matrix = one_entered_twice()
    assert len(propose_introductions(matrix, least_coverage=0, duplicates=())) == 6


def test_who_stands_on_both_sides_is_not_introduced_to_themselves():
    one = replace(company("C1", offers=("transport",), place=STRASBOURG), siren="732829320")
    other = replace(association("A1", needs=("transport",), place=STRASBOURG), siren="732829320")
    assert propose_introductions(score([one], [other]), least_coverage=0) == ()
    assert len(propose_introductions(score([one], [other]), least_coverage=0, duplicates=())) == 1


def test_limits_of_one_organisation_count_before_those_of_all():
    matrix = one_entered_twice()
    proposed = propose_introductions(matrix, least_coverage=0, duplicates=(), limits={"A1": 1, "C3": 0})
    assert sum(one.association_index == 0 for one in proposed) == 1
    assert all(one.company_index != 2 for one in proposed)


def test_the_register_of_associations_holds_twenty_five_of_them(real_data):
    """Entries kept under an old number and a new one; every title begins with ABC, which fools what counts letters."""
    with (real_data / "rna" / "associations.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    entries = [
        named(str(number), row["titre"].strip() or "?", place=Place(commune=row["adresse_libelle_commune"].strip()))
        for number, row in enumerate(rows)
    ]
    found = near_duplicates(entries)
    same = [one for one in found if one.reason == "same_name"]
    assert len(same) >= 25
    assert len(found) - len(same) <= 6
