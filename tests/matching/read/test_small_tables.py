"""Diagnosis, history and pairs."""

from dataclasses import replace

import pytest

from matching.organisations import Organisation, PairRule, PastMeeting
from matching.read import UnreadableFile, read_diagnosis, read_history, read_pairs

WORLD = (
    Organisation(id="C01", side="company", name="Menuiserie Bastian"),
    Organisation(id="C02", side="company", name="Ypsilon Data"),
    Organisation(id="A01", side="association", name="Les Amis du Ried"),
)
DIAGNOSIS = "territory,source,year,fragility,respondent,grade\n"


def test_a_diagnosis_in_french_with_decimal_commas_and_silence() -> None:
    diagnosis = read_diagnosis(
        "territoire;source;année;thématique;répondant;note\n"
        "Ried;Enquête;2025;Emploi et insertion;Habitants;7,1\nRied;Enquête;2025;emploi;Entreprises;5.6\n"
        "Ried;Enquête;2025;Santé;citizens;-\nRied;Enquête;2025;Santé;Associations;\n".encode()
    )
    assert (diagnosis.territory, diagnosis.source, diagnosis.year) == ("Ried", "Enquête", 2025)
    assert diagnosis.to_dict()["grades"] == {"employment": {"citizens": 7.1, "companies": 5.6}}


def test_every_problem_of_a_diagnosis_is_said_at_once() -> None:
    with pytest.raises(UnreadableFile) as refusal:
        read_diagnosis(
            (
                DIAGNOSIS + "Ried,S,2025,Licornes,citizens,7\nRied,S,2025,health,citizen,11\n"
                "Ried,S,2025,health,citizens,5\nRied,S,2025,santé,habitants,6\nVosges,S,2025,health,companies,x\n"
            ).encode()
        )
    assert [(one.line, one.code) for one in refusal.value.remarks] == [
        (2, "diagnosis_mixed"),
        (2, "value_unknown"),
        (3, "grade_invalid"),
        (5, "row_repeated"),
        (6, "grade_invalid"),
    ]


@pytest.mark.parametrize("year", ["", "deux mille", "-5"])
def test_a_diagnosis_has_a_year(year: str) -> None:
    with pytest.raises(UnreadableFile, match="number_invalid"):
        read_diagnosis(f"{DIAGNOSIS}Ried,S,{year},health,citizens,5\n".encode())


def test_a_missing_column_is_named() -> None:
    with pytest.raises(UnreadableFile) as refusal:
        read_diagnosis(b"territory,source,year,fragility,respondent\nR,S,2025,health,citizens\n")
    assert refusal.value.remarks[0].values == {"columns": ("grade",)}


def test_history_by_ids_or_names_in_either_column() -> None:
    meetings, remarks = read_history(
        "event;date;company;association;known\n"
        "Soirée;18/11/2025;C01;A01;\nSoirée;2025-11-18;menuiserie bastian SAS;LES AMIS DU RIED;\n"
        "Soirée;2025-11-18;A01;C02;oui\nSoirée;2025-11-18;C99;A01;\n"
        "Soirée;2025-11-18;C01;C02;non\nSoirée;hier;C01;A01;0\n".encode(),
        WORLD,
    )
    assert meetings == (
        PastMeeting(company_id="C01", association_id="A01", event="Soirée", date="2025-11-18"),
        PastMeeting(company_id="C02", association_id="A01", event="Soirée", date="2025-11-18", known=True),
        PastMeeting(company_id="C01", association_id="A01", event="Soirée", date="hier"),
    )
    assert [(one.line, one.code) for one in remarks] == [
        (5, "organisation_not_coming"),
        (6, "pair_of_one_side"),
        (7, "date_unclear"),
    ]


def test_a_demand_does_not_override_a_wish_not_to_meet() -> None:
    first, *others = WORLD
    wishing = [replace(first, keep_apart=frozenset({"A01"})), *others]
    rules, remarks = read_pairs(f"company,association,rule\n{first.id},A01,required\n".encode(), wishing)
    assert rules == ()
    assert [(one.level, one.code, one.line) for one in remarks] == [("problem", "meeting_not_wished", 2)]


def test_pairs_with_everything_wrong_around_them() -> None:
    rules, remarks = read_pairs(
        "entreprise,association,règle,tour,table,motif\n"
        "C01,A01,interdit,,,conflit\n"
        "C01,A01,Forbidden,,,encore\nC02,Les amis du Ried,locked,2,3,\n"
        "C02,A01,locked,,,\nC02,A01,obligatoire,zéro,,\nC01,A01,required,,,\n"
        "C01,A01,peut-être,,,\nYpsilon Dato,A01,required,,,\n".encode(),
        WORLD,
    )
    assert rules == (
        PairRule(company_id="C01", association_id="A01", kind="forbidden"),
        PairRule(company_id="C02", association_id="A01", kind="locked", round_number=2, table_number=3),
        PairRule(company_id="C02", association_id="A01", kind="required"),
        PairRule(company_id="C01", association_id="A01", kind="required"),
    )
    assert [(one.line, one.code) for one in remarks] == [
        (3, "pair_repeated"),
        (5, "locked_without_round"),
        (6, "number_invalid"),
        (7, "pairs_contradict"),
        (8, "rule_unknown"),
        (9, "organisation_unknown"),
    ]
    assert remarks[-1].values == {"field": "company", "closest": "Ypsilon Data"}
