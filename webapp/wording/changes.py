"""What a repair changed for one person in one round -> one sentence, the same on phone, desk and paper."""

from typing import Final

from webapp.wording.marking import N_
from webapp.wording.voice import Voice

SENTENCES: Final = {
    "now_idle": N_("Tour %(round)s : pause au lieu de la table %(old)s."),
    "now_meets": N_("Tour %(round)s : table %(table)s avec %(partner)s, au lieu d’une pause."),
    "new_table": N_("Tour %(round)s : table %(table)s au lieu de la table %(old)s, toujours avec %(partner)s."),
    "new_partner": N_("Tour %(round)s : toujours à la table %(table)s, mais avec %(partner)s."),
    "new_partner_and_table": N_("Tour %(round)s : table %(table)s au lieu de la table %(old)s, avec %(partner)s."),
}


def change_code(table: int | None, old_table: int | None, *, same_partner: bool) -> str:
    """What kind of change it is, from the two tables (None is a break) and whether the partner is still the same."""
    if table is None:
        return "now_idle"
    if old_table is None:
        return "now_meets"
    if same_partner:
        return "new_table"
    return "new_partner" if table == old_table else "new_partner_and_table"


def change_sentence(
    voice: Voice, code: str, *, round_number: int, table: int | None, old_table: int | None, partner: str
) -> str:
    """What is different in a round, in one sentence."""
    values = {"round": round_number, "table": table or "", "old": old_table or "", "partner": partner}
    return voice.say(SENTENCES[code], values)
