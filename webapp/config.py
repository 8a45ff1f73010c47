"""Settings of the application, read from the environment and checked once at start."""

import os
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from webapp.own_folders import MOST_LINKS, name_of, this_account, trusted_accounts, who_else

#: Least and most of the settings that are whole numbers.
WHOLE_NUMBERS = {
    "sign_in_hours": (1, 365 * 24),  # of the evening's clock: a faster one may go on for as many of its own
    "keep_links_days": (1, 365),
    "keep_people_months": (1, 36),
    "keep_choices_hours": (1, 168),
    "keep_accounts_years": (1, 5),
}
FASTEST = 3600
LATEST_ORIGIN = 4_102_444_800  # the year 2100


@dataclass(frozen=True, kw_only=True)
class WrongSetting:
    """One setting that cannot work: its variable, a code for what is wrong, the values that its sentence needs."""

    variable: str
    code: str
    values: Mapping[str, object] = field(default_factory=dict)


class InvalidSettings(ValueError):  # noqa: N818  named as the thing it is about
    """Raised at start when a setting cannot work; carries every one of them."""

    def __init__(self, problems: Sequence[WrongSetting]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(f"{one.variable}: {one.code}" for one in problems))


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
    #: Time zone of the clock times shown to people, by its name in the list of the IANA.
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
            problems.append(_wrong("database_url", "database_unknown"))
        if len(self.secret_key) < 32:
            problems.append(_wrong("secret_key", "secret_short"))
        if not 0 < self.clock_speed <= FASTEST:
            problems.append(_wrong("clock_speed", "not_a_speed", given=self.clock_speed, most=FASTEST))
        if not 0 <= self.clock_origin <= LATEST_ORIGIN:
            problems.append(_wrong("clock_origin", "not_a_moment", given=self.clock_origin))
        if self.public_url and not _is_address(self.public_url, "http", "https"):
            problems.append(_wrong("public_url", "not_an_address", given=self.public_url))
        if not _is_time_zone(self.time_zone):
            code = "time_zone_unknown" if available_timezones() else "no_time_zones"
            problems.append(_wrong("time_zone", code, given=self.time_zone))
        if self.smtp_url and not _is_address(self.smtp_url, "smtp", "smtps"):
            problems.append(_wrong("smtp_url", "not_a_mail_server"))  # what was given may hold a password
        if self.smtp_url and not self.public_url:
            problems.append(_wrong("public_url", "no_address_for_mails"))
        if self.smtp_url and ("@" not in self.mail_from or not self.mail_from.isprintable()):
            problems.append(_wrong("mail_from", "no_sender_of_mails"))
        for name, (least, longest) in WHOLE_NUMBERS.items():
            most = int(longest * max(1.0, self.clock_speed)) if name == "sign_in_hours" else longest
            if not least <= getattr(self, name) <= most:
                problems.append(_wrong(name, "not_whole", given=getattr(self, name), least=least, most=most))
        if problems:
            raise InvalidSettings(problems)


def from_environment(environment: Mapping[str, str] = os.environ) -> Settings:
    """Read the settings of this installation; makes the instance folder and its secret when they are missing."""
    given = _Given(environment)
    instance, secret_key = given.instance(), given.text("secret_key")
    try:
        instance = own_instance(instance)
        secret_key = secret_key or _kept_secret(instance / "secret")
    except InvalidSettings as error:
        given.unreadable.extend(error.problems)
        secret_key = secret_key or secrets.token_urlsafe(48)  # nothing starts with it: the rest is read, and said
    try:
        settings = Settings(
            database_url=given.text("database_url", f"sqlite:///{instance / 'entremise.sqlite'}"),
            secret_key=secret_key,
            instance=instance,
            public_url=given.text("public_url").rstrip("/"),
            clock_speed=given.number("clock_speed", Settings.clock_speed, "not_a_speed", most=FASTEST),
            clock_origin=given.number("clock_origin", Settings.clock_origin, "not_a_moment"),
            time_zone=given.text("time_zone", Settings.time_zone),
            secure_cookies=given.switch("secure_cookies"),
            sign_in_hours=given.whole("sign_in_hours", Settings.sign_in_hours),
            durable=given.switch("durable"),
            keep_links_days=given.whole("keep_links_days", Settings.keep_links_days),
            keep_people_months=given.whole("keep_people_months", Settings.keep_people_months),
            keep_choices_hours=given.whole("keep_choices_hours", Settings.keep_choices_hours),
            keep_accounts_years=given.whole("keep_accounts_years", Settings.keep_accounts_years),
            contact=given.text("contact"),
            smtp_url=given.text("smtp_url"),
            mail_from=given.text("mail_from"),
        )
    except InvalidSettings as error:
        raise InvalidSettings([*given.unreadable, *error.problems]) from error
    if given.unreadable:
        raise InvalidSettings(given.unreadable)
    return settings


