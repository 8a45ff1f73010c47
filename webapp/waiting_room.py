"""Whole requests, the urgent first: no thread waits for a slow sender, and a tap goes before pages that have just come.

Gunicorn's threaded worker gives a connection to a thread as soon as it can be read, so that eight senders of one octet
a second occupy its eight threads. Here the worker's own loop gathers each request, without blocking, and gives it to a
thread once it is whole, at the latest when it is as long as a form can be; a request that is not whole in time is
dropped, and when there are too many connections the oldest unfinished one makes room.

What phones ask and whatever may take long have threads of their own. Requests that wait for a thread are taken by the
moment they are due: when they came, plus the patience their kind has (earliest due date first, Jackson 1955). Nobody
starves: what has waited long is due before what has just come.
"""

import re
import socket
import struct
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from itertools import count
from queue import PriorityQueue
from typing import Any, Final

from gunicorn.workers.gthread import TConn, ThreadWorker

from webapp import limits

SECONDS_TO_ASK: Final = 10.0
MOMENT: Final = 0.05
#: A thread that reads an upload, or writes to whoever reads slowly, gives up after so long without progress.
SECONDS_WITHOUT_PROGRESS: Final = 10
#: Longer requests are read by their thread: uploads, which only whoever may upload gets as far as sending.
LONGEST_GATHERED: Final = limits.FORM + limits.LONGEST_REQUEST_LINE + limits.LONGEST_HEADER * 4
LONGEST_HEAD: Final = 64 * 1024
AT_ONCE: Final = 64 * 1024
#: Python runs one thread at a time: with a hall's pages in eight threads, a tap waits for them at every statement
#: (500 phones: 1.6 s for half the taps, 0.2 to 0.7 s with two threads). Whatever may take long has others.
PHONES, OTHERS = "phones", "others"
THREADS: Final = {PHONES: 2, OTHERS: 8}
_EVENING: Final = (
    rb"/e/[\w-]+"  # nothing that ends a path, and no slash in disguise (%2F), so that routes are told apart
)
#: Whose threads answer a request, and how many seconds it may wait there.
LANES: Final = tuple(
    (re.compile(pattern.replace(b"EVENING", _EVENING)), name, seconds)
    for pattern, name, seconds in (
        (rb"POST EVENING/me/(?:choice/|review[? ])", PHONES, 0.0),
        (rb"POST EVENING/me/consent[? ]", PHONES, 0.5),
        (rb"GET EVENING/(?:me|hall|desk/(?:evening|presence|results))/state[? ]", PHONES, 0.5),
        (rb"GET (?:EVENING/(?:me|hall)[/? ]|/p/|/h/|/static/)", PHONES, 10.0),
    )
)
_LENGTH: Final = re.compile(rb"\r\ncontent-length:[ \t]*0*(\d{1,12})[ \t]*\r\n", re.IGNORECASE)
_CHUNKED: Final = re.compile(rb"\r\ntransfer-encoding:", re.IGNORECASE)  # refused before its body is read
#: What all requests together may hold while they are gathered.
MOST_GATHERED: Final = 64 * 1024 * 1024
SECONDS_TO_LEAVE: Final = 2.0
MOST_DRAINED: Final = 64 * 1024


def is_whole(gathered: bytes) -> bool:
    """Whether a thread can answer without waiting for more, or has to look at it anyway.

    >>> is_whole(b"GET / HTTP/1.1\\r\\nHost: a"), is_whole(b"GET / HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n")
    (False, True)
    """
    end = gathered.find(b"\r\n\r\n", 2 if gathered[:2] == b"\r\n" else 0)  # one empty line may stand before it
    if end < 0:
        return False
    head = gathered[: end + 2]
    length = _LENGTH.search(head)
    if length is None or _CHUNKED.search(head):
        return True
    body = int(length[1])
    return body > LONGEST_GATHERED or len(gathered) - end - 4 >= body


def lane(gathered: bytes) -> tuple[str, float]:
    """Whose threads answer this request, and how many seconds it may wait there, by its first line.

    >>> lane(b"POST /e/abc/me/choice/7 HTTP/1.1"), lane(b"GET /e/abc/me HTTP/1.1"), lane(b"GET /sign-in HTTP/1.1")
    (('phones', 0.0), ('phones', 10.0), ('others', 0.0))
    """
    return next(((name, seconds) for pattern, name, seconds in LANES if pattern.match(gathered)), (OTHERS, 0.0))


