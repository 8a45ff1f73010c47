"""Every route is asked what nobody's browser asks: no answer of class 5xx, none over two seconds.

    python -m tests.proofs.fuzz --n 100000 --seed 7 [--database sqlite|postgresql] [--part 1/4] [--control]

Evenings stand at every moment of ``moments`` and are made anew every five hundred requests, so that what one request
changes does not shield the next. The fields are those that the pages' own forms have (``rendered_forms``). An answer
that took long is asked for again: beside other work a machine is slow of itself, so the least time counts, or what the
process itself computed. The control lets addresses of any octets reach the pages, which end without an answer.
"""

import argparse
import logging
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from unittest import mock

from flask import Request
from flask.testing import FlaskClient

from tests.postgresql import postgresql_server
from tests.proofs.actors import (
    ACTORS,
    ADMINISTRATOR,
    OTHER_OWNER,
    OWNER,
    ROLES,
    Installation,
    empty_postgresql,
    empty_sqlite,
)
from tests.proofs.addresses import OWN, named
from tests.proofs.inputs import Input, Inputs
from tests.proofs.moments import MOMENTS, installation_at
from tests.proofs.rendered_forms import Fields, rendered_forms, together
from tests.webapp.conftest import HandClock
from webapp import limits
from webapp.services import accounts

PER_EVENING: Final = 500
#: Every form is shown at one of these moments: on any page, or on one that has no form before.
SHOWING_FORMS: Final = {"prepared": (), "change-over": (), "revealed": ("facilitator.evaluation_page",)}
#: What a form has only once it was refused.
ASKED_WHEN_REFUSED: Final[Fields] = {("organiser.correct", "POST"): {"same_person": ("yes",)}}
#: From so many requests on, every field of every form must have been sent.
ALL_FIELDS_FROM: Final = 4_000
MOST_SECONDS: Final = 2.0
ENDING: Final = ("account.", "doors.sign_out")


