"""Leaks built into the running application, each of which the two worlds must show: the proof can fail.

A leak is a change of the application as somebody might make it in good faith. What it reads of the one-sided answers it
reads from their table, as the change would.
"""

import hashlib
import json
import logging
import smtplib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from unittest.mock import patch

from flask import Response, current_app, request
from flask.wrappers import Response as FlaskResponse
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.proofs.two_worlds.proving import Prover, WorldsDiffer
from tests.proofs.two_worlds.stage import Stage, stage
from tests.proofs.two_worlds.stories import stories
from webapp.access import PARTICIPANT_COOKIE
from webapp.exports import contacts as contact_files
from webapp.models import AuditEntryRow, ChoiceRow, ParticipantRow
from webapp.services import choices, event_day, introductions, links, planning, scores
from webapp.transactions import session


@dataclass(frozen=True, kw_only=True)
class Leak:
    """A change of the application, made while the block runs; ``other_phone``: seen with the answerer's link only."""

    name: str
    build: Callable[[Stage], object]
    other_phone: bool = False


@dataclass(frozen=True, kw_only=True)
class Found:
    """After how many pairs a leak was found, and where."""

    pairs: int
    where: str


def found_after(leak: Leak, *, seed: int, most_pairs: int, n_views: int = 40) -> Found | None:
    """Run the proof with a leak built in; None when nothing differed in so many pairs."""
    with stage() as opened, ExitStack() as stack:
        found = leak.build(opened)
        if hasattr(found, "__enter__"):
            stack.enter_context(found)  # type: ignore[arg-type]
        prover = Prover(opened, other_phone=leak.other_phone)
        try:
            prover.prove(n_pairs=most_pairs, n_views=n_views, seed_of_all=seed, drawn_from=stories(), shrink=False)
        except WorldsDiffer as error:
            return Found(pairs=prover.tally.pairs + 1, where=f"{error.found.view}: {error.found.what}")
        return None


def n_yes(about: Session | None = None) -> int:
    """How many have said yes so far."""
    return (about or session()).scalar(select(func.count()).where(ChoiceRow.answer == "yes")) or 0


def _after(change: Callable[[Response], None], *, only: str = "") -> Callable[[Stage], object]:
    """A leak that changes answers of the endpoints that begin so."""

    def build(opened: Stage) -> object:
        def after(response: FlaskResponse) -> FlaskResponse:
            if (request.endpoint or "").startswith(only) and response.status_code < 400:
                change(response)
            return response

        # First in the list is called last: what follows would close the session.
        opened.app.after_request_funcs.setdefault(None, []).append(after)
        return None

    return build


def _before_body_end(response: Response, text: str) -> None:
    if response.mimetype == "text/html" and not response.direct_passthrough:
        response.set_data(response.get_data().replace(b"</body>", text.encode() + b"</body>"))


def _counter(response: Response) -> None:
    _before_body_end(response, f"<p>{n_yes()} souhaits</p>")


def _order(response: Response) -> None:
    rows = session().execute(
        select(ChoiceRow.chooser_id).where(ChoiceRow.answer != "").order_by(ChoiceRow.answer.desc())
    )
    _before_body_end(response, f"<ol>{[row.chooser_id for row in rows]}</ol>")


def _etag(response: Response) -> None:
    rows = session().execute(select(ChoiceRow.chooser_id, ChoiceRow.partner_id, ChoiceRow.answer)).all()
    response.set_etag(hashlib.sha256(repr(sorted(map(tuple, rows))).encode()).hexdigest()[:16])


def _so_far(response: Response) -> None:
    found = links.participant_of(session(), request.cookies.get(PARTICIPANT_COOKIE, ""))
    if found:
        count = session().scalar(
            select(func.count()).where(ChoiceRow.partner_id == found[0], ChoiceRow.answer == "yes")
        )
        _before_body_end(response, f"<p>{count} personnes souhaitent vous revoir</p>")


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
    response.last_modified = event_day_moment(n_yes())


def event_day_moment(seconds: int) -> float:
    """A moment that tells a count."""
    return 1_795_000_000.0 + seconds


def _mail(response: Response) -> None:
    if request.method == "POST" and n_yes():
        with smtplib.SMTP("localhost") as post:
            post.sendmail("from@example.org", ["owner@example.org"], f"{n_yes()} souhaits")


def _error_page(opened: Stage) -> object:
    """The error page speaks of answers; 404 for some, 403 for others."""

    def after(response: FlaskResponse) -> FlaskResponse:
        if response.status_code == 404 and n_yes() % 2:
            _before_body_end(response, "<p>Quelqu’un pense à vous.</p>")
        return response

    opened.app.after_request_funcs.setdefault(None, []).append(after)
    return None


def _forbidden(opened: Stage) -> object:
    """A participant who was said yes to is told 403 where others are told 404."""

    def after(response: FlaskResponse) -> FlaskResponse:
        token = request.cookies.get(PARTICIPANT_COOKIE, "")
        if response.status_code == 404 and token and (found := links.participant_of(session(), token)):
            about = select(func.count()).where(ChoiceRow.partner_id == found[0], ChoiceRow.answer == "yes")
            if session().scalar(about):
                response.status_code = 403
        return response

    opened.app.after_request_funcs.setdefault(None, []).append(after)
    return None


