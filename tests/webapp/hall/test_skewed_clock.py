"""The wall in Chromium: at most one second from the server's clock, whatever the computer's own clock says."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import make_server

import webapp
from tests.conftest import CHROMIUM_ARGUMENTS
from tests.webapp.conftest import SECRET, Evening, begin
from webapp.app import create_app
from webapp.clock import Clock
from webapp.config import Settings
from webapp.database import Database
from webapp.services import event_day, events

pytestmark = pytest.mark.browser

# A wrong clock: every way a page can ask for the date answers so many milliseconds off.
WRONG_DATE = """
const right = Date;
const off = %d;
globalThis.Date = class extends right {
  constructor(...given) { given.length ? super(...given) : super(right.now() + off); }
  static now() { return right.now() + off; }
};
"""
SKEWS = {"right": 0, "seven minutes slow": -7 * 60_000, "three hours fast": 3 * 3_600_000}


@pytest.fixture
def browser(chromium: str) -> Iterator[Browser]:
    """The system's Chromium."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture
def running(sqlite_evening: Evening) -> Evening:
    """The evening on a clock that runs."""
    return replace(sqlite_evening, clock=Clock())  # type: ignore[arg-type]


@pytest.fixture
def address(sqlite_database: Database, running: Evening, tmp_path: Path) -> Iterator[str]:
    """Where the application of the running evening listens."""
    settings = Settings(database_url=sqlite_database.url, secret_key=SECRET, instance=tmp_path, secure_cookies=False)
    app: Flask = create_app(settings, sqlite_database, clock=Clock())
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


def test_the_wall_is_right_where_the_computer_is_wrong(
    browser: Browser, address: str, sqlite_database: Database, running: Evening
) -> None:
    with sqlite_database.reading() as session:
        token = events.hall_token(session, running.event_id, secret_key=SECRET)
    begin(sqlite_database, running)
    walls = {}
    for name, off in SKEWS.items():
        context = browser.new_context(timezone_id="Asia/Tokyo" if off else "Europe/Paris", locale="fr-FR")
        context.add_init_script(WRONG_DATE % off)
        walls[name] = context.new_page()
        walls[name].goto(f"{address}/h/{token}")
        shown = walls[name].evaluate("Date.now()") - running.clock.now().timestamp() * 1000
        assert abs(shown - off) < 60_000  # the computer's clock is wrong indeed
    for _ in range(6):
        for name, wall in walls.items():
            assert _seconds_off(wall, sqlite_database, running) <= 1, name
            wall.wait_for_timeout(220)

    naive = browser.new_context()  # what would happen if the page asked the computer
    naive.add_init_script(WRONG_DATE % SKEWS["seven minutes slow"])
    script = (Path(webapp.__file__).parent / "static/js/clock.js").read_text(encoding="utf-8")
    asking = script.replace("return heardNow + (performance.now() - heardAt) * speed;", "return Date.now();")
    assert asking != script
    naive.route("**/clock.js", lambda route: route.fulfill(body=asking, content_type="text/javascript"))
    wall = naive.new_page()
    wall.goto(f"{address}/h/{token}")
    wall.wait_for_timeout(500)
    assert _seconds_off(wall, sqlite_database, running) > 60
    naive.close()

    for action in ("pause", "resume"):
        with sqlite_database.writing() as session:
            event_day.act(session, running.event_id, action, running.clock.now())
        for wall in walls.values():
            heading = "La soirée est suspendue" if action == "pause" else "Tour 1 sur 3"
            wall.get_by_role("heading", name=heading).wait_for(timeout=15_000)
    for name, wall in walls.items():
        assert _seconds_off(wall, sqlite_database, running) <= 1, name


def _seconds_off(wall: Page, database: Database, evening: Evening) -> float:
    """How far the figures on the wall are from the server's, in seconds; 0 when they are what it would show."""
    with database.reading() as session:
        before = event_day.evening_state(session, evening.event_id, evening.clock.now()).remaining
    minutes, seconds = wall.locator("[data-clock]").inner_text().split(":")
    with database.reading() as session:
        after = event_day.evening_state(session, evening.event_id, evening.clock.now()).remaining
    assert before is not None
    assert after is not None
    figures = int(minutes) * 60 + int(seconds)
    most, least = before.total_seconds() + 1, after.total_seconds()  # a second that has begun is still shown
    return max(0.0, figures - most, least - figures)
