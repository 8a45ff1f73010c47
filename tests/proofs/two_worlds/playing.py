"""A story -> the evening up to the answer that differs, then each of its two worlds, played through the application."""

import hashlib
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.proofs.two_worlds.asking import Answer, Request
from tests.proofs.two_worlds.stage import Base, Image, Stage
from tests.proofs.two_worlds.stories import PHASES, Step, Story
from tests.webapp.conftest import SECRET
from tests.webapp.conftest import consent as consents_to
from webapp.access import PARTICIPANT_COOKIE
from webapp.browser_cookie import BROWSER_COOKIE
from webapp.services import organisations

NOTHING: Mapping[str, str] = {}
ANSWERS = {1: "yes", 2: "not"}
#: Ways for which the link is opened in a phone first, and in which of that person's phones.
WHICH_PHONE = {"form": 1, "review": 1, "tap, on a second phone": 2}
MARKS = {"absent": "absent:{}", "late": "from:{}:2", "left": "until:{}:1", "here": "here:{}"}


@dataclass(frozen=True, kw_only=True)
class Flip:
    """Whose answer about whom differs, and how many answers this person gave before it."""

    chooser: str
    partner: str
    sequence: int = 1


@dataclass(frozen=True, kw_only=True)
class Scene:
    """An evening just before the answer that differs."""

    base: Base
    story: Story
    image: Image
    flips: tuple[Flip, ...]
    sequences: dict[tuple[str, str], int] = field(default_factory=dict)
    #: Cookies of phones in which a link was opened, by whose it is and which; opening one changes nothing.
    phones: dict[tuple[str, int], tuple[tuple[str, str], ...]] = field(default_factory=dict)


