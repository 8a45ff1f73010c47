"""The opening question of a pair: one fact from each profile, the reader's own first, and one of three questions.

The page puts the question between quotation marks, so words of a presentation stand between inner ones.
"""

from collections.abc import Mapping
from typing import Final, NamedTuple

from matching.reasons import Reason
from matching.vocabulary import RESOURCES
from webapp.wording import labels
from webapp.wording.agreement import in_agreement
from webapp.wording.marking import N_
from webapp.wording.pairs import Pair
from webapp.wording.theme_questions import OF_THEME
from webapp.wording.told import quoted
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
    "quoted": Fact(N_("vous apportez “%(fact)s”"), N_("%(name)s apporte “%(fact)s”")),
    "quoted_proposal": Fact(N_("vous proposez “%(fact)s”"), N_("%(name)s propose “%(fact)s”")),
    "fragility": Fact(N_("vous agissez %(fact)s"), N_("%(name)s agit %(fact)s")),
    "objective": Fact(N_("vous visez %(fact)s"), N_("%(name)s vise %(fact)s")),
    "form": Fact(N_("vous envisagez %(fact)s"), N_("%(name)s envisage %(fact)s")),
    "words": Fact(N_("vous écrivez “%(fact)s”"), N_("%(name)s écrit “%(fact)s”")),
    "excerpt": Fact(N_("vous écrivez “%(fact)s”"), N_("%(name)s écrit “%(fact)s”")),
    "commune": Fact(N_("vous avez pour commune %(fact)s"), N_("%(name)s a pour commune %(fact)s")),
    "name": Fact(N_("vous représentez %(fact)s"), N_("%(fact)s reste à découvrir")),
}
TOO: Final = N_("%(clause)s, %(name)s aussi")
TWO_FACTS: Final = N_("%(first)s, %(second)s")
QUESTION: Final = N_("%(facts)s : %(question)s")
# What changes hands makes the question: hours of people, work, things, or what one knows and whom one knows.
PEOPLE: Final = (
    N_("à quoi ressemblerait une première demi-journée ensemble ?"),
    N_("quelle première tâche, assez petite pour réussir ?"),
    N_("combien de temps, et à quel moment de l’année ?"),
)
WORK: Final = (
    N_("à quoi ressemblerait un premier essai ?"),
    N_("qui devrait se parler en premier, de chaque côté ?"),
    N_("quelle première étape tiendrait en un mois ?"),
)
THINGS: Final = (
    N_("qu’est-ce qui serait déjà utile, même en petit ?"),
    N_("que faudrait-il régler avant de commencer ?"),
    N_("où pourriez-vous aller voir, ensemble, ce qui existe ?"),
)
KNOWLEDGE: Final = (
    N_("qu’avez-vous déjà essayé, chacun de votre côté ?"),
    N_("qui faudrait-il réunir, dans vos deux équipes ?"),
    N_("par quoi commencer dès le mois prochain ?"),
)
KINDS: Final[Mapping[str, tuple[str, str, str]]] = {
    **dict.fromkeys(("volunteers", "trainees", "civic_service", "team_events"), PEOPLE),
    **dict.fromkeys((code for code in RESOURCES if code.startswith("skills_")), PEOPLE),
    **dict.fromkeys(("job_openings", "candidates", "purchases"), WORK),
    **dict.fromkeys(
        ("money", "goods", "it_equipment", "premises", "transport", "staff_mobility", "circular_economy"), THINGS
    ),
}
# What was only read is not sure to be meant.
NOT_SURE: Final = (
    N_("qu’est-ce que cela voudrait dire, concrètement ?"),
    N_("est-ce bien le même sujet, et par où commencer ?"),
    N_("qu’est-ce qui serait utile, si c’est bien cela ?"),
)
QUESTIONS: Final[Mapping[str, tuple[str, ...]]] = {
    "question_need_of_association": KNOWLEDGE,
    "question_need_of_company": KNOWLEDGE,
    "question_need_of_association_in_words": NOT_SURE,
    "question_need_of_company_in_words": NOT_SURE,
    "question_two_needs_in_words": NOT_SURE,
    "question_two_needs": (
        N_("comment un besoin peut-il aider l’autre ?"),
        N_("et si ces deux recherches n’en faisaient qu’une ?"),
        N_("que faudrait-il pour essayer une première fois ?"),
    ),
    # Of a theme that both act on, beside its own question.
    "question_fragility": (
        N_("qu’est-ce qui manque le plus autour de vous ?"),
        N_("où vos actions pourraient-elles se rejoindre ?"),
    ),
    "question_theme_in_words": (
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
        N_("que pourriez-vous apprendre l’un de l’autre ?"),
    ),
}


