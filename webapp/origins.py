"""A request that changes something, from a page of another site -> refused before anything is read.

A second lock beside the form's token. Browsers say where a request comes from: Sec-Fetch-Site (to servers behind TLS),
Origin, Referer. What says nothing passes on to the token: an old browser, and a form of our own without TLS, whose
Origin is "null" because they send no referrer (Fetch, "append a request Origin header").
"""

from urllib.parse import urlsplit

from flask import Flask, abort, request

SAFE_METHODS = ("GET", "HEAD")
#: A form of this site, or what somebody typed or repeated themselves.
OWN_SITES = ("", "same-origin", "none")
UNKNOWN = ("", "null")


def init_app(app: Flask, *, public_url: str) -> None:
    """Look at every request that changes something."""
    public_host = urlsplit(public_url).netloc

    @app.before_request
    def refuse_others() -> None:
        if request.method in SAFE_METHODS:
            return
        own = {request.host, public_host}
        named = [request.headers.get("Origin", ""), request.headers.get("Referer", "")]
        foreign = any(address not in UNKNOWN and _host_of(address) not in own for address in named)
        if foreign or request.headers.get("Sec-Fetch-Site", "") not in OWN_SITES:
            abort(403)


def _host_of(address: str) -> str:
    try:
        return urlsplit(address).netloc or "?"
    except ValueError:  # not an address at all
        return "?"
