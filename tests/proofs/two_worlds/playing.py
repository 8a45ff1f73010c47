"""A story -> the evening up to the answer that differs, then each of its two worlds, played through the application.

What the application answers meanwhile, to whoever acts, is kept as well: nothing that the answer itself sets off may
differ either, in a line of the log, a mail or the words that the phone is given.
"""

import sqlite3
from dataclasses import dataclass, field

from tests.proofs.two_worlds.asking import Answer, Request
from tests.proofs.two_worlds.flips import Flip, may_share
from tests.proofs.two_worlds.phones import held, tap_key
from tests.proofs.two_worlds.stage import Base, Image, Stage
from tests.proofs.two_worlds.steps import Standing, Steps
from tests.proofs.two_worlds.stories import PHASES, Story
from tests.webapp.conftest import SECRET
from webapp.services import consents, organisations

ANSWERS = {1: "yes", 2: "not"}
#: Ways for which the link is opened in a phone first, and in which of that person's phones.
WHICH_PHONE = {"form": 1, "review": 1, "tap, on a second phone": 2}
#: What somebody agrees to: a bit for each purpose and field, in this order; all of it where a story says nothing.
AGREED_TO = tuple((purpose, field) for purpose in consents.PURPOSES for field in consents.FIELDS)
EVERYTHING = 2 ** len(AGREED_TO) - 1


