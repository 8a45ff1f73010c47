"""Refusals: what a service answers when something cannot be done: a code and values, put into words by wording."""

from collections.abc import Mapping


class Refused(Exception):  # noqa: N818  a refusal is an answer, not a fault
    """Raised when a request is understood and cannot be granted; nothing has been written.

    ``code`` and ``values`` say why (see webapp.wording); ``status`` is the HTTP status a view answers with.
    """

    def __init__(self, code: str, *, status: int = 409, values: Mapping[str, object] | None = None) -> None:
        self.code = code
        self.status = status
        self.values = dict(values or {})
        super().__init__(f"{code} {self.values}" if self.values else code)