@contextmanager
def _row_only_for_yes(opened: Stage) -> Iterator[None]:
    """Whoever says yes leaves a line in the log of the evening."""
    real = choices._changed

    def changed(given: Session, statement: object) -> int:
        count = real(given, statement)  # type: ignore[arg-type]
        if count and "yes" in statement.compile().params.values():  # type: ignore[attr-defined]
            event = given.scalar(select(ChoiceRow.event_id))
            given.add(
                AuditEntryRow(
                    event_id=event, at=opened.clock.now(), actor_kind="participant", action="answered", details={}
                )
            )
        return count

    with patch.object(choices, "_changed", changed):
        yield


@contextmanager
def _answered_counts_yes(opened: Stage) -> Iterator[None]:
    """The desk's "answered" counts those who said yes."""
    real = choices.answered

    def answered(given: Session, event_id: int) -> choices.Answered:
        found = real(given, event_id)
        rows = given.execute(
            select(ChoiceRow.chooser_id).where(ChoiceRow.event_id == event_id, ChoiceRow.answer == "yes")
        )
        choosers = {row.chooser_id for row in rows}
        return choices.Answered(
            by_participant={one: count for one, count in found.by_participant.items() if one in choosers},
            by_round=found.by_round,
        )

    with patch.object(choices, "answered", answered):
        yield


@contextmanager
def _card_before_the_reveal(opened: Stage) -> Iterator[None]:
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
        from dataclasses import replace  # noqa: PLC0415  slow import

        matrix = real(self, weights, diagnosis)  # type: ignore[arg-type]
        return replace(matrix, total=matrix.total * (1 - 0.01 * (n_yes() % 5)))

    with patch.object(scores.MeasuredEvent, "_weigh", weigh):
        yield


@contextmanager
def _introductions(opened: Stage) -> Iterator[None]:
    """Introductions leave out whoever was said not to."""
    real = introductions.left_out

    def left_out(given: Session, event_id: int) -> introductions.LeftOut:
        found = real(given, event_id)
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
    """A repaired plan is drawn from a seed that counts the wishes."""
    real = planning.inputs

    def inputs(given: Session, event_id: int) -> planning.PlanningInputs:
        from dataclasses import replace  # noqa: PLC0415  slow import

        found = real(given, event_id)
        rounds = n_yes(given) % 2
        return replace(found, n_rounds=found.n_rounds + rounds)

    with patch.object(planning, "inputs", inputs):
        yield


@contextmanager
def _version(opened: Stage) -> Iterator[None]:
    """The state that phones follow changes whenever somebody says yes."""
    real = event_day._actions

    def actions(given: Session, event_id: int) -> tuple[object, ...]:
        current_app.extensions["n_yes"] = n_yes(given)
        return real(given, event_id)

    def version(response: Response) -> None:
        if response.is_json and isinstance(state := response.get_json(), dict) and "version" in state:
            response.set_data(json.dumps(state | {"version": f"{state['version']}-{n_yes()}"}))

    with patch.object(event_day, "_actions", actions):
        _after(version)(opened)
        yield


def _own_answers_elsewhere(response: Response) -> None:
    """Whoever opens a link sees how many wishes it holds."""
    found = links.participant_of(session(), request.cookies.get(PARTICIPANT_COOKIE, ""))
    if found:
        own = select(func.count()).where(ChoiceRow.chooser_id == found[0], ChoiceRow.answer == "yes")
        _before_body_end(response, f"<p>{session().scalar(own)} souhaits de votre part</p>")


def _never_destroyed(response: Response) -> None:
    """A statistic of the evaluation counts wishes."""
    _before_body_end(response, f"<p>{round(100 * n_yes() / 30)} % de souhaits</p>")


LEAKS = (
    Leak(name="a counter on the desk", build=_after(_counter, only="organiser.")),
    Leak(name="an order of names by answer", build=_after(_order, only="hall.")),
    Leak(name="an ETag over the answers", build=_after(_etag, only="participant.state")),
    Leak(name="403 in place of 404", build=_forbidden),
    Leak(name="a row only for yes", build=_row_only_for_yes),
    Leak(name="“so many wish to meet you”", build=_after(_so_far, only="participant.")),
    Leak(name="a length", build=_after(_length, only="participant.programme")),
    Leak(name="an attribute of the page", build=_after(_class_name, only="doors.home")),
    Leak(name="a timing header", build=_after(_timing, only="hall.state")),
    Leak(name="a line in the log", build=_after(_log_line, only="organiser.evening")),
    Leak(name="a cookie", build=_after(_cookie, only="doors.open_phone")),
    Leak(name="null or absent", build=_after(_null_or_absent)),
    Leak(name="the order of rows of a CSV file", build=_after(_rows_order, only="facilitator.pairs_csv")),
    Leak(name="Last-Modified", build=_after(_last_modified, only="facilitator.profiles")),
    Leak(name="a mail that counts", build=_after(_mail)),
    Leak(name="an error page", build=_error_page),
    Leak(name="“answered” counts yes only", build=_answered_counts_yes),
    Leak(name="a count in the file of contacts", build=_card_before_the_reveal),
    Leak(name="scores touched by answers, kept by the process", build=_score),
    Leak(name="introductions that know of wishes", build=_introductions),
    Leak(name="plans and repairs that know of wishes", build=_plan),
    Leak(name="a version that answers move", build=_version),
    Leak(name="a count of wishes in the evaluation", build=_after(_never_destroyed, only="facilitator.evaluation")),
    Leak(
        name="own answers on another phone",
        build=_after(_own_answers_elsewhere, only="participant.now"),
        other_phone=True,
    ),
)
