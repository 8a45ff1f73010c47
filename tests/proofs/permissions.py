"""Who may reach what: every address x method x actor x what it names, against permissions.txt alone.

    python -m tests.proofs.permissions [--share 0.05] [--seed 7]
    python -m tests.proofs.permissions --page docs/permissions.md

Each request goes through the real application on SQLite. What is expected comes from the declared file and from who
the actor is; nothing about views is known here. After a refusal nothing in the database may differ; refusals that must
not be told apart are compared byte for byte.
"""

import argparse
import random
import re
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.proofs.actors import ACTORS, Installation, empty_sqlite, installation, three_by_three
from tests.proofs.addresses import (
    FORMS,
    NO_EVENING,
    NO_OBJECT,
    OTHER_EVENING,
    OWN,
    Address,
    addresses,
    send_links,
)
from tests.proofs.restoring import KnownState
from tests.proofs.watching import watching
from tests.webapp.conftest import HandClock, begin, everybody_consents
from webapp.permissions import ACCOUNT_WORDS, EVERYBODY, ROLE_WORDS, Permissions, declared_permissions

#: Where there is nothing without a mail server, which these worlds do not have.
NEEDS_MAIL = ("account.send_reset",)
PASSES, NOT_THERE, SIGN_IN, NO_METHOD, BROKEN = "passes", "404", "sign-in page", "405", "error"

#: What each actor is: by account, at the first evening, at the other one.
BY_ACCOUNT: dict[str, set[str]] = {
    "door helper": {"signed_in"},
    "facilitator": {"signed_in"},
    "reader": {"signed_in"},
    "owner": {"signed_in", "organiser"},
    "owner of another evening": {"signed_in", "organiser"},
    "administrator": {"signed_in", "administrator"},
}
AT_THE_EVENING: dict[str, str] = {
    "participant": "participant",
    "hall": "hall",
    "door helper": "door",
    "facilitator": "facilitator",
    "reader": "reader",
    "owner": "owner",
}
AT_THE_OTHER: dict[str, str] = {
    "participant of another evening": "participant",
    "hall of another evening": "hall",
    "owner of another evening": "owner",
}


@dataclass(frozen=True, kw_only=True)
class Case:
    """One request of the matrix."""

    address: Address
    method: str
    actor: str

    @property
    def endpoint(self) -> str | None:
        """What answers, if the address has this method."""
        return self.address.endpoints.get(self.method)

    def __str__(self) -> str:
        return f"{self.method} {self.address.rule} ({self.endpoint}) by {self.actor}, {self.address.relation}"


@dataclass
class Findings:
    """What was asked, and everything that was not as declared."""

    counts: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    #: Rows and statements that were looked at, each against the event that its request was granted.
    n_rows: int = 0
    n_statements: int = 0

    @property
    def n_cases(self) -> int:
        """How many requests were made."""
        return sum(self.counts.values())


def expected(case: Case, permissions: Permissions) -> str:
    """What permissions.txt says becomes of a request."""
    if case.endpoint is None:
        return NO_METHOD
    who = permissions.who(case.endpoint, case.method)
    relation = case.address.relation
    there = PASSES if relation in (OWN, OTHER_EVENING) and case.endpoint not in NEEDS_MAIL else NOT_THERE
    if EVERYBODY in who:
        return there
    words = BY_ACCOUNT.get(case.actor, set()) | {_word_at(case.actor, relation)}
    if words & who and relation != NO_EVENING:
        return there
    if case.actor not in BY_ACCOUNT and who and who <= ACCOUNT_WORDS | ROLE_WORDS:
        return SIGN_IN
    return NOT_THERE


def _word_at(actor: str, relation: str) -> str:
    if relation == NO_EVENING:
        return ""
    return (AT_THE_OTHER if relation == OTHER_EVENING else AT_THE_EVENING).get(actor, "")


def seen(response: TestResponse) -> str:
    """What became of a request."""
    if response.status_code >= 500:
        return BROKEN
    if response.status_code in (404, 405):
        return str(response.status_code)
    to_sign_in = response.headers.get("Location", "").partition("?")[0] == "/sign-in"
    return SIGN_IN if response.status_code == 303 and to_sign_in else PASSES


def world_of(folder: Path, clock: HandClock) -> Installation:
    """Two evenings in their first round, with nobody of one at the other."""
    database = empty_sqlite(folder)
    sheets = three_by_three(folder), three_by_three(folder, tens=1)
    world = installation(database, clock, folder, sign_ups=sheets[0], other_sign_ups=sheets[1])
    for evening in (world.evening, world.other):
        everybody_consents(database, evening)
        begin(database, evening)
    send_links(world)
    clock.go(minutes=1)
    return world


def cases(world: Installation) -> Iterator[Case]:
    """Every address x method x actor x relation."""
    for address in addresses(world):
        for method in address.methods:
            for actor in ACTORS:
                yield Case(address=address, method=method, actor=actor)


