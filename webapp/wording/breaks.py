"""Why somebody has nobody opposite in a round -> one sentence, the same on phone and paper."""

from typing import Final

from webapp.services.own_evening import BreakReason
from webapp.wording.marking import N_
from webapp.wording.voice import Voice

LETTERS: Final = {
    2: N_("deux"),
    3: N_("trois"),
    4: N_("quatre"),
    5: N_("cinq"),
    6: N_("six"),
    7: N_("sept"),
    8: N_("huit"),
    9: N_("neuf"),
    10: N_("dix"),
    11: N_("onze"),
    12: N_("douze"),
    15: N_("quinze"),
}
TABLES: Final = N_("Moins de tables que de duos ce soir : c’est votre tour.")
TURN: Final = N_("Chacun souffle à son tour : c’est le vôtre.")
AWAY: Final = N_("L’équipe d’organisation ne vous attend pas à ce tour. Si vous êtes là, passez à l’accueil.")
PARTNER_AWAY: Final = N_("La personne prévue en face n’est pas là, et personne d’autre n’est libre à ce tour.")
NOT_KEPT: Final = N_("La rencontre de ce tour n’est plus gardée ici.")
ALONE: Final = {
    "tables": TABLES,
    "turn": TURN,
    "away": AWAY,
    "partner_away": PARTNER_AWAY,
    "not_kept": NOT_KEPT,
}
# One too many of a side, or several.
MORE: Final = {
    ("organisations", "company"): (
        N_("Une entreprise de plus ce soir : c’est votre tour."),
        N_("%(number)s entreprises de plus ce soir : c’est votre tour."),
    ),
    ("organisations", "association"): (
        N_("Une association de plus ce soir : c’est votre tour."),
        N_("%(number)s associations de plus ce soir : c’est votre tour."),
    ),
    ("people", "company"): (
        N_("Une personne de plus du côté des entreprises : c’est votre tour."),
        N_("%(number)s personnes de plus du côté des entreprises : c’est votre tour."),
    ),
    ("people", "association"): (
        N_("Une personne de plus du côté des associations : c’est votre tour."),
        N_("%(number)s personnes de plus du côté des associations : c’est votre tour."),
    ),
}


def break_sentence(voice: Voice, reason: BreakReason, side: str) -> str:
    """Why nobody is opposite somebody of this side."""
    if reason.code in ALONE:
        return voice.say(ALONE[reason.code])
    one, many = MORE[reason.code, side]
    return voice.say_count(reason.count, one, many, {"number": spelled(voice, reason.count).capitalize()})


def spelled(voice: Voice, number: int) -> str:
    """A small number in letters, as a sentence has it; a larger one in figures."""
    return voice.say(LETTERS[number]) if number in LETTERS else str(number)
