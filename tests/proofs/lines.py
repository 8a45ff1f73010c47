"""Random texts in files whose lines mean something (vCard, CSV), parsed back: no line of theirs.

    python -m tests.proofs.lines --n 20000 --seed 7

So many cards and so many rows, each of six texts, are written and read back. Names of files hold no text of anybody's.
"""

import argparse
import csv
import io
import random
import sys
import time
import unicodedata
from collections.abc import Callable, Iterator
from typing import Final

import vobject

from tests.webapp.exports.worlds import card
from webapp.exports import vcards
from webapp.exports.cells import safe
from webapp.exports.sheets import csv_bytes

PIECES: Final = (
    "\r\n",
    "\n",
    "\r",
    "\u2028",
    "\u2029",
    "\x0b",
    "\x0c",
    "\x85",
    "\x00",
    "\t",
    " ",
    "\\",
    "\\n",
    ";",
    ",",
    ":",
    '"',
    "'",
    "BEGIN:VCARD",
    "END:VCARD",
    "END:VCARD\r\nBEGIN:VCARD\r\nFN:Eve",
    "FN:Eve",
    "TEL:1",
    "BEGIN:VEVENT",
    "=1+1",
    "é",
    "ÿ",
    "€",
    "漢",
    "🧨",
    "👩‍👩‍👧",
    "a\u0301",
    "\u202e",
    "\ufeff",
    "\ufffe",
    "=?utf-8?b?eA==?=",
    "Bcc: eve@example.org",
    "x" * 80,
)
LINE_ENDS: Final = ("\r\n", "\r", "\u2028", "\u2029")


def texts(*, seed: int) -> Iterator[str]:
    """Texts without end, of pieces that break formats and of any letters."""
    chance = random.Random(seed)
    while True:
        pieces = [
            chance.choice(PIECES) if chance.random() < 0.6 else _letters(chance) for _ in range(chance.randrange(7))
        ]
        yield "".join(pieces)


def _letters(chance: random.Random) -> str:
    signs = (
        chr(chance.choice([chance.randrange(32, 127), chance.randrange(160, 0x2000), chance.randrange(0x10000)]))
        for _ in range(12)
    )
    return "".join(sign for sign in signs if not 0xD800 <= ord(sign) < 0xE000)


def kept(text: str) -> str:
    """What a card can hold of a text: line ends of one kind, no other control character."""
    for line_end in LINE_ENDS:
        text = text.replace(line_end, "\n")
    return "".join(
        sign for sign in text.replace("\t", " ") if sign == "\n" or unicodedata.category(sign) not in ("Cc", "Cs")
    )


def card_fault(fields: list[str]) -> str:
    """What is wrong with the card of these six texts, "" when nothing is."""
    first, last, role, organisation, email, phone = fields
    content = vcards.vcard(
        [card(first_name=first, last_name=last, role=role, organisation=organisation, email=email, phone=phone)]
    )
    lines = content.split(b"\r\n")
    if lines.count(b"BEGIN:VCARD") != 1 or lines[0] != b"BEGIN:VCARD" or lines[-2:] != [b"END:VCARD", b""]:
        return "another card begins or ends"
    if any(len(line) > vcards.MOST_OCTETS for line in lines):
        return "a line is longer than 75 octets"
    if any(octet < 32 and octet not in (10, 13) for octet in content) or content.replace(b"\r\n", b"").count(b"\n"):
        return "a control character"
    try:
        for line in lines:
            line.decode()
    except UnicodeDecodeError:
        return "a letter is cut"
    (read,) = vobject.readComponents(content.decode())
    wanted = {"title": role, "email": email, "tel": phone}
    found = {name: read.contents[name][0].value if name in read.contents else "" for name in wanted}
    if found != {name: kept(text) for name, text in wanted.items()}:
        return "a field reads back otherwise"
    if (read.n.value.family, read.n.value.given) != (kept(last), kept(first)):
        return "the name reads back otherwise"
    known = {"version", "n", "fn", "org", "title", "email", "tel", "adr"}
    return f"a line of its own: {sorted(set(read.contents) - known)}" if set(read.contents) - known else ""


def csv_fault(fields: list[str]) -> str:
    """What is wrong with a row of these texts, "" when nothing is."""
    content = csv_bytes(["a"] * len(fields), [fields], delimiter=";").decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(content, newline=""), delimiter=";"))
    return "" if rows[1:] == [[safe(text) for text in fields]] else "the row reads back otherwise"


FORMATS: Final[dict[str, tuple[int, Callable[[list[str]], str]]]] = {"vCard": (6, card_fault), "CSV": (6, csv_fault)}


def faults(name: str, *, n: int, seed: int) -> list[str]:
    """What is wrong with ``n`` cards or rows of one format, each of so many texts."""
    n_fields, fault = FORMATS[name]
    source = texts(seed=seed)
    found = []
    for _ in range(n):
        fields = [next(source) for _ in range(n_fields)]
        if why := fault(fields):
            found.append(f"{why}: {fields!r}")
    return found


def main() -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--n", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=7)
    asked, n_faults = parser.parse_args(), 0
    for name in FORMATS:
        started = time.process_time()
        found = faults(name, n=asked.n, seed=asked.seed)
        took = time.process_time() - started
        what = f"{asked.n} times {FORMATS[name][0]} texts written and read back"
        print(f"{name}: {what}, {len(found)} wrong, seed {asked.seed}, {took:.0f} s")
        print(*found[:5], sep="\n")
        n_faults += len(found)
    return int(n_faults > 0)


if __name__ == "__main__":
    sys.exit(main())
