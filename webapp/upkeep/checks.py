"""Settings -> what must be put right before this installation may serve, and what is worth knowing about it.

``before_serving`` is asked at every start and takes some hundredths of a second; ``everything`` reads the whole
database and is what `entremise doctor` tells. Where ``Settings.durable`` is off (tests), what only endangers data in a
power cut is a warning.
"""

import ipaddress
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy.exc import DBAPIError

from webapp.config import Settings
from webapp.database import Database
from webapp.own_folders import who_else
from webapp.upkeep import postgresql_checks, sqlite_checks
from webapp.upkeep.backup_file import kind_of
from webapp.upkeep.findings import Finding, refused, warned
from webapp.upkeep.former_databases import ASIDE, KEPT_DAYS, moment_of, names_aside
from webapp.upkeep.link_checks import link_findings
from webapp.upkeep.secrets_known import fault_of
from webapp.upkeep.shape_checks import shape_findings, shape_of
from webapp.upkeep.working_folder import BEGUN

ENDANGERED_BY_A_POWER_CUT = frozenset({"network_file_system", "setting_off"})
#: What is said of a shape whose rows are not to be read.
WITHOUT_ROWS = frozenset({"shape_unknown", "newer_database", "half_changed", "earlier_shape"})
#: What is in the names, beside BEGUN, of what backups and restores work on; they take it away at their end.
UNFINISHED = ".restoring"
MOST_NAMED = 8
OWN_NAMES = (".home.arpa", ".internal", ".lan", ".local", ".localhost", ".test")


def before_serving(settings: Settings) -> list[Finding]:
    """What is wrong with settings, secret and database; the refused ones first."""
    found = settings_findings(settings) + database_findings(settings) + former_findings(settings)
    found += way_findings(settings)
    if not settings.durable:
        found = [replace(one, level="warned") if one.code in ENDANGERED_BY_A_POWER_CUT else one for one in found]
        found.append(warned("not_durable"))
    return _refused_first(found)


def everything(settings: Settings) -> list[Finding]:
    """All of ``before_serving``, damage inside the database, and what killed work left behind."""
    found = before_serving(settings) + left_over_findings(settings)
    said_of_settings = {one.code for one in settings_findings(settings)}
    opened = not any(one.level == "refused" and one.code not in said_of_settings for one in found)
    if kind_of(settings.database_url) == "sqlite":
        if any(one.code == "database_in_memory" for one in found):
            return _refused_first(found)
        path = sqlite_checks.file_of(settings.database_url)
        if not path.exists():
            return _refused_first([*found, warned("no_database_yet", {"path": path})])
        if opened:
            found += sqlite_checks.content_findings(path)
    return _refused_first(found)


def former_findings(settings: Settings) -> list[Finding]:
    """What restores have put aside: databases, which the hourly work empties of choices and removes, and secrets."""
    try:
        names = names_aside(settings.database_url)
    except (ValueError, DBAPIError):  # in memory, or no answer: other findings say so
        names = []
    names += sorted(str(one) for one in settings.instance.glob(f"secret{ASIDE}*"))
    if not names:
        return []
    moments = [moment for name in names if (moment := moment_of(name)) is not None]
    since = f"{min(moments):%Y-%m-%d %H:%M} UTC" if moments else "?"
    values = {"count": len(names), "names": _named(names), "since": since, "days": KEPT_DAYS}
    return [warned("former_kept", values)]


def way_findings(settings: Settings) -> list[Finding]:
    """The folders of the installation in whose place another account could put one of its own."""
    ways = [(folder, who_else(folder)) for folder in sorted(_own_folders(settings))]
    values = [{"folder": folder, "place": other.place} for folder, other in ways if other is not None]
    return [warned("in_other_hands", one) for one in values]


def _own_folders(settings: Settings) -> set[Path]:
    """The folders of the secret and of a database in a file; no link is the last part of one."""
    folders = {settings.instance.resolve()}
    with suppress(ValueError):  # a database in memory, which another finding names
        if kind_of(settings.database_url) == "sqlite":
            folders.add(sqlite_checks.file_of(settings.database_url).resolve().parent)
    return folders


def left_over_findings(settings: Settings) -> list[Finding]:
    """What a backup or a restore that was killed has left beside the database, in the installation's folder or here."""
    left = sorted(
        str(path)
        for folder in _own_folders(settings) | {Path.cwd()}
        if folder.is_dir()
        for path in folder.iterdir()
        if path.name.startswith(BEGUN) or (path.name.startswith(".") and UNFINISHED in path.name)
    )
    return [warned("left_over", {"count": len(left), "names": _named(left)})] if left else []


def settings_findings(settings: Settings) -> list[Finding]:
    """What is wrong with the secret and with the address under which phones come."""
    found = []
    if fault := fault_of(settings.secret_key, instance=settings.instance):
        found.append(refused(f"secret_{fault}"))
    kept = settings.instance / "secret"
    if kept.exists() and kept.stat().st_mode & 0o077:
        found.append(warned("secret_readable", {"path": kept}))
    address = urlsplit(settings.public_url)
    host = address.hostname or ""
    if address.scheme == "https" and not settings.secure_cookies:
        found.append(refused("cookies_in_the_clear", {"address": settings.public_url}))
    if address.scheme == "http" and not is_own_network(host):
        found.append(refused("links_in_the_clear", {"address": settings.public_url}))
    elif address.scheme == "http" and settings.secure_cookies and host not in ("localhost", "127.0.0.1", "::1"):
        found.append(refused("cookies_never_sent", {"address": settings.public_url}))
    elif address.scheme != "https" and not settings.secure_cookies:
        found.append(warned("own_network_only"))
    if not settings.public_url:
        found.append(warned("no_public_address"))
    return found


def database_findings(settings: Settings) -> list[Finding]:
    """What is wrong with the database: where it lies, its settings and its shape; makes an empty file at most."""
    is_sqlite = kind_of(settings.database_url) == "sqlite"
    if is_sqlite:
        found = sqlite_checks.place_findings(settings.database_url)
        if any(one.level == "refused" for one in found) or not sqlite_checks.file_of(settings.database_url).exists():
            return found
    else:
        found = []
    database = Database(settings.database_url)
    try:
        settled = (
            sqlite_checks.settings_findings(database) if is_sqlite else postgresql_checks.server_findings(database)
        )
        found += settled
        if not any(one.level == "refused" and one.code != "setting_off" for one in settled):
            with database.read_engine.connect() as connection:
                shape = shape_findings(connection)
                found += shape
                if not WITHOUT_ROWS.intersection(one.code for one in shape) and shape_of(connection):
                    found += link_findings(connection, settings)
    except DBAPIError as error:
        found.append(refused("cannot_open", {"why": str(error.orig).strip()}))
    finally:
        database.dispose()
    return found


def _refused_first(found: list[Finding]) -> list[Finding]:
    return sorted(found, key=lambda one: one.level != "refused")


def _named(names: Sequence[str]) -> str:
    """Names in one line, the first of them only where there are many."""
    return ", ".join(names[:MOST_NAMED]) + (", …" if len(names) > MOST_NAMED else "")


def is_own_network(host: str) -> bool:
    """Whether a host is this machine or on a private network, where plain http reaches nobody from outside."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return "." not in host or host.lower().rstrip(".").endswith(OWN_NAMES)
    return address.is_private or address.is_loopback or address.is_link_local
