"""Who may reach what: every address x method x actor x what it names, against permissions.txt alone.

    python -m tests.proofs.permissions [--share 0.05] [--seed 7]
    python -m tests.proofs.permissions --page docs/permissions.md

Each request goes through the real application on SQLite, in the first round and again when the results are shown, with
rows in every table and forms filled in as their routes want them. What is expected comes from the declared file and
from who the actor is; nothing about views is known here. After a refusal nothing in the database may differ; refusals
that must not be told apart are compared byte for byte. A route that takes something must do its work (an answer below
400, and something written) for somebody who may, at one moment of an evening at least.
"""

import argparse
import random
import re
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.proofs.actors import ACTORS, Installation, empty_sqlite
from tests.proofs.addresses import (
    NO_EVENING,
    NO_OBJECT,
    NOT_MET,
    OF_ANOTHER,
    OTHER_EVENING,
    OWN,
    Address,
    addresses,
)
from tests.proofs.filled_forms import as_sent, form_for
from tests.proofs.moments import installation_at, weights_learned
from tests.proofs.restoring import KnownState
from tests.proofs.two_worlds.asking import HeardPost, Listening
from tests.proofs.watching import watching
from tests.webapp.conftest import HandClock
from webapp.permissions import ACCOUNT_WORDS, EVERYBODY, ROLE_WORDS, Permissions, declared_permissions

#: It changes what this browser is shown, by a cookie, and writes nothing down.
WRITES_NOTHING = ("doors.set_language",)
#: It has done its work when it sends to the sign-in page, as a refusal does.
ENDS_AT_SIGN_IN = ("account.choose_password",)
#: Once the choices are closed it says so of anybody named, known or not, before it looks for them: that tells nothing.
CLOSED_TO_ALL = ("participant.choose",)
#: The whole matrix is asked at these moments; then, at the others, what has not done its work so far.
MOMENTS_OF_ALL, MOMENTS_OF_SOME = ("begun", "revealed"), ("prepared", "closed", "sealed")
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
    n_statements: Counter[str] = field(default_factory=Counter)
    #: Statements on one-sided choices that were looked at, by the function that made them.
    n_on_choices: Counter[str] = field(default_factory=Counter)
    #: Routes that take something, and were asked by somebody who may; and those that did their work.
    owed: set[str] = field(default_factory=set)
    worked: set[str] = field(default_factory=set)

    @property
    def n_cases(self) -> int:
        """How many requests were made."""
        return sum(self.counts.values())

    @property
    def never_worked(self) -> list[str]:
        """Routes that nobody saw do their work: what they read and write has not been looked at."""
        return sorted(self.owed - self.worked)

    def add(self, other: "Findings") -> None:
        """Count what was found at another moment too."""
        self.counts += other.counts
        self.wrong += other.wrong
        self.n_rows += other.n_rows
        self.n_statements += other.n_statements
        self.n_on_choices += other.n_on_choices
        self.owed, self.worked = self.owed | other.owed, self.worked | other.worked


def expected(case: Case, permissions: Permissions) -> str:
    """What permissions.txt says becomes of a request."""
    if case.endpoint is None:
        return NO_METHOD
    who = permissions.who(case.endpoint, case.method)
    relation = case.address.relation
    there = PASSES if relation in (OWN, OTHER_EVENING) else NOT_THERE
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


def world_of(folder: Path, clock: HandClock, *, moment: str = "begun") -> Installation:
    """Two evenings at a moment, in their first round if nothing else is said, with nobody of one at the other.

    Mails are written at once: so what a request does by mail is done when it has been answered.
    """
    made = installation_at(empty_sqlite(folder, f"{moment}.sqlite"), clock, folder, moment, both=True)
    made.app.extensions["entremise_post_office"] = HeardPost(Listening())
    return made


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
    only: Collection[str] = (),
    own_forms: bool = False,
    no_method: bool = True,
) -> Findings:
    """Make the requests of the matrix (a share of them, or those of some endpoints) and compare.

    With ``own_forms`` only those of forms about one's own objects, by whoever may send them; without ``no_method`` none
    by a method that an address does not have.
    """
    chance = random.Random(seed)
    state, found = KnownState(world.database), Findings()
    clients = {actor: _browser(world, actor) for actor in ACTORS}
    answers: dict[tuple[str, str, str], dict[str, str]] = defaultdict(dict)
    try:
        with watching(world.database) as watch:
            for case in cases(world):
                if (only and case.endpoint not in only) or chance.random() >= share:
                    continue
                if not no_method and case.endpoint is None:
                    continue
                if own_forms and not _is_own_form(case, permissions):
                    continue
                _one(world, permissions, case, clients, state, found, answers)
        found.wrong += sorted(set(watch.finds))
        found.n_rows, found.n_statements, found.n_on_choices = watch.n_rows, watch.n_statements, watch.n_on_choices
        if left := state.changed_tables():
            found.wrong.append(f"the database differs at the end: {', '.join(left)}")
    finally:
        state.close()
    found.wrong += _told_apart(answers)
    return found


