"""The sample evening once more -> pictures of what has a limit: dates, links that ended, too many requests at a time.

python -m tests.browser.limit_pages build/screenshots
"""

import sys
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from unittest.mock import patch

from playwright.sync_api import Page

from tests.browser.trust_pages import send
from tests.browser.walk import Walk, walking
from webapp import throttle
from webapp.few_at_once import Places
from webapp.services import consents, retention
from webapp.services.refusals import Refused
from webapp.services.retention import months_later

DESK = {
    "rules": "/desk/rules",
    "sheet": "/desk/sheet",
    "plan": "/desk/plan",
    "presence": "/desk/presence",
    "walk-in": "/desk/presence/new",
    "evening": "/desk/evening",
    "people": "/desk/people",
}
MISTYPED = {"past": "2006-12-03", "future": "2062-12-03"}
AGREEMENTS = 60


def dates(walk: Walk, desk: Page) -> None:
    """Days whose year was mistyped."""
    for name, day in MISTYPED.items():
        desk.goto(f"{walk.served.url}/events/new")
        desk.get_by_label("Nom", exact=True).fill("Rencontres de printemps")
        desk.get_by_label("Jour").fill(day)
        send(desk, "Créer la soirée")
        walk.take(desk, f"desk-new-event-{name}", "")


def waiting(walk: Walk, desk: Page, phone: Page) -> None:
    """More asked for than one account or one phone may."""
    with patch.object(Places, "take", side_effect=Refused("computing_busy", status=503)):
        walk.take(desk, "desk-503", "/desk/plan")
        desk.goto(f"{walk.event}/desk/evening")
    with patch.object(throttle, "time", SimpleNamespace(monotonic=lambda: 7.0)):  # nothing fills up again
        for page, name, address in ((phone, "phone-429", "/me"), (desk, "desk-429", "/desk/log")):
            page.evaluate("at => Promise.all(Array.from({length: 200}, () => fetch(at)))", walk.event + address)
            walk.take(page, name, address)


def much_said(walk: Walk, phone: Page) -> None:
    """Somebody who changed their mind very often."""
    with walk.served.database.writing() as session:
        for number in range(AGREEMENTS):
            consents.state(
                session,
                participant_id=walk.shown.company.participant_id,
                granted={"email": number % 2 == 0, "phone": number % 3 == 0},
                now=walk.clock.now() - timedelta(minutes=AGREEMENTS - number),
            )
    walk.take(phone, "phone-consent-much-said", "/me/consent")


def main(folder: Path) -> None:
    """Take the pictures."""
    with walking(folder) as walk:
        desk, phone = walk.signed_in(walk.shown.organiser), walk.phone(walk.shown.company.participant_id)
        dates(walk, desk)
        waiting(walk, desk, phone)
        much_said(walk, phone)
        for name, months in {"over": 2, "over-a-year": 13}.items():  # and it never took place
            walk.clock.moment = months_later(walk.clock.moment, months)
            with walk.served.database.writing() as session:
                retention.apply(session, walk.clock.now(), walk.served.settings)
            desk = walk.signed_in(walk.shown.organiser)
            for page, address in DESK.items():
                walk.take(desk, f"{name}-{page}", address)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
