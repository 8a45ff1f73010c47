"""What must be seen by whom, in plain Python: the protocol of choices without locks, rows or requests.

Written from the promise and not from the services, so that the two can disagree.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

MEETING, CHANGE_OVER, ROUNDS, CLOSING = 8, 2, 3, 10  # minutes, and how many
STEP, LARGEST_JUMP = 1000, 10_000
Pair = tuple[str, str]


@dataclass(frozen=True)
class Tap:
    """One answer that stands."""

    answer: str
    sequence: int
    key: str
    received_at: datetime
    browser: int


@dataclass
class Reference:
    """An evening as it should be."""

    meetings: dict[frozenset[str], int]
    addresses: dict[str, tuple[str, str]]
    started_at: datetime | None = None
    paused_at: datetime | None = None
    paused_for: timedelta = timedelta(0)
    ended_at: datetime | None = None
    sealed_at: datetime | None = None
    revealed_at: datetime | None = None
    taps: dict[Pair, Tap] = field(default_factory=dict)
    consents: dict[tuple[str, str], dict[str, bool]] = field(default_factory=dict)
    erased: set[str] = field(default_factory=set)
    mutual: set[frozenset[str]] = field(default_factory=set)
    received: set[tuple[str, str, str, str]] = field(default_factory=set)

    def running(self, now: datetime) -> timedelta:
        """How long the evening's clock has run."""
        if self.started_at is None:
            return timedelta(0)
        return (self.paused_at or self.ended_at or now) - self.started_at - self.paused_for

    def finished_at(self, now: datetime) -> datetime | None:
        """When the last bell rang, if it has."""
        length = timedelta(minutes=ROUNDS * MEETING + (ROUNDS - 1) * CHANGE_OVER)
        if self.started_at is None:
            return None
        if self.ended_at is not None:
            return self.ended_at
        over = self.running(now) - length
        return now - over if self.paused_at is None and over >= timedelta(0) else None

    def rounds_begun(self, now: datetime) -> int:
        """How many rounds have begun."""
        if self.started_at is None:
            return 0
        return min(ROUNDS, int(self.running(now) / timedelta(minutes=MEETING + CHANGE_OVER)) + 1)

    def closed(self, now: datetime) -> bool:
        """Whether the final review is over."""
        finished = self.finished_at(now)
        return finished is not None and now >= finished + timedelta(minutes=CLOSING)

    def act(self, action: str, now: datetime) -> None:
        """The organiser's hand on the clock; what makes no sense changes nothing."""
        if self.sealed_at is not None:
            return
        going = self.started_at is not None and self.finished_at(now) is None
        if action == "start" and self.started_at is None:
            self.started_at = now
        elif action == "pause" and going and self.paused_at is None:
            self.paused_at = now
        elif action == "resume" and self.paused_at is not None and going:
            self.paused_for += now - self.paused_at
            self.paused_at = None
        elif action == "end" and going:
            if self.paused_at is not None:
                self.paused_for += now - self.paused_at
                self.paused_at = None
            self.ended_at = now

    def met(self, one: str, other: str, now: datetime) -> bool:
        """Whether two people are opposite in a round that has begun, and both still there."""
        round_number = self.meetings.get(frozenset((one, other)))
        present = not self.erased & {one, other}
        return round_number is not None and round_number <= self.rounds_begun(now) and present

    def tap(self, pair: Pair, answer: str, sequence: int, key: str, *, fits: bool, browser: int, now: datetime) -> str:
        """What the phone is told: "received" with the tap stored (or standing), or the code of a refusal."""
        chooser, partner = pair
        standing = self.taps.get(pair)
        number = standing.sequence if standing else 0
        if not fits:
            return "tap_key_unfit"
        if self.sealed_at is not None or self.closed(now):
            return "choices_closed"
        if self.started_at is None:
            return "choices_not_open"
        if set(self.consents.get((chooser, "contacts"), {})) != {"email", "phone"}:
            return "consent_first"
        if not self.met(chooser, partner, now):
            return "not_met"
        if sequence > number + LARGEST_JUMP:
            return "sequence_out_of_reach"
        if sequence < number:
            return "later_answer_stands"
        if standing is not None and sequence == number:
            if standing.key == key:
                return "received" if standing.answer == answer else "tap_key_used"
            if answer == "yes":
                return "later_answer_stands"
        self.taps[pair] = Tap(answer, sequence, key, now, browser)
        return "received"

    def consent(self, person: str, purpose: str, granted: dict[str, bool]) -> str:
        """What the person is told when they say what they let go."""
        if purpose == "contacts" and self.sealed_at is not None:
            return "choices_closed"
        self.consents[person, purpose] = dict(granted)
        return "received"

    def shown(self, person: str, partner: str, browser: int) -> str:
        """What a browser shows of a person's own answer: the word, "elsewhere", or "" for none."""
        tap = self.taps.get((person, partner))
        if tap is None:
            return ""
        return tap.answer if tap.browser == browser else "elsewhere"

    def shared_wish(self) -> bool:
        """Whether two people wish to meet each other again, as things stand."""
        yes = {pair for pair, tap in self.taps.items() if tap.answer == "yes"}
        return any(pair[::-1] in yes for pair in yes)

    def seal(self, now: datetime) -> bool:
        """Whether the choices may be sealed now; then which pairs wish to meet again is settled."""
        if self.sealed_at is not None or not self.closed(now):
            return False
        self.sealed_at = now
        yes = {pair for pair, tap in self.taps.items() if tap.answer == "yes"}
        self.mutual = {frozenset(pair) for pair in yes if pair[::-1] in yes}
        return True

    def reveal(self, now: datetime) -> bool:
        """Whether the results may be shown now; then contacts go from each to the other."""
        if self.sealed_at is None or self.revealed_at is not None:
            return False
        self.revealed_at = now
        for one, other in map(tuple, self.mutual):
            self.received |= {(one, other, *self._let_go(other)), (other, one, *self._let_go(one))}
        return True

    def _let_go(self, person: str) -> tuple[str, str]:
        agreed = self.consents.get((person, "contacts"), {})
        email, phone = self.addresses[person]
        return email if agreed.get("email") else "", phone if agreed.get("phone") else ""

    def erase(self, person: str) -> None:
        """A person is forgotten; what others received of them stays theirs."""
        self.erased.add(person)
        self.taps = {pair: tap for pair, tap in self.taps.items() if person not in pair}
        self.mutual = {pair for pair in self.mutual if person not in pair}
        self.received = {
            (receiver, "" if giver == person else giver, email, phone)
            for receiver, giver, email, phone in self.received
            if receiver != person
        }

    def time_passed(self, now: datetime) -> bool:
        """Whether a day has passed since the results, so that one-sided choices are gone."""
        gone = self.revealed_at is not None and now >= self.revealed_at + timedelta(hours=24)
        if gone:
            self.taps = {}
        return gone
