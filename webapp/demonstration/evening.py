"""An empty database -> the sample evening with its plan published, and a second evening of somebody else beside it."""

import json
import os
import secrets
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy.orm import Session

import sample_data
from matching import SignUps, read_diagnosis, read_history, read_organisations, read_pairs
from webapp.config import Settings
from webapp.database import Database
from webapp.migrations import upgrade
from webapp.services import accounts, event_day, events, organisations, planning, plans, roles
from webapp.services.events import EventSettings
from webapp.services.plans import PlannedMeeting

EVENING = EventSettings(
    name="Rencontres des Deux Versants",
    venue="Salle des fêtes de Saverne",
    starts_at=datetime.fromisoformat("2026-12-01T18:30:00+01:00"),  # moved to the present when everything is ready
)
NEIGHBOUR = EventSettings(
    name="Petit-déjeuner de la vallée",
    venue="Pépinière d’entreprises",
    starts_at=datetime.fromisoformat("2027-01-19T08:00:00+01:00"),  # moved to a morning to come
    n_rounds=3,
)
NEIGHBOUR_IN = timedelta(weeks=8)
NEIGHBOURS_PER_SIDE = 5
LAST_ROUND_TO_MEET = 2
WORDS = (
    *("abricot", "ardoise", "bouleau", "bruyere", "cabane", "campanule", "cascade", "cerise", "clairiere", "colline"),
    *(
        "coquelicot",
        "escalier",
        "fontaine",
        "fougere",
        "framboise",
        "genet",
        "grenier",
        "hibou",
        "hirondelle",
        "houblon",
    ),
    *("jardin", "lanterne", "lavande", "luciole", "marmite", "menuisier", "mesange", "mirabelle", "moulin", "myrtille"),
    *("noisette", "pivoine", "plateau", "quetsche", "rivage", "ruisseau", "sapin", "sentier", "tilleul", "vallon"),
)


@dataclass(frozen=True, kw_only=True)
class Login:
    """An account of the demonstration; the password is another one each time."""

    email: str
    password: str


@dataclass(frozen=True, kw_only=True)
class Phone:
    """A demonstration phone: whose it is and the path of the personal link."""

    participant_id: int
    name: str
    organisation: str
    path: str


@dataclass(frozen=True, kw_only=True)
class Demonstration:
    """What whoever watches needs: ways in, and when it begins."""

    event_id: int
    public_id: str
    name: str
    n_companies: int
    n_associations: int
    n_meetings: int
    n_rounds: int
    starts_at: datetime
    seed: int
    organiser: Login
    facilitator: Login
    neighbour: Login
    hall_path: str
    company: Phone
    association: Phone
    meet_in_round: int

    def keep(self, path: Path) -> None:
        """Write it to a file that only this account can read; it holds passwords and links."""
        plain = asdict(self) | {"starts_at": self.starts_at.isoformat()}
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            json.dump(plain, file, ensure_ascii=False, indent=2)

    @classmethod
    def kept(cls, path: Path) -> "Demonstration":
        """Read what ``keep`` wrote."""
        plain = json.loads(path.read_text(encoding="utf-8"))
        plain["starts_at"] = datetime.fromisoformat(plain["starts_at"])
        for name in ("organiser", "facilitator", "neighbour"):
            plain[name] = Login(**plain[name])
        for name in ("company", "association"):
            plain[name] = Phone(**plain[name])
        return cls(**plain)


