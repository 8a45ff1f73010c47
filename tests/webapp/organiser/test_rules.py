"""Phase 2: settings with their errors beside them, and rules for pairs."""

from datetime import timedelta

from flask.testing import FlaskClient

from tests.webapp.conftest import EVENING, THREE_BY_THREE, Evening
from tests.webapp.organiser.reading import Page
from tests.webapp.organiser.test_sheet import upload
from webapp.database import Database
from webapp.organiser.settings_form import SettingsForm
from webapp.services.events import EventSettings, settings_of
from webapp.services.plans import rules_of
from webapp.services.rules import listed_rules, organisations_of

GOOD = {
    "name": "Rencontres",
    "venue": "Bourse",
    "date": "2026-11-24",
    "start": "18:15",
    "n_rounds": "2",
    "meeting_minutes": "7",
    "change_over_minutes": "3",
    "n_tables": "2",
    "closing_minutes": "5",
    "seed": "9",
}


def test_settings_are_kept_and_the_end_is_told(
    at_desk: FlaskClient, address: str, sqlite_evening: Evening, sqlite_database: Database
) -> None:
    assert at_desk.post(f"{address}/rules", data=GOOD).status_code == 303
    with sqlite_database.reading() as session:
        kept = settings_of(session, sqlite_evening.event_id)
    assert (kept.n_rounds, kept.meeting_minutes, kept.change_over_minutes) == (2, 7, 3)
    assert (kept.n_tables, kept.closing_minutes, kept.seed, kept.venue) == (2, 5, 9, "Bourse")
    assert kept.starts_at.isoformat() == "2026-11-24T17:15:00+00:00"
    text = Page(at_desk.get(f"{address}/rules").text).text
    assert "Dernier gong 18 h 32" in text
    assert "Clôture des choix 18 h 37" in text
    assert "Entreprises au plus 1 ou 2" in text  # two tables, two rounds, three people


WRONG = {
    "name": ["  "],
    "date": ["2026-13-40", "", "0001-01-01", "2025-11-24", "2036-11-24"],
    "start": ["25:00"],
    "n_rounds": ["0", "huit", "99"],
    "meeting_minutes": ["-1"],
    "n_tables": ["0"],
    "closing_minutes": ["1"],
    "seed": ["-4", "9" * 40],
}


def test_what_cannot_be_is_said_beside_its_field(
    at_desk: FlaskClient, address: str, sqlite_evening: Evening, sqlite_database: Database
) -> None:
    with sqlite_database.reading() as session:
        before = settings_of(session, sqlite_evening.event_id)
    for field, values in WRONG.items():
        for value in values:
            answer = at_desk.post(f"{address}/rules", data=GOOD | {field: value})
            assert answer.status_code == 422
            assert f'id="{field}-error"' in answer.text
            assert answer.text.count("-error") == 2  # the one message, and the control that refers to it
            assert 'value="Bourse"' in answer.text  # nothing typed is lost
    with sqlite_database.reading() as session:
        assert settings_of(session, sqlite_evening.event_id) == before


def test_a_whole_number_out_of_range_is_told_what_is_allowed(at_desk: FlaskClient, address: str) -> None:
    for typed in ("-3", "\N{MINUS SIGN}3", "121", "9" * 12):
        told = Page(at_desk.post(f"{address}/rules", data=GOOD | {"meeting_minutes": typed}).text).text
        assert "Une rencontre dure de 1 à 120 minutes." in told
        assert "sans lettre ni virgule" not in told
    for typed in ("8,5", "huit", "-", "--3", "3-"):
        told = Page(at_desk.post(f"{address}/rules", data=GOOD | {"meeting_minutes": typed}).text).text
        assert "Un nombre entier est attendu ici, sans lettre ni virgule." in told


def test_a_form_shows_what_it_reads(at_desk: FlaskClient) -> None:
    with at_desk.application.test_request_context():
        form = SettingsForm.read(GOOD, zone="Europe/Paris", now=EVENING)
        assert form.settings is not None
        assert SettingsForm.of(form.settings, zone="Europe/Paris").values == GOOD
        assert isinstance(form.settings, EventSettings)


