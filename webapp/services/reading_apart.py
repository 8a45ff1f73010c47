"""Files that people hand in -> what they say, read by a process of its own with little time and little memory.

A hostile file can only end its own reader: the process that answers phones waits for it without holding a session, at
most MOST_AT_ONCE of its threads do, and a reader that was ended is a refusal in words. Nothing is taken in by halves:
an answer is whole or there is none.
"""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from matching.organisations import Organisation
from webapp.services.reading_values import FilesRead, from_plain
from webapp.services.refusals import Refused

MOST_AT_ONCE: Final = 2
_turns = threading.BoundedSemaphore(MOST_AT_ONCE)


@dataclass(frozen=True, kw_only=True)
class ReadingLimits:
    """What the reading of one form may cost; ``n_bytes`` 0 is without limits, for the test that shows they matter."""

    #: Processor seconds.
    seconds: int = 5
    #: Seconds until nobody waits any longer, on a machine that is busy with other things.
    patience: float = 20.0
    #: Octets of memory that the reading may take for itself.
    n_bytes: int = 150 * 1024 * 1024
    #: Octets that all files have together.
    largest: int = 10 * 1024 * 1024


DEFAULT_LIMITS: Final = ReadingLimits()


def read_apart(
    contents: Mapping[str, bytes], known: Sequence[Organisation], *, limits: ReadingLimits = DEFAULT_LIMITS
) -> FilesRead:
    """Read files by source in a process of its own; ``known`` are the organisations for files without a sheet.

    Refused (``file_too_heavy``) when that needs more processor time or memory than ``limits``, and (``reading_busy``)
    when as many are being read already as may be, or when the machine has too much else to do.
    """
    if sum(map(len, contents.values())) > limits.largest:
        raise Refused("file_too_heavy", status=413)
    if not _turns.acquire(blocking=False):
        raise Refused("reading_busy", status=429)
    try:
        answer = _ask(contents, known, limits)
    finally:
        _turns.release()
    try:
        plain = json.loads(answer)
        return from_plain(plain)
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        raise Refused("file_too_heavy", status=422) from error


def _ask(contents: Mapping[str, bytes], known: Sequence[Organisation], limits: ReadingLimits) -> bytes:
    """The answer of a process that reads the files; raises Refused when it was ended."""
    asked = {"sizes": {source: len(content) for source, content in contents.items()}}
    head = json.dumps({**asked, "known": [one.to_dict() for one in known]}).encode() + b"\n"
    arguments = [sys.executable, "-P", "-m", "webapp.services.reading_child", str(limits.seconds), str(limits.n_bytes)]
    reader = subprocess.Popen(  # noqa: S603  our own program, no word of it from outside
        arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=_environment()
    )
    try:
        answer, _nothing = reader.communicate(head + b"".join(contents.values()), timeout=limits.patience)
    except subprocess.TimeoutExpired as error:
        # A file that takes long is ended by its processor seconds: this one did not get them.
        raise Refused("reading_busy", status=429) from error
    finally:
        if reader.poll() is None:
            reader.kill()
            reader.communicate()
    if reader.returncode != 0:
        raise Refused("file_too_heavy", status=422)
    return answer


def _environment() -> dict[str, str]:
    """What a reader knows of this installation: where Python is, and not its settings or its secret."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "SYSTEMROOT") if name in os.environ}
    kept["PYTHONPATH"] = os.pathsep.join(path or os.getcwd() for path in sys.path)
    # A thread for every core would each ask for memory of its own; reading uses one.
    return {**kept, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