def prepare(database: Database, settings: Settings, *, now: datetime, wait: timedelta, seed: int) -> Demonstration:
    """Bring an empty database to its shape, load the sample territory, compute and publish the plan.

    ``wait`` is the evening's time between ``now`` and the first round; the caller may move the start later on.
    """
    upgrade(database.url)
    sign_ups = read_organisations(sample_data.path("organisations.csv"))
    key = settings.secret_key
    organiser, facilitator, neighbour = (
        Login(email=f"{name}@example.org", password=_password()) for name in ("organisation", "facilitation", "voisine")
    )
    with database.writing() as session:
        owner = _account(session, organiser, "Odile Meyer", may_organise=True)
        helper = _account(session, facilitator, "Farid Lenoir", may_organise=False)
        other = _account(session, neighbour, "Véra Simonin", may_organise=True)
        wanted = EventSettings(**asdict(EVENING) | {"starts_at": now + wait, "seed": seed})
        event_id, public_id = events.create_event(session, account_id=owner, settings=wanted, secret_key=key, now=now)
        roles.grant(session, event_id=event_id, account_id=helper, role="facilitator")
        _take_in(session, event_id, sign_ups, key)
        morning = datetime.combine((now + NEIGHBOUR_IN).date(), NEIGHBOUR.starts_at.timetz())
        later = replace(NEIGHBOUR, starts_at=morning)
        second, _ = events.create_event(session, account_id=other, settings=later, secret_key=key, now=now)
        organisations.take_in(session, second, _few(sign_ups), sheet_name="inscriptions.csv", secret_key=key)
    with database.reading() as session:
        draft = planning.compute(planning.inputs(session, event_id))
    with database.writing() as session:
        plans.store(session, event_id, draft, now)
        plans.publish(session, event_id, now)
    with database.reading() as session:
        plan = plans.published_plan(session, event_id)
        tokens = organisations.personal_tokens(session, event_id, secret_key=key)
        hall = events.hall_token(session, event_id, secret_key=key)
    meeting = _to_watch(plan.meetings if plan else ())
    company, association = (
        Phone(participant_id=one.id, name=one.full_name, organisation=one.organisation, path=f"/p/{tokens[one.id]}")
        for one in (meeting.company, meeting.association)
    )
    return Demonstration(
        event_id=event_id,
        public_id=public_id,
        name=wanted.name,
        n_companies=len(sign_ups.companies),
        n_associations=len(sign_ups.associations),
        n_meetings=len(draft.plan),
        n_rounds=wanted.n_rounds,
        starts_at=wanted.starts_at,
        seed=seed,
        organiser=organiser,
        facilitator=facilitator,
        neighbour=neighbour,
        hall_path=f"/h/{hall}",
        company=company,
        association=association,
        meet_in_round=meeting.round_number,
    )


def move_start(session: Session, event_id: int, starts_at: datetime, now: datetime) -> None:
    """Announce another time for the first round; nothing changes once it has begun."""
    if event_day.evening_state(session, event_id, now).rounds_begun == 0:
        settings = EventSettings(**asdict(events.settings_of(session, event_id)) | {"starts_at": starts_at})
        events.change_settings(session, event_id, settings, now)


def _take_in(session: Session, event_id: int, sign_ups: SignUps, key: str) -> None:
    """The sample's sheet with the files beside it, and what its readers had to say."""
    organisations.take_in(session, event_id, sign_ups, sheet_name="organisations.csv", secret_key=key)
    organisations.set_diagnosis(session, event_id, read_diagnosis(sample_data.path("diagnosis.csv")))
    history, about_history = read_history(sample_data.path("history.csv"), sign_ups.organisations)
    organisations.remember(session, event_id, history)
    organisations.add_remarks(session, event_id, "history", about_history)
    rules, about_pairs = read_pairs(sample_data.path("pairs.csv"), sign_ups.organisations)
    organisations.add_rules(session, event_id, rules)
    organisations.add_remarks(session, event_id, "pairs", about_pairs)


def _few(sign_ups: SignUps) -> SignUps:
    """The last few organisations of each side, for the evening next door."""
    kept = (*sign_ups.companies[-NEIGHBOURS_PER_SIDE:], *sign_ups.associations[-NEIGHBOURS_PER_SIDE:])
    ids = {one.id for one in kept}
    return SignUps(
        organisations=kept,
        participants=tuple(one for one in sign_ups.participants if one.organisation_id in ids),
        pair_rules=(),
        remarks=(),
        format=sign_ups.format,
        encoding=sign_ups.encoding,
        n_rows=len(kept),
        lines={},  # no remarks, so that nobody's are looked for
    )


def _to_watch(meetings: tuple[PlannedMeeting, ...]) -> PlannedMeeting:
    """The best meeting of the first rounds: the two phones that whoever watches may play with."""
    early = [one for one in meetings if one.round_number <= LAST_ROUND_TO_MEET]
    return max(early, key=lambda one: (one.score, -one.round_number, -one.table_number))


def _account(session: Session, login: Login, name: str, *, may_organise: bool) -> int:
    return accounts.create_account(
        session, email=login.email, name=name, password=login.password, may_organise=may_organise
    )


def _password() -> str:
    """Three words and a number: readable across a room, another one each time."""
    return "-".join([*secrets.SystemRandom().sample(WORDS, 3), str(secrets.randbelow(90) + 10)])
