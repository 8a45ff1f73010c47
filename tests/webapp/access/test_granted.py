"""What views are told of whom the guard let in, the cookies that carry it, and where a request may come from."""

from dataclasses import replace

import pytest
from flask import Flask, Response, g
from werkzeug.http import parse_cookie

from tests.webapp.conftest import HandClock
from webapp import access, browser_cookie, cookies, headers, origins
from webapp.access import Actor, Grant, Membership, NotGranted
from webapp.permissions import Permissions
from webapp.services.accounts import Account

ODILE = Account(id=7, email="odile@example.org", name="Odile", may_organise=False, administrator=False)
OWNER = Grant(word="owner", account=ODILE, event_id=3, public_id="abc")
PERSON = Grant(word="participant", event_id=3, public_id="abc", participant_id=5)
HALL = Grant(word="hall", event_id=3, public_id="abc")
VISITOR = Grant(word="signed_in", account=ODILE)
ADA = Grant(word="administrator", account=ODILE)


def test_a_grant_is_read_as_what_it_is(app: Flask) -> None:
    with app.test_request_context("/"):
        g.grant = OWNER
        assert access.member() == Membership(account=ODILE, event_id=3, public_id="abc", role="owner")
        assert (access.signed_in(), access.granted_event()) == (ODILE, 3)
        assert access.actor() == Actor(kind="owner", account_id=7, name="Odile")
        g.grant = PERSON
        assert (access.participant(), access.granted_event(), access.actor()) == (5, 3, Actor(kind="participant"))
        g.grant = HALL
        assert (access.granted_event(), access.actor()) == (3, Actor(kind="hall", account_id=None, name=""))
        g.grant = VISITOR
        assert access.actor() == Actor(kind="account", account_id=7, name="Odile")
        g.grant = ADA
        assert access.actor() == Actor(kind="administrator", account_id=7, name="Odile")
        assert access.signed_in() == ODILE


@pytest.mark.parametrize(
    ("take", "others", "what"),
    [
        (access.member, (None, PERSON, HALL, VISITOR), "an account of this event"),
        (access.participant, (None, OWNER, HALL, VISITOR), "a participant"),
        (access.granted_event, (None, VISITOR, ADA), "an event"),
        (access.signed_in, (None, PERSON, HALL), "an account"),
    ],
)
def test_what_was_not_granted_cannot_be_taken(app: Flask, take, others, what: str) -> None:  # type: ignore[no-untyped-def]
    with app.test_request_context("/", method="POST"):
        for grant in others:
            g.grant = grant
            with pytest.raises(NotGranted) as caught:
                take()
            assert str(caught.value) == f"None POST asks for {what}, whom permissions.txt does not let in there"


def test_a_page_offers_what_its_reader_may_open(app: Flask) -> None:
    declared = {
        ("desk", "GET"): frozenset({"owner", "reader"}),
        ("desk", "POST"): frozenset({"owner"}),
        ("new", "GET"): frozenset({"organiser"}),
        ("all", "GET"): frozenset({"administrator"}),
        ("own", "GET"): frozenset({"signed_in"}),
    }
    app.extensions["entremise_permissions"] = Permissions(declared=declared)
    with app.test_request_context("/"):
        assert not access.may("desk")
        g.grant = OWNER
        assert [access.may(*asked) for asked in declared] == [True, True, False, False, True]
        assert access.first_allowed(["new", "own", "desk"]) == "own"
        with pytest.raises(NotGranted, match="asks for new or all, whom"):
            access.first_allowed(["new", "all"])
        g.grant = Grant(word="reader", account=ODILE, event_id=3)
        assert [access.may("desk"), access.may("desk", "POST")] == [True, False]
        g.grant = Grant(
            word="organiser", account=Account(id=1, email="", name="", may_organise=True, administrator=True)
        )
        assert [access.may(*asked) for asked in declared] == [False, False, True, True, True]
        g.grant = HALL
        assert not any(access.may(*asked) for asked in declared)


@pytest.mark.parametrize("secure", [False, True])
def test_the_cookie_of_a_link_stays_below_its_event(app: Flask, secure: bool) -> None:
    settings = app.extensions["entremise_settings"]
    app.extensions["entremise_settings"] = type(settings)(**{**vars(settings), "secure_cookies": secure})
    with app.test_request_context("/"):
        answer = access.open_door("entremise_hall", "token", "abc", "/e/abc/hall")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/e/abc/hall")
    kept = answer.headers["Set-Cookie"]
    assert kept.startswith("entremise_hall=token;")
    assert _flags(kept) == {"Path=/e/abc/", f"Max-Age={65 * 86_400}", "HttpOnly", "SameSite=Lax"} | (
        {"Secure"} if secure else set()
    )


