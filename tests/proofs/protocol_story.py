"""One evening written by hand, in which every seeded bug shows: what random evenings take long to come upon.

python -m tests.proofs.protocol_story [--database sqlite|postgresql]
"""

import argparse
import sys

from tests.proofs.protocol_bugs import BUGS, Bug, seeded
from tests.proofs.protocol_machine import PEOPLE, Sent, on
from tests.proofs.protocol_world import World, world


def evening(where: World, *, repaired: bool) -> None:
    """Play the evening, with a repair or without, and compare after each step; raises AssertionError at the first."""
    played = on(where)()
    holds = played.rows_are_as_they_should_be
    first, later = (
        [tuple(sorted(pair, reverse=True)) for pair, number in where.meetings().items() if number == wanted]
        for wanted in (1, 2)
    )
    one, other = first[0]
    met_by_the_last = next(pair for pair in first if PEOPLE[-1] in pair)
    partner = next(person for person in met_by_the_last if person != PEOPLE[-1])
    played.begin((one, other), 5, 1)
    played.tap((PEOPLE[-1], partner), "yes", 1, 0)  # who has not agreed to anything yet
    holds()
    played.say(PEOPLE[-1], "contacts", {"email": True, "phone": False}, 0)
    played.tap(later[0], "yes", 1, 0)  # not met yet
    holds()
    played.tap((one, other), "not", 1, 0)
    sent = played.sent[-1]
    where.clock.go(minutes=1)
    played.send(sent)  # a second time
    played.send(Sent(sent.pair, "yes", sent.sequence, sent.key, 0))  # another answer under its key
    played.tap((one, other), "yes", 3, 0)
    played.tap((one, other), "yes", 0, 0)  # the same number, another key
    played.send(sent)  # long overtaken
    played.tap((one, other), "yes", 10_001, 0)  # out of reach
    holds()
    for person, browser in ((one, 0), (one, 1), (other, 0)):
        played.look(person, browser)
    for pair in first:
        for both in (pair, pair[::-1]):
            played.tap(both, "yes", 1, 0)
            holds()
    for person in PEOPLE:
        played.agree(person, "introductions", True, True, 0)
    if repaired:
        played.somebody_leaves_and_the_plan_is_repaired(first[1][0])
        holds()
    played.tap((one, other), "yes", 1, 0)
    played.act("end")
    played.time_goes_by(10)
    played.tap((one, other), "not", 1, 0)  # after the close
    played.seal(waits=False)
    holds()
    for person in PEOPLE:
        played.agree(person, "contacts", True, True, 0)  # after the seal
    played.the_desk_looks()
    played.reveal()
    holds()
    played.the_desk_looks()
    for person in PEOPLE:
        played.look(person, 0)


def shows(where: World, bug: Bug) -> bool:
    """Whether a bug fails the evening."""
    with seeded(bug):
        try:
            for repaired in (False, True):
                evening(where, repaired=repaired)
        except AssertionError:
            return True
    return False


def main() -> int:
    """Play it, and print which bugs show."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    kind = parser.parse_args().database
    with world(kind) as where:
        for repaired in (False, True):
            evening(where, repaired=repaired)
        hidden = [bug.name for bug in BUGS if not shows(where, bug)]
    print(f"{kind}: {len(BUGS) - len(hidden)} of {len(BUGS)} seeded bugs show in one evening {hidden or ''}".rstrip())
    return int(bool(hidden))


if __name__ == "__main__":
    sys.exit(main())
