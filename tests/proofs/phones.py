"""A phone as a server sees it: kept-alive HTTP/1.1 connections, its cookies, what it asks and when; and what it waited.

Written on asyncio's streams: five hundred of them cost less than the server they measure.
"""

import asyncio
import re
import time
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

SECONDS_FOR_AN_ANSWER = 30.0


class NoAnswer(Exception):  # noqa: N818  named as the thing it is about
    """Raised when the server closes or stays silent."""


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    cookies: tuple[tuple[str, str], ...]


@dataclass
class Waits:
    """Seconds waited by kind of request, and what went wrong; filled while a proof runs."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    def quantile(self, kind: str, share: float) -> float:
        """The time that this share of the requests of a kind did not exceed, in milliseconds."""
        ordered = sorted(self.seconds[kind])
        return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


class Connection:
    """One connection that is opened when it is needed, and again once the server has closed it."""

    def __init__(self, host: str, port: int) -> None:
        self.host, self.port = host, port
        self.reader: asyncio.StreamReader | None = None
        self.writer: asyncio.StreamWriter | None = None

    async def ask(self, method: str, path: str, headers: str = "", body: bytes = b"") -> Answer:
        """One request and its answer; on a kept connection that has gone, once more on a new one."""
        kept = self.writer is not None
        try:
            async with asyncio.timeout(
                SECONDS_FOR_AN_ANSWER
            ):  # wait_for of Python 3.11 swallows a cancellation now and then
                return await self._ask(method, path, headers, body)
        except (OSError, asyncio.IncompleteReadError, NoAnswer, TimeoutError) as error:
            self.close()
            if not kept or isinstance(error, TimeoutError):
                raise NoAnswer(type(error).__name__) from error
        try:
            async with asyncio.timeout(SECONDS_FOR_AN_ANSWER):
                return await self._ask(method, path, headers, body)
        except (OSError, asyncio.IncompleteReadError, TimeoutError) as error:
            self.close()
            raise NoAnswer(type(error).__name__) from error

    def close(self) -> None:
        """Let go of the connection."""
        if self.writer is not None:
            self.writer.close()
        self.reader = self.writer = None

    async def _ask(self, method: str, path: str, headers: str, body: bytes) -> Answer:
        if self.writer is None:
            self.reader, self.writer = await asyncio.open_connection(self.host, self.port)
        assert self.reader is not None
        length = f"Content-Length: {len(body)}\r\n" if body or method == "POST" else ""
        head = f"{method} {path} HTTP/1.1\r\nHost: {self.host}:{self.port}\r\n{headers}{length}\r\n"
        self.writer.write(head.encode() + body)
        await self.writer.drain()
        return await self._answer()

    async def _answer(self) -> Answer:
        assert self.reader is not None
        head = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        first, *lines = head.split("\r\n")[:-2]
        pairs = [(name.lower(), value.strip()) for name, _, value in (line.partition(":") for line in lines)]
        found = dict(pairs)
        body = await self.reader.readexactly(int(found.get("content-length", "0")))
        if found.get("connection", "").lower() == "close":
            self.close()
        cookies = [value.partition(";")[0].partition("=") for name, value in pairs if name == "set-cookie"]
        return Answer(int(first.split()[1]), found, body, tuple((name, value) for name, _, value in cookies))


class Phone:
    """One participant's browser: a tap, a page and the question what holds now do not queue behind each other."""

    def __init__(self, host: str, port: int, waits: Waits) -> None:
        self._connections = {name: Connection(host, port) for name in ("page", "tap", "state")}
        self.waits = waits
        self._cookies: dict[str, str] = {}
        self.token = ""

    async def get(self, path: str, *, kind: str, since: float | None = None) -> Answer | None:
        """Ask for a page; the wait counts from ``since``, the moment it was meant to be asked, else from now."""
        connection = "state" if path.endswith("/state") else "page"
        return await self._ask(connection, "GET", path, "", b"", kind, since)

    async def post(self, path: str, fields: Mapping[str, object], *, kind: str, since: float) -> Answer | None:
        """Send a form as the page's script does."""
        body = urlencode({"csrf_token": self.token, **fields}).encode()
        headers = "Accept: application/json\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        return await self._ask("tap", "POST", path, headers, body, kind, since)

    async def open(self, token: str) -> str:
        """Open a personal link and the page behind it; returns the path of the person's pages."""
        answer = await self.get(f"/p/{token}", kind="link")
        assert answer is not None
        assert answer.status == 303, answer.status
        path = answer.headers["location"]
        page = await self.get(path, kind="first page")
        assert page is not None
        assert page.status == 200, page.status
        self.token = re.search(rb'name="csrf_token" value="([^"]+)"', page.body)[1].decode()  # type: ignore[index]
        return path

    async def ask_beside(
        self, connection: Connection, method: str, path: str, fields: Mapping[str, object] | None = None
    ) -> Answer:
        """Ask with this browser's cookies on another connection; nothing is measured."""
        body = urlencode({"csrf_token": self.token, **fields}).encode() if fields else b""
        headers = "Accept: application/json\r\n"
        headers += "Content-Type: application/x-www-form-urlencoded\r\n" if body else ""
        return await connection.ask(method, path, headers + self._cookie_header(), body)

    def close(self) -> None:
        """Let go of its connections."""
        for one in self._connections.values():
            one.close()

    async def _ask(
        self, connection: str, method: str, path: str, headers: str, body: bytes, kind: str, since: float | None
    ) -> Answer | None:
        began = time.perf_counter() if since is None else since
        try:
            answer = await self._connections[connection].ask(method, path, headers + self._cookie_header(), body)
        except NoAnswer as error:
            self.waits.errors[f"{kind}: {error}"] += 1
            return None
        self.waits.seconds[kind].append(time.perf_counter() - began)
        if answer.status >= 400:
            self.waits.errors[f"{kind}: {answer.status} {_code(answer.body)}".strip()] += 1
        self._cookies |= dict(answer.cookies)
        return answer

    def _cookie_header(self) -> str:
        cookies = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        return f"Cookie: {cookies}\r\n" if cookies else ""


def _code(body: bytes) -> str:
    """What a refusal in JSON calls itself."""
    found = re.search(rb'"code": ?"([a-z_]+)"', body)
    return found[1].decode() if found else ""
