"""Threads get whole requests only, the urgent first: slow senders and floods of pages hold up nobody's tap."""

import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import ExitStack
from types import SimpleNamespace

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from webapp.server import free_port, port_is_taken
from webapp.waiting_room import LONGEST_HEAD, OTHERS, PHONES, THREADS, Lanes, UrgentFirst, is_whole, lane

HEAD = b"POST /e/abc/me/choice/7 HTTP/1.1\r\nHost: hall\r\nContent-Length: 5\r\n\r\n"


@given(cut=st.integers(0, len(HEAD) + 5))
def test_a_request_is_whole_when_its_last_octet_is_there(cut: int) -> None:
    request = HEAD + b"hello"
    assert is_whole(request[:cut]) == (cut == len(request))


@pytest.mark.parametrize(
    "head",
    [
        b"GET / HTTP/1.1\r\nHost: a\r\n\r\n",
        b"POST /sign-in HTTP/1.1\r\ncontent-length:0\r\n\r\n",
        b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"POST / HTTP/1.1\r\nContent-Length: 99999999\r\n\r\n",
        b"POST / HTTP/1.1\r\nContent-Length: many\r\n\r\n",
    ],
)
def test_what_a_thread_has_to_look_at_anyway_is_not_waited_for(head: bytes) -> None:
    assert is_whole(head)


@pytest.mark.parametrize(
    "begun",
    [
        b"POST / HTTP/1.1\r\nContent-Length: 0000000000000009\r\n\r\n",
        b"POST / HTTP/1.1\r\nContent-Length: 9\r\nExpect: 100-continue\r\n\r\n",
        b"\r\n\r\nPOST / HTTP/1.1\r\nHost: a\r\n",
        b"GET / HTTP/1.1\r\nX: " + b"x" * LONGEST_HEAD,
    ],
)
def test_no_thread_gets_what_it_would_have_to_wait_for(begun: bytes) -> None:
    assert not is_whole(begun)


