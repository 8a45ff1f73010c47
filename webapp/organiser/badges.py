"""Who comes, their personal addresses and the plan -> badges: big names, the first table, the link as a QR code.

A name is set as large as its longest word allows; the sizes are classes of ``static/css/badges.css``. The code is drawn
with error correction M (15 % of it may be hidden), enough for a badge under a plastic sleeve.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import segno
from markupsafe import Markup

from webapp.services.organisations import Attendee
from webapp.services.plans import PlannedMeeting

# The longest word of a name that each size has room for, in small letters; beyond the last one words are broken.
LARGEST_WORDS = (9.5, 12.5, 16.5)
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
    people: Sequence[Attendee],
    addresses: Mapping[int, str],
    meetings: Iterable[PlannedMeeting],
    starts: Sequence[str],
) -> list[Badge]:
    """One badge for each of ``people``, in their order; ``addresses`` by their numbers, ``starts`` in words."""
    first: dict[int, PlannedMeeting] = {}
    for meeting in sorted(meetings, key=lambda one: -one.round_number):
        first[meeting.company.id] = first[meeting.association.id] = meeting
    return [_badge(one, addresses[one.id], first.get(one.id), starts) for one in people]


def qr_code(address: str) -> Markup:
    """An address as a QR code in SVG, without the quiet zone, which the badge's white gives."""
    drawn = segno.make_qr(address, error="m", boost_error=False).svg_inline(
        border=0, omitsize=True, svgclass=None, lineclass=None
    )
    return Markup(drawn)  # noqa: S704  drawn by the library from modules, holds no text of ours


def _badge(one: Attendee, address: str, meeting: PlannedMeeting | None, starts: Sequence[str]) -> Badge:
    longest = max(_width(word) for word in [*one.full_name.replace("-", "- ").split(), ""])
    return Badge(
        first_name=one.first_name,
        last_name=one.last_name,
        organisation=one.organisation,
        side=one.side,
        address=address,
        code=qr_code(address),
        size=next((size for size, most in enumerate(LARGEST_WORDS, start=1) if longest <= most), 4),
        long_organisation=len(one.organisation) > LONG_ORGANISATION,
        table_number=meeting.table_number if meeting else None,
        start=starts[meeting.round_number - 1] if meeting else "",
        break_first=meeting is not None and meeting.round_number > 1,
    )


def _width(word: str) -> float:
    """How long a word is when set, in small letters."""
    return sum(CAPITAL_LETTER if sign.isupper() or sign in "mw" else 1 for sign in word)
