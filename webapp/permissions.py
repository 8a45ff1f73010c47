"""``permissions.txt`` -> who may reach which route with which method; every fault of it at once, with its line.

Nothing is allowed that the file does not say, and it says nothing about a route that is not there.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.resources import files

from werkzeug.routing import Map

EVERYBODY = "everybody"
#: Words for accounts, whatever the evening.
ACCOUNT_WORDS = frozenset({"signed_in", "organiser", "administrator"})
#: Words for what an account may do at one evening.
ROLE_WORDS = frozenset({"owner", "door", "facilitator", "reader"})
#: Words for those whom a link let in, at one evening.
LINK_WORDS = frozenset({"participant", "hall"})
EVENT_WORDS = ROLE_WORDS | LINK_WORDS
WORDS = EVENT_WORDS | ACCOUNT_WORDS | {EVERYBODY}
METHODS = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE"})
#: The part of an address that names an evening.
EVENT_ARGUMENT = "public_id"

Declared = Mapping[tuple[str, str], frozenset[str]]


class InvalidPermissions(ValueError):  # noqa: N818  named as the thing it is about
    """Raised at start when routes and permissions.txt do not agree; lists every disagreement."""


@dataclass(frozen=True, kw_only=True)
class Permissions:
    """Who may reach each endpoint with each method, by the words of the file."""

    declared: Declared

    def who(self, endpoint: str, method: str) -> frozenset[str]:
        """The words that open an endpoint to a method, none when nothing is declared; a HEAD is a GET without body."""
        return self.declared.get((endpoint, "GET" if method == "HEAD" else method), frozenset())


def declared_permissions() -> Permissions:
    """What the application's own file declares."""
    return read((files("webapp") / "permissions.txt").read_text(encoding="utf-8"))


def read(text: str) -> Permissions:
    """The permissions that a text declares; raises InvalidPermissions when any of its lines cannot be understood."""
    declared: dict[tuple[str, str], frozenset[str]] = {}
    faults: list[str] = []
    for number, line in enumerate(text.splitlines(), start=1):
        words = line.partition("#")[0].split()
        if not words:
            continue
        endpoint, method, who = words[0], "".join(words[1:2]), words[2:]
        found = _faults_of(method, who)
        if (endpoint, method) in declared:
            found.append(f"{endpoint} {method} is declared twice")
        faults += [f"line {number}: {fault}" for fault in found]
        if not found:
            declared[endpoint, method] = frozenset(who)
    _refuse(faults)
    return Permissions(declared=declared)


def check(permissions: Permissions, routes: Map) -> None:
    """Refuse, with every reason, routes that are not declared, declarations without a route, and words out of place."""
    faults: list[str] = []
    known: set[tuple[str, str]] = set()
    for rule in sorted(routes.iter_rules(), key=lambda one: (one.endpoint, one.rule)):
        for method in sorted((rule.methods or set()) - {"HEAD"}):
            known.add((rule.endpoint, method))
            who = permissions.who(rule.endpoint, method)
            if not who:
                faults.append(f"{rule.endpoint} {method} ({rule.rule}) is not declared: say who may, or remove it")
            elif EVENT_ARGUMENT in rule.arguments and not who <= EVENT_WORDS:
                wrong = _listed(who - EVENT_WORDS)
                faults.append(f"{rule.endpoint} {method} ({rule.rule}) is of one evening: {wrong} cannot open it")
            elif EVENT_ARGUMENT not in rule.arguments and who & EVENT_WORDS:
                wrong = _listed(who & EVENT_WORDS)
                faults.append(f"{rule.endpoint} {method} ({rule.rule}) names no evening: {wrong} cannot open it")
    faults += [
        f"{endpoint} {method} is declared, but there is no such route: remove the line"
        for endpoint, method in sorted(permissions.declared.keys() - known)
    ]
    _refuse(faults)


def _faults_of(method: str, who: list[str]) -> list[str]:
    faults = []
    if method not in METHODS:
        faults.append(f"{method or 'nothing'} is no method; use {_listed(METHODS)} (GET covers HEAD)")
    if not who:
        faults.append("say who may")
    if len(set(who)) < len(who):
        faults.append("somebody is named twice")
    if unknown := set(who) - WORDS:
        faults.append(f"unknown: {_listed(unknown)}; use {_listed(WORDS)}")
    if EVERYBODY in who and len(who) > 1:
        faults.append(f"{EVERYBODY} includes the others")
    return faults


def _listed(words: Iterable[str]) -> str:
    return ", ".join(sorted(words))


def _refuse(faults: list[str]) -> None:
    if faults:
        raise InvalidPermissions("webapp/permissions.txt:\n" + "\n".join(f"  {fault}" for fault in faults))
