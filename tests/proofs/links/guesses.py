"""Guesses of links: each is looked up as the application does it, and one in twenty goes through a real door.

A look-up finds a row by the SHA-256 of what was typed: two texts that differ in one character have hashes that share
nothing, so the time of a comparison in the database says nothing about how close a guess was. ``looked_up_in`` measures
it all the same, for guesses that share none, half or all but one of a true token's characters.
"""

import random
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from statistics import median

from tests.proofs.two_worlds.asking import Request
from tests.proofs.two_worlds.stage import Base, Stage
from tests.webapp.conftest import SECRET
from webapp.access import HALL_COOKIE, PARTICIPANT_COOKIE
from webapp.services import links, organisations

ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"
LENGTH = 36
LINKS_KEPT = timedelta(days=30)
THROUGH_A_DOOR = 20
DOORS = ("/p/{}", "/h/{}", "/invitation/{}", "/password/{}", "participant's cookie", "hall's cookie")
LOOK_ALIKES = str.maketrans("aeopc2", "аеорс２")


@dataclass(frozen=True, kw_only=True)
class Tried:
    """How many guesses of each kind, how many of them went through a door, and those that opened something."""

    by_kind: Counter[str]
    through_doors: int
    hits: tuple[str, ...]


def true_tokens(stage: Stage, base: Base) -> tuple[str, ...]:
    """Every true token of the evening."""
    with stage.database.reading() as session:
        people = organisations.personal_tokens(session, base.event_id, secret_key=SECRET)
    return (*people.values(), base.hall_token)


def guesses(tokens: tuple[str, ...], stored: tuple[str, ...], drawn: random.Random) -> Iterator[tuple[str, str]]:
    """Guesses without an end, with their kind: anything, something near a true token, or what the database holds."""
    while True:
        token = drawn.choice(tokens)
        place = drawn.randrange(LENGTH)
        yield "random", "".join(drawn.choices(ALPHABET, k=LENGTH))
        yield (
            "one other character",
            token[:place] + drawn.choice(ALPHABET.replace(token[place], "")) + token[place + 1 :],
        )
        yield "cut off", token[: drawn.randrange(LENGTH)]
        yield "longer", token + drawn.choice(ALPHABET)
        yield "capital letters", token.upper()
        yield "turned round", token[::-1]
        yield "look-alikes", token.translate(LOOK_ALIKES) + drawn.choice("\u200b\u00e9\U0001f511")
        yield "what is stored", drawn.choice(stored)
        yield "another's beginning", token[:place] + drawn.choice(tokens)[place:] + "a"
        yield "with white space", drawn.choice((" ", "\t", "%00", "\u00a0")) + token


def tried(stage: Stage, base: Base, *, count: int, seed: int) -> Tried:
    """Try so many guesses; the tokens that are true are left out."""
    stage.load(base.image)
    tokens = true_tokens(stage, base)
    stored = tuple(
        value
        for (value,) in stage.pages.execute(
            "SELECT link_hash FROM participants UNION SELECT link_nonce FROM participants UNION "
            "SELECT hall_link_hash FROM events UNION SELECT hall_link_nonce FROM events"
        )
    )
    drawn = random.Random(seed)
    by_kind: Counter[str] = Counter()
    hits: list[str] = []
    through = 0
    known = set(tokens)
    made, since = guesses(tokens, stored, drawn), stage.clock.now() - LINKS_KEPT
    with stage.database.reading() as session:
        while sum(by_kind.values()) < count:
            kind, guess = next(made)
            if guess in known:
                continue
            by_kind[kind] += 1
            if links.participant_of(session, guess, since=since) or links.hall_of(session, guess, since=since):
                hits.append(f"{kind}: looked up")
            if drawn.randrange(THROUGH_A_DOOR) == 0:
                door = drawn.choice(DOORS)
                if door.endswith("cookie") and guess.strip() in known:
                    continue  # white space around a cookie is none of its value (RFC 6265): this is the token itself
                through += 1
                if _opens(stage, base, door, guess):
                    hits.append(f"{kind}: {door}")
    return Tried(by_kind=by_kind, through_doors=through, hits=tuple(hits))


def _opens(stage: Stage, base: Base, door: str, guess: str) -> bool:
    path, cookies = door.format(guess), ()
    if door.endswith("cookie"):
        name, page = (PARTICIPANT_COOKIE, "me") if door.startswith("participant") else (HALL_COOKIE, "hall")
        sent = guess.encode().decode("latin-1")
        path, cookies = f"/e/{base.public_id}/{page}", ((name, sent),)
    answer = stage.ask(Request(method="GET", path=path, cookies=cookies))
    opened = {PARTICIPANT_COOKIE, HALL_COOKIE} & {name for name, _ in answer.cookies()}
    return (
        bool(opened) or answer.code not in (404, 308, 303) or (answer.code == 303 and not _to_sign_in(answer.headers))
    )


def _to_sign_in(headers: tuple[tuple[str, str], ...]) -> bool:
    return any(name == "Location" and value.startswith("/sign-in") for name, value in headers)


def looked_up_in(stage: Stage, base: Base, *, count: int, seed: int) -> dict[int, float]:
    """Median time of a look-up in microseconds, by how many characters the guess has in common with a true token."""
    stage.load(base.image)
    tokens, drawn = true_tokens(stage, base), random.Random(seed)
    since = stage.clock.now() - LINKS_KEPT
    times: dict[int, list[int]] = {0: [], LENGTH // 2: [], LENGTH - 1: []}
    with stage.database.reading() as session:
        for _ in range(count):
            token = drawn.choice(tokens)
            for common in drawn.sample(sorted(times), k=len(times)):
                last = drawn.choice(ALPHABET.replace(token[common], ""))
                rest = "".join(drawn.choices(ALPHABET, k=LENGTH - common - 1))
                started = time.perf_counter_ns()
                links.participant_of(session, token[:common] + last + rest, since=since)
                times[common].append(time.perf_counter_ns() - started)
    return {common: median(found) / 1000 for common, found in times.items()}
