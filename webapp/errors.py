"""What people read when something cannot be done: a page, or JSON for scripts, in words."""

import logging
import sqlite3
from datetime import datetime
from types import TracebackType
from typing import Final, Literal

from flask import Flask, Response, current_app, jsonify, make_response, render_template, request, url_for
from flask.logging import default_handler
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from markupsafe import escape
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection
from werkzeug.exceptions import BadRequest, HTTPException

from webapp import access, logged
from webapp.languages import chosen, words
from webapp.services.refusals import Refused
from webapp.transactions import has_stored
from webapp.turns import NotCommitted

#: What comes of a database that does not answer, is full, or has given a transaction up: the request was a good one.
UNAVAILABLE: Final = (OperationalError, InterfaceError, NoConnection, NotCommitted)
SECONDS_TO_RECOVER: Final = 5
#: What a link opened, or where somebody is signed in.
AskedFrom = Literal["phone", "browser"]
#: Stands for the address of the way back in the page that is kept ready for whoever asks too fast.
WAY_BACK: Final = "way-back-stands-here"


def wants_json() -> bool:
    """Whether a script asks, rather than a page."""
    return request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json"


def init_app(app: Flask) -> None:
    """Answer refusals and errors in the reader's language; the log holds neither what they say nor what was asked."""
    logged.keep_values_out_of(app.logger, default_handler, logging.lastResort)
    app.log_exception = _beyond_the_pages  # type: ignore[method-assign]  # Flask's own quotes address and error

    @app.errorhandler(Refused)
    def refused(error: Refused) -> ResponseReturnValue:
        zone = access.settings().time_zone
        values = {
            name: words().time(value, zone) if isinstance(value, datetime) else value
            for name, value in error.values.items()
        }
        answer = make_response(_answer(error.status, words().refusal(error.code, values), code=error.code))
        if error.status == 503:
            answer.headers["Retry-After"] = str(SECONDS_TO_RECOVER)
        return answer

    @app.errorhandler(CSRFError)
    def forged(error: CSRFError) -> ResponseReturnValue:
        return _answer(
            400, _("Cette page est restée ouverte trop longtemps. Rechargez-la, puis recommencez."), code="csrf"
        )

    @app.errorhandler(HTTPException)
    def failed(error: HTTPException) -> ResponseReturnValue:
        if error.response is not None or error.code is None or error.code < 400:
            return error.get_response()
        sentences = {
            403: _("Cette demande ne vient pas d’une page de ce site. Rien n’a été enregistré."),
            404: _(
                "Cette page n’existe pas, ou ce lien n’est plus valable. "
                "Si quelqu’un vous a donné ce lien, demandez-lui-en un autre."
            ),
            413: _("Ce fichier est trop grand. La limite est de 10 Mo.")
            if request.endpoint == "organiser.take_in"
            else _("Ce texte est trop long. Raccourcissez-le, puis recommencez."),
            429: _("Trop d’essais depuis ici. Attendez quelques minutes, puis recommencez."),
        }
        default = _("Cette demande n’a pas pu être comprise. Revenez en arrière et recommencez.")
        return _answer(error.code, sentences.get(error.code, default), code=str(error.code))

    for kind in UNAVAILABLE:
        app.register_error_handler(kind, unavailable)
    app.extensions["entremise_too_fast"] = {}

    @app.errorhandler(Exception)
    def broken(error: Exception) -> ResponseReturnValue:
        app.logger.error("Unexpected error in %s\n%s", request.endpoint, logged.without_values(error))
        sentence = _("Quelque chose s’est arrêté de notre côté. Rien n’a été enregistré. Recommencez dans un instant.")
        if has_stored():
            sentence = stopped_late()
        return _answer(500, sentence, code="500")


def _beyond_the_pages(
    exc_info: tuple[type, BaseException, TracebackType] | tuple[None, None, None],
) -> None:
    """Log an error of the answer to an error, or of what is done after every answer."""
    if exc_info[1] is not None:
        told = logged.without_values(exc_info[1])
        current_app.logger.error("Unexpected error around %s\n%s", request.endpoint, told)


