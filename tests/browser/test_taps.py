"""Taps on a real phone through lost networks, lost answers, reloads and killed tabs: each stands once, none is lost.

ENTREMISE_TAPS=300 taps that often; a few are enough every day.
"""

import os

import pytest

from tests.browser.serving import Served
from tests.browser.taps import FORGETFUL, play, stored
from tests.browser.visits import Visits
from tests.webapp.conftest import Evening, HandClock, consent
from webapp.services import event_day

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

N_TAPS = int(os.environ.get("ENTREMISE_TAPS", "15"))


@pytest.fixture
def own(served: Served, evening: Evening, clock: HandClock) -> int:
    """Somebody who has agreed and met everybody; choices stay open."""
    number = evening.people["C01-1"]
    with served.database.writing() as session:
        consent(session, number, clock.now())
        event_day.act(session, evening.event_id, "start", clock.now())
    clock.go(minutes=29)
    return number


def test_every_tap_is_delivered_once_and_the_last_stands(
    served: Served, visits: Visits, evening: Evening, own: int
) -> None:
    link = served.phone_link(evening.event_id, own)
    played = play(visits.context("phone"), served, evening, link, n_taps=N_TAPS, seed=7)
    found = stored(served, own)
    assert {partner: answer for partner, (answer, _) in found.items()} == played.last
    assert all(len(bodies) == 1 for bodies in played.sent.values())  # a key never carries another answer
    assert {key for _, key in found.values()} <= set(played.sent)
    assert played.n_taps == N_TAPS
    _forgive_the_network(visits)


def test_a_browser_that_puts_nothing_away_loses_taps(
    served: Served, visits: Visits, evening: Evening, own: int
) -> None:
    """The control: what is seen above is seen because answers are kept beyond their page."""
    context = visits.context("phone")
    context.add_init_script(FORGETFUL)
    link = served.phone_link(evening.event_id, own)
    disturbances = ("killed without a network",)
    played = play(context, served, evening, link, n_taps=4, seed=7, disturbances=disturbances)
    assert {partner: answer for partner, (answer, _) in stored(served, own).items()} != played.last
    _forgive_the_network(visits)


def _forgive_the_network(visits: Visits) -> None:
    """What the browser reports of the network that was taken away on purpose is no fault."""
    visits.faults[:] = [one for one in visits.faults if "net::ERR" not in one]
