"""Canaries: every secret and every name of an installation, searched in all that leaves it for somebody else.

The evening is one whose results are shown. Everybody asks for everything, by GET and by POST; what each answer brought
(log lines, streams, headers, body, mails) is searched for what must not stand there. Files are searched unpacked.
Every browser has a form's token of its own, sent with all it asks for; it may come back in a page and nowhere else. On
a participant's page stand no addresses but their own and those they received; to the team, on the page of a pair, those
of its two organisations alone, for people agreed to introductions. An owner sees the links of their own evening, and
only those: no sign-in, no way to a new password, nothing of another evening.
"""

import io
import random
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from tests.proofs.two_worlds.asking import Answer, Request
from tests.proofs.two_worlds.playing import Flip, Player
from tests.proofs.two_worlds.stage import Base, Image, Stage
from tests.proofs.two_worlds.stories import Shape, Story
from tests.proofs.two_worlds.views import OTHER_PHONE, PARTNER, THIRD, Filling, View, request_of, rules_of, views
from tests.webapp.conftest import SECRET
from webapp.access import HALL_COOKIE, SIGN_IN_COOKIE
from webapp.services import accounts, consents, invitations, organisations, password_resets

SHAPE = Shape(n_companies=6, n_associations=6, n_rounds=2, kind="two people")
#: Whoever may see links that stand, and of which evening: to print badges. A helper at the door sees only what they
#: have just made.
SHOWN_LINKS = {"owner": "link", "owner of another evening": "link of another evening"}
SECRETS = ("link", "link of another evening", "cookie", "invitation", "reset")
#: Whoever reads addresses on the page of a pair, for introductions: those of the pair who agreed to it.
INTRODUCING = ("facilitator",)
PAIR = "facilitator.pair"
#: The first person agrees to hand over contacts, and to no introduction; everybody else to everything.
CONTACTS_ALONE = 0b0011
#: Whoever may read names at the evening.
INSIDE = ("owner", "door helper", "facilitator", "reader", "hall", PARTNER, THIRD, OTHER_PHONE)
#: Whoever may read everybody's address; a participant reads those they received.
ADDRESSED = ("owner",)
N_BROWSERS = 12
FORM_COOKIE = "entremise_form"
FILES = ("text/csv", "text/vcard", "application/json", "application/vnd", "application/zip", "text/calendar")
#: Where an address of the staff's own accounts stands on purpose, and where one is typed again.
MOST_REPORTED = 20


@dataclass(frozen=True)
class Canary:
    """A text that must not leave by some ways: a link, a cookie, a form's token, a name, an address."""

    kind: str
    text: bytes


@dataclass(frozen=True, kw_only=True)
class Browser:
    """A browser's cookie for forms, and the token that stands in its forms."""

    cookie: str
    token: str


@dataclass(frozen=True, kw_only=True)
class Searched:
    """How many canaries of each kind, in how many answers, and where one was found."""

    planted: Counter[str]
    answers: int
    #: Answers in which addresses stood for introductions, as they may.
    introducing: int
    found: tuple[str, ...]


def browsers(stage: Stage, *, seed: int) -> tuple[Browser, ...]:
    """Browsers that have opened a page with a form."""
    found = []
    for number in range(N_BROWSERS):
        stage.begin(seed + number)
        answer = stage.ask(Request(method="GET", path="/sign-in"))
        token = re.search(rb'name="csrf_token"[^>]*value="([^"]+)"', answer.body)
        cookie = dict(answer.cookies()).get(FORM_COOKIE)
        if token is None or cookie is None:
            raise AssertionError("the sign-in page has no form's token")
        found.append(Browser(cookie=cookie, token=token[1].decode()))
    return tuple(found)


def may_have(stage: Stage, number: int) -> set[bytes]:
    """The addresses that may stand on a participant's pages: their own, and those they received."""
    rows = stage.pages.execute(
        "SELECT email, phone FROM participants WHERE id = ? UNION "
        "SELECT email, phone FROM received_contacts WHERE receiver_id = ?",
        (number, number),
    )
    return {text.encode() for row in rows for text in row if text}


def may_introduce(stage: Stage, base: Base) -> dict[str, set[bytes]]:
    """By organisation, the addresses of its people who agreed to introductions."""
    with stage.database.reading() as session:
        agreed = consents.agreed(session, base.people.values(), "introductions")
    found: dict[str, set[bytes]] = {code: set() for code in base.organisations}
    for code, number in base.people.items():
        email, phone = stage.pages.execute("SELECT email, phone FROM participants WHERE id = ?", (number,)).fetchone()
        given = {"email": email, "phone": phone}
        found[code.partition("-")[0]] |= {given[name].encode() for name in agreed[number] if given[name]}
    return found


