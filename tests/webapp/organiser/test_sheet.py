"""Phase 1: sign-ups come in with every remark; what cannot be read changes nothing."""

import io

import pytest
from flask import Flask, get_template_attribute
from flask.testing import FlaskClient

from tests.webapp.conftest import THREE_BY_THREE
from tests.webapp.organiser.reading import Page
from tests.webapp.organiser.test_capacity import evening, people
from webapp.database import Database
from webapp.services import organisations
from webapp.services.capacity import capacity
from webapp.services.plans import rules_of

ODD = (
    THREE_BY_THREE.replace("bruno@example.org", "pas-de-mail").replace("67300", "67 300")
    + "X09,,Personne ne sait,Strasbourg,67000,,,,,Zoé,Zimmer,,zoe@example.org,\n"
)
PAIRS = "company,association,rule,round,table\nC01,A01,forbidden,,\nC02,A02,locked,2,1\n"
HISTORY = "company,association,event,date,known\nC01,A02,Soirée de mars,2026-03-10,\n"


def upload(client: FlaskClient, address: str, **files: str | bytes):  # type: ignore[no-untyped-def]
    contents = {name: text.encode() if isinstance(text, str) else text for name, text in files.items()}
    data = {name: (io.BytesIO(content), f"{name}.csv") for name, content in contents.items()}
    return client.post(f"{address}/sheet", data=data, content_type="multipart/form-data")


def test_an_empty_evening_asks_for_a_sheet(newcomer: FlaskClient, new_evening: tuple[str, int]) -> None:
    page = newcomer.get(f"{new_evening[0]}/sheet")
    assert "Qui vient ?" in Page(page.text).text
    assert ("post", {"csrf_token", "sheet", "history", "pairs", "diagnosis"}) in Page(page.text).forms


def test_a_sheet_comes_in_with_every_remark(
    newcomer: FlaskClient, new_evening: tuple[str, int], sqlite_database: Database
) -> None:
    address, event_id = new_evening
    assert upload(newcomer, address, sheet=ODD).status_code == 303
    page = Page(newcomer.get(f"{address}/sheet").text)
    assert "7 lignes lues, 6 personnes prêtes" in page.text
    with sqlite_database.reading() as session:
        remarks = organisations.remarks(session, event_id)
    assert {remark.level for remark in remarks} == {"problem", "exclusion", "correction"}
    rows = [row for table in page.tables for row in table]
    for remark in remarks:
        assert any(
            row[0] == str(remark.line or "—") and remark.column in row[2] and remark.value in row[2] for row in rows
        )
    levels = [row[1] for row in rows if row[1:2] in (["À vérifier"], ["Écartée"], ["Corrigé"])]
    assert levels == sorted(levels, key=["À vérifier", "Écartée", "Corrigé"].index)


def test_a_broken_file_keeps_the_earlier_sheet(
    newcomer: FlaskClient, new_evening: tuple[str, int], sqlite_database: Database
) -> None:
    address, event_id = new_evening
    upload(newcomer, address, sheet=THREE_BY_THREE)
    with sqlite_database.reading() as session:
        before = organisations.listed_participants(session, event_id)
    for broken in (b"\x00\x01\x02", b"", b"seulement un titre\n"):
        answer = upload(newcomer, address, sheet=broken)
        assert answer.status_code == 422
        assert "« sheet.csv » n’a pas pu être lu. Rien n’a changé." in Page(answer.text).text
    answer = upload(newcomer, address, sheet=ODD, pairs=b"\x00")
    assert answer.status_code == 422
    assert "« pairs.csv »" in Page(answer.text).text
    with sqlite_database.reading() as session:
        assert organisations.listed_participants(session, event_id) == before


def test_no_file_at_all_is_said(newcomer: FlaskClient, new_evening: tuple[str, int]) -> None:
    address, _ = new_evening
    assert newcomer.post(f"{address}/sheet", data={}).status_code == 303
    assert "Choisissez d’abord un fichier." in Page(newcomer.get(f"{address}/sheet").text).text


