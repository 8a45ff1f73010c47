"""The application's URL map -> every way to look at an evening: route, method and actor, with requests that fit.

Nothing is named that the URL map names: a route that is added tomorrow is looked at tomorrow, by everybody. Its
parameters, query and form are filled from the evening; ``QUERY`` and ``FORM`` hold what goes by which name.
"""

import random
from dataclasses import dataclass
from typing import Final

from flask import Flask
from werkzeug.routing import IntegerConverter, Rule

from tests.proofs.two_worlds.asking import Request
from tests.proofs.two_worlds.playing import Flip, tap_key
from tests.proofs.two_worlds.stage import ACTORS_WITH_COOKIES, Base
from webapp.access import PARTICIPANT_COOKIE
from webapp.browser_cookie import BROWSER_COOKIE

PARTNER: Final = "the one who was answered about"
THIRD: Final = "another participant"
OTHER_PHONE: Final = "the answerer’s link on another phone"
#: Everybody but whoever gave the answer, on the phone it was given on.
ACTORS: Final = (*ACTORS_WITH_COOKIES, PARTNER, THIRD, OTHER_PHONE)

PERSON, ORGANISATION = "{person}", "{organisation}"
#: What a query may hold, by its name; {person} is somebody's number, {organisation} an organisation's code.
QUERY: Final[dict[str, tuple[str, ...]]] = {
    "association": (ORGANISATION, "A01"),
    "back": ("review", "now", "person"),
    "changed": ("1",),
    "company": (ORGANISATION, "C01"),
    "fragility": ("employment", "mobility"),
    "giving": ("0", "40"),
    "how": ("0", "1"),
    "next": ("/e/", "/"),
    "no_table": ("2",),
    "number": ("1", "2"),
    "over": ("needs", "1"),
    "page": ("1", "2"),
    "person": (PERSON, "1"),
    "q": ("m", "prénom"),
    "resource": ("transport", "skills_digital"),
    "review": ("1",),
    "show": ("all", "missing", "here", "gone", "open", "new"),
    "side": ("company", "association"),
    "theme": ("employment", "mobility"),
    "topic": ("presence", "plan"),
    "view": ("people", "rounds", "tables"),
    "weights": ("1",),
    "without": ("diagnosis",),
}
#: What a form may hold, by its name.
FORM: Final[dict[str, tuple[str, ...]]] = {
    "about": ("contacts", "introductions"),
    "current": ("correct horse battery staple", "wrong"),
    "given": ("1",),
    "may_organise": ("1",),
    "right": ("may_organise", "administrator"),
    "sure": ("1", ""),
    "action": ("next", "pause", "resume", "extend", "end"),
    "again": ("", "1"),
    "answer": ("yes", "not"),
    "association": (ORGANISATION, PERSON),
    "back": ("now", "review", "person"),
    "company": (ORGANISATION, PERSON),
    "confirm": ("1",),
    "email": ("somebody@example.org",),
    "first_name": ("Wanda",),
    "giving": ("40",),
    "kind": ("forbidden", "required", "locked", "", "pairs"),
    "language": ("en", "fr"),
    "last_name": ("Passante",),
    "mark": (f"here:{PERSON}", f"absent:{PERSON}", f"from:{PERSON}:2", f"until:{PERSON}:1", f"expected:{PERSON}"),
    "name": ("Une soirée",),
    "needs": ("transport",),
    "next": ("/",),
    "note": ("essai",),
    "number": ("1",),
    "organisation": ("1", "2", ""),
    "organisation_name": ("", "Maison neuve"),
    "own_email": ("", "own@example.org"),
    "password": ("correct horse battery staple", "wrong"),
    "phone": ("1",),
    "q": ("",),
    "role": ("reader", "door"),
    "round_number": ("1", "2"),
    "seen": ("{seen}",),
    "show": ("all",),
    "side": ("company", "association"),
    "table_number": ("", "1"),
    "theme": ("employment",),
    "view": ("people", "rounds"),
}
NAMES_OF_ORGANISATIONS: Final = ("code", "company_code", "association_code")
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
        for name, converter in rule._converters.items():
            start = path.index("<")
            path = (
                path[:start]
                + self._parameter(name, isinstance(converter, IntegerConverter))
                + path[path.index(">") + 1 :]
            )
        return path

    def fields(self, names: dict[str, tuple[str, ...]], *, share: float) -> tuple[tuple[str, str], ...]:
        """A share of the named fields, each with one of its values."""
        return tuple(
            (name, self._value(self.drawn.choice(values)))
            for name, values in names.items()
            if self.drawn.random() < share
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

    def _parameter(self, name: str, number: bool) -> str:
        base, drawn = self.base, self.drawn
        if name == "public_id":
            return drawn.choices((base.public_id, base.other_public_id, "000000000000"), (92, 5, 3))[0]
        if name == "token":
            return drawn.choice((*self.links.values(), base.hall_token, "a" * 36))
        if name == "filename":
            return drawn.choice(FILES)
        if number:
            return str(self._person())
        if name in NAMES_OF_ORGANISATIONS:
            letter = {"company_code": "C", "association_code": "A"}.get(name, "")
            ours = [code.split("-")[0] for code in (self.flip.chooser, self.flip.partner)]
            known = [code for code in (ours if drawn.random() < 0.5 else base.organisations) if code.startswith(letter)]
            return drawn.choice(known)
        return drawn.choice((*base.organisations, "1", "owner"))

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
        form = filling.fields(FORM, share=0.8) + filling.answers()
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
    persons = {PARTNER: filling.flip.partner, THIRD: filling.third, OTHER_PHONE: filling.flip.chooser}
    if actor not in persons:
        return filling.base.cookies[actor]
    return ((PARTICIPANT_COOKIE, filling.links.get(persons[actor], "none")), (BROWSER_COOKIE, "z" * 32))
