"""The application's URL map -> every way to look at an evening: route, method and actor, with requests that fit.

Nothing is named that the URL map names: a route that is added tomorrow is looked at tomorrow, by everybody. Its
parameters, query and form are filled from the evening; ``fields`` holds what goes by which name. A part of an address
whose name is not known here stops the proof: a page that nobody finds shows no difference.
"""

import random
from dataclasses import dataclass
from typing import Final

from flask import Flask
from werkzeug.routing import Rule

from tests.proofs.two_worlds.asking import Request
from tests.proofs.two_worlds.fields import FORM, GROUPS, QUERY, Fields
from tests.proofs.two_worlds.flips import Flip
from tests.proofs.two_worlds.phones import browser, tap_key
from tests.proofs.two_worlds.stage import ACTORS_WITH_COOKIES, Base
from webapp.access import PARTICIPANT_COOKIE
from webapp.browser_cookie import BROWSER_COOKIE

PARTNER: Final = "the one who was answered about"
THIRD: Final = "another participant"
OTHER_PHONE: Final = "the answerer’s link on another phone"
#: Everybody but whoever gave the answer, on the phone it was given on.
ACTORS: Final = (*ACTORS_WITH_COOKIES, PARTNER, THIRD, OTHER_PHONE)

#: Parts of an address: numbers of people, of accounts, of rows of the team; codes of organisations, by how they begin.
OF_PEOPLE: Final = ("participant_id", "partner_id")
OF_ACCOUNTS: Final = ("account_id",)
OF_ROWS: Final = ("number",)
MOST_ROWS: Final = 6
OF_ORGANISATIONS: Final = {"code": "", "company_code": "C", "association_code": "A"}
SHARE_OF_FIELDS: Final = 0.85
SHARE_OF_GROUPS: Final = 0.4
ACCEPTED: Final = ("text/html,*/*;q=0.8", "application/json", "*/*")
FILES: Final = ("css/base.css", "js/live.js", "no-such-file.css")


@dataclass(frozen=True, order=True)
class View:
    """Somebody who looks: a route by a method as an actor."""

    endpoint: str
    method: str
    actor: str

    def __str__(self) -> str:
        return f"{self.method} {self.endpoint} as {self.actor}"

    @classmethod
    def read(cls, text: str) -> "View":
        """The view that is written so."""
        method, endpoint, _, actor = text.split(maxsplit=3)
        return cls(endpoint, method, actor)


def views(app: Flask, *, other_phone: bool = True) -> list[View]:
    """Every route, method and actor, in a fixed order."""
    actors = [actor for actor in ACTORS if other_phone or actor != OTHER_PHONE]
    found = {
        View(rule.endpoint, method, actor)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        for actor in actors
    }
    return sorted(found)


