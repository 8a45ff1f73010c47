"""The organiser's desk: sign-ups, rules, plan, evening, results; importing this hangs every view on its blueprint."""

from webapp.organiser import (
    erasing,
    evening,
    events,
    log,
    papers,
    particulars,
    personal_links,
    plan,
    presence,
    repair,
    results,
    rules,
    sheet,
    team,
    withdrawing,
)
from webapp.organiser.blueprint import organiser

__all__ = [
    "erasing",
    "evening",
    "events",
    "log",
    "organiser",
    "papers",
    "particulars",
    "personal_links",
    "plan",
    "presence",
    "repair",
    "results",
    "rules",
    "sheet",
    "team",
    "withdrawing",
]
