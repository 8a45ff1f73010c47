"""Two images of worlds and some views -> what is seen of each, side by side, and where they differ.

Besides the answers, things are compared that no route shows today but that somebody else may hold: every row of every
table (the answer that differs excepted, while it is stored), the size of the database, and the journal beside it.
Mostly the two databases are the same octet for octet but for the three letters of that answer; only where they are not,
rows are compared one by one.
"""

import random
import sqlite3
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from difflib import unified_diff
from typing import Final

import numpy as np

from tests.proofs.two_worlds.asking import Answer, Request
from tests.proofs.two_worlds.flips import Flip, lawful_tables
from tests.proofs.two_worlds.phones import held
from tests.proofs.two_worlds.playing import Player, Scene, World
from tests.proofs.two_worlds.stage import Image, Kept, Stage, in_memory
from tests.proofs.two_worlds.tally import Tally, went_well
from tests.proofs.two_worlds.views import Filling, View, request_of, rules_of
from tests.webapp.conftest import SECRET
from webapp.services import organisations

STORED: Final = View("(every other row)", "SELECT", "whoever holds the database")
#: What happens in an evening from the answer that differs on: everybody's forms, and the server's own work.
PLAYED: Final = View("(what happens meanwhile)", "POST", "whoever acts, and the log")
#: Where the way to the sign-in page is what was asked for.
LEADS_TO_SIGN_IN: Final = ("account.choose_password",)
MOST_SHOWN = 12
#: Tables that follow from the number of rows in others.
DERIVED: Final = frozenset({"pages", "sqlite_sequence"})

#: A table with the names of its columns and its rows.
Row = tuple[str, tuple[str, ...], list[tuple[object, ...]]]


@dataclass(frozen=True, kw_only=True)
class Difference:
    """Something that is not the same in the two worlds: where, and in what."""

    view: View
    what: str
    lines: tuple[str, ...]

    def __str__(self) -> str:
        return "\n".join((f"{self.view}: {self.what} differs", *self.lines))


@dataclass(frozen=True, kw_only=True)
class Look:
    """A view with the seed of everything that is left to chance in it."""

    view: View
    seed: int


@dataclass(frozen=True)
class Seen:
    """One look in one world: the answer, and the database, the answer stored in it and the journal if it wrote."""

    answer: Answer
    octets: bytes = b""
    stored: str | None = None
    journal: bytes = b""


class Looker:
    """Looks at pairs of worlds on one stage."""

    def __init__(self, stage: Stage, player: Player, tally: Tally) -> None:
        self._stage, self._player, self._tally = stage, player, tally
        self._rules = rules_of(stage.app)
        self._kept = (Kept(), Kept())

    def forget(self) -> None:
        """Let the process of each world keep nothing."""
        self._kept = (Kept(), Kept())

    def use(self, place: int) -> None:
        """Let the application keep things where the first or the second world does."""
        self._kept[place].use()

    def played_differently(self, worlds: tuple[World, World]) -> list[Difference]:
        """Everything that anybody was answered while the two worlds were played that is not the same."""
        found, (one, other) = [], worlds
        for (request, first), (asked_too, second) in zip(one.seen, other.seen, strict=False):
            words = f"{request.method} {request.path}"
            differ = _answers_differ(PLAYED, first, second)
            found += [replace(difference, what=f"{words}: {difference.what}") for difference in differ]
            if request.path != asked_too.path:
                found.append(Difference(view=PLAYED, what="what is asked", lines=(words, asked_too.path)))
            self._tally.digest.update(repr((request.path, first)).encode())
        if len(one.seen) != len(other.seen):
            lines = f"yes: {len(one.seen)} requests", f"not: {len(other.seen)} requests"
            found.append(Difference(view=PLAYED, what="what comes after", lines=lines))
        return found

    def differences(
        self, scene: Scene, flip: Flip, images: tuple[Image, Image], looks: Sequence[Look], *, shared: bool
    ) -> list[Difference]:
        """Everything seen in these looks that is not the same in both worlds.

        ``shared``: the other said yes too, so that the seal shares a wish in one of the worlds.
        """
        ordered = [
            *(one for one in looks if one.view.method != "POST"),
            *(one for one in looks if one.view.method == "POST"),
        ]
        seen = [self._seen(scene, flip, image, ordered, kept) for image, kept in zip(images, self._kept, strict=True)]
        found = []
        for one, first, second in zip(ordered, *seen, strict=True):
            found += _answers_differ(one.view, first.answer, second.answer)
            if not same_but_the_answer(first, second):
                numbers = scene.base.people[flip.chooser], scene.base.people[flip.partner]
                lawful = lawful_tables(scene.story.phase, one.view.endpoint, shared=shared)
                differs = (first.stored, second.stored) == ("yes", "not")
                rows, rows_too = (_rows_in(world.octets, *numbers, lawful, differs) for world in (first, second))
                self._tally.row_by_row += 1
                if rows != rows_too:
                    found.append(_rows_differ(one.view, rows, rows_too))
            if first.journal != second.journal:
                lines = changes_of(_lines(first.journal), _lines(second.journal))
                found.append(Difference(view=one.view, what="the journal", lines=lines))
            leads_there = one.view.endpoint in LEADS_TO_SIGN_IN and first.answer.code < 400
            self._tally.answered[one.view] += leads_there or went_well(first.answer)
            self._tally.digest.update(repr((one, flip, first.answer)).encode())
        return found

    def own_answers_differ(self, scene: Scene, flip: Flip, images: tuple[Image, Image]) -> bool:
        """Whether the person who gave the answer can tell the two worlds apart, on the phone it was given on."""

        bodies = []
        for image in images:
            self._stage.load(image)
            self._stage.begin(3)
            link, own = self._player.link(scene.base, flip.chooser), scene.base.people[flip.chooser]
            cookies = held(link, flip.chooser, own)
            path = f"/e/{scene.base.public_id}/me/data"
            bodies.append(self._stage.ask(Request(method="GET", path=path, cookies=cookies)).body)
        return bodies[0] != bodies[1]

    def _seen(self, scene: Scene, flip: Flip, image: Image, looks: Sequence[Look], kept: Kept) -> list[Seen]:
        kept.use()
        stage = self._stage
        stage.load(image)
        with stage.database.reading() as session:
            tokens = organisations.personal_tokens(session, scene.base.event_id, secret_key=SECRET)
        links = {code: tokens[number] for code, number in scene.base.people.items() if number in tokens}
        seen = []
        for place, one in enumerate(looks):
            if stage.changed():
                stage.load(image)
            filling = Filling.of(scene.base, flip, links, random.Random(one.seed))
            request = request_of(one.view, filling, self._rules)
            stage.begin(one.seed)
            started = time.process_time()
            answer = stage.ask(request)
            self._tally.count(request.method, answer, time.process_time() - started)
            if answer.code >= 500:
                said = "\n".join(answer.said) or answer.body.decode("utf-8", "replace")
                where = [line.strip() for line in said.splitlines() if "/webapp/" in line][-1:]
                words = " ".join((*where, said.strip().rpartition("\n")[2][:300]))
                self._tally.broken.append(f"{one.view}, {scene.story}, {answer.status}: {words}")
            if place == 0 or stage.changed():
                stored = self._player.stored(flip, scene.base)
                seen.append(Seen(answer, stage.octets(), stored, stage.journal()))
            else:
                seen.append(Seen(answer))
        return seen


