"""Reasons about a pair -> one sentence each, to the company, to the association or about both."""

from typing import Final

from matching.reasons import Reason
from webapp.wording import needs_met
from webapp.wording.marking import N_
from webapp.wording.pairs import Pair
from webapp.wording.told import Told, same, values_in_words
from webapp.wording.voice import Voice

# Of a theme that the diagnosis of the territory grades.
GRADED_FRAGILITY: Final = Told(
    N_("%(company)s et %(association)s agissent %(fragility)s : besoin noté %(territory_grade)s sur 10 ici."),
    N_("Vous agissez %(fragility)s, comme %(association)s : besoin noté %(territory_grade)s sur 10 ici."),
    N_("Vous agissez %(fragility)s, comme %(company)s : besoin noté %(territory_grade)s sur 10 ici."),
)
REASONS: Final = {
    "shared_fragility": Told(
        N_("%(company)s et %(association)s agissent %(fragility)s."),
        N_("Vous agissez %(fragility)s, comme %(association)s."),
        N_("Vous agissez %(fragility)s, comme %(company)s."),
    ),
    "objectives_answer": Told(
        N_(
            "%(company)s vise %(company_objective)s, %(association)s vise %(association_objective)s : cela se complète."
        ),
        N_("Vous visez %(company_objective)s, %(association)s vise %(association_objective)s : cela se complète."),
        N_("Vous visez %(association_objective)s, %(company)s vise %(company_objective)s : cela se complète."),
    ),
    "shared_objective": Told(
        N_("%(company)s et %(association)s visent %(objective)s."),
        N_("Vous visez %(objective)s, comme %(association)s."),
        N_("Vous visez %(objective)s, comme %(company)s."),
    ),
    "shared_form": Told(
        N_("%(company)s et %(association)s envisagent %(form)s."),
        N_("Vous envisagez %(form)s, comme %(association)s."),
        N_("Vous envisagez %(form)s, comme %(company)s."),
    ),
    "same_form_category": Told(
        N_(
            "%(company)s envisage %(company_form)s, %(association)s %(association_form)s : deux voies voisines "
            "(%(category)s)."
        ),
        N_(
            "Vous envisagez %(company_form)s, %(association)s %(association_form)s : deux voies voisines "
            "(%(category)s)."
        ),
        N_("Vous envisagez %(association_form)s, %(company)s %(company_form)s : deux voies voisines (%(category)s)."),
    ),
    "same_commune": same(
        N_("%(company)s et %(association)s sont de la même commune : %(commune)s."),
        N_("Vous êtes de la même commune : %(commune)s."),
    ),
    "same_intermunicipality": same(
        N_("%(company)s et %(association)s relèvent de la même intercommunalité : %(intermunicipality)s."),
        N_("Vous relevez de la même intercommunalité : %(intermunicipality)s."),
    ),
    "near": same(
        N_("Il n’y a que %(km)s km à vol d’oiseau entre %(company_commune)s et %(association_commune)s."),
        N_("Il n’y a que %(km)s km à vol d’oiseau entre vous : %(company_commune)s et %(association_commune)s."),
    ),
    "similar_words": Told(
        N_("Leurs présentations touchent aux mêmes sujets : « %(company_words)s » et « %(association_words)s »."),
        N_("Vos présentations touchent aux mêmes sujets : « %(company_words)s » et « %(association_words)s »."),
        N_("Vos présentations touchent aux mêmes sujets : « %(association_words)s » et « %(company_words)s »."),
    ),
    "unlikely": same(
        N_("Personne ne les relie encore, pour ce que l’on sait : une rencontre inattendue."),
        N_("Personne ne vous relie encore, pour ce que l’on sait : une rencontre inattendue."),
    ),
}
# Of a theme that was read: (in the company's presentation, in the association's).
THEMES_IN_WORDS: Final = {
    (False, True): Told(
        N_("%(company)s agit %(fragility)s ; %(association)s écrit « %(association_words)s »."),
        N_("Vous agissez %(fragility)s ; %(association)s écrit « %(association_words)s »."),
        N_("Vous écrivez « %(association_words)s » ; %(company)s agit %(fragility)s."),
    ),
    (True, False): Told(
        N_("%(association)s agit %(fragility)s ; %(company)s écrit « %(company_words)s »."),
        N_("Vous écrivez « %(company_words)s » ; %(association)s agit %(fragility)s."),
        N_("Vous agissez %(fragility)s ; %(company)s écrit « %(company_words)s »."),
    ),
    (True, True): Told(
        N_("%(company)s écrit « %(company_words)s », %(association)s « %(association_words)s » : un même sujet."),
        N_("Vous écrivez « %(company_words)s », %(association)s « %(association_words)s » : un même sujet."),
        N_("Vous écrivez « %(association_words)s », %(company)s « %(company_words)s » : un même sujet."),
    ),
}
SAME_WORDS: Final = same(
    N_("Leurs présentations emploient les mêmes mots : « %(company_words)s »."),
    N_("Vos présentations emploient les mêmes mots : « %(company_words)s »."),
)
VERY_NEAR: Final = same(
    N_("Il y a un kilomètre au plus entre %(company_commune)s et %(association_commune)s."),
    N_("Il y a un kilomètre au plus entre vous : %(company_commune)s et %(association_commune)s."),
)
EXPLORE: Final = {
    "classic_patronage": N_("Un don, en argent ou en nature, sans contrepartie directe."),
    "active_engagement": N_("Du temps et des savoir-faire de l’équipe, au service du projet."),
    "societal_research": N_("Chercher ensemble une réponse nouvelle à un besoin encore sans réponse."),
    "shared_expertise": N_("Mettre en commun ce que chaque équipe sait faire de mieux."),
    "hybrid_model": N_("Réunir des moyens complémentaires dans un même projet."),
    "joint_offer": N_("Construire une offre commune, ou répondre ensemble à un appel d’offres."),
    "general_interest_alternative": N_("Faire vivre ensemble une solution d’intérêt général."),
    "practice_audit": N_("Faire regarder une pratique de l’entreprise par l’association, puis la faire évoluer."),
    "service_provision": N_("Une première commande, un recrutement ou un parrainage, avec sa contrepartie."),
}
SOURCE: Final = N_("Besoin du territoire : %(fragility)s, %(territory_grade)s sur 10. %(source)s, %(year)s")
NOTHING_KNOWN: Final = N_("Rien ne les rapproche encore sur le papier : une rencontre inattendue.")
NOTHING_KNOWN_TO_YOU: Final = N_("Rien ne vous rapproche encore sur le papier : une rencontre inattendue.")


