"""Passwords guessed by the thousand -> how many were looked at, and whether the good user got in meanwhile.

python -m tests.proofs.guessing --n 10000 --seed 7 [--database postgresql] [--without-limit]

Guesses come through the real sign-in form, spread over a quarter of an hour of the evening's clock: from one network
address, then from 200, then from 8 threads at the same moment. The true password is among the guesses made after the
limit. Meanwhile the good user comes: from a browser that has signed in before; from a new one elsewhere (while one
address guesses); by the link of a forgotten password (while 200 guess). Hashes are cheap here, for what is counted is
how often one is computed.

python -m tests.proofs.guessing --timing 60 --seed 7 [--without-hash]

measures true ones through the form, of a known and an unknown address in turn; ``equal_work`` says the same without a
watch. The control answers an unknown address without hashing.
"""

import argparse
import random
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from flask import Flask

from tests.postgresql import new_database, postgresql_server
from tests.proofs.equal_work import compared, measured, true_hashes
from tests.webapp.conftest import EVENING, SECRET, HandClock
from webapp.app import create_app
from webapp.config import Settings
from webapp.database import Database
from webapp.migrations import upgrade
from webapp.services import accounts, password_resets, passwords, sign_ins

EMAIL, PASSWORD, CHOSEN = "owner@example.org", "correct horse battery staple", "trois lacs sous la lune"
STRANGER = "stranger@example.org"
HOME, ELSEWHERE, ATTACKER = "203.0.113.10", "203.0.113.20", "198.51.100.1"
N_ADDRESSES = 200
N_THREADS = 8

