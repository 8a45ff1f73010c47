"""Files made to exhaust whoever reads them: name -> bytes. Small to write down, large or slow or misleading to open."""

import io
import json
import struct
import zipfile
import zlib
from collections.abc import Callable
from typing import Final

HEADER: Final = "structure,side,prénom,nom,besoins,présentation\n"
ROW: Final = "Club,association,Zoé,Weber,Locaux,Nous roulons\n"
LARGE: Final = 9_900_000  # just below the largest upload
ENTITIES: Final = (
    '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha">{}]><worksheet><c t="str"><v>&{};</v></c></worksheet>'
)


def _zip(**members: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/"), content)
    return made.getvalue()


def _workbook(sheet: bytes, **more: bytes) -> bytes:
    return _zip(**{"[Content_Types].xml": b"<Types/>", "xl__worksheets__sheet1.xml": sheet, **more})


def _gigabyte() -> bytes:
    """A member of one gibibyte, compressed as it is made, so that making it does not need the memory either."""
    packed, check, block = zlib.compressobj(9, zlib.DEFLATED, -15), 0, bytes(2**20)
    parts = []
    for _ in range(64):
        parts.append(packed.compress(block))
        check = zlib.crc32(block, check)
    data = b"".join(parts) + packed.flush()
    name = b"xl/worksheets/sheet1.xml"
    head = struct.pack("<IHHHHHIIIHH", 0x04034B50, 20, 0, 8, 0, 33, check, len(data), 2**26, len(name), 0)
    return head + name + data


def _lying() -> bytes:
    """Sixty-four megabytes that say they are ten octets."""
    packed = bytearray(_gigabyte())
    packed[22:26] = struct.pack("<I", 10)
    return bytes(packed)


def _overlapping() -> bytes:
    """A hundred entries of the directory that all point at one member."""
    one = io.BytesIO()
    with zipfile.ZipFile(one, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", bytes(1_000_000))
    whole = one.getvalue()
    start = whole.index(b"PK\x01\x02")
    end = whole.index(b"PK\x05\x06")
    entry = whole[start:end]
    directory = entry * 100
    tail = struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, 100, 100, len(directory), start, 0)
    return whole[:start] + directory + tail


def _nested(depth: int) -> bytes:
    inner = bytes(1_000_000)
    for _ in range(depth):
        inner = _zip(**{"a.xlsx": inner, "b.xlsx": inner})
    return inner


def _symlink() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        entry = zipfile.ZipInfo("xl/worksheets/sheet1.xml")
        entry.external_attr = 0o120777 << 16
        archive.writestr(entry, "/etc/passwd")
    return made.getvalue()


def _encrypted() -> bytes:
    packed = bytearray(_zip(**{"xl__workbook.xml": b"<x/>"}))
    packed[6] |= 1
    return bytes(packed)


def _billion_laughs() -> bytes:
    lines = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "ha" * 10}">' for n in range(10))
    return ENTITIES.format(lines, "e9").encode()


def _quadratic() -> bytes:
    body = f"<!DOCTYPE q [<!ENTITY a '{'a' * 100_000}'>]><q>{'&a;' * 50_000}</q>"
    return body.encode()


def _external_entity() -> bytes:
    return b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY f SYSTEM "%s///etc/passwd">]><x>&f;</x>' % b"file:"


def _wide(n_columns: int) -> bytes:
    return (",".join(f"c{n}" for n in range(n_columns)) + "\n" + "," * n_columns + "\n").encode()


def _known_wide() -> bytes:
    return (HEADER.strip() + ",besoins" * 500_000 + "\n" + ROW).encode()


#: Files that a person hands in as a sign-up sheet; each must be refused.
def a_long_sheet() -> bytes:
    """No bomb: as many organisations as are taken, which takes seconds to read."""
    known = "".join(f"Club {number},association,P{number},N{number},Locaux,Nous\n" for number in range(2_900))
    return f"structure,side,prénom,nom,besoins,présentation\n{known}".encode()


