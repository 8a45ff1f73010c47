"""Small evenings to play again and again, and what stands in their tables, read row by row.

Each shape (how many come, rounds, tables, who sends two people) is made once, with its plan published, and copied into
the database before each history. Scores and their reasons are pure functions of profiles: they are remembered for as
long as the profiles are the same, for what is proved here is what repairs do with them.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final
from unittest.mock import patch

from sqlalchemy import select

from matching import read_organisations
from matching.explanations import Explanation
from matching.scoring import ScoreMatrix
from tests.proofs.protocol_world import IN_MEMORY
from tests.proofs.repairs_checker import Facts, Meeting, Pair
from tests.webapp.conftest import EVENING, Evening, HandClock, everybody_consents, make_evening
from tests.webapp.ready_evenings import latest_shape
from webapp.database import Database
from webapp.models import (
    ChoiceRow,
    EventRow,
    MeetingRow,
    MutualChoiceRow,
    OrganisationRow,
    PairRuleRow,
    ParticipantRow,
    PlanRow,
    PresenceRow,
)
from webapp.services import planning, plans
from webapp.services.event_day import state_read
from webapp.services.planning import PlanDraft, PlanningInputs

NEEDS: Final = ("team_events", "csr_visibility", "purchases", "candidates", "it_equipment", "premises", "transport")


@dataclass(frozen=True, kw_only=True)
class Shape:
    """How an evening is made: people of each company and of each association, rounds, tables (None: enough)."""

    companies: tuple[int, ...]
    associations: tuple[int, ...]
    n_rounds: int
    n_tables: int | None = None

    def sheet(self) -> str:
        """Its sign-up sheet."""
        lines = ["id,side,name,needs,offers,first_name,last_name,email"]
        for letter, side, counts in (("C", "company", self.companies), ("A", "association", self.associations)):
            for number, n_people in enumerate(counts, 1):
                code = f"{letter}{number:02}"
                need, offer = (NEEDS[(number + step) % len(NEEDS)] for step in (0, 3 if letter == "C" else 5))
                lines += [
                    f"{code},{side},Structure {code},{need},{offer},P,{code}-{one},{code}-{one}@example.org"
                    for one in range(1, n_people + 1)
                ]
        return "\n".join(lines) + "\n"


SHAPES: Final = (
    Shape(companies=(1, 1, 1), associations=(1, 1, 1), n_rounds=3),
    Shape(companies=(1, 1), associations=(1, 1, 1), n_rounds=2),
    Shape(companies=(1, 1, 1, 1), associations=(1, 1, 1), n_rounds=3, n_tables=2),
    Shape(companies=(1, 2, 1), associations=(1, 1, 1, 1), n_rounds=4, n_tables=3),
    Shape(companies=(2, 1), associations=(2, 1, 1), n_rounds=3),
    Shape(companies=(1, 1, 1, 1), associations=(1, 1, 1, 1, 1), n_rounds=4),
)

# Made once: a statement made anew costs more than the rows it finds.
_MEETINGS: Final = select(
    PlanRow.version,
    MeetingRow.round_number,
    MeetingRow.table_number,
    MeetingRow.company_participant_id,
    MeetingRow.association_participant_id,
).join(MeetingRow, MeetingRow.plan_id == PlanRow.id)
_PEOPLE: Final = select(ParticipantRow.id, ParticipantRow.organisation_id, ParticipantRow.erased_at)
_COMPANIES: Final = select(OrganisationRow.id).where(OrganisationRow.side == "company")
_STAYS: Final = select(PresenceRow.participant_id, PresenceRow.first_round, PresenceRow.last_round)
_RULES: Final = select(PairRuleRow.company_id, PairRuleRow.association_id, PairRuleRow.kind, PairRuleRow.round_number)
_CHOICES: Final = select(ChoiceRow.chooser_id, ChoiceRow.partner_id, ChoiceRow.answer)
_MUTUAL: Final = select(MutualChoiceRow.company_participant_id, MutualChoiceRow.association_participant_id)
_PUBLISHED: Final = select(EventRow.published_version)


@dataclass(frozen=True, kw_only=True)
class Rows:
    """What stands in the tables: the published version, and the meetings of every version there ever was."""

    published: int
    plans: dict[int, frozenset[Meeting]]
    #: By chooser and partner, every answer that was given.
    answers: dict[Pair, str]
    mutual: frozenset[Pair]

    @property
    def plan(self) -> frozenset[Meeting]:
        """The published one."""
        return self.plans.get(self.published, frozenset())


@dataclass
class RepairsWorld:
    """One database, and the evenings that can be put into it."""

    database: Database
    made: dict[Shape, tuple[sqlite3.Connection, Evening]]
    clock: HandClock = field(default_factory=HandClock)

    def reset(self, shape: Shape) -> Evening:
        """Put an evening back to before its first round."""
        self.clock.moment = EVENING
        kept, evening = self.made[shape]
        connection = self.database.write_engine.raw_connection()
        try:
            kept.backup(connection.driver_connection)
        finally:
            connection.close()
        return evening

    def rows(self) -> Rows:
        """What stands now."""
        with self.database.read_engine.connect() as connection:
            versions: dict[int, list[Meeting]] = {}
            for version, *meeting in connection.execute(_MEETINGS):
                versions.setdefault(version, []).append(Meeting(*meeting))
            return Rows(
                published=connection.execute(_PUBLISHED).scalar_one() or 0,
                plans={version: frozenset(meetings) for version, meetings in versions.items()},
                answers={(one, other): answer for one, other, answer in connection.execute(_CHOICES) if answer},
                mutual=frozenset((one, other) for one, other in connection.execute(_MUTUAL)),
            )

    def facts(self, shape: Shape, event_id: int) -> Facts:
        """What holds now, whatever was planned."""
        with self.database.reading() as session:
            state = state_read(session, event_id, self.clock.now())
            rows = session.connection()
            people = rows.execute(_PEOPLE).all()
            rules = rows.execute(_RULES).all()
            stays = {number: (first, last) for number, first, last in rows.execute(_STAYS)}
            companies = frozenset(rows.execute(_COMPANIES).scalars())
        return Facts(
            n_rounds=shape.n_rounds,
            n_tables=shape.n_tables,
            rounds_begun=state.rounds_begun,
            announced=(state.paused_in or state.phase) == "change_over",
            organisations={one.id: one.organisation_id for one in people},
            companies=companies,
            stays=stays,
            erased=frozenset(one.id for one in people if one.erased_at is not None),
            forbidden=frozenset(one[:2] for one in rules if one.kind == "forbidden"),
            required=frozenset(one[:2] for one in rules if one.kind == "required"),
            locked={(one[0], one[1]): one.round_number for one in rules if one.kind == "locked"},
        )


@contextmanager
def repairs_world(shapes: Sequence[Shape] = SHAPES) -> Iterator[RepairsWorld]:
    """A world in a folder in memory, where the machine has one, removed afterwards."""
    place = IN_MEMORY if IN_MEMORY.is_dir() else None
    with TemporaryDirectory(prefix="entremise-repairs-", dir=place) as name, _remembered_scores():
        folder = Path(name)
        made = {shape: _made(folder / f"{number}", shape) for number, shape in enumerate(shapes)}
        database = _empty(folder)
        try:
            yield RepairsWorld(database=database, made=made)
        finally:
            database.dispose()
            for kept, _ in made.values():
                kept.close()


def _empty(folder: Path) -> Database:
    file = folder / "evening.sqlite"
    file.write_bytes(latest_shape())
    return Database(f"sqlite:///{file}")


def _made(folder: Path, shape: Shape) -> tuple[sqlite3.Connection, Evening]:
    folder.mkdir()
    sheet = folder / "sheet.csv"
    sheet.write_text(shape.sheet(), encoding="utf-8")
    database, clock = _empty(folder), HandClock()
    evening = make_evening(database, read_organisations(sheet), clock, n_rounds=shape.n_rounds, n_tables=shape.n_tables)
    everybody_consents(database, evening)
    copy = sqlite3.connect(":memory:", check_same_thread=False)
    connection = database.write_engine.raw_connection()
    try:
        connection.driver_connection.backup(copy)  # type: ignore[union-attr]  # sqlite3's own
    finally:
        connection.close()
    database.dispose()
    return copy, evening


@contextmanager
def _remembered_scores() -> Iterator[None]:
    """Scores and reasons computed once for the same profiles."""
    matrix_of, explanation_of = planning.matrix_of, planning.explanation_of
    matrices: dict[str, ScoreMatrix] = {}
    reasons: dict[tuple[int, int, int], Explanation] = {}

    def remembered(given: PlanningInputs) -> ScoreMatrix:
        key = repr((given.organisations, given.history, given.diagnosis, given.weights))
        if key not in matrices:
            matrices[key] = matrix_of(given)
        return matrices[key]

    def explained(draft: PlanDraft, row: int, column: int) -> Explanation:
        # Every matrix is kept, so that no other can have its number.
        key = id(draft.matrix), int(draft.crossing.row_groups[row]), int(draft.crossing.column_groups[column])
        if key not in reasons:
            reasons[key] = explanation_of(draft, row, column)
        return reasons[key]

    with patch.object(planning, "matrix_of", remembered), patch.object(plans, "explanation_of", explained):
        yield
