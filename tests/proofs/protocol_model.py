"""A small model of the protocol of choices, explored in every order of events; and what each wrong design would do.

Three people, two rounds: C meets A, then B. Taps are made (yes or not, from two tabs), arrive in any order, twice or
late; the plan is repaired; choices close, are sealed, shown, destroyed. Breadth first over all reachable states, so
that the counter-example of a wrong design is a shortest one (Clarke, Henzinger, Veith, Bloem 2018,
doi:10.1007/978-3-319-10575-8).

    python -m tests.proofs.protocol_model [--small]
"""

import argparse
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, replace

Row = tuple[str, int, int]  # answer, sequence, number of the tap whose key stands; ("", 0, -1) while unanswered
EMPTY: Row = ("", 0, -1)
OPEN = ("round 1", "round 2")


@dataclass(frozen=True)
class Slot:
    """A tap that somebody may make: of whom about whom, with which number, with these answers to choose from."""

    pair: str
    sequence: int
    answers: tuple[str, ...] = ("yes", "not")


#: C answers about A twice in one tab and once in another, whose number is the first one's; A changes their mind once.
SLOTS = (
    Slot("CA", 1),
    Slot("CA", 1),
    Slot("CA", 2),
    Slot("AC", 1),
    Slot("AC", 2),
    Slot("CB", 1, ("yes",)),
    Slot("BC", 1, ("yes",)),
)
SMALL = (Slot("CA", 1), Slot("CA", 1), Slot("CA", 2), Slot("AC", 1, ("yes",)), Slot("CB", 1, ("yes",)))
MEETING_OF = {"CA": "AC", "AC": "AC", "CB": "BC", "BC": "BC"}
ROUND_OF = {"AC": 1, "BC": 2}


@dataclass(frozen=True)
class State:
    """Everything there is: what people made, what the server holds, and what it has promised."""

    phase: str = "before"
    #: Each slot: "" unmade, else the answer made.
    made: tuple[str, ...] = ()
    #: Slots whose tap the server has told somebody it received.
    promised: frozenset[int] = frozenset()
    rows: tuple[tuple[str, Row], ...] = ()
    #: A tap that came in time and waits for the lock while the choices close; with "checked" it has been let through.
    at_the_door: int = -1
    checked: frozenset[int] = frozenset()
    repaired: bool = False
    #: A's agreement to hand contacts over: "" unsaid, then yes, no.
    agreed: str = ""
    agreed_at_the_seal: str = ""
    promised_at_the_seal: frozenset[int] = frozenset()
    #: What a seal that reads too early has read.
    read: tuple[tuple[str, Row], ...] | None = None
    sealed: tuple[tuple[str, Row], ...] | None = None
    mutual: frozenset[str] = frozenset()
    contacts: frozenset[tuple[str, str]] = frozenset()


Step = tuple[str, State]


