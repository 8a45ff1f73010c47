"""`entremise demo`: a fresh evening in instance/demo, a server, and the ways in for whoever watches."""

import fcntl
import shutil
import sys
import time
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import IO, TYPE_CHECKING

import segno
from rich.console import Console

from webapp.cli.doctor import wrong_settings
from webapp.cli.problems import CannotWrite, WrongCall
from webapp.clock import Clock
from webapp.config import InvalidSettings, Settings, from_environment, instance_given, own_instance
from webapp.server import Server, address_for_neighbours, free_port, port_is_taken
from webapp.wording import Words
from webapp.wording.marking import N_

if TYPE_CHECKING:  # imported in the server's process only, after the fork
    from flask import Flask

    from webapp.demonstration.evening import Demonstration, Phone

EVERYWHERE = ("0.0.0.0", "::", "")  # noqa: S104  compared with, not bound to
SECONDS_TO_OPEN_LINKS = 12  # real seconds before the first round at least ...
LEAST_WAIT, MOST_WAIT = timedelta(minutes=1), timedelta(minutes=20)  # ... within these evening minutes
SEED = 1


def demonstrate(*, host: str, port: int, speed: float, words: Words) -> None:
    """Start afresh and serve until interrupted; leaves with 2 when the port is taken."""
    port = _usable(host, port, words)
    instance = instance_given()
    with ExitStack() as stack:
        try:
            instance = own_instance(instance)
            lock = stack.enter_context((instance / "demo.lock").open("w"))
            folder = own_folder(instance, port, lock)
            settings, base, beyond = settings_of(folder, host=host, port=port, speed=speed)
        except OSError as error:
            raise CannotWrite(instance, error) from error
        except InvalidSettings as error:
            raise wrong_settings(error, words) from error
        print(words.say(PREPARING), file=sys.stderr, flush=True)
        Server(lambda: _load(settings, base, words, show_codes=beyond), host=host, port=port).run()


def waiting_time(speed: float) -> timedelta:
    """The evening's time from the moment all is ready to the first round, for a clock of this speed."""
    return min(MOST_WAIT, max(LEAST_WAIT, timedelta(seconds=SECONDS_TO_OPEN_LINKS * speed)))


def own_folder(instance: Path, port: int, lock: IO[str]) -> Path:
    """An empty folder: instance/demo, or one named after the port while another demonstration runs there."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)  # held until this process and its workers have ended
        folder = instance / "demo"
    except OSError:
        folder = instance / f"demo-{port}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def settings_of(folder: Path, *, host: str, port: int, speed: float) -> tuple[Settings, str, bool]:
    """The settings of a demonstration, the address it is shown under, and whether other machines can reach it."""
    neighbours = address_for_neighbours() if host in EVERYWHERE else ""
    shown_host = neighbours or ("127.0.0.1" if host in EVERYWHERE else host)
    base = f"http://[{shown_host}]:{port}" if ":" in shown_host else f"http://{shown_host}:{port}"
    settings = Settings(
        database_url=f"sqlite:///{folder / 'evening.sqlite'}",
        secret_key=from_environment({"ENTREMISE_INSTANCE": str(folder)}).secret_key,
        instance=folder,
        public_url=base,
        clock_speed=speed,
        clock_origin=time.time(),
        secure_cookies=False,  # plain http on this machine, or its network
        sign_in_hours=int(12 * max(1.0, speed)),  # counted by the evening's clock
    )
    return settings, base, bool(neighbours)


def _usable(host: str, port: int, words: Words) -> int:
    try:
        if port == 0:
            return free_port(host)
        taken = port_is_taken(host, port)
    except OSError as error:
        raise WrongCall(words.say(NO_SUCH_HOST, {"host": host, "why": error.strerror or str(error)})) from error
    if taken:
        raise WrongCall(words.say(PORT_TAKEN, {"port": str(port), "other": str(port + 1)}))
    return port


def _load(settings: Settings, base: str, words: Words, *, show_codes: bool) -> "Flask":
    """In the server's process: the evening (made once), the application, the conductor, and the ways in."""
    from webapp import housekeeping  # noqa: PLC0415  slow import
    from webapp.app import create_app  # noqa: PLC0415  slow import
    from webapp.database import Database  # noqa: PLC0415  slow import
    from webapp.demonstration.conductor import Conductor  # noqa: PLC0415  slow import
    from webapp.demonstration.evening import Demonstration, move_start, prepare  # noqa: PLC0415  slow import

    clock = Clock(speed=settings.clock_speed, origin=settings.clock_origin)
    database = Database(settings.database_url)
    kept = settings.instance / "demonstration.json"
    wait = waiting_time(settings.clock_speed)
    if kept.exists():  # the server's process was started again in the middle of the evening
        shown = Demonstration.kept(kept)
    else:
        shown = prepare(database, settings, now=clock.now(), wait=wait, seed=SEED)
        shown.keep(kept)
    app = create_app(settings, database, clock=clock)
    with database.writing() as session:
        move_start(session, shown.event_id, clock.now() + wait, clock.now())
    housekeeping.begin(app)
    Conductor(database, clock, shown).start()
    _show(shown, base, words, speed=settings.clock_speed, show_codes=show_codes)
    return app


