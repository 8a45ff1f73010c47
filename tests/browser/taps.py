"""Somebody taps on a real phone while the network goes, pages are loaded again and tabs are killed.

Each tap is followed by one disturbance. When all is over and the network is back, every answer that was given last
about somebody stands on the server under the number of its tap, and each tap was stored at most once.
"""

import random
from dataclasses import dataclass, field

from playwright.sync_api import BrowserContext, Page, Request
from sqlalchemy import select

from tests.browser.serving import Served
from tests.webapp.conftest import Evening
from webapp.models import ChoiceRow

DISTURBANCES = (
    "none",
    "none",
    "offline",
    "back",
    "reload",
    "second tab",
    "kill the tab",
    "lose the answer",
    "killed without a network",
)
NOTHING_KEPT = "!Object.keys(localStorage).some((key) => key.startsWith('entremise-answers-'))"
#: For a control: a browser in which each page keeps things for itself alone, as if answers were not put away.
FORGETFUL = """
const own = new Map();
Storage.prototype.setItem = (key, value) => void own.set(key, value);
Storage.prototype.getItem = (key) => own.get(key) ?? null;
Storage.prototype.removeItem = (key) => void own.delete(key);
"""
PATIENCE = 20_000  # milliseconds


@dataclass
class Play:
    """What was tapped last about each person, how many taps there were, and which bodies left how often."""

    last: dict[int, str] = field(default_factory=dict)
    n_taps: int = 0
    sent: dict[str, set[str]] = field(default_factory=dict)


def play(
    context: BrowserContext,
    served: Served,
    evening: Evening,
    link: str,
    *,
    n_taps: int,
    seed: int,
    disturbances: tuple[str, ...] = DISTURBANCES,
) -> Play:
    """Tap ``n_taps`` times in the review, with a disturbance after each; ends with the network there and all sent."""
    drawn, play = random.Random(seed), Play()
    context.on("request", lambda request: _note(play, request))
    page = context.new_page()
    page.goto(link)
    review = f"{served.url}/e/{evening.public_id}/me/review"
    page.goto(review)
    offline = False
    while play.n_taps < n_taps:
        _tap(page, drawn, play)
        disturbance = drawn.choice(disturbances)
        if disturbance == "lose the answer" and not offline:
            context.route("**/me/choice/*", lambda route: (route.fetch(), route.abort())[1], times=1)
        elif disturbance in ("offline", "back"):
            offline = disturbance == "offline"
            context.set_offline(offline)
        elif disturbance == "killed without a network" and play.n_taps < n_taps:
            # One more tap that cannot leave, and the page it was made in is gone before the network is back.
            _take_the_network_away(context, page)
            _tap(page, drawn, play)
            page.close(run_before_unload=False)
            context.set_offline(offline := False)
            page = context.new_page()
            page.goto(review)
        elif disturbance not in ("none", "killed without a network") and not offline:
            # A page cannot be loaded without a network; what is kept waits for the one that comes.
            before = page
            if disturbance != "reload":
                page = context.new_page()
            if disturbance == "kill the tab":
                before.close(run_before_unload=False)
            page.goto(review)
            if disturbance == "second tab":
                before.close()
    context.set_offline(False)
    context.unroute_all()
    page.goto(review)
    page.wait_for_function(NOTHING_KEPT, timeout=PATIENCE)
    return play


def _take_the_network_away(context: BrowserContext, page: Page) -> None:
    """Chromium says that it is offline a little before its requests fail: wait until one does."""
    context.set_offline(True)
    page.wait_for_function("() => fetch('/p', { method: 'HEAD' }).then(() => false, () => true)", timeout=PATIENCE)


def stored(served: Served, chooser: int) -> dict[int, tuple[str, str]]:
    """What stands on the server: answer and key, by partner."""
    with served.database.reading() as session:
        rows = session.scalars(select(ChoiceRow).where(ChoiceRow.chooser_id == chooser, ChoiceRow.answer != ""))
        return {row.partner_id: (row.answer, row.tap_key) for row in rows}


def _tap(page: Page, drawn: random.Random, play: Play) -> None:
    """Choose the other answer about somebody, as a finger does."""
    fieldsets = page.locator("fieldset[data-choice]")
    fieldset = fieldsets.nth(drawn.randrange(fieldsets.count()))
    number = int((fieldset.get_attribute("data-choice") or "").rsplit("/", 1)[1])
    value = drawn.choice(["yes", "not"])
    if fieldset.locator(f"input[value={value}]").is_checked():  # tapping what is ticked says nothing new
        value = "not" if value == "yes" else "yes"
    fieldset.locator(f"input[value={value}]").click()
    play.last[number] = value
    play.n_taps += 1


def _note(play: Play, request: Request) -> None:
    if request.method == "POST" and "/me/choice/" in request.url:
        values = dict(part.split("=", 1) for part in (request.post_data or "").split("&"))
        play.sent.setdefault(values["key"], set()).add(f"{values['answer']} {values['sequence']}")