@dataclass(frozen=True, kw_only=True)
class Filling:
    """What a request is filled from: the evening, whose answer differs, whom it names, and a source of chance."""

    base: Base
    flip: Flip
    links: dict[str, str]
    drawn: random.Random
    third: str
    named: str

    @classmethod
    def of(cls, base: Base, flip: Flip, links: dict[str, str], drawn: random.Random) -> "Filling":
        """One that names the answerer, the one who was answered about, or somebody else."""
        others = [code for code in sorted(links) if code not in (flip.chooser, flip.partner)]
        third = drawn.choice(others) if others else flip.partner
        named = drawn.choice((flip.chooser, flip.partner, third))
        return cls(base=base, flip=flip, links=links, drawn=drawn, third=third, named=named)

    def path(self, rule: Rule) -> str:
        """The rule's address with its parameters filled."""
        path = rule.rule
        for name in rule._converters:
            start = path.index("<")
            path = path[:start] + self._parameter(name) + path[path.index(">") + 1 :]
        return path

    def fields(self, names: Fields, *, share: float) -> tuple[tuple[str, str], ...]:
        """A share of the named fields, each with one of its values."""
        return tuple(
            (name, self._value(self.drawn.choice(values)))
            for name, values in names.items()
            if self.drawn.random() < share
        )

    def form(self) -> tuple[tuple[str, str], ...]:
        """Most fields that any form has, and some of the groups of them."""
        groups = [group for group in GROUPS if self.drawn.random() < SHARE_OF_GROUPS]
        return self.fields(FORM, share=SHARE_OF_FIELDS) + tuple(
            field for group in groups for field in self.fields(group, share=1)
        )

    def answers(self) -> tuple[tuple[str, str], ...]:
        """Fields of the review: an answer about somebody, with its number and its key."""
        number, sequence = self._person(), self.drawn.randint(1, 5)
        return (
            (f"answer-{number}", self.drawn.choice(("yes", "not"))),
            (f"sequence-{number}", str(sequence)),
            (f"key-{number}", tap_key(number, sequence, "z")),
            ("key", tap_key(number, sequence, "z")),
            ("sequence", str(sequence)),
        )

    def _parameter(self, name: str) -> str:
        base, drawn = self.base, self.drawn
        if name == "public_id":
            return drawn.choices((base.public_id, base.other_public_id, "000000000000"), (92, 5, 3))[0]
        if name == "token":
            of_a_kind = drawn.choice((tuple(self.links.values()), (base.hall_token,), base.tokens))
            return drawn.choice((*of_a_kind, "a" * 36))
        if name == "filename":
            return drawn.choice(FILES)
        if name in OF_PEOPLE:
            return str(self._person())
        if name in OF_ACCOUNTS:
            return str(drawn.choice(base.accounts))
        if name in OF_ROWS:
            return str(drawn.randint(1, MOST_ROWS))
        letter = OF_ORGANISATIONS[name]  # a KeyError: say here what stands for this part of an address
        ours = [code.split("-")[0] for code in (self.flip.chooser, self.flip.partner)]
        known = [code for code in (ours if drawn.random() < 0.5 else base.organisations) if code.startswith(letter)]
        return drawn.choice(known)

    def _person(self) -> int:
        return self.base.people[self.named]

    def _value(self, pattern: str) -> str:
        if "{" not in pattern:
            return pattern
        return pattern.format(person=self._person(), organisation=self.drawn.choice(self.base.organisations), seen="")


def request_of(view: View, filling: Filling, rules: dict[tuple[str, str], list[Rule]]) -> Request:
    """A request that makes this view of the evening."""
    drawn = filling.drawn
    path = filling.path(drawn.choice(rules[view.endpoint, view.method]))
    method = "HEAD" if view.method == "GET" and drawn.random() < 0.04 else view.method
    form: tuple[tuple[str, str], ...] = ()
    if method == "POST" and drawn.random() < 0.95:
        form = filling.form() + filling.answers()
    return Request(
        method=method,
        path=path,
        query=filling.fields(QUERY, share=0.1) if drawn.random() < 0.6 else (),
        form=form,
        cookies=_cookies(view.actor, filling),
        accept=drawn.choices(ACCEPTED, (70, 20, 10))[0],
        language=drawn.choice(("fr", "en")),
    )


def rules_of(app: Flask) -> dict[tuple[str, str], list[Rule]]:
    """The rules of each endpoint and method."""
    found: dict[tuple[str, str], list[Rule]] = {}
    for rule in app.url_map.iter_rules():
        for method in rule.methods or ():
            found.setdefault((rule.endpoint, method), []).append(rule)
    return found


def _cookies(actor: str, filling: Filling) -> tuple[tuple[str, str], ...]:
    """What the actor's browser holds.

    Participants come from the phone that they answered on themselves, where their own answers are shown to them, or
    from the one that gave the answer, which the answerer read on last; whoever has the answerer's link, from any phone
    but the one that gave the answer, or from that one after somebody else's link was opened there.
    """
    persons = {PARTNER: filling.flip.partner, THIRD: filling.third, OTHER_PHONE: filling.flip.chooser}
    if actor not in persons:
        return filling.base.cookies[actor]
    code = persons[actor]
    people, chooser = filling.base.people, filling.flip.chooser
    before = filling.flip.partner if actor == OTHER_PHONE else chooser
    own = browser(code, people[code], 2 if actor == OTHER_PHONE else 1)
    phone = filling.drawn.choice((browser(chooser, people[before]), own))
    return ((PARTICIPANT_COOKIE, filling.links.get(code, "none")), (BROWSER_COOKIE, phone))
