"""A plan -> its report: the certificate in words, the pictures, what each person gets, the breaks and their reasons.

The look is one template and one style sheet, for the web page and for the file of the command line. The file holds its
style and its typefaces, no script and no address of anything else.
"""

from collections import defaultdict
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from schedules.pictures import STYLE, Picture
from schedules.rounds.idle_rounds import idle_reasons
from webapp.exports.pictures import PAPER_WIDTH, curve_picture, plan_pictures
from webapp.exports.timetables import FOLDER, TYPEFACES, environment_of, typeface
from webapp.services.standing_plan import StandingPlan
from webapp.wording import Words
from webapp.wording.idle_rounds import grouped, idle_reason
from webapp.wording.marking import N_

NOT_IDLE: Final = ("idle_common_break", "idle_not_there")
MEETINGS: Final = N_("Rencontres : %(meetings)s en %(rounds)s tours. Aucun plan n’en aurait plus de %(most)s.")
PROVEN: Final = N_(
    "Avec autant de rencontres, aussi également réparties, aucun plan ne dépasse %(bound)s points de bonnes raisons. "
    "Celui-ci en réunit %(total)s : c’est démontré, il n’y a pas mieux."
)
OPEN: Final = N_(
    "Avec autant de rencontres, aussi également réparties, aucun plan ne dépasse %(bound)s points de bonnes raisons. "
    "Celui-ci en réunit %(total)s : il manque au plus %(gap)s %% du plafond."
)
EACH: Final = N_("Rencontres par personne : %(rows)s côté entreprises, %(columns)s côté associations.")
SPAN: Final = N_("%(least)s à %(most)s")
LOWEST: Final = N_("Le total le plus bas d’une personne est %(lowest)s.")
LOWEST_OF: Final = N_(
    "Le total le plus bas d’une personne est %(lowest)s ; en cédant au plus %(tolerance)s %% du total, "
    "aucun plan ne le porte au-dessus de %(bound)s."
)
AT_FLOOR: Final = N_(
    "Avec ce total le plus bas, aucun plan ne dépasse %(bound)s points : la différence des deux plafonds est le prix "
    "de l’équité."
)
UNEXPECTED: Final = N_("Rencontres inattendues : %(count)s.")
NO_LIMIT: Final = N_("autant que nécessaire")
PAUSES: Final = (N_("%(count)s pause"), N_("%(count)s pauses"))
PERSON_ROUNDS: Final = N_("%(person)s (%(rounds)s)")
SETTINGS: Final = (
    ("n_rounds", N_("Tours")),
    ("n_tables", N_("Tables")),
    ("meeting_minutes", N_("Minutes par rencontre")),
    ("change_over_minutes", N_("Minutes par changement")),
    ("seed", N_("Graine du calcul")),
)


@dataclass(frozen=True, kw_only=True)
class IdleGroup:
    """The breaks that have one reason: how many, and whose, with their rounds."""

    reason: str
    count: int
    counted: str
    people: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Report:
    """Everything the report says, in words; ``totals`` is the twin of its picture and stands open."""

    title: str
    subtitle: str
    certificate: tuple[str, ...]
    pictures: tuple[Picture, ...]
    totals: Picture
    idle: tuple[IdleGroup, ...]
    settings: tuple[tuple[str, str], ...]


def report_of(standing: StandingPlan, words: Words, *, title: str, subtitle: str) -> Report:
    """The report of a plan; the curve over tables is computed for it where the evening is small enough."""
    pictures = plan_pictures(standing, words, width=PAPER_WIDTH)
    curve = curve_picture(standing, words, "tables", width=PAPER_WIDTH)
    settings = standing.inputs.settings
    return Report(
        title=title,
        subtitle=subtitle,
        certificate=_certificate(standing, words),
        pictures=(pictures.rotation, pictures.scores, pictures.totals, *((curve,) if curve else ())),
        totals=pictures.totals,
        idle=_idle_groups(standing, words),
        settings=tuple(
            (words.say(name), words.say(NO_LIMIT) if value is None else words.number(value))
            for field, name in SETTINGS
            for value in (getattr(settings, field),)
        ),
    )


def render_report(report: Report, words: Words) -> str:
    """The report as one HTML file, ready to be printed on A4."""
    sheet = (FOLDER / "static" / "css" / "report.css").read_text("utf-8")
    style = "\n".join([*map(typeface, TYPEFACES), sheet, STYLE])
    template = environment_of(words).get_template("paper/report_file.html")
    return template.render(
        report=report,
        words=words,
        locale=words.locale,
        style=Markup(style),  # noqa: S704  our own files
    )


def _certificate(standing: StandingPlan, words: Words) -> tuple[str, ...]:
    plan = standing.plan
    proof = plan.certificate
    counted = {"meetings": len(plan), "rounds": plan.n_rounds, "most": proof.most_meetings}
    proven = {"bound": plan.upper_bound, "total": plan.total, "gap": 100 * plan.gap}
    found = [words.say(MEETINGS, counted), words.say(PROVEN if plan.gap == 0 else OPEN, proven)]
    spans = []
    for counts, absent in ((plan.row_counts, plan.absent_rows), (plan.column_counts, plan.absent_columns)):
        there = [int(count) for who, count in enumerate(counts.tolist()) if who not in absent] or [0]
        least, most = min(there), max(there)
        spans.append(str(least) if least == most else words.say(SPAN, {"least": least, "most": most}))
    found.append(words.say(EACH, {"rows": spans[0], "columns": spans[1]}))
    lowest = {"lowest": plan.lowest_total}
    if proof.floor_bound is None:
        found.append(words.say(LOWEST, lowest))
    else:
        tolerance = 100 * (plan.fairness_tolerance or 0.0)
        found.append(words.say(LOWEST_OF, lowest | {"bound": proof.floor_bound, "tolerance": tolerance}))
        if plan.gap > 0 and proof.weight_bound_at_floor is not None:
            found.append(words.say(AT_FLOOR, {"bound": proof.weight_bound_at_floor}))
    if plan.novel_pairs:
        found.append(words.say(UNEXPECTED, {"count": int(plan.novel_meetings.sum())}))
    return tuple(found)


def _idle_groups(standing: StandingPlan, words: Words) -> tuple[IdleGroup, ...]:
    """The breaks by reason, the most frequent first; who is not there has none."""
    rounds: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    names = {"row": standing.row_names, "column": standing.column_names}
    for one in idle_reasons(standing.problem, standing.plan.meetings):
        if one.reason.code not in NOT_IDLE:
            sentence = idle_reason(words, one.reason)
            rounds[sentence][names[one.side][one.participant]].append(one.round_number + 1)
    groups = [
        IdleGroup(
            reason=sentence,
            count=(count := sum(len(numbers) for numbers in people.values())),
            counted=words.say_count(count, *PAUSES),
            people=tuple(
                words.say(PERSON_ROUNDS, {"person": person, "rounds": grouped(numbers, words)})
                for person, numbers in people.items()
            ),
        )
        for sentence, people in rounds.items()
    ]
    return tuple(sorted(groups, key=lambda group: -group.count))
