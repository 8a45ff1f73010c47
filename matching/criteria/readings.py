"""Presentations -> what the criteria read in them, each once; by several processes when there are thousands.

Reading a text costs about a millisecond and knows nothing of other texts, so that a region's 40,000 texts are shared
out. Each process reads its share and ends: nothing of it stays behind should the one that started it be killed.
"""

import signal
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from types import MappingProxyType
from typing import NamedTuple, cast

from matching.collector import collector_paused
from matching.lexicon import subjects_of
from matching.organisations import Organisation
from matching.suggestions import Suggestion, suggest
from matching.vocabulary import Side
from matching.words import meaningful_stems

Text = tuple[str, Side]
Texts = Sequence[Text]
LEAST_SHARE = 2000  # texts for one process; fewer are read sooner than another process starts
CHUNK = 250  # texts whose readings are sent at once


class Said(NamedTuple):
    """A need or an offer as a presentation says it: code, which thing, how sure, and the words."""

    code: str
    detail: str
    confidence: float
    words: tuple[str, ...]


class Reading(NamedTuple):
    """What is read in one presentation."""

    needs: tuple[Said, ...]
    offers: tuple[Said, ...]
    stems: tuple[str, ...]
    subjects: tuple[str, ...]


@lru_cache(maxsize=65_536)
def reading_of(text: str, side: Side) -> Reading:
    """Read one presentation; O(words)."""
    found = suggest(text, side=side)
    return Reading(_said(found.needs), _said(found.offers), meaningful_stems(text), tuple(subjects_of(text)))


def reading_by(organisation: Organisation, readings: Mapping[Text, Reading] = MappingProxyType({})) -> Reading:
    """Read an organisation's presentation, or take it from ``readings``, without what it says is not so."""
    text = organisation.presentation, organisation.side
    read = readings.get(text) or reading_of(*text)
    if not organisation.refused:
        return read
    return read._replace(
        needs=tuple(one for one in read.needs if f"need:{one.code}" not in organisation.refused),
        offers=tuple(one for one in read.offers if f"offer:{one.code}" not in organisation.refused),
    )


def read_texts(texts: Iterable[Text], *, n_processes: int) -> Mapping[Text, Reading]:
    """Read presentations, each once, by at most ``n_processes`` processes; the same whatever their number.

    Returns nothing when one process would do: ``reading_of`` then reads each text when it is asked for. Processes are
    started afresh, as threads may be running: a script that comes here needs ``if __name__ == "__main__"``.
    """
    once = list(dict.fromkeys(text for text in texts if text[0]))
    n_processes = min(n_processes, len(once) // LEAST_SHARE)
    if n_processes < 2:
        return {}
    context = get_context("spawn")
    found: dict[Text, Reading] = {}
    shares = [once[first::n_processes] for first in range(n_processes)]
    ends: dict[Connection, list[Text]] = {}
    processes = []
    try:
        for share in shares:
            here, there = context.Pipe(duplex=False)
            process = context.Process(target=_read_share, args=(share, there), daemon=True)
            process.start()
            there.close()  # so that the end of a process that dies is heard here
            processes.append(process)
            ends[here] = share
        while ends:
            for end in wait(list(ends)):
                end = cast(Connection, end)
                first, readings = end.recv()
                share = ends[end]
                found.update(zip(share[first : first + CHUNK], readings, strict=True))
                if first + CHUNK >= len(share):
                    end.close()
                    del ends[end]
    finally:
        for process in processes:
            if ends:  # interrupted
                process.terminate()
            process.join()
        for end in ends:
            end.close()
    return found


def _read_share(share: Texts, end: Connection) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the one that started it is told, and ends it
    with collector_paused(), suppress(BrokenPipeError):  # nobody is there any more
        for first in range(0, len(share), CHUNK):
            end.send((first, [reading_of(text, side) for text, side in share[first : first + CHUNK]]))
    end.close()


def _said(suggestions: Iterable[Suggestion]) -> tuple[Said, ...]:
    return tuple(Said(one.code, one.detail, one.confidence, one.words) for one in suggestions)
