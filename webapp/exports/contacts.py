"""Shared wishes -> the files an organiser takes along, and one's own contacts as files for a phone or a sheet.

They hold what each person agreed to hand over and nothing else; a field that was not agreed to is an empty cell.
"""

from collections.abc import Iterable, Sequence

from webapp.exports.sheets import csv_bytes, separator, xlsx_bytes
from webapp.exports.vcards import vcard
from webapp.services.contacts import ContactCard, MutualPair
from webapp.wording import Words
from webapp.wording.marking import N_

__all__ = ["contacts_csv", "mutual_pairs_csv", "mutual_pairs_xlsx", "vcard"]

FIELDS = (
    N_("Structure"),
    N_("Prénom"),
    N_("Nom de famille"),
    N_("Fonction"),
    N_("Commune"),
    N_("Adresse e-mail"),
    N_("Téléphone"),
)
OF_SIDE = N_("%(field)s (%(side)s)")


def mutual_pairs_csv(pairs: Iterable[MutualPair], words: Words) -> bytes:
    """The shared wishes of an evening, one pair per row, as CSV."""
    return csv_bytes(_pair_header(words), _pair_rows(pairs), delimiter=separator(words.locale))


def mutual_pairs_xlsx(pairs: Iterable[MutualPair], words: Words) -> bytes:
    """The shared wishes of an evening, one pair per row, as XLSX."""
    return xlsx_bytes(words.say(N_("Souhaits partagés")), _pair_header(words), _pair_rows(pairs))


def contacts_csv(cards: Iterable[ContactCard], words: Words) -> bytes:
    """The contacts a participant received, one per row, as CSV."""
    header = [words.say(field) for field in FIELDS]
    return csv_bytes(header, [_row(card) for card in cards], delimiter=separator(words.locale))


def _pair_header(words: Words) -> list[str]:
    sides = (N_("entreprise"), N_("association"))
    return [
        words.say(OF_SIDE, {"field": words.say(field), "side": words.say(side)}) for side in sides for field in FIELDS
    ]


def _pair_rows(pairs: Iterable[MutualPair]) -> list[Sequence[str]]:
    return [[*_row(pair.company), *_row(pair.association)] for pair in pairs]


def _row(card: ContactCard) -> list[str]:
    return [card.organisation, card.first_name, card.last_name, card.role, card.commune, card.email, card.phone]
