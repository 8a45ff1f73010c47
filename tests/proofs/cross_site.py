"""Requests that another site makes a browser send: all refused, and nothing in the database changes.

    python -m tests.proofs.cross_site

Every route that answers something else than GET, by somebody who may use it, with a form that does its work: once as it
should be (so that a refusal means something), then in each of the ways in which another site could try.
"""

import argparse
import re
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.proofs.actors import ACTORS, Installation
from tests.proofs.addresses import FORMS, OWN, Address, addresses
from tests.proofs.permissions import PASSES, Case, expected, seen, world_of
from tests.proofs.restoring import KnownState
from tests.webapp.conftest import HandClock
from webapp.permissions import declared_permissions

Ask = Callable[[FlaskClient, str, Mapping[str, str], str], TestResponse]
FOREIGN = "https://elsewhere.example"


def _post(headers: Mapping[str, str], *, token: str | None = None) -> Ask:
    """A form sent with these headers, with another token than the right one if one is given."""

    def ask(client: FlaskClient, path: str, form: Mapping[str, str], right: str) -> TestResponse:
        given = right if token is None else token
        return client.post(path, data={**form, **({"csrf_token": given} if given else {})}, headers=dict(headers))

    return ask


def _as_get(client: FlaskClient, path: str, form: Mapping[str, str], right: str) -> TestResponse:
    return client.get(path, query_string={**form, "csrf_token": right})


def _plain(client: FlaskClient, path: str, form: Mapping[str, str], right: str) -> TestResponse:
    return client.post(path, data=urlencode({**form, "csrf_token": right}), content_type="text/plain")


def _json(client: FlaskClient, path: str, form: Mapping[str, str], right: str) -> TestResponse:
    return client.post(path, json={**form, "csrf_token": right})


def _as_it_should(client: FlaskClient, path: str, form: Mapping[str, str], right: str) -> TestResponse:
    headers = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}
    return client.post(path, data={**form, "csrf_token": right}, headers=headers)


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
    #: Routes that refused even what was as it should be: their refusals would show nothing.
    never_pass: list[str] = field(default_factory=list)


def changing_routes(world: Installation) -> Iterator[tuple[Address, str, str]]:
    """Each route that changes something, with its method and somebody who may."""
    for address in addresses(world):
        for method in sorted(set(address.endpoints) - {"GET", "HEAD"}):
            if address.relation != OWN:
                continue
            for actor in ACTORS:
                if expected(Case(address=address, method=method, actor=actor), declared_permissions()) == PASSES:
                    yield address, method, actor
                    break


def run(world: Installation) -> Findings:
    """Try every attack on every route."""
    world.app.config["WTF_CSRF_ENABLED"] = True
    found, state = Findings(), KnownState(world.database)
    ways = attacks(token_of(world.client("nobody")))
    try:
        for address, method, actor in changing_routes(world):
            found.n_routes += 1
            endpoint = address.endpoints[method]
            form = FORMS[endpoint](world, address.path) if endpoint in FORMS else {}
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
            response = _as_it_should(client, address.path, form, right)
            if seen(response) != PASSES or response.status_code in (400, 403):
                found.never_pass.append(f"{endpoint} by {actor}: {response.status_code}")
            state.restore()
    finally:
        state.close()
        world.app.config["WTF_CSRF_ENABLED"] = False
    return found


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
        found = run(world_of(Path(folder), HandClock()))
    print(f"cross-site: {len(found.got_through)} of {found.n_attacks} got through, on {found.n_routes} routes")
    for line in (*found.got_through, *(f"never passes: {one}" for one in found.never_pass)):
        print(f"  {line}")
    return int(bool(found.got_through or found.never_pass))


if __name__ == "__main__":
    sys.exit(main())
