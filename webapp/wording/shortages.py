"""Shortages, faults, broken rules and idle rounds of a plan -> sentences with names, counts and what to try.

A placeholder such as ``%(room_meetings)s`` is the value ``room`` counted in meetings: "1 rencontre", "12 rencontres".
Values number participants, rounds and tables from zero; people read names, and rounds and tables from one.
"""

from collections.abc import Sequence
from typing import Final

from schedules.findings import Finding
from webapp.wording.marking import N_
from webapp.wording.voice import Voice

NOUNS: Final = {
    "meetings": (N_("%(count)s rencontre"), N_("%(count)s rencontres")),
    "rounds": (N_("%(count)s tour"), N_("%(count)s tours")),
    "tables": (N_("%(count)s table"), N_("%(count)s tables")),
    "partners": (N_("%(count)s structure"), N_("%(count)s structures")),
}
FINDINGS: Final = {
    # No plan can meet these demands.
    "no_tables": N_("Aucune table n’est prévue. Essayez : au moins une table."),
    "nobody_there": N_("Personne n’est là côté %(side)s, à aucun tour. Essayez : indiquer qui est présent."),
    "required_over_rounds": N_(
        "%(participant)s doit faire %(required_meetings)s et n’est là que pour %(rounds_rounds)s. "
        "Essayez (1) de prolonger sa présence ou (2) de retirer %(missing_meetings)s."
    ),
    "required_over_most": N_(
        "%(participant)s doit faire %(required_meetings)s et n’en accepte que %(most)s au plus. "
        "Essayez (1) de relever cette limite ou (2) de retirer %(missing_meetings)s."
    ),
    "required_over_room": N_(
        "%(required_meetings)s à prévoir, et de la place pour %(room_meetings)s "
        "(%(n_rounds_rounds)s, %(tables_tables)s). Essayez (1) plus de tables, (2) plus de tours "
        "ou (3) de retirer %(missing_meetings)s."
    ),
    "required_never_together": N_(
        "%(row)s et %(column)s doivent se rencontrer et ne sont jamais là au même tour. "
        "Essayez (1) de changer leurs heures de présence ou (2) de retirer cette règle."
    ),
    "locked_over_tables": N_(
        "Tour %(round_number)s : %(locked_meetings)s fixées pour %(tables_tables)s. "
        "Essayez (1) d’ajouter %(missing_tables)s ou (2) de libérer %(missing_meetings)s."
    ),
    "locked_while_absent": N_(
        "%(participant)s n’est pas là au tour %(round_number)s, où une rencontre est fixée. "
        "Essayez (1) un autre tour ou (2) de libérer cette rencontre."
    ),
    "least_over_rounds": N_(
        "%(participant)s demande au moins %(least_meetings)s et n’est là que pour %(rounds_rounds)s. "
        "Essayez un minimum de %(rounds)s."
    ),
    "least_over_partners": N_(
        "%(participant)s demande au moins %(least_meetings)s et ne peut rencontrer que %(partners_partners)s. "
        "Essayez (1) un minimum de %(partners)s ou (2) moins de rencontres à éviter."
    ),
    "least_over_room": N_(
        "Côté %(side)s, les minimums font %(least_meetings)s, et il y a de la place pour %(room_meetings)s "
        "(%(n_rounds_rounds)s, %(tables_tables)s). Essayez (1) plus de tables, (2) plus de tours "
        "ou (3) des minimums plus bas."
    ),
    "novel_over_partners": N_(
        "%(participant)s doit faire au moins %(least)s rencontres inattendues et n’en a que %(partners)s possibles. "
        "Essayez (1) d’en demander moins ou (2) un seuil plus bas."
    ),
    "novel_together": N_(
        "Rencontres inattendues demandées pour %(participants)s : %(least_meetings)s au total, pour %(possible)s au "
        "plus. Essayez (1) d’en demander moins ou (2) un seuil plus bas."
    ),
    "novel_beside_least": N_(
        "%(least)s rencontres inattendues par personne ne tiennent pas à côté des autres demandes. "
        "Essayez (1) d’en demander moins, (2) des minimums plus bas ou (3) plus de tables ou de tours."
    ),
    "least_together": N_(
        "Minimums demandés par %(participants)s : %(least_meetings)s au total, pour %(possible)s au plus. "
        "Essayez (1) des minimums plus bas, (2) des maximums plus hauts en face ou (3) moins de rencontres à éviter."
    ),
    "least_need_more_room": N_(
        "Les minimums et les rencontres à prévoir font %(needed_meetings)s, et il y a de la place "
        "pour %(room_meetings)s (%(n_rounds_rounds)s, %(tables_tables)s). Essayez (1) plus de tables, "
        "(2) plus de tours ou (3) des minimums plus bas."
    ),
    "rounds_do_not_fit": N_(
        "Chaque demande est possible, mais elles ne tiennent pas toutes dans les tours où les personnes sont là "
        "(c’est démontré). Essayez (1) de libérer une rencontre fixée ou (2) des minimums plus bas."
    ),
    "rounds_not_found": N_(
        "Aucune répartition en tours n’a été trouvée à temps ; rien ne dit qu’il n’y en a pas. "
        "Essayez (1) un calcul plus long, (2) de libérer une rencontre fixée ou (3) des minimums plus bas."
    ),
    "table_not_there": N_(
        "Une rencontre doit se faire à la table %(table_number)s au tour %(round_number)s, où cette table n’est pas "
        "là. Essayez (1) une autre table ou (2) un autre tour."
    ),
    "table_claimed_twice": N_(
        "%(count_meetings)s doivent se faire à la table %(table_number)s au tour %(round_number)s : elles y sont "
        "fixées, ou quelqu’un garde cette table. Essayez (1) une autre table ou (2) un autre tour pour l’une d’elles."
    ),
    "stays_at_two_tables": N_(
        "%(participant)s garde la même table, et ses rencontres sont fixées à plusieurs (%(count_tables)s). "
        "Essayez (1) de les fixer à la même table ou (2) de libérer sa place."
    ),
    "no_table_to_stay": N_(
        "%(participant)s garde la même table, et aucune n’est libre à tous ses tours (%(rounds_rounds)s). "
        "Essayez (1) plus de tables ou (2) de libérer sa place."
    ),
    # The demands contradict each other.
    "forbidden_and_required": N_(
        "%(row)s et %(column)s sont à la fois à prévoir et à éviter. Retirez l’une des deux règles."
    ),
    "organisations_required_twice": N_(
        "%(row)s et %(column)s : plusieurs rencontres sont demandées entre leurs structures. "
        "Deux structures se rencontrent une fois au plus : gardez-en une."
    ),
    "locked_twice_in_round": N_(
        "%(participant)s a %(count_meetings)s fixées au tour %(round_number)s. "
        "Une seule est possible : libérez les autres."
    ),
    "locked_table_twice": N_(
        "%(count_meetings)s sont fixées à la table %(table_number)s au tour %(round_number)s. "
        "Changez de table ou de tour."
    ),
    "locked_pair_twice": N_("%(row)s et %(column)s : leur rencontre est fixée %(count)s fois. Gardez-en une."),
    "seat_taken_twice": N_(
        "Table %(table_number)s : place fixe de %(count)s personnes. Essayez une personne par table."
    ),
    "seats_over_tables": N_("%(count)s personnes gardent la même table, pour %(tables_tables)s. Libérez des places."),
    "seated_must_meet": N_(
        "%(row)s et %(column)s doivent se rencontrer, et chaque personne garde sa table. Libérez l’une des deux places."
    ),
    "locked_away_from_seat": N_(
        "Rencontre de %(row)s et %(column)s fixée à la table %(table_number)s, alors que %(participant)s garde la "
        "table %(seat)s. Changez l’une des deux."
    ),
    "locked_in_break": N_(
        "Rencontre de %(row)s et %(column)s fixée au tour %(round_number)s, qui est leur pause. "
        "Choisissez un autre tour."
    ),
    "limits_order": N_(
        "Limites contradictoires pour %(participant)s : au moins %(least)s, au plus %(most)s. Corrigez-les."
    ),
    # The data given to the planner are not what they should be.
    "weights_shape": N_("Il faut au moins une personne de chaque côté. Reçu : un tableau %(shape)s."),
    "weights_not_numbers": N_("Les scores ne sont pas tous des nombres. Recalculez-les."),
    "weights_nan": N_("%(count)s scores manquent, le premier pour %(row)s et %(column)s. Recalculez-les."),
    "weights_range": N_(
        "%(count)s scores sortent de l’intervalle de 0 à 1, le premier (%(value)s) pour %(row)s et %(column)s."
    ),
    "n_rounds": N_("Le nombre de tours est un entier de 1 à %(most)s. Reçu : %(value)s."),
    "n_tables": N_("Le nombre de tables est un entier de 0 à %(most)s, ou reste vide. Reçu : %(value)s."),
    "shape": N_("Tableau de mauvaises dimensions (%(name)s) : %(found)s au lieu de %(expected)s."),
    "not_positive": N_(
        "%(name)s : il faut des nombres au-dessus de 0 ; %(count)s ne le sont pas (le premier : %(entry)s)."
    ),
    "negative": N_("%(name)s : %(count)s nombres sont négatifs (le premier : %(entry)s)."),
    "swap_after": N_("L’échange des places se fait après un tour de 1 à %(most)s. Reçu : %(value)s."),
    "novel_least": N_("Le nombre de rencontres inattendues est un entier à partir de 0. Reçu : %(value)s."),
    "novel_without_novelty": N_(
        "%(value)s rencontres inattendues sont demandées par personne, et rien ne dit lesquelles le sont."
    ),
    "novel_from": N_("Le seuil des rencontres inattendues va de 0 (exclu) à 1. Reçu : %(value)s."),
    "met_half_life": N_("La demi-vie d’une rencontre passée est un nombre de jours au-dessus de 0. Reçu : %(value)s."),
    "seated_side": N_("Le côté assis est celui des entreprises ou des associations. Reçu : %(value)s."),
    "break_window": N_(
        "Pause impossible pour %(participant)s : des tours %(first)s à %(last)s. Choisissez des tours de la soirée."
    ),
    "tables_unknown": N_("Des tables sont dites absentes, et leur nombre n’est pas donné. Donnez le nombre de tables."),
    "seat_index": N_(
        "Place inconnue pour %(participant)s : table %(value)s, pour %(count)s en tout. Choisissez une autre table."
    ),
    "not_numbers": N_("Tableau illisible (%(name)s) : il faut des nombres entiers, en lignes de même longueur."),
    "index": N_("Numéro inconnu dans %(name)s (entrée %(entry)s, %(part)s) : %(value)s, pour %(count)s en tout."),
    # A plan breaks a rule.
    "size": N_(
        "Ce plan est fait pour %(plan_rows)s et %(plan_columns)s personnes en %(plan_rounds_rounds)s ; "
        "il en faut un pour %(rows)s et %(columns)s personnes en %(rounds_rounds)s."
    ),
    "unknown": N_("Rencontre %(entry)s : numéro inconnu (%(part)s %(value)s, pour %(count)s en tout)."),
    "busy_twice": N_("%(participant)s a %(count_meetings)s au tour %(round_number)s."),
    "table_twice": N_("%(count_meetings)s à la table %(table_number)s au tour %(round_number)s."),
    "pair_twice": N_("%(row)s et %(column)s se rencontrent %(count)s fois."),
    "organisations_twice": N_("%(rows)s et %(columns)s : leurs structures se rencontrent %(count)s fois."),
    "forbidden": N_("%(row)s et %(column)s se rencontrent au tour %(round_number)s, alors que c’est à éviter."),
    "met_again": N_("%(row)s et %(column)s se rencontrent au tour %(round_number)s et se sont déjà rencontrés."),
    "in_common_break": N_("%(count_meetings)s au tour %(round_number)s, qui est une pause pour tout le monde."),
    "no_break": N_("%(participant)s n’a pas de pause des tours %(first)s à %(last)s."),
    "table_missing": N_("La table %(table_number)s sert au tour %(round_number)s, où elle n’est pas là."),
    "away_from_seat": N_(
        "%(participant)s est à la table %(table_number)s au tour %(round_number)s et devait garder la table %(seat)s."
    ),
    "changes_table": N_("%(participant)s devait garder la même table et change (%(count_tables)s)."),
    "too_few_novel": N_("%(participant)s a %(count)s rencontres inattendues, pour %(least)s demandées au moins."),
    "required_missing": N_("%(row)s et %(column)s devaient se rencontrer et ne se rencontrent pas."),
    "absent": N_("%(participant)s a une rencontre au tour %(round_number)s, en son absence."),
    "too_few": N_("%(participant)s a %(count_meetings)s, pour %(least)s au moins."),
    "too_many": N_("%(participant)s a %(count_meetings)s, pour %(most)s au plus."),
    "locked_missing": N_("%(row)s et %(column)s : la rencontre fixée au tour %(round_number)s manque."),
    "locked_moved": N_(
        "%(row)s et %(column)s : la rencontre fixée au tour %(round_number)s est à la table %(table_number)s "
        "au lieu de la table %(locked_table)s."
    ),
    # Why somebody has no meeting in a round.
    "idle_common_break": N_("Tour %(round_number)s : pause pour tout le monde."),
    "idle_not_there": N_("%(participant)s n’est pas là au tour %(round_number)s."),
    "idle_table_missing": N_(
        "%(participant)s garde la table %(table_number)s, qui n’est pas libre au tour %(round_number)s."
    ),
    "idle_at_most": N_("%(participant)s a son maximum de rencontres (%(most)s) à d’autres tours."),
    "idle_own_break": N_("%(participant)s a demandé une pause entre les tours %(first)s et %(last)s."),
    "idle_fewer_opposite": N_(
        "Tour %(round_number)s : %(here)s personnes de ce côté pour %(opposite)s en face, toutes prises. "
        "Personnes qui attendent : %(idle)s."
    ),
    "idle_tables": N_("Tour %(round_number)s : toutes les tables sont prises (%(tables_tables)s)."),
    "idle_partners": N_(
        "%(participant)s, tour %(round_number)s. Personnes en face prévues à un autre tour : %(met)s ; "
        "déjà prises : %(taken)s ; à ne pas rencontrer : %(barred)s."
    ),
    "idle_not_planned": N_(
        "%(participant)s, tour %(round_number)s. Personnes libres en face, à rencontrer sans que le plan le prévoie : "
        "%(free)s."
    ),
}
FROM_ZERO: Final = frozenset({"round_number", "table_number", "locked_table", "entry", "first", "last", "seat"})
COMPANIES, ASSOCIATIONS = N_("entreprises"), N_("associations")
SOMEBODY: Final = {"row": N_("entreprise n° %(number)s"), "column": N_("association n° %(number)s")}
ANY_NUMBER: Final = N_("autant qu’on veut")


