"""The plan in pictures, why two do not meet, what if, and the report: all of them tell the stored plan."""

import re

import pytest
from flask.testing import FlaskClient

from schedules.pictures import STYLE
from schedules.what_if import what_if
from tests.webapp.conftest import THREE_BY_THREE, Evening
from tests.webapp.organiser.reading import Page
from tests.webapp.organiser.test_plan import numbers, settings_with, stored
from tests.webapp.organiser.test_sheet import upload
from webapp.database import Database
from webapp.services.standing_plan import StandingPlan, standing_plan


def standing(database: Database, event_id: int) -> StandingPlan:
    with database.reading() as session:
        found = standing_plan(session, event_id, stored(database, event_id).version)
    assert found is not None
    return found


def table_with(page: str, *head: str) -> list[list[str]]:
    (found,) = [table for table in Page(page).tables if tuple(table[0][: len(head)]) == head]
    return found[1:]


def in_french(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".").replace(".", ",")


def test_the_pictures_and_their_tables_are_the_stored_plan(
    at_desk: FlaskClient, address: str, sqlite_evening: Evening, sqlite_database: Database
) -> None:
    plan = stored(sqlite_database, sqlite_evening.event_id)
    page = at_desk.get(f"{address}/plan").text
    assert re.findall(r'class="picture picture-([a-z-]+)"', page) == ["rotation", "scores", "totals"]
    shown = {tuple(row[:5]) for row in table_with(page, "Tour", "Table")}
    assert shown == {
        (
            str(one.round_number),
            str(one.table_number),
            one.company.organisation,
            one.association.organisation,
            in_french(one.score),
        )
        for one in plan.meetings
    }
    totals = {row[1]: (row[2], row[3]) for row in table_with(page, "Côté", "Personne")}
    for meeting in plan.meetings:
        own = [one.score for one in plan.meetings if one.company.id == meeting.company.id]
        assert totals[meeting.company.organisation] == (str(len(own)), in_french(sum(own)))
    scores = table_with(page, "Entreprise")
    assert [row[0] for row in scores] == ["Menuiserie Ganter", "Numéris Conseil", "Brasserie du Ried"]
    assert sum(cell.endswith(", rencontre") for row in scores for cell in row) == 9


def test_the_style_of_the_pictures_is_the_drawings_own(at_desk: FlaskClient, address: str) -> None:
    assert 'href="/pictures.css"' in at_desk.get(f"{address}/plan").text
    answer = at_desk.get("/pictures.css")
    assert (answer.text, answer.mimetype) == (STYLE, "text/css")


def test_a_stored_plan_reads_back_with_its_problem(sqlite_evening: Evening, sqlite_database: Database) -> None:
    plan, found = stored(sqlite_database, sqlite_evening.event_id), standing(sqlite_database, sqlite_evening.event_id)
    assert found.plan.total == pytest.approx(plan.certificate["total"])
    assert found.plan.upper_bound == plan.certificate["upper_bound"]
    assert {(found.row_names[one.row], found.column_names[one.column]) for one in found.plan} == {
        (one.company.organisation, one.association.organisation) for one in plan.meetings
    }
    assert found.pair_of("C01", "nobody") is None


def test_why_two_do_not_meet_is_said_with_its_cost(
    at_desk: FlaskClient, address: str, sqlite_evening: Evening, sqlite_database: Database
) -> None:
    at_desk.post(f"{address}/rules", data=settings_with(n_rounds="1"))
    at_desk.post(f"{address}/plan/compute")
    known = numbers(sqlite_database, sqlite_evening.event_id)
    met = {
        (one.company.organisation_code, one.association.organisation_code)
        for one in stored(sqlite_database, sqlite_evening.event_id).meetings
    }
    company, association = next(
        (c, a) for c in ("C01", "C02", "C03") for a in ("A01", "A02", "A03") if (c, a) not in met
    )
    pair = f"company={known[company]}&association={known[association]}"
    text = Page(at_desk.get(f"{address}/plan?{pair}").text).text
    assert "Pourquoi pas dans ce plan ?" in text
    assert "une rencontre à chaque tour possible (1 tour)" in text
    assert "La salle est pleine : 3 rencontres" in text
    assert re.search(r"L’imposer coûterait \S+|Un plan du même total réunit ce duo", text)
    met_one = sorted(met)[0]
    pair = f"company={known[met_one[0]]}&association={known[met_one[1]]}"
    assert "Pourquoi pas dans ce plan ?" not in Page(at_desk.get(f"{address}/plan?{pair}").text).text


def test_a_pair_kept_apart_is_told_so_and_nothing_else(
    at_desk: FlaskClient, address: str, sqlite_evening: Evening, sqlite_database: Database
) -> None:
    known = numbers(sqlite_database, sqlite_evening.event_id)
    pair = {"company": known["C01"], "association": known["A01"]}
    at_desk.post(f"{address}/plan/pair", data=pair | {"kind": "forbidden"})
    page = at_desk.get(f"{address}/plan?company={pair['company']}&association={pair['association']}")
    text = Page(page.text).text
    assert "Ce duo est écarté : une règle l’évite" in text
    assert "L’imposer coûterait" not in text