def _received(client: socket.socket) -> bytes | None:
    """What has come without waiting for more: None when nothing has yet, nothing when nobody is there any more."""
    try:
        return client.recv(AT_ONCE)
    except (BlockingIOError, InterruptedError):
        return None
    except OSError:
        return b""


class UrgentFirst:
    """Threads that take what is due first; the part of ThreadPoolExecutor that the worker uses."""

    def __init__(self, n_threads: int) -> None:
        self._waiting: PriorityQueue[tuple[float, int, Future[Any] | None, Callable[[], Any]]] = PriorityQueue()
        self._number = count()
        self._threads = [threading.Thread(target=self._work, daemon=True) for _ in range(n_threads)]
        for thread in self._threads:
            thread.start()

    def submit(self, function: Callable[[Any], Any], conn: Any) -> "Future[Any]":
        """Have a connection handled when its turn comes."""
        future: Future[Any] = Future()
        self._waiting.put((conn.due, next(self._number), future, partial(function, conn)))
        return future

    def shutdown(self, *, wait: bool = True) -> None:
        """Let every thread end once nothing waits any more."""
        for _ in self._threads:
            self._waiting.put((float("inf"), next(self._number), None, lambda: None))
        if wait:
            for thread in self._threads:
                thread.join()

    def _work(self) -> None:
        while True:
            _due, _number, future, call = self._waiting.get()
            if future is None:
                return
            if not future.set_running_or_notify_cancel():
                continue
            try:
                future.set_result(call())
            except BaseException as error:  # the worker's own loop reads it from the future
                future.set_exception(error)


class Lanes:
    """The threads of every kind of request."""

    def __init__(self) -> None:
        self._lanes = {name: UrgentFirst(n_threads) for name, n_threads in THREADS.items()}

    def submit(self, function: Callable[[Any], Any], conn: Any) -> "Future[Any]":
        """Have a connection handled by the threads of its kind."""
        return self._lanes[conn.lane].submit(function, conn)

    def shutdown(self, *, wait: bool = True) -> None:
        """Let every thread end once nothing waits any more."""
        for one in self._lanes.values():
            one.shutdown(wait=wait)


class Guest(TConn):  # type: ignore[misc]  # gunicorn carries no types
    """A connection that is taken leave of without anybody waiting for it.

    Gunicorn's own leave-taking reads until the other side closes, two seconds at most, in the loop that serves all.
    """

    leave: Callable[["Guest"], None]

    def close(self, graceful: bool = False) -> None:
        """Close at once, or let the other side read what was sent before the rest of what it sends is refused."""
        if graceful:
            self.leave(self)
        else:
            super().close()