@pytest.mark.parametrize("days", [1, 60, 365])
def test_the_cookies_of_a_phone_and_of_the_hall_last_as_long_as_their_links(app: Flask, days: int) -> None:
    """Opened up to 35 days before the evening, and never longer than the 400 days that browsers keep a cookie."""
    settings = app.extensions["entremise_settings"]
    app.extensions["entremise_settings"] = replace(settings, keep_links_days=days)
    phone = Response()
    with app.test_request_context("/e/abc/phone"):
        g.grant = PERSON
        browser_cookie.keep(phone)
        opened = [access.open_door(one, "token", "abc", "/") for one in ("entremise_hall", "entremise_participant")]
    for answer in (phone, *opened):
        assert f"Max-Age={(days + 35) * 86_400}" in _flags(answer.headers["Set-Cookie"])
    assert days + 35 <= 400


@pytest.mark.parametrize(("secure", "prefix"), [(False, ""), (True, "__Host-")])
def test_a_cookie_of_an_account_is_for_this_host_alone(app: Flask, secure: bool, prefix: str) -> None:
    answer = Response()
    cookies.keep(answer, "entremise_x", "value", secure=secure, seconds=90)
    cookies.forget(answer, "entremise_x", secure=secure)
    kept, forgotten = answer.headers.getlist("Set-Cookie")
    everywhere = {"Path=/", "HttpOnly", "SameSite=Lax"} | ({"Secure"} if secure else set())
    assert kept.startswith(f"{prefix}entremise_x=value;")
    assert _flags(kept) == everywhere | {"Max-Age=90"}
    assert forgotten.startswith(f"{prefix}entremise_x=;")
    assert _flags(forgotten) == everywhere | {"Max-Age=0"}
    with app.test_request_context("/", headers={"Cookie": f"{prefix}entremise_x=value"}):
        assert cookies.read("entremise_x", secure=secure) == "value"
        assert cookies.read("entremise_y", secure=secure) == ""


def _flags(header: str) -> set[str]:
    assert parse_cookie(header)
    return {part.strip() for part in header.split(";")[1:]} - {
        part.strip() for part in header.split(";") if part.strip().startswith("Expires=")
    }


ELSEWHERE = "https://elsewhere.example/page"


@pytest.mark.parametrize(
    ("named", "status"),
    [
        ({}, 200),
        ({"Origin": "null"}, 200),
        ({"Origin": "http://localhost"}, 200),
        ({"Referer": "http://localhost/page"}, 200),
        ({"Origin": "https://evening.example"}, 200),
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({"Sec-Fetch-Site": "none"}, 200),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": ELSEWHERE}, 403),
        ({"Referer": ELSEWHERE}, 403),
        ({"Origin": "http://localhost", "Referer": ELSEWHERE}, 403),
        ({"Origin": "words"}, 403),
        ({"Origin": "http://[broken"}, 403),
        ({"Origin": "http://localhost:81"}, 403),
    ],
)
@pytest.mark.parametrize("public_url", ["https://evening.example", ""])
def test_a_change_is_asked_for_by_a_page_of_this_site(named: dict[str, str], status: int, public_url: str) -> None:
    app = Flask("one page")
    origins.init_app(app, public_url=public_url)
    app.add_url_rule("/", "page", lambda: "", methods=["GET", "POST"])
    client = app.test_client()
    if "evening.example" in named.get("Origin", "") and not public_url:
        status = 403
    assert client.post("/", headers=named).status_code == status
    assert client.get("/", headers=named).status_code == 200


def test_a_browser_is_told_to_keep_to_tls_where_there_is_tls() -> None:
    for tls in (False, True):
        app = Flask("one page")
        headers.init_app(app, tls=tls)
        app.add_url_rule("/", "page", lambda: "")
        answer = app.test_client().get("/")
        assert answer.headers.get("Strict-Transport-Security") == ("max-age=15552000" if tls else None)
        assert answer.headers["Content-Security-Policy"] == headers.CONTENT_SECURITY_POLICY
        assert answer.headers["Cache-Control"] == "no-store"
        assert "Cache-Control" not in app.test_client().get("/static/none").headers


def test_the_account_is_looked_up_once_and_only_with_a_token(
    app: Flask, monkeypatch: pytest.MonkeyPatch, clock: HandClock
) -> None:
    asked: list[tuple[str, object]] = []

    def account_of(_session: object, token: str, now: object) -> Account:
        asked.append((token, now))
        return ODILE

    monkeypatch.setattr(access, "session", lambda: "a session")
    monkeypatch.setattr(access.accounts, "account_of", account_of)
    with app.test_request_context("/"):
        assert access.account() is None
        assert access.sign_in_token() == ""
    with app.test_request_context("/", headers={"Cookie": "entremise_sign_in=token"}):
        assert access.account() == access.account() == ODILE
        assert access.sign_in_token() == "token"
    assert asked == [("token", clock.now())]
