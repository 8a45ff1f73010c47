"""Figures of past evenings, and what is missing for them -> sentences; small counts of results are never said."""

from typing import Final

from matching.estimates import NotEnough
from webapp.wording import numbers
from webapp.wording.marking import N_
from webapp.wording.voice import Voice

# Of evenings, meetings and organisations one may say how many there are; of results only how many it takes.
NOT_ENOUGH: Final = {
    "events": N_("Pas encore assez de soirées : il en faut %(need)s aux résultats ouverts, il y en a %(have)s."),
    "meetings": N_("Pas encore assez de rencontres à comparer : il en faut %(need)s, il y en a %(have)s."),
    "outcomes": N_("Pas encore assez de rencontres : il en faut %(need)s, il y en a %(have)s."),
    "organisations": N_("Pas encore assez de structures : il en faut %(need)s, il y en a %(have)s."),
    "clusters": N_("Pas encore assez de structures distinctes : il en faut %(need)s, il y en a %(have)s."),
    "results": N_("Pas encore assez de résultats : il en faut au moins %(need)s."),
}
ASPECTS: Final = {
    "side": N_("Par côté"),
    "kind": N_("Par nature"),
    "size": N_("Par taille"),
    "theme": N_("Par thème"),
}
NOT_SAID: Final = N_("Non indiqué")
VERDICTS: Final = {
    "learned": N_("Ces réglages prévoient mieux les soirées qu’ils n’ont pas vues que les réglages par défaut."),
    "not_better": N_(
        "Il y a de quoi apprendre, mais les réglages appris ne prévoient pas mieux une soirée qu’ils n’ont pas vue. "
        "Les réglages par défaut restent proposés."
    ),
    "too_few": N_("Trop peu de résultats pour bouger les réglages par défaut. Ils restent proposés."),
}
INTERVAL: Final = N_("de %(low)s à %(high)s")


def not_enough(voice: Voice, missing: NotEnough) -> str:
    """What a figure lacks to be given."""
    return voice.say(NOT_ENOUGH[missing.code], {"need": missing.need, "have": missing.have})


def aspect(voice: Voice, code: str) -> str:
    """What groups are made by."""
    return voice.say(ASPECTS[code])


def group(voice: Voice, code: str) -> str:
    """The name of a group of organisations."""
    return voice.label(code) or voice.say(NOT_SAID)


def verdict(voice: Voice, code: str) -> str:
    """Whether learned weights are worth using, and why."""
    return voice.say(VERDICTS[code])


def points(voice: Voice, value: float) -> str:
    """A share as a number of meetings out of a hundred: "7"."""
    return numbers.number(round(100 * value), voice.locale)


def interval(voice: Voice, low: str, high: str) -> str:
    """An interval inside brackets: "de 20 % à 28 %"."""
    return voice.say(INTERVAL, {"low": low, "high": high})
