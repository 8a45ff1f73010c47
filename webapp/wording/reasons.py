"""Reasons and cautions about a pair -> one sentence each, to the company, to the association or about both."""

from typing import Final, NamedTuple

from matching.reasons import Reason
from webapp.wording import labels
from webapp.wording.marking import N_
from webapp.wording.pairs import Pair
from webapp.wording.voice import Voice


class Told(NamedTuple):
    """One sentence in three voices: about both, to the company's person, to the association's person."""

    about: str
    to_company: str
    to_association: str

    def for_reader(self, pair: Pair) -> str:
        """The sentence for whoever reads."""
        return {"company": self.to_company, "association": self.to_association}.get(pair.reader or "", self.about)


def _same(about: str, to_both: str) -> Told:
    return Told(about, to_both, to_both)


# Of a need that an offer meets: (same code on both sides, the offer is "proposed" rather than "brought").
MET_BY_COMPANY: Final = {
    (True, False): Told(
        N_("%(association)s cherche %(need)s ; %(company)s en apporte%(offer_detail)s."),
        N_("%(association)s cherche %(need)s ; vous en apportez%(offer_detail)s."),
        N_("Vous cherchez %(need)s ; %(company)s en apporte%(offer_detail)s."),
    ),
    (True, True): Told(
        N_("%(association)s cherche %(need)s ; %(company)s en propose%(offer_detail)s."),
        N_("%(association)s cherche %(need)s ; vous en proposez%(offer_detail)s."),
        N_("Vous cherchez %(need)s ; %(company)s en propose%(offer_detail)s."),
    ),
    (False, False): Told(
        N_("%(association)s cherche %(need)s ; %(company)s apporte %(offer)s."),
        N_("%(association)s cherche %(need)s ; vous apportez %(offer)s."),
        N_("Vous cherchez %(need)s ; %(company)s apporte %(offer)s."),
    ),
    (False, True): Told(
        N_("%(association)s cherche %(need)s ; %(company)s propose %(offer)s."),
        N_("%(association)s cherche %(need)s ; vous proposez %(offer)s."),
        N_("Vous cherchez %(need)s ; %(company)s propose %(offer)s."),
    ),
}
MET_BY_ASSOCIATION: Final = {
    (True, False): Told(
        N_("%(company)s cherche %(need)s ; %(association)s en apporte%(offer_detail)s."),
        N_("Vous cherchez %(need)s ; %(association)s en apporte%(offer_detail)s."),
        N_("%(company)s cherche %(need)s ; vous en apportez%(offer_detail)s."),
    ),
    (True, True): Told(
        N_("%(company)s cherche %(need)s ; %(association)s en propose%(offer_detail)s."),
        N_("Vous cherchez %(need)s ; %(association)s en propose%(offer_detail)s."),
        N_("%(company)s cherche %(need)s ; vous en proposez%(offer_detail)s."),
    ),
    (False, False): Told(
        N_("%(company)s cherche %(need)s ; %(association)s apporte %(offer)s."),
        N_("Vous cherchez %(need)s ; %(association)s apporte %(offer)s."),
        N_("%(company)s cherche %(need)s ; vous apportez %(offer)s."),
    ),
    (False, True): Told(
        N_("%(company)s cherche %(need)s ; %(association)s propose %(offer)s."),
        N_("Vous cherchez %(need)s ; %(association)s propose %(offer)s."),
        N_("%(company)s cherche %(need)s ; vous proposez %(offer)s."),
    ),
}
# Both wrote details, so both are quoted: whether one answers the other is theirs to say.
QUOTED_BY_COMPANY: Final = Told(
    N_("%(association)s cherche %(need)s ; %(company)s apporte « %(offer_words)s »."),
    N_("%(association)s cherche %(need)s ; vous apportez « %(offer_words)s »."),
    N_("Vous cherchez %(need)s ; %(company)s apporte « %(offer_words)s »."),
)
QUOTED_BY_ASSOCIATION: Final = Told(
    N_("%(company)s cherche %(need)s ; %(association)s apporte « %(offer_words)s »."),
    N_("Vous cherchez %(need)s ; %(association)s apporte « %(offer_words)s »."),
    N_("%(company)s cherche %(need)s ; vous apportez « %(offer_words)s »."),
)
# Of a theme that the diagnosis of the territory grades.
GRADED_FRAGILITY: Final = Told(
    N_("%(company)s et %(association)s agissent %(fragility)s (%(territory_grade)s sur 10 ici)."),
    N_("Vous agissez %(fragility)s, comme %(association)s (%(territory_grade)s sur 10 ici)."),
    N_("Vous agissez %(fragility)s, comme %(company)s (%(territory_grade)s sur 10 ici)."),
)
REASONS: Final = {
    "needs_answer_each_other": Told(
        N_("%(company)s cherche %(company_need)s ; %(association)s cherche %(association_need)s : cela se répond."),
        N_("Vous cherchez %(company_need)s ; %(association)s cherche %(association_need)s : cela se répond."),
        N_("Vous cherchez %(association_need)s ; %(company)s cherche %(company_need)s : cela se répond."),
    ),
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
    "same_commune": _same(
        N_("%(company)s et %(association)s partagent une commune : %(commune)s."),
        N_("Vous partagez une commune : %(commune)s."),
    ),
    "same_intermunicipality": _same(
        N_("%(company)s et %(association)s relèvent de la même intercommunalité : %(intermunicipality)s."),
        N_("Vous relevez de la même intercommunalité : %(intermunicipality)s."),
    ),
    "near": _same(
        N_("%(company_commune)s et %(association_commune)s sont à %(km)s km à vol d’oiseau."),
        N_("Vous êtes à %(km)s km à vol d’oiseau : %(company_commune)s et %(association_commune)s."),
    ),
    "similar_words": Told(
        N_("Leurs présentations se répondent : « %(company_words)s » et « %(association_words)s »."),
        N_("Vos présentations se répondent : « %(company_words)s » et, en face, « %(association_words)s »."),
        N_("Vos présentations se répondent : « %(association_words)s » et, en face, « %(company_words)s »."),
    ),
}
SAME_WORDS: Final = _same(
    N_("Leurs présentations emploient les mêmes mots : « %(company_words)s »."),
    N_("Vos présentations emploient les mêmes mots : « %(company_words)s »."),
)
VERY_NEAR: Final = _same(
    N_("%(company_commune)s et %(association_commune)s sont à un kilomètre ou moins."),
    N_("Vous êtes à un kilomètre ou moins : %(company_commune)s et %(association_commune)s."),
)
CAUTIONS: Final = {
    # Nobody learns who asked: the same words for all readers.
    "kept_apart": _same(N_("À éviter : cette rencontre n’est pas souhaitée."), N_("Cette rencontre n’est pas prévue.")),
    "work_together_already": _same(
        N_("%(company)s et %(association)s travaillent déjà ensemble."), N_("Vous travaillez déjà ensemble.")
    ),
    "met_already": _same(
        N_("%(company)s et %(association)s ont déjà eu une rencontre."), N_("Vous avez déjà eu une rencontre.")
    ),
    "patronage_not_open": Told(
        N_("%(company)s envisage le mécénat ; %(association)s n’y a pas droit (%(association_model)s)."),
        N_("Vous envisagez le mécénat ; %(association)s n’y a pas droit (%(association_model)s)."),
        N_("%(company)s envisage le mécénat ; votre modèle n’y donne pas droit (%(association_model)s)."),
    ),
    "only_money": Told(
        N_("Un seul besoin trouve réponse : %(need)s. Ce soir, personne ne demande d’argent ; partez du projet."),
        N_("Un seul besoin trouve réponse : %(need)s. Ce soir, personne ne demande d’argent ; partez du projet."),
        N_("Un seul besoin trouve réponse : %(need)s. Ce soir, personne ne demande d’argent ; partez du projet."),
    ),
    "far_apart": _same(
        N_(
            "%(company_commune)s et %(association_commune)s sont à %(km)s km à vol d’oiseau : la distance est à "
            "discuter."
        ),
        N_(
            "Vous êtes à %(km)s km à vol d’oiseau (%(company_commune)s, %(association_commune)s) : parlez de la "
            "distance."
        ),
    ),
    "no_shared_form": Told(
        N_("%(company)s envisage %(company_form)s, %(association)s %(association_form)s : la forme reste à trouver."),
        N_("Vous envisagez %(company_form)s, %(association)s %(association_form)s : la forme reste à trouver."),
        N_("Vous envisagez %(association_form)s, %(company)s %(company_form)s : la forme reste à trouver."),
    ),
    "one_way_to_association": Told(
        N_("%(company)s cherche %(company_need)s : %(association)s n’y répond pas encore dans son profil."),
        N_(
            "Vous cherchez %(company_need)s : %(association)s n’y répond pas encore dans son profil. Posez la question."
        ),
        N_("%(company)s cherche %(company_need)s : votre profil n’y répond pas encore. Auriez-vous une idée ?"),
    ),
    "one_way_to_company": Told(
        N_("%(association)s cherche %(association_need)s : %(company)s n’y répond pas encore dans son profil."),
        N_("%(association)s cherche %(association_need)s : votre profil n’y répond pas encore. Auriez-vous une idée ?"),
        N_(
            "Vous cherchez %(association_need)s : %(company)s n’y répond pas encore dans son profil. Posez la question."
        ),
    ),
}
# Which event and when, as far as the history says: (an event is named, a date is given).
MET_ALREADY: Final = {
    (True, True): N_("Déjà une rencontre : %(event)s, %(date)s."),
    (True, False): N_("Déjà une rencontre : %(event)s."),
    (False, True): N_("Déjà une rencontre : %(date)s."),
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
# ``coverage`` is how much of what is compared could be compared, not a score.
LITTLE_KNOWN: Final = {
    "company": Told(
        N_("%(company)s en dit peu : %(coverage)s seulement de ce qui se compare est connu."),
        N_("Votre profil en dit peu : présentez-vous d’abord, le reste suivra."),
        N_("%(company)s en dit peu dans son profil : commencez par demander."),
    ),
    "association": Told(
        N_("%(association)s en dit peu : %(coverage)s seulement de ce qui se compare est connu."),
        N_("%(association)s en dit peu dans son profil : commencez par demander."),
        N_("Votre profil en dit peu : présentez-vous d’abord, le reste suivra."),
    ),
    "both": _same(
        N_("Les deux profils en disent peu : %(coverage)s seulement de ce qui se compare est connu."),
        N_("Vos deux profils en disent peu : commencez par vous présenter."),
    ),
}
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
    return voice.say(_reason_template(voice, one).for_reader(pair), _values(voice, one, pair))


def caution(voice: Voice, one: Reason, pair: Pair) -> str:
    """The sentence of a caution. Raises KeyError when the code is not a caution's."""
    values = _values(voice, one, pair)
    if one.code == "met_already" and (one.values["event"] or one.values["date"]):
        return voice.say(MET_ALREADY[bool(one.values["event"]), bool(one.values["date"])], values)
    if one.code == "form_unavailable":
        told = FORM_UNAVAILABLE[str(one.values["wished_by"])]
    elif one.code == "little_known":
        told = LITTLE_KNOWN[str(one.values["silent"])]
    else:
        told = CAUTIONS[one.code]
    return voice.say(told.for_reader(pair), values)


def source(voice: Voice, one: Reason) -> str | None:
    """Where the grade of a shared fragility comes from; None without a diagnosis that grades it."""
    if one.code != "shared_fragility" or one.values["territory_grade"] is None:
        return None
    name = voice.in_a_sentence(str(one.values["fragility"]))
    return voice.say(SOURCE, {**one.values, "fragility": name, "year": str(one.values["year"])})


def _reason_template(voice: Voice, one: Reason) -> Told:
    values = one.values
    if one.code in ("need_met_by_company", "need_met_by_association"):
        by_company = one.code == "need_met_by_company"
        if values["need"] == values["offer"] and _both_detailed(voice, one):
            return QUOTED_BY_COMPANY if by_company else QUOTED_BY_ASSOCIATION
        table = MET_BY_COMPANY if by_company else MET_BY_ASSOCIATION
        return table[values["need"] == values["offer"], values["offer"] in labels.PROPOSED]
    if one.code == "shared_fragility" and values["territory_grade"] is not None:
        return GRADED_FRAGILITY
    if one.code == "similar_words" and _folded(values["company_words"]) == _folded(values["association_words"]):
        return SAME_WORDS
    if one.code == "near" and isinstance(values["km"], int | float) and values["km"] <= 1:
        return VERY_NEAR
    return REASONS[one.code]


def _both_detailed(voice: Voice, one: Reason) -> bool:
    """Whether need and offer each come with words of their own, and not the same."""
    need, offer = (voice.detail(str(one.values[name]), str(one.values[f"{name}_detail"])) for name in ("need", "offer"))
    return bool(need) and bool(offer) and need.casefold() != offer.casefold()


def _folded(words: object) -> set[str]:
    return {str(word).casefold() for word in words} if isinstance(words, tuple) else set()


def _values(voice: Voice, one: Reason, pair: Pair) -> dict[str, object]:
    """The names of both, and the values of the reason in words."""
    shown: dict[str, object] = {"company": pair.company, "association": pair.association}
    for name, value in one.values.items():
        shown[name] = _shown(voice, one, name, value)
    if "offer_detail" in one.values:
        shown["offer_words"] = voice.detail(str(one.values["offer"]), str(one.values["offer_detail"]))
    return shown


def _shown(voice: Voice, one: Reason, name: str, value: object) -> object:
    if name in ("need", "offer", "company_need", "association_need"):
        side, role = _side_and_role(one.code, name)
        return voice.resource(str(value), str(one.values.get(f"{name}_detail", "")), role=role, side=side)
    if name == "offer_detail":
        detail = voice.detail(str(one.values["offer"]), str(value))
        return voice.with_detail("", detail)
    table = {
        "fragility": labels.FRAGILITIES_ACTED_ON,
        "objective": labels.OBJECTIVES_AIMED_AT,
        "company_objective": labels.OBJECTIVES_AIMED_AT,
        "association_objective": labels.OBJECTIVES_AIMED_AT,
        "form": labels.FORMS_WISHED,
        "company_form": labels.FORMS_WISHED,
        "association_form": labels.FORMS_WISHED,
    }.get(name)
    if table is not None:
        return voice.say(table[str(value)])
    if name in ("category", "association_model"):
        return voice.in_a_sentence(str(value))
    if name == "coverage" and isinstance(value, int | float):
        return voice.share(value)
    if name == "date":
        return voice.date_as_written(str(value))
    if isinstance(value, tuple):
        return ", ".join(value)
    return value


def _side_and_role(code: str, name: str) -> tuple[str, str]:
    """Whose need or offer a value is."""
    if name in ("company_need", "association_need"):
        return name.removesuffix("_need"), "need"
    bringing = "company" if code in ("need_met_by_company", "only_money") else "association"
    seeking = "association" if bringing == "company" else "company"
    return (bringing, "offer") if name == "offer" else (seeking, "need")
