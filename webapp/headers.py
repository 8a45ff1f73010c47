"""What every answer says beside its content: where its parts may come from, and that nobody keeps it.

Errors, redirects and files have them as well as pages. Nothing is written inside a page that a browser would run or
style (scripts and styles are files of the application), so that a name that holds markup does nothing.
"""

from typing import Final

from flask import Flask, Response, request

CONTENT_SECURITY_POLICY: Final = (
    "default-src 'none'; connect-src 'self'; font-src 'self'; img-src 'self'; script-src 'self'; style-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
ALWAYS: Final = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
#: Only files of the application itself may be kept by a browser; the others differ from one person to the next.
NOT_KEPT: Final = {"Cache-Control": "no-store", "Vary": "Cookie, Accept-Language"}
#: For an installation that is reached by TLS: browsers never try without it again for half a year.
ONLY_TLS: Final = {"Strict-Transport-Security": "max-age=15552000"}


def init_app(app: Flask, *, tls: bool) -> None:
    """Put them on every answer."""
    always = ALWAYS | ONLY_TLS if tls else ALWAYS

    @app.after_request
    def protect(response: Response) -> Response:
        response.headers.update(always)
        if request.endpoint != "static":
            response.headers.update(NOT_KEPT)
        return response