def reason(voice: Voice, one: Reason, pair: Pair) -> str:
    """The sentence of a reason. Raises KeyError when the code is not a reason's."""
    values = values_in_words(voice, one, pair)
    if one.code in needs_met.CODES:
        told = needs_met.template(voice, one)
        values["subject"] = needs_met.subject(voice, one)
    else:
        told = _template(one)
    return told.said(voice, pair, values)


def source(voice: Voice, one: Reason) -> str | None:
    """Where the grade of a shared fragility comes from; None without a diagnosis that grades it."""
    if one.code != "shared_fragility" or one.values["territory_grade"] is None:
        return None
    name = voice.in_a_sentence(str(one.values["fragility"]))
    return voice.say(SOURCE, {**one.values, "fragility": name, "year": str(one.values["year"])})


def _template(one: Reason) -> Told:
    values = one.values
    if one.code == "shared_fragility" and values["territory_grade"] is not None:
        return GRADED_FRAGILITY
    if one.code == "theme_in_words":
        return THEMES_IN_WORDS[bool(values["company_words"]), bool(values["association_words"])]
    if one.code == "similar_words" and _folded(values["company_words"]) == _folded(values["association_words"]):
        return SAME_WORDS
    if one.code == "near" and isinstance(values["km"], int | float) and values["km"] <= 1:
        return VERY_NEAR
    return REASONS[one.code]


def _folded(words: object) -> set[str]:
    return {str(word).casefold() for word in words} if isinstance(words, tuple) else set()
