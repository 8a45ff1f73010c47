"""A small model of the protocol of choices, explored in every order of events; and what each wrong design would do.

Three people, two rounds: C meets A, then B. Taps are made (yes or not, from two tabs), arrive in any order, twice or
late; the plan is repaired; choices close, are sealed, shown, destroyed. Breadth first over all reachable states, so
that the counter-example of a wrong design is a shortest one (Clarke, Henzinger, Veith, Bloem 2018,
doi:10.1007/978-3-319-10575-8).

Two reductions that lose no behaviour keep the space small (Godefroid 1996, doi:10.1007/3-540-60761-7). A tap is made
when it first arrives: how long it was on its way changes nothing that anybody else sees, and one that is refused leaves
no trace, so that it may as well not have been made. And two taps alike but for their keys are one another's mirror: of
two states that differ by swapping them one is looked at.

    python -m tests.proofs.protocol_model [--small]
"""

import argparse
import sys
from collections import deque
from collections.abc import Iterator, Sequence
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
    #: Each slot: the answer that has arrived; "" before one has.
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

    def arriving(self, state: State) -> Iterator[tuple[str, int, State]]:
        """Each tap that may arrive now, for the first time or again, with words for it and the state with it made."""
        for slot, (tap, made) in enumerate(zip(self.slots, state.made, strict=True)):
            if not self.may(state, slot):
                continue
            chooser, partner = tap.pair
            for answer in (made,) if made else tap.answers:
                words = f"{chooser}'s {answer} about {partner}, number {tap.sequence},"
                sent = state
                if not made:
                    sent = replace(state, made=(*state.made[:slot], answer, *state.made[slot + 1 :]))
                yield words, slot, sent

    def deliveries(self, state: State) -> Iterator[Step]:
        """A tap reaches the server while choices are open, or has waited at the door since they were."""
        if state.phase not in OPEN and state.at_the_door < 0:
            return
        for words, slot, sent in self.arriving(state):
            if state.phase in OPEN or slot == state.at_the_door:
                after = self.store(sent, slot)
                if after is not sent:  # a refusal leaves no trace
                    yield f"{words} arrives", after

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
            for words, slot, sent in self.arriving(state):
                if slot not in state.promised:
                    yield (
                        f"the choices close while {words} waits at the door",
                        replace(sent, phase="closed", at_the_door=slot),
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


class Mirror:
    """Which taps are alike but for their keys, and the one of two mirrored states that is looked at."""

    def __init__(self, slots: tuple[Slot, ...]) -> None:
        self._twins = [
            (one, other)
            for one in range(len(slots))
            for other in range(one + 1, len(slots))
            if slots[one] == slots[other]
        ]

    def one_of(self, state: State) -> State:
        """The state, or the one in which twins have changed places."""
        for one, other in self._twins:
            if state.made and self._weight(state, one) < self._weight(state, other):
                state = self._swapped(state, one, other)
        return state

    def _weight(self, state: State, slot: int) -> tuple[object, ...]:
        stands = [row[2] == slot for rows in (state.rows, state.read or (), state.sealed or ()) for _, row in rows]
        promised = slot in state.promised, slot in state.promised_at_the_seal, slot in state.checked
        return state.made[slot], promised, state.at_the_door == slot, stands

    def _swapped(self, state: State, one: int, other: int) -> State:
        places = {one: other, other: one}

        def all_of(slots: frozenset[int]) -> frozenset[int]:
            return frozenset(places.get(slot, slot) for slot in slots)

        def rows_of(rows: tuple[tuple[str, Row], ...]) -> tuple[tuple[str, Row], ...]:
            return tuple((pair, (row[0], row[1], places.get(row[2], row[2]))) for pair, row in rows)

        made = list(state.made)
        made[one], made[other] = made[other], made[one]
        return replace(
            state,
            made=tuple(made),
            promised=all_of(state.promised),
            promised_at_the_seal=all_of(state.promised_at_the_seal),
            checked=all_of(state.checked),
            at_the_door=places.get(state.at_the_door, state.at_the_door),
            rows=rows_of(state.rows),
            read=None if state.read is None else rows_of(state.read),
            sealed=None if state.sealed is None else rows_of(state.sealed),
        )


def explore(design: Design) -> Explored:
    """Reach every state, the nearest first, until one breaks a promise; complete when none does."""
    mirror = Mirror(design.slots)
    first = State()
    came_from: dict[State, tuple[State, str] | None] = {first: None}
    waiting = deque([first])
    while waiting:
        state = waiting.popleft()
        broken = broken_promise(design, state)
        if broken is not None:
            return Explored(len(came_from), broken, _path(came_from, state))
        for name, reached in design.steps(state):
            after = mirror.one_of(reached)
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


def main(wrong_designs: Sequence[type[Design]]) -> int:
    """Explore the protocol and every wrong design, and print what came out."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", action="store_true", help="five taps instead of seven")
    slots = SMALL if parser.parse_args().small else SLOTS
    found = explore(Design(slots))
    print(f"the protocol: {found.n_states} states, {found.broken or 'every promise kept in all of them'}")
    for steps in found.path:
        print(f"    {steps}")
    faults = [found.broken] if found.broken else []
    for wrong in wrong_designs:
        found = explore(wrong(slots))
        print(f"{wrong.name}: {found.broken or 'NO COUNTER-EXAMPLE'} ({found.n_states} states)")
        for number, steps in enumerate(found.path, start=1):
            print(f"    {number}. {steps}")
        faults += [] if found.broken else [wrong.name]
    return int(bool(faults))


if __name__ == "__main__":
    from tests.proofs.protocol_designs import WRONG_DESIGNS  # builds on this file

    sys.exit(main(WRONG_DESIGNS))
