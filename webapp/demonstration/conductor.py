"""The evening's clock -> what happens by itself: the start, the crowd's answers, the seal and the reveal.

The conductor looks at the evening several times a second and does what is due; the organiser may always be quicker. All
it knows stands in the database, so a server that is started again goes on where it was.
"""

import logging
import threading
import time
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final

from webapp.clock import Clock
from webapp.database import Database
from webapp.demonstration.crowd import PlannedAnswer, hands_over, planned_answers
from webapp.demonstration.evening import Demonstration
from webapp.logged import without_values
from webapp.services import choices, consents, event_day, organisations, plans
from webapp.services.event_day import EveningState
from webapp.services.events import settings_of
from webapp.services.refusals import Refused

TIME_TO_ACT: Final = timedelta(minutes=1)  # the organiser may seal and reveal before the conductor does
QUICKEST_LOOK, SLOWEST_LOOK = 0.05, 0.5  # real seconds between two looks
EVENING_SECONDS_BETWEEN_LOOKS = 10.0

log = logging.getLogger(__name__)


class Conductor:
    """Runs one demonstration; ``start`` returns at once, ``step`` does what is due at a moment."""

    def __init__(self, database: Database, clock: Clock, demonstration: Demonstration) -> None:
        self._database = database
        self._clock = clock
        self._shown = demonstration
        self._silent = {demonstration.company.participant_id, demonstration.association.participant_id}
        self._version: int | None = None
        self._to_say: list[PlannedAnswer] = []
        self._codes: dict[int, str] = {}

    def start(self) -> None:
        """Run beside the server, until it ends."""
        threading.Thread(target=self._run, name="conductor", daemon=True).start()

    def step(self, now: datetime) -> bool:
        """Do what is due at ``now``; False once the results are out and nothing remains to be done."""
        event_id = self._shown.event_id
        with self._database.reading() as session:
            state = event_day.evening_state(session, event_id, now)
        if state.phase == "before" and now >= state.starts[0]:
            self._act("start", now)
        elif state.phase == "closed" and state.closes_at is not None and now >= state.closes_at + TIME_TO_ACT:
            self._seal(now)
        elif state.phase == "sealed" and state.sealed_at is not None and now >= state.sealed_at + TIME_TO_ACT:
            self._reveal(now)
        elif state.choices_open:
            self._answer(state, now)
        return state.phase != "revealed"

    def _run(self) -> None:
        pause = min(SLOWEST_LOOK, max(QUICKEST_LOOK, EVENING_SECONDS_BETWEEN_LOOKS / self._clock.speed))
        while True:
            time.sleep(pause)
            try:
                if not self.step(self._clock.now()):
                    return
            except Refused:
                continue  # somebody was quicker
            except Exception as error:
                log.error("The demonstration goes on at its next look\n%s", without_values(error))

    def _answer(self, state: EveningState, now: datetime) -> None:
        """Everybody whose moment has come says what they think of a meeting."""
        if self._version != state.published_version:
            self._learn(state)
        due = [
            one
            for one in self._to_say
            if one.round_number <= state.rounds_begun and now >= state.starts[one.round_number - 1] + one.after
        ]
        for one in due:
            self._to_say.remove(one)
            with suppress(Refused), self._database.writing() as session:
                if not consents.stated(session.connection(), one.chooser_id):
                    agreed = hands_over(self._codes[one.chooser_id], seed=self._shown.seed)
                    consents.state(session, participant_id=one.chooser_id, granted=agreed, now=now)
                choices.record(
                    session,
                    participant_id=one.chooser_id,
                    partner_id=one.partner_id,
                    answer=one.answer,
                    sequence=1,
                    now=now,
                )

    def _learn(self, state: EveningState) -> None:
        """Read the plan that counts, and think of an answer for each of its meetings."""
        with self._database.reading() as session:
            plan = plans.published_plan(session, state.event_id)
            length = timedelta(minutes=settings_of(session, state.event_id).meeting_minutes)
            self._codes = {one.id: one.code for one in organisations.listed_participants(session, state.event_id)}
        meetings = plan.meetings if plan else ()
        self._to_say = list(planned_answers(meetings, silent=self._silent, length=length, seed=self._shown.seed))
        self._version = state.published_version

    def _act(self, action: str, now: datetime) -> None:
        with self._database.writing() as session:
            event_day.act(session, self._shown.event_id, action, now)

    def _seal(self, now: datetime) -> None:
        with self._database.writing() as session:
            choices.seal(session, self._shown.event_id, now)

    def _reveal(self, now: datetime) -> None:
        with self._database.writing() as session:
            choices.reveal(session, self._shown.event_id, now)
