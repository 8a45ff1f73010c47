"""A whole hall at one bell: every phone fetches its page and taps within two seconds, beside one abuser.

    python -m tests.proofs.load --n 500 --seed 7 --database sqlite [--within 2] [--abuser 500]
    python -m tests.proofs.load --n 500 --control threads      (or commits: without one of the defences)

A real server (``entremise serve``) on this machine, phones that ask as their script does, one line per figure. What is
measured from outside counts from the moment a request was meant to be sent, so that a late answer delays nothing that
is not counted. A machine with neighbours is now twice, now five times as slow as at its best: what a plain loop takes
right before is printed with the figures. Ends with 1 when something failed, when a tap or a page is missing, or when
the slowest of a hundred taps took longer than ``--at-most`` (300 ms, which a quiet machine of two cores keeps most
often).
"""

import argparse
import asyncio
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from timeit import timeit
from typing import Any

from tests.postgresql import new_database, postgresql_server
from tests.proofs.abuser import abuse
from tests.proofs.gathered_evening import KEY, Crowd, gather, partners, ring_at
from tests.proofs.load_controls import CONTROLS
from tests.proofs.phones import Phone, Waits
from webapp.server import free_port, port_is_taken

HOST = "127.0.0.1"
CALM = 5.0  # seconds between two questions of a phone, as live.js has it
SECONDS_AFTER = 6.0
OPENING_RATE = 25  # phones that open their link in a second, before the measured part


@dataclass(frozen=True, kw_only=True)
class Figures:
    """What one bell gave."""

    waits: Waits
    processor_seconds: float
    abuser_requests: int
    #: How many taps, and how many pages, should have been answered.
    taps_meant: int = 0
    pages_meant: int = 0

    def faults(self, *, at_most: float) -> list[str]:
        """What is wrong with a bell: errors, what was never answered, and taps slower than so many milliseconds."""
        found = [f"{count} times {what}" for what, count in sorted(self.waits.errors.items())]
        for kind, meant in (("tap", self.taps_meant), ("page at the bell", self.pages_meant)):
            answered = len(self.waits.seconds[kind])
            if answered < meant:
                found.append(f"{kind}: {answered} of {meant} answered")
        slowest = self.waits.quantile("tap", 0.99)
        return [*found, f"p99 of the taps is {slowest:.0f} ms, above {at_most:.0f}"] if slowest > at_most else found

    def lines(self) -> list[str]:
        """One line per figure."""
        found = [
            f"{kind}: {len(self.waits.seconds[kind])} asked, p50 {self.waits.quantile(kind, 0.5):.0f} ms, "
            f"p99 {self.waits.quantile(kind, 0.99):.0f} ms, most {self.waits.quantile(kind, 1):.0f} ms"
            for kind in ("tap", "page at the bell", "state")
        ]
        found.append(f"errors: {dict(self.waits.errors) or 0}")
        found.append(f"processor time of the server from the bell on: {self.processor_seconds:.1f} s")
        if self.abuser_requests:
            found.append(f"abuser: {self.abuser_requests} requests answered")
        return found


