"""Entries that may be one organisation -> a CSV file in which somebody decides, pair by pair."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from matching.duplicates import NearDuplicate
from matching.organisations import Organisation
from webapp.exports.sheets import csv_bytes, separator
from webapp.wording import Words
from webapp.wording.duplicates import duplicate
from webapp.wording.marking import N_

HEADER = (
    N_("Code"),
    N_("Structure"),
    N_("Commune"),
    N_("Autre code"),
    N_("Autre structure"),
    N_("Autre commune"),
    N_("Ressemblance des noms, de 0 à 1"),
    N_("Pourquoi la question"),
    N_("La même ? (oui, non)"),
)
YES, NO = N_("oui"), N_("non")
NO_ANSWERS: Final[Mapping[frozenset[str], bool]] = MappingProxyType({})


def duplicates_csv(
    pairs: Iterable[NearDuplicate],
    organisations: Mapping[str, Organisation],
    words: Words,
    *,
    answers: Mapping[frozenset[str], bool] = NO_ANSWERS,
) -> bytes:
    """The pairs in their order, one per row; the last column has what was answered about two ids, and else waits."""
    rows = []
    for pair in pairs:
        one, other = organisations[pair.one_id], organisations[pair.other_id]
        cells = [cell for end in (one, other) for cell in (end.id, end.name, end.place.commune)]
        same = answers.get(frozenset((one.id, other.id)))
        answer = "" if same is None else words.say(YES if same else NO)
        rows.append([*cells, words.number(pair.likeness), duplicate(words, pair, one.name, other.name), answer])
    return csv_bytes([words.say(name) for name in HEADER], rows, delimiter=separator(words.locale))
