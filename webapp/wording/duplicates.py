"""Entries that may be one organisation -> what makes one think so, after their two names."""

from typing import Final

from webapp.wording.marking import N_
from webapp.wording.voice import Voice

DUPLICATE_REASONS: Final = {
    "same_siren": N_("même SIREN"),
    "same_rna": N_("même numéro RNA"),
    "same_name": N_("même nom, même commune"),
    "same_name_other_side": N_("même nom, inscrite des deux côtés"),
    "near_name": N_("noms presque pareils"),
    "name_within": N_("un nom contenu dans l’autre"),
    "acronym": N_("un nom fait des initiales de l’autre"),
}


def duplicate_reason(voice: Voice, code: str) -> str:
    """Why two entries may be one organisation, in a few words."""
    return voice.say(DUPLICATE_REASONS[code])
