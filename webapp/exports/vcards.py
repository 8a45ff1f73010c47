"""Contact cards -> a vCard file (RFC 2426, version 3.0: the one that every phone reads).

Texts are escaped (backslash, semicolon, comma, line end), control characters left out, and lines folded at 75 octets
between two characters, never inside one, so that no text can begin a line of its own.
"""

import unicodedata
from collections.abc import Iterable

from webapp.services.contacts import ContactCard

MOST_OCTETS = 75
_LINE_ENDS = ("\r\n", "\r", "\u2028", "\u2029")


def vcard(cards: Iterable[ContactCard]) -> bytes:
    """One file with a card for each contact; a field that was not agreed to is not in it."""
    lines = [line for card in cards for line in _lines(card)]
    return b"".join(folded(line) + b"\r\n" for line in lines)


def escaped(text: str) -> str:
    """A text as a vCard value holds it."""
    for line_end in _LINE_ENDS:
        text = text.replace(line_end, "\n")
    text = text.replace("\t", " ")
    kept = "".join(sign for sign in text if sign == "\n" or unicodedata.category(sign) not in ("Cc", "Cs"))
    return kept.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def folded(line: str) -> bytes:
    """A line in UTF-8, broken into lines of at most 75 octets that begin with a space."""
    parts, part = [], b""
    for sign in line:
        octets = sign.encode()
        if len(part) + len(octets) > MOST_OCTETS:
            parts.append(part)
            part = b" "
        part += octets
    return b"\r\n".join([*parts, part])


def _lines(card: ContactCard) -> list[str]:
    full_name = card.full_name or card.organisation
    fields = [
        ("N", ";".join([escaped(card.last_name), escaped(card.first_name), "", "", ""])),
        ("FN", escaped(full_name)),
        ("ORG", escaped(card.organisation)),
        ("TITLE", escaped(card.role)),
        ("EMAIL;TYPE=INTERNET,WORK", escaped(card.email)),
        ("TEL;TYPE=WORK,VOICE", escaped(card.phone)),
        ("ADR;TYPE=WORK", ";".join(["", "", "", escaped(card.commune), "", "", ""]) if card.commune else ""),
    ]
    return ["BEGIN:VCARD", "VERSION:3.0", *(f"{name}:{value}" for name, value in fields if value), "END:VCARD"]
