"""The form of an evening's settings: what was typed <-> EventSettings, with every problem next to its field."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from webapp.languages import words
from webapp.services.events import EventSettings

NUMBERS = ("n_rounds", "meeting_minutes", "change_over_minutes", "n_tables", "closing_minutes", "seed")
USUAL: dict[str, Any] = {name: EventSettings.__dataclass_fields__[name].default for name in NUMBERS}
LONGEST_TEXT = 200
LONGEST_NUMBER = 9
#: How long ago and how far off a new day may be. What is kept of people goes by the evening's day: with a year mistyped
#: it would go within the hour, or stay for decades.
PAST = timedelta(days=7)
AHEAD = timedelta(days=2 * 365)


@dataclass(frozen=True, kw_only=True)
class SettingsForm:
    """The fields as text, the settings they make (None while something is wrong), and what is wrong by field."""

    values: Mapping[str, str]
    settings: EventSettings | None = None
    errors: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def blank(cls, now: datetime, *, zone: str) -> "SettingsForm":
        """The form of an evening in a week, with the usual settings."""
        evening = datetime.combine(now.astimezone(ZoneInfo(zone)).date() + timedelta(days=7), time(18, 30))
        return cls.of(EventSettings(name="", venue="", starts_at=evening.replace(tzinfo=ZoneInfo(zone))), zone=zone)

    @classmethod
    def of(cls, settings: EventSettings, *, zone: str) -> "SettingsForm":
        """The form that shows these settings."""
        starts_at = settings.starts_at.astimezone(ZoneInfo(zone))
        values = {"name": settings.name, "venue": settings.venue}
        values |= {"date": starts_at.date().isoformat(), "start": starts_at.strftime("%H:%M")}
        for name in NUMBERS:
            number = getattr(settings, name)
            values[name] = "" if number is None else str(number)
        return cls(values=values, settings=settings)

    @classmethod
    def read(
        cls, typed: Mapping[str, str], *, zone: str, now: datetime, before: EventSettings | None = None
    ) -> "SettingsForm":
        """The form as somebody filled it in; a number left out keeps its usual value, no number of tables means any.

        A start that stands already (``before``) may be as long ago as it is.
        """
        errors: dict[str, tuple[str, ...]] = {}
        numbers: dict[str, Any] = {}
        for name in NUMBERS:
            text = typed.get(name, "").strip()
            number = _whole_number(text)
            numbers[name] = USUAL[name] if number is None else number
            if text and number is None:
                errors[name] = (_("Un nombre entier est attendu ici, sans lettre ni virgule."),)
        starts_at = _moment(typed, zone, errors)
        if "date" not in errors and (before is None or starts_at != before.starts_at):
            if starts_at < now - PAST:
                errors["date"] = (_("Ce jour est passé depuis plus d’une semaine. Vérifiez l’année."),)
            elif starts_at > now + AHEAD:
                errors["date"] = (_("Ce jour est dans plus de deux ans. Vérifiez l’année."),)
        settings = EventSettings(
            name=_clean(typed.get("name", "")),
            venue=_clean(typed.get("venue", "")),
            starts_at=starts_at,
            **numbers,
        )
        for code in settings.problems():
            name = code.removesuffix("_missing").removesuffix("_out_of_range")
            errors.setdefault(name, (words().refusal("settings_invalid", {"problems": (code,)}),))
        values = {name: typed.get(name, "") for name in ("name", "venue", "date", "start", *NUMBERS)}
        return cls(values=values, settings=None if errors else settings, errors=errors)


def _whole_number(text: str) -> int | None:
    """The whole number that somebody typed, a very long one as one that no setting can be; None for anything else."""
    digits = text[1:] if text[:1] in ("-", "\N{MINUS SIGN}") else text
    if not (digits.isascii() and digits.isdigit()):
        return None
    number = int(digits) if len(digits) <= LONGEST_NUMBER else 10**LONGEST_NUMBER
    return number if digits == text else -number


def _moment(typed: Mapping[str, str], zone: str, errors: dict[str, tuple[str, ...]]) -> datetime:
    """The planned start; a day or a time that is none is noted, and a stand-in keeps the other checks going."""
    day, start = date(2000, 1, 1), time(0)
    try:
        day = date.fromisoformat(typed.get("date", "").strip())
    except ValueError:
        errors["date"] = (_("Indiquez le jour, par exemple 2026-11-24."),)
    try:
        start = time.fromisoformat(typed.get("start", "").strip()).replace(tzinfo=None)
    except ValueError:
        errors["start"] = (_("Indiquez l’heure, par exemple 18:30."),)
    if not 1990 <= day.year <= 2200:
        errors["date"] = (_("Indiquez le jour, par exemple 2026-11-24."),)
        day = date(2000, 1, 1)
    return datetime.combine(day, start, tzinfo=ZoneInfo(zone)).astimezone(UTC)


def _clean(text: str) -> str:
    """One line of text without control characters."""
    return "".join(sign for sign in text.strip() if sign.isprintable())[:LONGEST_TEXT]
