"""The planner and the scores, asked again for what they were asked before -> what they answered then.

Two worlds of one evening mostly have the same plan to compute. ``matching`` and ``schedules`` are pure: they see
nothing but what they are given (import contracts and their own tests hold them to it), so a call whose arguments are
the same octet for octet has the same answer. A world that gives them something else, because an answer got into it, is
computed on its own. Everybody gets a copy of their own; who was handed back what they gave is handed back theirs.
"""

import pickle
import sys
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import wraps
from typing import Any
from unittest.mock import patch

import matching
import schedules
import webapp

PACKAGES = (matching, schedules, webapp)
FUNCTIONS: tuple[Callable[..., Any], ...] = (
    matching.score, matching.propose_introductions, schedules.build_plan, schedules.repair_plan, schedules.what_if,
    schedules.curve, schedules.why_not, schedules.cost_of_pair, schedules.pair_prices,
)  # fmt: skip
MOST_KEPT = 3_000


def once(function: Callable[..., Any], kept: OrderedDict[bytes, bytes]) -> Callable[..., Any]:
    """The function, computed once for the same arguments; what cannot be written down is computed each time."""

    @wraps(function)
    def answer(*given: Any, **named: Any) -> Any:  # whatever the function itself takes
        try:
            key = pickle.dumps((function.__qualname__, given, sorted(named.items())))
        except (TypeError, AttributeError, pickle.PicklingError):
            return function(*given, **named)
        if key in kept:
            kept.move_to_end(key)
            place, copied = pickle.loads(kept[key])  # noqa: S301  written a moment ago, just below
            return copied if place is None else given[place]
        found = function(*given, **named)
        handed_back = next((place for place, one in enumerate(given) if one is found), None)
        kept[key] = pickle.dumps((handed_back, found if handed_back is None else None))
        if len(kept) > MOST_KEPT:
            kept.popitem(last=False)
        return found

    return answer


@contextmanager
def computed_once() -> Iterator[None]:
    """Let the application, wherever it imported these functions, compute nothing twice."""
    kept: OrderedDict[bytes, bytes] = OrderedDict()
    names = tuple(package.__name__ for package in PACKAGES)
    with ExitStack() as stack:
        for function in FUNCTIONS:
            instead = once(function, kept)
            for name, module in sorted(sys.modules.items()):
                if name in names or name.startswith("webapp."):
                    for attribute in [key for key, value in vars(module).items() if value is function]:
                        stack.enter_context(patch.object(module, attribute, instead))
        yield
