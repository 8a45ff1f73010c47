"""The map of the facilitator's pages: pairs to introduce, one pair in full, and the list as a file; never a choice."""

from dataclasses import dataclass

from flask import Blueprint, Response, abort, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp import access
from webapp.access import Membership
from webapp.exports.introductions import introductions_csv
from webapp.facilitator.filters import filters_of, offered
from webapp.languages import words
from webapp.services import introductions
from webapp.services.events import EventSettings, settings_of
from webapp.services.introductions import ProposedIntroduction
from webapp.services.refusals import Refused
from webapp.transactions import session
from webapp.wording import Pair

facilitator = Blueprint("facilitator", __name__)
SHOWN_AT_ONCE = 50


@dataclass(frozen=True, kw_only=True)
class Frame:
    """What every page shows around its own part: the event, and who is signed in as what."""

    account: str
    public_id: str
    role: str
    settings: EventSettings
    zone: str


@facilitator.get("/e/<public_id>/pairs")
def pairs(public_id: str) -> ResponseReturnValue:
    """A facilitator looks through good pairs that did not meet, best first."""
    member = access.require_facilitator(public_id)
    proposals = _proposals(member)
    filters = filters_of(request.args)
    found = [proposal for proposal in proposals if filters.accept(proposal)]
    page = min(max(request.args.get("page", 1, type=int), 1), max(1, -(-len(found) // SHOWN_AT_ONCE)))
    return render_template(
        "facilitator/pairs.html",
        frame=_frame(member),
        filters=filters,
        offered=offered(proposals),
        found=found[(page - 1) * SHOWN_AT_ONCE : page * SHOWN_AT_ONCE],
        n_found=len(found),
        n_proposals=len(proposals),
        page=page,
        n_pages=max(1, -(-len(found) // SHOWN_AT_ONCE)),
        pair_of=pair_of,
    )


@facilitator.get("/e/<public_id>/pairs/<company_code>/<association_code>")
def pair(public_id: str, company_code: str, association_code: str) -> ResponseReturnValue:
    """A facilitator reads one pair: both profiles, why, what to know before, and how to begin."""
    member = access.require_facilitator(public_id)
    found = introductions.pair(session(), member.event_id, company_code, association_code)
    if found is None:
        abort(404)
    company, association, explanation = found
    return render_template(
        "facilitator/pair.html",
        frame=_frame(member),
        company=company,
        association=association,
        explanation=explanation,
        pair=Pair(company=company.name, association=association.name),
    )


@facilitator.get("/e/<public_id>/pairs.csv")
def pairs_csv(public_id: str) -> ResponseReturnValue:
    """A facilitator takes the same pairs along as a file, filtered as the page is."""
    member = access.require_facilitator(public_id)
    filters = filters_of(request.args)
    content = introductions_csv([one for one in _proposals(member) if filters.accept(one)], words())
    name = _("mises-en-relation") + ".csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, content_type="text/csv; charset=utf-8", headers=headers)


def pair_of(proposal: ProposedIntroduction) -> Pair:
    """The names of a pair, for sentences read by neither of them."""
    return Pair(company=proposal.company.name, association=proposal.association.name)


def _proposals(member: Membership) -> list[ProposedIntroduction]:
    """The event's pairs; none while a side has nobody."""
    try:
        return introductions.proposals(session(), member.event_id)
    except Refused as refusal:
        if refusal.code != "side_empty":
            raise
        return []


def _frame(member: Membership) -> Frame:
    return Frame(
        account=member.account.name,
        public_id=member.public_id,
        role=member.role,
        settings=settings_of(session(), member.event_id),
        zone=access.settings().time_zone,
    )
