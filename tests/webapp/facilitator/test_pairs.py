"""Good pairs that did not meet: who sees them, which they are, in which order, and as a file."""

import csv
import io
import re
from collections.abc import Callable

from flask import Flask
from flask.testing import FlaskClient

from matching import read_organisations
from matching.organisations import Organisation
from matching.read import SignUps
from tests.webapp.conftest import (
    PASSWORD,
    SECRET,
    THREE_BY_THREE,
    Evening,
    HandClock,
    begin,
    consent,
    end_and_close,
    make_evening,
    partner_in,
)
from tests.webapp.facilitator.conftest import FACILITATOR, sign_in
from tests.webapp.organiser.reading import Page
from webapp.database import Database
from webapp.services import accounts, choices, events, introductions, organisations, plans

OWNER = "organiser@example.org"
PATHS = ("pairs", "pairs.csv", "pairs/C01/A02", "pairs/effect", "pairs/effect?points-place=40", "pairs?giving=0")


def pairs_of(database: Database, evening: Evening) -> list[introductions.ProposedIntroduction]:
    with database.reading() as session:
        return introductions.proposals(session, evening.event_id, evening.clock.now())


def names(found: list[introductions.ProposedIntroduction]) -> list[tuple[str, str]]:
    return [(one.company.name, one.association.name) for one in found]


def shown(page: Page) -> list[str]:
    return [row[1] for row in page.tables[0][1:]] if page.tables else []


def listed(pairs: list[tuple[str, str]]) -> list[str]:
    return [f"Entreprise : {company} Association : {association}" for company, association in pairs]


def test_a_visitor_is_sent_to_the_sign_in_page(app: Flask, short_evening: Evening) -> None:
    for path in PATHS:
        answer = app.test_client().get(f"/e/{short_evening.public_id}/{path}")
        assert (answer.status_code, answer.headers["Location"].split("?")[0]) == (303, "/sign-in"), path


def test_only_this_events_own_people_see_its_pairs(
    app: Flask,
    sqlite_database: Database,
    short_evening: Evening,
    facilitator: FlaskClient,
    three_by_three: SignUps,
    clock: HandClock,
) -> None:
    other = make_evening(sqlite_database, three_by_three, clock, owner="other@example.org")
    owner, owner_of_other = sign_in(app, OWNER), sign_in(app, "other@example.org")
    for path in PATHS:
        assert facilitator.get(f"/e/{short_evening.public_id}/{path}").status_code == 200, path
        assert owner.get(f"/e/{short_evening.public_id}/{path}").status_code == 200, path
        assert facilitator.get(f"/e/{other.public_id}/{path}").status_code == 404, path
        assert owner_of_other.get(f"/e/{short_evening.public_id}/{path}").status_code == 404, path


def test_pairs_come_best_first_and_none_of_them_met(
    facilitator: FlaskClient, sqlite_database: Database, short_evening: Evening
) -> None:
    expected = pairs_of(sqlite_database, short_evening)
    with sqlite_database.reading() as session:
        plan = plans.published_plan(session, short_evening.event_id)
    assert plan
    met = {(meeting.company.organisation, meeting.association.organisation) for meeting in plan.meetings}
    page = Page(facilitator.get(f"/e/{short_evening.public_id}/pairs").text)
    assert shown(page) == listed(names(expected))
    assert len(expected) >= 4
    assert not met & set(names(expected))
    scores = [float(re.findall(r"\d,\d\d", row[3])[0].replace(",", ".")) for row in page.tables[0][1:]]
    assert scores == sorted(scores, reverse=True)
    assert "De bonnes raisons de parler, notées de 0 à 1 ; jamais une promesse." in page.text


def page_of(client: FlaskClient, evening: Evening, path: str) -> str:
    """A page without its forms' tokens, which change with every answer."""
    return re.sub(r'name="csrf_token" value="[^"]+"', "", client.get(f"/e/{evening.public_id}/{path}").text)


