"""Phase 5: close, show, and the shared wishes; no way back, and nothing one-sided on any page of the desk."""

import re
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from matching.read import SignUps
from tests.webapp.conftest import SECRET, Evening, HandClock, begin, make_evening, partner_in
from tests.webapp.organiser.conftest import OWNER, sign_in
from tests.webapp.organiser.reading import Page
from tests.webapp.organiser.test_evening import answer
from webapp.app import create_app
from webapp.config import Settings
from webapp.database import Database
from webapp.migrations import upgrade


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


def desk_of_a_world(folder: Path, sign_ups: SignUps, answers: dict[str, str]) -> list[str]:
    """Every page, state and file of the desk in every phase, in a world where these people answered so."""
    folder.mkdir()
    clock = HandClock()
    database = Database(f"sqlite:///{folder / 'world.sqlite'}")
    upgrade(database.url)
    evening = make_evening(database, sign_ups, clock)
    settings = Settings(database_url=database.url, secret_key=SECRET, instance=folder, secure_cookies=False)
    app: Flask = create_app(settings, database, clock=clock)  # type: ignore[arg-type]
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False, PROPAGATE_EXCEPTIONS=True)
    client = sign_in(app, OWNER)
    address = f"/e/{evening.public_id}/desk"
    pages: list[str] = []

    def look() -> None:
        for path in (
            "sheet", "rules", "plan", "plan?view=people", "evening", "evening/state", "people", "results",
            "results/state", "results/pairs.csv", "profiles", "profiles/C01", "evaluation",
        ):  # fmt: skip
            of_facilitator = path.startswith(("profiles", "evaluation"))
            answer = client.get(f"{address.removesuffix('/desk') if of_facilitator else address}/{path}")
            assert answer.status_code == 200
            pages.append(str(sorted(answer.headers.items())) + answer.data.decode("utf-8-sig"))

    begin(database, evening)
    for code, given in answers.items():
        answer(database, evening, code, given, clock)
    look()
    client.post(f"{address}/evening/act", data={"action": "end"})
    look()
    clock.go(minutes=11)
    look()
    for step in ("seal", "reveal"):
        client.post(f"{address}/results/{step}")
        look()
    database.dispose()
    return [normalised(page, evening.public_id) for page in pages]


def normalised(page: str, public_id: str) -> str:
    """Without what differs between any two worlds: names in addresses, forms' tokens, the projector's link."""
    page = page.replace(public_id, "EVENT")
    page = re.sub(r'name="csrf_token"[^>]*value="[^"]*"', "TOKEN", page)
    page = re.sub(r"\('(?:Date|Set-Cookie)', '[^']*'\)", "", page)
    return re.sub(r"/h/[a-z2-7]{36}", "/h/LINK", page)


def test_two_worlds_that_differ_in_one_one_sided_answer_look_the_same(tmp_path: Path, three_by_three: SignUps) -> None:
    one = desk_of_a_world(tmp_path / "one", three_by_three, {"C01-1": "yes", "A02-1": "not"})
    other = desk_of_a_world(tmp_path / "other", three_by_three, {"C01-1": "not", "A02-1": "not"})
    assert one == other


def test_a_shared_wish_does_show(tmp_path: Path, three_by_three: SignUps) -> None:
    """The comparison above can fail: with a yes from everybody, the results differ."""
    everybody = [f"{side}0{number}-1" for side in "CA" for number in (1, 2, 3)]
    one = desk_of_a_world(tmp_path / "one", three_by_three, dict.fromkeys(everybody, "yes"))
    other = desk_of_a_world(tmp_path / "other", three_by_three, dict.fromkeys(everybody, "not"))
    assert one != other
    assert one[:52] == other[:52]  # until the results are shown
