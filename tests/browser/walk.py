"""A sample evening led by hand, in a real browser: what pictures of its pages are taken with."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

from tests.browser.serving import Served, serve
from tests.browser.visits import Visits
from tests.conftest import CHROMIUM_ARGUMENTS, chromium_path
from tests.webapp.conftest import EVENING, HandClock
from webapp.demonstration.conductor import Conductor
from webapp.demonstration.evening import Demonstration, Login, prepare
from webapp.services import choices, consents, event_day, plans
from webapp.services.plans import StoredPlan

SEED = 1
LONGEST = 6000  # pixels; a longer page is a list, of which the first screen tells enough
SIZES = ((390, 844), (1280, 800), (1920, 1080))  # phone, laptop, projector
PUBLIC_URL = "http://entremise.example"
REFUSED = ("00", "01", "04", "13", "22")  # statuses of pages that say what could not be done
BEFOREHAND = timedelta(days=4, hours=8)


class Walk:
    """One sample evening, its pages, and the folder its pictures go to."""

    def __init__(self, served: Served, clock: HandClock, visits: Visits, shown: Demonstration, folder: Path) -> None:
        self.served = served
        self.clock = clock
        self.visits = visits
        self.shown = shown
        self.folder = folder
        self.event = f"{served.url}/e/{shown.public_id}"
        self._conductor = Conductor(served.database, clock, shown)  # type: ignore[arg-type]  # a hand clock will do

    def plan(self) -> StoredPlan:
        with self.served.database.reading() as session:
            found = plans.published_plan(session, self.shown.event_id)
        assert found is not None
        return found

    def until(self, hour: int, minute: int, second: int = 0) -> None:
        """Let the evening go on, answers included, until a time of day in France."""
        aim = EVENING.replace(hour=hour - 1, minute=minute, second=second)
        while self.clock.moment < aim:
            self.clock.moment = min(aim, self.clock.moment + timedelta(seconds=20))
            if self.clock.moment >= EVENING - timedelta(minutes=1):
                self._conductor.step(self.clock.moment)

    def act(self, action: str) -> None:
        with self.served.database.writing() as session:
            event_day.act(session, self.shown.event_id, action, self.clock.now())

    def open(self, audience: str, address: str = "", **differently: Any) -> Page:
        return self.visits.open(audience, address, **{"device_scale_factor": 1} | differently)

    def signed_in(self, login: Login, **differently: Any) -> Page:
        """A desk at which somebody is signed in."""
        page = self.open("desk", f"{self.served.url}/sign-in", **differently)
        page.get_by_label("Adresse e-mail").fill(login.email)
        page.get_by_label("Mot de passe").fill(login.password)
        page.get_by_role("button", name="Se connecter").click()
        page.wait_for_url(lambda address: "/sign-in" not in address)
        page.wait_for_load_state("load")
        return page

    def phone(self, participant_id: int, **differently: Any) -> Page:
        return self.open("phone", self.served.phone_link(self.shown.event_id, participant_id), **differently)

    def take(self, page: Page, name: str, address: str | None = None) -> None:
        """The page on a phone, a laptop and a projector, and the whole of it at its own size where it is longer."""
        if address is None:
            page.reload()
        elif address:
            page.goto(self.event + address)
        page.evaluate("document.fonts.ready")
        size = page.viewport_size
        assert size is not None
        for width, height in SIZES:
            page.set_viewport_size({"width": width, "height": height})
            page.screenshot(path=self.folder / f"{name}-{width}x{height}.png")
        page.set_viewport_size(size)
        stem = f"{name}-{size['width']}x{size['height']}"
        if size["height"] < page.evaluate("document.documentElement.scrollHeight") < LONGEST:
            page.screenshot(path=self.folder / f"{stem}-whole.png", full_page=True)

    def agree(self, participant_id: int) -> None:
        """Somebody lets both their addresses go where a wish is shared."""
        with self.served.database.writing() as session:
            granted = {"email": True, "phone": True}
            consents.state(session, participant_id=participant_id, granted=granted, now=self.clock.now())

    def tell(self, chooser: int, partner: int) -> None:
        """Somebody says yes."""
        with self.served.database.writing() as session:
            choices.record(
                session, participant_id=chooser, partner_id=partner, answer="yes", sequence=9, now=self.clock.now()
            )


@contextmanager
def walking(folder: Path, *, smtp_url: str = "") -> Iterator[Walk]:
    """The sample evening, days before it begins, served until the block ends; what went wrong is printed then."""
    folder.mkdir(parents=True, exist_ok=True)
    clock = HandClock(EVENING - BEFOREHAND)
    with (
        tempfile.TemporaryDirectory() as temporary,
        serve(Path(temporary), clock, public_url=PUBLIC_URL, smtp_url=smtp_url) as served,
        sync_playwright() as playwright,
    ):
        shown = prepare(served.database, served.settings, now=clock.now(), wait=BEFOREHAND, seed=SEED)
        browser = playwright.chromium.launch(
            executable_path=chromium_path(),
            args=[*CHROMIUM_ARGUMENTS, "--lang=fr"],
            env={**os.environ, "LANGUAGE": "fr"},
        )
        visits = Visits(browser)
        yield Walk(served, clock, visits, shown, folder)
        visits.close()
        browser.close()
    broken = [one for one in visits.faults if not any(f"status of 4{code}" in one for code in REFUSED)]
    print(f"{len(list(folder.glob('*.png')))} pictures in {folder}", *broken, sep="\n")