class Design:
    """The protocol as it is; a wrong design changes one method."""

    name = "the protocol"

    def __init__(self, slots: tuple[Slot, ...] = SLOTS) -> None:
        self.slots = slots

    # What the server does with a tap

    def replaces(self, slot: int, answer: str, row: Row) -> bool:
        """Whether a tap takes the place of what stands: by a higher number, or by "not" at the same one."""
        number = self.slots[slot].sequence
        return number > row[1] or (number == row[1] and row[2] != slot and answer == "not")

    def stands(self, slot: int, answer: str, row: Row) -> bool:
        """Whether a tap is the very one that stands, so that its receipt is given again."""
        return row[2] == slot

    def make_rows(self, state: State, slot: int, answer: str) -> dict[str, Row]:
        """The rows before a tap is stored: one for each of the two people of every meeting begun."""
        rows = dict(state.rows)
        begun = 1 if state.phase == "round 1" else 2
        for pair, meeting in MEETING_OF.items():
            if ROUND_OF[meeting] <= begun and not (state.repaired and meeting == "AC"):
                rows.setdefault(pair, EMPTY)
        return rows

    def may(self, state: State, slot: int) -> bool:
        """Whether somebody has met whom the tap is about and A, where A answers, has said what they let go."""
        meeting = MEETING_OF[self.slots[slot].pair]
        met = not (state.repaired and meeting == "AC") and (ROUND_OF[meeting] == 1 or state.phase != "round 1")
        return met and (self.slots[slot].pair != "AC" or state.agreed != "")

    def store(self, state: State, slot: int) -> State:
        """Store a tap and promise it, promise it again, or refuse it."""
        answer, pair = state.made[slot], self.slots[slot].pair
        rows = self.make_rows(state, slot, answer)
        row = rows.get(pair, EMPTY)
        if self.replaces(slot, answer, row):
            rows[pair] = (answer, self.slots[slot].sequence, slot)
        elif not self.stands(slot, answer, row):
            return state
        return self.stored(replace(state, rows=tuple(sorted(rows.items())), promised=state.promised | {slot}))

    def stored(self, state: State) -> State:
        """What else happens in the transaction that stores: nothing."""
        return state

    def deliveries(self, state: State) -> Iterator[Step]:
        """Each tap that was made reaches the server now, for the first time or again; one may wait at the door."""
        for slot, answer in enumerate(state.made):
            if answer and (state.phase in OPEN or slot == state.at_the_door) and self.may(state, slot):
                after = self.store(state, slot)
                yield f"{self.slots[slot].pair} {answer} number {self.slots[slot].sequence} arrives", after

    # What the seal and the reveal do

    def seals(self, state: State) -> Iterator[Step]:
        """Under the lock: whatever waits at the door is refused afterwards, and what is read is what stands."""
        if state.phase == "closed":
            yield "the choices are sealed", self.sealed(state, state.rows)

    def sealed(self, state: State, rows: tuple[tuple[str, Row], ...]) -> State:
        """The state in which these rows were sealed."""
        return replace(
            state,
            phase="sealed",
            at_the_door=-1,
            read=None,
            sealed=rows,
            mutual=self.mutual(state, rows),
            agreed_at_the_seal=state.agreed,
            promised_at_the_seal=state.promised,
        )

    def mutual(self, state: State, rows: tuple[tuple[str, Row], ...]) -> frozenset[str]:
        """The meetings after which both said yes."""
        yes = {pair for pair, row in rows if row[0] == "yes"}
        return frozenset(MEETING_OF[pair] for pair in yes if pair[::-1] in yes)

    def consent_used(self, state: State) -> str:
        """Which of A's statements decides what A hands over."""
        return state.agreed_at_the_seal

    def may_agree(self, state: State) -> bool:
        """Whether A may still say what they let go."""
        return state.sealed is None

    def handed_over(self, state: State) -> frozenset[tuple[str, str]]:
        """Giver and receiver of each address; B and C agree to everything in this model."""
        pairs = {(one, other) for meeting in state.mutual for one, other in (meeting, meeting[::-1])}
        return frozenset(pair for pair in pairs if pair[0] != "A" or self.consent_used(state) == "yes")

    def shown(self, state: State) -> State:
        """The results are shown."""
        return replace(state, phase="revealed", contacts=self.handed_over(state))

    def destroyed(self, state: State) -> State:
        """A day after the results."""
        return replace(state, phase="destroyed", rows=())

    def reply_to_a_stranger(self, row: Row) -> str:
        """What a yes with the number that stands and another key is told, from another browser."""
        return "a later answer stands"

    # All that may happen next

    def steps(self, state: State) -> Iterator[Step]:
        """Everything that may happen now, each with the state after it."""
        if state.phase == "before":
            yield "round 1 begins", replace(state, phase="round 1", made=("",) * len(self.slots))
            return
        if state.phase not in ("revealed", "destroyed"):
            for slot, answer in enumerate(state.made):
                if not answer and (state.phase != "round 1" or ROUND_OF[MEETING_OF[self.slots[slot].pair]] == 1):
                    for said in self.slots[slot].answers:
                        made = (*state.made[:slot], said, *state.made[slot + 1 :])
                        yield (
                            f"{self.slots[slot].pair[0]} taps {said} about {self.slots[slot].pair[1]}",
                            replace(state, made=made),
                        )
        if self.may_agree(state) and state.agreed != "no" and state.phase != "destroyed":
            said = "no" if state.agreed == "yes" else "yes"
            yield f"A says {said} to handing contacts over", replace(state, agreed=said)
        yield from self.deliveries(state)
        if state.phase == "round 1":
            yield "round 2 begins", replace(state, phase="round 2")
        if state.phase in OPEN and not state.repaired:
            yield "a repair drops the meeting of A and C", replace(state, repaired=True)
        if state.phase == "round 2":
            yield "the choices close", replace(state, phase="closed")
            for slot, answer in enumerate(state.made):
                if answer and slot not in state.promised:
                    yield (
                        f"the choices close while {self.slots[slot].pair} {answer} waits at the door",
                        replace(state, phase="closed", at_the_door=slot),
                    )
        yield from self.seals(state)
        if state.phase == "sealed":
            yield "the results are shown", self.shown(state)
        if state.phase == "revealed":
            yield "a day passes", self.destroyed(state)


