"""Cautions about a pair -> one sentence each, to the company, to the association or about both."""

from typing import Final

from matching.reasons import Reason
from webapp.wording.marking import N_
from webapp.wording.pairs import Pair
from webapp.wording.told import Told, same, values_in_words
from webapp.wording.voice import Voice

CAUTIONS: Final = {
    # Nobody learns who asked: the same words for all readers.
    "kept_apart": same(N_("À éviter : cette rencontre n’est pas souhaitée."), N_("Cette rencontre n’est pas prévue.")),
    "work_together_already": same(
        N_("%(company)s et %(association)s travaillent déjà ensemble."), N_("Vous travaillez déjà ensemble.")
    ),
    "met_already": same(
        N_("%(company)s et %(association)s ont déjà eu une rencontre."), N_("Vous avez déjà eu une rencontre.")
    ),
    "patronage_not_open": Told(
        N_("%(company)s envisage le mécénat ; %(association)s n’y a pas droit (%(association_model)s)."),
        N_("Vous envisagez le mécénat ; %(association)s n’y a pas droit (%(association_model)s)."),
        N_("%(company)s envisage le mécénat ; votre modèle n’y donne pas droit (%(association_model)s)."),
    ),
    "only_money": same(
        N_("Un seul besoin trouve réponse : %(need)s. Ici, personne ne demande d’argent : partez du projet."),
        N_("Un seul besoin trouve réponse : %(need)s. Ici, personne ne demande d’argent : partez du projet."),
    ),
    "far_apart": same(
        N_(
            "Il y a %(km)s km à vol d’oiseau entre %(company_commune)s et %(association_commune)s : la distance est "
            "à discuter."
        ),
        N_(
            "Il y a %(km)s km à vol d’oiseau entre vous (%(company_commune)s, %(association_commune)s) : parlez de "
            "la distance."
        ),
    ),
    "no_shared_form": Told(
        N_("%(company)s envisage %(company_form)s, %(association)s %(association_form)s : la forme reste à trouver."),
        N_("Vous envisagez %(company_form)s, %(association)s %(association_form)s : la forme reste à trouver."),
        N_("Vous envisagez %(association_form)s, %(company)s %(company_form)s : la forme reste à trouver."),
    ),
    "one_way_to_association": Told(
        N_("%(company)s cherche %(company_need)s : %(association)s n’y répond pas encore par écrit."),
        N_("Vous cherchez %(company_need)s : %(association)s n’y répond pas encore par écrit. Posez la question."),
        N_("%(company)s cherche %(company_need)s : votre profil n’y répond pas encore. Auriez-vous une idée ?"),
    ),
    "one_way_to_company": Told(
        N_("%(association)s cherche %(association_need)s : %(company)s n’y répond pas encore par écrit."),
        N_("%(association)s cherche %(association_need)s : votre profil n’y répond pas encore. Auriez-vous une idée ?"),
        N_("Vous cherchez %(association_need)s : %(company)s n’y répond pas encore par écrit. Posez la question."),
    ),
}
# Which event and when, as far as the history says: (an event is named, a date is given).
MET_ALREADY: Final = {
    (True, True): N_("Une rencontre a déjà eu lieu : %(event)s, %(date)s."),
    (True, False): N_("Une rencontre a déjà eu lieu : %(event)s."),
    (False, True): N_("Une rencontre a déjà eu lieu : %(date)s."),
}
FORM_UNAVAILABLE: Final = {
    "company": Told(
        N_("%(company)s envisage %(form)s ; %(association)s ne le peut pas. Une autre forme est à chercher."),
        N_("Vous envisagez %(form)s ; %(association)s ne le peut pas. Cherchez ensemble une autre forme."),
        N_("%(company)s envisage %(form)s ; vous ne le pouvez pas. Cherchez ensemble une autre forme."),
    ),
    "association": Told(
        N_("%(association)s envisage %(form)s ; %(company)s ne le peut pas. Une autre forme est à chercher."),
        N_("%(association)s envisage %(form)s ; vous ne le pouvez pas. Cherchez ensemble une autre forme."),
        N_("Vous envisagez %(form)s ; %(company)s ne le peut pas. Cherchez ensemble une autre forme."),
    ),
}
# Whose words the needs that are told were read in.
ONLY_IN_WORDS: Final = {
    "company": Told(
        N_("Ce lien tient à des mots écrits par %(company)s, pas à une case cochée : à confirmer."),
        N_("Ce lien tient à des mots de votre présentation : dites s’ils sont justes."),
        N_("Ce lien tient à des mots écrits par %(company)s, pas à une case cochée : posez la question."),
    ),
    "association": Told(
        N_("Ce lien tient à des mots écrits par %(association)s, pas à une case cochée : à confirmer."),
        N_("Ce lien tient à des mots écrits par %(association)s, pas à une case cochée : posez la question."),
        N_("Ce lien tient à des mots de votre présentation : dites s’ils sont justes."),
    ),
    "both": same(
        N_("Ce lien tient à des mots des deux présentations, pas à des cases cochées : à confirmer."),
        N_("Ce lien tient à des mots de vos deux présentations : vérifiez-le ensemble."),
    ),
}
# ``coverage`` is how much of what is compared could be compared, not a score.
LITTLE_KNOWN: Final = {
    "company": Told(
        N_("%(company)s dit peu de choses : %(coverage)s seulement de ce qui se compare est connu."),
        N_("Votre profil en dit peu : présentez-vous d’abord, le reste suivra."),
        N_("%(company)s dit peu de choses par écrit : commencez par demander."),
    ),
    "association": Told(
        N_("%(association)s dit peu de choses : %(coverage)s seulement de ce qui se compare est connu."),
        N_("%(association)s dit peu de choses par écrit : commencez par demander."),
        N_("Votre profil en dit peu : présentez-vous d’abord, le reste suivra."),
    ),
    "both": same(
        N_("Les deux profils en disent peu : %(coverage)s seulement de ce qui se compare est connu."),
        N_("Vos deux profils en disent peu : commencez par vous présenter."),
    ),
}


def caution(voice: Voice, one: Reason, pair: Pair) -> str:
    """The sentence of a caution. Raises KeyError when the code is not a caution's."""
    values = values_in_words(voice, one, pair)
    if one.code == "met_already" and (one.values["event"] or one.values["date"]):
        return voice.say(MET_ALREADY[bool(one.values["event"]), bool(one.values["date"])], values)
    if one.code == "form_unavailable":
        told = FORM_UNAVAILABLE[str(one.values["wished_by"])]
    elif one.code == "little_known":
        told = LITTLE_KNOWN[str(one.values["silent"])]
    elif one.code == "only_in_words":
        told = ONLY_IN_WORDS[str(one.values["read_of"])]
    else:
        told = CAUTIONS[one.code]
    return told.said(voice, pair, values)
