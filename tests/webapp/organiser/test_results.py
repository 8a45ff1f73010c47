"""Phase 5: close, show, and the shared wishes; no way back, and nothing one-sided on any page of the desk."""

from flask.testing import FlaskClient

from tests.webapp.conftest import Evening, HandClock, begin, partner_in
from tests.webapp.organiser.reading import Page
from tests.webapp.organiser.test_evening import answer
from webapp.database import Database
from webapp.models import EventRow
from webapp.services import audit, erasure


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
    assert "Huit minutes, c’est court" in text
    assert "effacée" not in text
    assert " 0 " not in text
    with sqlite_database.writing() as session:
        session.get_one(EventRow, sqlite_evening.event_id).meeting_minutes = 12
    assert "Douze minutes, c’est court" in Page(at_desk.get(f"{address}/results").text).text


def test_after_an_erasure_the_page_does_not_say_that_nothing_was_shared(
    at_desk: FlaskClient, address: str, sqlite_evening: Evening, sqlite_database: Database, clock: HandClock
) -> None:
    begin(sqlite_database, sqlite_evening)
    partner = code_of(sqlite_evening, partner_in(sqlite_database, sqlite_evening, "C01-1", 1))
    for code in ("C01-1", partner):
        answer(sqlite_database, sqlite_evening, code, "yes", clock)
    show_results(at_desk, address, clock)
    assert "1 souhait partagé" in Page(at_desk.get(f"{address}/results").text).text
    erase(sqlite_database, sqlite_evening, "C01-1", clock)
    text = Page(at_desk.get(f"{address}/results").text).text
    assert "Aucun souhait partagé à montrer" in text
    assert "ses souhaits partagés, s’il y en avait, ne sont plus ni montrés ni comptés ici." in text
    assert "Aucun souhait partagé cette fois" not in text
    assert "c’est court" not in text


def test_answers_that_went_with_somebody_are_not_expected_any_more(
    at_desk: FlaskClient, address: str, sqlite_evening: Evening, sqlite_database: Database, clock: HandClock
) -> None:
    begin(sqlite_database, sqlite_evening)
    for code in sqlite_evening.people:
        answer(sqlite_database, sqlite_evening, code, "yes", clock)
    clock.go(minutes=9)
    assert "6 sur 6 reçues" in Page(at_desk.get(f"{address}/evening").text).text
    erase(sqlite_database, sqlite_evening, "C01-1", clock)
    text = Page(at_desk.get(f"{address}/evening").text).text
    assert "4 sur 4 reçues" in text
    assert "Toutes les réponses sont là" in text


def erase(database: Database, evening: Evening, code: str, clock: HandClock) -> None:
    """Somebody is erased, at their own request."""
    with database.writing() as session:
        erasure.erase(session, evening.event_id, evening.people[code], actor=audit.SYSTEM, now=clock.now())