def test_pairs_of_rounds_that_an_early_end_gave_up_have_not_met(
    app: Flask, sqlite_database: Database, clock: HandClock
) -> None:
    evening = make_evening(sqlite_database, read_organisations(THREE_BY_THREE.encode()), clock)

    def left_out() -> list[int]:
        """The rounds of the pairs that need no introduction."""
        with sqlite_database.reading() as session:
            plan = plans.published_plan(session, evening.event_id)
            met = introductions.left_out(session, evening.event_id, clock.now()).met
        assert plan
        return sorted(
            one.round_number for one in plan.meetings if (one.company.code[:3], one.association.code[:3]) in met
        )

    planned = [1, 1, 1, 2, 2, 2, 3, 3, 3]
    assert left_out() == planned
    begin(sqlite_database, evening)
    clock.go(minutes=1)
    assert left_out() == planned, "the others are still to meet"
    end_and_close(sqlite_database, evening)
    assert left_out() == [1, 1, 1]


FILTERS: tuple[tuple[str, Callable[[Organisation, Organisation], bool]], ...] = (
    ("theme=employment", lambda c, a: "employment" in c.fragilities and "employment" in a.fragilities),
    ("organisation=A02", lambda c, a: a.id == "A02"),
    ("commune=Colmar", lambda c, a: "Colmar" in (c.place.commune, a.place.commune)),
    ("commune=Colmar&side=company", lambda c, a: c.place.commune == "Colmar"),
    ("q=RIVIERES", lambda c, a: a.name == "Rivières vivantes"),
    ("q=Strasbourg&side=association", lambda c, a: a.place.commune == "Strasbourg"),
    ("theme=nonsense&side=neither", lambda c, a: True),
)


def test_filters_keep_what_answers_them(
    facilitator: FlaskClient, sqlite_database: Database, short_evening: Evening
) -> None:
    proposals = pairs_of(sqlite_database, short_evening)
    for asked, wanted in FILTERS:
        expected = [one for one in proposals if wanted(one.company, one.association)]
        assert expected, asked
        assert len(expected) < len(proposals) or "nonsense" in asked, asked
        page = Page(facilitator.get(f"/e/{short_evening.public_id}/pairs?{asked}").text)
        assert shown(page) == listed(names(expected)), asked
        content = facilitator.get(f"/e/{short_evening.public_id}/pairs.csv?{asked}").data.decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(content), delimiter=";"))[1:]
        assert [(row[2], row[5]) for row in rows] == names(expected), asked


def test_what_finds_nothing_says_so(facilitator: FlaskClient, short_evening: Evening) -> None:
    page = Page(facilitator.get(f"/e/{short_evening.public_id}/pairs?q=zzz").text)
    assert "Aucune paire ne répond à tout cela." in page.text
    assert not page.tables


def test_an_event_without_sign_ups_has_no_pairs(app: Flask, sqlite_database: Database, clock: HandClock) -> None:
    empty = read_organisations(THREE_BY_THREE.splitlines()[0].encode() + b"\nC01,company,Seule,,,,,,,,,,,\n")
    with sqlite_database.writing() as session:
        account_id = accounts.create_account(
            session, email=FACILITATOR, name="Fanny", password=PASSWORD, may_organise=True
        )
        wanted = events.EventSettings(name="Vide", venue="", starts_at=clock.now())
        event_id, public_id = events.create_event(
            session, account_id=account_id, settings=wanted, secret_key=SECRET, now=clock.now()
        )
        organisations.take_in(session, event_id, empty, sheet_name="s.csv", secret_key=SECRET)
    answer = sign_in(app, FACILITATOR).get(f"/e/{public_id}/pairs")
    assert answer.status_code == 200
    assert "Aucune paire à présenter pour l’instant." in Page(answer.text).text


