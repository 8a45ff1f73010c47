"""Numbers, clock times and dates -> how each language writes them (Unicode CLDR by way of babel).

French groups figures with U+202F in CLDR; the typefaces of the pages lack it, so U+00A0 stands in its place. Clock
times follow the house style: "18 h 45" and "6.45 pm".
"""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal


def number(value: float, locale: str) -> str:
    """A number with at most two decimals: "0,64", "1 250"."""
    return format_decimal(value, format="#,##0.##", locale=locale).replace("\u202f", "\u00a0")


def share(value: float, locale: str) -> str:
    """A share in [0, 1] of something counted, as a whole percentage: "40 %". Never for a score."""
    return (
        f"{number(round(100 * value), locale)}\u00a0%" if locale == "fr" else f"{number(round(100 * value), locale)}%"
    )


def time(moment: datetime, zone: str, locale: str) -> str:
    """The time on a clock there: "18 h 45", "6.45 pm"; "18 h" and "6 pm" on the hour."""
    there = moment.astimezone(ZoneInfo(zone))
    if locale == "fr":
        return f"{there.hour}\u00a0h\u00a0{there.minute:02d}" if there.minute else f"{there.hour}\u00a0h"
    hour, half = there.hour % 12 or 12, "am" if there.hour < 12 else "pm"
    return f"{hour}.{there.minute:02d}\u00a0{half}" if there.minute else f"{hour}\u00a0{half}"


def day(moment: date, zone: str | None, locale: str) -> str:
    """A date in words: "mardi 1er décembre 2026", "Tuesday 1 December 2026"."""
    there = moment.astimezone(ZoneInfo(zone)).date() if isinstance(moment, datetime) and zone else moment
    written = format_date(there, "EEEE d MMMM y", locale=locale)
    return written.replace(" 1 ", " 1er ", 1) if locale == "fr" and there.day == 1 else written


def minutes_seconds(length: timedelta | float) -> str:
    """A length of time as a clock face counts it down: "7:05"; never below zero."""
    seconds = length.total_seconds() if isinstance(length, timedelta) else length
    whole = max(0, int(seconds))
    return f"{whole // 60}:{whole % 60:02d}"


def is_one(count: int, locale: str) -> bool:
    """Whether the language takes the singular with this count: 0 and 1 in French, 1 in English."""
    return Locale.parse(locale).plural_form(count) == "one"