class WaitingRoomWorker(ThreadWorker):  # type: ignore[misc]  # gunicorn carries no types
    """A threaded worker whose threads get whole requests only, the urgent first."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._gathering: dict[TConn, float] = {}  # in the order of their deadlines
        self._leaving: dict[TConn, float] = {}  # likewise
        self._held = 0
        self._told_at = 0.0

    def notify(self) -> None:
        """Tell the main process once a second that this one lives; gunicorn's own loop writes a file at every event."""
        now = time.monotonic()
        if now - self._told_at >= 1.0:
            self._told_at = now
            super().notify()

    def get_thread_pool(self) -> Lanes:
        """The threads, made in the worker's process."""
        return Lanes()

    def accept(self, listener: socket.socket) -> None:
        """Take a new connection and begin to gather its request."""
        try:
            client, address = listener.accept()
        except OSError:
            return  # nobody there any more; the loop asks again
        progress = struct.pack("ll", SECONDS_WITHOUT_PROGRESS, 0)
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, progress)
        client.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, progress)
        self.nr_conns += 1
        guest = Guest(self.cfg, client, address, listener.getsockname())
        guest.leave = self._take_leave
        self._gather(guest, b"")
        if self.nr_conns >= self.worker_connections:
            self._make_room()

    def on_client_socket_readable(self, conn: TConn, client: socket.socket) -> None:
        """Begin to gather the next request of a connection that was kept."""
        self.poller.unregister(client)
        self.keepalived_conns.remove(conn)
        self._gather(conn, b"")
        self._more(conn, client)

    def enqueue_req(self, conn: TConn) -> None:
        """Gunicorn's own loop has read ahead into the next request: gather the rest of it first."""
        self._gather(conn, conn.parser.unreader.take_buffered())
        self._if_whole(conn)

    def murder_pending(self) -> None:
        """Drop the requests that are not whole in time; called about once a second."""
        if not self.alive:
            for conn in [one for one in self._gathering if not one.gathered]:
                self._drop(conn)  # a server that stops does not wait for whoever has asked nothing yet
        now = time.monotonic()
        while self._leaving and next(iter(self._leaving.values())) <= now:
            self._gone(next(iter(self._leaving)))
        while self._gathering:
            conn, deadline = next(iter(self._gathering.items()))
            if deadline > now:
                return
            self._drop(conn)

    def _keepalive_after(self, conn: TConn, keepalive: bool) -> bool:
        """Keep a connection only when nothing of its request is left unread: nobody waits for the rest."""
        return keepalive and bool(conn.parser.finish_body(deadline=time.monotonic() + MOMENT))

    def _gather(self, conn: TConn, begun: bytes) -> None:
        conn.sock.setblocking(False)
        conn.gathered = bytearray(begun)
        self._held += len(begun)
        conn.arrived = time.monotonic()
        self._gathering[conn] = conn.arrived + SECONDS_TO_ASK
        self.poller.register(conn.sock, 1, partial(self._more, conn))

    def _more(self, conn: TConn, client: socket.socket) -> None:
        data = _received(client)
        if data is None:
            return
        if not data:
            self._drop(conn)
            return
        conn.gathered += data
        self._held += len(data)
        if len(conn.gathered) > LONGEST_HEAD and conn.gathered.find(b"\r\n\r\n", 2) < 0:
            self._drop(conn)
            return
        self._if_whole(conn)
        while self._held > MOST_GATHERED and self._gathering:
            self._drop(max(self._gathering, key=lambda one: len(one.gathered)))

    def _if_whole(self, conn: TConn) -> None:
        if not is_whole(conn.gathered):
            return
        self.poller.unregister(conn.sock)
        del self._gathering[conn]
        self._held -= len(conn.gathered)
        conn.init()
        conn.parser.unreader.unread(bytes(conn.gathered))
        conn.lane, patience = lane(conn.gathered)
        conn.due = time.monotonic() + patience
        conn.gathered = b""
        conn.data_ready = True
        super().enqueue_req(conn)

    def _make_room(self) -> None:
        """Drop the connection that has been asking for longest, or else the one that has been idle for longest."""
        if self._leaving:
            self._gone(next(iter(self._leaving)))
        elif self._gathering:
            self._drop(next(iter(self._gathering)))
        elif self.keepalived_conns:
            self.keepalived_conns[0].timeout = 0.0
            self.murder_keepalived()

    def _take_leave(self, conn: TConn) -> None:
        """Say that nothing more comes, and read what still does for a moment (RFC 9112, 9.6), holding up nobody."""
        try:
            conn.sock.setblocking(False)
            conn.sock.shutdown(socket.SHUT_WR)
        except OSError:
            conn.close()
            return
        self.nr_conns += 1  # it still takes a place
        conn.drained = 0
        self._leaving[conn] = time.monotonic() + SECONDS_TO_LEAVE
        self.poller.register(conn.sock, 1, partial(self._drain, conn))

    def _drain(self, conn: TConn, client: socket.socket) -> None:
        data = _received(client)
        if data is None:
            return
        conn.drained += len(data)
        if not data or conn.drained > MOST_DRAINED:
            self._gone(conn)

    def _gone(self, conn: TConn) -> None:
        self.poller.unregister(conn.sock)
        del self._leaving[conn]
        self.nr_conns -= 1
        conn.close()

    def _drop(self, conn: TConn) -> None:
        self.poller.unregister(conn.sock)
        del self._gathering[conn]
        self._held -= len(conn.gathered)
        self.nr_conns -= 1
        conn.close()
