"""What a plan looks like and what would change it: its pictures, the printed report, and "what if"."""

from dataclasses import dataclass

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from schedules import InfeasiblePlan
from schedules.pictures import STYLE, Picture
from schedules.what_if import Figures, WhatIf, what_if
from webapp import access, transactions
from webapp.access import Membership
from webapp.exports.pictures import curve_picture
from webapp.exports.report import report_of
from webapp.languages import words
from webapp.organiser.blueprint import organiser
from webapp.organiser.pages import Desk, desk
from webapp.services import plans
from webapp.services.plans import StoredPlan
from webapp.services.standing_plan import StandingPlan, standing_plan
from webapp.transactions import session

MOST_CHANGED = 20
CHANGES = ("more_tables", "more_rounds", "more_companies", "more_associations")
OVER = ("tables", "rounds")


@dataclass(frozen=True, kw_only=True)
class ComparedRow:
    """One figure of the evening as it stands, as it would be, and the difference, in words."""

    name: str
    before: str
    after: str
    difference: str


@organiser.get("/pictures.css")
def pictures_style() -> ResponseReturnValue:
    """Anybody's browser reads the colours of the pictures, which come with the drawings."""
    answer = Response(STYLE, mimetype="text/css")
    answer.cache_control.max_age = 3600
    return answer


@organiser.get("/e/<public_id>/desk/report")
def report(public_id: str) -> ResponseReturnValue:
    """The staff print the report of the plan."""
    member = access.member()
    frame = desk(member, "plan")
    shown = plan_on_show(member, frame)
    standing = standing_of(member, shown)
    transactions.release()
    made = None
    if shown is not None and standing is not None:
        settings = frame.settings
        when = words().date(settings.starts_at, frame.zone)
        place = f"{when}, {settings.venue}" if settings.venue else when
        version = _("%(place)s. Version %(version)s du plan.", place=place, version=shown.version)
        made = report_of(standing, words(), title=settings.name, subtitle=version)
    return render_template("paper/report.html", desk=frame, report=made)


@organiser.get("/e/<public_id>/desk/what-if")
def plan_if(public_id: str) -> ResponseReturnValue:
    """The owner asks what more tables, more rounds or more people would change."""
    member = access.member()
    frame = desk(member, "plan")
    standing = standing_of(member, plan_on_show(member, frame))
    transactions.release()
    over = request.args.get("over", "")
    over = over if over in OVER else OVER[0]
    changes = {name: _change(request.args.get(name, "")) for name in CHANGES}
    rows: list[ComparedRow] = []
    problems: tuple[str, ...] = ()
    curve: Picture | None = None
    if standing is not None:
        curve = curve_picture(standing, words(), over)
        if any(changes.values()):
            rows, problems = _compared(standing, changes)
    return render_template(
        "organiser/what_if.html",
        desk=frame,
        standing=standing,
        over=over,
        changes=changes,
        most=MOST_CHANGED,
        rows=rows,
        problems=problems,
        curve=curve,
    )


def plan_on_show(member: Membership, frame: Desk) -> StoredPlan | None:
    """The latest version; once the evening has begun, the published one, which is the one that is lived."""
    if frame.begun:
        return plans.published_plan(session(), member.event_id)
    return plans.latest_plan(session(), member.event_id)


def standing_of(member: Membership, shown: StoredPlan | None) -> StandingPlan | None:
    """A shown plan with its problem, if there is one and the rules of now do not contradict it."""
    return standing_plan(session(), member.event_id, shown.version) if shown else None


def _change(given: str) -> int:
    """A whole number between the most fewer and the most more; 0 for anything else."""
    digits = given.strip().removeprefix("+").replace("−", "-")
    whole = digits.removeprefix("-")
    if not (whole.isascii() and whole.isdigit() and len(whole) <= len(str(MOST_CHANGED))):
        return 0
    return max(-MOST_CHANGED, min(MOST_CHANGED, int(digits)))


def _compared(standing: StandingPlan, changes: dict[str, int]) -> tuple[list[ComparedRow], tuple[str, ...]]:
    try:
        found = what_if(
            standing.problem,
            standing.plan,
            more_tables=changes["more_tables"],
            more_rounds=changes["more_rounds"],
            more_rows=max(0, changes["more_companies"]),
            more_columns=max(0, changes["more_associations"]),
        )
    except InfeasiblePlan as error:
        names = {"rows": standing.row_names, "columns": standing.column_names}
        return [], tuple(words().shortage(one, **names) for one in error.shortages)
    except ValueError:
        return [], (_("Il faut au moins une table et un tour."),)
    return compared_rows(found), ()


def compared_rows(found: WhatIf) -> list[ComparedRow]:
    """The figures of two evenings side by side."""

    def count(name: str, before: float, after: float) -> ComparedRow:
        say = words().number
        difference = round(after - before, 2)
        sign = "+" if difference > 0 else "−" if difference < 0 else ""
        return ComparedRow(name=name, before=say(before), after=say(after), difference=sign + say(abs(difference)))

    def each(name: str, before: tuple[int, int], after: tuple[int, int]) -> ComparedRow:
        told = [
            str(least) if least == most else _("%(least)s à %(most)s", least=least, most=most)
            for least, most in (before, after)
        ]
        return ComparedRow(name=name, before=told[0], after=told[1], difference="")

    def people(one: Figures) -> int:
        return one.n_rows + one.n_columns

    before, after = found.before, found.after
    return [
        count(_("Personnes"), people(before), people(after)),
        count(_("Rencontres"), before.n_meetings, after.n_meetings),
        count(_("Total de bonnes raisons"), before.total, after.total),
        count(_("Le moins bien servi"), before.lowest_total, after.lowest_total),
        each(
            _("Rencontres par personne, entreprises"),
            (before.row_least, before.row_most),
            (after.row_least, after.row_most),
        ),
        each(
            _("Rencontres par personne, associations"),
            (before.column_least, before.column_most),
            (after.column_least, after.column_most),
        ),
        count(_("Pauses, toutes personnes comprises"), before.idle_rounds, after.idle_rounds),
    ]
