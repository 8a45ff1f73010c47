"""Requests that are too long are refused by the route they ask for, before their body is read."""

import io
import socket
import threading
from collections.abc import Iterator
from typing import IO

import pytest
from flask import Flask, request
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.serving import make_server

from webapp import limits

UPLOAD = 10 * 1024 * 1024


class Watched(io.BytesIO):
    """A body that remembers whether somebody read it."""

    n_read = 0

    def read(self, *arguments: int | None) -> bytes:  # type: ignore[override]
        got = super().read(*arguments)
        self.n_read += len(got)
        return got

    def readinto(self, buffer) -> int:  # type: ignore[no-untyped-def]
        got = super().readinto(buffer)
        self.n_read += got
        return got


def post(app: Flask, address: str, body: IO[bytes], length: int, content_type: str) -> int:
    client = app.test_client()
    return client.post(address, input_stream=body, content_length=length, content_type=content_type).status_code


def test_every_route_has_its_size(app: Flask) -> None:
    sizes = {
        (rule.endpoint, method): limits.largest(rule.endpoint, method, upload=UPLOAD)
        for rule in app.url_map.iter_rules()
        for method in rule.methods or ()
    }
    assert [where for where, size in sizes.items() if size == UPLOAD] == [("organiser.take_in", "POST")]
    longer = {endpoint.partition(".")[0] for (endpoint, _method), size in sizes.items() if size > limits.SHORT}
    assert longer == {"organiser", "facilitator"}
    assert all(size == limits.SHORT for (_endpoint, method), size in sizes.items() if method == "GET")


def test_what_the_table_names_exists(app: Flask) -> None:
    known = {rule.endpoint for rule in app.url_map.iter_rules()} | set(app.blueprints)
    assert set(limits.LARGEST) <= known


@pytest.mark.parametrize(
    ("address", "most"),
    [
        ("/sign-in", limits.SHORT),
        ("/e/evening/me/choice/1", limits.SHORT),
        ("/e/evening/me/review", limits.SHORT),
        ("/e/evening/desk/rules", limits.FORM),
        ("/e/evening/pairs/weights", limits.FORM),
        ("/e/evening/desk/sheet", UPLOAD),
        ("/nothing/here", limits.SHORT),
        ("/e/evening/me/state", limits.SHORT),
    ],
)
@pytest.mark.parametrize("content_type", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
def test_a_body_declared_too_long_is_not_read(app: Flask, address: str, most: int, content_type: str) -> None:
    body = Watched(b"a" * (most + 1))
    assert post(app, address, body, most + 1, content_type) == 413
    assert body.n_read == 0


def parsed(app: Flask, body: bytes) -> None:
    """Parse a form for the route of the sign-up sheet, for whoever was let in."""
    options = {"method": "POST", "data": body, "content_type": "multipart/form-data; boundary=x"}
    with app.test_request_context("/e/evening/desk/sheet", **options):
        assert request.form is not None


def test_a_form_of_a_thousand_parts_is_refused(app: Flask) -> None:
    part = b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n'
    parsed(app, part * limits.MOST_PARTS + b"--x--\r\n")
    with pytest.raises(RequestEntityTooLarge):
        parsed(app, part * (limits.MOST_PARTS + 1) + b"--x--\r\n")


def test_a_field_as_large_as_a_file_is_refused(app: Flask) -> None:
    head = b'--x\r\nContent-Disposition: form-data; name="sheet"\r\n\r\n'
    with pytest.raises(RequestEntityTooLarge):
        parsed(app, head + b"a" * 1_000_000 + b"\r\n--x--\r\n")


def test_the_size_of_a_file_is_told_only_where_files_are_taken(app: Flask) -> None:
    client = app.test_client()
    assert "10 Mo" in client.post("/e/evening/desk/sheet", data=b"a" * (UPLOAD + 1)).text
    assert "10 Mo" not in client.post("/sign-in", data=b"a" * (limits.SHORT + 1)).text


@pytest.fixture
def port(app: Flask) -> Iterator[int]:
    """The application behind a real socket."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server.server_port
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_long_body_is_answered_before_it_is_sent(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        head = "POST /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 999999999\r\n"
        connection.sendall(f"{head}Content-Type: application/x-www-form-urlencoded\r\n\r\n".encode())
        assert b" 413 " in connection.recv(100)


def test_a_body_without_a_length_is_refused(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        head = "POST /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n"
        connection.sendall(f"{head}Content-Type: application/x-www-form-urlencoded\r\n\r\n".encode())
        connection.sendall(b"1000\r\n" + b"a" * 0x1000 + b"\r\n")  # and the body does not end here
        assert b" 411 " in connection.recv(100)


@pytest.mark.parametrize("query", [b"q=\xff", b"topic=\xff\xfe", b"\x80=\x80"])
def test_an_address_of_any_octets_gets_its_page(app: Flask, query: bytes) -> None:
    answer = app.test_client().get("/sign-in", environ_overrides={"QUERY_STRING": query.decode("latin-1")})
    assert answer.status_code == 200


@pytest.mark.parametrize("host", ["x" * 500, "a..b", "évil.example", "a b"])
def test_a_host_that_cannot_be_is_refused_in_words(app: Flask, host: str) -> None:
    app.config["TRUSTED_HOSTS"] = ["localhost"]
    answer = app.test_client().get("/", headers={"Host": host})
    assert answer.status_code == 400
    assert "Revenez en arrière" in answer.text


def test_a_request_is_looked_at_in_the_order_that_app_says(app: Flask) -> None:
    order = [one.__module__ for one in app.before_request_funcs[None]]
    first = ["webapp.limits", "webapp.origins", "webapp.throttle", "webapp.guard"]
    assert order == [*first, "flask_wtf.csrf", "webapp.few_at_once"]
