"""Taps on a real phone through lost networks, lost answers, reloads and killed tabs: each stands once, none is lost.

ENTREMISE_TAPS=300 taps that often; a few are enough every day.
"""

import os

import pytest

from tests.browser.serving import Served
from tests.browser.taps import play, stored
from tests.browser.visits import Visits
from tests.webapp.conftest import Evening, HandClock, consent
from webapp.services import event_day

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

N_TAPS = int(os.environ.get("ENTREMISE_TAPS", "15"))


def test_every_tap_is_delivered_once_and_the_last_stands(
    served: Served, visits: Visits, evening: Evening, clock: HandClock
) -> None:
    own = evening.people["C01-1"]
    with served.database.writing() as session:
        consent(session, own, clock.now())
        event_day.act(session, evening.event_id, "start", clock.now())
    clock.go(minutes=29)
    context = visits.context("phone")
    played = play(context, served, evening, served.phone_link(evening.event_id, own), n_taps=N_TAPS, seed=7)
    found = stored(served, own)
    assert {partner: answer for partner, (answer, _) in found.items()} == played.last
    assert all(len(bodies) == 1 for bodies in played.sent.values())  # a key never carries another answer
    assert {key for _, key in found.values()} <= set(played.sent)
    assert played.n_taps == N_TAPS
    # What the browser reports of the network that was taken away on purpose is no fault.
    visits.faults[:] = [one for one in visits.faults if "net::ERR" not in one]
