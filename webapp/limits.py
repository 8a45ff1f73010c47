"""The size of a request, by what its route takes, decided before one octet of its body is read.

``LARGEST`` is the whole rule: a route that is named takes what stands behind its name, else what stands behind its
blueprint, else the least. A body that does not declare its length (chunked) is refused: no browser sends one, and one
cut at the limit would count as a shorter form.
"""

import io
import string
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from flask import Flask, Request, abort, request

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

#: Answers of a phone, whatever asks for no body at all.
SHORT: Final = 16 * 1024
#: A form of the desk.
FORM: Final = 256 * 1024

#: Routes and blueprints that take more than SHORT; None is the installation's largest request (a sign-up sheet).
LARGEST: Final[dict[str, int | None]] = {
    "organiser": FORM,
    "facilitator": FORM,
    "organiser.take_in": None,
}
MOST_PARTS: Final = 500
#: What fields that are no files may hold in memory, all together.
MOST_FORM_MEMORY: Final = FORM

#: The line of a request, one of its headers, and how many headers: for the server that reads them.
LONGEST_REQUEST_LINE: Final = 4094
LONGEST_HEADER: Final = 8190
MOST_HEADERS: Final = 64


class AnyRequest(Request):
    """A request whose query may hold any octets: those that are not ASCII are quoted, as every browser does.

    What is handed in stays in memory (``largest`` says how much): a sheet of people is in no temporary file.
    """

    def __init__(self, environ: "WSGIEnvironment", *, populate_request: bool = True, shallow: bool = False) -> None:
        query = environ.get("QUERY_STRING", "")
        if not query.isascii():
            environ["QUERY_STRING"] = quote(query.encode("latin-1"), safe=string.printable)
        super().__init__(environ, populate_request, shallow)

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> io.BytesIO:
        return io.BytesIO()


def largest(endpoint: str | None, method: str, *, upload: int) -> int:
    """Greatest number of octets that the body of a request to this route may have."""
    if endpoint is None or method not in ("POST", "PUT", "PATCH"):
        return SHORT
    blueprint = endpoint.partition(".")[0]
    found = LARGEST[endpoint] if endpoint in LARGEST else LARGEST.get(blueprint, SHORT)
    return upload if found is None else found


def init_app(app: Flask, *, upload: int) -> None:
    """Limit the body of every request; ``upload`` is the size of the largest upload."""
    app.request_class = AnyRequest
    app.config.update(
        MAX_CONTENT_LENGTH=upload, MAX_FORM_PARTS=MOST_PARTS, MAX_FORM_MEMORY_SIZE=min(upload, MOST_FORM_MEMORY)
    )

    @app.before_request
    def limit() -> None:
        most = largest(request.endpoint, request.method, upload=upload)
        request.max_content_length = most
        if "Transfer-Encoding" in request.headers:
            abort(411)
        if (request.content_length or 0) > most:
            abort(413)
