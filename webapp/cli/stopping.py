"""A signal that ends a command -> an exception, so that the command takes away what it works on before it ends."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final

#: What `timeout`, a service manager and a terminal that is closed send; the last is unknown on Windows.
SIGNALS: Final = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name))
#: What a shell adds to the number of a signal, for the exit code of what it ended.
ENDED_BY: Final = 128


@contextmanager
def stopping_in_order() -> Iterator[None]:
    """End the block by SystemExit where one of these signals comes; one that is ignored stays so."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.getsignal(number) for number in SIGNALS}
    caught = [number for number in SIGNALS if before[number] != signal.SIG_IGN]
    for number in caught:
        signal.signal(number, _end)
    try:
        yield
    finally:
        for number in caught:
            signal.signal(number, before[number])


def _end(number: int, _frame: FrameType | None) -> None:
    for one in SIGNALS:  # once is enough: nothing interrupts what is being taken away
        signal.signal(one, signal.SIG_IGN)
    raise SystemExit(ENDED_BY + number)