def test_what_if_compares_with_a_plan_that_is_built(
    at_desk: FlaskClient, address: str, sqlite_evening: Evening, sqlite_database: Database
) -> None:
    now = standing(sqlite_database, sqlite_evening.event_id)
    found = what_if(now.problem, now.plan, more_rounds=-1, more_rows=2)
    page = at_desk.get(f"{address}/what-if?more_rounds=-1&more_companies=2").text
    rows = {row[0]: row[1:] for row in table_with(page, "Mesure", "Ce plan")}
    assert rows["Personnes"] == ["6", "8", "+2"]
    assert rows["Rencontres"] == [str(found.before.n_meetings), str(found.after.n_meetings), "−3"]
    assert rows["Total de bonnes raisons"][1] == in_french(found.after.total)
    assert rows["Pauses, toutes personnes comprises"][1] == str(found.after.idle_rounds)
    assert stored(sqlite_database, sqlite_evening.event_id).version == 1  # a question changes nothing


@pytest.mark.parametrize("over", ["tables", "rounds", "anything"])
def test_the_curve_has_its_table(at_desk: FlaskClient, address: str, over: str) -> None:
    page = at_desk.get(f"{address}/what-if?over={over}").text
    head = "Nombre de tours" if over == "rounds" else "Nombre de tables"
    rows = table_with(page, head, "Rencontres")
    assert [row[0] for row in rows][-1] == "3"
    assert rows[-1][1] == "9"
    assert "La comparaison" not in page


def test_what_cannot_be_is_said_in_a_sentence(
    at_desk: FlaskClient, address: str, sqlite_evening: Evening, sqlite_database: Database
) -> None:
    assert "Il faut au moins une table et un tour." in at_desk.get(f"{address}/what-if?more_rounds=-5").text
    known = numbers(sqlite_database, sqlite_evening.event_id)
    for association in ("A01", "A02", "A03"):
        rule = {"company": known["C01"], "association": known[association], "kind": "required"}
        assert at_desk.post(f"{address}/plan/pair", data=rule).status_code == 303
    text = Page(at_desk.get(f"{address}/what-if?more_rounds=-1").text).text
    assert "Cette soirée-là n’aurait pas de plan." in text
    assert "Menuiserie Ganter doit faire 3 rencontres" in text


def test_nonsense_in_the_address_changes_nothing(at_desk: FlaskClient, address: str) -> None:
    for given in ("more_tables=many", "more_tables=--2", "more_tables=9999999999", "more_companies=-4", "more_rounds="):
        answer = at_desk.get(f"{address}/what-if?{given}")
        assert answer.status_code == 200
        assert "La comparaison" not in answer.text or given == "more_companies=-4"


def test_the_report_tells_proof_settings_and_everybody(
    at_desk: FlaskClient, address: str, sqlite_evening: Evening, sqlite_database: Database
) -> None:
    plan = stored(sqlite_database, sqlite_evening.event_id)
    page = at_desk.get(f"{address}/report").text
    text = Page(page).text
    assert "Rencontres : 9 en 3 tours. Aucun plan n’en aurait plus de 9." in text
    assert f"Celui-ci en réunit {in_french(plan.certificate['total'])}" in text
    assert "Rencontres par personne : 3 côté entreprises, 3 côté associations." in text
    assert "Personne n’a de pause" in text
    assert "Graine du calcul" in text
    assert "mardi 24 novembre 2026, Salle. Version 1 du plan." in text
    assert re.findall(r'class="picture picture-([a-z-]+)"', page)[:3] == ["rotation", "scores", "totals"]
    assert "<script" not in page.split("</main>")[0].split("<main")[1]


def test_breaks_stand_in_the_report_with_their_reason(
    at_desk: FlaskClient, address: str, sqlite_evening: Evening, sqlite_database: Database
) -> None:
    at_desk.post(f"{address}/rules", data=settings_with(n_tables="2"))
    at_desk.post(f"{address}/plan/compute")
    text = Page(at_desk.get(f"{address}/report").text).text
    assert "Toutes les tables sont prises (2). 6 pauses" in text
    plan = stored(sqlite_database, sqlite_evening.event_id)
    busy = {one.round_number for one in plan.meetings if one.company.organisation_code == "C01"}
    (free,) = {1, 2, 3} - busy
    assert f"Menuiserie Ganter ({free})" in text


def test_without_a_plan_the_pages_say_what_to_do(newcomer: FlaskClient, new_evening: tuple[str, int]) -> None:
    address, _ = new_evening
    assert "Il n’y a pas de rapport pour le moment." in newcomer.get(f"{address}/report").text
    assert "Pas de plan à comparer." in newcomer.get(f"{address}/what-if").text


def test_rules_that_contradict_an_old_plan_leave_the_page_readable(
    at_desk: FlaskClient, address: str, sqlite_evening: Evening, sqlite_database: Database
) -> None:
    known = numbers(sqlite_database, sqlite_evening.event_id)
    lock = {"company": known["C01"], "association": known["A01"], "kind": "locked", "round_number": 5}
    at_desk.post(f"{address}/rules", data=settings_with(n_rounds="6"))
    at_desk.post(f"{address}/rules/pairs", data=lock)
    text = Page(at_desk.get(f"{address}/plan").text).text
    assert "Les règles d’aujourd’hui contredisent ce plan" in text
    assert at_desk.get(f"{address}/report").status_code == 200


def test_another_sheet_leaves_the_page_readable(
    at_desk: FlaskClient, address: str, sqlite_evening: Evening, sqlite_database: Database
) -> None:
    fewer = "\n".join(line for line in THREE_BY_THREE.splitlines() if not line.startswith("C03")) + "\n"
    upload(at_desk, address, sheet=fewer)
    for path in ("plan", "what-if?more_tables=1", "report"):
        assert at_desk.get(f"{address}/{path}").status_code == 200