def question(voice: Voice, one: Reason, pair: Pair) -> str:
    """The question of a pair. Raises KeyError when the code is not a question's."""
    variants = _variants(one)
    variant = one.values["variant"]
    asked = variants[(variant if isinstance(variant, int) else 0) % len(variants)]
    facts = _facts(voice, one, pair)
    if pair.reader is not None:
        facts = facts[:1].upper() + facts[1:]
    return voice.say(QUESTION, {"facts": facts, "question": voice.say(asked)})


def _variants(one: Reason) -> tuple[str, ...]:
    """The three questions that suit the code, the theme or what changes hands."""
    asked = QUESTIONS[one.code]
    if "fragility" in one.values:
        return OF_THEME[str(one.values["fragility"])], *asked
    offer = next((str(one.values[name]) for name in ("company_offer", "association_offer") if name in one.values), "")
    return KINDS.get(offer, asked) if asked is KNOWLEDGE else asked


def _facts(voice: Voice, one: Reason, pair: Pair) -> str:
    clauses = {side: _clause_of(voice, one, side) for side in ("company", "association")}
    first, second = pair.sides
    if clauses[first] == clauses[second]:
        clause = _spoken(voice, *clauses[first], first, pair)
        return voice.say(TOO, {"clause": clause, "name": pair.name(second)})
    if clauses[first][0] in (
        "same_offer",
        "same_proposal",
        "quoted",
        "quoted_proposal",
    ):  # the need comes before what answers it
        first, second = second, first
    both = {
        "first": _spoken(voice, *clauses[first], first, pair),
        "second": _spoken(voice, *clauses[second], second, pair),
    }
    return voice.say(TWO_FACTS, both)


def _spoken(voice: Voice, kind: str, fact: str, side: str, pair: Pair) -> str:
    to_you, about = FACTS[kind]
    values = {"fact": fact, "name": pair.name(side)}
    if side == pair.reader:
        return voice.say(to_you, values)
    return voice.say(in_agreement(about, values) if voice.locale == "fr" else about, values)


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
        return "words", quoted(one.values[f"{side}_words"])
    if one.code == "question_theme_in_words":
        words = values[f"{side}_words"]
        return ("words", quoted(words)) if words else _fact(voice, "fragility", str(values["fragility"]), "", side)
    return _resource_of(voice, one, side)


def _resource_of(voice: Voice, one: Reason, side: str) -> tuple[str, str]:
    """The need or the offer that the question names of one side: stated, or the words it was read in."""
    values = one.values
    kind = "need" if f"{side}_need" in values else "offer"
    words = values.get(f"{side}_{kind}_words")
    if words:
        return "words", quoted(words)
    code, detail = str(values[f"{side}_{kind}"]), str(values[f"{side}_{kind}_detail"])
    other = "association" if side == "company" else "company"
    if kind == "offer" and values[f"{other}_need"] == code and not values.get(f"{other}_need_words"):
        mine, sought = voice.detail(code, detail), voice.detail(code, str(values[f"{other}_need_detail"]))
        if mine and sought and mine.casefold() != sought.casefold():
            return ("quoted_proposal" if code in labels.PROPOSED else "quoted"), mine
        again = voice.with_detail("", mine)
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
    return kind, voice.say(table[fact]) if table is not None else quoted(fact)
