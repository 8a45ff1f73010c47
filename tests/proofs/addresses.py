"""Every address of the application with what it names filled in: own objects, another evening's, ones that are not.

``named`` says what each part of an address may stand for. A route with a part that is not listed there stops the proofs
with the name of the part, so that nobody forgets to say what it names.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from werkzeug.exceptions import MethodNotAllowed
from werkzeug.routing import MapAdapter

from tests.proofs.actors import OWNER, Installation
from tests.webapp.conftest import Evening
from webapp.services import accounts, invitations, password_resets, plans, roles

OWN, OF_ANOTHER, NO_OBJECT = "its own object", "another evening's object", "no such object"
NOT_MET = "somebody whom one has not met"
OTHER_EVENING, NO_EVENING = "another evening", "no such evening"
RELATIONS = (OWN, OF_ANOTHER, NO_OBJECT, NOT_MET, OTHER_EVENING, NO_EVENING)
METHODS = ("GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE")


@dataclass(frozen=True, kw_only=True)
class Address:
    """One address with its parts filled in, and the endpoint of each of its methods."""

    rule: str
    path: str
    relation: str
    endpoints: Mapping[str, str]
    #: The methods to ask it with: not those that another route answers at the same address.
    methods: tuple[str, ...]


def named(world: Installation) -> dict[str, dict[str, str]]:
    """What each part of an address stands for, in each relation."""
    here, there = world.evening, world.other
    other_person = world.same_in(there, "C01-1")
    met = _met(world, here, "C01-1")
    phone = here.token(world.database, "C02-1")
    nowhere = "z" * len(phone)
    numbers = _numbers(world)
    return {
        "public_id": dict.fromkeys(RELATIONS, here.public_id)
        | {OTHER_EVENING: there.public_id, NO_EVENING: "000000000000"},
        "participant_id": _object(str(here.people["C01-1"]), str(there.people[other_person]), "999999"),
        "partner_id": _object(met, _met(world, there, other_person), "999999")
        | {
            NOT_MET: next(
                str(here.people[code]) for code in here.people if code[0] == "A" and str(here.people[code]) != met
            )
        },
        "company_code": _object("C01", "C11", "C99"),
        "association_code": _object("A01", "A11", "A99"),
        "code": _object("C01", "C11", "C99"),
        "filename": _object("css/base.css", "css/base.css", "css/none.css"),
        "account_id": _object(numbers["account"], numbers["account"], "999999"),
        "organiser.change_role number": _object(numbers["member here"], numbers["member there"], "999999"),
        "organiser.remove_member number": _object(numbers["member here"], numbers["member there"], "999999"),
        "organiser.withdraw_invitation number": _object(
            numbers["invitation here"], numbers["invitation there"], "999999"
        ),
        "doors.open_phone token": _object(phone, phone, nowhere),
        "doors.open_hall token": _object(world.tokens["hall"], world.tokens["hall of another evening"], nowhere),
        **{
            f"account.{name} token": _object(world.tokens[link], world.tokens[link], nowhere)
            for name, link in (
                ("invitation", "invitation"),
                ("accept", "invitation"),
                ("join", "invitation"),
                ("reset", "reset"),
                ("choose_password", "reset"),
            )
        },
    }


def _met(world: Installation, evening: Evening, code: str) -> str:
    """The number of whom somebody meets first; before a plan is published, of somebody on the other side."""
    with world.database.reading() as session:
        meetings = plans.own_meetings(session, evening.people[code])
    if 1 in meetings:
        return str(meetings[1].partner_of(evening.people[code]).id)
    return next(str(number) for other, number in evening.people.items() if other[0] != code[0])


def send_links(world: Installation) -> None:
    """Invite somebody to each evening, let somebody choose a new password, and let somebody in on a second browser.

    The links join ``world.tokens``.
    """
    now = world.clock.now()
    with world.database.writing() as session:
        owner = accounts.account_number(session, OWNER)
        reader = accounts.account_number(session, "reader@example.org")
        assert owner is not None
        assert reader is not None
        for evening, name in ((world.evening, "invitation"), (world.other, "invitation there")):
            world.tokens[name] = invitations.invite(
                session, evening.event_id, email="new@example.org", role="door", invited_by=owner, now=now
            )
        door = accounts.account_number(session, "door@example.org")
        assert door is not None
        accounts.open_sign_in(session, door, now=now, hours=24 * 365)
        world.tokens["reset"] = password_resets.open_reset(session, reader, now=now)


def _numbers(world: Installation) -> dict[str, str]:
    """Numbers of an account, and of a member and an invitation of each evening."""
    found = {}
    with world.database.reading() as session:
        found["account"] = str(accounts.account_number(session, "door@example.org"))
        for evening, where in ((world.evening, "here"), (world.other, "there")):
            members = roles.members_of(session, evening.event_id)
            waiting = invitations.waiting(session, evening.event_id, world.clock.now())
            found |= {f"member {where}": str(members[-1].number), f"invitation {where}": str(waiting[0].number)}
    return found


def _object(here: str, there: str, nowhere: str) -> dict[str, str]:
    return {OWN: here, OF_ANOTHER: there, NO_OBJECT: nowhere, OTHER_EVENING: there, NO_EVENING: here}


def addresses(world: Installation) -> Iterator[Address]:
    """Every address of the map, in each relation to what it names that makes sense for it."""
    parts = named(world)
    router = world.app.url_map.bind("localhost")
    by_rule: dict[str, dict[str, str]] = defaultdict(dict)
    for rule in world.app.url_map.iter_rules():
        for method in rule.methods or ():
            by_rule[rule.rule][method] = rule.endpoint
    for rule, endpoints in sorted(by_rule.items()):
        arguments = re.findall(r"<(?:[^<>:]*:)?([^<>]+)>", rule)
        of_event = "public_id" in arguments
        objects = [name for name in arguments if name != "public_id"]
        relations = [OWN]
        if objects:
            relations += [OF_ANOTHER, NO_OBJECT] if of_event else [NO_OBJECT]
        if "partner_id" in objects:
            relations.append(NOT_MET)
        if of_event:
            relations += [OTHER_EVENING, NO_EVENING]
        for relation in relations:
            path = _filled(rule, relation, min(endpoints.values()), parts)
            yield Address(
                rule=rule,
                path=path,
                relation=relation,
                endpoints=endpoints,
                methods=tuple(method for method in METHODS if method in endpoints or _no_other(router, path, method)),
            )


def _no_other(router: MapAdapter, path: str, method: str) -> bool:
    """Whether no route answers this method there."""
    try:
        router.match(path, method=method)
    except MethodNotAllowed:
        return True
    return False


def _filled(rule: str, relation: str, endpoint: str, parts: Mapping[str, Mapping[str, str]]) -> str:
    """The address with its parts replaced."""

    def value(found: re.Match[str]) -> str:
        name = found.group(1)
        part = parts.get(f"{endpoint} {name}", parts.get(name))
        if part is None:
            raise KeyError(f"{rule}: say in tests/proofs/addresses.py what <{name}> of {endpoint} names")
        return part[relation]

    return re.sub(r"<(?:[^<>:]*:)?([^<>]+)>", value, rule)