def unavailable(error: Exception) -> Response:
    """Say that nothing was stored and that it is worth trying again; or to look first, when something may have been.

    That is so when a commit broke off, and when an earlier part of the request is on disk already.
    """
    current_app.logger.error("The database did not answer in %s\n%s", request.endpoint, logged.without_values(error))
    sentence = _("Le serveur n’a pas pu lire ou écrire. Rien n’a été enregistré. Recommencez dans un instant.")
    if isinstance(error, DBAPIError) and error.connection_invalidated and error.statement is None:
        sentence = _(
            "La liaison s’est coupée pendant l’enregistrement. Rechargez la page d’avant pour voir ce qui est "
            "enregistré, puis recommencez au besoin."
        )
    elif has_stored() or _broke_in_a_commit(error):
        sentence = stopped_late()
    answer = make_response(_answer(503, sentence, code="503"))
    answer.headers["Retry-After"] = str(SECONDS_TO_RECOVER)
    return answer


def _broke_in_a_commit(error: Exception) -> bool:
    """Whether SQLite's files failed while a commit was written: what had reached the disk by then, nobody knows."""
    for one in (error, error.__cause__):
        if isinstance(one, DBAPIError) and one.statement is None:
            return getattr(one.orig, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_IOERR
    return False


def stopped_late() -> str:
    """What is said when a part of the request is on disk and another part is not."""
    sentence: str = _(
        "Quelque chose s’est arrêté de notre côté. Rechargez la page d’avant pour voir ce qui est "
        "enregistré, puis recommencez au besoin."
    )
    return sentence


def too_fast(seconds: int, *, asked_from: AskedFrom = "phone") -> Response:
    """Ask whoever asks too fast to wait: a page for a browser, made once; short for all else, for it is sent often."""
    if wants_json():
        answer = jsonify(code="429", sentence=_too_fast_sentence(asked_from))
    elif any(kind == "text/html" for kind, _quality in request.accept_mimetypes):
        answer = Response(_page_of_too_fast(asked_from), content_type="text/html; charset=utf-8")
    else:
        answer = Response(_too_fast_sentence(asked_from), content_type="text/plain; charset=utf-8")
    answer.status_code = 429
    answer.headers["Retry-After"] = str(seconds)
    return answer


def _too_fast_sentence(asked_from: AskedFrom) -> str:
    sentences: dict[AskedFrom, str] = {
        "phone": _("Trop de demandes à la fois depuis ce téléphone. Attendez un instant."),
        "browser": _("Trop de demandes à la fois depuis ce navigateur. Attendez un instant."),
    }
    return sentences[asked_from]


def _page_of_too_fast(asked_from: AskedFrom) -> str:
    """The page in the reader's language: nothing of it depends on who asks, but the way back to the evening."""
    kept: dict[tuple[str, AskedFrom], str] = current_app.extensions["entremise_too_fast"]
    page = (chosen(), asked_from)
    if page not in kept:
        kept[page] = render_template("too_fast.html", sentence=_too_fast_sentence(asked_from), way_back=WAY_BACK)
    public_id = (request.view_args or {}).get("public_id")
    way_back = url_for("doors.event_root", public_id=public_id) if public_id else url_for("doors.home")
    return kept[page].replace(WAY_BACK, str(escape(way_back)))


def _answer(status: int, sentence: str, *, code: str) -> ResponseReturnValue:
    if wants_json():
        return {"code": code, "sentence": sentence}, status
    if isinstance(request.routing_exception, BadRequest):
        # Asked under a name that is not this server's, or that no server has: no address of a page can be made.
        return sentence, status, {"Content-Type": "text/plain; charset=utf-8"}
    # After a fault the database may not answer either, so the way back asks it nothing.
    way_back = url_for("doors.home") if status >= 500 else _nearest_page()
    return render_template("error.html", sentence=sentence, status=status, way_back=way_back), status


def _nearest_page() -> str:
    """The event the request was about, for those who may see it; else home."""
    found = access.granted()
    if found is None or found.event_id is None:
        return url_for("doors.home")
    return url_for("doors.event_root", public_id=found.public_id)
