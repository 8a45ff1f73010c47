"""One abuser beside the phones: requests at a steady rate, in turn of every kind, and connections that never finish."""

import asyncio
import random
import time
from contextlib import suppress

from tests.proofs.phones import Connection, NoAnswer, Phone

SLOW_CONNECTIONS = 40
HANDS = 40


async def abuse(phone: Phone, path: str, host: str, port: int, *, rate: int, until: float, draw: random.Random) -> int:
    """Ask ``rate`` times a second until the moment given; returns how many requests were answered.

    In turn: links that are nobody's, one's own state and page with a link of one's own, taps about nobody, forms that
    are too long. Beside them, connections that send one octet a second.
    """
    queue: asyncio.Queue[int] = asyncio.Queue(maxsize=rate)
    answered = 0

    async def hand() -> None:
        nonlocal answered
        connection = Connection(host, port)
        try:
            while True:
                number = await queue.get()
                with suppress(NoAnswer):
                    await _one(number, phone, connection, path, draw)
                    answered += 1
        finally:
            connection.close()

    tasks = [asyncio.create_task(hand()) for _ in range(HANDS)]
    tasks += [asyncio.create_task(_drip(host, port)) for _ in range(SLOW_CONNECTIONS)]
    began, sent = time.perf_counter(), 0
    while time.perf_counter() < until:
        due = int((time.perf_counter() - began) * rate)
        while sent < due and not queue.full():
            queue.put_nowait(sent)
            sent += 1
        began += max(0, due - sent) / rate  # what the hands could not take is not made up for
        await asyncio.sleep(0.01)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return answered


async def _one(number: int, phone: Phone, connection: Connection, path: str, draw: random.Random) -> None:
    kind = number % 5
    if kind == 0:
        await connection.ask("GET", f"/p/{draw.randbytes(18).hex()}")
    elif kind == 1:
        await phone.ask_beside(connection, "GET", f"{path}/state")
    elif kind == 2:
        await phone.ask_beside(connection, "GET", path)
    elif kind == 3:
        await phone.ask_beside(connection, "POST", f"{path}/choice/999999", {"answer": "yes", "sequence": number})
    else:
        await phone.ask_beside(connection, "POST", f"{path}/consent", {"text": "x" * 40_000})


async def _drip(host: str, port: int) -> None:
    """Send a request one octet a second, and begin again when the server has had enough."""
    while True:
        with suppress(OSError):
            _reader, writer = await asyncio.open_connection(host, port)
            try:
                for octet in b"POST /sign-in HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n" + b"x" * 1000:
                    writer.write(bytes([octet]))
                    await writer.drain()
                    await asyncio.sleep(1)
            finally:
                writer.close()
        await asyncio.sleep(0.2)
