"""What the server writes of itself, without what anybody asked for or an error says: neither is quoted.

Gunicorn quotes parts of a broken request, the address of one that failed, and with its traceback what an error says;
a personal link or a name may stand in each.
"""

import logging
from typing import Any, Final

from gunicorn.glogging import Logger

from webapp import logged

#: How the lines begin that go on with what was asked, or by whom.
QUOTING: Final = (
    "Invalid request from ip=",
    "Error handling request",
    "Socket error processing request",
    "Exception during worker exit",
)


class WithoutRequests(logging.Filter):
    """Lets every line pass, those that quote a request cut off before the quotation."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Shorten the record in place."""
        said = record.getMessage()
        for beginning in QUOTING:
            if said.startswith(beginning):
                record.msg, record.args = beginning.removesuffix(" from ip=") + " (not kept)", ()
        return True


class ServerLog(Logger):  # type: ignore[misc]  # gunicorn carries no types
    """Gunicorn's log of its own doings."""

    def setup(self, cfg: Any) -> None:
        """Take up the settings, and quote nobody."""
        super().setup(cfg)
        self.error_log.addFilter(WithoutRequests())
        logged.keep_values_out_of(self.error_log)