def at_every_moment(folder: Path, permissions: Permissions, *, share: float, seed: int) -> Findings:
    """The matrix at the moments of all, then what has not done its work so far at the others."""
    found = Findings()
    for moment in (*MOMENTS_OF_ALL, *MOMENTS_OF_SOME):
        only = found.never_worked if moment in MOMENTS_OF_SOME else ()
        if moment in MOMENTS_OF_ALL or only:
            world = world_of(folder, HandClock(), moment=moment)
            made = run(
                world,
                permissions,
                share=1.0 if only else share,
                seed=seed,
                only=only,
                no_method=moment == MOMENTS_OF_ALL[0],  # that there is none is so at every moment
            )
            made.wrong = [f"{moment}: {line}" for line in made.wrong]
            found.add(made)
            world.database.dispose()
    if share == 1.0:
        found.wrong += [f"{endpoint} never does its work" for endpoint in found.never_worked]
    return found


def _browser(world: Installation, actor: str) -> FlaskClient:
    """A browser that has been shown a form before: the first page with one sets a cookie, whichever that is."""
    client = world.client(actor)
    client.get("/sign-in").close()
    return client


def _is_own_form(case: Case, permissions: Permissions) -> bool:
    return case.method == "POST" and case.address.relation == OWN and expected(case, permissions) == PASSES


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
    form = as_sent(form_for(world, case.endpoint, case.address.path)) if case.method == "POST" else None
    response = client.open(case.address.path, method=case.method, data=form)
    outcome, wanted, written = seen(response), expected(case, permissions), state.written()
    if outcome == SIGN_IN and written and case.endpoint in ENDS_AT_SIGN_IN:
        outcome = PASSES
    if response.status_code == 409 and not written and case.endpoint in CLOSED_TO_ALL and wanted == NOT_THERE:
        outcome = NOT_THERE  # still compared with the refusals that it must not be told apart from
    found.counts[wanted] += 1
    if outcome != wanted:
        found.wrong.append(f"{case}: {wanted} is declared, {outcome} was seen ({response.status_code})")
    if outcome in (NOT_THERE, SIGN_IN):
        key = (case.address.rule, case.method, case.actor)
        answers[key][case.address.relation] = _normal(response, case.address.path)
    response.close()
    owed = wanted == PASSES and case.endpoint is not None and _is_own_form(case, permissions)
    if owed:
        found.owed.add(str(case.endpoint))
    if owed and response.status_code < 400 and case.endpoint in WRITES_NOTHING:
        found.worked.add(str(case.endpoint))
    if written:
        if owed and response.status_code < 400 and case.endpoint not in found.worked and state.changed_tables():
            found.worked.add(str(case.endpoint))
        # A page that is read may leave a trace of that in the audit log, nothing else.
        allowed = ("audit_entries",) if case.method in ("GET", "HEAD") else ()
        looked_on = outcome != PASSES or case.method in ("GET", "HEAD")
        if looked_on and (changed := state.changed_tables(but=allowed if outcome == PASSES else ())):
            found.wrong.append(f"{case}: {outcome}, and yet it changed {', '.join(changed)}")
        state.restore()
    if outcome == PASSES and response.headers.getlist("Set-Cookie"):  # no words wait for the next page
        clients[case.actor] = _browser(world, case.actor)


def _told_apart(answers: dict[tuple[str, str, str], dict[str, str]]) -> list[str]:
    """Refusals from which somebody could learn that what they named exists."""
    wrong = []
    for (rule, method, actor), by_relation in answers.items():
        pairs = [(OTHER_EVENING, NO_EVENING), (OF_ANOTHER, NO_OBJECT), (NOT_MET, NO_OBJECT)]
        for one, other in pairs:
            if one in by_relation and other in by_relation and by_relation[one] != by_relation[other]:
                wrong.append(f"{method} {rule} by {actor}: {one} and {other} are answered differently")
    return wrong


def _normal(response: TestResponse, path: str) -> str:
    """Status, headers and body of an answer but for what has to differ: address, form's token, values of cookies."""
    body = re.sub(r'(name="csrf_token" value=")[^"]*', r"\1", response.get_data(as_text=True))
    headers = [
        f"{name}: {re.sub('=[^;]*', '=', value, count=1) if name == 'Set-Cookie' else value}"
        for name, value in response.headers
        if name != "Content-Length"
    ]
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
        if options.page:
            from tests.proofs.permissions_page import page  # noqa: PLC0415  slow import

            world = world_of(Path(folder), HandClock())
            options.page.write_text(page(world.app), encoding="utf-8")
            return 0
        with weights_learned():
            found = at_every_moment(Path(folder), declared_permissions(), share=options.share, seed=options.seed)
    outcomes = ", ".join(f"{count} {name}" for name, count in sorted(found.counts.items()))
    print(f"permissions: {len(found.wrong)} of {found.n_cases} requests not as declared ({outcomes})")
    made = ", ".join(f"{count} {name}" for name, count in sorted(found.n_statements.items()))
    print(f"funnel: {found.n_rows} rows and {found.n_statements.total()} statements looked at ({made})")
    asked = ", ".join(f"{count} {name}" for name, count in sorted(found.n_on_choices.items()))
    print(f"choices: {found.n_on_choices.total()} statements name one-sided choices ({asked})")
    print(f"forms: {len(found.worked)} of {len(found.owed)} routes that take something did their work")
    for line in found.wrong:
        print(f"  {line}")
    return int(bool(found.wrong))


if __name__ == "__main__":
    sys.exit(main())