def run(
    world: Installation,
    permissions: Permissions,
    *,
    share: float = 1.0,
    seed: int = 7,
    only: Sequence[str] = (),
) -> Findings:
    """Make the requests of the matrix (a share of them, or those of some endpoints) and compare."""
    chance = random.Random(seed)
    state, found = KnownState(world.database), Findings()
    clients = {actor: world.client(actor) for actor in ACTORS}
    answers: dict[tuple[str, str, str], dict[str, str]] = defaultdict(dict)
    try:
        with watching(world.database) as watch:
            for case in cases(world):
                if (only and case.endpoint not in only) or chance.random() >= share:
                    continue
                _one(world, permissions, case, clients, state, found, answers)
        found.wrong += sorted(set(watch.finds))
        found.n_rows, found.n_statements = watch.n_rows, watch.n_statements
        if left := state.changed_tables():
            found.wrong.append(f"the database differs at the end: {', '.join(left)}")
    finally:
        state.close()
    found.wrong += _told_apart(answers)
    return found


def _one(
    world: Installation,
    permissions: Permissions,
    case: Case,
    clients: dict[str, FlaskClient],
    state: KnownState,
    found: Findings,
    answers: dict[tuple[str, str, str], dict[str, str]],
) -> None:
    client = clients[case.actor]
    form = FORMS[case.endpoint](world, case.address.path) if case.endpoint in FORMS and case.method == "POST" else None
    response = client.open(case.address.path, method=case.method, data=form)
    outcome, wanted = seen(response), expected(case, permissions)
    found.counts[wanted] += 1
    if outcome != wanted:
        found.wrong.append(f"{case}: {wanted} is declared, {outcome} was seen ({response.status_code})")
    if outcome in (NOT_THERE, SIGN_IN):
        key = (case.address.rule, case.method, case.actor)
        answers[key][case.address.relation] = _normal(response, case.address.path)
    response.close()
    if state.written():
        # A page that is read may leave a trace of that in the audit log, nothing else.
        allowed = ("audit_entries",) if case.method in ("GET", "HEAD") else ()
        looked_on = outcome != PASSES or case.method in ("GET", "HEAD")
        if looked_on and (changed := state.changed_tables(but=allowed if outcome == PASSES else ())):
            found.wrong.append(f"{case}: {outcome}, and yet it changed {', '.join(changed)}")
        state.restore()
    if outcome == PASSES and response.headers.getlist("Set-Cookie"):  # no words wait for the next page
        clients[case.actor] = world.client(case.actor)


def _told_apart(answers: dict[tuple[str, str, str], dict[str, str]]) -> list[str]:
    """Refusals from which somebody could learn that what they named exists."""
    wrong = []
    for (rule, method, actor), by_relation in answers.items():
        pairs = [(OTHER_EVENING, NO_EVENING), ("another evening's object", NO_OBJECT)]
        for one, other in pairs:
            if one in by_relation and other in by_relation and by_relation[one] != by_relation[other]:
                wrong.append(f"{method} {rule} by {actor}: {one} and {other} are answered differently")
    return wrong


def _normal(response: TestResponse, path: str) -> str:
    """Status, headers and body of an answer without what has to differ: the address itself, and the form's token."""
    body = re.sub(r'(name="csrf_token" value=")[^"]*', r"\1", response.get_data(as_text=True))
    headers = [f"{name}: {value}" for name, value in response.headers if name not in ("Set-Cookie", "Content-Length")]
    text = "\n".join([str(response.status_code), *headers, body])
    return text.replace(path, "ADDRESS").replace(quote(path, safe=""), "ADDRESS").replace(quote(path), "ADDRESS")


def main() -> int:
    """Print the figures; with --page, write the page of who may do what."""
    parser = argparse.ArgumentParser(description="Every address x method x actor x object, against permissions.txt.")
    parser.add_argument("--share", type=float, default=1.0, help="part of the matrix that is asked (0 to 1)")
    parser.add_argument("--seed", type=int, default=7, help="of the part")
    parser.add_argument("--page", type=Path, help="write who may do what to this file, and ask nothing")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        world = world_of(Path(folder), HandClock())
        if options.page:
            from tests.proofs.permissions_page import page  # noqa: PLC0415  slow import

            options.page.write_text(page(world.app), encoding="utf-8")
            return 0
        found = run(world, declared_permissions(), share=options.share, seed=options.seed)
    outcomes = ", ".join(f"{count} {name}" for name, count in sorted(found.counts.items()))
    print(f"permissions: {len(found.wrong)} of {found.n_cases} requests not as declared ({outcomes})")
    print(f"funnel: {found.n_rows} rows and {found.n_statements} statements looked at, each of the granted event alone")
    for line in found.wrong:
        print(f"  {line}")
    return int(bool(found.wrong))


if __name__ == "__main__":
    sys.exit(main())
