"""Leaks built into the running application, each of which the two worlds must show: the proof can fail.

A leak is a change of the application as somebody might make it in good faith. What it reads of the one-sided answers it
reads from their table, as the change would.
"""

import hashlib
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from unittest.mock import patch

from flask import Response, request
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.proofs.two_worlds.early_leaks import EARLY_LEAKS
from tests.proofs.two_worlds.leaking import Leak, after, before_body_end, n_yes
from tests.proofs.two_worlds.stage import Stage
from tests.webapp.conftest import EVENING
from webapp import access
from webapp.access import PARTICIPANT_COOKIE
from webapp.exports import contacts as contact_files
from webapp.mailing import Mail, post_office
from webapp.models import AuditEntryRow, ChoiceRow, ParticipantRow
from webapp.services import choices, introductions, links, planning, repairs, scores
from webapp.transactions import session


def _counter(response: Response) -> None:
    before_body_end(response, f"<p>{n_yes()} souhaits</p>")


def _order(response: Response) -> None:
    rows = session().execute(
        select(ChoiceRow.chooser_id).where(ChoiceRow.answer != "").order_by(ChoiceRow.answer.desc())
    )
    before_body_end(response, f"<ol>{[row.chooser_id for row in rows]}</ol>")


def _etag(response: Response) -> None:
    rows = session().execute(select(ChoiceRow.chooser_id, ChoiceRow.partner_id, ChoiceRow.answer)).all()
    response.set_etag(hashlib.sha256(repr(sorted(map(tuple, rows))).encode()).hexdigest()[:16])


def _so_far(response: Response) -> None:
    found = links.participant_of(session(), request.cookies.get(PARTICIPANT_COOKIE, ""), since=access.links_since())
    if found:
        count = session().scalar(
            select(func.count()).where(ChoiceRow.partner_id == found[0], ChoiceRow.answer == "yes")
        )
        before_body_end(response, f"<p>{count} personnes souhaitent vous revoir</p>")


def _length(response: Response) -> None:
    response.headers["Content-Length"] = str(len(response.get_data()) + n_yes() % 7)


def _class_name(response: Response) -> None:
    if not response.direct_passthrough and n_yes() % 2:
        response.set_data(response.get_data().replace(b"<body", b'<body data-mood="warm"', 1))


def _timing(response: Response) -> None:
    response.headers["Server-Timing"] = f"choices;dur={n_yes() * 0.25}"


def _log_line(response: Response) -> None:
    logging.getLogger("webapp.statistics").info("so far %d", n_yes())


def _cookie(response: Response) -> None:
    response.set_cookie("mood", str(n_yes() % 3))


def _null_or_absent(response: Response) -> None:
    if response.is_json and isinstance(state := response.get_json(), dict) and n_yes() % 2:
        response.set_data(json.dumps(state | {"wish": None}))


def _rows_order(response: Response) -> None:
    if response.mimetype == "text/csv":
        lines = response.get_data().splitlines(keepends=True)
        shift = n_yes() % max(1, len(lines) - 1)
        response.set_data(b"".join(lines[:1] + lines[1 + shift :] + lines[1 : 1 + shift]))


def _last_modified(response: Response) -> None:
    response.last_modified = EVENING.timestamp() + n_yes()


def _mail(response: Response) -> None:
    if request.method == "POST" and n_yes():
        text = f"{n_yes()} souhaits"
        post_office().post(lambda: Mail(to="owner@example.org", subject="Ce soir", text=text))


def _error_page(response: Response) -> None:
    """The error page speaks of answers."""
    if response.status_code == 404 and n_yes() % 2:
        before_body_end(response, "<p>Quelqu’un pense à vous.</p>")


def _forbidden(response: Response) -> None:
    """A participant who was said yes to is told 403 where others are told 404."""
    token = request.cookies.get(PARTICIPANT_COOKIE, "")
    since = access.links_since()
    if response.status_code == 404 and token and (found := links.participant_of(session(), token, since=since)):
        about = select(func.count()).where(ChoiceRow.partner_id == found[0], ChoiceRow.answer == "yes")
        if session().scalar(about):
            response.status_code = 403


def _row_only_for_yes(response: Response) -> None:
    """Whoever says yes leaves a line in the log of the evening."""
    if "yes" in request.form.values():
        number = session().scalar(select(ChoiceRow.event_id).where(ChoiceRow.answer != ""))
        row = AuditEntryRow(
            event_id=number, at=EVENING, actor="participant", actor_name="", action="answered", details={}
        )
        session().add(row)
        session().flush()


@contextmanager
def _answered_counts_yes(opened: Stage) -> Iterator[None]:
    """The desk's "answered" counts those who said yes."""
    real = choices.answered

    def answered(given: Session, event_id: int) -> choices.AnswerCounts:
        found = real(given, event_id)
        rows = given.execute(
            select(ChoiceRow.chooser_id).where(ChoiceRow.event_id == event_id, ChoiceRow.answer == "yes")
        )
        count = len(rows.all())
        return replace(found, by_round={one: min(count, n) for one, n in found.by_round.items()})

    with patch.object(choices, "answered", answered):
        yield


@contextmanager
def _count_among_contacts(opened: Stage) -> Iterator[None]:
    """The phone's file of contacts counts everybody who said yes."""
    real = contact_files.contacts_csv

    def counted(cards: object, words: object) -> bytes:
        return real(cards, words) + f"{n_yes()}\r\n".encode()  # type: ignore[arg-type]

    with patch.object(contact_files, "contacts_csv", counted):
        yield


