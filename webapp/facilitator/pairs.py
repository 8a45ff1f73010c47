"""The list of pairs to introduce: filtered, weighed as the sliders say, as a page, as its live part, as a file."""

from dataclasses import dataclass
from math import ceil
from typing import Any

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp import access
from webapp.access import Membership
from webapp.exports.introductions import introductions_csv
from webapp.facilitator.blueprint import facilitator, frame_of
from webapp.facilitator.filters import Filters, filters_of, offered
from webapp.facilitator.listing import SHOWN_AT_ONCE, Ranking, ranking
from webapp.facilitator.tuning import Tuning, arguments_of, tuning_of
from webapp.languages import words
from webapp.services import criterion_weights, introductions, rules
from webapp.services.criterion_weights import most_of
from webapp.transactions import session


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What an address asks for: filters, a setting, a page."""

    filters: Filters
    tuning: Tuning
    page: int

    def arguments(self, page: int | None = None) -> dict[str, str]:
        """What an address carries to ask for the same, on another page."""
        found = self.filters.arguments | self.tuning.arguments
        return found | {"page": str(page)} if page and page > 1 else found


@facilitator.get("/e/<public_id>/pairs")
def pairs(public_id: str) -> ResponseReturnValue:
    """A facilitator looks through good pairs that did not meet, best first, and tries out other weights."""
    member = access.member()
    asked = asked_of(member)
    found = ranking(member.event_id, asked.tuning)
    return render_template(
        "facilitator/pairs.html",
        offered=offered(found.matrix, found.now) if found else None,
        n_proposals=len(found.now) if found else 0,
        n_listed=rules.count_by_side(session(), member.event_id),
        doubtful=found.doubtful() if found else [],
        n_doubtful=len(found.duplicates) if found else 0,
        versions=criterion_weights.versions(session(), member.event_id),
        defaults=criterion_weights.default_setting(),
        most_of=most_of,
        arguments_of=arguments_of,
        **_list_of(member, asked, found),
    )


@facilitator.get("/e/<public_id>/pairs/effect")
def effect(public_id: str) -> ResponseReturnValue:
    """A facilitator moves a slider: the list as it would be, and who rises and falls."""
    member = access.member()
    asked = asked_of(member)
    found = ranking(member.event_id, asked.tuning)
    return render_template("facilitator/effect.html", **_list_of(member, asked, found))


@facilitator.get("/e/<public_id>/pairs.csv")
def pairs_csv(public_id: str) -> ResponseReturnValue:
    """A facilitator takes the same pairs along as a file, filtered and weighed as the page is."""
    member = access.member()
    asked = asked_of(member)
    found = ranking(member.event_id, asked.tuning)
    proposals = [introductions.told(found.matrix, one) for one in found.accepted(asked.filters)] if found else []
    name = _("mises-en-relation") + ".csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(introductions_csv(proposals, words()), content_type="text/csv; charset=utf-8", headers=headers)


def asked_of(member: Membership) -> Asked:
    """What the address of this request asks for."""
    in_use = criterion_weights.in_use(session(), member.event_id)
    page = request.args.get("page", 1, type=int)
    return Asked(filters=filters_of(request.args), tuning=tuning_of(request.args, in_use), page=max(page, 1))


def _list_of(member: Membership, asked: Asked, found: Ranking | None) -> dict[str, Any]:
    """What the list and its live part show."""
    accepted = found.accepted(asked.filters) if found else []
    n_pages = max(1, ceil(len(accepted) / SHOWN_AT_ONCE))
    page = min(asked.page, n_pages)
    changed = found.effect() if found else None
    first = (page - 1) * SHOWN_AT_ONCE
    return {
        "frame": frame_of(member),
        "asked": asked,
        "filters": asked.filters,
        "tuning": asked.tuning,
        "diagnosis": found.diagnosis if found else None,
        "n_found": len(accepted),
        "found": found.lines(accepted[first : first + SHOWN_AT_ONCE], changed) if found else [],
        "effect": changed,
        "spread": found.spread if found and found.now else None,
        "page": page,
        "n_pages": n_pages,
    }
