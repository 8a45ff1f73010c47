"""A real server, told addresses with canaries in them in every way a client can go wrong: what it says is searched."""

import logging
import multiprocessing
import os
import re
import socket
import sys
import time
from pathlib import Path

from tests.webapp.conftest import SECRET, HandClock
from webapp.server import Server, free_port

PATIENCE = 60.0


def said_by_a_server(
    folder: Path, url: str, requests: list[bytes], *, with_access_log: bool = False
) -> tuple[bytes, list[int]]:
    """Everything that a server wrote on its two streams while it was sent these requests, octet by octet.

    Also the status of each answer, 0 without any. The server's clock stands at the evening's start: links end.
    """
    codes = []
    output = folder / f"server-{with_access_log}.txt"
    port = free_port("127.0.0.1")
    process = multiprocessing.get_context("spawn").Process(target=_serve, args=(url, port, output, with_access_log))
    process.start()
    try:
        _wait(port)
        for request in requests:
            with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
                connection.sendall(request)
                connection.settimeout(10)
                answer = b""
                while more := connection.recv(65536):
                    answer += more
            said = re.match(rb"HTTP/1\.[01] (\d{3})", answer)
            codes.append(int(said[1]) if said else 0)
    finally:
        process.terminate()
        process.join(30)
    return output.read_bytes(), codes


def requests_with(token: str, public_id: str) -> list[bytes]:
    """Requests that carry a token where it may stand, and where it may stand by mistake."""
    end = b"Host: localhost\r\nConnection: close\r\n\r\n"
    cookie = f"Cookie: entremise_participant={token}; entremise_sign_in={token}\r\n".encode()
    return [
        f"GET /p/{token} HTTP/1.1\r\n".encode() + end,
        f"HEAD /p/{token} HTTP/1.1\r\n".encode() + end,
        f"GET /e/{public_id}/me HTTP/1.1\r\n".encode() + cookie + end,
        f"GET /p/{token}/nowhere?token={token} HTTP/1.1\r\n".encode() + end,
        f"POST /p/{token} HTTP/1.1\r\nContent-Length: 0\r\n".encode() + end,
        f"GET /p/{token} HTTP/9.9\r\n".encode() + end,
        f"GET /p/{token}\x01 HTTP/1.1\r\n".encode() + end,
        f"G{token}T /p/{token} HTTP/1.1\r\n".encode() + end,
        f"GET /p/{token} HTTP/1.1\r\nX {token}: 1\r\n".encode() + end,
        f"GET /p/{token}{'a' * 8000} HTTP/1.1\r\n".encode() + end,
        f"POST /sign-in HTTP/1.1\r\nContent-Length: {token}\r\n".encode() + end,
        f"GET /invitation/{token} HTTP/1.1\r\nReferer: http://localhost/p/{token}\r\n".encode() + end,
    ]


def _serve(url: str, port: int, output: Path, with_access_log: bool) -> None:
    descriptor = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(descriptor, 1)
    os.dup2(descriptor, 2)
    sys.argv = ["entremise"]
    logging.getLogger().setLevel(logging.INFO)

    def load():  # type: ignore[no-untyped-def]
        from webapp.app import create_app  # noqa: PLC0415  slow import
        from webapp.config import Settings  # noqa: PLC0415  slow import
        from webapp.database import Database  # noqa: PLC0415  slow import

        settings = Settings(database_url=url, secret_key=SECRET, instance=output.parent, secure_cookies=False)
        return create_app(settings, Database(url), clock=HandClock())  # type: ignore[arg-type]  # has the same methods

    server = Server(load, host="127.0.0.1", port=port)
    if with_access_log:
        server.cfg.set("accesslog", "-")
    server.run()


def _wait(port: int) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(f"the server did not answer within {PATIENCE} s")