class Player:
    """Plays stories on a stage."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage

    def scene(self, story: Story) -> Scene:
        """Play the story up to the answer that differs; without a flip when nobody can answer."""
        stage, base = self.stage, self.stage.base(story.shape)
        stage.load(base.image)
        stage.begin(1)
        with stage.database.writing() as session:
            for place, (_, number) in enumerate(sorted(base.people.items())):
                said = story.consents[place] if place < len(story.consents) else 3
                consents_to(session, number, stage.clock.now(), email=bool(said & 1), phone=bool(said & 2))
        self._act(base, "start")
        for _ in range(min(story.rounds, story.shape.n_rounds) - 1):
            self._act(base, "next")
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
            self._step(base, step, kept_apart=None, sequences=sequences)
        flips = tuple(
            Flip(chooser=one, partner=other, sequence=sequences.get((one, other), 0) + 1)
            for one, other in directed
            if given.get((other, one)) != "yes"
        )
        return Scene(base=base, story=story, image=stage.keep(), flips=flips, sequences=sequences)

    def world(self, scene: Scene, flip: Flip, answer: str) -> Image | None:
        """Play the rest in the world where this was the answer; None when the answer was not taken."""
        stage, base, story = self.stage, scene.base, scene.story
        stage.load(scene.image)
        which = WHICH_PHONE.get(story.way)
        phone = self._opened_phone(scene, flip.chooser, which) if which else None
        stage.begin(2)
        sequences = dict(scene.sequences)
        if not self._tap(base, flip, answer, story.way, phone):
            return None
        sequences[flip.chooser, flip.partner] = flip.sequence + 1000
        for step in story.after:
            self._step(base, step, kept_apart=flip, sequences=sequences)
        self._go_to(base, story.phase)
        return stage.keep()

    def stored(self, flip: Flip, base: Base) -> str | None:
        """The answer that is stored of this pair now, as only this proof may look; None when there is no row."""
        row = self.stage.pages.execute(
            "SELECT answer FROM choices WHERE chooser_id = ? AND partner_id = ?",
            (base.people[flip.chooser], base.people[flip.partner]),
        ).fetchone()
        return row[0] if row else None

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
        return self._post(
            base,
            f"me/choice/{partner}",
            phone or held(self.link(base, one), one),
            {"answer": answer, "sequence": str(sequence), "key": tap_key(partner, sequence)},
            accept="application/json" if json else "text/html",
        )

    def phone(self, base: Base, code: str, *, which: int = 1) -> tuple[tuple[str, str], ...]:
        """The cookies of somebody's phone, the first or another one, after their link was opened in it."""
        token = self.link(base, code)
        held = {PARTICIPANT_COOKIE: token, BROWSER_COOKIE: browser(code, which)}
        for path in (f"/p/{token}", f"/e/{base.public_id}/me"):
            opened = self.stage.ask(Request(method="GET", path=path, cookies=tuple(held.items())))
            held |= {name: value for name, value in opened.cookies() if name != "entremise_form"}
        return tuple(held.items())

    def _opened_phone(self, scene: Scene, code: str, which: int) -> tuple[tuple[str, str], ...]:
        if (code, which) not in scene.phones:
            self.stage.begin(4)
            scene.phones[code, which] = self.phone(scene.base, code, which=which)
        return scene.phones[code, which]

    def link(self, base: Base, code: str) -> str:
        """The token of somebody's personal link, as it is now."""
        with self.stage.database.reading() as session:
            tokens = organisations.personal_tokens(session, base.event_id, secret_key=SECRET)
        return tokens.get(base.people[code], "")

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
            return self._post(base, "me/review", phone or (), fields).code < 400
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

    def _step(self, base: Base, step: Step, *, kept_apart: Flip | None, sequences: dict[tuple[str, str], int]) -> None:
        """One thing that happens; answers that would make a shared wish of the pair that differs do not."""
        name, index = step
        codes = sorted(base.people)
        code = codes[index % len(codes)]
        number, owner = base.people[code], base.cookies["owner"]
        if name in MARKS:
            self._post(base, "desk/presence/note", owner, {"mark": MARKS[name].format(number)})
        elif name == "rest absent":
            self._post(base, "desk/presence/rest", owner)
        elif name in ("walk in", "walk in new"):
            who = {"first_name": "Wanda", "last_name": f"Passante{index}", "role": "", "side": "company"}
            at = (
                {"organisation_name": "Maison neuve"} if name == "walk in new" else {"organisation": str(index % 4 + 1)}
            )
            self._post(base, "desk/presence/new", owner, who | at)
        elif name == "repair":
            page = self.stage.ask(
                Request(method="GET", path=f"/e/{base.public_id}/desk/presence/repair", cookies=owner)
            )
            seen = page.body.partition(b'name="seen" value="')[2].partition(b'"')[0].decode()
            self._post(base, "desk/presence/repair", owner, {"seen": seen})
        elif name == "withdraw":
            self._post(base, "me/consent", held(self.link(base, code), code), {"back": "now"})
        elif name == "reissue":
            self._post(base, f"desk/people/{number}/link", owner)
        elif name in ("answer yes", "answer not", "change of mind"):
            self._another_answer(base, name, index, kept_apart, sequences)
        elif name == "extend":
            self._act(base, "extend")
        elif name == "erase":
            self._erase(base, code)
        elif name == "save weights":
            self._post(base, "pairs/weights", base.cookies["facilitator"], {"giving": "40", "note": "essai"})
        elif name == "confirm profile":
            self._post(base, f"profiles/{code.split('-')[0]}", base.cookies["facilitator"])

    def _another_answer(
        self, base: Base, name: str, index: int, apart: Flip | None, sequences: dict[tuple[str, str], int]
    ) -> None:
        meetings = self._begun(base)
        directed = [pair for one, other in meetings for pair in ((one, other), (other, one))]
        if not directed:
            return
        one, other = directed[index % len(directed)]
        if apart is None or {one, other} == {apart.chooser, apart.partner}:
            return
        sequence = sequences.get((one, other), 0) + 1
        given = "not" if name == "answer not" else "yes"
        if self.answer(base, one, other, given, sequence=sequence).code < 400:
            sequences[one, other] = sequence

    def _erase(self, base: Base, code: str) -> None:
        """Somebody asks to be erased, where the application offers it; whatever the form's boxes are called."""
        for rule in self.stage.app.url_map.iter_rules():
            if rule.endpoint.startswith("participant.") and "erase" in rule.endpoint and "POST" in (rule.methods or ()):
                path = rule.rule.replace("<public_id>", base.public_id)
                if "<" not in path:
                    form = (("confirm", "1"), ("sure", "1"), ("erase", "1"))
                    request = Request(method="POST", path=path, cookies=held(self.link(base, code), code), form=form)
                    self.stage.ask(request)

    def _go_to(self, base: Base, phase: str) -> None:
        stage, place = self.stage, PHASES.index(phase)
        if phase == "paused":
            self._act(base, "pause")
        if phase == "change_over":
            stage.clock.go(minutes=7, seconds=30)
        if place >= PHASES.index("closing"):
            self._act(base, "end")
            stage.clock.go(minutes=1)
        if place >= PHASES.index("closed"):
            stage.clock.go(minutes=29)
        for wanted, action in (("sealed", "seal"), ("revealed", "reveal")):
            if place >= PHASES.index(wanted):
                self._post(base, f"desk/results/{action}", base.cookies["owner"])
                stage.clock.go(minutes=1)
        for wanted, days in (("destroyed", 2), ("links ended", 30), ("emptied", 340)):
            if place >= PHASES.index(wanted):
                stage.clock.go(days=days)
                stage.keep_house()

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

    def _act(self, base: Base, action: str) -> None:
        self._post(base, "desk/evening/act", base.cookies["owner"], {"action": action})

    def _post(
        self,
        base: Base,
        path: str,
        cookies: tuple[tuple[str, str], ...],
        form: Mapping[str, str] = NOTHING,
        *,
        accept: str = "text/html",
    ) -> Answer:
        address = f"/e/{base.public_id}/{path}"
        sent = Request(method="POST", path=address, form=tuple(form.items()), cookies=cookies, accept=accept)
        return self.stage.ask(sent)


def tap_key(partner: int, sequence: int, letter: str = "k") -> str:
    """The key of a tap: whom it is about, its number, and characters that only one phone knows."""
    return f"{partner}.{sequence}.{letter * 22}"


def browser(code: str, which: int = 1) -> str:
    """The token of somebody's browser."""
    return hashlib.sha256(f"{code} {which}".encode()).hexdigest()[:32]


def held(link: str, code: str) -> tuple[tuple[str, str], ...]:
    """The cookies of a phone that has had its link opened before."""
    return ((PARTICIPANT_COOKIE, link), (BROWSER_COOKIE, browser(code)))


def _rows(pages: sqlite3.Connection, statement: str, *values: object) -> list[tuple[int, int]]:
    return pages.execute(statement, values).fetchall()
