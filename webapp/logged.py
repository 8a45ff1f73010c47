"""An error -> what a log may hold of it: which kinds, and where; never what an error says, for it may quote anybody.

Kept are the kinds of the error, of its causes and of the members of a group, the code that a database, a mail server or
the system gave, and of each frame the file, the line and the function. A message, a note, a value or a line of source
is never read. Whoever runs a command on a database is told the first line of what that says (``first_line``).
"""

import errno
import logging
import sys
import threading
import traceback
from collections.abc import Iterator
from types import TracebackType
from typing import Any, Final

#: Of a long stack, as an endless recursion has one: so many of its outermost and innermost frames.
OUTERMOST, INNERMOST = 5, 30
#: So many errors of a chain or of groups in each other.
MOST_ERRORS: Final = 20


def without_values(error: BaseException) -> str:
    """The error as a log may hold it: its kind and its frames, then those of what it came from and of its members."""
    return "\n".join(_lines(error, "", []))


def first_line(error: BaseException) -> str:
    """What a database says to whoever runs a command, without the details that may quote a row."""
    return str(getattr(error, "orig", None) or error).strip().partition("\n")[0]


def _lines(error: BaseException, indent: str, told: list[BaseException]) -> Iterator[str]:
    if any(error is one for one in told) or len(told) >= MOST_ERRORS:
        return
    told.append(error)
    yield indent + _kind(error)
    yield from (f"{indent}  {frame}" for frame in _frames(error.__traceback__))
    if isinstance(error, BaseExceptionGroup):
        for member in error.exceptions:
            yield f"{indent}  with"
            yield from _lines(member, indent + "    ", told)
    earlier = error.__cause__ or error.__context__
    if earlier is not None:
        yield f"{indent}from"
        yield from _lines(earlier, indent, told)


def _kind(error: BaseException) -> str:
    """The class, and the code of whoever was asked: SQLITE_BUSY, 23505, ENOSPC, 550."""
    kind = type(error)
    name = kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"
    code: object = None
    if isinstance(error, OSError) and error.errno is not None:
        code = errno.errorcode.get(error.errno)
    for attribute in ("sqlite_errorname", "sqlstate", "smtp_code"):
        code = getattr(error, attribute, None) or code
    short = str(code) if isinstance(code, str | int) else ""
    return f"{name} ({short})" if short.replace("_", "").isalnum() and len(short) <= 40 else name


def _frames(trace: TracebackType | None) -> list[str]:
    found = traceback.StackSummary.extract(traceback.walk_tb(trace), lookup_lines=False)
    lines = [f'File "{frame.filename}", line {frame.lineno}, in {frame.name}' for frame in found]
    n_left_out = len(lines) - OUTERMOST - INNERMOST
    if n_left_out > 0:
        lines[OUTERMOST:-INNERMOST] = [f"({n_left_out} more)"]
    return lines


class WithoutValues(logging.Filter):
    """Lets every line pass; the error that comes with one is told without values."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Put the error's kinds and frames in place of its traceback."""
        error = record.exc_info[1] if record.exc_info else None
        if error is not None:
            record.msg, record.args = f"{record.getMessage()}\n{without_values(error)}", ()
        record.exc_info = record.exc_text = None
        return True


#: The one filter, so that it is added to a log once however many applications there are.
WITHOUT_VALUES: Final = WithoutValues()


def keep_values_out_of(*logs: logging.Filterer | None) -> None:
    """Have these loggers and handlers tell errors without values."""
    for log in logs:
        if log is not None:
            log.addFilter(WITHOUT_VALUES)


def keep_values_out_of_a_command() -> None:
    """Have the error that ends this process told without values."""
    sys.excepthook = _ended_by


def keep_values_out_of_a_server() -> None:
    """Have every error that nothing has caught told without values: of the process, its threads and its clean-up."""
    keep_values_out_of_a_command()
    threading.excepthook = _ended_thread
    sys.unraisablehook = _unraisable


def _ended_by(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        return
    _write("Unexpected error", error.with_traceback(trace))


def _ended_thread(ended: threading.ExceptHookArgs) -> None:
    if ended.exc_value is not None and not isinstance(ended.exc_value, SystemExit):
        _write("Unexpected error in a thread", ended.exc_value)


def _unraisable(unraisable: Any) -> None:
    if unraisable.exc_value is not None:
        _write("Unexpected error while something was cleaned up", unraisable.exc_value)


def _write(what: str, error: BaseException) -> None:
    if sys.stderr is not None:
        sys.stderr.write(f"{what}\n{without_values(error)}\n")
        sys.stderr.flush()