def measure(
    url: str,
    folder: Path,
    *,
    n: int,
    seed: int,
    within: float = 2.0,
    pages: float = 2.0,
    abuser_rate: int = 0,
    lead: float | None = None,
    control: str = "",
) -> Figures:
    """Make an evening of ``n`` people on an empty database, serve it, and let one bell ring.

    ``control``: the defence that is taken out (``load_controls``).
    """
    crowd = gather(url, n // 2, seed=seed, now=datetime.now(UTC))
    wanted = n / OPENING_RATE + 5 if lead is None else lead
    with served(url, folder, control=control) as (port, server):
        bell = time.time() + wanted
        ring_at(url, crowd.event_id, datetime.fromtimestamp(bell, UTC))
        return asyncio.run(
            _bell(url, crowd, port, server, bell=bell, seed=seed, within=within, pages=pages, abuser_rate=abuser_rate)
        )


@contextmanager
def served(url: str, folder: Path, *, control: str = "") -> Iterator[tuple[int, int]]:
    """A real server on a port of its own; gives the port and the process."""
    port = free_port(HOST)
    environment = os.environ | {
        "ENTREMISE_INSTANCE": str(folder),
        "ENTREMISE_DATABASE_URL": url,
        "ENTREMISE_SECRET_KEY": KEY,
        "ENTREMISE_SECURE_COOKIES": "0",
    }
    command = [
        sys.executable,
        *(["-m", "tests.proofs.load_controls", control] if control else ["-c", "from webapp.cli import main; main()"]),
        "serve",
        "--host",
        HOST,
        "--port",
        str(port),
    ]
    log = folder / "server.log"
    with log.open("wb") as said:
        server = subprocess.Popen(command, env=environment, stderr=said)
    try:
        for _ in range(600):
            if port_is_taken(HOST, port):
                break
            if server.poll() is not None:
                raise RuntimeError(log.read_text())
            time.sleep(0.1)
        yield port, server.pid
    finally:
        server.terminate()
        server.wait(30)


async def _bell(
    url: str,
    crowd: Crowd,
    port: int,
    server: int,
    *,
    bell: float,
    seed: int,
    within: float,
    pages: float,
    abuser_rate: int,
) -> Figures:
    draw = random.Random(seed)
    opened, measured = Waits(), Waits()
    opposite = partners(url, crowd.event_id, round_number=1)
    abuser, *others = crowd.tokens.items()
    people = others if abuser_rate else [abuser, *others]  # the abuser floods with a link of their own
    phones = [Phone(HOST, port, opened) for _ in people]
    path = f"/e/{crowd.public_id}/me"

    async def one(phone: Phone, number: int, token: str, delay: float) -> None:
        await asyncio.sleep(delay)
        await phone.open(token)
        phone.waits = measured
        polling = asyncio.create_task(_poll(phone, path, bell, draw))
        tap_at, page_at = bell + within * draw.random(), bell + pages * draw.random()
        await asyncio.gather(
            _at(page_at, lambda since: phone.get(path, kind="page at the bell", since=since)) if pages else _nothing(),
            _at(
                tap_at,
                lambda since: phone.post(
                    f"{path}/choice/{opposite[number]}", _tap(opposite[number], draw), kind="tap", since=since
                ),
            ),
        )
        await polling
        phone.close()

    at_the_bell = asyncio.create_task(_at(bell - 0.5, lambda _since: _spent(server)))
    tasks = [
        one(phone, number, token, i / OPENING_RATE)
        for i, (phone, (number, token)) in enumerate(zip(phones, people, strict=True))
    ]
    abusing = asyncio.create_task(_abuse(port, abuser[1], path, bell, abuser_rate, draw)) if abuser_rate else None
    await asyncio.gather(*tasks)
    requests = await abusing if abusing else 0
    await asyncio.sleep(0.1)  # connections end in the loop's next turns
    measured.errors.update(opened.errors)
    spent = _processor_seconds(server) - await at_the_bell
    return Figures(
        waits=measured,
        processor_seconds=spent,
        abuser_requests=requests,
        taps_meant=len(people),
        pages_meant=len(people) if pages else 0,
    )


async def _abuse(port: int, token: str, path: str, bell: float, rate: int, draw: random.Random) -> int:
    """From two seconds before the bell to the end."""
    phone = Phone(HOST, port, Waits())
    await phone.open(token)
    await asyncio.sleep(max(0.0, bell - 2 - time.time()))
    until = time.perf_counter() + 2 + SECONDS_AFTER
    try:
        return await abuse(phone, path, HOST, port, rate=rate, until=until, draw=random.Random(draw.random()))
    finally:
        phone.close()


async def _poll(phone: Phone, path: str, bell: float, draw: random.Random) -> None:
    while time.time() < bell + SECONDS_AFTER:
        await asyncio.sleep(CALM * (0.85 + 0.3 * draw.random()))
        kind = "state" if time.time() > bell - 1 else "state before"
        await phone.get(f"{path}/state", kind=kind)


async def _at(moment: float, ask: Callable[[float], Awaitable[Any]]) -> Any:
    await asyncio.sleep(max(0.0, moment - time.time()))
    return await ask(time.perf_counter() - max(0.0, time.time() - moment))


async def _nothing() -> None:
    """What a phone asks that has no new page to fetch."""


async def _spent(server: int) -> float:
    return _processor_seconds(server)


def _tap(partner: int, draw: random.Random) -> dict[str, object]:
    return {"answer": draw.choice(("yes", "not")), "sequence": 1, "key": f"{partner}.1.{draw.randbytes(12).hex()}"}


def _processor_seconds(server: int) -> float:
    """Processor time of a process and those it started, in seconds."""
    children = Path(f"/proc/{server}/task/{server}/children").read_text().split()
    ticks = 0
    for number in (str(server), *children):
        fields = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def main() -> int:
    """Print the figures of one bell; 1 when something is wrong with them."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--n", type=int, default=500)
    asked.add_argument("--seed", type=int, default=7)
    asked.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    asked.add_argument("--within", type=float, default=2.0)
    asked.add_argument(
        "--pages", type=float, default=2.0, help="seconds in which every phone fetches its page; 0: none does"
    )
    asked.add_argument("--abuser", type=int, default=0)
    asked.add_argument("--at-most", type=float, default=300.0, help="milliseconds: p99 of the taps")
    asked.add_argument("--control", choices=CONTROLS, default="", help="take this defence out")
    given = asked.parse_args()
    loop = timeit(lambda: sum(range(8_000_000)), number=1)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        options = {
            "n": given.n,
            "seed": given.seed,
            "within": given.within,
            "pages": given.pages,
            "abuser_rate": given.abuser,
            "control": given.control,
        }
        if given.database == "sqlite":
            found = measure(f"sqlite:///{folder / 'evening.sqlite'}", folder, **options)
        else:
            with postgresql_server(fsync=True) as server:
                found = measure(new_database(server), folder, **options)
    faults = found.faults(at_most=given.at_most)
    print("\n".join([*found.lines(), f"the machine: eight million additions took {loop:.2f} s right before"]))
    print("\n".join(f"wrong: {one}" for one in faults) or "nothing wrong")
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main())
