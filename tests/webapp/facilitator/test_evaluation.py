"""What past evenings teach: only from shared wishes once they are shown; no page depends on a one-sided answer."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from matching.evaluation import CalibrationBin
from tests.webapp.conftest import PASSWORD, SECRET, Evening, HandClock, begin, partner_in
from tests.webapp.facilitator.conftest import sign_in
from tests.webapp.facilitator.shown_evenings import shown_evening
from tests.webapp.organiser.reading import Page
from tests.webapp.organiser.test_evening import answer
from webapp.app import create_app
from webapp.config import Settings
from webapp.database import Database
from webapp.migrations import upgrade
from webapp.models import AccountRow
from webapp.services import accounts, audit, criterion_weights, erasure, evaluation, roles
from webapp.services.evaluation import merged
from webapp.services.refusals import Refused

ACCOUNT = "mireille@example.org"
N_EACH = 14


def world(folder: Path, seeds: tuple[int, ...], **differently: float) -> tuple[Database, list[Evening]]:
    """A database in which one account has a role at several evenings whose results were shown."""
    folder.mkdir()
    database = Database(f"sqlite:///{folder / 'world.sqlite'}")
    upgrade(database.url)
    evenings = [
        shown_evening(database, HandClock(), n_each=N_EACH, seed=seed, owner=f"o{seed}@example.org", **differently)
        for seed in seeds
    ]
    with database.writing() as session:
        account = accounts.create_account(session, email=ACCOUNT, name="Mireille", password=PASSWORD, may_organise=True)
        for evening in evenings:
            roles.grant(session, event_id=evening.event_id, account_id=account, role="facilitator")
    return database, evenings


def account_number(session: Session) -> int:
    return session.scalars(select(AccountRow.id).where(AccountRow.email == ACCOUNT)).one()


def served(database: Database, folder: Path, clock: HandClock) -> Flask:
    settings = Settings(database_url=database.url, secret_key=SECRET, instance=folder, secure_cookies=False)
    app = create_app(settings, database, clock=clock)  # type: ignore[arg-type]
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False, PROPAGATE_EXCEPTIONS=True)
    return app


@pytest.fixture(scope="module")
def two_evenings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Database, list[Evening]]]:
    database, evenings = world(tmp_path_factory.mktemp("shown") / "world", (1, 2))
    yield database, evenings
    database.dispose()


@pytest.fixture
def client(two_evenings: tuple[Database, list[Evening]], tmp_path: Path) -> FlaskClient:
    database, evenings = two_evenings
    return sign_in(served(database, tmp_path, evenings[-1].clock), ACCOUNT)


@pytest.fixture
def address(two_evenings: tuple[Database, list[Evening]]) -> str:
    return f"/e/{two_evenings[1][0].public_id}/evaluation"


def test_figures_come_with_intervals_or_say_what_is_missing(client: FlaskClient, address: str) -> None:
    page = Page(client.get(address).text)
    assert f"2 soirées aux résultats ouverts, {2 * N_EACH * 6} rencontres." in page.text
    assert re.search(r"Souhaits partagés, sur toutes les rencontres : \d+ % \(de \d+ % à \d+ %\)", page.text)
    assert re.search(r"Écart : -?\d+ pour 100 rencontres \(de -?\d+ à -?\d+\)", page.text)
    assert "Chercher ces réglages" in page.text
    page = Page(client.get(f"{address}?weights=1").text)
    assert "Pas encore assez de soirées : il en faut 3 aux résultats ouverts, il y en a 2." in page.text
    assert "Trop peu de résultats pour bouger les réglages par défaut." in page.text
    assert page.forms[0][1] >= {"csrf_token"}  # only signing out, and the language
    assert "Prendre ces réglages" not in page.text


def test_small_groups_and_names_are_not_shown(
    client: FlaskClient, address: str, two_evenings: tuple[Database, list[Evening]]
) -> None:
    page = Page(client.get(address).text)
    with two_evenings[0].reading() as session:
        shown = evaluation.shown_evenings(session, account_number(session), roles=("owner", "facilitator"))
    assert len(shown) == 2
    names = {one.name for evening in shown for one in evening.given.organisations}
    assert len(names) > N_EACH
    assert [name for name in names if name in page.text] == []
    for table in page.tables:
        if table[0][1:2] == ["Structures"]:
            assert all(int(row[1]) >= 5 for row in table[1:])
        if table[0][1:2] == ["Rencontres"]:
            assert all(int(row[1]) >= 10 for row in table[1:])


def test_weights_are_taken_only_when_they_were_learned(
    client: FlaskClient,
    address: str,
    two_evenings: tuple[Database, list[Evening]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    database, evenings = two_evenings
    event_id = evenings[0].event_id
    assert client.post(f"{address}/weights").status_code == 409
    with database.reading() as session:
        assert criterion_weights.in_use(session, event_id).number is None
        fitted = evaluation.learned(
            evaluation.shown_evenings(session, account_number(session), roles=("owner", "facilitator"))
        )
    assert fitted is not None
    weights = replace(fitted.prior, values={**fitted.prior.values, "objectives": 0.3})
    better = replace(fitted, weights=weights, missing=())
    monkeypatch.setattr(type(better), "verdict", property(lambda self: "learned"))
    monkeypatch.setattr(evaluation, "learned", lambda evenings: better)
    assert "Prendre ces réglages" in client.get(f"{address}?weights=1").text
    assert client.post(f"{address}/weights").status_code == 303
    with database.reading() as session:
        in_use = criterion_weights.in_use(session, event_id)
        assert in_use.number == 1
        assert in_use.weights.values["objectives"] > 0.2
        assert criterion_weights.in_use(session, evenings[1].event_id).number is None


def test_before_the_results_an_evening_counts_nowhere(
    app: Flask, sqlite_database: Database, sqlite_evening: Evening, clock: HandClock
) -> None:
    client = sign_in(app, "organiser@example.org")
    page = f"/e/{sqlite_evening.public_id}/evaluation"
    begin(sqlite_database, sqlite_evening)
    partner = partner_in(sqlite_database, sqlite_evening, "C01-1", 1)
    code = next(code for code, number in sqlite_evening.people.items() if number == partner)
    for one in ("C01-1", code):
        answer(sqlite_database, sqlite_evening, one, "yes", clock)
    desk = f"/e/{sqlite_evening.public_id}/desk"
    client.post(f"{desk}/evening/act", data={"action": "end"})
    clock.go(minutes=11)
    client.post(f"{desk}/results/seal")
    sealed = Page(client.get(page).text).text
    assert "Pas encore de soirée aux résultats ouverts." in sealed
    assert "Cette soirée n’entre pas encore dans les chiffres." in sealed
    client.post(f"{desk}/results/reveal")
    shown = Page(client.get(page).text).text
    assert "Pas encore de soirée aux résultats ouverts." not in shown
    assert "Pas encore assez de résultats" in shown


def test_two_worlds_that_differ_in_one_sided_answers_look_the_same(tmp_path: Path) -> None:
    """The same shared wishes; in one world nobody else said yes, in the other nearly everybody did, in vain."""
    pages = [_page(tmp_path / f"world-{share}", one_sided=share) for share in (0.0, 0.9)]
    assert pages[0] == pages[1]


def test_shared_wishes_do_show(tmp_path: Path) -> None:
    """The comparison above can fail: with other shared wishes, the page differs."""
    assert _page(tmp_path / "one", slope=6.0) != _page(tmp_path / "other", slope=-6.0)


def _page(folder: Path, **differently: float) -> str:
    database, evenings = world(folder, (1,), **differently)
    client = sign_in(served(database, folder, evenings[0].clock), ACCOUNT)
    texts = []
    for path in ("evaluation", "evaluation?weights=1", "profiles", "profiles/C01"):
        found = client.get(f"/e/{evenings[0].public_id}/{path}")
        assert found.status_code == 200
        texts.append(str(sorted(found.headers.items())) + found.text)
    database.dispose()
    text = "".join(texts).replace(evenings[0].public_id, "EVENT")
    text = re.sub(r'name="csrf_token"[^>]*value="[^"]*"', "TOKEN", text)
    return re.sub(r"\('(?:Date|Set-Cookie)', '[^']*'\)", "", text)


def test_an_evening_counts_no_more_once_somebody_is_erased(tmp_path: Path) -> None:
    """Their shared wishes go and the others' stay: what the page said before, less what it says now, was theirs."""
    database, (first, second) = world(tmp_path / "world", (1, 2))
    address = f"/e/{second.public_id}/evaluation"
    client = sign_in(served(database, tmp_path, second.clock), ACCOUNT)
    both = Page(client.get(address).text).text
    assert "2 soirées aux résultats ouverts, 168 rencontres." in both
    with database.writing() as session:
        gone = first.people["C01-1"]
        erasure.erase(session, first.event_id, gone, actor=audit.SYSTEM, now=second.clock.now())
    alone = Page(client.get(address).text).text
    assert "1 soirée aux résultats ouverts, 84 rencontres." in alone
    assert "Soirée 1" in both
    assert "Soirée 1" not in alone
    left_out = "Cette soirée ne compte plus dans les chiffres."
    assert left_out not in alone
    assert left_out in Page(client.get(f"/e/{first.public_id}/evaluation").text).text
    with database.writing() as session:
        gone = second.people["A01-1"]
        erasure.erase(session, second.event_id, gone, actor=audit.SYSTEM, now=second.clock.now())
    none = Page(client.get(address).text).text
    assert "Rien à montrer pour le moment." in none
    assert left_out in none
    assert "Pas encore de soirée aux résultats ouverts." not in none
    database.dispose()


