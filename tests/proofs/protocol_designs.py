"""Wrong designs of the protocol of choices, one change each: what people build first, and what went wrong elsewhere."""

from collections.abc import Iterator
from dataclasses import replace

from tests.proofs.protocol_model import EMPTY, MEETING_OF, OPEN, Design, Row, State, Step


class CheckThenInsert(Design):
    """Whether choices are open is looked up, then the answer is written, without a lock between."""

    name = "check, then insert, without a lock"

    def deliveries(self, state: State) -> Iterator[Step]:
        for tap, slot, sent in self.arriving(state):
            if state.phase in OPEN and slot not in state.checked:
                yield f"{tap} is let through", replace(sent, checked=sent.checked | {slot})
            if slot in state.checked:
                yield f"{tap} is written", self.store(replace(state, checked=state.checked - {slot}), slot)


class LastArrivalWins(Design):
    """Whatever arrives last stands."""

    name = "the last to arrive wins"

    def replaces(self, slot: int, answer: str, row: Row) -> bool:
        return row[2] != slot


class RowOnlyForYes(Design):
    """A row is made for the one who says yes, and for nobody else."""

    name = "a row only for yes"

    def make_rows(self, state: State, slot: int, answer: str) -> dict[str, Row]:
        rows = dict(state.rows)
        if answer == "yes":
            rows.setdefault(self.slots[slot].pair, EMPTY)
        return rows


class MutualAtTheWrite(Design):
    """The second yes makes the shared wish at once."""

    name = "shared wishes computed when written"

    def stored(self, state: State) -> State:
        return replace(state, mutual=self.mutual(state, state.rows))


class YesWinsTies(Design):
    """Of two taps with one number, yes stands."""

    name = "yes wins ties"

    def replaces(self, slot: int, answer: str, row: Row) -> bool:
        number = self.slots[slot].sequence
        return number > row[1] or (number == row[1] and row[2] != slot and answer == "yes")


class FirstWinsTies(Design):
    """Of two taps with one number the first to arrive stands, and the second is told the same as the first."""

    name = "a number without a key"

    def replaces(self, slot: int, answer: str, row: Row) -> bool:
        return self.slots[slot].sequence > row[1]

    def stands(self, slot: int, answer: str, row: Row) -> bool:
        return self.slots[slot].sequence == row[1]


class KeyWithoutNumber(Design):
    """A key that has not been seen before is a new tap, whenever it was made."""

    name = "a key without a number"

    def replaces(self, slot: int, answer: str, row: Row) -> bool:
        return row[2] != slot and slot not in self._seen

    def store(self, state: State, slot: int) -> State:
        self._seen = state.promised
        return super().store(state, slot)


class ReadBeforeTheLock(Design):
    """The seal reads the answers, then takes the lock."""

    name = "the seal reads before it locks"

    def seals(self, state: State) -> Iterator[Step]:
        if state.phase == "closed" and state.read is None:
            yield "the seal reads the answers", replace(state, read=state.rows)
        if state.read is not None:
            yield "the seal locks and writes", self.sealed(state, state.read)


class ConsentAtTheReveal(Design):
    """What is handed over is what was agreed to when results are shown."""

    name = "agreement read at the results"

    def consent_used(self, state: State) -> str:
        return state.agreed

    def may_agree(self, state: State) -> bool:
        return state.phase not in ("revealed", "destroyed")


class ReceiptBeforeTheCommit(Design):
    """The phone is told at once; the answer is written when there is time."""

    name = "a receipt before the answer is stored"

    def deliveries(self, state: State) -> Iterator[Step]:
        for tap, slot, sent in self.arriving(state):
            if state.phase in OPEN and slot not in state.promised:
                yield (
                    f"{tap} is received",
                    replace(sent, promised=sent.promised | {slot}, checked=sent.checked | {slot}),
                )
            if slot in state.checked and state.phase in OPEN:
                yield f"{tap} is written", self.store(replace(state, checked=state.checked - {slot}), slot)


class OnlyPlannedCounts(Design):
    """The seal counts the meetings that are still in the plan."""

    name = "a repair takes answers away"

    def mutual(self, state: State, rows: tuple[tuple[str, Row], ...]) -> frozenset[str]:
        found = super().mutual(state, rows)
        return found - {"AC"} if state.repaired else found


class SilenceIsYes(Design):
    """Who does not answer agrees with who does."""

    name = "no answer counts as yes"

    def mutual(self, state: State, rows: tuple[tuple[str, Row], ...]) -> frozenset[str]:
        answers = dict(rows)
        yes = {pair for pair, row in rows if row[0] == "yes"}
        return frozenset(MEETING_OF[pair] for pair in yes if answers.get(pair[::-1], EMPTY)[0] != "not")


class ReplyTells(Design):
    """A yes over a yes is received, a yes over a not is refused: whoever tries learns which."""

    name = "the reply depends on the answer that stands"

    def reply_to_a_stranger(self, row: Row) -> str:
        return "received" if row[0] == "yes" else "a later answer stands"


class OpenUntilTheReveal(Design):
    """Answers are taken until results are shown."""

    name = "answers taken until the results"

    def deliveries(self, state: State) -> Iterator[Step]:
        if state.phase in (*OPEN, "closed", "sealed"):
            for tap, slot, sent in self.arriving(state):
                yield f"{tap} arrives", self.store(sent, slot)


class ContactsAtTheSeal(Design):
    """Contacts go as soon as the wish is known to be shared."""

    name = "contacts at the seal"

    def sealed(self, state: State, rows: tuple[tuple[str, Row], ...]) -> State:
        after = super().sealed(state, rows)
        return replace(after, contacts=self.handed_over(after))


class NothingDestroyed(Design):
    """One-sided choices stay."""

    name = "nothing is destroyed"

    def destroyed(self, state: State) -> State:
        return replace(state, phase="destroyed")


WRONG_DESIGNS: tuple[type[Design], ...] = (
    CheckThenInsert,
    LastArrivalWins,
    RowOnlyForYes,
    MutualAtTheWrite,
    YesWinsTies,
    FirstWinsTies,
    KeyWithoutNumber,
    ReadBeforeTheLock,
    ConsentAtTheReveal,
    ReceiptBeforeTheCommit,
    OnlyPlannedCounts,
    SilenceIsYes,
    ReplyTells,
    OpenUntilTheReveal,
    ContactsAtTheSeal,
    NothingDestroyed,
)
