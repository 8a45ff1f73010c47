"""Phone and projector are at most one second from the server's clock, whatever their own clock and network are like."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from matching import read_organisations
from tests.browser.serving import Served, serve
from tests.browser.visits import Visits
from tests.webapp.conftest import THREE_BY_THREE, Evening, HandClock, make_evening
from webapp.clock import Clock
from webapp.services import event_day

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

MINUTE, HOUR = 60, 3600
#: The device's own clock, its time zone, and how long answers travel, in seconds.
DEVICES: dict[str, tuple[int, str, float]] = {
    "seven minutes slow, in Tokyo": (-7 * MINUTE, "Asia/Tokyo", 0),
    "three hours fast, in New York": (3 * HOUR, "America/New_York", 0),
    "slow network": (0, "Europe/Paris", 0.8),
    "all of it": (-7 * MINUTE, "Pacific/Auckland", 0.8),
}
OWN_DATE = """(() => {
  const Right = Date, off = SECONDS * 1000;
  window.Date = class extends Right {
    constructor(...given) { if (given.length) super(...given); else super(Right.now() + off); }
    static now() { return Right.now() + off; }
  };
})()"""
WHAT_ITS_OWN_DATE_SAYS = "(Number(document.getElementById('main').dataset.ends) - Date.now()) / 1000"


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Served]:
    """A server whose clock is the real one."""
    with serve(tmp_path, Clock()) as served:
        yield served


def test_screens_show_the_servers_time(running: Served, visits: Visits, tmp_path: Path) -> None:
    sheet = tmp_path / "three_by_three.csv"
    sheet.write_text(THREE_BY_THREE, encoding="utf-8")
    evening = make_evening(running.database, read_organisations(sheet), HandClock(running.clock.now()))
    act(running, evening, "start")
    links = {
        "hall": running.hall_link(evening.event_id),
        "phone": running.phone_link(evening.event_id, evening.people["C01-1"]),
    }
    screens: dict[str, Page] = {}
    for device, (wrong_by, time_zone, on_the_way) in DEVICES.items():
        for audience, link in links.items():
            headers = {"X-Seconds-On-The-Way": str(on_the_way)}
            context = visits.context(audience, timezone_id=time_zone, extra_http_headers=headers)
            context.add_init_script(OWN_DATE.replace("SECONDS", str(wrong_by)))
            page = screens[f"{audience}, {device}"] = context.new_page()
            page.goto(link)
            # A page that asked its own date would be wrong by as much as that date is.
            left = running.state(evening.event_id).remaining
            assert left is not None
            assert abs(page.evaluate(WHAT_ITS_OWN_DATE_SAYS) + wrong_by - left.total_seconds()) < 5
    next(reversed(screens.values())).wait_for_timeout(2000)  # the first question of each has been answered
    watch(screens, running, evening.event_id)
    act(running, evening, "pause")
    for page in screens.values():
        expect(page.get_by_text("est suspendue").first).to_be_visible()
    watch(screens, running, evening.event_id)
    act(running, evening, "resume")
    for page in screens.values():
        expect(page.get_by_text("est suspendue")).to_have_count(0)
    watch(screens, running, evening.event_id)


def act(served: Served, evening: Evening, action: str) -> None:
    with served.database.writing() as session:
        event_day.act(session, evening.event_id, action, served.clock.now())


def watch(screens: dict[str, Page], served: Served, event_id: int) -> None:
    """Look at each screen several times within a few seconds."""
    for _ in range(5):
        for name, page in screens.items():
            assert seconds_off(page, served, event_id) <= 1, name
            page.wait_for_timeout(60)


def seconds_off(screen: Page, served: Served, event_id: int) -> float:
    """How far the figures are from any that the server would show while they are read."""
    earliest = served.state(event_id).remaining
    minutes, seconds = screen.locator("[data-clock]").first.inner_text().split(":")
    latest = served.state(event_id).remaining
    assert earliest is not None
    assert latest is not None
    shown = 60 * int(minutes) + int(seconds)
    return max(0.0, shown - (earliest.total_seconds() + 1), latest.total_seconds() - shown)  # a begun second is shown
