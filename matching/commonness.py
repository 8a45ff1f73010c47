"""Two sides -> how common each fact of a profile is among them, so that what is told of a pair tells it from others.

"Both act for employment" is true of half of an evening, "a hall that stands empty on Fridays" of one company. A fact's
commonness is the share of its side that states it; a reason's is the mean over the facts it names, 0 for what was read
in a presentation, whose words are its own.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from matching.facts_named import named_facts
from matching.organisations import Organisation
from matching.reasons import Reason

UNKNOWN: Final = 0.5  # of a reason that names no fact of a profile, such as a distance


class Commonness:
    """How common facts are; O(n + m) once, then O(1) a reason.

    >>> lawyer = Organisation(id="C1", side="company", name="Ravel", forms=frozenset({"joint_offer"}))
    >>> Commonness([lawyer], []).of(Reason("shared_form", {"form": "joint_offer"}))
    0.5
    """

    def __init__(self, companies: Sequence[Organisation], associations: Sequence[Organisation]) -> None:
        self._shares = {
            (side, *fact): times / len(organisations)
            for side, organisations in (("company", companies), ("association", associations))
            for fact, times in Counter(_stated(organisations)).items()
        }

    def of(self, reason: Reason) -> float:
        """Return how common what a reason says is, in [0, 1]."""
        shares = [0.0 if one.read else self._shares.get(one[:3], 0.0) for one in named_facts(reason)]
        return sum(shares) / len(shares) if shares else UNKNOWN


def _stated(organisations: Iterable[Organisation]) -> Iterator[tuple[str, str]]:
    """Each fact of each profile once, as (kind, value)."""
    for one in organisations:
        yield from sorted({("need", need.code) for need in one.needs})
        yield from sorted({("offer", offer.code) for offer in one.offers})
        yield from (("fragility", code) for code in one.fragilities)
        yield from (("objective", code) for code in sorted(one.objectives))
        yield from (("form", code) for code in sorted(one.forms))
        yield from ((kind, name) for kind, name in _place(one) if name)


def _place(organisation: Organisation) -> tuple[tuple[str, str], ...]:
    place = organisation.place
    return ("commune", place.commune), ("intermunicipality", place.intermunicipality)
