"""Whose answer differs in a pair of worlds, and what may differ with it.

Until the choices are sealed nothing may, also where the other said yes: no wish is shared before. The seal computes the
shared wishes, so from then on the table of them differs; but nobody may learn of it before the results are shown, so
that no answer differs until then. Once they are shown a shared wish shows, as it should: from then on answers alone are
compared whose partner did not say yes. An answer to the seal itself never differs, for it names no number.
"""

from dataclasses import dataclass
from typing import Final

from tests.proofs.two_worlds.stories import PHASES

#: The last phase in which an answer may differ that would make, or not make, a shared wish.
SEALED: Final = PHASES.index("sealed")
#: What the seal writes of a shared wish, and what showing the results does; they may differ where it was called.
SEAL: Final = frozenset({"mutual_choices"})
REVEAL: Final = frozenset({"received_contacts"})


@dataclass(frozen=True, kw_only=True)
class Flip:
    """Whose answer about whom differs, and how many answers this person gave before it."""

    chooser: str
    partner: str
    sequence: int = 1


def may_share(phase: str) -> bool:
    """Whether worlds of this phase may differ in an answer whose partner said yes."""
    return PHASES.index(phase) <= SEALED


def lawful_tables(phase: str, endpoint: str = "", *, shared: bool) -> frozenset[str]:
    """The tables that may differ where the partner said yes (``shared``), after this endpoint was called."""
    if not shared:
        return frozenset()
    found = SEAL if phase == "sealed" or (phase, endpoint) == ("closed", "organiser.seal") else frozenset()
    return found | REVEAL if (phase, endpoint) == ("sealed", "organiser.reveal") else found
