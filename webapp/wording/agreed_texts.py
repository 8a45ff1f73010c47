"""What people agree to when they let their contact go: the texts beside the boxes, by purpose and version, all of them.

A text that changes gets a new version (``services.consents.TEXT_VERSIONS``); the earlier one stays here, so that it can
always be shown what somebody agreed to on the day they did. Nothing is taken out of ``TEXTS``.
"""

from collections.abc import Mapping
from typing import Final

from webapp.services.consents import FIELDS, TEXT_VERSIONS, Purpose
from webapp.wording.marking import N_
from webapp.wording.voice import Voice

#: The sentences of each version, in the order in which they were shown.
TEXTS: Final[Mapping[Purpose, Mapping[str, tuple[str, ...]]]] = {
    "contacts": {
        "2026-11": (
            N_("Si le souhait est partagé, je transmets"),
            N_(
                "Votre nom, votre fonction et votre structure sont connus de qui vous avez rencontré. Rien d’autre ne "
                "part sans votre accord."
            ),
            N_("Vous pouvez changer d’avis jusqu’à la clôture des choix. Tout laisser vide est possible."),
        ),
        "2026-11-b": (
            N_("Si le souhait est partagé, je transmets"),
            N_(
                "Les coordonnées cochées vont aux seules personnes rencontrées qui souhaitent aussi vous revoir, à "
                "l’ouverture des résultats. L’équipe d’organisation les voit alors avec ces souhaits partagés."
            ),
            N_(
                "Votre nom, votre fonction et votre structure sont connus de qui vous avez rencontré. Rien d’autre ne "
                "part sans votre accord."
            ),
            N_(
                "Vous pouvez changer d’avis jusqu’à la clôture des choix. Ensuite, ce qui a été transmis reste à qui "
                "l’a reçu. Tout laisser vide est possible."
            ),
        ),
    },
    "introductions": {
        "2026-11-b": (
            N_("Pour une mise en relation après la soirée"),
            N_(
                "L’équipe qui facilite les mises en relation de cette soirée peut m’écrire pour me proposer une "
                "structure utile, rencontrée ou non. Elle ne donne mes coordonnées à personne."
            ),
            N_(
                "Cet accord est à part : il ne change rien à vos rencontres ni à vos réponses. Il vaut de l’ouverture "
                "des résultats à douze mois après la soirée, et se retire ici à tout moment."
            ),
        ),
        "2026-11-c": (
            N_("Pour une mise en relation après la soirée"),
            N_(
                "L’équipe qui facilite les mises en relation de cette soirée peut m’écrire ou m’appeler, selon ce que "
                "je coche, pour me proposer une structure utile, rencontrée ou non. Elle ne donne mes coordonnées à "
                "personne."
            ),
            N_(
                "Cet accord est à part : il ne change rien à mes rencontres ni à mes réponses. Il vaut de l’ouverture "
                "des résultats à douze mois au plus après la soirée, et se retire ici à tout moment."
            ),
        ),
        "2026-11-d": (
            N_("Pour une mise en relation après la soirée"),
            N_(
                "L’équipe qui facilite les mises en relation de cette soirée peut m’écrire ou m’appeler, selon ce que "
                "je coche, pour me proposer une structure utile, rencontrée ou non. Elle ne donne mes coordonnées à "
                "personne."
            ),
            N_(
                "Cet accord est à part : il ne change rien à mes rencontres ni à mes réponses. Il vaut de l’ouverture "
                "des résultats à douze mois au plus après la soirée, et se retire à tout moment : ici tant que mon "
                "lien marche, ensuite auprès de l’équipe d’organisation."
            ),
        ),
    },
}
#: The two boxes, under either text.
FIELD_NAMES: Final = {"email": N_("Mon courriel"), "phone": N_("Mon téléphone")}


def agreed_text(voice: Voice, purpose: Purpose, version: str = "") -> tuple[str, ...]:
    """The sentences of a version, the present one by default; raises KeyError for a version that never was."""
    return tuple(voice.say(sentence) for sentence in TEXTS[purpose][version or TEXT_VERSIONS[purpose]])


def statement(voice: Voice, field: str, *, granted: bool) -> str:
    """What somebody said about a field: "Mon courriel : oui"."""
    if field not in FIELDS:
        raise ValueError(f"{field!r} is no field one agrees to; those are {', '.join(FIELDS)}")
    values = {"field": voice.say(FIELD_NAMES[field])}
    return voice.say(N_("%(field)s : oui"), values) if granted else voice.say(N_("%(field)s : non"), values)
