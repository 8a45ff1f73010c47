"""What happens in an evening besides the answer that differs: presences, walk-ins, repairs, other answers, an erasure.

Each step is counted twice, as taken and as having changed the database: a step that never changes anything proves
nothing, and the proof's verdict says so.
"""

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tests.proofs.two_worlds.asking import Answer, Request
from tests.proofs.two_worlds.flips import Flip, may_share
from tests.proofs.two_worlds.phones import held
from tests.proofs.two_worlds.stage import Base, Stage
from tests.proofs.two_worlds.stories import Step

MARKS = {"absent": "absent:{}", "late": "from:{}:2", "left": "until:{}:1", "here": "here:{}"}
ANSWERED = {"answer yes": "yes", "answer not": "not", "change of mind": "yes"}
NOTHING: Mapping[str, str] = {}
SUGGESTED = re.compile(rb'name="([a-z]+-[a-z_]+)" value="yes"')


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Where an evening stands when a step is taken; ``sequences`` are the numbers of its last answers, and go on.

    ``flip`` is None before the answer that differs; ``meetings`` are those that took place so far.
    """

    phase: str
    flip: Flip | None
    meetings: list[tuple[str, str]]
    sequences: dict[tuple[str, str], int]


class Steps:
    """Takes steps on a stage, through ``ask``; ``answer`` taps an answer, ``link`` finds somebody's link."""

    def __init__(
        self,
        stage: Stage,
        *,
        ask: Callable[[Request], Answer],
        answer: Callable[[Base, str, str, str, int], Answer],
        link: Callable[[Base, str], str],
    ) -> None:
        self._stage, self._ask, self._answer, self._link = stage, ask, answer, link
        #: How often each step was taken, and how often something was stored by it.
        self.taken: Counter[str] = Counter()
        self.stored: Counter[str] = Counter()

    def take(self, base: Base, step: Step, standing: Standing) -> None:
        """One thing that happens; in an evening whose results are shown, nobody answers in the pair that differs."""
        before, (name, index) = self._stage.version(), step
        if name in ANSWERED:
            self._another_answer(base, step, standing)
        else:
            self._happens(base, name, index)
        self.taken[name] += 1
        self.stored[name] += before != self._stage.version()

    def post(
        self,
        base: Base,
        path: str,
        cookies: tuple[tuple[str, str], ...],
        form: Mapping[str, str] = NOTHING,
        *,
        accept: str = "text/html",
    ) -> Answer:
        """Send a form to an address of the evening."""
        address = f"/e/{base.public_id}/{path}"
        sent = Request(method="POST", path=address, form=tuple(form.items()), cookies=cookies, accept=accept)
        return self._ask(sent)

    def act(self, base: Base, action: str) -> None:
        """The owner moves the evening's clock."""
        self.post(base, "desk/evening/act", base.cookies["owner"], {"action": action})

    def _happens(self, base: Base, name: str, index: int) -> None:
        code = sorted(base.people)[index % len(base.people)]
        number, owner, facilitator = base.people[code], base.cookies["owner"], base.cookies["facilitator"]
        if name in MARKS:
            self.post(base, "desk/presence/note", owner, {"mark": MARKS[name].format(number)})
        elif name == "rest absent":
            self.post(base, "desk/presence/note", owner, {"mark": f"here:{number}"})
            self.post(base, "desk/presence/rest", owner)
        elif name in ("walk in", "walk in new"):
            who = {"first_name": "Wanda", "last_name": f"Passante{index}", "role": "", "side": "company"}
            at = (
                {"organisation_name": "Maison neuve"} if name == "walk in new" else {"organisation": str(index % 4 + 1)}
            )
            self.post(base, "desk/presence/new", owner, who | at)
        elif name == "repair":
            page = self._page(base, "desk/presence/repair", owner)
            seen = page.partition(b'name="seen" value="')[2].partition(b'"')[0].decode()
            self.post(base, "desk/presence/repair", owner, {"seen": seen})
        elif name == "withdraw":
            self.post(base, "me/consent", held(self._link(base, code), code, number), {"back": "now"})
        elif name == "reissue":
            self.post(base, f"desk/people/{number}/link", owner)
        elif name == "extend":
            self.act(base, "extend")
        elif name == "erase":
            self.post(base, "me/erase", held(self._link(base, code), code, number), {"sure": "yes"})
        elif name == "save weights":
            self.post(base, "pairs/weights", facilitator, {"giving": "40", "note": "essai"})
        elif name == "confirm profile":
            path = f"profiles/{code.split('-')[0]}"
            suggested = SUGGESTED.findall(self._page(base, path, facilitator))
            self.post(base, path, facilitator, {key.decode(): "yes" for key in suggested})
        else:
            raise KeyError(name)

    def _page(self, base: Base, path: str, cookies: tuple[tuple[str, str], ...]) -> bytes:
        return self._ask(Request(method="GET", path=f"/e/{base.public_id}/{path}", cookies=cookies)).body

    def _another_answer(self, base: Base, step: Step, standing: Standing) -> None:
        (name, index), flip, sequences = step, standing.flip, standing.sequences
        directed = [pair for one, other in standing.meetings for pair in ((one, other), (other, one))]
        if not directed:
            return
        one, other = directed[index % len(directed)]
        if flip is not None and {one, other} == {flip.chooser, flip.partner} and not may_share(standing.phase):
            return
        sequence = sequences.get((one, other), 0) + 1
        if self._answer(base, one, other, ANSWERED[name], sequence).code < 400:
            sequences[one, other] = sequence