@dataclass(frozen=True, kw_only=True)
class Scene:
    """An evening just before the answer that differs."""

    base: Base
    story: Story
    image: Image
    #: Whose answer may differ where the other said no yes; and where they did, so that a wish would be shared.
    flips: tuple[Flip, ...]
    sharing: tuple[Flip, ...] = ()
    sequences: dict[tuple[str, str], int] = field(default_factory=dict)
    #: Cookies of phones in which a link was opened, by whose it is and which; opening one changes nothing.
    phones: dict[tuple[str, int], tuple[tuple[str, str], ...]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class World:
    """An evening played to its end, and what everybody who acted in it was answered, from the answer that differs on.

    ``taken``: that answer was stored.
    """

    image: Image
    taken: bool
    seen: tuple[tuple[Request, Answer], ...]


class Player:
    """Plays stories on a stage."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self._seen: list[tuple[Request, Answer]] = []
        self.steps = Steps(
            stage,
            ask=self._ask,
            answer=lambda base, one, other, given, sequence: self.answer(base, one, other, given, sequence=sequence),
            link=self.link,
        )

    def scene(self, story: Story) -> Scene:
        """Play the story up to the answer that differs; without a flip when nobody can answer."""
        stage, base, steps = self.stage, self.stage.base(story.shape), self.steps
        stage.load(base.image)
        stage.begin(1)
        self._agree(base, story)
        steps.act(base, "start")
        for _ in range(min(story.rounds, story.shape.n_rounds) - 1):
            steps.act(base, "next")
            stage.clock.go(minutes=2, seconds=30)
        stage.clock.go(minutes=1)
        meetings = self._begun(base)
        sequences: dict[tuple[str, str], int] = {}
        directed = [pair for one, other in meetings for pair in ((one, other), (other, one))]
        given = {pair: ANSWERS.get(code, "") for pair, code in zip(directed, story.answers, strict=False)}
        for pair, answer in given.items():
            if answer and self.answer(base, *pair, answer).code < 400:
                sequences[pair] = 1
        for step in story.before:
            standing = Standing(phase=story.phase, flip=None, meetings=self._begun(base), sequences=sequences)
            steps.take(base, step, standing)
        flips = [
            Flip(chooser=one, partner=other, sequence=sequences.get((one, other), 0) + 1) for one, other in directed
        ]
        sharing = [flip for flip in flips if self.partner_says_yes(flip, base)]
        one_sided = [flip for flip in flips if flip not in sharing]
        return Scene(
            base=base,
            story=story,
            image=stage.keep(),
            flips=tuple(one_sided),
            sharing=tuple(sharing) if may_share(story.phase) else (),
            sequences=sequences,
        )

    def play(self, scene: Scene, flip: Flip, answer: str) -> World:
        """Play the rest in the world where this was the answer; nothing but the answer where it was refused."""
        stage, base, story = self.stage, scene.base, scene.story
        stage.load(scene.image)
        which = WHICH_PHONE.get(story.way)
        phone = self._opened_phone(scene, flip.chooser, which) if which else None
        stage.begin(2)
        stage.heard.taken()
        self._seen = []
        sequences = dict(scene.sequences)
        taken = self._tap(base, flip, answer, story.way, phone)
        if taken:
            sequences[flip.chooser, flip.partner] = flip.sequence + 1000
            for step in story.after:
                standing = Standing(phase=story.phase, flip=flip, meetings=self._begun(base), sequences=sequences)
                self.steps.take(base, step, standing)
            self._go_to(base, story.phase)
        return World(image=stage.keep(), taken=taken, seen=tuple(self._seen))

    def world(self, scene: Scene, flip: Flip, answer: str) -> Image | None:
        """The state at the end of the world where this was the answer; None when the answer was not taken."""
        played = self.play(scene, flip, answer)
        return played.image if played.taken else None

    def stored(self, flip: Flip, base: Base) -> str | None:
        """The answer that is stored of this pair now, as only this proof may look; None when there is no row."""
        return self._stored(base, flip.chooser, flip.partner)

    def partner_says_yes(self, flip: Flip, base: Base) -> bool:
        """Whether a yes would be shared as things stand."""
        return self._stored(base, flip.partner, flip.chooser) == "yes"

    def answer(
        self,
        base: Base,
        one: str,
        other: str,
        answer: str,
        *,
        sequence: int = 1,
        json: bool = True,
        phone: tuple[tuple[str, str], ...] | None = None,
    ) -> Answer:
        """Somebody answers by the phone's script, or by its form; on their first phone where none is given."""
        partner = base.people[other]
        return self.steps.post(
            base,
            f"me/choice/{partner}",
            phone or held(self.link(base, one), one, base.people[one]),
            {"answer": answer, "sequence": str(sequence), "key": tap_key(partner, sequence)},
            accept="application/json" if json else "text/html",
        )

    def phone(self, base: Base, code: str, *, which: int = 1) -> tuple[tuple[str, str], ...]:
        """The cookies of somebody's phone, the first or another one, after their link was opened in it."""
        token = self.link(base, code)
        cookies = dict(held(token, code, base.people[code], which=which))
        for path in (f"/p/{token}", f"/e/{base.public_id}/me"):
            opened = self.stage.ask(Request(method="GET", path=path, cookies=tuple(cookies.items())))
            cookies |= {name: value for name, value in opened.cookies() if name != "entremise_form"}
        return tuple(cookies.items())

    def link(self, base: Base, code: str) -> str:
        """The token of somebody's personal link, as it is now."""
        with self.stage.database.reading() as session:
            tokens = organisations.personal_tokens(session, base.event_id, secret_key=SECRET)
        return tokens.get(base.people[code], "")

    def _agree(self, base: Base, story: Story) -> None:
        """Everybody says what may be handed over, for both purposes."""
        with self.stage.database.writing() as session:
            for place, (_, number) in enumerate(sorted(base.people.items())):
                said = story.consents[place] if place < len(story.consents) else EVERYTHING
                granted = {about: bool(said >> bit & 1) for bit, about in enumerate(AGREED_TO)}
                for purpose in consents.PURPOSES:
                    consents.state(
                        session,
                        participant_id=number,
                        purpose=purpose,
                        granted={name: granted[purpose, name] for name in consents.FIELDS},
                        now=self.stage.clock.now(),
                    )

    def _ask(self, request: Request) -> Answer:
        answer = self.stage.ask(request)
        self._seen.append((request, answer))
        return answer

    def _stored(self, base: Base, one: str, other: str) -> str | None:
        row = self.stage.pages.execute(
            "SELECT answer FROM choices WHERE chooser_id = ? AND partner_id = ?",
            (base.people[one], base.people[other]),
        ).fetchone()
        return row[0] if row else None

    def _opened_phone(self, scene: Scene, code: str, which: int) -> tuple[tuple[str, str], ...]:
        if (code, which) not in scene.phones:
            self.stage.begin(4)
            scene.phones[code, which] = self.phone(scene.base, code, which=which)
        return scene.phones[code, which]

    def _tap(self, base: Base, flip: Flip, answer: str, way: str, phone: tuple[tuple[str, str], ...] | None) -> bool:
        sequence = flip.sequence
        if way == "tap, after another":
            opposite = "not" if answer == "yes" else "yes"
            self.answer(base, flip.chooser, flip.partner, opposite, sequence=sequence)
            sequence += 1
        if way == "tap, on a second phone":
            self.answer(base, flip.chooser, flip.partner, "yes", sequence=sequence, phone=phone)
            sequence += 1000
        if way == "review":
            number = base.people[flip.partner]
            fields = {f"answer-{number}": answer, f"sequence-{number}": str(sequence)}
            fields[f"key-{number}"] = tap_key(number, sequence)
            return self.steps.post(base, "me/review", phone or (), fields).code < 400
        taken = self.answer(
            base,
            flip.chooser,
            flip.partner,
            answer,
            sequence=sequence,
            json=way != "form",
            phone=phone if way == "form" else None,
        )
        return taken.code < 400

    def _go_to(self, base: Base, phase: str) -> None:
        stage, steps, place = self.stage, self.steps, PHASES.index(phase)
        if phase == "paused":
            steps.act(base, "pause")
        if phase == "change_over":
            stage.clock.go(minutes=7, seconds=30)
        if place >= PHASES.index("closing"):
            steps.act(base, "end")
            stage.clock.go(minutes=1)
        if place >= PHASES.index("closed"):
            stage.clock.go(minutes=29)
        for wanted, action in (("sealed", "seal"), ("revealed", "reveal")):
            if place >= PHASES.index(wanted):
                steps.post(base, f"desk/results/{action}", base.cookies["owner"])
                stage.clock.go(minutes=1)
        for wanted, days in (("destroyed", 2), ("links ended", 30), ("emptied", 340)):
            if place >= PHASES.index(wanted):
                stage.clock.go(days=days)
                self._seen.append(stage.keep_house())

    def _begun(self, base: Base) -> list[tuple[str, str]]:
        """Who met whom so far, by code, in the order of rounds and tables."""
        codes = {number: code for code, number in base.people.items()}
        rows = _rows(
            self.stage.pages,
            "SELECT m.company_participant_id, m.association_participant_id FROM meetings m"
            " JOIN plans p ON p.id = m.plan_id JOIN events e ON e.id = p.event_id AND e.published_version = p.version"
            " WHERE e.id = ? AND m.round_number <= (SELECT count(*) FROM clock_entries c WHERE c.event_id = e.id"
            " AND c.action IN ('start', 'next')) ORDER BY m.round_number, m.table_number",
            base.event_id,
        )
        return [(codes[one], codes[other]) for one, other in rows if one in codes and other in codes]


def _rows(pages: sqlite3.Connection, statement: str, *values: object) -> list[tuple[int, int]]:
    return pages.execute(statement, values).fetchall()
