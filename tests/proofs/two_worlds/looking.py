"""Two images of worlds and some views -> what is seen of each, side by side, and where they differ.

Besides the answers, two things are compared that no route shows today but that somebody else may hold: every row of
every table (the answer that differs excepted), and the size of the database.
"""

import random
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import unified_diff
from typing import Final

from tests.proofs.two_worlds.asking import Answer, Request
from tests.proofs.two_worlds.playing import Flip, Player, Scene, held
from tests.proofs.two_worlds.stage import Image, Kept, Stage
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

    def __init__(self, stage: Stage, player: Player) -> None:
        self._stage, self._player = stage, player
        self._rules = rules_of(stage.app)
        self._kept = (Kept(), Kept())
        self.n_answers: dict[int, int] = {}

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
            if stored != stored_too:
                found.append(_rows_differ(View(one.view.endpoint, one.view.method, one.view.actor), stored, stored_too))
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
    ) -> list[tuple[Answer, list[Row]]]:
        kept.use()
        stage = self._stage
        stage.load(image)
        with stage.database.reading() as session:
            tokens = organisations.personal_tokens(session, scene.base.event_id, secret_key=SECRET)
        links = {code: tokens[number] for code, number in scene.base.people.items() if number in tokens}
        seen = []
        touched = False
        for one in looks:
            if touched:
                stage.load(image)
                touched = False
            filling = Filling.of(scene.base, flip, links, random.Random(one.seed))
            request = request_of(one.view, filling, self._rules)
            stage.begin(one.seed)
            answer = stage.ask(request)
            self.n_answers[answer.code] = self.n_answers.get(answer.code, 0) + 1
            touched = one.view.method == "POST"
            stored = self.stored(scene, flip) if (touched and answer.code < 400) or one is looks[0] else []
            seen.append((answer, stored))
        return seen

    def stored(self, scene: Scene, flip: Flip) -> list[Row]:
        """Every row but the answer that differs, and the size of the file."""
        return rows_of(self._stage.pages, scene.base.people[flip.chooser], scene.base.people[flip.partner])


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


def _answers_differ(view: View, one: Answer, other: Answer) -> list[Difference]:
    if one == other:
        return []
    found = []
    for what in ("status", "headers", "body", "said", "mails"):
        first, second = getattr(one, what), getattr(other, what)
        if first != second:
            found.append(Difference(view=view, what=what, lines=_changes(_lines(first), _lines(second))))
    return found


def _rows_differ(view: View, one: Sequence[Row], other: Sequence[Row]) -> Difference:
    words = [
        [f"{table} {dict(zip(names, row, strict=True))}" for table, names, rows in world for row in rows]
        for world in (one, other)
    ]
    return Difference(view=view, what="what is stored", lines=_changes(*words))


def _lines(value: object) -> list[str]:
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace").splitlines()
    return [str(one) for one in value] if isinstance(value, tuple) else [str(value)]


def _changes(one: Sequence[str], other: Sequence[str]) -> tuple[str, ...]:
    """The lines that differ; of two alike in length only what is around their first difference."""
    if len(one) == len(other):
        pairs = [(first, second) for first, second in zip(one, other, strict=True) if first != second]
        cut = [(*pair, max(0, _same(*pair) - 60)) for pair in pairs[: MOST_SHOWN // 2]]
        return tuple(line for a, b, at in cut for line in (f"yes: {a[at:][:200]}", f"not: {b[at:][:200]}"))
    changed = unified_diff(one, other, "yes", "not", n=0, lineterm="")
    return tuple([line[:300] for line in changed if line[:3] not in ("---", "+++")][:MOST_SHOWN])


def _same(one: str, other: str) -> int:
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
