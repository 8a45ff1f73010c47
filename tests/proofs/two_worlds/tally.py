"""What was looked at and how often, how long each kind of answer took, and a digest of all that was seen."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.proofs.two_worlds.asking import Answer
from tests.proofs.two_worlds.stories import STEPS
from tests.proofs.two_worlds.views import View

#: Breakdowns of one process that are told.
MOST_BROKEN = 20


class Digest:
    """SHA-256 over everything seen, in its order."""

    def __init__(self) -> None:
        self._hash = hashlib.sha256()

    def update(self, seen: bytes) -> None:
        """Take in what was seen."""
        self._hash.update(seen)

    def text(self) -> str:
        """The digest so far."""
        return self._hash.hexdigest()


@dataclass
class Tally:
    """What was compared."""

    pairs: int = 0
    evenings: int = 0
    looked: Counter[View] = field(default_factory=Counter)
    #: Of these looks, how many were answered with what was asked for: no refusal, no way to the sign-in page.
    answered: Counter[View] = field(default_factory=Counter)
    answers: Counter[int] = field(default_factory=Counter)
    phases: Counter[str] = field(default_factory=Counter)
    #: Answers of each kind, and the seconds of processor time they took.
    kinds: Counter[str] = field(default_factory=Counter)
    seconds: Counter[str] = field(default_factory=Counter)
    #: Pairs in which the answer was still stored; of these, how many answerers were asked, and could tell.
    stored: int = 0
    asked: int = 0
    told_apart: int = 0
    #: What broke down: who asked for what, and the last line that was said of it.
    broken: list[str] = field(default_factory=list)
    #: Pairs in which the other said yes as well: nothing of it may show before the results do.
    shared: int = 0
    #: How often each step was taken, and how often something was stored by it.
    steps: Counter[str] = field(default_factory=Counter)
    steps_stored: Counter[str] = field(default_factory=Counter)
    #: Pairs looked at from a shell on the server.
    from_a_shell: int = 0
    #: Comparisons of databases that were not the same octet for octet, and were compared row by row.
    row_by_row: int = 0
    digest: Digest = field(default_factory=Digest)

    def count(self, method: str, answer: Answer, seconds: float) -> None:
        """One answer, and the processor time it took."""
        kind = kind_of(method, answer)
        self.answers[answer.code] += 1
        self.kinds[kind] += 1
        self.seconds[kind] += seconds


@dataclass(frozen=True, kw_only=True)
class Counted:
    """A tally as one process hands it to another."""

    seed: int
    block: int
    pairs: int
    evenings: int
    looked: Counter[str]
    answered: Counter[str]
    answers: Counter[int]
    phases: Counter[str]
    kinds: Counter[str]
    seconds: Counter[str]
    stored: int
    asked: int
    told_apart: int
    shared: int
    steps: Counter[str]
    steps_stored: Counter[str]
    broken: tuple[str, ...]
    from_a_shell: int
    row_by_row: int
    digest: str
    processor_seconds: float
    difference: str = ""


def counted(
    tally: Tally, wanted: Sequence[View], *, seed: int, block: int, processor_seconds: float, difference: str
) -> Counted:
    """What a process counted; views that were never looked at stand there with 0."""
    return Counted(
        seed=seed,
        block=block,
        pairs=tally.pairs,
        evenings=tally.evenings,
        looked=Counter({str(view): tally.looked[view] for view in wanted}),
        answered=Counter({str(view): tally.answered[view] for view in wanted}),
        answers=tally.answers,
        phases=tally.phases,
        kinds=tally.kinds,
        seconds=tally.seconds,
        stored=tally.stored,
        asked=tally.asked,
        told_apart=tally.told_apart,
        shared=tally.shared,
        steps=Counter({name: tally.steps[name] for name in STEPS}),
        steps_stored=Counter({name: tally.steps_stored[name] for name in STEPS}),
        broken=tuple(tally.broken[:MOST_BROKEN]),
        from_a_shell=tally.from_a_shell,
        row_by_row=tally.row_by_row,
        digest=tally.digest.text(),
        processor_seconds=processor_seconds,
        difference=difference,
    )


def added_up(blocks: Sequence[Counted]) -> dict[str, Any]:
    """The figures of several blocks together, as they go into a file: the digest is that of their digests."""
    looked, answered = (_sum_of(blocks, name) for name in ("looked", "answered"))
    sums = {name: _sum_of(blocks, name) for name in ("phases", "kinds", "seconds", "steps", "steps_stored")}
    sums["answers"] = {str(code): count for code, count in _sum_of(blocks, "answers").items()}
    numbers = (
        "pairs", "evenings", "stored", "asked", "told_apart", "shared", "from_a_shell", "row_by_row",
        "processor_seconds",
    )  # fmt: skip
    found: dict[str, Any] = {name: sum(getattr(one, name) for one in blocks) for name in numbers}
    found |= {
        "seed": blocks[0].seed,
        "blocks": [one.block for one in blocks],
        "broken": [line for one in blocks for line in one.broken],
        "differences": sum(bool(one.difference) for one in blocks),
        "digest": hashlib.sha256("\n".join(one.digest for one in blocks).encode()).hexdigest(),
        "route x actor": len(looked),
        "fewest looks": min(looked.values(), default=0),
    }
    found |= {name: dict(sorted(counts.items())) for name, counts in sums.items()}
    return found | {"looked": dict(sorted(looked.items())), "answered": dict(sorted(answered.items()))}


def _sum_of(blocks: Sequence[Counted], name: str) -> dict[Any, Any]:
    """A counter of all blocks added up, with what was counted 0 times."""
    found: dict[Any, Any] = {}
    for block in blocks:
        for key, count in getattr(block, name).items():
            found[key] = found.get(key, 0) + count
    return found


def went_well(answer: Answer) -> bool:
    """Whether an answer is what was asked for: no refusal, and no way to the sign-in page."""
    return answer.code < 400 and not dict(answer.headers).get("Location", "").startswith("/sign-in")


def kind_of(method: str, answer: Answer) -> str:
    """What an answer is: a page, a file or data, somewhere else to go, something done, or a refusal."""
    named = dict(answer.headers)
    if not went_well(answer):
        return f"{method} refused"
    if answer.code >= 300:
        return f"{method} done or sent on"
    return f"{method} page" if named.get("Content-Type", "").startswith("text/html") else f"{method} file or data"
