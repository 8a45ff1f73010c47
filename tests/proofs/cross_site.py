"""Requests that another site makes a browser send: all refused, and nothing in the database changes.

    python -m tests.proofs.cross_site

Every route that answers something else than GET, by somebody who may use it, with a form that does its work at that
moment of an evening: once as it should be, which must write something (so that a refusal means something), then in each
of the ways in which another site could try.
"""

import argparse
import re
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.proofs.actors import ACTORS, Installation
from tests.proofs.addresses import OWN, Address, addresses
from tests.proofs.filled_forms import Form, as_sent, form_for
from tests.proofs.moments import weights_learned
from tests.proofs.permissions import PASSES, WRITES_NOTHING, Case, expected, seen, world_of
from tests.proofs.restoring import KnownState
from tests.webapp.conftest import HandClock
from webapp.permissions import declared_permissions

Ask = Callable[[FlaskClient, str, Form, str], TestResponse]
#: At one of these each route does its work.
MOMENTS = ("begun", "prepared", "closed", "sealed")
FOREIGN = "https://elsewhere.example"


def _post(headers: Mapping[str, str], *, token: str | None = None) -> Ask:
    """A form sent with these headers, with another token than the right one if one is given."""

    def ask(client: FlaskClient, path: str, form: Form, right: str) -> TestResponse:
        given = right if token is None else token
        data = as_sent({**form, **({"csrf_token": given} if given else {})})
        return client.post(path, data=data, headers=dict(headers))

    return ask


def _texts(form: Form, right: str) -> dict[str, str]:
    """What of a form goes elsewhere than in a form: its texts, and the token."""
    return {name: value for name, value in form.items() if isinstance(value, str)} | {"csrf_token": right}


def _as_get(client: FlaskClient, path: str, form: Form, right: str) -> TestResponse:
    return client.get(path, query_string=_texts(form, right))


def _plain(client: FlaskClient, path: str, form: Form, right: str) -> TestResponse:
    return client.post(path, data=urlencode(_texts(form, right)), content_type="text/plain")


def _json(client: FlaskClient, path: str, form: Form, right: str) -> TestResponse:
    return client.post(path, json=_texts(form, right))


def _as_it_should(client: FlaskClient, path: str, form: Form, right: str) -> TestResponse:
    headers = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}
    return client.post(path, data=as_sent({**form, "csrf_token": right}), headers=headers)


def attacks(token_of_another: str) -> dict[str, Ask]:
    """The ways in which another site could try; in some it even knows the right token."""
    return {
        "no token": _post({}, token=""),
        "wrong token": _post({}, token="x" * 40),
        "token of another session": _post({}, token=token_of_another),
        "foreign Origin": _post({"Origin": FOREIGN}),
        "Origin of a neighbour": _post({"Origin": "http://localhost.elsewhere.example"}),
        "Origin without a host": _post({"Origin": "file://"}),
        "foreign Referer": _post({"Referer": f"{FOREIGN}/page"}),
        "Sec-Fetch-Site cross-site": _post({"Sec-Fetch-Site": "cross-site"}),
        "Sec-Fetch-Site same-site": _post({"Sec-Fetch-Site": "same-site"}),
        "as GET": _as_get,
        "text/plain": _plain,
        "JSON": _json,
    }


@dataclass
class Findings:
    """How much was tried, and what got through."""

    n_routes: int = 0
    n_attacks: int = 0
    got_through: list[str] = field(default_factory=list)
    #: Routes that somebody may use, and those that took what was as it should be: only then a refusal says much.
    owed: set[str] = field(default_factory=set)
    passed: set[str] = field(default_factory=set)

    @property
    def never_pass(self) -> list[str]:
        """Routes that refused even what was as it should be, at every moment: their refusals would show nothing."""
        return sorted(self.owed - self.passed)


def declared_to_change() -> set[str]:
    """Every route that permissions.txt declares with another method than GET: what the figure is out of."""
    return {endpoint for endpoint, method in declared_permissions().declared if method not in ("GET", "HEAD")}


def changing_routes(world: Installation) -> Iterator[tuple[Address, str, tuple[str, ...]]]:
    """Each route that changes something, with its method and those who may."""
    for address in addresses(world):
        for method in sorted(set(address.endpoints) - {"GET", "HEAD"}):
            if address.relation != OWN:
                continue
            cases = [Case(address=address, method=method, actor=actor) for actor in ACTORS]
            may = tuple(case.actor for case in cases if expected(case, declared_permissions()) == PASSES)
            if may:
                yield address, method, may


def run(folder: Path) -> Findings:
    """Try every attack on every route, at the first moment at which it does its work."""
    found = Findings()
    with weights_learned():
        for moment in MOMENTS:
            world = world_of(folder, HandClock(), moment=moment)
            run_at(world, found)
            world.database.dispose()
    return found


def run_at(world: Installation, found: Findings) -> None:
    """Try every attack on every route that does its work now and has not been attacked before."""
    world.app.config["WTF_CSRF_ENABLED"] = True
    state = KnownState(world.database)
    ways = attacks(token_of(world.client("nobody")))
    try:
        for address, method, actors in changing_routes(world):
            endpoint = address.endpoints[method]
            found.owed.add(endpoint)
            actor = None if endpoint in found.passed else _who_can(world, address, endpoint, actors, state)
            if actor is None:
                continue
            found.passed.add(endpoint)
            found.n_routes += 1
            form = form_for(world, endpoint, address.path)
            client = world.client(actor)
            right = token_of(client)
            for name, ask in ways.items():
                found.n_attacks += 1
                response = ask(client, address.path, form, right)
                reads = name == "as GET" and response.status_code < 400
                changed = state.changed_tables(but=("audit_entries",) if reads else ()) if state.written() else []
                if changed or not (reads or response.status_code in (400, 403, 404, 405)):
                    found.got_through.append(f"{endpoint} by {actor}, {name}: {response.status_code} {changed}")
                    state.restore()
    finally:
        state.close()
        world.app.config["WTF_CSRF_ENABLED"] = False


def _who_can(
    world: Installation, address: Address, endpoint: str, actors: Sequence[str], state: KnownState
) -> str | None:
    """The first for whom a route does its work now when it is asked as it should be."""
    for actor in actors:
        client = world.client(actor)
        response = _as_it_should(client, address.path, form_for(world, endpoint, address.path), token_of(client))
        wrote = bool(state.changed_tables()) if state.written() else False
        state.restore()
        if response.status_code < 400 and (wrote or (endpoint in WRITES_NOTHING and seen(response) == PASSES)):
            return actor
    return None


def token_of(client: FlaskClient) -> str:
    """The form's token of a browser."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/").get_data(as_text=True))
    assert found is not None
    return found.group(1)


def main() -> int:
    """Print the figures."""
    argparse.ArgumentParser(
        description="Requests from another site against every route that changes something."
    ).parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = run(Path(folder))
    left_out = sorted(declared_to_change() - found.passed)
    print(
        f"cross-site: {len(found.got_through)} of {found.n_attacks} got through, "
        f"on {found.n_routes} of {len(declared_to_change())} routes that change something"
    )
    for line in (*found.got_through, *(f"never does its work: {one}" for one in left_out)):
        print(f"  {line}")
    return int(bool(found.got_through or left_out))


if __name__ == "__main__":
    sys.exit(main())
