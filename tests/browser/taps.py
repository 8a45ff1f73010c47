"""Somebody taps on a real phone while the network goes, pages are loaded again and tabs are killed.

Each tap is followed by one disturbance; one of them is another machine that answers in the server's place. When all is
over and the network is back, every answer that was given last about somebody stands on the server under the number of
its tap, and each tap was stored at most once.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import BrowserContext, Page, Request, Route
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
    "a foreign answer",
)
NOTHING_KEPT = "!Object.keys(localStorage).some((key) => key.startsWith('entremise-answers-'))"
#: For a control: a browser in which each page keeps things for itself alone, as if answers were not put away.
FORGETFUL = """
const own = new Map();
Storage.prototype.setItem = (key, value) => void own.set(key, value);
Storage.prototype.getItem = (key) => own.get(key) ?? null;
Storage.prototype.removeItem = (key) => void own.delete(key);
"""
#: For a control: what the scripts of a phone that believes whatever answers would say instead.
CREDULOUS = {
    "choice.js": (
        ('response.ok && said?.sequence === answer.sequence && typeof said.received === "string"', "response.ok"),
        ("return fits ? said.received", 'return fits ? "tout de suite"'),
        ('redirect: "error"', 'redirect: "follow"'),
    ),
    "ours.js": (
        ("return null;", "{}"),
        ("catch(() => null)", "catch(() => ({}))"),
        ('return typeof said?.code === "string" && typeof said.sentence === "string"', "return true"),
    ),
}
#: What a network's sign-in page, a maintenance page and a proxy answer where the server should.
FOREIGN_PAGE = "<!doctype html><title>Bienvenue</title><p>Acceptez les conditions pour naviguer.</p>"
FOREIGN: dict[str, dict[str, Any]] = {
    "a page": {"status": 200, "content_type": "text/html", "body": FOREIGN_PAGE},
    "a redirect to a page": {"status": 302, "headers": {"Location": "/"}},
    "nothing there": {"status": 404, "content_type": "text/html", "body": FOREIGN_PAGE},
    "not allowed": {"status": 403, "content_type": "text/html", "body": FOREIGN_PAGE},
    "some other JSON": {"status": 200, "json": {"status": "ok", "received": True, "sequence": 0}},
    "a refusal of others": {"status": 409, "json": {"error": "conflict"}},
}
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
        elif disturbance == "a foreign answer" and play.n_taps < n_taps:
            # The next tap never reaches the server, and is answered all the same; the one before it does, if it can.
            holds(page, NOTHING_KEPT, patience=2_000)
            answer = FOREIGN[drawn.choice(list(FOREIGN))]
            context.route("**/me/choice/*", _answering(answer), times=1)
            _tap(page, drawn, play)
        elif disturbance in ("offline", "back"):
            offline = disturbance == "offline"
            context.set_offline(offline)
        elif disturbance == "killed without a network" and play.n_taps < n_taps:
            # One more tap that cannot leave, and the page it was made in is gone before the network is back.
            context.set_offline(True)
            context.route("**/*", unreachable)
            _tap(page, drawn, play)
            page.wait_for_timeout(100)  # what left the page meets no network, before there is one again
            page.close(run_before_unload=False)
            context.unroute("**/*", unreachable)
            context.set_offline(offline := False)
            page = context.new_page()
            page.goto(review)
        elif disturbance not in ("none", "killed without a network", "a foreign answer") and not offline:
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
    assert holds(page, NOTHING_KEPT)
    return play


def holds(page: Page, expression: str, *, patience: int = PATIENCE) -> bool:
    """Whether something comes to hold in a page; asked again and again from outside, where its policy forbids eval."""
    for _ in range(patience // 100):
        if page.evaluate(expression):
            return True
        page.wait_for_timeout(100)
    return False


def make_credulous(context: BrowserContext) -> None:
    """Have the phones of a browser believe whatever answers them, for a control."""
    for name, changes in CREDULOUS.items():
        context.route(f"**/static/js/{name}*", _believing(changes))


def _believing(changes: tuple[tuple[str, str], ...]) -> Callable[[Route], None]:
    def serve(route: Route) -> None:
        given = route.fetch()
        script = given.text()
        for old, new in changes:
            assert old in script, f"the script no longer says {old!r}"
            script = script.replace(old, new)
        route.fulfill(response=given, body=script)

    return serve


def _answering(answer: dict[str, Any]) -> Callable[[Route], None]:
    return lambda route: route.fulfill(**answer)


def unreachable(route: Route) -> None:
    """A browser that is told to be offline still lets a request leave now and then: none gets past this."""
    route.abort("internetdisconnected")


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
