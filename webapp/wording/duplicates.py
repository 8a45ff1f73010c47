"""Two entries that may be one organisation -> the question about them, with what makes one think so."""

from typing import Final

from matching.duplicates import NearDuplicate
from webapp.wording.marking import N_
from webapp.wording.voice import Voice

DUPLICATES: Final = {
    "same_siren": N_("%(one)s et %(other)s ont le même numéro SIREN."),
    "same_rna": N_("%(one)s et %(other)s ont le même numéro RNA."),
    "same_name": N_("%(one)s et %(other)s ont le même nom, au même endroit."),
    "same_name_other_side": N_("%(one)s et %(other)s ont le même nom, des deux côtés de la soirée."),
    "near_name": N_("%(one)s et %(other)s ont presque le même nom."),
    "name_within": N_("%(one)s et %(other)s : un nom contient l’autre."),
    "acronym": N_("%(one)s et %(other)s : un nom est fait des initiales de l’autre."),
}


def duplicate(voice: Voice, pair: NearDuplicate, one: str, other: str) -> str:
    """What makes one think that two entries, of these names, are one organisation: one sentence."""
    return voice.say(DUPLICATES[pair.reason], {"one": one, "other": other})
