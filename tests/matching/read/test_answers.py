"""Cells with answers: lists, grades, details, and values that are in no list."""

import pytest

from matching import vocabulary
from matching.folding import word_key
from matching.read import SignUps
from matching.read.answers import quoted, split_answers, unquoted
from matching.read.labels import TABLES, closest_label, find_code

from .sheets import codes, read_text, the


def read_cell(header: str, cell: str) -> SignUps:
    """Read one cell in a sheet of one association."""
    quoted_cell = '"' + cell.replace('"', '""') + '"'
    return read_text(f"structure,side,prénom,{header}\nClub,association,Zoé,{quoted_cell}\n")


@pytest.mark.parametrize("table", sorted(TABLES))
def test_each_code_and_label_means_one_thing(table: str) -> None:
    keys: dict[str, str] = {}
    for code, labels in TABLES[table].items():
        assert find_code(table, code) == code
        for label in labels:
            assert word_key(label), label
            assert keys.setdefault(word_key(label), code) == code, label


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ("fragilities", vocabulary.FRAGILITIES),
        ("needs", vocabulary.RESOURCES),
        ("objectives", vocabulary.OBJECTIVES),
        ("kind", vocabulary.ORGANISATION_KINDS),
        ("size", vocabulary.COMPANY_SIZES),
        ("model", vocabulary.ASSOCIATION_MODELS),
        ("reach", vocabulary.REACHES),
        ("respondent", vocabulary.RESPONDENTS),
        ("forms", (*vocabulary.FORMS, *vocabulary.FORM_CATEGORIES, "undecided")),
    ],
)
def test_every_code_of_the_vocabulary_has_labels(table: str, expected: tuple[str, ...]) -> None:
    assert set(TABLES[table]) == set(expected)
    assert all(TABLES[table].values())


@pytest.mark.parametrize(
    ("cell", "grades"),
    [
        ("Emploi (8)", {"employment": 8}),
        ("Emploi : 8/10 ; Santé", {"employment": 8, "health": None}),
        ("employment=8; health", {"employment": 8, "health": None}),
        ("Santé - 3 | Éducation 10", {"health": 3, "education": 10}),
        ("Emploi, Santé", {"employment": None, "health": None}),
        ("Sécurité, délinquance, Santé", {"safety": None, "health": None}),
        ("Environnement, pollution, biodiversité", {"environment": None}),
        ("Emploi (8) ; Emploi", {"employment": 8}),
        ("Emploi: 7,5", {"employment": 8}),
        ("Aucune", {}),
        ("", {}),
    ],
)
def test_grades(cell: str, grades: dict[str, int | None]) -> None:
    sign_ups = read_cell("thématiques", cell)
    assert sign_ups.organisations[0].fragilities == grades
    assert ("grade_rounded" in codes(sign_ups)) == ("7,5" in cell)


@pytest.mark.parametrize("grade", ["0", "11", "100"])
def test_a_grade_out_of_range_leaves_the_theme_named(grade: str) -> None:
    sign_ups = read_cell("thématiques", f"Santé : {grade}")
    assert sign_ups.organisations[0].fragilities == {"health": None}
    assert the(sign_ups, "grade_invalid").values == {"fragility": "health", "grade": grade}


def test_details_are_kept_even_with_separators_in_them() -> None:
    sign_ups = read_cell(
        "besoins", 'skills_law: baux ; premises: "salle ; scène" ; Locaux : le jeudi ; Compétences : juridique'
    )
    assert [(one.code, one.detail) for one in sign_ups.organisations[0].needs] == [
        ("skills_law", "baux"),
        ("premises", "salle ; scène"),
        ("premises", "le jeudi"),
        ("skills_law", ""),
    ]


def test_an_unknown_value_is_named_with_the_nearest_label() -> None:
    sign_ups = read_cell("besoins", "Bénévolle ; Locaux ; Licorne")
    assert [one.code for one in sign_ups.organisations[0].needs] == ["premises"]
    unknown = [one for one in sign_ups.remarks if one.code == "value_unknown"]
    assert [(one.line, one.column, one.subject, one.value) for one in unknown] == [
        (2, "besoins", "Club", "Bénévolle"),
        (2, "besoins", "Club", "Licorne"),
    ]
    assert [one.values["closest"] for one in unknown] == ["Bénévoles", ""]


def test_one_unknown_among_commas_does_not_hide_the_known() -> None:
    sign_ups = read_cell("besoins", "Locaux, Licorne, Transport")
    assert [one.code for one in sign_ups.organisations[0].needs] == ["premises", "transport"]
    assert the(sign_ups, "value_unknown").value == "Licorne"


@pytest.mark.parametrize(
    ("cell", "n_forms", "undecided"),
    [
        ("Mécénat", 2, False),
        ("Mécénat ; Coopération économique", 5, False),
        ("Je ne sais pas encore", 0, True),
        ("Je ne sais pas encore ; joint_offer", 1, True),
        ("I don’t know yet", 0, True),
        ("", 0, False),
    ],
)
def test_forms(cell: str, n_forms: int, undecided: bool) -> None:
    (club,) = read_cell("formes de partenariat", cell).organisations
    assert (len(club.forms), club.undecided) == (n_forms, undecided)


def test_too_many_answers_in_a_cell_are_said() -> None:
    sign_ups = read_cell("besoins", ";".join(f"Locaux : salle {i}" for i in range(300)))
    assert len(sign_ups.organisations[0].needs) == 200
    assert "text_shortened" in codes(sign_ups)


@pytest.mark.parametrize("text", ["plain", "a; b", 'say "yes"', "two\nlines", "back\\slash", '"', " outer ", "a|b", ""])
def test_quoting_is_undone(text: str) -> None:
    (answer,) = split_answers(quoted(text))
    assert unquoted(answer) == text


def test_the_nearest_label_is_empty_when_nothing_is_near() -> None:
    assert closest_label("reach", "Départemant") == "Département"
    assert closest_label("reach", "zzz") == ""


@pytest.mark.parametrize(
    ("cell", "size"),
    [
        ("28 salariés", "small_medium"),
        ("9", "very_small"),
        ("environ 600 personnes", "mid_size"),
        ("12 000", "large"),
        ("PME", "small_medium"),
    ],
)
def test_sizes_are_counted(cell: str, size: str) -> None:
    assert read_cell("effectif", cell).organisations[0].size == size


def test_names_to_avoid_that_are_nowhere_are_said_with_the_nearest() -> None:
    sign_ups = read_text(
        "structure,side,prénom,à éviter\n"
        "Ypsilon Data,Entreprise,Zoé,\nClub,Association,Max,Ypsilon Dato\n"
        'Amis,Association,Ida,"YPSILON DATA, Club"\nVélo,Association,Eva,Aucune\n'
    )
    assert the(sign_ups, "organisation_unknown").values == {"field": "keep_apart", "closest": "Ypsilon Data"}
    assert the(sign_ups, "keep_apart_same_side").values == {"other": "Club"}
    assert [(one.company_id, one.association_id, one.kind) for one in sign_ups.pair_rules] == [
        ("C01", "A02", "forbidden")
    ]
    assert [one.keep_apart for one in sign_ups.associations] == [{"Ypsilon Dato"}, {"C01", "A01"}, frozenset()]