def rows_of(pages: sqlite3.Connection, chooser: int | None = None, partner: int | None = None) -> list[Row]:
    """Every row of the database, this person's answer about that one left out; and how many pages it has."""
    sizes = [pages.execute(f"PRAGMA {name}").fetchone() for name in ("page_count", "freelist_count")]
    found: list[Row] = [("pages", ("in use", "free"), [tuple(size[0] for size in sizes)])]
    for (table,) in pages.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall():
        cursor = pages.execute(f"SELECT * FROM {table}")  # noqa: S608  a name of the database's own
        names = tuple(column[0] for column in cursor.description)
        rows = cursor.fetchall()
        if table == "choices":
            one, other, answer = (names.index(name) for name in ("chooser_id", "partner_id", "answer"))
            rows = [
                (*row[:answer], "?", *row[answer + 1 :]) if (row[one], row[other]) == (chooser, partner) else row
                for row in rows
            ]
        found.append((table, names, rows))
    return found


def same_but_the_answer(one: Seen, other: Seen) -> bool:
    """Whether two databases are the same octet for octet, or but for the one "yes" for "not" that is stored."""
    if one.octets == other.octets:
        return True
    if (one.stored, other.stored) != ("yes", "not") or len(one.octets) != len(other.octets):
        return False
    places = np.flatnonzero(np.frombuffer(one.octets, np.uint8) != np.frombuffer(other.octets, np.uint8))
    at = slice(int(places[0]), int(places[0]) + 3)
    return len(places) == 3 and one.octets[at] == b"yes" and other.octets[at] == b"not"


def _rows_in(octets: bytes, chooser: int, partner: int, lawful: frozenset[str], differs: bool) -> list[Row]:
    """The rows without ``lawful`` tables; the answer itself is left out only where it may differ (``differs``)."""
    with closing(in_memory(octets)) as pages:
        rows = rows_of(pages, chooser, partner) if differs else rows_of(pages)
    return [row for row in rows if not lawful or row[0] not in lawful | DERIVED]


def _answers_differ(view: View, one: Answer, other: Answer) -> list[Difference]:
    if one == other:
        return []
    found = []
    for what in ("status", "headers", "body", "said", "mails"):
        first, second = getattr(one, what), getattr(other, what)
        if first != second:
            found.append(Difference(view=view, what=what, lines=changes_of(_lines(first), _lines(second))))
    return found


def _rows_differ(view: View, one: Sequence[Row], other: Sequence[Row]) -> Difference:
    words = [
        [f"{table} {dict(zip(names, row, strict=True))}" for table, names, rows in world for row in rows]
        for world in (one, other)
    ]
    return Difference(view=view, what="what is stored", lines=changes_of(*words))


def _lines(value: object) -> list[str]:
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace").splitlines()
    return [str(one) for one in value] if isinstance(value, tuple) else [str(value)]


def changes_of(one: Sequence[str], other: Sequence[str]) -> tuple[str, ...]:
    """The lines that differ; of two alike in length only what is around their first difference."""
    if len(one) == len(other):
        pairs = [(first, second) for first, second in zip(one, other, strict=True) if first != second]
        cut = [(*pair, max(0, _same(*pair) - 60)) for pair in pairs[: MOST_SHOWN // 2]]
        return tuple(line for a, b, at in cut for line in (f"yes: {a[at:][:200]}", f"not: {b[at:][:200]}"))
    changed = unified_diff(one, other, "yes", "not", n=0, lineterm="")
    return tuple([line[:300] for line in changed if line[:3] not in ("---", "+++")][:MOST_SHOWN])


def _same(one: str, other: str) -> int:
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
