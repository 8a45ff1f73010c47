"""What every sentence about a pair is made of: three voices, and the values of a reason in words."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from matching.reasons import Reason
from webapp.wording import labels
from webapp.wording.agreement import in_agreement
from webapp.wording.marking import N_
from webapp.wording.pairs import Pair
from webapp.wording.voice import Voice


class Told(NamedTuple):
    """One sentence in three voices: about both, to the company's person, to the association's person."""

    about: str
    to_company: str
    to_association: str

    def said(self, voice: Voice, pair: Pair, values: Mapping[str, object]) -> str:
        """The sentence for whoever reads, with its values filled in."""
        told = {"company": self.to_company, "association": self.to_association}.get(pair.reader or "", self.about)
        if voice.locale == "fr":
            told = in_agreement(told, {"company": pair.company, "association": pair.association})
        return voice.say(told, values)


def same(about: str, to_both: str) -> Told:
    """A sentence that says the same to both sides."""
    return Told(about, to_both, to_both)


_PHRASES: Final = {
    "fragility": labels.FRAGILITIES_ACTED_ON,
    "objective": labels.OBJECTIVES_AIMED_AT,
    "company_objective": labels.OBJECTIVES_AIMED_AT,
    "association_objective": labels.OBJECTIVES_AIMED_AT,
    "form": labels.FORMS_WISHED,
    "company_form": labels.FORMS_WISHED,
    "association_form": labels.FORMS_WISHED,
}
# Registers abbreviate the kind of an inter-municipal body; nobody says "CC" aloud.
BODIES: Final = {
    "CC": N_("communauté de communes %(name)s"),
    "CA": N_("communauté d’agglomération %(name)s"),
    "CU": N_("communauté urbaine %(name)s"),
}


def values_in_words(voice: Voice, one: Reason, pair: Pair) -> dict[str, object]:
    """The names of both, and the values of the reason in words."""
    shown: dict[str, object] = {"company": pair.company, "association": pair.association}
    for name, value in one.values.items():
        shown[name] = _in_words(voice, one, name, value)
    if "offer" in one.values:
        shown["offer_quoted"] = voice.detail(str(one.values["offer"]), str(one.values["offer_detail"]))
    return shown


def quoted(words: object) -> str:
    """Words of a presentation as they stand between quotation marks, on one line and with no marks of their own."""
    written = ", ".join(map(str, words)) if isinstance(words, tuple) else str(words)
    return " ".join(written.split()).replace("« ", "“").replace("«", "“").replace(" »", "”").replace("»", "”")


def _in_words(voice: Voice, one: Reason, name: str, value: object) -> object:
    if name in ("need", "offer", "company_need", "association_need"):
        side, role = _side_and_role(one.code, name)
        return voice.resource(str(value), str(one.values.get(f"{name}_detail", "")), role=role, side=side)
    if name == "offer_detail":
        return voice.with_detail("", voice.detail(str(one.values["offer"]), str(value)))
    if name in _PHRASES:
        return voice.say(_PHRASES[name][str(value)])
    if name in ("category", "association_model"):
        return voice.in_a_sentence(str(value))
    if name == "intermunicipality":
        return body(voice, str(value))
    if name == "coverage" and isinstance(value, int | float):
        return voice.share(value)
    if name == "date":
        return voice.date_as_written(str(value))
    return quoted(value) if isinstance(value, tuple) else value


def body(voice: Voice, name: str) -> str:
    """The name of an inter-municipal body, said in full."""
    kind, _, rest = name.partition(" ")
    return voice.say(BODIES[kind], {"name": rest}) if kind in BODIES and rest else name


def _side_and_role(code: str, name: str) -> tuple[str, str]:
    """Whose need or offer a value is."""
    if name in ("company_need", "association_need"):
        return name.removesuffix("_need"), "need"
    bringing = "company" if code.endswith("by_company") or code == "only_money" else "association"
    seeking = "association" if bringing == "company" else "company"
    return (bringing, "offer") if name == "offer" else (seeking, "need")
