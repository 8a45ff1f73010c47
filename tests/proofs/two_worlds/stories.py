"""What an evening of the proof is made of, and Hypothesis strategies that draw it."""

from dataclasses import dataclass
from typing import Final

from hypothesis import strategies as st

#: Where the evening stands when it is looked at, in the order in which it gets there.
PHASES: Final = (
    "meeting", "paused", "change_over", "closing", "closed", "sealed", "revealed", "destroyed", "links ended",
    "emptied",
)  # fmt: skip
#: What may happen besides the answers; the number that goes with it says to whom.
STEPS: Final = (
    "absent", "late", "left", "here", "rest absent", "walk in", "walk in new", "repair", "withdraw", "reissue",
    "answer yes", "answer not", "change of mind", "extend", "erase", "save weights", "confirm profile",
)  # fmt: skip
#: How the answer that differs reaches the server.
WAYS: Final = ("tap", "form", "review", "tap, after another", "tap, on a second phone")
#: One person for each organisation and tables for all; the first of each side sends two people; a table too few.
KINDS: Final = ("plain", "two people", "few tables")

#: How many organisations a side has, and how many rounds there are: few more often than many.
SIDES: Final = (2, 2, 2, 3, 3, 3, 4, 4, 5, 6)
ROUNDS: Final = (1, 2, 2, 3, 4)

Step = tuple[str, int]


@dataclass(frozen=True, kw_only=True)
class Shape:
    """An evening before anybody came: made once, used by many stories."""

    n_companies: int = 2
    n_associations: int = 2
    n_rounds: int = 1
    kind: str = "plain"


@dataclass(frozen=True, kw_only=True)
class Story:
    """One evening: who agrees to what, who answered what, what happened, and where it stands."""

    shape: Shape
    phase: str = "meeting"
    rounds: int = 1
    answers: tuple[int, ...] = ()
    consents: tuple[int, ...] = ()
    before: tuple[Step, ...] = ()
    after: tuple[Step, ...] = ()
    way: str = "tap"


def shapes() -> st.SearchStrategy[Shape]:
    """Sides of two to six organisations, one to four rounds; most of them small."""
    return st.builds(
        Shape,
        n_companies=st.sampled_from(SIDES),
        n_associations=st.sampled_from(SIDES),
        n_rounds=st.sampled_from(ROUNDS),
        kind=st.sampled_from(KINDS),
    )


def stories(shape: st.SearchStrategy[Shape] | None = None) -> st.SearchStrategy[Story]:
    """Evenings from their first round to long after; 0 in ``answers`` is none, 1 yes, 2 not, in the meetings' order.

    In half of them many have answered, so that somebody's yes is one that the other has given already.
    """
    given = [st.lists(st.integers(0, 2), min_size=least, max_size=24).map(tuple) for least in (0, 8)]
    steps = st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 11)), max_size=3).map(tuple)
    return st.builds(
        Story,
        shape=shape if shape is not None else shapes(),
        phase=st.sampled_from(PHASES),
        rounds=st.integers(1, 4),
        answers=st.one_of(given),
        consents=st.lists(st.integers(0, 15), max_size=12).map(tuple),
        before=steps,
        after=steps,
        way=st.sampled_from(WAYS),
    )
