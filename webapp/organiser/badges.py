"""Who comes, their personal addresses and the plan -> badges: big names, the first table, the link as a QR code.

A name is set as large as its longest word allows; the sizes are classes of ``static/css/badges.css``. The code is drawn
with error correction M (15 % of it may be hidden), enough for a badge under a plastic sleeve.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import segno
from markupsafe import Markup

from webapp.services.organisations import ListedParticipant
from webapp.services.plans import PlannedMeeting

# What each size has room for: letters on a line, counted as small ones, and lines. Beyond the last, words are broken.
ROOM = ((9.5, 2), (12.5, 2), (16.5, 3), (21.5, 4))
CAPITAL_LETTER = 1.25
LONG_ORGANISATION = 34


@dataclass(frozen=True, kw_only=True)
class Badge:
    """What one badge says; ``table_number`` and ``start`` are those of the first meeting, if a plan is published."""

    first_name: str
    last_name: str
    organisation: str
    side: str
    address: str
    code: Markup
    size: int
    long_organisation: bool
    table_number: int | None
    start: str
    break_first: bool


def badges_of(
    people: Sequence[ListedParticipant],
    addresses: Mapping[int, str],
    meetings: Iterable[PlannedMeeting],
    starts: Sequence[str],
) -> list[Badge]:
    """One badge for each of ``people``, in their order; ``addresses`` by their numbers, ``starts`` in words.

    ``starts`` are those of the rounds there are: an evening that ended early has fewer than its plan.
    """
    first: dict[int, PlannedMeeting] = {}
    for meeting in sorted(meetings, key=lambda one: -one.round_number):
        if meeting.round_number <= len(starts):
            first[meeting.company.id] = first[meeting.association.id] = meeting
    return [_badge(one, addresses[one.id], first.get(one.id), starts) for one in people]


def qr_code(address: str) -> Markup:
    """An address as a QR code in SVG, without the quiet zone, which the badge's white gives."""
    drawn = segno.make_qr(address, error="m", boost_error=False).svg_inline(
        border=0, omitsize=True, svgclass=None, lineclass=None
    )
    return Markup(drawn)  # noqa: S704  drawn by the library from modules, holds no text of ours


def _badge(one: ListedParticipant, address: str, meeting: PlannedMeeting | None, starts: Sequence[str]) -> Badge:
    return Badge(
        first_name=one.first_name,
        last_name=one.last_name,
        organisation=one.organisation,
        side=one.side,
        address=address,
        code=qr_code(address),
        size=_size([one.first_name, one.last_name] if one.full_name else [one.organisation]),
        long_organisation=len(one.organisation) > LONG_ORGANISATION,
        table_number=meeting.table_number if meeting else None,
        start=starts[meeting.round_number - 1] if meeting else "",
        break_first=meeting is not None and meeting.round_number > 1,
    )


def _size(names: Sequence[str]) -> int:
    """The largest size, from 1 on, with room for these names, each beginning a line; the smallest when none has."""
    for size, (letters, lines) in enumerate(ROOM, start=1):
        needed = [_lines(name, letters) for name in names if name]
        if all(needed) and sum(needed) <= lines:
            return size
    return len(ROOM)


def _lines(name: str, letters: float) -> int:
    """How many lines a name takes; 0 when one of its words is longer than a line."""
    lines, used = 1, 0.0
    for word in name.replace("-", "- ").split():
        width = _width(word)
        if width > letters:
            return 0
        if used and used + width > letters:
            lines, used = lines + 1, 0.0
        used += width + (0 if word.endswith("-") else 1)
    return lines


def _width(word: str) -> float:
    """How long a word is when set, in small letters."""
    return sum(CAPITAL_LETTER if sign.isupper() or sign in "mw" else 1 for sign in word)
