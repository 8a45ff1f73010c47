"""Openings of links: a hall's worth from one address, fetched ahead by messaging apps, after a new link."""

from collections import Counter

from tests.proofs.links.guesses import true_tokens
from tests.proofs.two_worlds.asking import Request
from tests.proofs.two_worlds.looking import rows_of
from tests.proofs.two_worlds.stage import Base, Stage
from tests.webapp.conftest import SECRET
from webapp.access import PARTICIPANT_COOKIE
from webapp.services import organisations


def opened_at_once(stage: Stage, base: Base, *, count: int) -> Counter[int]:
    """Status codes of so many valid openings from one address, each followed to its page, with all limits on."""
    stage.load(base.image)
    codes: Counter[int] = Counter()
    tokens = true_tokens(stage, base)[:-1]
    stage.app.testing = False  # the application limits nothing in tests
    try:
        for number in range(count):
            token = tokens[number % len(tokens)]
            first = stage.ask(Request(method="GET", path=f"/p/{token}"))
            codes[first.code] += 1
            if number < len(tokens):
                page = f"/e/{base.public_id}/me"
                codes[stage.ask(Request(method="GET", path=page, cookies=((PARTICIPANT_COOKIE, token),))).code] += 1
    finally:
        stage.app.testing = True
    return codes


def changed_by_fetching(stage: Stage, base: Base, paths: tuple[str, ...]) -> list[str]:
    """The addresses whose GET or HEAD changes anything in the database, as fetched by whoever sees the address."""
    found = []
    stage.load(base.image)
    before = rows_of(stage.pages, 0, 0)
    for path in paths:
        for method in ("GET", "HEAD", "GET"):
            stage.ask(Request(method=method, path=path))
            if rows_of(stage.pages, 0, 0) != before:
                found.append(f"{method} {path}")
                stage.load(base.image)
    return found


def after_a_new_link(stage: Stage, base: Base, code: str) -> tuple[int, int, int, int]:
    """Status of the old link, of a phone that has it open, of the new link, and of its phone, after one click."""
    stage.load(base.image)
    number = base.people[code]

    def link() -> str:
        with stage.database.reading() as session:
            return organisations.personal_tokens(session, base.event_id, secret_key=SECRET)[number]

    old, page = link(), f"/e/{base.public_id}/me"
    path = f"/e/{base.public_id}/desk/people/{number}/link"
    stage.ask(Request(method="POST", path=path, cookies=base.cookies["owner"]))
    requests = [
        request
        for token in (old, link())
        for request in (
            Request(method="GET", path=f"/p/{token}"),
            Request(method="GET", path=page, cookies=((PARTICIPANT_COOKIE, token),)),
        )
    ]
    one, two, three, four = (stage.ask(request).code for request in requests)
    return one, two, three, four
