"""The process that reads the files of one form and ends: bytes on its input -> what they say, as JSON, on its output.

Run by ``reading_apart``. It limits itself before it takes the first octet: processor time, memory, no file of its own.
The first line of its input is JSON: the sizes of the files that follow it, in order, and the organisations that are
known. A reading that needs more than its memory answers ``{"too_much": true}``; one that needs more time is ended by
the system.
"""

import json
import os
import resource
import sys
from collections.abc import Mapping, Sequence
from typing import Any, Final

from matching.organisations import Organisation
from matching.read import Remark, UnreadableFile, read_diagnosis, read_history, read_organisations, read_pairs
from webapp.services.reading_values import SOURCES, FilesRead, to_plain

LESS_URGENT: Final = 10  # the phones' answers go first
#: An evening has at most a thousand people; cancelled orders and past evenings come on top.
MOST_ROWS: Final = {"sheet": 3_000, "diagnosis": 1_000, "history": 20_000, "pairs": 20_000}


def limit_self(*, seconds: int, n_bytes: int) -> None:
    """Take no more processor time and memory than this from now on, and write no file."""
    os.nice(LESS_URGENT)
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_DATA, (n_bytes, n_bytes))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def read_files(contents: Mapping[str, bytes], known: Sequence[Organisation]) -> FilesRead:
    """Read the files by source; ``known`` are the organisations for files that come without a sheet."""
    found: dict[str, Any] = {}
    remarks: dict[str, tuple[Remark, ...]] = {}
    unreadable: dict[str, tuple[Remark, ...]] = {}
    for source in SOURCES:
        if source not in contents:
            continue
        content, most_rows = contents[source], MOST_ROWS[source]
        sign_ups = found.get("sign_ups")
        organisations = sign_ups.organisations if sign_ups else known
        try:
            if source == "sheet":
                found["sign_ups"] = read_organisations(content, most_rows=most_rows)
            elif source == "diagnosis":
                found["diagnosis"] = read_diagnosis(content, most_rows=most_rows)
            elif source == "history":
                found["history"], remarks[source] = read_history(content, organisations, most_rows=most_rows)
            else:
                found["pairs"], remarks[source] = read_pairs(content, organisations, most_rows=most_rows)
        except UnreadableFile as error:
            unreadable[source] = error.remarks
    return FilesRead(**found, remarks=remarks, unreadable=unreadable)


def main() -> None:
    """Read what stands on the input and answer on the output; arguments: seconds, octets of memory (0: no limit)."""
    seconds, n_bytes = map(int, sys.argv[1:])
    if n_bytes:
        limit_self(seconds=seconds, n_bytes=n_bytes)
    try:
        asked = json.loads(sys.stdin.buffer.readline())
        contents = {source: sys.stdin.buffer.read(size) for source, size in asked["sizes"].items()}
        known = [Organisation.from_dict(plain) for plain in asked["known"]]
        answer = json.dumps(to_plain(read_files(contents, known)))
    except (MemoryError, RecursionError):
        answer = json.dumps({"too_much": True})
    sys.stdout.write(answer)


if __name__ == "__main__":
    main()