def test_a_length_in_the_body_is_not_the_length_of_the_request() -> None:
    assert is_whole(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n\r\nContent-Length: 500\r\n")


def test_taps_may_wait_least_and_pages_most() -> None:
    asked = [b"POST /e/a1/me/choice/3 HTTP/1.1", b"GET /e/a1/me/state HTTP/1.1", b"GET /e/a1/me HTTP/1.1"]
    assert sorted(asked, key=lambda one: lane(one)[1]) == asked
    assert {lane(one)[0] for one in asked} == {PHONES}


@pytest.mark.parametrize(
    "line", [b"GET /e/a1/desk/plan HTTP/1.1", b"POST /e/a1/desk/sheet HTTP/1.1", b"POST /sign-in "]
)
def test_what_may_take_long_keeps_no_phone_waiting(line: bytes) -> None:
    assert lane(line)[0] == OTHERS


#: What a route's arguments may be called: nothing that makes a slow page look like a phone's question.
ARGUMENTS = ("abc", "state", "me", "hall", "choice")
#: What may stand behind a path without making another page of it.
BEHIND = ("?", "?/state", "?/state?a=b", "?x=/me/state", "?/e/abc/me/choice/7", "#/state", "#/me ")


def addresses(app: Flask, argument: str) -> Iterator[tuple[str, str, str]]:
    """Every endpoint, method and path of the application."""
    numbers = ("int", "IntegerConverter")
    for rule in app.url_map.iter_rules():
        given = {
            name: 7 if type(rule._converters[name]).__name__ in numbers else argument for name in rule.arguments
        } | ({"public_id": "abc"} if "public_id" in rule.arguments else {})
        built = rule.build(given)
        assert built is not None
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield rule.endpoint, method, built[1]


def lane_of(method: str, path: str) -> tuple[str, float]:
    return lane(f"{method} {path} HTTP/1.1\r\nHost: hall\r\n".encode())


def test_only_what_phones_and_screens_ask_has_the_phones_threads(app: Flask) -> None:
    asked = {f"{method} {name}" for name, method, path in addresses(app, "abc") if lane_of(method, path)[0] == PHONES}
    taps = {"POST participant.choose", "POST participant.save_review", "POST participant.save_consent"}
    polled = {"GET organiser.evening_state", "GET organiser.presence_state", "GET organiser.results_state"}
    screens = {"GET hall.show", "GET hall.state", "GET doors.open_phone", "GET doors.open_hall", "GET static"}
    pages = {f"GET {name}" for name, method, _ in addresses(app, "abc") if method == "GET" and "participant." in name}
    assert asked == taps | polled | screens | pages
    assert {name for name, method, path in addresses(app, "abc") if lane_of(method, path) == (PHONES, 0.0)} == {
        "participant.choose",
        "participant.save_review",
    }


def test_neither_a_query_nor_a_name_changes_whose_threads_answer(app: Flask) -> None:
    for argument in ARGUMENTS:
        for (name, method, plain), (_, _, path) in zip(addresses(app, "abc"), addresses(app, argument), strict=True):
            kind = lane_of(method, plain)
            assert lane_of(method, path) == kind, (name, path)
            for behind in BEHIND:
                found = lane_of(method, path + behind)
                if behind.startswith("?"):
                    assert found == kind, (name, path + behind)
                else:  # no browser sends it: such a request may be put off, never preferred
                    assert found[0] in (kind[0], OTHERS), (name, path + behind)
                    assert found[0] == OTHERS or found[1] >= kind[1], (name, path + behind)


def test_a_slash_in_disguise_makes_no_slow_page_a_phones(app: Flask) -> None:
    asker = app.test_client()
    seen = 0
    for argument in ARGUMENTS:
        for name, method, path in addresses(app, argument):
            places = [place for place, sign in enumerate(path) if sign == "/"]
            for hidden in (places[2:], *([place] for place in places[2:])):
                disguised = "".join("%2F" if place in hidden else sign for place, sign in enumerate(path))
                seen += 1
                assert lane_of(method, disguised) in (lane_of(method, path), (OTHERS, 0.0)), (name, disguised)
    assert seen > 500
    # The server takes such an address for the page it hides: it asks whoever comes for it to sign in.
    assert "sign-in" in asker.get("/e/abc%2Fpairs%2FC01/me").headers["Location"]


def test_each_kind_has_threads_of_its_own() -> None:
    pool, hold = Lanes(), threading.Event()
    slow = [
        pool.submit(lambda _: hold.wait(5), SimpleNamespace(lane=OTHERS, due=0.0)) for _ in range(THREADS[OTHERS] + 1)
    ]
    assert pool.submit(lambda conn: conn.lane, SimpleNamespace(lane=PHONES, due=9.0)).result(5) == PHONES
    hold.set()
    assert all(one.result(5) for one in slow)
    pool.shutdown()


def test_threads_take_what_is_due_first() -> None:
    pool, done, begun = UrgentFirst(1), [], threading.Event()
    hold = threading.Event()

    def work(conn: SimpleNamespace) -> float:
        begun.set()
        hold.wait(5)
        done.append(conn.due)
        return conn.due

    first = pool.submit(work, SimpleNamespace(due=0.0))
    begun.wait(5)
    others: list[Future[float]] = [pool.submit(work, SimpleNamespace(due=due)) for due in (3.0, 1.0, 2.0)]
    hold.set()
    assert [one.result(5) for one in (first, *others)] == [0.0, 3.0, 1.0, 2.0]
    assert done == [0.0, 1.0, 2.0, 3.0]
    pool.shutdown()


def test_a_failure_is_told_to_whoever_waits_and_the_thread_goes_on() -> None:
    pool = UrgentFirst(1)

    def fail(_conn: object) -> None:
        raise OSError("gone")

    with pytest.raises(OSError, match="gone"):
        pool.submit(fail, SimpleNamespace(due=0.0)).result(5)
    assert pool.submit(lambda conn: conn.due, SimpleNamespace(due=1.0)).result(5) == 1.0
    pool.shutdown()


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """A real server with an empty database; gives its port."""
    from tests.proofs.load import served  # noqa: PLC0415  slow import

    folder = tmp_path_factory.mktemp("hall")
    with served(f"sqlite:///{folder / 'evening.sqlite'}", folder) as (port, _process):
        yield port


def _answer(port: int, request: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        connection.sendall(request)
        return connection.recv(12)


def test_forty_senders_who_never_finish_keep_nobody_out(hall: int) -> None:
    slow = [socket.create_connection(("127.0.0.1", hall)) for _ in range(40)]
    for number, connection in enumerate(slow):
        connection.sendall(b"POST /sign-in HTTP/1.1\r\nHost: a\r\nContent-Length: 900\r\n"[: 20 + number])
    began = time.monotonic()
    assert _answer(hall, b"GET /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n") == b"HTTP/1.1 200"
    assert time.monotonic() - began < 5  # eight of them would have held eight threads for as long as they like
    for connection in slow:
        connection.close()


SENDERS = {
    "leading noughts": b"POST /sign-in HTTP/1.1\r\nHost: a\r\nContent-Length: 0000000000009000\r\n\r\na",
    "asking first": b"POST /sign-in HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 9000\r\n\r\na",
    "empty lines first": b"\r\n\r\nPOST /sign-in HTTP/1.1\r\nHost: a\r\n",
    "a long head": b"GET / HTTP/1.1\r\nHost: a\r\n" + b"".join(b"X-%d: %s\r\n" % (n, b"a" * 8000) for n in range(9)),
    "staying after the answer": b"GET /sign-in HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
}


@pytest.mark.parametrize("request_begun", SENDERS.values(), ids=SENDERS)
def test_twenty_hostile_connections_keep_nobody_out(hall: int, request_begun: bytes) -> None:
    with ExitStack() as stack:
        for _ in range(20):
            connection = stack.enter_context(socket.create_connection(("127.0.0.1", hall)))
            connection.sendall(request_begun)
        time.sleep(0.5)
        began = time.monotonic()
        assert _answer(hall, b"GET /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n") == b"HTTP/1.1 200"
        assert time.monotonic() - began < 5


def test_a_request_that_is_not_whole_in_time_is_dropped(hall: int) -> None:
    with socket.create_connection(("127.0.0.1", hall), timeout=20) as connection:
        connection.sendall(b"GET /sign-in HT")
        began = time.monotonic()
        assert connection.recv(10) == b""
        assert 8 < time.monotonic() - began < 16


def test_two_requests_sent_together_are_both_answered(hall: int) -> None:
    asked = b"GET /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
    with socket.create_connection(("127.0.0.1", hall), timeout=20) as connection:
        connection.sendall(asked + asked[:10])
        time.sleep(0.3)
        connection.sendall(asked[10:] + asked.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
        received = b""
        while part := connection.recv(65536):
            received += part
    assert received.count(b"HTTP/1.1 200") == 3


def test_the_port_of_the_server_is_taken(hall: int) -> None:
    assert port_is_taken("127.0.0.1", hall)
    assert free_port("127.0.0.1") != hall
