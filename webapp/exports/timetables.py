"""A plan -> one card per participant: times, tables, whom one meets and why; as values, and as one HTML file to print.

The cards' look is one template and one style sheet, for the web page and for the file alike. The file holds its style
and its typefaces, no script and no address of anything else, so that it prints the same on any machine.
"""

import base64
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from matching.vocabulary import SIDES
from schedules.timetable import RoundSettings, planned_times
from webapp import conversions
from webapp.services.organisations import ListedParticipant
from webapp.services.own_evening import BreakReason, break_reason
from webapp.services.planning import PlanDraft, explanation_of
from webapp.services.plans import PlannedMeeting
from webapp.services.presence import WHOLE, Stay, counts_there
from webapp.wording import Pair, Words
from webapp.wording.breaks import break_sentence
from webapp.wording.marking import N_

FOLDER: Final = Path(__file__).parent.parent
TYPEFACES: Final = (
    ("Atkinson Hyperlegible Next", "200 800", "atkinson-next-latin.woff2"),
    ("Barlow Semi Condensed", "700", "barlow-board-700.woff2"),
)
QUOTED: Final = N_("« %(question)s »")


@dataclass(frozen=True, kw_only=True)
class TimetableRow:
    """One round of one person: the clock time in words, whom they meet where, and one reason.

    ``table_number`` None is a break: nobody is opposite, the names are empty and ``reason`` says why.
    """

    round_number: int
    start: str
    table_number: int | None
    partner_name: str
    partner_organisation: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class TimetableCard:
    """The evening of one person, round by round."""

    name: str
    organisation: str
    side: str
    rows: tuple[TimetableRow, ...]


def timetable_cards(
    people: Sequence[ListedParticipant],
    meetings: Iterable[PlannedMeeting],
    starts: Sequence[str],
    words: Words,
    *,
    n_tables: int | None,
    noted: Mapping[int, Stay] | None = None,
    only: Collection[int] | None = None,
) -> list[TimetableCard]:
    """One card for each of ``people``, in their order; ``starts`` are the rounds' clock times in words.

    ``noted``: who is not there for the whole evening, by the numbers of the people; whoever did not come has no card.
    ``only``: the numbers of those whose cards are wanted, None for all.
    """
    noted = noted or {}
    found: dict[tuple[int, int], PlannedMeeting] = {}
    for meeting in meetings:
        found[meeting.company.id, meeting.round_number] = meeting
        found[meeting.association.id, meeting.round_number] = meeting
    heads = [(one.id, one.organisation_id, one.side) for one in people]
    pauses = {
        (side, number): break_sentence(words, break_reason(counts, side=side, n_tables=n_tables), side)
        for number in range(1, len(starts) + 1)
        if (counts := counts_there(heads, noted, number))
        for side in SIDES
    }
    away = break_sentence(words, BreakReason(code="away"), "")

    def pause(one: ListedParticipant, number: int) -> str:
        return pauses[one.side, number] if noted.get(one.id, WHOLE).covers(number) else away

    return [
        TimetableCard(
            name=one.full_name or one.organisation,
            organisation=one.organisation,
            side=one.side,
            rows=tuple(
                _row(one, number, start, found.get((one.id, number)), pause(one, number), words)
                for number, start in enumerate(starts, start=1)
            ),
        )
        for one in people
        if not noted.get(one.id, WHOLE).absent and (only is None or one.id in only)
    ]


def cards_of_draft(draft: PlanDraft, words: Words) -> list[TimetableCard]:
    """The cards of a plan that was just computed, people by name; times are those of the clocks at its start."""
    settings = draft.inputs.settings
    lengths = RoundSettings(
        n_rounds=settings.n_rounds,
        meeting_minutes=settings.meeting_minutes,
        change_over_minutes=settings.change_over_minutes,
    )
    starts = [_on_the_clock(start, words) for start, _ in planned_times(lengths, settings.starts_at)]
    people = _people_of(draft)
    meetings = [
        PlannedMeeting(
            round_number=round_number + 1,
            table_number=table_number + 1,
            company=people[draft.crossing.company_participants[row]],
            association=people[draft.crossing.association_participants[column]],
            score=float(draft.problem.weights[row, column]),
            stored_explanation=conversions.explanation_to_json(explanation_of(draft, row, column)),
        )
        for round_number, table_number, row, column in draft.plan.meetings.tolist()
    ]
    by_name = sorted(people.values(), key=lambda one: (one.last_name.casefold(), one.first_name.casefold(), one.code))
    return timetable_cards(by_name, meetings, starts, words, n_tables=settings.n_tables)


