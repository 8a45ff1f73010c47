"""Everybody without a demonstration phone -> their answers: whom they wish to meet again, and when they say so.

Each answer depends on the seed and the two people only: two numbers in [0, 1) are drawn from a hash of them, so that
neither threads nor the speed of the clock can change the evening. The better the reasons to talk, the likelier a yes.
"""

import hashlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import timedelta

from webapp.services.choices import Answer
from webapp.services.plans import PlannedMeeting

SILENT = 0.03  # share of meetings about which somebody never answers
LEAST_YES, MOST_YES = 0.15, 0.9
HANDS_OVER_PHONE = 0.7
EARLIEST, LATEST = 0.55, 1.2  # share of a meeting's length after which an answer comes


@dataclass(frozen=True, kw_only=True)
class PlannedAnswer:
    """What one person will say about one meeting, and how long after its beginning."""

    chooser_id: int
    partner_id: int
    round_number: int
    answer: Answer
    after: timedelta


def planned_answers(
    meetings: Collection[PlannedMeeting], *, silent: Collection[int], length: timedelta, seed: int
) -> Iterator[PlannedAnswer]:
    """The answers of everybody but the ``silent`` about their meetings, each of which lasts ``length``."""
    scores = sorted(meeting.score for meeting in meetings)
    for meeting in meetings:
        for chooser, partner in ((meeting.company, meeting.association), (meeting.association, meeting.company)):
            if chooser.id in silent or _draw(seed, "silent", chooser.code, partner.code) < SILENT:
                continue
            says_yes = _draw(seed, "answer", chooser.code, partner.code) < chance_of_yes(meeting.score, scores)
            share = EARLIEST + (LATEST - EARLIEST) * _draw(seed, "time", chooser.code, partner.code)
            yield PlannedAnswer(
                chooser_id=chooser.id,
                partner_id=partner.id,
                round_number=meeting.round_number,
                answer="yes" if says_yes else "not",
                after=share * length,
            )


def chance_of_yes(score: float, scores: list[float]) -> float:
    """How likely a yes is: it grows with the rank of the score among the evening's (ascending) scores.

    >>> chance_of_yes(0.2, [0.2, 0.4, 0.6]), chance_of_yes(0.6, [0.2, 0.4, 0.6])
    (0.15, 0.9)
    """
    below = sum(one < score for one in scores)
    return LEAST_YES + (MOST_YES - LEAST_YES) * (below / (len(scores) - 1) if len(scores) > 1 else 0.5)


def hands_over(participant_code: str, *, seed: int) -> dict[str, bool]:
    """Which fields somebody agrees to hand over: the address always, the telephone number not always."""
    return {"email": True, "phone": _draw(seed, "phone", participant_code, "") < HANDS_OVER_PHONE}


def _draw(seed: int, what: str, one: str, other: str) -> float:
    digest = hashlib.blake2b(f"{seed}|{what}|{one}|{other}".encode(), digest_size=8).digest()
    return int.from_bytes(digest) / 2**64
