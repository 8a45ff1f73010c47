"""Profiles of an event: what each organisation says, what its presentation suggests, and what somebody confirms."""

from dataclasses import dataclass
from math import ceil
from typing import Final

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from matching.folding import fold
from matching.organisations import Organisation
from webapp import access, noting
from webapp.facilitator.blueprint import facilitator, frame_of
from webapp.services import suggested
from webapp.services.profile_gaps import ASKED_FOR, gaps
from webapp.services.rules import organisations_of
from webapp.services.suggested import SuggestedProfile
from webapp.transactions import session
from webapp.wording.passages import Passage, passages

SHOWN_AT_ONCE: Final = 50
SHOWN: Final = ("all", "open", "gaps")


@dataclass(frozen=True, kw_only=True)
class ListedProfile:
    """One line of the list: an organisation, what its completed profile does not say, and what waits for an answer."""

    organisation: Organisation
    gaps: tuple[str, ...]
    n_open: int
    n_confirmed: int

    @property
    def n_filled(self) -> int:
        """How many of the things asked for the profile says."""
        return len(ASKED_FOR) - len(self.gaps)


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What an address asks for: words of a name or a commune, which profiles, which page."""

    q: str
    show: str
    page: int

    def arguments(self, *, page: int = 1, show: str | None = None) -> dict[str, str]:
        """What an address carries to ask for the same, on another page or for others."""
        show = self.show if show is None else show
        found = {"q": self.q} if self.q else {}
        found |= {"show": show} if show != SHOWN[0] else {}
        return found | ({"page": str(page)} if page > 1 else {})

    def holds(self, one: ListedProfile) -> bool:
        """Whether a line is asked for."""
        place = one.organisation.place
        named = fold(self.q) in fold(f"{one.organisation.name} {place.commune} {place.intermunicipality}")
        return named and {"all": True, "open": one.n_open > 0, "gaps": bool(one.gaps)}[self.show]


@facilitator.get("/e/<public_id>/profiles")
def profiles(public_id: str) -> ResponseReturnValue:
    """A facilitator sees how filled each profile is, and where suggestions wait for an answer."""
    member = access.member()
    wanted = _wanted()
    listed = [_listed(one) for one in suggested.suggested_profiles(session(), member.event_id)]
    found = [one for one in listed if wanted.holds(one)]
    found.sort(key=lambda one: (-one.n_open, one.n_filled, fold(one.organisation.name), one.organisation.id))
    n_pages = max(1, ceil(len(found) / SHOWN_AT_ONCE))
    page = min(wanted.page, n_pages)
    return render_template(
        "facilitator/profiles.html",
        frame=frame_of(member),
        wanted=wanted,
        n_listed=len(listed),
        n_open=sum(one.n_open for one in listed),
        n_waiting=sum(one.n_open > 0 for one in listed),
        n_found=len(found),
        found=found[(page - 1) * SHOWN_AT_ONCE : page * SHOWN_AT_ONCE],
        n_asked=len(ASKED_FOR),
        page=page,
        n_pages=n_pages,
    )


@facilitator.get("/e/<public_id>/profiles/<code>")
def profile(public_id: str, code: str) -> ResponseReturnValue:
    """A facilitator reads one organisation's presentation and what it suggests."""
    member = access.member()
    shown = suggested.suggested_profile(session(), member.event_id, code)
    return render_template(
        "facilitator/one_profile.html",
        frame=frame_of(member),
        shown=shown,
        organisation=shown.completed,
        passages=passages_of(shown),
        gaps=gaps(shown.completed),
        n_asked=len(ASKED_FOR),
    )


@facilitator.post("/e/<public_id>/profiles/<code>")
def confirm_profile(public_id: str, code: str) -> ResponseReturnValue:
    """A facilitator confirms or refuses what a presentation suggests, on behalf of the organisation."""
    member = access.member()
    written = suggested.answer(
        session(),
        member.event_id,
        code,
        request.form,
        answered_by="owner" if member.role == "owner" else "facilitator",
        now=access.clock().now(),
    )
    if written:
        numbers = {one.code: one.id for one in organisations_of(session(), member.event_id)}
        noting.note("profile_confirmed", details={"organisation": numbers[code], "answers": written})
        flash(ngettext("%(num)d réponse notée.", "%(num)d réponses notées.", written))
    return redirect(url_for("facilitator.profile", public_id=public_id, code=code), code=303)


def passages_of(shown: SuggestedProfile) -> tuple[Passage, ...]:
    """The presentation, with the words that led to a suggestion marked."""
    excerpts = [words for one in (*shown.open, *shown.confirmed) for words in one.words]
    return passages(shown.organisation.presentation, excerpts)


def _listed(shown: SuggestedProfile) -> ListedProfile:
    completed = shown.completed
    return ListedProfile(
        organisation=completed, gaps=gaps(completed), n_open=len(shown.open), n_confirmed=len(shown.confirmed)
    )


def _wanted() -> Wanted:
    show = request.args.get("show", "")
    return Wanted(
        q=request.args.get("q", "").strip()[:100],
        show=show if show in SHOWN else SHOWN[0],
        page=max(request.args.get("page", 1, type=int), 1),
    )
