"""Bytes of a file -> its text and the name of its encoding.

Candidates are UTF-8 (with or without a mark), UTF-16 with a mark, Windows cp1252 and mac_roman. The last two both read
almost any byte, so the one whose text has the more plausible French letters is taken: accented small letters within
words and usual signs count for it, accented capitals inside words and rare signs against it.
"""

import codecs
import os
import re
from pathlib import Path
from typing import BinaryIO, Final

from matching.read.remarks import RemarkBook, unreadable

Source = str | os.PathLike[str] | bytes | BinaryIO

MOST_BYTES: Final = 10_000_000

_SPREADSHEETS: Final = ((b"PK\x03\x04", "zip"), (b"\xd0\xcf\x11\xe0", "xls"), (b"%PDF", "pdf"))
_IMAGES: Final = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8")
_FRENCH_SMALL: Final = frozenset("éèêëàâäîïôöûüùçœæñáíóú")
_FRENCH_CAPITALS: Final = frozenset("ÉÈÊËÀÂÄÎÏÔÖÛÜÙÇŒÆ")
_USUAL_SIGNS: Final = frozenset("’‘“”«»–—…°€•\u00a0²")
# What French letters and quotation marks look like after UTF-8 was read as cp1252 and encoded again.
_TWICE_ENCODED: Final = re.compile(r"Ã[©¨ª§´®»¹¢«¯¼¶‰€ˆŠ‡Ž”\u00a0]|â€[™œ“¦]|Å[“’]")
_TEXT_CONTROLS: Final = frozenset("\t\n\r\x0b\x0c\x1e\x1f\x85")


def load_text(source: Source, book: RemarkBook) -> tuple[str, str]:
    """Return the text of a path, of bytes or of an open binary file, and the encoding it was read with.

    Reads at most MOST_BYTES. Raises UnreadableFile when the file is empty, too big, a spreadsheet, binary or damaged,
    and OSError when the path cannot be opened.
    """
    content = _load_bytes(source)
    for start, kind in _SPREADSHEETS:
        if content.startswith(start):
            raise unreadable("spreadsheet_not_csv", values={"kind": kind})
    if content.startswith(_IMAGES):
        raise unreadable("image_not_csv")
    text, encoding = _decode(content, book)
    if not text.strip("\ufeff \t\r\n\x0b\x0c"):
        raise unreadable("empty_file")
    n_nul = text.count("\0")
    if n_nul:
        first = text.index("\0")
        raise unreadable("nul_bytes", line=text.count("\n", 0, first) + 1, values={"n_bytes": n_nul})
    head = text[:20_000]
    n_controls = sum(not letter.isprintable() and ord(letter) < 32 and letter not in _TEXT_CONTROLS for letter in head)
    if n_controls > len(head) / 100:
        raise unreadable("not_text")
    return text, encoding


def _load_bytes(source: Source) -> bytes:
    if isinstance(source, bytes):
        content = source
    elif isinstance(source, str | os.PathLike):
        with Path(source).open("rb") as opened:
            n_bytes = os.fstat(opened.fileno()).st_size
            if n_bytes > MOST_BYTES:
                raise unreadable("file_too_big", values={"n_bytes": n_bytes, "most_bytes": MOST_BYTES})
            content = opened.read(MOST_BYTES + 1)
    else:
        content = source.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise unreadable("file_too_big", values={"n_bytes": len(content), "most_bytes": MOST_BYTES})
    return content


def _decode(content: bytes, book: RemarkBook) -> tuple[str, str]:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        try:
            return content.decode("utf-16"), "utf-16"
        except UnicodeDecodeError:
            raise unreadable("not_text") from None
    marked = content.startswith(codecs.BOM_UTF8)
    try:
        return content.decode("utf-8-sig"), "utf-8-sig" if marked else "utf-8"
    except UnicodeDecodeError:
        pass
    readings = []
    for encoding in ("cp1252", "mac_roman"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            # A few bytes mean nothing in cp1252; one damaged byte must not make the whole file unreadable.
            text = content.decode(encoding, errors="replace")
        readings.append((_plausibility(text), encoding == "cp1252", text, encoding))
    _, _, text, encoding = max(readings)
    book.add("encoding_guessed", values={"encoding": encoding})
    return text, encoding


def _plausibility(text: str) -> int:
    """Count the non-ASCII letters that French text would have where they stand, less those it would not."""
    points = 0
    for position, letter in enumerate(text):
        if letter < "\x80":
            continue
        before = text[position - 1 : position]
        if letter in _FRENCH_SMALL:
            points += 2
        elif letter in _FRENCH_CAPITALS:
            points += -2 if before.islower() else 1
        elif letter in _USUAL_SIGNS:
            points += 1
        else:
            points -= 3
    return points


def repair_twice_encoded(text: str) -> str:
    """Return the text with accents that were encoded twice put right, unchanged where that would not read as UTF-8.

    >>> repair_twice_encoded("SociÃ©tÃ©")
    'Société'
    """
    if not _TWICE_ENCODED.search(text):
        return text
    try:
        return text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return text