def broken_promise(design: Design, state: State) -> str | None:
    """The promise that a state breaks, in words; None when it keeps them all."""
    rows = dict(state.rows)
    for pair, row in rows.items():
        if pair[::-1] not in rows:
            return f"a row of {pair} without one of {pair[::-1]} tells that somebody answered"
        if row[0] and design.reply_to_a_stranger(row) != design.reply_to_a_stranger(
            ("not" if row[0] == "yes" else "yes", *row[1:])
        ):
            return f"the reply to a stranger's tap tells what {pair[0]} answered"
    if state.sealed is None:
        if state.mutual:
            return "somebody could know a shared wish before the seal"
        if state.contacts:
            return "contacts went before the seal"
        return None
    sealed = dict(state.sealed)
    if state.promised != state.promised_at_the_seal:
        return "an answer was received after the seal"
    if state.phase in ("sealed", "revealed") and state.rows != state.sealed:
        return "an answer was stored after the seal, or was not read by it"
    for pair in MEETING_OF:
        told = [
            (design.slots[slot].sequence, state.made[slot] == "not", state.made[slot])
            for slot in state.promised
            if design.slots[slot].pair == pair
        ]
        due = max(told)[2] if told else ""
        if sealed.get(pair, EMPTY)[0] != due:
            return f"{pair} was told {due or 'nothing'} and {sealed.get(pair, EMPTY)[0] or 'nothing'} is sealed"
    yes = {pair for pair, row in sealed.items() if row[0] == "yes"}
    if state.mutual != {MEETING_OF[pair] for pair in yes if pair[::-1] in yes}:
        return "what counts as shared is not where both said yes"
    if state.phase == "sealed" and state.contacts:
        return "contacts went before the results"
    if state.phase in ("revealed", "destroyed") and state.contacts != {
        (one, other)
        for meeting in state.mutual
        for one, other in (meeting, meeting[::-1])
        if one != "A" or state.agreed_at_the_seal == "yes"
    }:
        return "what went to whom is not what was agreed to at the seal"
    if state.phase == "destroyed" and state.rows:
        return "one-sided choices outlived their day"
    return None


@dataclass(frozen=True)
class Explored:
    """How many states were reached; with a broken promise the steps that lead to it."""

    n_states: int
    broken: str | None = None
    path: tuple[str, ...] = ()


def explore(design: Design) -> Explored:
    """Reach every state, the nearest first, until one breaks a promise; complete when none does."""
    first = State()
    came_from: dict[State, tuple[State, str] | None] = {first: None}
    waiting = deque([first])
    while waiting:
        state = waiting.popleft()
        broken = broken_promise(design, state)
        if broken is not None:
            return Explored(len(came_from), broken, _path(came_from, state))
        for name, after in design.steps(state):
            if after not in came_from:
                came_from[after] = (state, name)
                waiting.append(after)
    return Explored(len(came_from))


def _path(came_from: dict[State, tuple[State, str] | None], state: State) -> tuple[str, ...]:
    names: list[str] = []
    link = came_from[state]
    while link is not None:
        names.append(link[1])
        link = came_from[link[0]]
    return tuple(reversed(names))


def main() -> None:
    """Explore the protocol and every wrong design, and print what came out."""
    from tests.proofs.protocol_designs import WRONG_DESIGNS  # noqa: PLC0415  it imports this file

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", action="store_true", help="five taps instead of seven")
    slots = SMALL if parser.parse_args().small else SLOTS
    found = explore(Design(slots))
    print(f"the protocol: {found.n_states} states, {found.broken or 'every promise kept in all of them'}")
    for steps in found.path:
        print(f"    {steps}")
    for wrong in WRONG_DESIGNS:
        found = explore(wrong(slots))
        print(f"{wrong.name}: {found.broken or 'NO COUNTER-EXAMPLE'} ({found.n_states} states)")
        for number, steps in enumerate(found.path, start=1):
            print(f"    {number}. {steps}")


if __name__ == "__main__":
    main()
