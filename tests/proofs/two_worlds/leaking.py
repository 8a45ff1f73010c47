"""How a leak is built into the running application for a while, and after how many pairs of worlds it is found."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass

from flask import Response, request
from flask.wrappers import Response as FlaskResponse
from hypothesis.strategies import SearchStrategy
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.proofs.two_worlds.proving import Prover, WorldsDifferError
from tests.proofs.two_worlds.stage import Stage
from tests.proofs.two_worlds.stories import Story
from webapp.models import ChoiceRow
from webapp.transactions import session

#: Pairs of one evening in a quick look, which turns to another sooner.
FEW = 3
#: A change of the application on a stage, while a block runs.
Built = Callable[[Stage], AbstractContextManager[None]]


@dataclass(frozen=True, kw_only=True)
class Leak:
    """A change of the application, made while its block runs.

    ``only`` begins the names of the endpoints where it shows, for a quick look; ``other_phone``: it shows with the
    answerer's link only.
    """

    name: str
    build: Built
    only: str = ""
    other_phone: bool = False


@dataclass(frozen=True, kw_only=True)
class Found:
    """After how many pairs a leak was found, and where."""

    pairs: int
    where: str


def found_after(
    leak: Leak,
    opened: Stage,
    *,
    seed: int,
    most_pairs: int,
    n_views: int = 28,
    focused: bool = False,
    drawn_from: SearchStrategy[Story] | None = None,
) -> Found | None:
    """Run the proof with a leak built in; None when nothing differed in so many pairs."""
    with leak.build(opened):
        only = (lambda view: view.endpoint.startswith(leak.only)) if focused else None
        prover = Prover(opened, other_phone=leak.other_phone, only=only)
        if focused:
            prover.pairs_of_an_evening = FEW
        try:
            prover.prove(n_pairs=most_pairs, n_views=n_views, seed_of_all=seed, drawn_from=drawn_from, shrink=False)
        except WorldsDifferError as error:
            return Found(pairs=prover.tally.pairs + 1, where=f"{error.found.view}: {error.found.what}")
        return None


def n_yes(about: Session | None = None) -> int:
    """How many have said yes so far."""
    return (about or session()).scalar(select(func.count()).where(ChoiceRow.answer == "yes")) or 0


def after(
    change: Callable[[Response], None], *, only: str = "", refused: bool = False
) -> Callable[[Stage], AbstractContextManager[None]]:
    """A leak that changes answers of the endpoints that begin so, those that went well or those that were refused."""

    @contextmanager
    def build(opened: Stage) -> Iterator[None]:
        def changed(response: FlaskResponse) -> FlaskResponse:
            if (request.endpoint or "").startswith(only) and (response.status_code >= 400) == refused:
                change(response)
            return response

        functions = opened.app.after_request_funcs.setdefault(None, [])
        functions.append(changed)  # the last in the list is called first: what follows would close the session
        try:
            yield
        finally:
            functions.remove(changed)

    return build


def before_body_end(response: Response, text: str) -> None:
    """Write something at the end of a page."""
    if response.mimetype == "text/html" and not response.direct_passthrough:
        response.set_data(response.get_data().replace(b"</body>", text.encode() + b"</body>"))