#: Ten from one address, twenty from however many, within a quarter of an hour.
MOST_EVALUATED = 20


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One attack: how many guesses, how many were looked at, how many got in, and who of the good users did."""

    name: str
    guesses: int
    evaluated: int
    got_in: int
    good: dict[str, bool]
    milliseconds: float

    def __str__(self) -> str:
        good = ", ".join(f"{who}: {'in' if came else 'shut out'}" for who, came in self.good.items())
        return (
            f"{self.name}: {self.guesses} guesses in 15 min, {self.evaluated} evaluated, {self.got_in} got in; {good}; "
            f"{self.milliseconds:.2f} ms of processor time each"
        )


class Attack:
    """An account on an empty database, with the application around it and a count of the hashes that are computed."""

    def __init__(self, url: str, folder: Path, seed: int) -> None:
        upgrade(url)
        self.database = Database(url)
        self.clock = HandClock(EVENING)
        settings = Settings(database_url=url, secret_key=SECRET, instance=folder, secure_cookies=False)
        self.app: Flask = create_app(settings, self.database, clock=self.clock)  # type: ignore[arg-type]
        self.app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
        self.random = random.Random(seed)
        self.evaluated = 0
        with self.database.writing() as session:
            self.account_id = accounts.create_account(
                session, email=EMAIL, name="Odile", password=PASSWORD, may_organise=True
            )

    def sign_in(self, password: str, address: str, device: str = "", *, email: str = EMAIL) -> str:
        """Try in a browser; "in", or "wait" or "wrong"."""
        client = self.app.test_client()
        if device:
            client.set_cookie("entremise_device", device)
        answer = client.post(
            "/sign-in", data={"email": email, "password": password}, environ_overrides={"REMOTE_ADDR": address}
        )
        if answer.status_code == 303:
            return "in"
        assert answer.status_code == 401, answer.status
        return "wait" if "attendez un quart d’heure" in answer.text else "wrong"

    def known_browser(self) -> str:
        """The cookie of a browser that has signed in before."""
        client = self.app.test_client()
        fields = {"email": EMAIL, "password": PASSWORD}
        client.post("/sign-in", data=fields, environ_overrides={"REMOTE_ADDR": HOME})
        cookie = client.get_cookie("entremise_device")
        assert cookie is not None
        return cookie.value

    def by_link(self) -> bool:
        """The good user opens the link of a forgotten password in a new browser, chooses one and signs in with it."""
        with self.database.writing() as session:
            token = password_resets.open_reset(session, self.account_id, now=self.clock.now())
        client = self.app.test_client()
        client.post(f"/password/{token}", data={"new": CHOSEN, "again": CHOSEN})
        return client.post("/sign-in", data={"email": EMAIL, "password": CHOSEN}).status_code == 303


@contextmanager
def counted(attack: Attack) -> Iterator[None]:
    """Count how often a password is compared with its hash."""
    check, one_at_a_time = passwords.is_right, threading.Lock()

    def counting(stored: str, password: str) -> bool:
        with one_at_a_time:
            attack.evaluated += 1
        return check(stored, password)

    passwords.is_right = counting
    try:
        yield
    finally:
        passwords.is_right = check


@contextmanager
def without_limit() -> Iterator[None]:
    """The defence taken out."""
    kept = sign_ins.PER_ORIGIN, sign_ins.PER_ACCOUNT, sign_ins.PER_PLACE
    sign_ins.PER_ORIGIN = sign_ins.PER_ACCOUNT = sign_ins.PER_PLACE = 10**9
    try:
        yield
    finally:
        sign_ins.PER_ORIGIN, sign_ins.PER_ACCOUNT, sign_ins.PER_PLACE = kept


def guess(attack: Attack, n: int, name: str, address: Callable[[int], str], *, threads: int = 1) -> Figure:
    """Guess ``n`` times within a quarter of an hour; the true password stands among the last of them.

    Half the guesses are made before the good user comes, so that the limit holds by then, and half after.
    """
    device = attack.known_browser()
    attack.clock.go(minutes=16)
    attack.evaluated = 0
    steps = [attack.random.random() for _ in range(n)]
    step = timedelta(minutes=14, seconds=50) / sum(steps)
    words = [f"guess {attack.random.getrandbits(64):x}" for _ in range(n)]
    words[-max(1, n // 100)] = PASSWORD

    def one(number: int) -> str:
        attack.clock.go(seconds=(steps[number] * step).total_seconds())
        return attack.sign_in(words[number], address(number))

    began = time.process_time()
    good: dict[str, bool] = {}
    with counted(attack):
        told = _all(one, range(n // 2), threads)
        spent = time.process_time() - began
        evaluated = attack.evaluated
        good["known browser"] = attack.sign_in(PASSWORD, HOME, device) == "in"
        if name != "200 addresses":
            good["new browser elsewhere"] = attack.sign_in(PASSWORD, ELSEWHERE) == "in"
        began, attack.evaluated = time.process_time(), evaluated
        told += _all(one, range(n // 2, n), threads)
        spent += time.process_time() - began
    evaluated = attack.evaluated
    if name == "200 addresses":
        good["by the link of a forgotten password"] = attack.by_link()
    return Figure(
        name=name,
        guesses=n,
        evaluated=evaluated,
        got_in=told.count("in"),
        good=good,
        milliseconds=1000 * spent / n,
    )


def _all(one: Callable[[int], str], numbers: range, threads: int) -> list[str]:
    if threads == 1:
        return [one(number) for number in numbers]
    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(one, numbers))


def figures(url: str, folder: Path, *, n: int, seed: int) -> Iterator[Figure]:
    """The three attacks, each on an account and a database as new."""
    attack = Attack(url, folder, seed)
    try:
        yield guess(attack, n, "one address", lambda _: ATTACKER)
        attack.clock.go(minutes=16)
        yield guess(attack, n, "one address, 8 threads", lambda _: ATTACKER, threads=N_THREADS)
        attack.clock.go(minutes=16)
        yield guess(attack, n, "200 addresses", lambda number: f"198.51.100.{number % N_ADDRESSES}", threads=N_THREADS)
    finally:
        attack.database.dispose()


def main() -> int:
    """Print one line per figure."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--n", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--without-limit", action="store_true")
    parser.add_argument("--timing", type=int, metavar="N", default=0)
    parser.add_argument("--without-hash", action="store_true", help="of --timing: unknown addresses are not hashed")
    given = parser.parse_args()
    if given.timing:
        alike = print_timing(given.timing, seed=given.seed, without_hash=given.without_hash)
        return int(alike == given.without_hash)
    with tempfile.TemporaryDirectory() as folder:
        if given.database == "sqlite":
            kept = _kept(f"sqlite:///{folder}/guessing.sqlite", Path(folder), given)
        else:
            with postgresql_server() as server:
                kept = _kept(new_database(server), Path(folder), given)
    return int(kept == given.without_limit)


def print_timing(n: int, *, seed: int, without_hash: bool) -> bool:
    """Measure a wrong password with true hashes, for an address with an account and for one without, and print both."""
    with tempfile.TemporaryDirectory() as folder, true_hashes(without_hash=without_hash):
        attack = Attack(f"sqlite:///{folder}/guessing.sqlite", Path(folder), seed)

        def once(email: str) -> None:
            attack.clock.go(minutes=16)
            assert attack.sign_in("not the password at all", HOME, email=email) == "wrong"

        found = compared(*measured((lambda: once(EMAIL), lambda: once(STRANGER)), n), seed=seed)
        attack.database.dispose()
    print(found)
    return found.alike


def _kept(url: str, folder: Path, given: argparse.Namespace) -> bool:
    """Print each figure; whether nobody got in and hardly anything was evaluated."""
    kept = True
    with without_limit() if given.without_limit else nullcontext():
        for figure in figures(url, folder, n=given.n, seed=given.seed):
            print(figure, flush=True)
            kept &= figure.got_in == 0 and figure.evaluated <= MOST_EVALUATED
    return kept


if __name__ == "__main__":
    sys.exit(main())
