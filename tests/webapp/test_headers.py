"""Headers and cookies of every kind of answer, addresses that lead away, forged hosts, and nothing inline."""

import random
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.proofs.actors import Installation
from tests.proofs.addresses import OWN, addresses
from tests.proofs.permissions import world_of
from tests.webapp.conftest import SECRET, HandClock
from webapp import headers
from webapp.app import create_app
from webapp.config import Settings

TEMPLATES = Path(headers.__file__).parent / "templates"


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """Two evenings in their first round."""
    made = world_of(tmp_path_factory.mktemp("world"), HandClock())
    yield made
    made.database.dispose()


def app_at(world: Installation, public_url: str, *, secure: bool) -> Flask:
    """The application of the same database under a public address."""
    settings = Settings(
        database_url=world.database.url,
        secret_key=SECRET,
        instance=Path(world.app.root_path),
        public_url=public_url,
        secure_cookies=secure,
    )
    app = create_app(settings, world.database, clock=world.clock)  # type: ignore[arg-type]
    app.config.update(TESTING=True, PROPAGATE_EXCEPTIONS=False)
    return app


def check(response: TestResponse, *, static: bool = False) -> None:
    """Every header, on any answer."""
    for name, value in headers.ALWAYS.items():
        assert response.headers.getlist(name) == [value], (response.request.path, response.status)
    if not static:
        assert response.headers["Cache-Control"] == "no-store"
        assert {"Cookie", "Accept-Language"} <= {one.strip() for one in response.headers["Vary"].split(",")}
    assert "unsafe" not in response.headers["Content-Security-Policy"]
    for cookie in response.headers.getlist("Set-Cookie"):
        parts = [one.strip() for one in cookie.split(";")]
        assert {"HttpOnly", "SameSite=Lax"} <= set(parts), cookie
        assert any(one.startswith("Path=/") for one in parts), cookie