def render_timetables(cards: Sequence[TimetableCard], words: Words, *, title: str, subtitle: str) -> str:
    """The cards as one HTML file, ready to be printed on A4."""
    style = "\n".join([*map(typeface, TYPEFACES), (FOLDER / "static" / "css" / "timetables.css").read_text("utf-8")])
    template = environment_of(words).get_template("paper/timetables_file.html")
    return template.render(
        cards=cards,
        locale=words.locale,
        title=title,
        subtitle=subtitle,
        style=Markup(style),  # noqa: S704  our own file
    )


def environment_of(words: Words) -> Environment:
    """What renders the files that stand alone, in one language."""
    environment = Environment(
        loader=FileSystemLoader(FOLDER / "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_gettext_callables(  # type: ignore[attr-defined]  # added by the extension
        words.translate, lambda one, many, number: words.say_count(number, one, many), newstyle=True
    )
    return environment


def _row(
    person: ListedParticipant, number: int, start: str, meeting: PlannedMeeting | None, pause: str, words: Words
) -> TimetableRow:
    if meeting is None:
        return TimetableRow(
            round_number=number, start=start, table_number=None, partner_name="", partner_organisation="", reason=pause
        )
    partner = meeting.partner_of(person.id)
    return TimetableRow(
        round_number=number,
        start=start,
        table_number=meeting.table_number,
        partner_name=partner.full_name,
        partner_organisation=partner.organisation,
        reason=_reason(meeting, person.side, words),
    )


def _reason(meeting: PlannedMeeting, side: str, words: Words) -> str:
    """The best reason as one's own side reads it; where there is none, the question to begin with."""
    pair = Pair(
        company=meeting.company.organisation,
        association=meeting.association.organisation,
        reader="company" if side == "company" else "association",
    )
    if meeting.explanation.reasons:
        return words.reason(meeting.explanation.reasons[0], pair)
    return words.say(QUOTED, {"question": words.question(meeting.explanation.question, pair)})


def _people_of(draft: PlanDraft) -> dict[str, ListedParticipant]:
    """Everybody of the inputs by code, as lists show them; numbers are places in the list."""
    numbered = {one.id: (number, one) for number, one in enumerate(draft.inputs.organisations)}
    people = {}
    for number, person in enumerate(draft.inputs.participants):
        organisation_number, organisation = numbered[person.organisation_id]
        people[person.id] = ListedParticipant(
            id=number,
            code=person.id,
            first_name=person.first_name,
            last_name=person.last_name,
            role=person.role,
            email=person.email,
            email_of_payer=person.email_of_payer,
            phone=person.phone,
            organisation_id=organisation_number,
            organisation_code=organisation.id,
            organisation=organisation.name,
            side=organisation.side,
            commune=organisation.place.commune,
        )
    return people


def _on_the_clock(moment: datetime, words: Words) -> str:
    """A moment in the words of the clocks of its own time zone."""
    return words.time(moment.replace(tzinfo=UTC), "UTC")


def typeface(described: tuple[str, str, str]) -> str:
    """A typeface by family, weight and file, as the style of a file that stands alone holds it."""
    family, weight, name = described
    content = base64.b64encode((FOLDER / "static" / "fonts" / name).read_bytes()).decode()
    source = f'url("data:font/woff2;base64,{content}") format("woff2")'
    return f'@font-face {{ font-family: "{family}"; font-weight: {weight}; src: {source}; }}'
