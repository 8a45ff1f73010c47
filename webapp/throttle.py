"""How fast one personal link may ask, and how often it may write something that stays: by that link, never by address.

A whole hall is behind one address, so nothing here counts addresses, and nobody shuts out another. Each link has a
bucket of tokens in the memory of the worker (token bucket, Turner 1986): a phone asks a fifth of a request a second and
never notices; a flood is answered 429 with Retry-After before anything reads the database.

Only a link that the guard has let in gets a bucket. Texts that are nobody's are not remembered, whatever a browser
sends: they choose no bucket, push none out, and are answered 404 after one indexed query, like a request without a
cookie. They need no limit of their own, which a flood would use up for phones not seen yet: tokens have 176 bits.
Guesses of passwords are counted in the database, see services.sign_ins.
"""

import hashlib
import secrets
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass
from math import ceil
from typing import Final

from flask import Flask, Response, abort, current_app, request

from webapp import access
from webapp.errors import too_fast

MOST_REMEMBERED: Final = 20_000
#: The cookie of each kind of link, by the word of permissions.txt.
LINK_COOKIES: Final = {"participant": access.PARTICIPANT_COOKIE, "hall": access.HALL_COOKIE}


@dataclass
class _Level:
    tokens: float
    at: float


class Buckets:
    """One bucket for each key, full at first; what has not been asked for longest is forgotten, and full again."""

    def __init__(self, *, burst: int, per_second: float) -> None:
        self._burst, self._per_second = burst, per_second
        self._levels: OrderedDict[str, _Level] = OrderedDict()
        self._lock = threading.Lock()

    def knows(self, key: str) -> bool:
        """Whether there is a bucket for this key."""
        return key in self._levels

    def wait(self, key: str, now: float) -> float:
        """Take a token at ``now`` (seconds); 0 when there was one, else how long until there is."""
        with self._lock:
            level = self._levels.pop(key, None) or _Level(self._burst, now)
            level.tokens = min(self._burst, level.tokens + (now - level.at) * self._per_second)
            level.at = now
            self._levels[key] = level
            if len(self._levels) > MOST_REMEMBERED:
                self._levels.popitem(last=False)
            if level.tokens < 1:
                return (1 - level.tokens) / self._per_second
            level.tokens -= 1
            return 0.0


class Throttle:
    """The buckets of one worker."""

    def __init__(self) -> None:
        self._secret = secrets.token_bytes(16)  # tokens of links are not kept, not even in memory
        self.requests = Buckets(burst=60, per_second=5)
        self.answers = Buckets(burst=60, per_second=60 / 3600)

    def key(self, token: str) -> str:
        """What stands for a link here."""
        return hashlib.blake2b(token.encode(), key=self._secret, digest_size=12).hexdigest()


def init_app(app: Flask) -> None:
    """Limit every request that a personal link or a projector's makes.

    The first one of a link that this worker sees is the one by which it gets its bucket.
    """
    app.extensions["entremise_throttle"] = throttle = Throttle()

    @app.before_request
    def limit() -> Response | None:
        if request.endpoint == "static" or app.testing:  # tests ask faster than any phone
            return None
        for cookie in LINK_COOKIES.values():
            key = throttle.key(request.cookies.get(cookie, ""))
            if throttle.requests.knows(key):
                seconds = throttle.requests.wait(key, time.monotonic())
                return too_fast(ceil(seconds)) if seconds else None
        return None

    @app.after_request
    def remember(response: Response) -> Response:
        found = access.granted()
        if found is not None and found.word in LINK_COOKIES:
            key = throttle.key(request.cookies.get(LINK_COOKIES[found.word], ""))
            if not throttle.requests.knows(key):
                throttle.requests.wait(key, time.monotonic())
        return response


def limit_answers() -> None:
    """Stop with 429 whoever writes answers that stay more than sixty times, and then more than once a minute."""
    token = request.cookies.get(access.PARTICIPANT_COOKIE, "")
    throttle: Throttle = current_app.extensions["entremise_throttle"]
    if throttle.answers.wait(throttle.key(token), time.monotonic()):
        abort(429)
