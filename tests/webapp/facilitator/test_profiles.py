"""Profiles: how filled they are, what presentations suggest, and the facilitator who confirms or sets aside."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from matching import read_organisations
from sample_data.synthetic import generate_territory
from tests.webapp.conftest import EVENING, SECRET, Evening, HandClock, make_evening
from tests.webapp.facilitator.conftest import sign_in
from tests.webapp.facilitator.shown_evenings import signed_up
from tests.webapp.organiser.reading import Page
from tests.webapp.test_suggestion_answers import LORRIES
from webapp.database import Database
from webapp.services import accounts, events, organisations, suggested

OWNER = "organiser@example.org"


@pytest.fixture
def lorries(sqlite_database: Database, clock: HandClock) -> Evening:
    return make_evening(sqlite_database, read_organisations(LORRIES.encode()), clock)


@pytest.fixture
def desk(app: Flask, lorries: Evening) -> FlaskClient:
    return sign_in(app, OWNER)


def test_the_list_says_what_waits_and_what_is_missing(desk: FlaskClient, lorries: Evening) -> None:
    page = Page(desk.get(f"/e/{lorries.public_id}/profiles").text)
    assert "6 structures inscrites. 1 suggestion attend une réponse." in page.text
    first = page.tables[0][1]
    assert "Brasserie du Ried" in first[0]
    assert "1 à confirmer" in first[1]
    assert "5 sur 10" in first[2]
    assert "objectifs" in first[3]


def test_filters_and_words_narrow_the_list(desk: FlaskClient, lorries: Evening) -> None:
    address = f"/e/{lorries.public_id}/profiles"
    assert len(Page(desk.get(address).text).tables[0]) == 7
    assert len(Page(desk.get(f"{address}?show=open").text).tables[0]) == 2
    assert len(Page(desk.get(f"{address}?q=colmar").text).tables[0]) == 3
    assert "Aucune structure ne correspond." in desk.get(f"{address}?q=zzz").text
    assert desk.get(f"{address}?show=%00&page=999&q=%00").status_code == 200


def test_the_words_that_were_read_are_marked_in_the_presentation(desk: FlaskClient, lorries: Evening) -> None:
    text = desk.get(f"/e/{lorries.public_id}/profiles/C03").text
    assert 'Nos <mark class="read">camions rentrent à vide</mark>.' in text
    assert "1 suggestion à confirmer" in text
    assert 'name="offer-transport"' in text
    assert "checked" not in text


def test_a_confirmed_suggestion_joins_the_profile(
    desk: FlaskClient, lorries: Evening, sqlite_database: Database
) -> None:
    address = f"/e/{lorries.public_id}/profiles/C03"
    assert desk.post(address, data={"offer-transport": "yes"}).status_code == 303
    page = Page(desk.get(address).text)
    assert "1 réponse notée." in page.text
    assert "Rien à confirmer" in page.text
    assert "Répondu par l’organisation de la soirée" in page.text
    with sqlite_database.reading() as session:
        shown = suggested.suggested_profile(session, lorries.event_id, "C03")
    assert [one.code for one in shown.completed.offers] == ["premises", "money", "transport"]
    assert "transport" not in [one.code for one in shown.organisation.offers]


def test_what_is_set_aside_can_be_asked_again(desk: FlaskClient, lorries: Evening) -> None:
    address = f"/e/{lorries.public_id}/profiles/C03"
    desk.post(address, data={"offer-transport": "no"})
    refused = desk.get(address).text
    assert "Rien à confirmer" in refused
    assert "<mark" not in refused
    desk.post(address, data={"offer-transport": ""})
    assert "1 suggestion à confirmer" in desk.get(address).text


def test_an_organisation_that_is_not_there_is_not_found(desk: FlaskClient, lorries: Evening) -> None:
    address = f"/e/{lorries.public_id}/profiles/C99"
    assert desk.get(address).status_code == 404
    assert desk.post(address, data={"offer-transport": "yes"}).status_code == 404


def test_strangers_and_other_members_do_not_reach_profiles(
    app: Flask, desk: FlaskClient, lorries: Evening, sqlite_database: Database, clock: HandClock
) -> None:
    make_evening(sqlite_database, read_organisations(LORRIES.encode()), clock, owner="other@example.org")
    stranger = sign_in(app, "other@example.org")
    for page in ("profiles", "profiles/C03", "evaluation"):
        assert app.test_client().get(f"/e/{lorries.public_id}/{page}").status_code == 303
        assert stranger.get(f"/e/{lorries.public_id}/{page}").status_code == 404
    for page, data in (("profiles/C03", {"offer-transport": "yes"}), ("evaluation/weights", {})):
        assert stranger.post(f"/e/{lorries.public_id}/{page}", data=data).status_code == 404
    with sqlite_database.reading() as session:
        assert len(suggested.suggested_profile(session, lorries.event_id, "C03").open) == 1


def test_hostile_texts_stay_text(app: Flask, sqlite_database: Database, clock: HandClock) -> None:
    sheet = LORRIES.replace("Nos camions rentrent à vide.", "<script>x</script> Nos camions rentrent à vide <b>.")
    evening = make_evening(sqlite_database, read_organisations(sheet.encode()), clock)
    text = sign_in(app, OWNER).get(f"/e/{evening.public_id}/profiles/C03").text
    assert "<script>x" not in text
    assert "&lt;script&gt;x&lt;/script&gt; Nos" in text


@pytest.mark.parametrize(("n_companies", "n_associations"), [(0, 0), (1, 0), (25, 25), (500, 500)])
def test_pages_hold_any_number_of_organisations(
    app: Flask, sqlite_database: Database, clock: HandClock, n_companies: int, n_associations: int
) -> None:
    with sqlite_database.writing() as session:
        account = accounts.create_account(
            session, email="new@example.org", name="Nora", password="correct horse battery staple", may_organise=True
        )
        settings = events.EventSettings(name="Soirée", venue="", starts_at=EVENING)
        event_id, public_id = events.create_event(
            session, account_id=account, settings=settings, secret_key=SECRET, now=clock.now()
        )
        sign_ups = signed_up(generate_territory(n_companies, n_associations, 3))
        organisations.take_in(session, event_id, sign_ups, sheet_name="x.csv", secret_key=SECRET)
    client = sign_in(app, "new@example.org")
    n_all = n_companies + n_associations
    answer = client.get(f"/e/{public_id}/profiles")
    assert answer.status_code == 200
    assert len(answer.data) < 100_000
    if n_all == 0:
        assert "Aucune structure n’est inscrite" in answer.text
        return
    assert len(Page(answer.text).tables[0]) - 1 == min(n_all, 50)
    last = client.get(f"/e/{public_id}/profiles?page={-(-n_all // 50)}")
    assert len(Page(last.text).tables[0]) - 1 == (n_all % 50 or 50)
