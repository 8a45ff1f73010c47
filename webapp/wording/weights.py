"""Criteria -> why each counts as much as it does, for whoever moves the weights."""

from typing import Final

from webapp.wording.marking import N_
from webapp.wording.voice import Voice

REASONS: Final = {
    "company_needs_met": N_(
        "Un besoin de l’entreprise que l’association dit pouvoir couvrir : de quoi parler d’emblée."
    ),
    "association_needs_met": N_(
        "Un besoin de l’association que l’entreprise peut couvrir, coché ou lu dans un texte : de quoi parler d’emblée."
    ),
    "shared_fragilities": N_(
        "La même fragilité du territoire, nommée des deux côtés : le terrain d’une alliance. Le diagnostic la pèse."
    ),
    "objectives": N_("Des objectifs qui se servent l’un l’autre portent un partenariat au-delà de la première action."),
    "forms": N_("Une forme souhaitée des deux côtés raccourcit le chemin ; les portes d’entrée diffèrent souvent."),
    "place": N_("Trop loin pour le rayon d’action de chacun : jusqu’à cette part du total est retirée."),
    "presentations": N_("Des mots qui se répondent. Peu de mots, souvent sur autre chose : un indice."),
    "unlikely": N_("Des structures qui ne se croisent pas : personne en commun, un autre milieu. Peu, mais pas zéro."),
    "novelty": N_("Déjà rencontrées, ou déjà partenaires : jusqu’à cette part du total est retirée."),
}
# Names for a narrow column, beside a bar and, where it is one side's, beside the sign of that side.
SHORT: Final = {
    "company_needs_met": N_("Besoins"),
    "association_needs_met": N_("Besoins"),
    "shared_fragilities": N_("Territoire"),
    "objectives": N_("Objectifs"),
    "forms": N_("Formes"),
    "place": N_("Proximité"),
    "presentations": N_("Textes"),
    "unlikely": N_("Mondes éloignés"),
    "novelty": N_("Nouveauté"),
}
GIVING: Final = N_(
    "Dans le regard d’un côté, ce qu’il apporte compte pour cette part de ce qu’il reçoit. À 0, seul compte ce qu’on "
    "reçoit ; à 100, donner vaut recevoir."
)


def criterion(voice: Voice, code: str) -> str:
    """The name of a criterion for a narrow column."""
    return voice.say(SHORT[code])


def weight_reason(voice: Voice, criterion: str) -> str:
    """Why a criterion counts, as one or two short sentences; for "giving", what it means."""
    return voice.say(GIVING if criterion == "giving" else REASONS[criterion])