def shown_evening(stage: Stage) -> tuple[Base, Image, tuple[Canary, ...]]:
    """An evening with shared wishes and results shown, an invitation and a new password on their way."""
    player = Player(stage)
    scene = player.scene(
        Story(shape=SHAPE, phase="revealed", rounds=2, answers=(1, 1, 1, 2) * 6, consents=(CONTACTS_ALONE,))
    )
    flip = scene.flips[0]
    if player.world(scene, flip, "not") is None:
        raise AssertionError("the evening could not be played to its end")
    base, now = scene.base, stage.clock.now()
    with stage.database.writing() as session:
        owner = accounts.account_number(session, "owner@example.org")
        assert owner is not None
        invited = [
            invitations.invite(
                session, base.event_id, email=f"invited{n}@example.org", role="reader", invited_by=owner, now=now
            )
            for n in range(10)
        ]
        resets = [password_resets.open_reset(session, owner, now=now) for _ in range(10)]
    with stage.database.reading() as session:
        numbers = [row[0] for row in stage.pages.execute("SELECT id FROM events").fetchall()]
        by_event = {one: organisations.personal_tokens(session, one, secret_key=SECRET).values() for one in numbers}
    own = {*by_event.pop(base.event_id), base.hall_token}
    others = {token for tokens in by_event.values() for token in tokens}
    others |= {value for name, value in base.cookies["hall of another evening"] if name == HALL_COOKIE}
    cookies = {
        value for held in base.cookies.values() for name, value in held if name == SIGN_IN_COOKIE or len(value) == 36
    }
    people = stage.pages.execute(
        "SELECT first_name, last_name, email, phone FROM participants WHERE event_id = ?", (base.event_id,)
    ).fetchall()
    planted = [
        *(Canary("link", text.encode()) for text in sorted(own)),
        *(Canary("link of another evening", text.encode()) for text in sorted(others)),
        *(Canary("cookie", text.encode()) for text in sorted(cookies - own - others)),
        *(Canary("invitation", text.encode()) for text in invited),
        *(Canary("reset", text.encode()) for text in resets),
        *(Canary("name", f"{first} {last}".encode()) for first, last, _, _ in people),
        *(Canary("address", text.encode()) for _, _, email, phone in people for text in (email, phone) if text),
    ]
    return base, stage.keep(), tuple(planted)


def searched(
    stage: Stage, *, seed: int, every: int = 1, times: int = 1, only: Callable[[View], bool] = lambda _: True
) -> Searched:
    """Ask for every ``every``-th view so many times, and search all that comes back."""
    base, image, planted = shown_evening(stage)
    rules = rules_of(stage.app)
    drawn = random.Random(seed)
    wanted = [view for view in views(stage.app) if only(view)][seed % every :: every]
    codes = sorted(base.people)
    stage.load(image)
    with stage.database.reading() as session:
        tokens = organisations.personal_tokens(session, base.event_id, secret_key=SECRET)
    links = {code: tokens[number] for code, number in base.people.items()}
    opened = browsers(stage, seed=seed)
    planted += tuple(Canary("form", one.token.encode()) for one in opened)
    received = {code: may_have(stage, number) for code, number in base.people.items()}
    introduced = may_introduce(stage, base)
    found: list[str] = []
    n_answers = n_introducing = 0
    for view in wanted * times:
        one, other = (drawn.choice([code for code in codes if code.startswith(side)]) for side in "CA")
        filling = Filling.of(base, Flip(chooser=one, partner=other), links, random.Random(drawn.getrandbits(32)))
        browser = drawn.choice(opened)
        request = request_of(view, filling, rules)
        request = replace(
            request,
            cookies=(*request.cookies, (FORM_COOKIE, browser.cookie)),
            form=(*request.form, ("csrf_token", browser.token)),
        )
        stage.load(image)
        stage.begin(drawn.getrandbits(32))
        answer = stage.ask(request)
        n_answers += 1
        # At home there, where people of the same names come: an owner sees all but secrets, and links of that evening.
        at_home = view.actor == "owner of another evening" and base.other_public_id in request.path
        sent = f"{request.path} {request.query} {request.cookies} {request.form}".encode()
        person = {PARTNER: other, THIRD: filling.third, OTHER_PHONE: one}.get(view.actor)
        rightly = {browser.token.encode()} | (received[person] if person else set())
        if view.endpoint == PAIR and view.actor in INTRODUCING:
            named = [introduced[code] for code in request.path.split("/") if code in introduced]
            n_introducing += any(text in answer.body for addresses in named for text in addresses)
            rightly |= set().union(*named)
        found += [
            f"{view}: {where} has a {kind}"
            for where, kind in _out_of_place(view, answer, planted, sent, rightly)
            if not at_home or kind in SECRETS
        ]
    return Searched(
        planted=Counter(canary.kind for canary in planted),
        answers=n_answers,
        introducing=n_introducing,
        found=tuple(found[:MOST_REPORTED]),
    )


def _out_of_place(
    view: View, answer: Answer, planted: Sequence[Canary], sent: bytes, rightly: set[bytes]
) -> Iterator[tuple[str, str]]:
    said, mails = "\n".join(answer.said).encode(), "\n".join(answer.mails).encode()
    headers = "\n".join(f"{name}: {value}" for name, value in answer.headers if name != "Set-Cookie").encode()
    body, is_file = _unpacked(answer)
    for canary in planted:
        if canary.text in said:
            yield "log", canary.kind
        if canary.text in headers:
            yield "headers", canary.kind
        if canary.text in mails:
            yield "mail", canary.kind
        if canary.text in body and canary.text not in sent:
            if canary.kind in SECRETS and (is_file or SHOWN_LINKS.get(view.actor) != canary.kind):
                yield "body", canary.kind
            if canary.kind == "name" and view.actor not in INSIDE:
                yield "body", canary.kind
            if canary.kind == "address" and canary.text not in rightly and view.actor not in ADDRESSED:
                yield "body", canary.kind
        if canary.kind == "form" and canary.text in body and (is_file or canary.text not in rightly):
            yield "body", canary.kind


def _unpacked(answer: Answer) -> tuple[bytes, bool]:
    """The body, that of a packed file unpacked; and whether it is a file."""
    kind = next((value for name, value in answer.headers if name == "Content-Type"), "")
    if not answer.body.startswith(b"PK"):
        return answer.body, kind.startswith(FILES)
    with zipfile.ZipFile(io.BytesIO(answer.body)) as packed:
        return b"\n".join(packed.read(name) for name in packed.namelist()), True
