"""Phase 5: close, show, and the shared wishes; no way back, and nothing one-sided on any page of the desk."""

from flask.testing import FlaskClient

from tests.webapp.conftest import Evening, HandClock, begin, partner_in
from tests.webapp.organiser.reading import Page
from tests.webapp.organiser.test_evening import answer
from webapp.database import Database


def code_of(evening: Evening, number: int) -> str:
    return next(code for code, own in evening.people.items() if own == number)


def test_closing_comes_after_the_review_and_showing_after_closing(
    at_desk: FlaskClient, address: str, sqlite_evening: Evening, sqlite_database: Database, clock: HandClock
) -> None:
    results = f"{address}/results"
    assert "Ce qui va se passer" in Page(at_desk.get(results).text).text
    assert at_desk.post(f"{results}/seal").status_code == 409
    begin(sqlite_database, sqlite_evening)
    partner = code_of(sqlite_evening, partner_in(sqlite_database, sqlite_evening, "C01-1", 1))
    answer(sqlite_database, sqlite_evening, "C01-1", "yes", clock)
    answer(sqlite_database, sqlite_evening, partner, "yes", clock)
    at_desk.post(f"{address}/evening/act", data={"action": "end"})
    page = Page(at_desk.get(results).text)
    assert "Dernière relecture en cours" in page.text
    assert "Clore les choix : relecture à finir" in page.text
    assert at_desk.post(f"{results}/seal").status_code == 409
    clock.go(minutes=11)
    assert "Il n’y a pas de retour en arrière." in Page(at_desk.get(results).text).text
    assert at_desk.post(f"{results}/reveal").status_code == 409
    assert at_desk.post(f"{results}/seal").status_code == 303
    assert at_desk.post(f"{results}/seal").status_code == 409
    sealed = Page(at_desk.get(results).text)
    assert "Les choix sont clos" in sealed.text
    assert "anne@example.org" not in sealed.text
    assert at_desk.get(f"{results}/pairs.csv").data.count(b"\n") <= 1
    assert at_desk.post(f"{results}/reveal").status_code == 303
    assert at_desk.post(f"{results}/reveal").status_code == 409
    shown = Page(at_desk.get(results).text)
    assert "1 souhait partagé" in shown.text
    assert "anne@example.org" in shown.tables[0][1][0]
    assert "sont détruits le" in shown.text


def test_the_shared_wishes_leave_as_files(
    at_desk: FlaskClient, address: str, sqlite_evening: Evening, sqlite_database: Database, clock: HandClock
) -> None:
    begin(sqlite_database, sqlite_evening)
    partner = code_of(sqlite_evening, partner_in(sqlite_database, sqlite_evening, "C01-1", 1))
    for code in ("C01-1", partner):
        answer(sqlite_database, sqlite_evening, code, "yes", clock)
    show_results(at_desk, address, clock)
    csv = at_desk.get(f"{address}/results/pairs.csv")
    assert csv.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert 'filename="souhaits-partages.csv"' in csv.headers["Content-Disposition"]
    assert "Menuiserie Ganter" in csv.data.decode("utf-8-sig")
    xlsx = at_desk.get(f"{address}/results/pairs.xlsx")
    assert xlsx.headers["Content-Type"].endswith("spreadsheetml.sheet")
    assert xlsx.data.startswith(b"PK")


def show_results(client: FlaskClient, address: str, clock: HandClock) -> None:
    client.post(f"{address}/evening/act", data={"action": "end"})
    clock.go(minutes=11)
    for step in ("seal", "reveal"):
        assert client.post(f"{address}/results/{step}").status_code == 303


def test_without_a_shared_wish_the_page_is_kind(
    at_desk: FlaskClient, address: str, sqlite_evening: Evening, sqlite_database: Database, clock: HandClock
) -> None:
    begin(sqlite_database, sqlite_evening)
    show_results(at_desk, address, clock)
    text = Page(at_desk.get(f"{address}/results").text).text
    assert "Aucun souhait partagé cette fois" in text
    assert " 0 " not in text
