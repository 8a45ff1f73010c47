"""The generator: the committed files byte for byte, other seeds, larger territories."""

import subprocess
import sys
from collections import Counter

import pytest

import sample_data
from matching import read_organisations, vocabulary
from matching.organisations import Organisation
from sample_data.contents import COMPANIES, draw_evening
from sample_data.drawing import Draw
from sample_data.generate import COMMITTED_SEED, files_for
from sample_data.helloasso_answers import ASSOCIATION_OFFERS, CATEGORIES, COMPANY_OFFERS, RESOURCES, THEMES
from sample_data.identifiers import luhn_figure
from sample_data.people import MEN, WOMEN, draw_people


def test_the_command_rewrites_the_committed_files_byte_for_byte(tmp_path):
    folder = tmp_path / "new" / "folder"
    subprocess.run([sys.executable, "-m", "sample_data.generate", "--seed", "1", str(folder)], check=True)
    assert {file.name for file in folder.iterdir()} == set(sample_data.FILES)
    for name in sample_data.FILES:
        assert (folder / name).read_bytes() == sample_data.path(name).read_bytes(), name


def test_another_seed_changes_what_is_drawn_and_nothing_that_is_written():
    committed, other = files_for(COMMITTED_SEED), files_for(2)
    assert {name for name in committed if committed[name] != other[name]} == {
        "organisations.csv",
        "history.csv",
        "signups_helloasso.csv",
    }
    assert [sheet.presentation for sheet in draw_evening(2).sheets] == [
        sheet.presentation for sheet in draw_evening(1).sheets
    ]


@pytest.mark.parametrize("seed", [2, 3])
def test_another_seed_reads_to_the_same_organisations(tmp_path, seed):
    file = tmp_path / "signups.csv"
    file.write_bytes(files_for(seed)["signups_helloasso.csv"])
    exported = read_organisations(file)
    assert [organisation.name for organisation in exported.companies] == [sheet.name for sheet in COMPANIES]
    assert len(exported.participants) == 56
    assert len({remark.code for remark in exported.remarks}) >= 15


def test_a_file_that_does_not_exist_is_refused():
    with pytest.raises(KeyError, match="not one of"):
        sample_data.path("salaries.csv")


@pytest.mark.parametrize("seed", range(5))
def test_women_and_men_come_in_equal_numbers_with_posts_that_agree(seed):
    evening = draw_evening(seed)
    assert Counter(person.is_woman for person in evening.people) == {True: 28, False: 28}
    posts = {(sheet.id, role) for sheet in evening.sheets for both in sheet.roles for role in both.split("/")}
    for person in evening.people:
        assert (person.organisation_id, person.role) in posts
        assert person.first_name in (WOMEN if person.is_woman else MEN)
        assert any(
            both.split("/")[person.is_woman] == person.role for both in evening.sheet(person.organisation_id).roles
        )


def test_a_draw_is_a_permutation_within_bounds():
    draw = Draw(7, "test")
    assert sorted(draw.shuffled(range(50))) == list(range(50))
    numbers = {draw.number(3, 5) for _ in range(200)}
    assert numbers == {3, 4, 5}
    assert Draw(7, "one").shuffled(range(50)) != Draw(7, "other").shuffled(range(50))


def test_the_form_has_a_wording_for_every_code():
    assert set(RESOURCES) == set(vocabulary.RESOURCES)
    assert set(COMPANY_OFFERS) | set(ASSOCIATION_OFFERS) <= set(vocabulary.RESOURCES)
    assert set(THEMES) == set(vocabulary.FRAGILITIES)
    assert set(CATEGORIES) == set(vocabulary.FORM_CATEGORIES)


def test_the_check_figure_is_the_one_of_a_known_number():
    assert luhn_figure("73282932") == 0


def test_a_larger_territory_is_valid_and_the_same_again():
    one, again = sample_data.generate_territory(70, 55, 3), sample_data.generate_territory(70, 55, 3)
    assert one == again
    assert one != sample_data.generate_territory(70, 55, 4)
    assert (len(one.companies), len(one.associations), len(one.participants)) == (70, 55, 125)
    assert len({organisation.id for organisation in one.organisations}) == 125
    assert len({organisation.name for organisation in one.organisations}) == 125
    assert len({person.email for person in one.participants}) == 125
    assert all(organisation.place.latitude is not None for organisation in one.organisations)
    assert len({organisation.presentation for organisation in one.organisations}) > 100
    assert {person.organisation_id for person in one.participants} == {o.id for o in one.organisations}
    for organisation in one.organisations:
        assert Organisation.from_dict(organisation.to_dict()) == organisation
        assert len({need.code for need in organisation.needs}) == len(organisation.needs)


def test_an_empty_territory_is_empty_and_a_negative_one_refused():
    assert sample_data.generate_territory(0, 0, 1).organisations == ()
    with pytest.raises(ValueError, match="negative"):
        sample_data.generate_territory(-1, 3, 1)


def test_thousands_of_people_have_addresses_of_their_own():
    sheets = list(draw_evening(1).sheets) * 70
    people = draw_people(sheets, 1)
    assert len({person.email for person in people}) == len(people) == 56 * 70
