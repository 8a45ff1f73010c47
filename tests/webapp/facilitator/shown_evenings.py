"""Evenings whose results were shown: sign-ups, a published plan, rounds played, and who wishes to meet again."""

from dataclasses import replace

import numpy as np

from matching.read import SignUps
from sample_data.synthetic import SyntheticTerritory, generate_territory
from tests.webapp.conftest import EVENING, Evening, HandClock, make_evening
from webapp.database import Database
from webapp.models import ChoiceRow, EventRow, MutualChoiceRow
from webapp.services import event_day, plans


def signed_up(territory: SyntheticTerritory) -> SignUps:
    """A territory as if a sheet had been read."""
    return SignUps(
        organisations=territory.organisations,
        participants=territory.participants,
        pair_rules=(),
        remarks=(),
        format="entremise",
        encoding="utf-8",
        n_rows=len(territory.participants),
        lines={},
    )


def shown_evening(
    database: Database,
    clock: HandClock,
    *,
    n_each: int,
    seed: int,
    owner: str,
    n_rounds: int = 6,
    one_sided: float = 0.3,
    slope: float = 6.0,
) -> Evening:
    """An evening of ``n_each`` companies and associations whose results were shown.

    A pair wishes to meet again the more probably the better its score; of the others a share ``one_sided`` leaves one
    yes that was not returned.
    """
    sign_ups = signed_up(generate_territory(n_each, n_each, seed))
    clock.moment = EVENING
    evening = make_evening(database, sign_ups, clock, owner=owner, name=f"Soirée {seed}", n_rounds=n_rounds)
    draw = np.random.default_rng(seed)
    with database.writing() as session:
        event_day.act(session, evening.event_id, "start", clock.now())
    clock.go(hours=2)  # every round is over, and the final review too
    with database.writing() as session:
        plan = plans.published_plan(session, evening.event_id)
        assert plan is not None
        scores = np.array([meeting.score for meeting in plan.meetings])
        foreseen = 1 / (1 + np.exp(-(slope * (scores - scores.mean()) - 0.6)))
        for meeting, wished, alone in zip(
            plan.meetings, draw.random(len(scores)) < foreseen, draw.random(len(scores)) < one_sided, strict=True
        ):
            pair = (meeting.company.id, meeting.association.id)
            for chooser, partner in (pair, pair[::-1]):
                said = "yes" if wished or (alone and chooser == pair[0]) else "not"
                session.add(
                    ChoiceRow(
                        chooser_id=chooser,
                        partner_id=partner,
                        event_id=evening.event_id,
                        round_number=meeting.round_number,
                        answer=said,
                        sequence=1,
                    )
                )
            if wished:
                session.add(
                    MutualChoiceRow(
                        event_id=evening.event_id,
                        company_participant_id=pair[0],
                        association_participant_id=pair[1],
                    )
                )
        event = session.get_one(EventRow, evening.event_id)
        event.sealed_at = event.revealed_at = clock.go(hours=1)
    return replace(evening, clock=clock)
