"""What was counted -> what is missing before it says anything: pages that nobody was shown, steps without an effect.

A figure of 0 differences is worth what was looked at. A view that the application permits must have been answered with
what was asked for, an answer must have been there to be seen, and nothing may have broken down. What is asked of few
pairs is less, and never nothing of many: a fixed number of looks, or of steps, is waited for before one is missed.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from tests.proofs.two_worlds.views import OTHER_PHONE, PARTNER, THIRD, View
from webapp.permissions import EVERYBODY, Permissions, declared_permissions

LEAST_LOOKS: Final = 500
PAIRS_OF_THE_FIGURE: Final = 20_000
#: So many looks at a view, steps of a kind, or pairs, and one of them at least must have had its effect.
LOOKS_ENOUGH: Final = 200
STEPS_ENOUGH: Final = 50
PAIRS_ENOUGH: Final = 100
_ACCOUNT: Final = frozenset({"signed_in"})
#: The words of permissions.txt that hold for each actor at the evening looked at, beside everybody's.
WORDS: Final[Mapping[str, frozenset[str]]] = {
    PARTNER: frozenset({"participant"}),
    THIRD: frozenset({"participant"}),
    OTHER_PHONE: frozenset({"participant"}),
    "hall": frozenset({"hall"}),
    "door helper": _ACCOUNT | {"door"},
    "facilitator": _ACCOUNT | {"facilitator"},
    "reader": _ACCOUNT | {"reader"},
    "owner": _ACCOUNT | {"owner", "organiser"},
    "owner of another evening": _ACCOUNT | {"organiser"},
    "administrator": _ACCOUNT | {"administrator"},
}
#: Routes that refuse whoever may use them in every evening of this proof, and why; that they refuse is compared.
REFUSED_HERE: Final[Mapping[str, str]] = {
    "facilitator.take_weights": "one evening alone teaches no weights",
    "organiser.compute_plan": "the evening has begun",
    "organiser.correct_plan": "the evening has begun",
    "organiser.publish_plan": "the evening has begun",
    "organiser.save_rules": "the evening has begun",
}
#: And to an actor alone.
REFUSED_TO: Final[Mapping[View, str]] = {
    View("organiser.badge", "GET", "door helper"): "shown to who has just made the link, and nobody at the door has",
}


@cache
def _permissions() -> Permissions:
    return declared_permissions()


def permitted(view: View) -> bool:
    """Whether permissions.txt lets this actor in at the evening that is looked at."""
    return bool(_permissions().who(view.endpoint, view.method) & (WORDS.get(view.actor, frozenset()) | {EVERYBODY}))


def least_looks(pairs_of_blocks: list[int]) -> int:
    """How often every route must have been asked as every actor, in blocks of so many pairs."""
    return sum(LEAST_LOOKS * n_pairs // PAIRS_OF_THE_FIGURE for n_pairs in pairs_of_blocks)


def shortfalls(found: Mapping[str, Any], *, pairs_of_blocks: list[int]) -> list[str]:
    """What keeps these sums (tally.added_up) of blocks of so many pairs from being a proof, in words."""
    missing = [f"{count} answers of class 5xx ({code})" for code, count in found["answers"].items() if int(code) >= 500]
    if found["fewest looks"] < (least := least_looks(pairs_of_blocks)):
        missing.append(f"a route x actor was looked at {found['fewest looks']} times, not {least}")
    for name, looks in found["looked"].items():
        view = View.read(name)
        needed = permitted(view) and view.endpoint not in REFUSED_HERE and view not in REFUSED_TO
        if needed and looks >= LOOKS_ENOUGH and not found["answered"][name]:
            missing.append(f"{name}: permitted, asked {looks} times, and never answered with what was asked for")
    for name, count in found["steps"].items():
        if count >= STEPS_ENOUGH and not found["steps_stored"][name]:
            missing.append(f"the step “{name}” was taken {count} times and never changed anything")
    for name in ("stored", "shared", "asked"):
        if found["pairs"] >= PAIRS_ENOUGH and not found[name]:
            missing.append(f"of {found['pairs']} pairs none is counted as “{name}”")
    if found["told_apart"] < found["asked"]:
        missing.append(f"{found['asked'] - found['told_apart']} answerers could not tell their own worlds apart")
    return missing


def permitted_and_answered(found: Mapping[str, Any]) -> tuple[int, int]:
    """How many views permissions.txt permits, and how many of them were answered with what was asked for."""
    may = [name for name in found["looked"] if permitted(View.read(name))]
    return len(may), sum(found["answered"][name] > 0 for name in may)