@dataclass(kw_only=True)
class Found:
    """What the requests did: answers by class, and the faults with the request that showed each."""

    answers: Counter[int] = field(default_factory=Counter)
    asked: Counter[tuple[str, str]] = field(default_factory=Counter)
    faults: dict[str, tuple[int, Input]] = field(default_factory=dict)
    slowest: tuple[float, str] = (0.0, "")
    #: The fields of the forms that pages show, and those of them that were sent to where their form leads.
    fields: set[tuple[str, str, str]] = field(default_factory=set)
    sent: set[tuple[str, str, str]] = field(default_factory=set)

    @property
    def never_sent(self) -> list[tuple[str, str, str]]:
        """Fields of forms that no request held: endpoint, method, name."""
        return sorted(self.fields - self.sent)

    def note(self, given: Input, status: int, seconds: float, why: str) -> None:
        """Note one answer; faults are told apart by where they happened."""
        self.answers[status // 100] += 1
        self.asked[given.endpoint, given.method] += 1
        self.slowest = max(self.slowest, (seconds, given.endpoint))
        if status >= 500 or seconds >= MOST_SECONDS:
            key = why if status >= 500 else f"{given.endpoint} took {seconds:.1f} s"
            count, first = self.faults.get(key, (0, given))
            self.faults[key] = (count + 1, first)


class _Faults(logging.Handler):
    """Keeps what the application logs of a fault."""

    last = ""

    def emit(self, record: logging.LogRecord) -> None:
        self.last = record.getMessage()


def fuzz(folder: Path, *, n: int, seed: int, per_evening: int = PER_EVENING, server: str | None = None) -> Found:
    """Ask ``n`` requests; the evenings stand on SQLite, or on the PostgreSQL server given."""
    forms = forms_shown(folder)
    found = Found(fields={(*route, name) for route, fields in forms.items() for name in fields})
    for number in range(0, n, per_evening):
        with _place(folder, server, str(number), MOMENTS[number // per_evening % len(MOMENTS)]) as place:
            _ask(place, found, forms, n=min(per_evening, n - number), seed=seed * 1_000_003 + number)
    return found


def forms_shown(folder: Path) -> Fields:
    """The forms of every page, at the moments that show them all, and what pages ask only when they refuse."""
    found: list[Fields] = [ASKED_WHEN_REFUSED]
    for moment, only in SHOWING_FORMS.items():
        with _place(folder, None, moment, moment) as place:
            found.append(rendered_forms(place, only=only))
    return together(found)


def _ask(place: Installation, found: Found, forms: Fields, *, n: int, seed: int) -> None:
    inputs = inputs_for(place, forms, seed=seed)
    faults = _Faults()
    log = place.app.logger
    log.addHandler(faults)
    log.propagate = False
    clients: dict[str, FlaskClient] = {}
    try:
        for _ in range(n):
            given = inputs.one()
            client = clients.get(given.actor) or _client(place, given.actor)
            clients[given.actor] = client
            status, seconds = _judged(client, given)
            found.note(given, status, seconds, faults.last)
            found.sent |= {(given.endpoint, given.method, name) for name in given.names}
            if given.method != "GET" and status < 400:
                clients.clear()  # a sign-in ended, or a link was given anew
            if given.endpoint.startswith(ENDING) and status < 400:
                _let_in_again(place)
    finally:
        log.propagate = True
        log.removeHandler(faults)


def _client(place: Installation, actor: str) -> FlaskClient:
    """A browser of the actor; a participant who was erased leaves it to the next one, and the last to nobody."""
    for person in place.evening.people:
        with suppress(KeyError):
            return place.client(actor, person=person)
    return place.client("nobody")


def inputs_for(place: Installation, forms: Fields, *, seed: int) -> Inputs:
    """The requests about an installation, with the links it has."""
    right = {key.partition(" ")[0]: part[OWN] for key, part in named(place).items() if key.endswith(" token")}
    ids = (*[place.evening.public_id] * 4, place.other.public_id)  # where most actors are somebody
    tokens = tuple(place.tokens.values())
    return Inputs(place.app, ids, tokens, seed=seed, forms=forms, right_tokens=right)


def _judged(client: FlaskClient, given: Input) -> tuple[int, float]:
    """The status of an answer and its seconds: of a slow one the least of three askings, or what the first computed."""
    computed, started = time.process_time(), time.perf_counter()
    status = _send(client, given)
    seconds, computed = time.perf_counter() - started, time.process_time() - computed
    for _ in range(2):
        if seconds < MOST_SECONDS:
            break
        started = time.perf_counter()
        status = max(status, _send(client, given))
        seconds = max(computed, min(seconds, time.perf_counter() - started))
    return status, seconds


def _let_in_again(place: Installation) -> None:
    """Open the sign-ins anew that a request has ended, for accounts that are still there."""
    emails = {"owner": OWNER, "owner of another evening": OTHER_OWNER, "administrator": ADMINISTRATOR}
    emails |= {actor: f"{role}@example.org" for actor, role in ROLES.items()}
    with place.database.writing() as session:
        for actor, email in emails.items():
            number = accounts.account_number(session, email)
            if number is not None:
                place.tokens[actor] = accounts.open_sign_in(session, number, now=place.clock.now(), hours=1_000)


def _send(client: FlaskClient, given: Input) -> int:
    query = {"QUERY_STRING": given.query.decode("latin-1")}
    options: dict[str, Any] = {"method": given.method, "environ_overrides": query, "headers": list(given.headers)}
    if given.body or given.content_type:
        options |= {"data": given.body, "content_type": given.content_type}
    for name, value in given.cookies:
        client.set_cookie(name, value)
    try:
        with client.open(given.path, **options) as answer:
            status: int = answer.status_code
            answer.get_data()
    except Exception as error:  # the page that speaks of a fault failed too
        raise AssertionError(f"no answer at all to {given}") from error
    for name, _value in given.cookies:
        client.delete_cookie(name)
    return status


@contextmanager
def _place(folder: Path, server: str | None, name: str, moment: str) -> Iterator[Installation]:
    """Two evenings and everybody around them, the first at some moment of its life."""
    database = empty_postgresql(server) if server else empty_sqlite(folder, f"fuzz-{name}.sqlite")
    try:
        yield installation_at(database, HandClock(), folder, moment)
    finally:
        database.dispose()
        for file in folder.glob(f"fuzz-{name}.sqlite*"):
            file.unlink()


def addresses_of_any_octets() -> AbstractContextManager[object]:
    """For a control: an address that is no text reaches a page, and breaks it."""
    return mock.patch.object(limits, "AnyRequest", Request)


def main() -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--n", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--part", default="1/1", help="i/k: the i-th of k parts, each with a seed of its own")
    parser.add_argument("--control", action="store_true", help="with a fault put in")
    asked = parser.parse_args()
    part, parts = map(int, asked.part.split("/"))
    started = time.perf_counter()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        server = stack.enter_context(postgresql_server()) if asked.database == "postgresql" else None
        if asked.control:
            stack.enter_context(addresses_of_any_octets())
        found = fuzz(folder, n=asked.n // parts, seed=asked.seed * parts + part - 1, server=server)
    seconds = time.perf_counter() - started
    n = found.answers.total()
    for why, (count, given) in found.faults.items():
        print(f"FAULT, {count} times: {given}\n{why}\n")
    classes = ", ".join(f"{number}xx {count}" for number, count in sorted(found.answers.items()))
    print(
        f"{asked.database}: {n} requests to {len(found.asked)} routes and methods as {len(ACTORS)} actors, "
        f"seed {asked.seed}, part {asked.part}: {classes}; slowest {found.slowest[0]:.2f} s ({found.slowest[1]}); "
        f"{len(found.fields) - len(found.never_sent)} of the {len(found.fields)} fields of forms sent; "
        f"{n / seconds:.0f} a second"
    )
    missed = found.never_sent if n >= ALL_FIELDS_FROM else []
    for field_ in missed:
        print(f"never sent: {' '.join(field_)}")
    return int(bool(found.faults) != asked.control or bool(missed))


if __name__ == "__main__":
    sys.exit(main())
