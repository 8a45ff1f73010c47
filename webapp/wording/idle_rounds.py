"""Why somebody has no meeting in a round -> one sentence for the organisers; rounds and tables from one."""

from collections.abc import Sequence
from typing import Final

from schedules.findings import Finding
from webapp.wording.marking import N_
from webapp.wording.voice import Voice

REASONS: Final = {
    "idle_common_break": N_("Pause pour tout le monde."),
    "idle_not_there": N_("Absence à ce tour."),
    "idle_table_missing": N_("Garde la table %(table_number)s, qui n’est pas libre à ce tour."),
    "idle_at_most": N_("Toutes ses rencontres (%(most)s au plus) ont lieu à d’autres tours."),
    "idle_own_break": N_("A demandé une pause entre les tours %(first)s et %(last)s."),
    "idle_fewer_opposite": N_("Trop peu de personnes en face : %(opposite)s pour %(here)s."),
    "idle_tables": N_("Toutes les tables sont prises (%(tables)s)."),
    "idle_partners": N_(
        "Parmi les personnes d’en face : rencontrées à un autre tour, %(met)s ; prises ailleurs, %(taken)s ; "
        "écartées, %(barred)s."
    ),
    "idle_not_planned": N_("Une rencontre restait possible, le plan ne l’a pas prévue."),
}
FROM_ZERO: Final = frozenset({"round_number", "table_number", "first", "last"})


def idle_reason(voice: Voice, reason: Finding) -> str:
    """The sentence of a reason, without the name and the round, which stand beside it."""
    shown = {
        name: value + 1 if name in FROM_ZERO and isinstance(value, int) else value
        for name, value in reason.values.items()
    }
    return voice.say(REASONS[reason.code], shown)


def grouped(rounds: Sequence[int], voice: Voice) -> str:
    """Several rounds, from one, in a row: "1, 3 et 5"."""
    return voice.enumerated([str(round_number) for round_number in rounds])