def instance_given(environment: Mapping[str, str] = os.environ) -> Path:
    """Where the instance folder is to be; nothing is made or looked at."""
    return _Given(environment).instance()


def own_instance(given: Path) -> Path:
    """Make the instance folder when it is missing, and close it to every other account; returns it without links.

    Raises InvalidSettings, before anything in it is read or changed, when it is another account's, or stands behind a
    link that another account could change. Root is no exception: whoever owns the folder decides what is in it, and may
    have links there to any file.
    """
    folder = given
    for _ in range(MOST_LINKS):
        if not folder.is_symlink():
            break
        other = who_else(folder.parent)
        if other is not None or folder.lstat().st_uid not in trusted_accounts():
            place = folder if other is None else other.place
            raise InvalidSettings([_wrong("instance", "link_of_another", folder=folder, place=place)])
        folder = folder.parent / folder.readlink()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    _require_own(folder, folder.lstat())
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        try:
            _require_own(folder, os.fstat(descriptor))  # it may have become another one just now
            os.fchmod(descriptor, 0o700)  # the database holds addresses and answers: for nobody else on this machine
        finally:
            os.close(descriptor)
    return folder.resolve()


def _require_own(folder: Path, status: os.stat_result) -> None:
    if status.st_uid != this_account():
        who, account = name_of(status.st_uid), name_of(this_account())
        raise InvalidSettings([_wrong("instance", "folder_of_another", folder=folder, who=who, account=account)])


class _Given:
    """What the environment gives for each setting; a blank is as good as nothing, what cannot be read is noted."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment
        self.unreadable: list[WrongSetting] = []

    def text(self, name: str, otherwise: str = "") -> str:
        return self._environment.get(_variable(name), "").strip() or otherwise

    def instance(self) -> Path:
        return Path(self.text("instance", "instance")).absolute()

    def switch(self, name: str) -> bool:
        text = self.text(name, "1")
        if text not in ("0", "1"):
            self.unreadable.append(_wrong(name, "neither_0_nor_1", given=text))
        return text != "0"

    def whole(self, name: str, otherwise: int) -> int:
        try:
            return int(self.text(name, str(otherwise)))
        except ValueError:
            least, most = WHOLE_NUMBERS[name]
            self.unreadable.append(_wrong(name, "not_whole", given=self.text(name), least=least, most=most))
            return otherwise

    def number(self, name: str, otherwise: float, code: str, **limits: int) -> float:
        try:
            return float(self.text(name, str(otherwise)))
        except ValueError:
            self.unreadable.append(_wrong(name, code, given=self.text(name), **limits))
            return otherwise


def _variable(name: str) -> str:
    return f"ENTREMISE_{name.upper()}"


def _wrong(name: str, code: str, **values: object) -> WrongSetting:
    return WrongSetting(variable=_variable(name), code=code, values={name: str(one) for name, one in values.items()})


def _is_address(url: str, *schemes: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in schemes and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:  # a port that is none
        return False


def _is_time_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # unknown; no name at all; a folder of zones
        return False
    return True


def _kept_secret(path: Path) -> str:
    """Read the secret, or make one that only this account can read; raises InvalidSettings for another account's."""
    if not path.exists():
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(48))
    with path.open(errors="replace") as file:
        for owner in (path.lstat().st_uid, os.fstat(file.fileno()).st_uid):  # of a link, and of the file
            if owner not in trusted_accounts():
                raise InvalidSettings([_wrong("instance", "secret_of_another", path=path, who=name_of(owner))])
        return file.read().strip()