SHEETS: Final[dict[str, Callable[[], bytes]]] = {
    "zip, a member of 64 MiB": lambda: _workbook(bytes(2**26)),
    "zip, no directory": _gigabyte,
    "zip, lying about its sizes": _lying,
    "zip, a hundred entries over one member": _overlapping,
    "zip in zip in zip": lambda: _nested(6),
    "zip, ten thousand entries": lambda: _zip(**{f"xl__s{n}.xml": b"" for n in range(10_000)}),
    "zip, a million columns": lambda: _workbook(b'<c r="XFD1"/>' * 1_000_000),
    "zip, a million sheets": lambda: _workbook(b"<x/>", xl__workbook=b"<sheet/>" * 1_000_000),
    "zip, a million styles": lambda: _workbook(b"<x/>", xl__styles=b"<xf/>" * 1_000_000),
    "zip, a million shared strings": lambda: _workbook(b"<x/>", xl__sharedStrings=b"<si><t>a</t></si>" * 1_000_000),
    "zip, billion laughs inside": lambda: _workbook(_billion_laughs()),
    "zip, quadratic entities inside": lambda: _workbook(_quadratic()),
    "zip, an entity that is a file": lambda: _workbook(_external_entity()),
    "zip, a link instead of a sheet": _symlink,
    "zip, names that climb": lambda: _zip(**{"..__..__..__etc__passwd": b"x", "__tmp__x": b"x"}),
    "zip, encrypted": _encrypted,
    "zip, macros": lambda: _workbook(b"<x/>", xl__vbaProject=b"\xd0\xcf\x11\xe0" + bytes(1000)),
    "zip, cut in the middle": lambda: _workbook(b"<c/>" * 10_000)[:200],
    "zip, a sheet behind a picture": lambda: b"\x89PNG\r\n\x1a\n" + _workbook(b"<c/>"),
    "zip, then a sheet": lambda: _workbook(b"<c/>") + (HEADER + ROW).encode(),
    "old spreadsheet": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1_000_000),
    "PDF that is a page too": lambda: b"%PDF-1.7\n<script>alert(1)</script>" + HEADER.encode(),
    "XML, billion laughs": _billion_laughs,
    "XML, quadratic entities": _quadratic,
    "XML, an entity that is a file": _external_entity,
    "gzip of zeros": lambda: zlib.compress(bytes(2**26), 9),
    "a million columns": lambda: _wide(1_000_000),
    "half a million columns of one name": _known_wide,
    "a million empty lines": lambda: (HEADER + "\n" * 2_000_000).encode(),
    "quotes open on every line": lambda: (HEADER + 'Club,association,Zoé,Weber,Locaux,"Vélo\n' * 100_000).encode(),
    "two million quotes": lambda: (HEADER + '"' * 2_000_000 + ("\n" + ROW.replace("N", '"N')) * 1000).encode(),
    "UTF-16 without its mark": lambda: (HEADER + ROW * 10_000).encode("utf-16-le"),
    "UTF-16, half a letter": lambda: b"\xff\xfe" + (HEADER + ROW).encode("utf-16-le") + b"\xd8",
    "UTF-32": lambda: (HEADER + ROW).encode("utf-32"),
    "NUL in a name": lambda: (HEADER + ROW.replace("Zoé", "Zo\0é")).encode(),
    "nothing but NUL": lambda: bytes(LARGE),
    "control characters": lambda: bytes(range(1, 32)) * 300_000,
    "a hundred thousand rows": lambda: (HEADER + "Club,association,Zoé,Weber,Locaux,Nous\n" * 120_000).encode(),
    "rows of five hundred cells": lambda: (
        "side,name" + ",besoins" * 498 + "\n" + ("a," * 499 + "\n") * 9_900
    ).encode(),
    "a line of ten megabytes": lambda: b"a," * (LARGE // 2),
    "JSON, lists in lists": lambda: b"[" * LARGE,
    "one octet more than the largest": lambda: b"a" * 10_000_001,
    "a page": lambda: b"<html><script>alert(1)</script></html>" * 1000,
    "nothing": lambda: b"",
}


def _weights(inner: str) -> bytes:
    return f'{{"version": "2", "giving": 0.5, "weights": {inner}}}'.encode()


#: Files of the command line that hold JSON: weights and an evening; each must be refused.
JSON: Final[dict[str, Callable[[], bytes]]] = {
    "lists in lists": lambda: b"[" * 1_000_000,
    "objects in objects": lambda: b'{"weights":' * 200_000,
    "a number of a million figures": lambda: _weights('{"needs": ' + "9" * 1_000_000 + "}"),
    "not a number": lambda: _weights('{"needs": NaN, "offers": Infinity}'),
    "1e999": lambda: _weights('{"needs": 1e999}'),
    "a million names": lambda: json.dumps({"weights": dict.fromkeys(map(str, range(1_000_000)), 1)}).encode(),
    "a list": lambda: b"[]",
    "a word": lambda: b'"weights"',
    "half a letter": lambda: b'"\xd8"',
    "lone surrogates": lambda: _weights('{"\\ud800": 1}'),
    "NUL": lambda: bytes(1_000_000),
    "a hundred megabytes": lambda: b" " * 100_000_000,
    "nothing": lambda: b"",
}
