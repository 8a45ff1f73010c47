"""Phones that tap over HTTP until each tap is acknowledged, and the books of what was sent and acknowledged."""

import http.client
import re
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlencode

from tests.proofs.full_hall import Hall, Tap
from webapp.access import PARTICIPANT_COOKIE


@dataclass
class Books:
    """What the phones sent and what they were told was received."""

    sent: dict[tuple[int, int], dict[int, str]] = field(default_factory=dict)
    received: dict[tuple[int, int], int] = field(default_factory=dict)
    n_received: int = 0
    refused: list[str] = field(default_factory=list)
    last: float = 0.0
    longest_silence: float = 0.0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def send(self, tap: Tap) -> None:
        """A tap is on its way."""
        with self.lock:
            self.sent.setdefault((tap.chooser, tap.partner), {})[tap.sequence] = tap.answer

    def receive(self, tap: Tap) -> None:
        """A tap was acknowledged."""
        with self.lock:
            self.received[tap.chooser, tap.partner] = tap.sequence
            self.n_received += 1
            now = time.monotonic()
            self.longest_silence = max(self.longest_silence, now - self.last)
            self.last = now

    def has(self, n: int) -> bool:
        """Whether so many taps were acknowledged."""
        return self.n_received >= n

    def begin_to_listen(self) -> None:
        """From now on, how long nothing at all is acknowledged is measured afresh."""
        with self.lock:
            self.longest_silence = 0.0

    def told(self) -> dict[tuple[int, int], int]:
        """The highest acknowledged tap of every pair, as of now."""
        with self.lock:
            return dict(self.received)


class Phone(threading.Thread):
    """Taps for its own people, one after the other, each until it is acknowledged."""

    def __init__(
        self, hall: Hall, mine: Iterator[Tap], tokens: dict[int, str], port: int, books: Books, *, pause: float = 0.0
    ) -> None:
        super().__init__(daemon=True)
        self._pause = pause
        self._base = f"/e/{hall.evening.public_id}/me"
        self._mine, self._tokens, self._port, self._books = mine, tokens, port, books
        self._ready: dict[int, tuple[str, str]] = {}
        self._connection: http.client.HTTPConnection | None = None
        self.enough = threading.Event()

    def run(self) -> None:
        """Tap until told that it is enough."""
        try:
            self._tap()
        finally:
            self._hang_up()

    def _tap(self) -> None:
        for tap in self._mine:
            self._books.send(tap)
            while not self.enough.is_set():
                try:
                    if self._deliver(tap):
                        self._books.receive(tap)
                        self.enough.wait(self._pause)
                        break
                except (OSError, http.client.HTTPException):
                    self._hang_up()
                time.sleep(0.05)
            if self.enough.is_set():
                return

    def _hang_up(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _deliver(self, tap: Tap) -> bool:
        if tap.chooser not in self._ready:
            self._ready[tap.chooser] = self._open_page(tap.chooser)
        cookies, token = self._ready[tap.chooser]
        form = {"csrf_token": token, "answer": tap.answer, "sequence": tap.sequence, "key": tap.key}
        headers = {"Cookie": cookies, "Accept": "application/json", "Content-Type": "application/x-www-form-urlencoded"}
        status, _, body = self._ask("POST", f"{self._base}/choice/{tap.partner}", urlencode(form), headers)
        if status == 200:
            return True
        if status < 500 and status != 429:
            self._books.refused.append(f"{status} {body[:200]!r}")
            return True
        return False

    def _open_page(self, person: int) -> tuple[str, str]:
        cookies = f"{PARTICIPANT_COOKIE}={self._tokens[person]}"
        status, set_cookies, body = self._ask("GET", f"{self._base}/review", None, {"Cookie": cookies})
        found = re.search(rb'name="csrf_token" value="([^"]+)"', body)
        if status != 200 or found is None:
            raise http.client.HTTPException(f"no page: {status}")
        return "; ".join([cookies, *(one.partition(";")[0] for one in set_cookies)]), found[1].decode()

    def _ask(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> tuple[int, list[str], bytes]:
        if self._connection is None:
            self._connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=20)
        self._connection.request(method, path, body, headers)
        answer = self._connection.getresponse()
        content = answer.read()
        return answer.status, answer.headers.get_all("Set-Cookie") or [], content
