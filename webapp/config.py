"""Settings of the application, read from the environment and checked once at start."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit


class InvalidSettings(ValueError):  # noqa: N818  named as the thing it is about
    """Raised at start when a setting cannot work; lists every one of them."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What one installation decides; ``from_environment`` reads ENTREMISE_<NAME> for all but the largest request."""

    #: Address of the database: sqlite:///file or postgresql+psycopg://...
    database_url: str
    #: Signs cookies and derives personal links; kept in the instance folder when not given.
    secret_key: str
    #: Folder for the database and the secret of this installation.
    instance: Path
    #: Address under which phones reach this server, used in QR codes and printed sheets; "" means as requested.
    public_url: str = ""
    #: Evening seconds that pass in one real second; 1 except in a demonstration.
    clock_speed: float = 1.0
    #: Real moment (seconds since 1970) at which the evening's clock and the real one agreed.
    clock_origin: float = 0.0
    #: Time zone of the clock times shown to people.
    time_zone: str = "Europe/Paris"
    #: Cookies travel on TLS only; switch off for plain http on a local network.
    secure_cookies: bool = True
    #: Hours an organiser stays signed in.
    sign_in_hours: int = 12
    #: Days after an evening for which personal links and the projector's work.
    keep_links_days: int = 30
    #: Months after an evening for which names, contacts and profiles are kept; then its numbers alone are left.
    keep_people_months: int = 12
    #: Hours after the results for which one-sided choices are kept.
    keep_choices_hours: int = 24
    #: Years for which an account that nobody signs in to is kept.
    keep_accounts_years: int = 3
    #: Whom participants ask about their data: a name and an address, shown as written; "" where nobody is named.
    contact: str = ""
    #: Where mail is handed in: smtp://[USER:PASSWORD@]HOST[:PORT] or smtps://...; "" sends none. Needs public_url.
    smtp_url: str = field(default="", repr=False)
    #: Address that mail comes from.
    mail_from: str = ""
    #: Greatest size of a request, in bytes (a sign-up sheet is the largest).
    largest_request: int = 10 * 1024 * 1024
    #: Serve only where a received choice survives a power cut; switch off for tests, nowhere else.
    durable: bool = True

    def __post_init__(self) -> None:
        problems = []
        if not self.database_url.startswith(("sqlite:///", "postgresql+psycopg://")):
            problems.append("database_url: use sqlite:///FILE or postgresql+psycopg://USER@HOST/NAME")
        if len(self.secret_key) < 32:
            problems.append("secret_key: give at least 32 characters")
        if not 0 < self.clock_speed <= 3600:
            problems.append("clock_speed: use a number above 0 and at most 3600")
        if self.public_url and not self.public_url.startswith(("http://", "https://")):
            problems.append("public_url: start with http:// or https://")
        if self.smtp_url and not _is_smtp(self.smtp_url):
            problems.append("smtp_url: use smtp://USER:PASSWORD@HOST:PORT or smtps://USER:PASSWORD@HOST:PORT")
        if self.smtp_url and not self.public_url:
            problems.append("public_url: give the address that links in mails begin with")
        if self.smtp_url and ("@" not in self.mail_from or not self.mail_from.isprintable()):
            problems.append("mail_from: give the address that mail comes from")
        problems += [
            f"{name}: use a whole number from {least} to {most}"
            for name, value, least, most in (
                ("keep_links_days", self.keep_links_days, 1, 365),
                ("keep_people_months", self.keep_people_months, 1, 36),
                ("keep_choices_hours", self.keep_choices_hours, 1, 168),
                ("keep_accounts_years", self.keep_accounts_years, 1, 5),
            )
            if not least <= value <= most
        ]
        if problems:
            raise InvalidSettings("; ".join(problems))


def from_environment(environment: Mapping[str, str] = os.environ) -> Settings:
    """Read the settings of this installation; makes the instance folder and its secret when they are missing."""
    instance = Path(environment.get("ENTREMISE_INSTANCE", "instance")).resolve()
    instance.mkdir(parents=True, exist_ok=True)
    instance.chmod(0o700)  # the database holds addresses and answers; nobody else on this machine reads it
    return Settings(
        database_url=environment.get("ENTREMISE_DATABASE_URL", f"sqlite:///{instance / 'entremise.sqlite'}"),
        secret_key=environment.get("ENTREMISE_SECRET_KEY") or _kept_secret(instance / "secret"),
        instance=instance,
        public_url=environment.get("ENTREMISE_PUBLIC_URL", "").rstrip("/"),
        clock_speed=float(environment.get("ENTREMISE_CLOCK_SPEED", "1")),
        clock_origin=float(environment.get("ENTREMISE_CLOCK_ORIGIN", "0")),
        time_zone=environment.get("ENTREMISE_TIME_ZONE", "Europe/Paris"),
        secure_cookies=environment.get("ENTREMISE_SECURE_COOKIES", "1") != "0",
        sign_in_hours=int(environment.get("ENTREMISE_SIGN_IN_HOURS", "12")),
        durable=environment.get("ENTREMISE_DURABLE", "1") != "0",
        keep_links_days=int(environment.get("ENTREMISE_KEEP_LINKS_DAYS", "30")),
        keep_people_months=int(environment.get("ENTREMISE_KEEP_PEOPLE_MONTHS", "12")),
        keep_choices_hours=int(environment.get("ENTREMISE_KEEP_CHOICES_HOURS", "24")),
        keep_accounts_years=int(environment.get("ENTREMISE_KEEP_ACCOUNTS_YEARS", "3")),
        contact=environment.get("ENTREMISE_CONTACT", "").strip(),
        smtp_url=environment.get("ENTREMISE_SMTP_URL", "").strip(),
        mail_from=environment.get("ENTREMISE_MAIL_FROM", "").strip(),
    )


def _is_smtp(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in ("smtp", "smtps") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:  # a port that is none
        return False


def _kept_secret(path: Path) -> str:
    """Read the secret, or make one that only this account can read."""
    if not path.exists():
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(48))
    return path.read_text().strip()
