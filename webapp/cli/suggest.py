"""`entremise suggest`: a sheet -> what each presentation suggests beside what is stated, with the words read."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from matching import Suggestion, suggest
from matching.organisations import Organisation
from webapp.cli.inputs import Files, evening_settings, read_files
from webapp.cli.streams import say, show_json, show_table
from webapp.services.suggested import ASKED_FROM
from webapp.wording import Words
from webapp.wording.marking import N_

KINDS: Final = {"needs": N_("cherche"), "offers": N_("apporte"), "fragilities": N_("agit sur")}
WHAT: Final = N_("%(kind)s : %(thing)s")
HEADER: Final = (N_("Structure"), N_("Suggestion"), N_("Sûreté"), N_("Mots lus"))
NOTHING: Final = N_("Les présentations ne suggèrent rien d’assez sûr que les profils ne disent déjà.")
TO_CONFIRM: Final = N_("À confirmer par chaque structure : un texte se lit de travers plus souvent qu’une case.")


def suggest_all(sign_ups: Path, *, faint: bool, words: Words, as_json: bool) -> None:
    """Print the suggestions of every organisation of a sheet, the surest first; ``faint``: the unsure ones too."""
    given = read_files(Files(sign_ups=sign_ups), evening_settings(), words).inputs
    found = [
        (one, kind, said)
        for one in given.organisations
        for kind, said in _suggested(one)
        if faint or said.confidence >= ASKED_FROM
    ]
    if as_json:
        show_json([_plain(*line) for line in found])
        return
    if not found:
        say(words.say(NOTHING))
        return
    show_table([words.say(name) for name in HEADER], [_row(*line, words) for line in found], right=(2,))
    say(words.say(TO_CONFIRM))


def _suggested(one: Organisation) -> Iterator[tuple[str, Suggestion]]:
    found = suggest(one.presentation, side=one.side).unstated(one)
    by_kind = {"needs": found.needs, "offers": found.offers, "fragilities": found.fragilities}
    for kind, suggestions in by_kind.items():
        for said in suggestions:
            yield kind, said


def _row(one: Organisation, kind: str, said: Suggestion, words: Words) -> list[str]:
    thing = words.label(said.code)
    if kind != "fragilities":
        thing = words.with_detail(thing, words.detail(said.code, said.detail))
    what = words.say(WHAT, {"kind": words.say(KINDS[kind]), "thing": thing})
    return [f"{one.name} ({one.id})", what, words.share(said.confidence), " / ".join(said.words)]


def _plain(one: Organisation, kind: str, said: Suggestion) -> dict[str, Any]:
    return {
        "organisation": one.id,
        "name": one.name,
        "kind": kind,
        "code": said.code,
        "detail": said.detail,
        "confidence": said.confidence,
        "words": list(said.words),
    }
