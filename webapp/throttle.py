"""How fast one personal link or sign-in may ask, and how often it may write something that stays; never by address.

A whole hall is behind one address, so nothing here counts addresses, and nobody shuts out another. Each link has a
bucket of tokens in the memory of the worker (token bucket, Turner 1986): a phone asks a fifth of a request a second and
never notices; a flood is answered 429 with Retry-After before anything reads the database.

A sign-in has a bucket too, for all the tabs of its browser and for pages that links do not open: however many desks
are open beside it, a phone's tap waits for none of them.

Only a link or a sign-in that the guard has let in gets a bucket. Texts that are nobody's are not remembered, whatever a
browser sends: they choose no bucket, push none out, and are answered 404 after one indexed query, like a request
without a cookie. They need no limit of their own, which a flood would use up for phones not seen yet: tokens have 176
bits. Guesses of passwords are counted in the database, see services.sign_ins.
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
from webapp.permissions import LINK_WORDS

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

    def forget(self) -> None:
        """Have every bucket full again."""
        with self._lock:
            self._levels.clear()

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
        # A page of the desk asks every 3 s, every second while an evening is played fast; a slider that is pulled four
        # times a second, and whatever is asked anew brings its page along.
        self.sign_ins = Buckets(burst=120, per_second=10)
        self.answers = Buckets(burst=60, per_second=60 / 3600)
        self.consents = Buckets(burst=30, per_second=3 / 60)

    def forget(self) -> None:
        """Every bucket is full again, as in a server that has only just started."""
        for buckets in (self.requests, self.sign_ins, self.answers, self.consents):
            buckets.forget()

    def key(self, token: str) -> str:
        """What stands for a link here."""
        return hashlib.blake2b(token.encode(), key=self._secret, digest_size=12).hexdigest()


def init_app(app: Flask) -> None:
    """Limit every request that a personal link, a projector's or a sign-in makes.

    The first one of a link or a sign-in that this worker sees is the one by which it gets its bucket.
    """
    app.extensions["entremise_throttle"] = throttle = Throttle()

    @app.before_request
    def limit() -> Response | None:
        if request.endpoint == "static" or app.testing:  # tests ask faster than any phone
            return None
        now = time.monotonic()
        keys = (throttle.key(request.cookies.get(cookie, "")) for cookie in LINK_COOKIES.values())
        link = next((key for key in keys if throttle.requests.knows(key)), None)
        if link and (seconds := throttle.requests.wait(link, now)):
            return too_fast(ceil(seconds))
        sign_in = throttle.key(access.sign_in_token())
        if not _opened_by_link(known=link is not None) and throttle.sign_ins.knows(sign_in):
            seconds = throttle.sign_ins.wait(sign_in, now)
            return too_fast(ceil(seconds), asked_from="browser") if seconds else None
        return None

    @app.after_request
    def remember(response: Response) -> Response:
        found = access.granted()
        if found is not None and found.word in LINK_COOKIES:
            key = throttle.key(request.cookies.get(LINK_COOKIES[found.word], ""))
            if not throttle.requests.knows(key):
                throttle.requests.wait(key, time.monotonic())
        elif found is not None and found.account is not None:
            key = throttle.key(access.sign_in_token())
            if not throttle.sign_ins.knows(key):
                throttle.sign_ins.wait(key, time.monotonic())
        return response


def _opened_by_link(*, known: bool) -> bool:
    """Whether a link opens what is asked for: links alone do, or the browser has one that is ``known``."""
    if request.url_rule is None:
        return False
    who = access.permissions().who(request.url_rule.endpoint, request.method)
    return bool(who & LINK_WORDS if known else who and who <= LINK_WORDS)


def limit_answers() -> None:
    """Stop with 429 whoever writes answers that stay more than sixty times, and then more than once a minute."""
    throttle: Throttle = current_app.extensions["entremise_throttle"]
    _limit(throttle, throttle.answers)


def limit_consents() -> None:
    """Stop with 429 whoever says what they let go more than thirty times, and then more than once in twenty seconds.

    A bucket of its own: no answer about anybody met waits because of it, and nobody who has just changed their mind.
    """
    throttle: Throttle = current_app.extensions["entremise_throttle"]
    _limit(throttle, throttle.consents)


def _limit(throttle: Throttle, buckets: Buckets) -> None:
    seconds = buckets.wait(throttle.key(request.cookies.get(access.PARTICIPANT_COOKIE, "")), time.monotonic())
    if seconds:
        abort(too_fast(ceil(seconds)))
