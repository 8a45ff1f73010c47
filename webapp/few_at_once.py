"""Pages that take long to compute -> a few at a time: somebody always finds a thread for what takes none.

Plans, reports and rankings take seconds of a processor, and whoever may read them may ask for them again and again.
Two are computed at a time in a process, in the order in which they were asked for; whoever comes next waits a little,
and is told so where no place has become free (503, Retry-After). The places are fewer than the threads of
``waiting_room``, and one account holds no more than half of them.
"""

import threading
from typing import Final

from flask import Flask, g, request

from webapp import access, transactions
from webapp.services.refusals import Refused

#: Endpoints whose answer is computed from a whole evening; every one of them is for accounts.
SLOW: Final = frozenset(
    {
        "organiser.plan",
        "organiser.compute_plan",
        "organiser.correct_plan",
        "organiser.report",
        "organiser.plan_if",
        "organiser.timetables",
        "organiser.badges",
        "organiser.preview_repair",
        "organiser.publish_repair",
        "organiser.repair_changes",
        "facilitator.pairs",
        "facilitator.effect",
        "facilitator.pair",
        "facilitator.pairs_csv",
        "facilitator.profiles",
        "facilitator.evaluation_page",
        "facilitator.take_weights",
    }
)
AT_ONCE: Final = 2
PLACES: Final = 6
PLACES_OF_ONE: Final = 3
SECONDS_TO_WAIT: Final = 8.0


class Places:
    """Who computes and who waits to, in the order in which they came."""

    def __init__(
        self,
        *,
        at_once: int = AT_ONCE,
        places: int = PLACES,
        of_one: int = PLACES_OF_ONE,
        seconds_to_wait: float = SECONDS_TO_WAIT,
    ) -> None:
        self._at_once, self._places, self._of_one = at_once, places, of_one
        self._seconds_to_wait = seconds_to_wait
        self._line: list[tuple[int, object]] = []  # the first of them compute
        self._moved = threading.Condition()

    def take(self, account_id: int) -> tuple[int, object]:
        """A place to compute at, as soon as there is one; raises Refused when there is none in time."""
        place = (account_id, object())
        with self._moved:
            own = sum(number == account_id for number, _ in self._line)
            if own >= self._of_one or len(self._line) >= self._places:
                raise Refused("computing_busy", status=503)
            self._line.append(place)
            if not self._moved.wait_for(lambda: place in self._line[: self._at_once], self._seconds_to_wait):
                self._line.remove(place)
                raise Refused("computing_busy", status=503)
        return place

    def leave(self, place: tuple[int, object]) -> None:
        """Let the next one compute."""
        with self._moved:
            self._line.remove(place)
            self._moved.notify_all()


def init_app(app: Flask) -> None:
    """Have slow pages wait for a place, once the guard has let their asker in."""
    app.extensions["entremise_places"] = places = Places()

    @app.before_request
    def take() -> None:
        if request.endpoint in SLOW:
            transactions.release()  # whoever waits holds up no writer and no other reader
            g.place = places.take(access.signed_in().id)

    @app.teardown_request
    def leave(_error: BaseException | None) -> None:
        place = g.pop("place", None)
        if place is not None:
            places.leave(place)
