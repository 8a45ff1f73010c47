"""Hostile texts in every field that people can fill, every page opened in Chromium: no script runs.

    python -m tests.proofs.scripts --n 500

The fields are the text columns of the database: a new one must be named here, as typed by people or as not, or the test
fails. They are filled below the services, so that nothing but the pages stands between a text and a browser. Pages are
the application's own answers with their headers; files (timetables, report, pictures) are opened without any header.
"""

import argparse
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from flask.testing import FlaskClient
from playwright.sync_api import Browser, Error, Page, Route, sync_playwright
from sqlalchemy import String, func, select, update

from tests.conftest import CHROMIUM_ARGUMENTS, chromium_path
from tests.proofs.actors import Installation, empty_sqlite, installation
from tests.proofs.script_payloads import kept
from tests.webapp.conftest import HandClock, begin, everybody_consents
from webapp.models.base import Row

ADDRESS: Final = "http://entremise.test"
#: What people type or hand in, by table: filled with hostile texts.
TYPED: Final[dict[str, tuple[str, ...]]] = {
    "accounts": ("name",),
    "events": ("name", "venue", "sheet_name"),
    "audit_entries": (),
    "criterion_weights": ("note",),
    "organisations": ("name",),
    "participants": ("first_name", "last_name", "role", "email", "phone"),
    "past_meetings": ("event_name", "date"),
    "remarks": ("column_name", "subject", "value"),
    "suggestion_answers": ("organisation_name", "detail"),
    "received_contacts": ("first_name", "last_name", "role", "organisation", "commune", "email", "phone"),
}
#: Codes, hashes and moments that the application writes itself, and addresses that sign in.
OWN: Final[dict[str, tuple[str, ...]]] = {
    "accounts": ("email", "password_hash"),
    "audit_entries": ("actor", "actor_name", "action"),  # append-only: the database refuses to change a row
    "choices": ("answer", "tap_key", "given_on"),
    "clock_entries": ("action",),
    "consents": ("purpose", "field", "text_version", "channel"),
    "events": ("public_id", "hall_link_hash", "hall_link_nonce"),
    "failed_sign_ins": ("account_key", "origin_key"),
    "invitations": ("email", "role", "token_hash"),
    "known_devices": ("token_hash",),
    "memberships": ("role",),
    "organisations": ("code", "side"),
    "pair_rules": ("kind",),
    "participants": ("code", "link_hash", "link_nonce"),
    "password_resets": ("token_hash",),
    "received_contacts": ("side",),
    "remarks": ("source", "level", "code"),
    "sign_ins": ("token_hash",),
    "suggestion_answers": ("side", "organisation_code", "kind", "code", "answer", "answered_by"),
}
RIGHT_ACTOR: Final = {"participant": "participant", "hall": "hall", "facilitator": "facilitator"}
SCRIPT: Final = "window.canary = () => { window.sang = true; };"


@dataclass(kw_only=True)
class Seen:
    """What browsers saw: pages opened, scripts that ran, dialogs, reports of the content policy."""

    pages: int = 0
    ran: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)
    reports: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


def undeclared() -> set[str]:
    """Text columns that are named neither as typed nor as the application's own, and names without a column."""
    texts = {f"{t.name}.{c.name}" for t in Row.metadata.sorted_tables for c in t.columns if isinstance(c.type, String)}
    named = {f"{table}.{name}" for group in (TYPED, OWN) for table, names in group.items() for name in names}
    return texts ^ named


def fill(place: Installation, texts: Sequence[str]) -> None:
    """Put texts into every typed field of every row: each row another one, single rows many at once."""
    with place.database.writing() as session:
        for table in Row.metadata.sorted_tables:
            for name in TYPED.get(table.name, ()):
                n_rows = session.scalar(select(func.count()).select_from(table)) or 0
                for number, key in enumerate(session.scalars(select(table.c.id)).all()):
                    text = (
                        texts[number % len(texts)]
                        if n_rows >= len(texts)
                        else " ".join(texts[number :: max(1, n_rows)])
                    )
                    session.execute(update(table).where(table.c.id == key).values({name: text}))
        table = Row.metadata.tables["organisations"]
        for number, (key, profile) in enumerate(session.execute(select(table.c.id, table.c.profile)).all()):
            text = texts[number % len(texts)]
            place_of = {**profile.get("place", {}), "commune": text}
            changed = {**profile, "name": text, "presentation": " ".join(texts), "place": place_of}
            session.execute(update(table).where(table.c.id == key).values(profile=changed))


