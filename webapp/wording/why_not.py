"""Why two participants do not meet -> one sentence for each reason, with names; rounds and tables from one."""

from collections.abc import Sequence
from typing import Final

from schedules.findings import Finding
from webapp.wording.marking import N_
from webapp.wording.shortages import NOUNS
from webapp.wording.voice import Voice

LEAST_SHOWN: Final = 0.005
REASONS: Final = {
    "meet": N_("Ce duo se rencontre au tour %(round_number)s, table %(table_number)s."),
    "forbidden": N_("Ce duo est écarté : une règle l’évite, ou les deux structures se connaissent déjà."),
    "met_before": N_("Les deux structures se sont rencontrées il y a %(days)s jours."),
    "colleagues_meet": N_(
        "Les deux structures se rencontrent déjà, au tour %(round_number)s : %(met_row)s et %(met_column)s."
    ),
    "never_together": N_("%(row)s et %(column)s ne sont jamais là au même tour."),
    "seated_apart": N_("%(row)s et %(column)s gardent chacune leur table."),
    "at_most": N_("%(participant)s : %(count_meetings)s, le plus qui soit demandé."),
    "every_round": N_("%(participant)s : une rencontre à chaque tour possible (%(count_rounds)s)."),
    "no_common_free_round": N_(
        "À chaque tour où les deux personnes sont là (%(count_rounds)s), l’une des deux a une rencontre."
    ),
    "room_full": N_("La salle est pleine : %(count_meetings)s, le plus qu’elle permette."),
    "instead": N_("%(participant)s rencontre %(partners)s ; le moins bon de ces duos vaut %(least)s."),
    "worth": N_("Ce duo vaudrait %(worth)s."),
    "costs_at_least": N_("L’imposer coûterait au moins %(least)s au meilleur total."),
    "costs_exactly": N_("L’imposer coûterait %(weight)s au meilleur total."),
    "costs_nothing": N_("Un plan du même total réunit ce duo : le total ne les départage pas."),
    "costs_fairness": N_(
        "Un plan du meilleur total réunit ce duo ; celui-ci cède %(given_up)s de ce total pour relever le plus bas."
    ),
    "costs_meetings": N_("L’imposer ferait perdre %(meetings_meetings)s."),
    "costs_evenness": N_("L’imposer répartirait les rencontres moins également entre les personnes."),
    "cannot_be_had": N_("Avec les autres règles, aucun plan ne peut réunir ce duo."),
}
LESS_THAN: Final = N_("moins de 0,01")
FROM_ZERO: Final = frozenset({"round_number", "table_number"})


def why_not(voice: Voice, reason: Finding, rows: Sequence[str], columns: Sequence[str]) -> str:
    """The sentence of a reason; ``rows`` and ``columns`` are the names of both sides' participants."""
    shown: dict[str, object] = {}
    own, others = (rows, columns) if reason.values.get("side") == "Row" else (columns, rows)
    for name, value in reason.values.items():
        if name in FROM_ZERO and isinstance(value, int):
            shown[name] = value + 1
        elif name in ("row", "met_row") and isinstance(value, int):
            shown[name] = rows[value]
        elif name in ("column", "met_column") and isinstance(value, int):
            shown[name] = columns[value]
        elif name == "participant" and isinstance(value, int):
            shown[name] = own[value]
        elif name == "partners" and isinstance(value, tuple):
            shown[name] = voice.enumerated([others[partner] for partner in value])
        elif isinstance(value, float) and 0 < value < LEAST_SHOWN:
            shown[name] = voice.say(LESS_THAN)
        else:
            shown[name] = value
        if isinstance(value, int) and name not in FROM_ZERO:
            for noun, (single, several) in NOUNS.items():
                shown[f"{name}_{noun}"] = voice.say_count(value, single, several)
    return voice.say(REASONS[reason.code], shown)