def shortage(voice: Voice, one: Finding, rows: Sequence[str], columns: Sequence[str]) -> str:
    """The sentence of a finding; ``rows`` and ``columns`` are the names of the companies' and associations' people."""
    template, shown = FINDINGS[one.code], dict[str, object]()
    sides = {"row": rows, "column": columns, "rows": rows, "columns": columns}
    side = str(one.values.get("side", one.values.get("name", ""))).lower().partition("_")[0]
    for name, value in one.values.items():
        if name == "side":
            shown[name] = voice.say(COMPANIES if side == "row" else ASSOCIATIONS)
        elif name in ("participant", "participants"):
            shown[name] = _named(voice, value, side, sides.get(side, ()))
        elif name in sides and one.code != "size":
            shown[name] = _named(voice, value, name.removesuffix("s"), sides[name])
        elif name in FROM_ZERO and isinstance(value, int):
            shown[name] = value + 1
        else:
            shown[name] = voice.say(ANY_NUMBER) if value == "any number of tables" else value
        if isinstance(value, int):
            for noun, (single, several) in NOUNS.items():
                shown[f"{name}_{noun}"] = voice.say_count(value, single, several)
    return voice.say(template, shown)


def _named(voice: Voice, value: object, side: str, names: Sequence[str]) -> str:
    numbers = value if isinstance(value, tuple) else (value,)
    return voice.enumerated([_name(voice, number, side, names) for number in numbers if isinstance(number, int)])


def _name(voice: Voice, number: int, side: str, names: Sequence[str]) -> str:
    if 0 <= number < len(names):
        return names[number]
    return voice.say(SOMEBODY.get(side, SOMEBODY["row"]), {"number": number + 1})
