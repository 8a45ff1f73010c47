"""Entries of the audit log -> who, and what, as the owner of the evening reads it."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from webapp.services.audit import Entry
from webapp.services.presence import ABSENT, WHOLE, Stay
from webapp.wording.fields import FIELDS
from webapp.wording.marking import N_
from webapp.wording.stays import stay_words
from webapp.wording.voice import Voice

TOPICS: Final = {
    "sign_ups": N_("Inscriptions et réglages"),
    "plan": N_("Plan"),
    "evening": N_("Soirée"),
    "links": N_("Liens et papiers"),
    "results": N_("Choix et résultats"),
    "introductions": N_("Mises en relation"),
    "team": N_("Équipe"),
    "people": N_("Données personnelles"),
}
KINDS: Final = {
    "owner": N_("équipe d’organisation"),
    "door": N_("accueil"),
    "facilitator": N_("mises en relation"),
    "reader": N_("lecture"),
    "participant": N_("une personne inscrite"),
    "administrator": N_("administration des comptes"),
    "command": N_("une commande sur le serveur"),
    "system": N_("Entremise"),
}
SOMEBODY: Final = N_("%(name)s (%(kind)s)")
PERSON: Final = N_("%(name)s (n° %(number)s)")
PERSON_WITHOUT_NAME: Final = N_("personne n° %(number)s")
NO_ORGANISATION: Final = N_("une structure qui n’est plus inscrite")
NO_ACCOUNT: Final = N_("un compte supprimé")

ACTIONS: Final = {
    "evening_created": N_("Soirée créée"),
    "settings_changed": N_("Réglages changés : %(changed)s"),
    "sheet_taken_in": N_("Feuille d’inscription reçue (lignes : %(rows)s, personnes : %(people)s)"),
    "diagnosis_taken_in": N_("Diagnostic du territoire reçu"),
    "history_taken_in": N_("Rencontres passées reçues (lignes : %(rows)s)"),
    "pair_rules_taken_in": N_("Règles pour des paires reçues (lignes : %(rows)s)"),
    "pair_rule_lifted": N_("Règle levée : %(company)s et %(association)s"),
    "plan_computed": N_("Plan calculé, version %(version)s"),
    "plan_corrected": N_("Plan recalculé, version %(version)s, règle levée : %(company)s et %(association)s"),
    "plan_published": N_("Plan publié, version %(version)s"),
    "plan_repaired": N_("Plan réparé et publié, version %(version)s"),
    "plan_kept": N_("Plan gardé tel quel après un changement de présences, version %(version)s"),
    "presence_noted": N_("Présence notée : %(person)s, %(state)s"),
    "rest_noted_absent": N_("Personnes pas encore là, notées absentes : %(people)s"),
    "absences_lifted": N_("Personnes absentes, de nouveau attendues : %(people)s"),
    "walk_in_added": N_("Personne ajoutée à la liste : %(person)s"),
    "badges_opened": N_("Badges ouverts, avec les liens personnels (badges : %(people)s)"),
    "timetables_opened": N_("Fiches horaires ouvertes (personnes : %(people)s)"),
    "link_shown": N_("Lien personnel affiché : %(person)s"),
    "link_reissued": N_("Nouveau lien personnel, l’ancien ne marche plus : %(person)s"),
    "all_links_reissued": N_(
        "Nouveaux liens pour tout le monde et pour le projecteur, les anciens ne marchent plus (personnes : %(people)s)"
    ),
    "links_ended": N_("Fin des liens personnels et du projecteur"),
    "choices_sealed": N_("Clôture des choix"),
    "results_revealed": N_("Résultats montrés à tout le monde"),
    "choices_destroyed": N_("Choix non partagés détruits"),
    "sign_ups_opened": N_("Liste des inscriptions ouverte, avec les adresses (personnes : %(people)s)"),
    "mutual_pairs_shown": N_("Souhaits partagés et coordonnées affichés"),
    "mutual_pairs_exported": N_("Souhaits partagés et coordonnées exportés (%(format)s)"),
    "introduction_contacts_shown": N_("Coordonnées affichées pour une mise en relation"),
    "log_exported": N_("Ce journal exporté (%(format)s)"),
    "weights_saved": N_("Réglages de ce qui compte gardés, version %(version)s"),
    "weights_learned": N_("Réglages appris des soirées passées, version %(version)s"),
    "profile_confirmed": N_("Profil complété au nom de %(organisation)s (réponses : %(answers)s)"),
    "invitation_made": N_("Invitation dans l’équipe (%(role)s)"),
    "invitation_withdrawn": N_("Invitation retirée (%(role)s)"),
    "invitation_accepted": N_("Invitation acceptée (%(role)s)"),
    "role_changed": N_("Nouveau rôle pour %(account)s : %(role)s"),
    "member_removed": N_("Accès retiré à %(account)s (%(role)s)"),
    "person_corrected": N_("Fiche corrigée : %(person)s (%(fields)s)"),
    "agreement_withdrawn": N_("Accord pour les mises en relation retiré à sa demande : %(person)s"),
    "person_erased": N_("Données effacées : %(person)s"),
    "person_erased_again": N_("Données effacées de nouveau par la restauration d’une sauvegarde : %(person)s"),
    "evening_restored": N_(
        "Soirée remise depuis la sauvegarde du %(backup_at)s : ce qui s’est passé ensuite n’est plus dans ce journal"
    ),
    "evening_anonymised": N_("Données des personnes effacées, la date prévue étant passée"),
}
# Actions whose sentence depends on one word of their details.
ACTIONS_BY_WORD: Final = {
    ("pair_rule_set", "forbidden"): N_("Paire à éviter : %(company)s et %(association)s"),
    ("pair_rule_set", "required"): N_("Paire à prévoir : %(company)s et %(association)s"),
    ("pair_rule_set", "locked"): N_("Paire fixée au tour %(round)s : %(company)s et %(association)s"),
    ("plan_corrected", "forbidden"): N_(
        "Plan recalculé, version %(version)s, paire à éviter : %(company)s et %(association)s"
    ),
    ("plan_corrected", "required"): N_(
        "Plan recalculé, version %(version)s, paire à prévoir : %(company)s et %(association)s"
    ),
    ("plan_corrected", "locked"): N_(
        "Plan recalculé, version %(version)s, paire fixée : %(company)s et %(association)s"
    ),
    ("account_changed", "password_link"): N_("Lien fait pour un nouveau mot de passe du compte de %(account)s"),
    ("account_changed", "sign_ins_ended"): N_("Connexions fermées du compte de %(account)s"),
    ("account_changed", "may_organise"): N_("Le compte de %(account)s peut créer des soirées"),
    ("account_changed", "not_may_organise"): N_("Le compte de %(account)s ne peut plus créer de soirées"),
    ("account_changed", "administrator"): N_("Le compte de %(account)s administre les comptes"),
    ("account_changed", "not_administrator"): N_("Le compte de %(account)s n’administre plus les comptes"),
    ("account_changed", "removed"): N_("Compte d’une personne de l’équipe supprimé (%(role)s)"),
    ("clock_moved", "start"): N_("Premier tour commencé"),
    ("clock_moved", "pause"): N_("Soirée mise en pause"),
    ("clock_moved", "resume"): N_("Soirée reprise"),
    ("clock_moved", "next"): N_("Passage au tour suivant"),
    ("clock_moved", "extend"): N_("Une minute de plus"),
    ("clock_moved", "end"): N_("Rencontres terminées"),
}
WEIGHTS_USED: Final = N_("Réglages de ce qui compte repris, version %(version)s")
DEFAULT_WEIGHTS_USED: Final = N_("Réglages de ce qui compte remis à ceux par défaut")
SETTINGS: Final = {
    "name": N_("nom"),
    "venue": N_("lieu"),
    "starts_at": N_("date et heure"),
    "n_rounds": N_("nombre de tours"),
    "meeting_minutes": N_("durée d’une rencontre"),
    "change_over_minutes": N_("durée du changement de table"),
    "n_tables": N_("nombre de tables"),
    "closing_minutes": N_("durée de la dernière relecture"),
    "seed": N_("graine"),
}


def topic(voice: Voice, code: str) -> str:
    """The name of a topic, to choose entries by."""
    return voice.say(TOPICS[code])


def who(voice: Voice, entry: Entry) -> str:
    """Whoever acted: a name as it was then, with the role; without a name, what acted."""
    kind = voice.say(KINDS[entry.kind])
    return voice.say(SOMEBODY, {"name": entry.actor, "kind": kind}) if entry.actor else kind


def what(voice: Voice, entry: Entry, *, zone: str) -> str:
    """What was done, with the names that its numbers still have; moments are those of the time zone."""
    if entry.action == "weights_used":
        number = entry.details.get("version")
        return voice.say(WEIGHTS_USED, {"version": number}) if number else voice.say(DEFAULT_WEIGHTS_USED)
    word = entry.details.get("rule") or entry.details.get("action") or entry.details.get("change")
    sentence = ACTIONS_BY_WORD[entry.action, str(word)] if word else ACTIONS[entry.action]
    return voice.say(sentence, _values(voice, entry, zone))


def _values(voice: Voice, entry: Entry, zone: str) -> dict[str, object]:
    """The details of an entry as they are read."""
    values: dict[str, object] = dict(entry.details)
    for name, called in entry.names.items():
        values[name] = called or voice.say(NO_ACCOUNT if name == "account" else NO_ORGANISATION)
    if entry.participant_id is not None:
        values["person"] = _person(voice, entry)
    if "role" in values:
        values["role"] = voice.say(KINDS[str(values["role"])])
    if "format" in values:
        values["format"] = str(values["format"]).upper()
    if "state" in values:
        values["state"] = stay_words(voice, _stay(entry.details))
    if "fields" in values:
        values["fields"] = voice.enumerated([voice.say(FIELDS[one]) for one in entry.details["fields"]])
    if "backup_at" in values:
        moment = datetime.fromtimestamp(entry.details["backup_at"], tz=UTC)
        values["backup_at"] = f"{voice.date(moment, zone)}, {voice.time(moment, zone)}"
    if "changed" in values:
        values["changed"] = voice.enumerated([voice.say(SETTINGS[one]) for one in entry.details["changed"]])
    return values


def _person(voice: Voice, entry: Entry) -> str:
    sentence = PERSON if entry.participant else PERSON_WITHOUT_NAME
    return voice.say(sentence, {"name": entry.participant, "number": str(entry.participant_id)})


def _stay(details: Mapping[str, Any]) -> Stay | None:
    """The stay that was noted, as far as an entry tells it."""
    stays: dict[str, Stay | None] = {"expected": None, "here": WHOLE, "absent": ABSENT}
    state, round_number = details["state"], details.get("round", 1)
    if state in stays:
        return stays[state]
    return Stay(round_number) if state == "late" else Stay(1, round_number)