@contextmanager
def _score(opened: Stage) -> Iterator[None]:
    """Scores are a little higher while many say yes; the shelf that keeps them does not know."""
    real = scores.MeasuredEvent._weigh

    def weigh(self: scores.MeasuredEvent, weights: object, diagnosis: bool) -> object:
        matrix = real(self, weights, diagnosis)  # type: ignore[arg-type]
        return replace(matrix, total=matrix.total * (1 - 0.01 * (n_yes() % 5)))

    with patch.object(scores.MeasuredEvent, "_weigh", weigh):
        yield


@contextmanager
def _introductions(opened: Stage) -> Iterator[None]:
    """Introductions leave out whoever was said not to."""
    real = introductions.left_out

    def left_out(given: Session, event_id: int, now: datetime) -> introductions.LeftOut:
        found = real(given, event_id, now)
        codes = {
            row.id: row.code.split("-")[0] for row in given.execute(select(ParticipantRow.id, ParticipantRow.code))
        }
        rows = given.execute(
            select(ChoiceRow.chooser_id, ChoiceRow.partner_id).where(
                ChoiceRow.event_id == event_id, ChoiceRow.answer == "yes"
            )
        )
        wished = {tuple(sorted((codes[one], codes[other]), reverse=True)) for one, other in rows}
        return introductions.LeftOut(met=frozenset(found.met - wished), apart=found.apart)  # type: ignore[operator]

    with patch.object(introductions, "left_out", left_out):
        yield


@contextmanager
def _plan(opened: Stage) -> Iterator[None]:
    """A repair weighs pairs by how many wishes there are."""
    real = repairs.problem_of

    def problem_of(given: planning.PlanningInputs, *stands: object, **where: object) -> tuple[object, ...]:
        matrix, crossing, problem = real(given, *stands, **where)  # type: ignore[arg-type]
        return matrix, crossing, replace(problem, weights=problem.weights * (1 - 0.01 * (n_yes() % 5)))

    with patch.object(repairs, "problem_of", problem_of):
        yield


def _version(response: Response) -> None:
    """The state that phones follow changes whenever somebody says yes."""
    if response.is_json and isinstance(state := response.get_json(), dict) and "version" in state:
        response.set_data(json.dumps(state | {"version": f"{state['version']}-{n_yes()}"}))


def _own(response: Response) -> None:
    """Whoever opens a link sees how many wishes it holds."""
    found = links.participant_of(session(), request.cookies.get(PARTICIPANT_COOKIE, ""), since=access.links_since())
    if found:
        own = select(func.count()).where(ChoiceRow.chooser_id == found[0], ChoiceRow.answer == "yes")
        before_body_end(response, f"<p>{session().scalar(own)} souhaits de votre part</p>")


def _share(response: Response) -> None:
    """A statistic of the evaluation counts wishes."""
    before_body_end(response, f"<p>{round(100 * n_yes() / 30)} % de souhaits</p>")


LEAKS = (
    Leak(name="a counter on the desk", build=after(_counter, only="organiser."), only="organiser.people"),
    Leak(name="an order of names by answer", build=after(_order, only="hall."), only="hall.show"),
    Leak(name="an ETag over the answers", build=after(_etag, only="participant.state"), only="participant.state"),
    Leak(name="403 in place of 404", build=after(_forbidden, refused=True), only="hall.show"),
    Leak(name="a row only for yes", build=after(_row_only_for_yes, only="participant."), only="hall.state"),
    Leak(name="“so many wish to meet you”", build=after(_so_far, only="participant."), only="participant.programme"),
    Leak(name="a length", build=after(_length, only="participant.programme"), only="participant.programme"),
    Leak(name="an attribute of the page", build=after(_class_name, only="doors.home"), only="doors.home"),
    Leak(name="a timing header", build=after(_timing, only="hall.state"), only="hall.state"),
    Leak(name="a line in the log", build=after(_log_line, only="organiser.evening"), only="organiser.evening"),
    Leak(name="a cookie", build=after(_cookie, only="doors.open_phone"), only="doors.open_phone"),
    Leak(name="null or absent", build=after(_null_or_absent), only="hall.state"),
    Leak(name="the rows of a CSV file", build=after(_rows_order, only="facilitator."), only="facilitator.pairs_csv"),
    Leak(name="Last-Modified", build=after(_last_modified, only="facilitator."), only="facilitator.profiles"),
    Leak(name="a mail that counts", build=after(_mail), only="organiser.act"),
    Leak(name="an error page", build=after(_error_page, refused=True), only="hall.show"),
    Leak(name="“answered” counts yes only", build=_answered_counts_yes, only="organiser.evening"),
    Leak(name="a count among the contacts", build=_count_among_contacts, only="participant.contacts_csv"),
    Leak(name="scores touched by answers", build=_score, only="facilitator.pairs"),
    Leak(name="introductions that know of wishes", build=_introductions, only="facilitator.pairs"),
    Leak(name="repairs that know of wishes", build=_plan, only="organiser.preview_repair"),
    Leak(name="a version that answers move", build=after(_version), only="participant.state"),
    Leak(name="a share of wishes", build=after(_share, only="facilitator."), only="facilitator.evaluation_page"),
    Leak(name="own answers on another phone", build=after(_own, only="participant.now"), only="participant.now",
         other_phone=True),
    *EARLY_LEAKS,
)  # fmt: skip
