"""The opening question of a pair: one fact from each profile, the reader's own first, and one of three questions."""

from typing import Final, NamedTuple

from matching.reasons import Reason
from webapp.wording import labels
from webapp.wording.marking import N_
from webapp.wording.pairs import Pair
from webapp.wording.voice import Voice


class Fact(NamedTuple):
    """What one profile says: as a clause to whoever wrote it, and about them."""

    to_you: str
    about: str


FACTS: Final = {
    "need": Fact(N_("vous cherchez %(fact)s"), N_("%(name)s cherche %(fact)s")),
    "offer": Fact(N_("vous apportez %(fact)s"), N_("%(name)s apporte %(fact)s")),
    "proposal": Fact(N_("vous proposez %(fact)s"), N_("%(name)s propose %(fact)s")),
    "same_offer": Fact(N_("vous en apportez%(fact)s"), N_("%(name)s en apporte%(fact)s")),
    "same_proposal": Fact(N_("vous en proposez%(fact)s"), N_("%(name)s en propose%(fact)s")),
    "quoted": Fact(N_("vous apportez « %(fact)s »"), N_("%(name)s apporte « %(fact)s »")),
    "fragility": Fact(N_("vous agissez %(fact)s"), N_("%(name)s agit %(fact)s")),
    "objective": Fact(N_("vous visez %(fact)s"), N_("%(name)s vise %(fact)s")),
    "form": Fact(N_("vous envisagez %(fact)s"), N_("%(name)s envisage %(fact)s")),
    "words": Fact(N_("vous écrivez « %(fact)s »"), N_("%(name)s écrit « %(fact)s »")),
    "excerpt": Fact(N_("vous écrivez « %(fact)s »"), N_("%(name)s écrit « %(fact)s »")),
    "commune": Fact(N_("vous travaillez depuis %(fact)s"), N_("%(name)s travaille depuis %(fact)s")),
    "name": Fact(N_("vous êtes là pour %(fact)s"), N_("%(fact)s est là ce soir")),
}
TOO: Final = N_("%(clause)s, %(name)s aussi")
TWO_FACTS: Final = N_("%(first)s, %(second)s")
QUESTION: Final = N_("%(facts)s : %(question)s")
QUESTIONS: Final = {
    "question_need_of_association": (
        N_("à quoi ressemblerait une première demi-journée ensemble ?"),
        N_("par quoi commencer dès le mois prochain ?"),
        N_("qu’est-ce qui serait déjà utile, même en petit ?"),
    ),
    "question_need_of_company": (
        N_("à quoi ressemblerait un premier essai ?"),
        N_("qui faudrait-il réunir, dans vos deux équipes ?"),
        N_("de quoi faudrait-il disposer pour commencer ?"),
    ),
    "question_two_needs": (
        N_("comment un besoin peut-il aider l’autre ?"),
        N_("et si ces deux recherches n’en faisaient qu’une ?"),
        N_("que faudrait-il pour essayer une première fois ?"),
    ),
    "question_fragility": (
        N_("que voyez-vous changer ici cette année ?"),
        N_("qu’est-ce qui manque le plus autour de vous ?"),
        N_("où vos actions pourraient-elles se rejoindre ?"),
    ),
    "question_objectives": (
        N_("quel premier pas servirait les deux ?"),
        N_("à quoi verriez-vous, dans un an, que cela avance ?"),
        N_("qui, de chaque côté, aimerait s’en occuper ?"),
    ),
    "question_words": (
        N_("que mettez-vous derrière ces mots ?"),
        N_("quelle expérience auriez-vous envie de raconter ?"),
        N_("où vos chemins pourraient-ils se croiser ?"),
    ),
    "question_two_facts": (
        N_("qu’aimeriez-vous demander en premier ?"),
        N_("quel lien inattendu pourriez-vous trouver ?"),
        N_("qu’est-ce qui vous a donné envie de venir ce soir ?"),
    ),
}


def question(voice: Voice, one: Reason, pair: Pair) -> str:
    """The question of a pair. Raises KeyError when the code is not a question's."""
    variants = QUESTIONS[one.code]
    variant = one.values["variant"]
    asked = variants[(variant if isinstance(variant, int) else 0) % len(variants)]
    facts = _facts(voice, one, pair)
    if pair.reader is not None:
        facts = facts[:1].upper() + facts[1:]
    return voice.say(QUESTION, {"facts": facts, "question": voice.say(asked)})


def _facts(voice: Voice, one: Reason, pair: Pair) -> str:
    clauses = {side: _clause_of(voice, one, side) for side in ("company", "association")}
    first, second = pair.sides
    if clauses[first] == clauses[second]:
        clause = _spoken(voice, *clauses[first], first, pair)
        return voice.say(TOO, {"clause": clause, "name": pair.name(second)})
    if clauses[first][0] in ("same_offer", "same_proposal", "quoted"):  # the need comes before what answers it
        first, second = second, first
    both = {
        "first": _spoken(voice, *clauses[first], first, pair),
        "second": _spoken(voice, *clauses[second], second, pair),
    }
    return voice.say(TWO_FACTS, both)


def _spoken(voice: Voice, kind: str, fact: str, side: str, pair: Pair) -> str:
    to_you, about = FACTS[kind]
    return voice.say(to_you if side == pair.reader else about, {"fact": fact, "name": pair.name(side)})


def _clause_of(voice: Voice, one: Reason, side: str) -> tuple[str, str]:
    """The kind of fact that the question names of one side, and the fact in words."""
    values = one.values
    if one.code == "question_two_facts":
        return _fact(voice, str(values[f"{side}_kind"]), str(values[f"{side}_fact"]), "", side)
    if one.code == "question_fragility":
        return _fact(voice, "fragility", str(values["fragility"]), "", side)
    if one.code == "question_objectives":
        return _fact(voice, "objective", str(values[f"{side}_objective"]), "", side)
    if one.code == "question_words":
        words = values[f"{side}_words"]
        return "words", ", ".join(words) if isinstance(words, tuple) else str(words)
    kind = "need" if f"{side}_need" in values else "offer"
    code, detail = str(values[f"{side}_{kind}"]), str(values[f"{side}_{kind}_detail"])
    other = "association" if side == "company" else "company"
    if kind == "offer" and values[f"{other}_need"] == code:
        words, sought = voice.detail(code, detail), voice.detail(code, str(values[f"{other}_need_detail"]))
        if words and sought and words.casefold() != sought.casefold():
            return "quoted", words
        again = voice.with_detail("", words)
        return ("same_proposal" if code in labels.PROPOSED else "same_offer"), again
    return _fact(voice, kind, code, detail, side)


def _fact(voice: Voice, kind: str, fact: str, detail: str, side: str) -> tuple[str, str]:
    if kind in ("need", "offer"):
        phrase = voice.resource(fact, detail, role=kind, side=side)
        return ("proposal" if kind == "offer" and fact in labels.PROPOSED else kind), phrase
    table = {
        "fragility": labels.FRAGILITIES_ACTED_ON,
        "objective": labels.OBJECTIVES_AIMED_AT,
        "form": labels.FORMS_WISHED,
    }.get(kind)
    return kind, voice.say(table[fact]) if table is not None else fact