def addresses(place: Installation) -> Iterator[tuple[str, str]]:
    """Every page that is asked for with GET, and who asks."""
    known = {"public_id": place.evening.public_id, "company_code": "C01", "association_code": "A01", "code": "C01"}
    for rule in sorted(place.app.url_map.iter_rules(), key=lambda one: one.endpoint):
        if "GET" not in (rule.methods or ()) or rule.endpoint == "static" or "token" in rule.arguments:
            continue
        path = rule.rule
        for name in rule.arguments:
            value = known.get(name, str(min(place.evening.people.values())))
            path = path.replace(
                path[path.rindex("<", 0, path.index(name)) : path.index(">", path.index(name)) + 1], value
            )
        yield RIGHT_ACTOR.get(rule.endpoint.partition(".")[0], "owner"), path


@contextmanager
def chromium() -> Iterator[Browser]:
    """The system's Chromium."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium_path(), args=CHROMIUM_ARGUMENTS)
        try:
            yield opened
        finally:
            opened.close()


def visit(place: Installation, browser: Browser, seen: Seen, *, policy: bool = True, only: str = "") -> None:
    """Open every page (or those whose address ends with ``only``) as whoever may see it."""
    for actor in ("owner", "facilitator", "participant", "hall"):
        context = browser.new_context(java_script_enabled=True)
        context.add_init_script(SCRIPT)
        page = context.new_page()
        _watch(page, seen)
        page.route("**/*", _answering(place.client(actor), policy))
        for asked_by, path in addresses(place):
            if asked_by != actor or not path.endswith(only) or path.endswith((".csv", ".xlsx", ".vcf")):
                continue
            try:
                answered = page.goto(ADDRESS + path, wait_until="load")
            except Error as error:
                if "Download is starting" not in error.message:
                    raise
                continue  # a file to keep, not a page
            if answered is None or answered.status >= 400:
                seen.refused.append(path)
            _look(page, path, seen)
        context.close()


def _answering(client: FlaskClient, policy: bool) -> Callable[[Route], None]:
    """What answers a browser: the application itself, with its headers or with all but the content policy."""

    def answer(route: Route) -> None:
        request = route.request
        if not request.url.startswith(ADDRESS) or request.method != "GET":
            route.abort()
            return
        with client.get(request.url.removeprefix(ADDRESS), follow_redirects=True) as got:
            headers = {name: value for name, value in got.headers if policy or name != "Content-Security-Policy"}
            route.fulfill(status=got.status_code, headers=headers, body=got.get_data())

    return answer


def open_files(browser: Browser, files: Sequence[Path], seen: Seen) -> None:
    """Open files from the disk, where no header protects whoever reads them."""
    context = browser.new_context()
    context.add_init_script(SCRIPT)
    page = context.new_page()
    _watch(page, seen)
    for file in files:
        page.goto(file.as_uri(), wait_until="load")
        _look(page, file.name, seen)
    context.close()


def _look(page: Page, where: str, seen: Seen) -> None:
    seen.pages += 1
    if page.evaluate("() => window.sang === true"):
        seen.ran.append(where)
        page.evaluate("() => { window.sang = false }")


def _watch(page: Page, seen: Seen) -> None:
    def refuse(dialog: Any) -> None:
        seen.dialogs.append(page.url)
        dialog.dismiss()

    page.on("dialog", refuse)
    page.on("console", lambda said: seen.reports.append(said.text) if "Content Security Policy" in said.text else None)


@contextmanager
def hostile_evening(folder: Path, texts: Sequence[str]) -> Iterator[Installation]:
    """An evening that has begun, with texts in every field."""
    database = empty_sqlite(folder)
    place = installation(database, HandClock(), folder)
    everybody_consents(database, place.evening)
    begin(database, place.evening)
    place.clock.go(minutes=1)
    fill(place, texts)
    try:
        yield place
    finally:
        database.dispose()


def main() -> None:
    """Print the figure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--n", type=int, default=500)
    parser.add_argument("--at-once", type=int, default=50)
    asked = parser.parse_args()
    seen, texts = Seen(), kept()[: asked.n]
    with chromium() as browser:
        for first in range(0, len(texts), asked.at_once):
            with (
                tempfile.TemporaryDirectory() as name,
                hostile_evening(Path(name), texts[first : first + asked.at_once]) as place,
            ):
                visit(place, browser, seen)
    n_fields = sum(map(len, TYPED.values()))
    found = f"{len(seen.ran)} scripts ran, {len(seen.dialogs)} dialogs, {len(seen.reports)} reports of the policy"
    opened = f"{seen.pages} pages opened ({len(seen.refused)} refused)"
    print(f"{len(texts)} texts in {n_fields} fields and the profiles, {opened}: {found}")
    print(*sorted({*seen.ran, *seen.reports, *seen.refused})[:20], sep="\n")


if __name__ == "__main__":
    main()
