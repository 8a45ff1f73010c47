"""The forms that the application shows, to everybody who may open a page: by endpoint and method, fields and values.

Pages are those of the URL map, their links that ask for something, and what forms sent by GET lead to. A form stands
for the route that its address leads to; its fields are those a browser would send, with every value it offers.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Final
from urllib.parse import parse_qsl, urlencode, urlsplit

from werkzeug.exceptions import HTTPException

from tests.proofs.actors import Installation
from tests.proofs.addresses import OWN, addresses
from tests.proofs.permissions import PASSES, Case, expected
from webapp.permissions import declared_permissions

#: An endpoint and a method.
Route = tuple[str, str]
#: The fields of each route's forms, each with the values that were offered for it.
Fields = Mapping[Route, Mapping[str, tuple[str, ...]]]
#: Who sees the forms there are: everybody else sees fewer of the same.
SIGHTED: Final = ("owner", "administrator", "participant", "nobody")
FIELDS: Final = ("input", "select", "textarea", "button")
#: A token of a form is as long as chance makes it, and another each time.
TOKEN: Final = "csrf_token"


@dataclass
class _Form:
    """One form as it stands in a page."""

    action: str
    method: str
    fields: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))


class _Page(HTMLParser):
    """The forms and links of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[_Form] = []
        self.links: list[str] = []
        self._named: dict[str, _Form] = {}
        self._open: _Form | None = None
        self._select: tuple[_Form, str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a form, a field of it, or a link."""
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._open = self._named.setdefault(given.get("id", ""), _Form("", "")) if "id" in given else _Form("", "")
            self._open.action, self._open.method = given.get("action", ""), given.get("method", "get").upper()
            self.forms.append(self._open)
        elif tag in FIELDS and "name" in given:
            form = self._named.setdefault(given["form"], _Form("", "")) if "form" in given else self._open
            if form is None:
                return
            if tag == "select":
                self._select = form, given["name"]
            else:
                form.fields[given["name"]].append(given.get("value", "on" if given.get("type") == "checkbox" else ""))
        elif tag == "option" and self._select:
            form, name = self._select
            form.fields[name].append(given.get("value", ""))
        elif tag == "a" and "?" in given.get("href", ""):
            self.links.append(given["href"])

    def handle_endtag(self, tag: str) -> None:
        """A form ends, or the list of its values does."""
        if tag == "form":
            self._open = None
        elif tag == "select":
            self._select = None


def rendered_forms(world: Installation, *, only: Collection[str] = ()) -> Fields:
    """Read every page of the first evening (or those of some endpoints) that somebody may open, as it stands now."""
    router = world.app.url_map.bind("localhost")
    found: dict[Route, dict[str, dict[str, None]]] = defaultdict(lambda: defaultdict(dict))
    for actor, pages in _pages(world, only).items():
        client = world.client(actor)
        waiting = [(path, "") for path in pages]
        known: set[tuple[str, tuple[str, ...]]] = set()
        while waiting:
            path, query = waiting.pop()
            with client.get(path, query_string=query) as answer:
                if answer.mimetype != "text/html" or answer.status_code != 200:
                    continue
                page = _Page()
                page.feed(answer.get_data(as_text=True))
            targets = [urlsplit(link) for link in page.links]
            for form in page.forms:
                target = urlsplit(form.action)
                to = target.path or path
                try:
                    endpoint, _parts = router.match(to, method=form.method)
                except HTTPException:
                    raise AssertionError(f"{path} has a form that leads nowhere: {form.method} {to}") from None
                for name, values in form.fields.items():
                    found[str(endpoint), form.method][name].update(dict.fromkeys(values))
                if form.method == "GET":
                    for which in (0, -1):
                        typed = {name: values[which] for name, values in form.fields.items()}
                        targets.append(urlsplit(f"{to}?{urlencode(typed)}"))
            for target in targets:
                shape = target.path, tuple(sorted({name for name, value in parse_qsl(target.query) if value}))
                if not target.netloc and target.path == path and shape not in known:
                    known.add(shape)
                    waiting.append((target.path, target.query))
    return {
        route: {name: tuple(values) for name, values in sorted(fields.items()) if name != TOKEN}
        for route, fields in sorted(found.items())
    }


def together(of_moments: Iterable[Fields]) -> Fields:
    """The forms of several moments as one."""
    found: dict[Route, dict[str, dict[str, None]]] = defaultdict(lambda: defaultdict(dict))
    for fields in of_moments:
        for route, by_name in fields.items():
            for name, values in by_name.items():
                found[route][name].update(dict.fromkeys(values))
    return {route: {name: tuple(values) for name, values in by_name.items()} for route, by_name in found.items()}


def _pages(world: Installation, only: Collection[str]) -> dict[str, list[str]]:
    """The pages of the first evening, each for the first of ``SIGHTED`` who may open it, and for nobody at all."""
    found: dict[str, list[str]] = {actor: [] for actor in SIGHTED}
    for address in addresses(world):
        endpoint = address.endpoints.get("GET")
        if address.relation != OWN or endpoint is None or (only and endpoint not in only):
            continue
        cases = [Case(address=address, method="GET", actor=actor) for actor in SIGHTED]
        may = [case.actor for case in cases if expected(case, declared_permissions()) == PASSES]
        for actor in {*may[:1], *(one for one in may if one == "nobody")}:
            found[actor].append(address.path)
    return found