def test_small_bins_are_joined_and_keep_their_sums() -> None:
    def bin_of(n: int, rate: float) -> CalibrationBin:
        return CalibrationBin(least=rate, most=rate, n=n, foreseen=rate, rate=rate, low=0.0, high=1.0)

    bins = [bin_of(4, 0.25), bin_of(4, 0.5), bin_of(4, 0.75), bin_of(12, 0.5), bin_of(3, 1.0)]
    found = merged(bins)
    assert [one.n for one in found] == [12, 15]
    assert sum(one.n * one.rate for one in found) == pytest.approx(sum(one.n * one.rate for one in bins))
    assert all(one.low <= one.rate <= one.high for one in found)
    assert merged([]) == ()
    assert [one.n for one in merged([bin_of(3, 0.0)])] == [3]


def test_a_second_request_does_not_wait_while_the_first_one_computes(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def slow(evenings: Sequence[evaluation.ShownEvening]) -> int:
        with pytest.raises(Refused, match="being_computed"):  # somebody reloads meanwhile
            shelf.of(list(evenings))
        asked.append(evenings)
        return 1

    shelf = evaluation._Shelf(slow)
    assert [shelf.of([]), shelf.of([])] == [1, 1]
    assert len(asked) == 1


def test_one_evening_does_not_say_how_evenings_differ(
    client: FlaskClient, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert re.search(r"La soirée \d,\d\d", Page(client.get(address).text).text)
    every, found = evaluation.shown_evenings, []
    evaluated = evaluation.evaluated
    monkeypatch.setattr(evaluation, "evaluated", lambda evenings: found.append(evaluated(evenings)) or found[0])
    client.get(address)
    monkeypatch.setattr(
        evaluation, "shown_evenings", lambda session, account_id, *, roles: every(session, account_id, roles=roles)[:1]
    )
    page = Page(client.get(address).text)
    assert "La paire, selon le score" in page.text
    assert not re.search(r"La soirée \d,\d\d", page.text)
