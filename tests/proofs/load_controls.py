"""A server without one of the defences against a whole hall at one bell. Negative controls of ``tests.proofs.load``.

``python -m tests.proofs.load_controls threads serve ...``: eight threads answer all that is asked, pages too;
``commits``: on SQLite every tap has a commit of its own.
"""

import sys
from typing import Final

from webapp import turns, waiting_room
from webapp.cli import main

CONTROLS: Final = ("threads", "commits")


def take_out(control: str) -> None:
    """Take a defence out of this process and those that it starts."""
    if control == "threads":
        lanes = tuple((pattern, waiting_room.OTHERS, seconds) for pattern, _, seconds in waiting_room.LANES)
        waiting_room.LANES = lanes  # type: ignore[misc]
    elif control == "commits":
        turns.MOST_TOGETHER = 1  # type: ignore[misc]
    else:
        raise ValueError(f"{control} is none of {', '.join(CONTROLS)}")


if __name__ == "__main__":
    take_out(sys.argv.pop(1))
    main()