def test_one_pair_shows_both_profiles_and_nobodys_contacts(
    facilitator: FlaskClient, sqlite_database: Database, short_evening: Evening
) -> None:
    best = pairs_of(sqlite_database, short_evening)[0]
    answer = facilitator.get(f"/e/{short_evening.public_id}/pairs/{best.company.id}/{best.association.id}")
    text = Page(answer.text).text
    for one in (best.company, best.association):
        assert one.name in text
        assert one.presentation in text
        assert one.place.commune in text
    assert "Bonnes raisons : 0," in text
    assert facilitator.get(f"/e/{short_evening.public_id}/pairs/A01/C01").status_code == 404
    assert facilitator.get(f"/e/{short_evening.public_id}/pairs/C01/nobody").status_code == 404
    assert "example.org" not in answer.text.replace(FACILITATOR, "")
    assert "63998" not in answer.text
    with sqlite_database.reading() as session:
        people = organisations.listed_participants(session, short_evening.event_id)
    assert len(people) == 6
    for path in PATHS:
        page = facilitator.get(f"/e/{short_evening.public_id}/{path}").text
        assert not [one for one in people if one.email in page or one.phone in page or one.full_name in page], path


def test_choices_change_nothing_that_a_facilitator_sees(
    facilitator: FlaskClient, sqlite_database: Database, short_evening: Evening, clock: HandClock
) -> None:
    begin(sqlite_database, short_evening)
    before = [page_of(facilitator, short_evening, path) for path in PATHS]
    partner = partner_in(sqlite_database, short_evening, "C01-1", 1)
    with sqlite_database.writing() as session:
        consent(session, short_evening.people["C01-1"], clock.now())
        choices.record(
            session,
            participant_id=short_evening.people["C01-1"],
            partner_id=partner,
            answer="yes",
            sequence=1,
            now=clock.now(),
        )
    assert [page_of(facilitator, short_evening, path) for path in PATHS] == before


HOSTILE_NAMES = ("=HYPERLINK(1)", "+33 6", "-1+1", "@SUM(A1)", "＝1+1", " =1+1")


def test_a_spreadsheet_computes_nothing_of_the_file(
    app: Flask, sqlite_database: Database, clock: HandClock, facilitator: FlaskClient
) -> None:
    sheet = THREE_BY_THREE
    for name, hostile in zip(
        ("Menuiserie Ganter", "Numéris Conseil", "Brasserie du Ried", "Emploi Tremplin", "Internet pour tous"),
        HOSTILE_NAMES,
        strict=False,
    ):
        sheet = sheet.replace(name, f'"{hostile}"')
    evening = make_evening(
        sqlite_database, read_organisations(sheet.encode()), clock, owner="hostile@example.org", n_rounds=1
    )
    answer = sign_in(app, "hostile@example.org").get(f"/e/{evening.public_id}/pairs.csv")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="mises-en-relation.csv"'
    assert answer.headers["Cache-Control"] == "no-store"
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=";"))
    cells = [cell for row in rows for cell in row]
    assert not [cell for cell in cells if cell.lstrip()[:1] in "=+-@＝＋－＠" and cell.strip()]
    assert {"'=HYPERLINK(1)", "'-1+1"} & set(cells)


def test_hostile_names_are_text_on_every_page(app: Flask, sqlite_database: Database, clock: HandClock) -> None:
    sheet = THREE_BY_THREE.replace("Menuiserie Ganter", "<script>alert(1)</script>").replace(
        "Nous fabriquons des escaliers.", "<img src=x onerror=alert(2)>"
    )
    evening = make_evening(
        sqlite_database, read_organisations(sheet.encode()), clock, owner="hostile@example.org", n_rounds=1
    )
    client = sign_in(app, "hostile@example.org")
    for path in ("pairs", "pairs/C01/A01", "pairs?q=<script>alert(1)"):
        text = client.get(f"/e/{evening.public_id}/{path}").text
        assert "<script>alert" not in text
        assert "<img src=x" not in text
        assert "&lt;script&gt;alert(1)" in text
