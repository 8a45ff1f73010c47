"""Whether a phrase is denied by the words around it: "nous ne cherchons pas d'argent" asks for none.

A negation reaches from "pas", "aucun", "sans" ... over the next few words of its part of the sentence, and over the
phrase it stands in. What a phrase itself says with "sans" or "ni" is its meaning, unless something refuses the whole:
"nous ne demandons ni argent ni locaux".
"""

from typing import Final

from matching.suggestions.phrases import Found, Reading

REACH: Final = 3  # words between the negation and the phrase
_UNDER: Final = 8  # words between a verb of asking and what it refuses


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


_DENYING: Final = _listed("pas aucun aucune jamais ni sans not never without nor neither don doesn isn")
# Here something new begins: "pas d'argent, mais un local".
_TURNING: Final = _listed("mais but et pour puis sauf and however comment pourquoi quoi how where")
# "pas seulement les écoles" affirms.
_NOT_DENYING: Final = _listed(
    "seulement uniquement que juste simplement encore toujours si mal loin oublier cesse compter doute only just yet "
    "parler relache rendez distinction but lucratif discrimination"
)
_REFUSED: Final = ("cherch", "recherch", "demand", "veul", "voul", "besoin", "sollicit", "attend", "seek", "ask")
_DENIED_VERB: Final = _listed("n ne sans don not")


def may_deny(reading: Reading) -> bool:
    """Whether the text has any word that denies."""
    return not _DENYING.isdisjoint(reading.keys) or "plus" in reading.keys


def is_denied(reading: Reading, one: Found) -> bool:
    """Whether a negation reaches the phrase from before or stands within it, outside its own parts."""
    own = {at for first, after in one.parts for at in range(first, after)}
    inside = any(_denies(reading, at) for at in range(one.first, one.after) if at not in own)
    if inside or _denied_after(reading, one, own):
        return True
    said = [at for at in own if _denies(reading, at)]
    if said:
        return _is_refused(reading, max(said))
    at, passed = one.first - 1, 0
    while at >= 0 and passed <= REACH and not reading.stops[at + 1]:
        if reading.keys[at] in _TURNING or (reading.commas[at + 1] and not _denies(reading, one.first)):
            return False
        if _denies(reading, at):
            return True
        passed += 1
        at -= 1
    return False


def _denied_after(reading: Reading, one: Found, own: set[int]) -> bool:
    """Whether "ne" stands in the phrase and "pas" or "jamais" follows it: "un quai qui ne dort jamais"."""
    around = range(max(0, one.first - 2), one.after)
    if not any(reading.keys[at] in ("ne", "n") for at in around if at not in own):
        return False
    following = range(one.after, min(one.after + 2, len(reading.keys)))
    return any(_denies(reading, at) and not reading.stops[at] for at in following)


def _denies(reading: Reading, at: int) -> bool:
    key = reading.keys[at]
    if key == "plus":
        before = reading.keys[max(0, at - 4) : at]
        return ("n" in before or "ne" in before) and not _follows(reading, at, "que")
    return key in _DENYING and not (at + 1 < len(reading.keys) and reading.keys[at + 1] in _NOT_DENYING)


def _follows(reading: Reading, at: int, key: str) -> bool:
    return key in reading.keys[at + 1 : at + 3]


def _is_refused(reading: Reading, last: int) -> bool:
    """Whether the negation at ``last`` stands under a verb of asking that is denied: refused, not missing."""
    begin = last
    while begin > 0 and not reading.stops[begin] and last - begin < _UNDER:
        begin -= 1
    return any(
        reading.keys[at].startswith(_REFUSED) and not _DENIED_VERB.isdisjoint(reading.keys[max(0, at - 3) : at])
        for at in range(begin, last)
    )