def test_a_day_with_a_wrong_year_is_asked_again_but_one_that_stands_may_be_long_past(
    at_desk: FlaskClient, address: str, newcomer: FlaskClient
) -> None:
    for day, sentence in (("2025-11-24", "passé depuis plus d’une semaine"), ("2036-11-24", "dans plus de deux ans")):
        for browser, path in ((at_desk, f"{address}/rules"), (newcomer, "/events/new")):
            answer = browser.post(path, data=GOOD | {"date": day})
            assert answer.status_code == 422
            assert sentence in Page(answer.text).text
    for day in ("2026-11-18", "2028-11-22", "2026-11-24"):
        assert at_desk.post(f"{address}/rules", data=GOOD | {"date": day}).status_code == 303
    with at_desk.application.test_request_context():
        before = SettingsForm.read(GOOD, zone="Europe/Paris", now=EVENING).settings
        later = EVENING + timedelta(days=20)
        named = SettingsForm.read(GOOD | {"name": "Autre nom"}, zone="Europe/Paris", now=later, before=before)
        assert named.settings is not None
        moved = SettingsForm.read(GOOD | {"start": "18:20"}, zone="Europe/Paris", now=later, before=before)
        assert list(moved.errors) == ["date"]


def test_settings_stand_once_the_evening_has_begun(at_desk: FlaskClient, address: str) -> None:
    at_desk.post(f"{address}/evening/act", data={"action": "start"})
    page = Page(at_desk.get(f"{address}/rules").text)
    assert "les réglages ne changent plus" in page.text
    assert all("n_rounds" not in names for _, names in page.forms)
    assert at_desk.post(f"{address}/rules", data=GOOD).status_code == 409


def test_a_rule_is_added_and_lifted(
    at_desk: FlaskClient, address: str, sqlite_evening: Evening, sqlite_database: Database
) -> None:
    with sqlite_database.reading() as session:
        known = {one.code: one.id for one in organisations_of(session, sqlite_evening.event_id)}
    pair = {"company": str(known["C01"]), "association": str(known["A03"])}
    assert at_desk.post(f"{address}/rules/pairs", data=pair | {"kind": "forbidden"}).status_code == 303
    page = Page(at_desk.get(f"{address}/rules").text)
    assert any(
        row[:3] == ["À éviter", "Entreprise : Menuiserie Ganter", "Association : Rivières vivantes"]
        for row in page.tables[0]
    )
    assert "Ce plan ne correspond plus" in Page(at_desk.get(f"{address}/plan").text).text
    lock = pair | {"kind": "locked", "round_number": "2"}
    assert at_desk.post(f"{address}/rules/pairs", data=lock).status_code == 303
    with sqlite_database.reading() as session:
        (rule,) = listed_rules(session, sqlite_evening.event_id)
    assert (rule.kind, rule.round_number, rule.table_number) == ("locked", 2, None)
    assert at_desk.post(f"{address}/rules/pairs", data=pair | {"kind": ""}).status_code == 303
    with sqlite_database.reading() as session:
        assert rules_of(session, sqlite_evening.event_id) == {}


def test_an_incomplete_rule_is_refused_beside_its_field(at_desk: FlaskClient, address: str) -> None:
    assert at_desk.post(f"{address}/rules/pairs", data={"kind": "forbidden"}).status_code == 422
    answer = at_desk.post(f"{address}/rules/pairs", data={"company": "1", "association": "4", "kind": "locked"})
    assert answer.status_code == 422
    assert "Indiquez le tour" in answer.text


def test_another_evenings_organisations_cannot_be_named(
    at_desk: FlaskClient, address: str, newcomer: FlaskClient, new_evening: tuple[str, int], sqlite_database: Database
) -> None:
    upload(newcomer, new_evening[0], sheet=THREE_BY_THREE)
    with sqlite_database.reading() as session:
        known = {one.code: one.id for one in organisations_of(session, new_evening[1])}
    pair = {"company": str(known["C01"]), "association": str(known["A01"]), "kind": "forbidden"}
    assert at_desk.post(f"{address}/rules/pairs", data=pair).status_code == 404
    assert at_desk.post(f"{address}/plan/pair", data=pair).status_code == 404
    assert at_desk.get(f"{address}/plan?company={known['C01']}&association={known['A01']}").status_code == 404


def test_a_wish_to_keep_apart_read_in_the_sheet_is_listed(newcomer: FlaskClient, new_evening: tuple[str, int]) -> None:
    address, _ = new_evening
    header, *lines = THREE_BY_THREE.splitlines()
    sheet = "\n".join([f"{header},keep_apart", f"{lines[0]},Internet pour tous", *(f"{line}," for line in lines[1:])])
    upload(newcomer, address, sheet=sheet)
    page = Page(newcomer.get(f"{address}/rules").text)
    assert page.tables[0][1][:3] == ["À éviter", "Entreprise : Menuiserie Ganter", "Association : Internet pour tous"]
