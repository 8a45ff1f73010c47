"""create_app(): settings, database, languages, security headers, and the views of each audience, wired in one place."""

from urllib.parse import urlsplit

from flask import Flask
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from webapp import (
    cookies,
    doors,
    errors,
    few_at_once,
    guard,
    headers,
    housekeeping,
    languages,
    limits,
    origins,
    throttle,
    transactions,
)
from webapp.account import account
from webapp.clock import Clock
from webapp.config import Settings
from webapp.database import Database
from webapp.facilitator import facilitator
from webapp.hall.views import hall
from webapp.mailing import PostOffice
from webapp.organiser import organiser
from webapp.participant.views import participant
from webapp.permissions import declared_permissions


def create_app(settings: Settings, database: Database, *, clock: Clock | None = None) -> Flask:
    """Build the application on an open database; the caller owns the database and disposes of it."""
    app = Flask("webapp", static_folder=None, template_folder="templates")
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SESSION_COOKIE_NAME=cookies.name(cookies.FORM, secure=settings.secure_cookies),
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        WTF_CSRF_TIME_LIMIT=None,  # a form filled in slowly still counts; the bell closes nothing
        WTF_CSRF_SSL_STRICT=False,  # the pages send no referrer, which that check would require
        BABEL_DEFAULT_LOCALE="fr",
        BABEL_DEFAULT_TIMEZONE=settings.time_zone,
        PROVIDE_AUTOMATIC_OPTIONS=False,  # an address answers the methods of permissions.txt, nothing else
    )
    app.extensions["entremise_settings"] = settings
    app.extensions["entremise_database"] = database
    app.extensions["entremise_post_office"] = PostOffice(settings)
    app.extensions["entremise_clock"] = clock or Clock(speed=settings.clock_speed, origin=settings.clock_origin)
    if settings.public_url.startswith("https://"):
        # Behind a proxy that speaks TLS.
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1)  # type: ignore[method-assign]
    if settings.public_url:
        app.config["TRUSTED_HOSTS"] = [urlsplit(settings.public_url).hostname, "127.0.0.1", "localhost"]
    app.static_folder = "static"
    app.add_url_rule("/static/<path:filename>", endpoint="static", view_func=app.send_static_file)
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True

    # A request is looked at in the order that stands here: the size of its body, the site it comes from, how fast its
    # link or sign-in asks, who may, the form's token, a place for what takes long. The guard is the first of them that
    # waits for the database.
    limits.init_app(app, upload=settings.largest_request)
    headers.init_app(app, tls=settings.public_url.startswith("https://"))
    origins.init_app(app, public_url=settings.public_url)
    throttle.init_app(app)
    transactions.init_app(app)
    housekeeping.init_app(app, settings, database)
    guard.init_app(app)
    CSRFProtect(app)
    few_at_once.init_app(app)
    languages.init_app(app)
    errors.init_app(app)
    for blueprint in (doors.doors, account, organiser, participant, hall, facilitator):
        app.register_blueprint(blueprint)
    guard.install(app, declared_permissions())
    return app
