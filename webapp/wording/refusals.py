"""Refusals of the services -> sentences: what cannot be done, and what can be done instead."""

from collections.abc import Iterable, Mapping
from typing import Final

from webapp.wording.marking import N_
from webapp.wording.voice import Voice

REFUSALS: Final = {
    "choices_closed": N_("Les choix sont clos depuis %(closes_at)s. Les réponses reçues avant comptent."),
    "later_answer_stands": N_("Une réponse plus récente est déjà enregistrée. Rechargez la page pour la voir."),
    "other_reader": N_(
        "Un autre lien personnel a été ouvert ici : cette page n’est plus la vôtre, rien n’a été enregistré. Rouvrez "
        "votre lien, puis recommencez."
    ),
    "tap_key_unfit": N_("Cette réponse est arrivée abîmée. Rechargez la page, puis répondez de nouveau."),
    "tap_key_used": N_("Cette réponse est arrivée deux fois, différente. Rechargez la page pour la voir."),
    "sequence_out_of_reach": N_("Cette réponse ne suit pas les précédentes. Rechargez la page et répondez de nouveau."),
    "too_many_people": N_("%(count)s personnes : une soirée en compte %(most)s au plus. Rien n’a changé."),
    "email_invalid": N_("« %(email)s » n’est pas une adresse électronique. Corrigez-la, ou laissez vide."),
    "said_too_often": N_(
        "Plus de %(most)s accords et retraits en un jour : rien n’a été enregistré. Retirez ce que vous voulez, c’est "
        "toujours possible. Pour un nouvel accord, attendez demain."
    ),
    "consent_text_changed": N_(
        "Ce texte a changé depuis que vous avez ouvert la page : rien n’a été enregistré. Lisez-le, puis cochez de "
        "nouveau."
    ),
    "answered_too_often": N_(
        "Plus de %(most)s réponses ont été données pour votre structure : celles-ci n’ont pas été enregistrées. "
        "Dites-le à l’équipe, qui peut encore les changer."
    ),
    "choices_not_open": N_("Les choix ne sont pas encore ouverts. Ils s’ouvrent avec le premier tour."),
    "consent_first": N_("Dites d’abord quelles coordonnées vous partagez. Votre réponse pourra suivre."),
    "not_met": N_("Cette rencontre n’a pas commencé. La réponse se donne dès le début du tour."),
    "already_sealed": N_("Les choix sont déjà clos."),
    "seal_too_early": N_("La dernière relecture n’est pas finie. La clôture sera possible à son terme."),
    "seal_first": N_("Les choix ne sont pas clos. Clôturez-les, puis ouvrez les résultats."),
    "already_revealed": N_("Les résultats sont déjà ouverts."),
    "plan_published": N_("Le plan est publié : les inscriptions ne peuvent plus être remplacées."),
    "plan_stale": N_("Quelque chose a changé depuis le calcul du plan. Calculez-le de nouveau, puis publiez."),
    "no_plan": N_("Il n’y a pas encore de plan. Calculez-le, puis publiez."),
    "evening_has_begun": N_("Le premier tour a commencé : ceci ne peut plus changer ce soir."),
    "no_such_pair": N_("Cette entreprise et cette association ne sont pas inscrites ensemble ici. Revenez au plan."),
    "no_such_rule": N_("Cette règle n’existe pas. Choisissez : à éviter, à prévoir ou fixée."),
    "action_not_now": N_("« %(action)s » n’est pas possible maintenant (%(phase)s)."),
    "no_published_plan": N_("Aucun plan n’est publié. Publiez d’abord le plan, il se répare ensuite."),
    "rounds_are_over": N_("Les rencontres sont terminées : les présences et le plan ne changent plus."),
    "preview_stale": N_(
        "La soirée a changé depuis cet aperçu. Rien n’a été publié. Voici la réparation de maintenant."
    ),
    "no_such_round": N_("Ce tour n’existe pas. La soirée en compte %(n_rounds)s."),
    "no_such_person": N_("Cette personne n’est pas inscrite à cette soirée."),
    "links_ended": N_(
        "Les liens de cette soirée ont pris fin, à la date annoncée. Il ne s’en fait plus de nouveau : pour une autre "
        "date, ouvrez une nouvelle soirée."
    ),
    "link_after_seal": N_(
        "Les choix sont clos : un lien personnel ouvre maintenant les coordonnées reçues. Seule l’organisation peut "
        "encore en refaire un."
    ),
    "link_not_shown": N_(
        "Un lien personnel ne se montre qu’à qui vient de le refaire. Faites-en un nouveau : l’ancien ne marchera plus."
    ),
    "link_of_another_key": N_(
        "Ce lien a été fait avant que la clé du serveur ne change : imprimé ou montré maintenant, il n’ouvrirait rien. "
        "Le badge déjà donné s’ouvre encore. Pour en imprimer un autre, faites un nouveau lien à cette personne, ou à "
        "tout le monde sur la page « Liens personnels »."
    ),
    "no_such_organisation": N_("Cette structure n’est pas inscrite à cette soirée."),
    "nobody_noted_here": N_(
        "Personne n’est encore noté comme étant là. Notez d’abord qui est arrivé ; les autres suivront d’un seul geste."
    ),
    "last_owner": N_("Une soirée a toujours quelqu’un qui l’organise. Confiez d’abord ce rôle à une autre personne."),
    "no_such_role": N_("Ce rôle n’existe pas. Choisissez-en un de la liste."),
    "already_member": N_("%(email)s fait déjà partie de l’équipe. Changez plutôt son rôle."),
    "has_a_role_there": N_("Vous faites déjà partie de cette équipe. L’organisation peut changer votre rôle."),
    "too_many_invitations": N_("%(most)s invitations attendent déjà. Retirez-en d’abord."),
    "account_exists": N_("Un compte existe déjà pour %(email)s."),
    "last_administrator": N_(
        "C’est la dernière personne qui administre. Confiez d’abord l’administration à une autre."
    ),
    "owns_alone": N_(
        "Cette personne organise seule des soirées : %(count)s. Qu’elle invite d’abord quelqu’un à les organiser."
    ),
    "no_such_weights": N_("Cette version des réglages n’existe pas. Choisissez-en une de la liste."),
    "weights_invalid": N_(
        "Une raison compte de 0 à %(most)s points, une condition de 0 à 100, et une raison au moins compte. "
        "Rien n’a changé."
    ),
    "being_computed": N_("Ces chiffres sont en cours de calcul. Rechargez la page dans une minute."),
    "computing_busy": N_(
        "D’autres calculs sont en cours, et celui-ci n’a pas trouvé de place. Rien n’a changé. "
        "Recommencez dans un instant."
    ),
    "nothing_learned": N_("Ces soirées ne proposent pas d’autres réglages que ceux par défaut. Rien n’a changé."),
    "too_many_weights": N_("%(most)s versions sont déjà gardées : réutilisez l’une d’elles."),
    "file_too_heavy": N_(
        "Ce fichier demande trop de mémoire ou de temps : une feuille d’inscription n’en demande pas tant. Rien n’a "
        "changé. Enregistrez de nouveau la feuille en CSV, puis recommencez."
    ),
    "reading_busy": N_(
        "Le serveur lit déjà d’autres fichiers, ou a trop à faire. Recommencez dans une minute. Rien n’a changé."
    ),
    "side_empty": N_(
        "Il faut au moins une entreprise et une association. Inscrites : %(companies)s côté entreprises, "
        "%(associations)s côté associations."
    ),
}
SETTINGS_PROBLEMS: Final = {
    "name_missing": N_("Donnez un nom à l’événement."),
    "n_rounds_out_of_range": N_("Prévoyez de %(least)s à %(most)s tours."),
    "meeting_minutes_out_of_range": N_("Une rencontre dure de %(least)s à %(most)s minutes."),
    "change_over_minutes_out_of_range": N_("Un changement de table dure de %(least)s à %(most)s minutes."),
    "n_tables_out_of_range": N_("Prévoyez de %(least)s à %(most)s tables, ou laissez vide."),
    "closing_minutes_out_of_range": N_("La dernière relecture dure de %(least)s à %(most)s minutes."),
    "seed_out_of_range": N_("La graine est un nombre de %(least)s à %(most)s."),
}
WALK_IN_PROBLEMS: Final = {
    "name_missing": N_("Donnez un prénom ou un nom."),
    "text_unfit": N_("Un texte est trop long, ou contient un signe qui ne s’écrit pas. Raccourcissez-le."),
    "organisation_missing": N_("Choisissez une structure de la liste, ou donnez le nom de la nouvelle."),
    "side_missing": N_("Dites si la nouvelle structure est une entreprise ou une association."),
    "need_unknown": N_("Un besoin n’est pas dans la liste. Choisissez-le parmi ceux proposés."),
}
# Least and most of each setting, as the services check them.
RANGES: Final = {
    "n_rounds_out_of_range": (1, 30),
    "meeting_minutes_out_of_range": (1, 120),
    "change_over_minutes_out_of_range": (0, 60),
    "n_tables_out_of_range": (1, 500),
    "closing_minutes_out_of_range": (2, 24 * 60),
    "seed_out_of_range": (0, 999_999_999),
}
NOT_POSSIBLE: Final = N_("Ceci n’est pas possible maintenant. Revenez en arrière et recommencez.")


def refusal(voice: Voice, code: str, values: Mapping[str, object]) -> str:
    """The sentence of a refusal; of invalid settings, one sentence per problem."""
    if code == "settings_invalid":
        problems = values.get("problems", ())
        return " ".join(_problem(voice, str(one)) for one in problems) if isinstance(problems, Iterable) else ""
    if code == "walk_in_invalid":
        problems = values.get("problems", ())
        known = [str(one) for one in problems] if isinstance(problems, Iterable) else []
        return " ".join(voice.say(WALK_IN_PROBLEMS[one]) for one in known)
    if code not in REFUSALS:
        return voice.say(NOT_POSSIBLE)
    shown = {name: _shown(voice, name, value) for name, value in values.items()}
    return voice.say(REFUSALS[code], shown)


def _problem(voice: Voice, code: str) -> str:
    least, most = RANGES.get(code, (0, 0))
    return voice.say(SETTINGS_PROBLEMS[code], {"least": least, "most": most})


def _shown(voice: Voice, name: str, value: object) -> object:
    if name == "action":
        return voice.label(str(value))
    return voice.in_a_sentence(str(value)) if name == "phase" else value
