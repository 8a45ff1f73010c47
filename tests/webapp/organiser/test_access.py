"""Who reaches the desk: the event's owner, nobody else; and no form without its token."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from tests.webapp.conftest import PASSWORD, Evening
from tests.webapp.organiser.conftest import sign_in
from tests.webapp.organiser.reading import Page
from webapp.database import Database
from webapp.services import accounts, roles
from webapp.services.plans import latest_plan, rules_of


def desk_rules(app: Flask, method: str) -> list[Rule]:
    """The desk's routes of one event that answer this method."""
    return [
        rule
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("organiser.") and "public_id" in rule.arguments and method in (rule.methods or ())
    ]


def path_of(rule: Rule, evening: Evening) -> str:
    path = rule.rule.replace("<public_id>", evening.public_id)
    path = re.sub(r"<[^<>]*participant_id>", str(evening.people["C01-1"]), path)
    return re.sub(r"<int[^<>]*number>", "1", path)


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_visitor_is_sent_to_the_sign_in_page(app: Flask, sqlite_evening: Evening, method: str) -> None:
    visitor = app.test_client()
    rules = desk_rules(app, method)
    assert len(rules) >= 7
    for rule in rules:
        answer = visitor.open(path_of(rule, sqlite_evening), method=method)
        assert (answer.status_code, answer.headers["Location"].split("?")[0]) == (303, "/sign-in"), rule


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_another_organisers_evening_does_not_exist(
    app: Flask, sqlite_database: Database, sqlite_evening: Evening, newcomer: FlaskClient, method: str
) -> None:
    with sqlite_database.reading() as session:
        before = (latest_plan(session, sqlite_evening.event_id), rules_of(session, sqlite_evening.event_id))
    for rule in desk_rules(app, method):
        assert newcomer.open(path_of(rule, sqlite_evening), method=method).status_code == 404, rule
    with sqlite_database.reading() as session:
        assert (latest_plan(session, sqlite_evening.event_id), rules_of(session, sqlite_evening.event_id)) == before


def test_a_facilitator_is_no_organiser(app: Flask, sqlite_database: Database, sqlite_evening: Evening) -> None:
    with sqlite_database.writing() as session:
        account_id = accounts.create_account(
            session, email="facilitator@example.org", name="Fanny", password=PASSWORD, may_organise=False
        )
        roles.grant(session, event_id=sqlite_evening.event_id, account_id=account_id, role="facilitator")
    client = sign_in(app, "facilitator@example.org")
    for rule in desk_rules(app, "GET"):
        assert client.get(path_of(rule, sqlite_evening)).status_code == 404, rule
    assert client.get("/events/new").status_code == 404
    assert client.post("/events/new", data={"name": "x", "date": "2026-11-24", "start": "18:30"}).status_code == 404


def test_every_form_of_every_page_carries_its_token(
    app: Flask, at_desk: FlaskClient, sqlite_evening: Evening, strict_app: Flask
) -> None:
    posts = 0
    for rule in desk_rules(app, "GET"):
        if rule.endpoint.rsplit("_", 1)[-1] in ("state", "csv", "xlsx"):
            continue
        answer = at_desk.get(path_of(rule, sqlite_evening), follow_redirects=True)
        assert answer.status_code == 200, rule
        for method, names in Page(answer.text).forms:
            if method == "post":
                posts += 1
                assert "csrf_token" in names, rule
    assert posts > 8
    for rule in desk_rules(app, "POST"):
        assert at_desk.post(path_of(rule, sqlite_evening)).status_code == 400, rule


def test_the_desk_leads_to_where_the_evening_stands(
    at_desk: FlaskClient, address: str, sqlite_evening: Evening, newcomer: FlaskClient, new_evening: tuple[str, int]
) -> None:
    assert at_desk.get(address).headers["Location"] == f"{address}/evening"
    for action in ("start", "end"):
        at_desk.post(f"{address}/evening/act", data={"action": action})
    assert at_desk.get(address).headers["Location"] == f"{address}/results"
    empty, _ = new_evening
    assert newcomer.get(empty).headers["Location"] == f"{empty}/sheet"
