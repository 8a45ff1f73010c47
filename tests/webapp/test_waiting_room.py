"""Threads get whole requests only, the urgent first: slow senders and floods of pages hold up nobody's tap."""

import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import ExitStack
from types import SimpleNamespace

import pytest
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
