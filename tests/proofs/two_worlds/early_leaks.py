"""Leaks of what nobody may know before the results: that a wish is shared, and what the tap itself sets off.

Each shows only where the proof looks as closely as it says: answers that would share a wish, a phone that shows its own
answers, a phone that was lent in between, the lines and mails that a tap causes, a tap that is taken in one world and
refused in the other.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from flask import Response, request
from sqlalchemy import ColumnElement, and_, func, select, true
from sqlalchemy.orm import aliased

from tests.proofs.two_worlds.leaking import Leak, after, before_body_end
from tests.proofs.two_worlds.stage import Stage
from webapp import access, browser_cookie
from webapp.access import PARTICIPANT_COOKIE
from webapp.mailing import Mail, post_office
from webapp.models import ChoiceRow
from webapp.services import browsers, choices, links
from webapp.services.refusals import Refused
from webapp.transactions import session


def n_shared(about: ColumnElement[bool] | None = None) -> int:
    """How many wishes are shared so far: the second of two yes to each other."""
    other = aliased(ChoiceRow)
    both = and_(
        other.chooser_id == ChoiceRow.partner_id, other.partner_id == ChoiceRow.chooser_id, other.answer == "yes"
    )
    wanted = select(func.count()).select_from(ChoiceRow).join(other, both)
    return session().scalar(wanted.where(ChoiceRow.answer == "yes", true() if about is None else about)) or 0


def _live_count(response: Response) -> None:
    """The desk counts the shared wishes so far."""
    before_body_end(response, f"<p>{n_shared() // 2} souhaits partagés</p>")


def _them_too(response: Response) -> None:
    """The phone that said yes is told when the other has, too."""
    found = links.participant_of(session(), request.cookies.get(PARTICIPANT_COOKIE, ""), since=access.links_since())
    if found and (own := browser_cookie.of(found[0])):
        about = and_(ChoiceRow.chooser_id == found[0], ChoiceRow.given_on == own)
        before_body_end(response, f"<p>Partagé avec {n_shared(about)} personnes</p>")


def _mail_at_the_seal(response: Response) -> None:
    """The seal tells the owner by mail how many wishes are shared, before anybody may know."""
    if request.endpoint == "organiser.seal":
        text = f"{n_shared() // 2} souhaits partagés"
        post_office().post(lambda: Mail(to="owner@example.org", subject="Ce soir", text=text))


def _when_recorded(act: Any) -> Any:  # a function of what is recorded -> a leak
    @contextmanager
    def build(opened: Stage) -> Iterator[None]:
        real = choices.record

        def record(rows: Any, **given: Any) -> choices.Receipt:
            act(given["answer"])
            return real(rows, **given)

        with patch.object(choices, "record", record):
            yield

    return build


@contextmanager
def _kept_token(opened: Stage) -> Iterator[None]:
    """A browser keeps its token, whoever's link is opened in it."""
    with patch.object(browsers, "token_of", lambda _key, _person, cookie: cookie.partition(".")[0]):
        yield


def _log(answer: str) -> None:
    logging.getLogger("webapp.choices").info("answer %s", answer)


def _refuse(answer: str) -> None:
    if answer == "yes" and request.accept_mimetypes.best_match(["application/json"]):
        raise Refused("later_answer_stands")


EARLY_LEAKS = (
    Leak(name="shared wishes counted before the results", build=after(_live_count, only="organiser."),
         only="organiser.people"),
    Leak(name="“them too” on the phone that answered", build=after(_them_too, only="participant."),
         only="participant.programme"),
    Leak(name="a mail that counts at the seal", build=after(_mail_at_the_seal), only="hall.state"),
    Leak(name="a lent phone that keeps its token", build=_kept_token, only="participant.review", other_phone=True),
    Leak(name="the tap logs its answer", build=_when_recorded(_log), only="hall.state"),
    Leak(name="a yes that is refused", build=_when_recorded(_refuse), only="hall.state"),
)  # fmt: skip
