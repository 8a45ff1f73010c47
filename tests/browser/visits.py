"""Browsers of people with a phone, at a desk, in the hall; everything that goes wrong in one of them is kept.

What goes wrong: an error on the console (violations of the content security policy stand there too), an exception in
a script, a request that failed, an answer that says the server broke down. A request that a page gave up because the
page itself left is not a failure.
"""

import re
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response, WebError

GIVEN_UP = "net::ERR_ABORTED"
SCREENS: dict[str, dict[str, Any]] = {
    "phone": {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "has_touch": True},
    "desk": {"viewport": {"width": 1280, "height": 800}},
    "hall": {"viewport": {"width": 1920, "height": 1080}},
}


class Visits:
    """Opens pages for one test and keeps what went wrong in them."""

    def __init__(self, browser: Browser) -> None:
        self.faults: list[str] = []
        self._browser = browser
        self._contexts: list[BrowserContext] = []

    def context(self, audience: str, **differently: Any) -> BrowserContext:
        """A browser of its own, with the screen of its audience; ``differently`` goes to Playwright as it is."""
        options = {"locale": "fr-FR", "timezone_id": "Europe/Paris"} | SCREENS[audience] | differently
        context = self._browser.new_context(**options)
        context.set_default_timeout(20_000)
        context.on("console", self._console)
        context.on("weberror", self._exception)
        context.on("requestfailed", self._failed)
        context.on("response", self._answered)
        self._contexts.append(context)
        return context

    def open(self, audience: str, address: str = "", **differently: Any) -> Page:
        """A page in a browser of its own, at an address if one is given."""
        page = self.context(audience, **differently).new_page()
        if address:
            page.goto(address)
        return page

    def forgive(self, *patterns: str) -> None:
        """What went wrong on purpose is no fault: regular expressions that stand somewhere in it."""
        self.faults[:] = [one for one in self.faults if not any(re.search(pattern, one) for pattern in patterns)]

    def close(self) -> None:
        """Close every browser that was opened."""
        for context in self._contexts:
            context.close()

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.faults.append(f"console: {message.text} ({message.location.get('url', '')})")

    def _exception(self, error: WebError) -> None:
        self.faults.append(f"exception: {error.error}")

    def _failed(self, request: Request) -> None:
        if request.failure != GIVEN_UP:
            self.faults.append(f"request: {request.method} {request.url} {request.failure}")

    def _answered(self, response: Response) -> None:
        if response.status >= 500:
            self.faults.append(f"answer: {response.status} {response.url}")