def test_every_route_and_every_error_has_its_headers(world: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    for address in addresses(world):
        if address.relation != OWN:
            continue
        for actor in ("nobody", "owner", "participant"):
            with world.client(actor).open(address.path, method="GET") as response:
                check(response, static=response.status_code == 200 and address.rule.startswith("/static/"))
    client = world.client("owner")
    base = f"/e/{world.evening.public_id}"
    check(refused := client.post("/sign-in", headers={"Origin": "https://elsewhere.example"}))
    assert refused.status_code == 403
    check(none := client.get("/nothing/here"))
    assert none.status_code == 404
    check(method := client.put("/sign-in"))
    assert method.status_code == 405
    check(large := client.post("/sign-in", data={"email": "x" * 400_000}))
    assert large.status_code == 413
    check(client.get("/static/none.css"), static=True)
    monkeypatch.setattr("webapp.organiser.results.contacts.mutual_pairs", lambda *_: 1 / 0)
    check(broken := client.get(f"{base}/desk/results"))
    assert broken.status_code == 500
    phone = world.client("participant")
    codes = {phone.post(f"{base}/me/profile").status_code for _ in range(80)}
    assert 429 in codes
    check(phone.post(f"{base}/me/profile"))


def test_over_tls_cookies_are_secure_and_the_browser_stays_there(world: Installation) -> None:
    app = app_at(world, "https://soiree.example", secure=True)
    client = app.test_client()
    token = world.evening.token(world.database, "C01-1")
    for path in ("/", "/sign-in", f"/p/{token}", f"/h/{world.tokens['hall']}"):
        response = client.get(path, base_url="https://soiree.example")
        assert response.headers["Strict-Transport-Security"].startswith("max-age=15552000")
        check(response)
        for cookie in response.headers.getlist("Set-Cookie"):
            assert "Secure" in cookie, cookie
    assert "Strict-Transport-Security" not in world.client("nobody").get("/").headers


def test_a_forged_host_is_not_answered(world: Installation) -> None:
    app = app_at(world, "https://soiree.example", secure=True)
    foreign = "elsewhere.example"
    for host in (foreign, f"soiree.example.{foreign}", f"soiree.example@{foreign}", "", "[::1"):
        for path in ("/", "/sign-in", f"/p/{world.evening.token(world.database, 'C01-1')}", "/nothing"):
            response = app.test_client().get(path, headers={"Host": host})
            assert response.status_code == 400, (host, path)
            assert foreign not in response.get_data(as_text=True)
            assert foreign not in str(response.headers)
    with app.test_client() as owner:
        owner.set_cookie("__Host-entremise_sign_in", world.tokens["owner"], domain="localhost")
        page = owner.get(
            f"/e/{world.evening.public_id}/desk/evening", headers={"X-Forwarded-Host": "elsewhere.example"}
        )
        assert "https://soiree.example/h/" in page.get_data(as_text=True)
        assert foreign not in page.get_data(as_text=True)


HOSTS = ["elsewhere.example", "elsewhere.example:443", "user@elsewhere.example", "[::ffff:1.2.3.4]", "0x7f.1"]
SLASHES = ["//", "///", "/\\", "\\\\", "\\/", "/\t/", "/\n/", "/%2f", "/%5c", "\t//", " //", "//\0", "/\r\n/"]
SCHEMES = ["http:", "https:", "HTTPS:", "ftp:", "javascript:", "data:", "vbscript:", "file:", "//", "", "ht\ntp:"]
ENDS = ["", "/", "/%2e%2e", "?a=b", "#c"]


def hostile_targets(n: int, seed: int = 5) -> list[str]:
    """Values of ``next`` that would lead to another site if they were followed."""
    chance = random.Random(seed)
    found = ["https:elsewhere.example", "javascript:alert(1)", "//elsewhere.example", "/\\/elsewhere.example"]
    while len(found) < n:
        found.append("".join(map(chance.choice, (SCHEMES, SLASHES, HOSTS, ENDS))))
    return found


def test_no_address_leads_to_another_site(world: Installation) -> None:
    client: FlaskClient = world.client("nobody")
    for target in hostile_targets(500):
        answers = [
            client.post("/language", data={"language": "fr", "next": target}),
            client.get("/sign-in", query_string={"next": target}),
        ]
        assert answers[0].status_code == 303
        assert_stays(answers[0].headers["Location"], target)
        kept = re.search(r'name="next" value="([^"]*)"', answers[1].get_data(as_text=True))
        assert kept is not None
        assert_stays(kept.group(1) or "/", target)
    assert (
        client.post("/language", data={"language": "fr", "next": "/sign-in?a=b"}).headers["Location"] == "/sign-in?a=b"
    )


def assert_stays(location: str, target: str) -> None:
    """Whether a browser that follows it stays: browsers drop tabs and line ends, and take \\ for /."""
    as_browsers_do = re.sub(r"[\t\r\n]", "", location).strip().replace("\\", "/")
    parts = urlsplit(urljoin("http://localhost/sign-in", as_browsers_do))
    assert (parts.scheme, parts.netloc) == ("http", "localhost"), (target, location)


def test_no_template_holds_anything_inline() -> None:
    found = []
    for path in sorted(TEMPLATES.rglob("*.html")):
        if path.name.endswith("_file.html"):
            continue  # a report or timetables written to a file, which has nowhere to take its style from
        text = re.sub(r"(?s)\{#.*?#\}", "", path.read_text(encoding="utf-8"))
        patterns = {
            "script": r"<script(?![^>]*\bsrc=)[^>]*>",
            "style": r"<style\b|\sstyle\s*=",
            "handler": r"<[^>]*\son[a-z]+\s*=",
            "javascript address": r"(?i)javascript:",
            "foreign address": r"(?:src|href|action)=\"(?:https?:)?//",
        }
        found += [f"{path.name}: {what}" for what, pattern in patterns.items() if re.search(pattern, text)]
    assert found == []
