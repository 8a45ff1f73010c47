"""A browser and its visits; a test fails at its end when anything went wrong in a page.

Tests ask for the server before the visits, so that the browsers leave before the server does.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from matching import read_organisations
from tests.browser.serving import Served, serve
from tests.browser.visits import Visits
from tests.conftest import CHROMIUM_ARGUMENTS
from tests.webapp.conftest import THREE_BY_THREE, Evening, HandClock, consent, make_evening
from webapp.services import event_day

PATIENCE = 20_000  # milliseconds until something must be seen, on a machine that has other things to do too


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """The system's Chromium, started once for a file of tests."""
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture
def visits(browser: Browser) -> Iterator[Visits]:
    """Pages of people with a phone, at a desk, in the hall."""
    visits = Visits(browser)
    yield visits
    visits.close()
    assert visits.faults == []


@pytest.fixture
def clock() -> HandClock:
    """The evening's clock, moved by hand."""
    return HandClock()


@pytest.fixture
def served(tmp_path: Path, clock: HandClock) -> Iterator[Served]:
    """A server whose clock is moved by hand."""
    with serve(tmp_path, clock) as served:
        yield served


@pytest.fixture
def evening(served: Served, clock: HandClock, tmp_path: Path) -> Evening:
    """Three rounds of the tiny world, published, on that server."""
    sheet = tmp_path / "three_by_three.csv"
    sheet.write_text(THREE_BY_THREE, encoding="utf-8")
    return make_evening(served.database, read_organisations(sheet), clock)


@pytest.fixture
def own(served: Served, evening: Evening, clock: HandClock) -> int:
    """Somebody who has agreed and met everybody; choices stay open."""
    number = evening.people["C01-1"]
    with served.database.writing() as session:
        consent(session, number, clock.now())
        event_day.act(session, evening.event_id, "start", clock.now())
    clock.go(minutes=29)
    return number