def _show(shown: "Demonstration", base: str, words: Words, *, speed: float, show_codes: bool) -> None:
    console = Console(soft_wrap=True, highlight=False)
    desk = f"{base}/sign-in?next=/e/{shown.public_id}/desk"
    pairs = f"{base}/sign-in?next=/e/{shown.public_id}/pairs"
    console.print(words.say(READY, {"name": shown.name, "base": base}), style="bold")
    console.print(
        words.say(
            COUNTS,
            {"companies": shown.n_companies, "associations": shown.n_associations, "meetings": shown.n_meetings},
        )
    )
    console.print()
    for title, address, login in (
        (words.say(ORGANISER), desk, shown.organiser),
        (words.say(PROJECTOR), base + shown.hall_path, None),
        (words.say(COMPANY, _who(shown.company)), base + shown.company.path, None),
        (words.say(ASSOCIATION, _who(shown.association)), base + shown.association.path, None),
        (words.say(FACILITATOR), pairs, shown.facilitator),
        (words.say(NEIGHBOUR), f"{base}/sign-in", shown.neighbour),
    ):
        console.print(title, style="bold")
        console.print(f"  {address}", markup=False)
        if login is not None:
            console.print(f"  {login.email}   {login.password}", markup=False)
    if show_codes:
        for phone in (shown.company, shown.association):
            console.print()
            console.print(words.say(SCAN, _who(phone)), style="bold")
            segno.make(base + phone.path, error="l").terminal(compact=True)
    console.print()
    wait = waiting_time(speed).total_seconds() / speed
    console.print(words.say(BEGINS, {"seconds": round(wait), "round": shown.meet_in_round}))
    console.print(words.say(SEPARATE_WINDOWS))
    console.print(words.say(TO_STOP))
    sys.stdout.flush()


def _who(phone: "Phone") -> dict[str, object]:
    return {"name": phone.name, "organisation": phone.organisation}


PREPARING = N_("Préparation de la soirée…")
PORT_TAKEN = N_("Le port %(port)s est déjà occupé. Choisissez-en un autre : PORT=%(other)s make demo")
NO_SUCH_HOST = N_("L’adresse %(host)s ne peut pas être ouverte sur cet ordinateur (%(why)s).")
READY = N_("%(name)s : %(base)s")
COUNTS = N_("Entreprises : %(companies)s, associations : %(associations)s, rencontres au plan : %(meetings)s.")
ORGANISER = N_("Équipe d’organisation")
PROJECTOR = N_("Projecteur")
COMPANY = N_("Téléphone d’une entreprise (%(name)s, %(organisation)s)")
ASSOCIATION = N_("Téléphone d’une association (%(name)s, %(organisation)s)")
FACILITATOR = N_("Facilitatrice")
NEIGHBOUR = N_("Une autre soirée, d’une autre organisatrice")
SCAN = N_("À photographier : %(name)s, %(organisation)s")
BEGINS = N_(
    "La soirée commence toute seule dans %(seconds)s secondes. Les deux téléphones se rencontrent au tour %(round)s ; "
    "tous les autres répondent d’eux-mêmes."
)
SEPARATE_WINDOWS = N_("Ouvrez chaque téléphone dans une fenêtre à part (navigation privée ou autre navigateur).")
TO_STOP = N_("Ctrl-C arrête tout. La prochaine fois, tout recommence à neuf.")
