"""What a hostile hand tries at the facilitator's pages and at the questions about a presentation."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from matching import read_organisations
from tests.webapp.conftest import SECRET, THREE_BY_THREE, Evening, HandClock, make_evening, open_phone
from tests.webapp.facilitator.conftest import sign_in
from tests.webapp.test_repair_races import at_once
from webapp.app import create_app
from webapp.config import Settings
from webapp.database import Database
from webapp.models import CriterionWeightsRow, SuggestionAnswerRow
from webapp.services import criterion_weights, links

SCRIPTS = "<script>alert(1)</script><img src=x onerror=alert(1)> {{7*7}} </mark><svg onload=alert(1)>"
HOSTILE = THREE_BY_THREE.replace(
    "Nous brassons une bière de garde.", f"Nos camions {SCRIPTS} rentrent à vide. {SCRIPTS}"
).replace("Brasserie du Ried", f"Brasserie {SCRIPTS}")
LORRIES = THREE_BY_THREE.replace("Nous brassons une bière de garde.", "Nos camions rentrent à vide.")
WRITTEN = (CriterionWeightsRow, SuggestionAnswerRow)


def n_written(database: Database) -> int:
    with database.reading() as session:
        return sum(session.scalar(select(func.count()).select_from(row)) or 0 for row in WRITTEN)


@pytest.fixture
def lorries(sqlite_database: Database, clock: HandClock) -> Evening:
    """The tiny world; a presentation suggests an offer that its profile does not state."""
    return make_evening(sqlite_database, read_organisations(LORRIES.encode()), clock)


def test_hands_that_save_at_once_get_a_version_each(database: Database, evening: Evening) -> None:
    with database.reading() as session:
        owner = criterion_weights.in_use(session, evening.event_id)

    def saving(points: int) -> Callable[[], object]:
        def save() -> object:
            setting = criterion_weights.Setting(points={**owner.setting.points, "forms": points}, giving=0.5)
            with database.writing() as session:
                return criterion_weights.save(
                    session, evening.event_id, setting, note="", account_id=1, now=evening.clock.now()
                )

        return save

    numbers = at_once(*(saving(points) for points in range(1, 7)))
    assert sorted(map(int, map(str, numbers))) == [1, 2, 3, 4, 5, 6]
    with database.reading() as session:
        versions = criterion_weights.versions(session, evening.event_id)
        in_use = criterion_weights.in_use(session, evening.event_id)
    assert [(one.number, one.in_use) for one in versions if one.in_use] == [(6, True)]
    assert in_use.setting.points["forms"] == 1 + numbers.index(6)


def test_no_form_is_taken_without_its_token(
    sqlite_database: Database, lorries: Evening, clock: HandClock, tmp_path: Path
) -> None:
    settings = Settings(database_url=sqlite_database.url, secret_key=SECRET, instance=tmp_path, secure_cookies=False)
    guarded = create_app(settings, sqlite_database, clock=clock)  # type: ignore[arg-type]
    guarded.config["WTF_CSRF_ENABLED"] = False
    client, phone = sign_in(guarded, "organiser@example.org"), open_phone(guarded, sqlite_database, lorries, "C03-1")
    guarded.config["WTF_CSRF_ENABLED"] = True
    asked = [(client, path) for path in ("pairs/weights", "pairs/weights/use", "evaluation/weights", "profiles/C03")]
    for browser, path in [*asked, (phone, "me/profile")]:
        address = f"/e/{lorries.public_id}/{path}"
        for token in ({}, {"csrf_token": "forged"}):
            data = {"offer-transport": "yes", **token}
            assert browser.post(address, data=data).status_code == 400, path
            elsewhere = browser.post(address, data=data, headers={"Origin": "http://evil.test"})
            assert elsewhere.status_code == 403, path
    assert n_written(sqlite_database) == 0


def test_a_link_that_was_revoked_answers_nothing(app: Flask, sqlite_database: Database, lorries: Evening) -> None:
    phone = open_phone(app, sqlite_database, lorries, "C03-1")
    with sqlite_database.writing() as session:
        links.reissue_participant(session, lorries.event_id, lorries.people["C03-1"], secret_key=SECRET)
    address = f"/e/{lorries.public_id}/me/profile"
    assert phone.get(address).status_code == 404
    assert phone.post(address, data={"offer-transport": "yes"}).status_code == 404
    assert n_written(sqlite_database) == 0


def test_one_who_answers_without_end_fills_no_database_and_keeps_nobody_out(
    app: Flask, sqlite_database: Database, lorries: Evening
) -> None:
    phone, other = (open_phone(app, sqlite_database, lorries, code) for code in ("C03-1", "C01-1"))
    address = f"/e/{lorries.public_id}/me/profile"
    codes = [
        phone.post(address, data={"offer-transport": ("yes", "no")[number % 2]}).status_code for number in range(80)
    ]
    assert codes == [303] * 60 + [429] * 20
    assert n_written(sqlite_database) == 60
    assert other.post(address, data={}).status_code == 303
    assert phone.get(address).status_code == 200


def test_words_of_a_sheet_are_never_markup(app: Flask, sqlite_database: Database, clock: HandClock) -> None:
    evening = make_evening(sqlite_database, read_organisations(HOSTILE.encode()), clock)
    client, phone = sign_in(app, "organiser@example.org"), open_phone(app, sqlite_database, evening, "C03-1")
    root = f"/e/{evening.public_id}"
    client.post(f"{root}/pairs/weights", data={"note": SCRIPTS})
    pages = ("pairs", "pairs/effect", "pairs/C03/A03", "profiles", "profiles/C03", "evaluation")
    texts = {path: client.get(f"{root}/{path}") for path in pages} | {"me/profile": phone.get(f"{root}/me/profile")}
    assert {path: answer.status_code for path, answer in texts.items() if answer.status_code != 200} == {}
    for path, answer in texts.items():
        for tag in ("<script>alert", "<img src=x", "<svg onload", "</mark><svg"):
            assert tag not in answer.text, path
    assert sum("&lt;script&gt;alert(1)" in answer.text for answer in texts.values()) >= 5
    assert "{{7*7}}" in texts["profiles/C03"].text


@pytest.mark.parametrize("value", ["nan", "inf", "-1", "1e308", "51", "٣", "1" * 5000, "0x1", "[]"])
def test_points_that_are_none_change_nothing(
    facilitator: FlaskClient, sqlite_database: Database, short_evening: Evening, value: str
) -> None:
    address = f"/e/{short_evening.public_id}/pairs"
    for field in ("points-forms", "giving"):
        if (field, value) == ("giving", "51"):
            continue
        assert facilitator.post(f"{address}/weights", data={field: value}).status_code == 422
        assert facilitator.get(address, query_string={field: value[:100], "page": value[:100]}).status_code == 200
    assert facilitator.post(f"{address}/weights/use", data={"number": value}).status_code == 404
    assert n_written(sqlite_database) == 0


def test_a_note_is_cut_and_loses_what_cannot_be_seen(
    facilitator: FlaskClient, sqlite_database: Database, short_evening: Evening
) -> None:
    address = f"/e/{short_evening.public_id}/pairs/weights"
    assert facilitator.post(address, data={"note": "a\x00\x1b[2J\u202eb\r\nBcc: x" + "é" * 20_000}).status_code == 303
    with sqlite_database.reading() as session:
        (version,) = criterion_weights.versions(session, short_evening.event_id)
    assert version.note.startswith("a[2JbBcc: xé")
    assert len(version.note) == criterion_weights.LONGEST_NOTE
    assert json.loads(json.dumps(version.note)).isprintable()
