"""What a role at an event is called, and what it lets somebody do."""

from typing import Final

from webapp.wording.marking import N_
from webapp.wording.voice import Voice

NAMES: Final = {
    "owner": N_("Organisation"),
    "door": N_("Équipe d’accueil"),
    "facilitator": N_("Facilitation"),
    "reader": N_("Lecture"),
}
MEANINGS: Final = {
    "owner": N_("Conduit la soirée et en voit tout, sauf les réponses des personnes."),
    "door": N_("Note qui arrive, imprime les fiches horaires, refait un badge perdu jusqu’à la clôture des choix."),
    "facilitator": N_("S’occupe des profils, des mises en relation et de l’évaluation."),
    "reader": N_("Regarde le plan, les profils, les mises en relation et l’évaluation. Ne change rien."),
}


def name(voice: Voice, role: str) -> str:
    """The name of a role, to stand alone."""
    return voice.say(NAMES[role])


def meaning(voice: Voice, role: str) -> str:
    """What a role lets somebody do, as one sentence."""
    return voice.say(MEANINGS[role])
