"""Events of nobody, of one pair, of fifty and of a thousand organisations a side -> pictures of a facilitator's pages.

python -m tests.browser.directories build/screenshots
"""

import os
import sys
import tempfile
from datetime import timedelta
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

import sample_data
from matching.read import read_diagnosis
from sample_data.synthetic import generate_territory
from tests.browser.serving import Served, serve
from tests.browser.visits import Visits
from tests.conftest import CHROMIUM_ARGUMENTS, chromium_path
from tests.webapp.conftest import EVENING, PASSWORD, SECRET, HandClock
from webapp import conversions
from webapp.services import accounts, events, organisations

NUMBERS = (0, 1, 50, 1000)
SIZES = ((390, 844), (1280, 800), (1920, 1080))
SEED = 7
OWNER = "odile@example.org"
PATIENCE = 120_000  # milliseconds: the first look at a thousand organisations measures a million pairs


def event_of(served: Served, number: int, account_id: int) -> str:
    """An event with so many drawn organisations on each side; returns its public id."""
    territory = generate_territory(number, number, SEED)
    settings = events.EventSettings(name=f"Annuaire de {number} et {number}", venue="", starts_at=EVENING)
    with served.database.writing() as session:
        event_id, public_id = events.create_event(
            session, account_id=account_id, settings=settings, secret_key=SECRET, now=EVENING - timedelta(days=4)
        )
        session.add_all(conversions.organisation_row(event_id, one) for one in territory.organisations)
        if number > 1:
            organisations.set_diagnosis(session, event_id, read_diagnosis(sample_data.path("diagnosis.csv")))
    return public_id


def take(page: Page, address: str, name: str, folder: Path) -> None:
    """A page at the three sizes."""
    page.goto(address)
    page.evaluate("document.fonts.ready")
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        page.screenshot(path=folder / f"{name}-{width}x{height}.png")


def main(folder: Path) -> None:
    """Take the list, the list under another setting, and the first pair, of each event."""
    folder.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as temporary,
        serve(Path(temporary), HandClock(EVENING - timedelta(days=3))) as served,
        sync_playwright() as playwright,
    ):
        with served.database.writing() as session:
            account_id = accounts.create_account(
                session, email=OWNER, name="Odile Meyer", password=PASSWORD, may_organise=True
            )
        browser = playwright.chromium.launch(
            executable_path=chromium_path(), args=[*CHROMIUM_ARGUMENTS, "--lang=fr"], env={**os.environ}
        )
        visits = Visits(browser)
        page = visits.open("desk", f"{served.url}/sign-in")
        page.set_default_timeout(PATIENCE)
        page.get_by_label("Adresse e-mail").fill(OWNER)
        page.get_by_label("Mot de passe").fill(PASSWORD)
        page.get_by_role("button", name="Se connecter").click()
        page.wait_for_url(lambda address: "/sign-in" not in address)
        for number in NUMBERS:
            address = f"{served.url}/e/{event_of(served, number, account_id)}/pairs"
            take(page, address, f"directory-{number}", folder)
            if not number:
                continue
            take(page, f"{address}?points-place=20&diagnosis=off", f"directory-{number}-tried", folder)
            link = page.get_by_role("table").get_by_role("link", name="Ouvrir").first.get_attribute("href")
            take(page, f"{served.url}{link}", f"directory-{number}-pair", folder)
        visits.close()
        browser.close()
    print(f"{len(list(folder.glob('directory-*.png')))} pictures in {folder}", *visits.faults, sep="\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
