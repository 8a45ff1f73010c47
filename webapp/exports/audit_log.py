"""The audit log of an evening -> a CSV file: when, who and what, the newest first."""

from collections.abc import Iterable
from zoneinfo import ZoneInfo

from webapp.exports.sheets import csv_bytes, separator
from webapp.services.audit import Entry
from webapp.wording import Words, audit
from webapp.wording.marking import N_

HEADER = (N_("Date et heure"), N_("Sujet"), N_("Qui"), N_("Quoi"))


def audit_csv(entries: Iterable[Entry], words: Words, *, zone: str) -> bytes:
    """The entries, one per row; times are those of the zone, to the second."""
    header = [words.say(name) for name in HEADER]
    return csv_bytes(header, [_row(one, words, zone) for one in entries], delimiter=separator(words.locale))


def _row(entry: Entry, words: Words, zone: str) -> list[str]:
    at = entry.at.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M:%S")
    return [at, audit.topic(words, entry.topic), audit.who(words, entry), audit.what(words, entry, zone=zone)]