def test_files_beside_the_sheet_become_rules_and_history(
    newcomer: FlaskClient, new_evening: tuple[str, int], sqlite_database: Database
) -> None:
    address, event_id = new_evening
    upload(newcomer, address, sheet=THREE_BY_THREE)
    newcomer.post(f"{address}/plan/compute")
    answer = upload(newcomer, address, pairs=PAIRS + "C01,Inconnue,forbidden,,\n", history=HISTORY)
    assert answer.status_code == 303
    page = Page(newcomer.get(f"{address}/sheet").text)
    assert "2 règles enregistrées." in page.text
    assert "1 rencontre passée enregistrée." in page.text
    assert "Inconnue" in page.text  # the remark about the file of pairs
    assert "Ce plan ne correspond plus" in Page(newcomer.get(f"{address}/plan").text).text
    with sqlite_database.reading() as session:
        assert sorted(rules_of(session, event_id).values()) == ["forbidden", "locked"]


def test_unequal_sides_are_said_before_any_plan(newcomer: FlaskClient, new_evening: tuple[str, int]) -> None:
    address, _ = new_evening
    two_associations = "\n".join(line for line in THREE_BY_THREE.splitlines() if not line.startswith("A03"))
    upload(newcomer, address, sheet=two_associations)
    text = Page(newcomer.get(f"{address}/sheet").text).text
    assert "1 personne de plus côté entreprises" in text
    only_companies = "\n".join(line for line in THREE_BY_THREE.splitlines() if not line.startswith("A"))
    upload(newcomer, address, sheet=only_companies)
    assert "Il manque un côté." in Page(newcomer.get(f"{address}/sheet").text).text
    room = Page(newcomer.get(f"{address}/rules").text).text
    assert "Personnes inscrites : 3 côté entreprises, 0 côté associations. Aucune rencontre n’est possible." in room
    assert "Calculer le plan : un côté manque" in Page(newcomer.get(f"{address}/plan").text).text
    assert newcomer.post(f"{address}/plan/compute").status_code == 409


@pytest.mark.parametrize(
    ("n_companies", "n_associations", "n_tables", "said"),
    [
        (3, 3, None, "Autant de personnes des deux côtés : chaque tour peut donner une rencontre à chacune."),
        (3, 3, 3, "Autant de personnes des deux côtés : chaque tour peut donner une rencontre à chacune."),
        (5, 3, 5, "autant de pauses annoncées. Inviter autant d’associations l’éviterait."),
        (3, 5, 4, "autant de pauses annoncées. Inviter autant d’entreprises l’éviterait. Il faudrait alors 5 tables."),
        (
            *(6, 4, 3),
            "La salle a 3 tables : au plus 3 rencontres par tour. Les autres personnes sont en pause. Pauses annoncées"
            " à chaque tour : 3 côté entreprises, 1 côté associations. Chaque table de plus en éviterait une de chaque"
            " côté, jusqu’à 4 tables.",
        ),
        (
            *(2, 2, 1),
            "La salle a 1 table : au plus une rencontre par tour. Pauses annoncées à chaque tour : 1 côté entreprises,"
            " 1 côté associations. Chaque table de plus en éviterait une de chaque côté, jusqu’à 2 tables.",
        ),
    ],
)
def test_the_breaks_of_a_round_follow_people_and_tables(
    app: Flask, n_companies: int, n_associations: int, n_tables: int | None, said: str
) -> None:
    room = capacity(people(n_companies, n_associations), evening(8, n_tables))
    with app.test_request_context(headers={"Accept-Language": "fr"}):
        shown = get_template_attribute("organiser/balance.html", "balance")(room, 8, n_tables)
    text = Page(shown).text
    assert said in text
    assert shown.count("<p") == 1, text  # nothing else, which would contradict it


def test_people_are_found_without_script(at_desk: FlaskClient, address: str) -> None:
    def shown(query: str) -> list[str]:
        tables = Page(at_desk.get(f"{address}/sheet?{query}").text).tables
        return [row[1].split(" ")[0] for table in tables if table[0][0] == "Structure" for row in table[1:]]

    assert len(shown("")) == 6
    assert shown("q=numeris") == ["Bruno"]
    assert len(shown("side=association")) == 3
    assert shown("q=colmar&side=company") == ["Chloé"]
    assert shown("q=nobody") == []


def test_a_published_evening_takes_no_other_sheet(at_desk: FlaskClient, address: str) -> None:
    assert all("sheet" not in names for _, names in Page(at_desk.get(f"{address}/sheet").text).forms)
    assert upload(at_desk, address, sheet=THREE_BY_THREE).status_code == 409
