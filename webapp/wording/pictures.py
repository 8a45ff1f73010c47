"""The words of a plan's pictures: what each shows, how it is read, and the heads of its table twin."""

from typing import Final

from schedules.pictures import CurveLabels, GridLabels, HeatMapLabels, TotalsLabels
from webapp.wording.marking import N_
from webapp.wording.voice import Voice

ROUND, TABLE, MEETINGS = N_("Tour"), N_("Table"), N_("Rencontres")
COMPANY, ASSOCIATION = N_("Entreprise"), N_("Association")
COMPANIES, ASSOCIATIONS = N_("Entreprises"), N_("Associations")
GOOD_REASONS, UNEXPECTED = N_("Bonnes raisons"), N_("rencontre inattendue")
BARS: Final = N_(
    "Une barre par personne : le total de bonnes raisons de ses rencontres, du plus haut au plus bas. "
    "Le trait plein est le total le plus bas."
)
BARS_AND_BOUND: Final = N_(
    "Une barre par personne : le total de bonnes raisons de ses rencontres, du plus haut au plus bas. "
    "Le trait plein est le total le plus bas, le trait pointillé le plafond démontré de ce total."
)
OVER: Final = {"tables": N_("Nombre de tables"), "rounds": N_("Nombre de tours")}
CURVES: Final = {
    "tables": N_("Et avec plus ou moins de tables ?"),
    "rounds": N_("Et avec plus ou moins de tours ?"),
}


def grid_labels(voice: Voice) -> GridLabels:
    """The words of the rotation grid."""
    return GridLabels(
        title=voice.say(N_("Les bonnes raisons, table par table et tour par tour")),
        description=voice.say(
            N_(
                "Une ligne par table, une colonne par tour. Plus une case est foncée, plus la rencontre réunit de "
                "bonnes raisons ; sur papier, le trait du bas s’allonge. Un losange marque une rencontre inattendue."
            )
        ),
        table=voice.say(TABLE),
        round_number=voice.say(ROUND),
        row=voice.say(COMPANY),
        column=voice.say(ASSOCIATION),
        score=voice.say(GOOD_REASONS),
        novel=voice.say(UNEXPECTED),
        free=voice.say(N_("table libre")),
        yes=voice.say(N_("oui")),
    )


def heat_map_labels(voice: Voice) -> HeatMapLabels:
    """The words of the heat map."""
    return HeatMapLabels(
        title=voice.say(N_("Toutes les bonnes raisons, et les duos retenus")),
        description=voice.say(
            N_(
                "Une ligne par personne côté entreprises, une colonne côté associations. Plus une case est foncée, "
                "plus le duo réunit de bonnes raisons ; sur papier, le carré grandit. Un rond marque une rencontre."
            )
        ),
        row=voice.say(COMPANY),
        column=voice.say(ASSOCIATION),
        score=voice.say(GOOD_REASONS),
        chosen=voice.say(N_("rencontre")),
        novel=voice.say(UNEXPECTED),
        meets=voice.say(N_("Rencontre")),
        total=voice.say(N_("Total")),
        best_other=voice.say(N_("Meilleur duo sans rencontre")),
    )


def totals_labels(voice: Voice, *, bounded: bool) -> TotalsLabels:
    """The words of the totals; ``bounded``: a ceiling of the lowest total is known and drawn."""
    return TotalsLabels(
        title=voice.say(N_("Ce que la soirée apporte à chaque personne")),
        description=voice.say(BARS_AND_BOUND if bounded else BARS),
        rows=voice.say(COMPANIES),
        columns=voice.say(ASSOCIATIONS),
        side=voice.say(N_("Côté")),
        participant=voice.say(N_("Personne")),
        meetings=voice.say(MEETINGS),
        total=voice.say(N_("Total")),
        floor=voice.say(N_("le plus bas")),
        bound=voice.say(N_("plafond")),
    )


def curve_labels(voice: Voice, over: str) -> CurveLabels:
    """The words of the curve over "tables" or "rounds"."""
    return CurveLabels(
        title=voice.say(CURVES[over]),
        description=voice.say(
            N_(
                "Trois courbes : les rencontres, le total de bonnes raisons et le total le plus bas. "
                "Le point plein est le plan d’aujourd’hui."
            )
        ),
        over=voice.say(OVER[over]),
        meetings=voice.say(MEETINGS),
        total=voice.say(N_("Total de bonnes raisons")),
        lowest_total=voice.say(N_("Le moins bien servi")),
        idle_rounds=voice.say(N_("Pauses")),
        impossible=voice.say(N_("aucun plan possible")),
    )
