"""The pages of errors, which nothing in an evening that goes well ever shows: each kind of error, while a block runs.

The proof's own pairs are asked without tokens of forms and as fast as can be, of an application that works; so they see
neither the page of a form without its token (400), nor of who asks too fast (429), nor of what breaks (500) or of a
database that does not answer (503). Two worlds are shown in each of these states by the sample among the tests, every
fourth route once for each world; the whole figure holds none of them.
"""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from functools import wraps
from typing import Any, Final
from unittest.mock import patch

from flask import request
from sqlalchemy.exc import OperationalError

from tests.proofs.two_worlds.flips import Flip
from tests.proofs.two_worlds.looking import Difference, Look, Looker
from tests.proofs.two_worlds.playing import Player, Scene
from tests.proofs.two_worlds.stage import Stage
from webapp.throttle import Buckets

#: A state of the application on a stage, while a block runs.
Broken = Callable[[Stage], AbstractContextManager[None]]


@contextmanager
def forms_need_tokens(stage: Stage) -> Iterator[None]:
    """Every form is refused that comes without its token."""
    with patch.dict(stage.app.config, {"WTF_CSRF_ENABLED": True}):
        yield


@contextmanager
def too_fast(stage: Stage) -> Iterator[None]:
    """Whoever has a link has asked too fast."""
    with (
        patch.dict(stage.app.config, {"TESTING": False}),
        patch.object(Buckets, "knows", lambda *_: True),
        patch.object(Buckets, "wait", lambda *_: 3.0),
    ):
        yield


def failing(error: Callable[[Stage], Exception]) -> Broken:
    """Every view does its work, and fails after it."""

    def fails(stage: Stage, view: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(view)
        def viewed(**parts: Any) -> Any:  # the parts of whichever address
            view(**parts)
            raise error(stage)

        return viewed

    @contextmanager
    def broken(stage: Stage) -> Iterator[None]:
        views = stage.app.view_functions
        with patch.dict(views, {name: fails(stage, view) for name, view in views.items() if name != "static"}):
            yield

    return broken


def _quoting(stage: Stage) -> Exception:
    """What breaks on a value: it quotes what was sent, and every answer that is stored, in its words and its causes."""
    kept = stage.pages.execute("SELECT chooser_id, partner_id, answer FROM choices ORDER BY 1, 2").fetchall()
    error = KeyError(dict(request.form.items()))
    error.__cause__ = ExceptionGroup(f"of {kept}", [ValueError(str(kept)), AssertionError(str(kept))])
    return error


def _statement_failed(_stage: Stage) -> Exception:
    """What a database raises that does not answer: it quotes what it was given."""
    given = dict(request.form.items())
    return OperationalError("UPDATE choices SET answer=:answer", given, sqlite3.OperationalError(f"locked {given}"))


#: Each kind of error, with the status it is answered with.
ERRORS: Final[dict[int, Broken]] = {
    400: forms_need_tokens,
    429: too_fast,
    500: failing(_quoting),
    503: failing(_statement_failed),
}


def differences_of_errors(
    stage: Stage, player: Player, looker: Looker, scene: Scene, flip: Flip, looks: Sequence[Look], broken: Broken
) -> list[Difference]:
    """What is not the same while the application is broken: for everybody who looks, and in what the tap does."""
    one, other = (player.play(scene, flip, answer) for answer in ("yes", "not"))
    with broken(stage):
        broken_one, broken_other = (player.play(scene, flip, answer) for answer in ("yes", "not"))
        found = looker.played_differently((broken_one, broken_other))
        images, shared = (one.image, other.image), flip in scene.sharing
        return found + looker.differences(scene, flip, images, looks, shared=shared)
