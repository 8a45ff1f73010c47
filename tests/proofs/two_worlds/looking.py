"""Two images of worlds and some views -> what is seen of each, side by side, and where they differ.

Besides the answers, two things are compared that no route shows today but that somebody else may hold: every row of
every table (the answer that differs excepted), and the size of the database. Mostly the two databases are the same
octet for octet but for the three letters of that answer; only where they are not, rows are compared one by one.
"""

import random
import sqlite3
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from difflib import unified_diff
from typing import Final

import numpy as np

from tests.proofs.two_worlds.asking import Answer, Request
from tests.proofs.two_worlds.playing import Flip, Player, Scene, held
from tests.proofs.two_worlds.stage import Image, Kept, Stage, in_memory
from tests.proofs.two_worlds.tally import Tally
from tests.proofs.two_worlds.views import Filling, View, request_of, rules_of
from tests.webapp.conftest import SECRET
from webapp.services import organisations

STORED: Final = View("(every other row)", "SELECT", "whoever holds the database")
MOST_SHOWN = 12

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


class Looker:
    """Looks at pairs of worlds on one stage."""

    def __init__(self, stage: Stage, player: Player, tally: Tally) -> None:
        self._stage, self._player, self._tally = stage, player, tally
        self._rules = rules_of(stage.app)
        self._kept = (Kept(), Kept())

    def forget(self) -> None:
        """Let the process of each world keep nothing."""
        self._kept = (Kept(), Kept())

    def differences(
        self, scene: Scene, flip: Flip, images: tuple[Image, Image], looks: Sequence[Look]
    ) -> list[Difference]:
        """Everything seen in these looks that is not the same in both worlds."""
        ordered = [
            *(one for one in looks if one.view.method != "POST"),
            *(one for one in looks if one.view.method == "POST"),
        ]
        seen = [self._seen(scene, flip, image, ordered, kept) for image, kept in zip(images, self._kept, strict=True)]
        found = []
        for one, (first, stored), (second, stored_too) in zip(ordered, *seen, strict=True):
            found += _answers_differ(one.view, first, second)
            if not _same_but_the_answer(stored, stored_too):
                numbers = scene.base.people[flip.chooser], scene.base.people[flip.partner]
                rows, rows_too = _rows_in(stored, *numbers), _rows_in(stored_too, *numbers)
                self._tally.row_by_row += 1
                if rows != rows_too:
                    found.append(_rows_differ(one.view, rows, rows_too))
            self._tally.digest.update(repr((one, flip, first)).encode())
        return found

    def own_answers_differ(self, scene: Scene, flip: Flip, images: tuple[Image, Image]) -> bool:
        """Whether the person who gave the answer can tell the two worlds apart, on the phone it was given on."""

        bodies = []
        for image in images:
            self._stage.load(image)
            self._stage.begin(3)
            cookies = held(self._player.link(scene.base, flip.chooser), flip.chooser)
            path = f"/e/{scene.base.public_id}/me/data"
            bodies.append(self._stage.ask(Request(method="GET", path=path, cookies=cookies)).body)
        return bodies[0] != bodies[1]

    def _seen(
        self, scene: Scene, flip: Flip, image: Image, looks: Sequence[Look], kept: Kept
    ) -> list[tuple[Answer, bytes]]:
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
            seen.append((answer, stage.octets() if place == 0 or stage.changed() else b""))
        return seen


def rows_of(pages: sqlite3.Connection, chooser: int, partner: int) -> list[Row]:
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


def _same_but_the_answer(one: bytes, other: bytes) -> bool:
    """Whether two databases are the same octet for octet, or differ in one "yes" for "not" alone."""
    if one == other:
        return True
    if len(one) != len(other):
        return False
    places = np.flatnonzero(np.frombuffer(one, np.uint8) != np.frombuffer(other, np.uint8))
    first = int(places[0])
    return len(places) == 3 and one[first : first + 3] == b"yes" and other[first : first + 3] == b"not"


def _rows_in(octets: bytes, chooser: int, partner: int) -> list[Row]:
    with closing(in_memory(octets)) as pages:
        return rows_of(pages, chooser, partner)


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
