"""What a form must hold for its route to do its work, by endpoint; a route that is not named here does its with none.

A value of octets is a file. The forms are filled from the database, so that they fit the evening that a path names.
"""

from collections.abc import Callable, Mapping
from datetime import timedelta
from io import BytesIO
from typing import Final

from tests.proofs.actors import OWNER, Installation
from tests.webapp.conftest import PASSWORD, THREE_BY_THREE, Evening
from webapp.services import consents, repairs, suggested
from webapp.services.refusals import Refused
from webapp.services.rules import organisations_of

Form = Mapping[str, str | bytes]
NEW_PASSWORD: Final = "une longue phrase à retenir"


def form_for(world: Installation, endpoint: str | None, path: str) -> dict[str, str | bytes]:
    """The form for a route at an address."""
    return dict(FORMS[endpoint](world, path)) if endpoint in FORMS else {}


def as_sent(form: Form) -> dict[str, object]:
    """A form as a browser sends it: texts, and files with a name."""
    return {
        name: (BytesIO(value), f"{name}.csv") if isinstance(value, bytes) else value for name, value in form.items()
    }


def _evening(world: Installation, path: str) -> Evening:
    return world.other if world.other.public_id in path else world.evening


def _pair(world: Installation, path: str) -> Form:
    with world.database.reading() as session:
        listed = organisations_of(session, _evening(world, path).event_id)
    first = {side: next(str(one.id) for one in listed if one.side == side) for side in ("company", "association")}
    return {**first, "kind": "forbidden"}


def _mark(world: Installation, path: str) -> Form:
    return {"mark": f"until:{next(iter(_evening(world, path).people.values()))}:2"}


def _tap(_world: Installation, path: str) -> Form:
    return {"answer": "not", "sequence": "2", "key": f"{path.rpartition('/')[2]}.2.{'k' * 22}"}


def _review(world: Installation, path: str) -> Form:
    """Another answer about everybody whom one may have met."""
    form: dict[str, str] = {}
    for number in _evening(world, path).people.values():
        form |= {f"answer-{number}": "not", f"sequence-{number}": "3", f"key-{number}": f"{number}.3.{'r' * 22}"}
    return form


def _settings(world: Installation, _path: str) -> Form:
    day = world.clock.now() + timedelta(days=9)
    return {"name": "Une soirée", "venue": "Salle", "date": day.date().isoformat(), "start": "18:30", "n_rounds": "3"}


def _seen(world: Installation, path: str) -> Form:
    """The name of the repair that the page of it shows now; none once there is nothing to repair any more."""
    with world.database.reading() as session:
        try:
            given = repairs.situation(session, _evening(world, path).event_id, world.clock.now())
        except Refused:
            return {}
    return {"seen": repairs.repair(given).token}


def _answers(world: Installation, path: str) -> Form:
    """Yes to all that the presentations of the evening suggest."""
    with world.database.reading() as session:
        profiles = suggested.suggested_profiles(session, _evening(world, path).event_id)
    return {one.key: "yes" for profile in profiles for one in profile.open}


FORMS: Mapping[str | None, Callable[[Installation, str], Form]] = {
    "account.change_password": lambda _world, _path: {"current": PASSWORD, "new": NEW_PASSWORD, "again": NEW_PASSWORD},
    "account.choose_password": lambda _world, _path: {"new": NEW_PASSWORD, "again": NEW_PASSWORD},
    "account.join": lambda _world, _path: {"name": "Zoé", "new": NEW_PASSWORD, "again": NEW_PASSWORD},
    "account.make": lambda _world, _path: {"email": "made@example.org", "name": "Zoé"},
    "account.send_reset": lambda _world, _path: {"email": OWNER},
    "account.set_right": lambda _world, _path: {"right": "may_organise", "given": "yes"},
    "doors.open_sign_in": lambda _world, _path: {"email": "owner@example.org", "password": PASSWORD},
    "doors.set_language": lambda _world, _path: {"language": "en"},
    "facilitator.confirm_profile": _answers,
    "facilitator.save_weights": lambda _world, _path: {"giving": "40", "note": "essai"},
    "organiser.act": lambda _world, _path: {"action": "pause"},
    "organiser.add_walk_in": lambda _world, _path: {
        "first_name": "Wanda",
        "last_name": "Passante",
        "organisation_name": "Maison neuve",
        "side": "company",
    },
    "organiser.change_pair_rule": _pair,
    "organiser.change_role": lambda _world, _path: {"role": "door"},
    "organiser.correct": lambda _world, _path: {"last_name": "Corrigé", "shown_last_name": ""},
    "organiser.correct_plan": _pair,
    "organiser.create_event": _settings,
    "organiser.erase": lambda _world, _path: {"sure": "yes"},
    "organiser.invite": lambda _world, _path: {"email": "another@example.org", "role": "reader"},
    "organiser.note_presence": _mark,
    "organiser.publish_repair": _seen,
    "organiser.save_rules": _settings,
    "organiser.take_in": lambda _world, _path: {"sheet": THREE_BY_THREE.encode()},
    "organiser.withdraw": lambda _world, _path: {"sure": "yes"},
    "participant.choose": _tap,
    "participant.erase": lambda _world, _path: {"sure": "yes"},
    "participant.save_consent": lambda _world, _path: {
        "about": "introductions",
        "text-introductions": consents.TEXT_VERSIONS["introductions"],
        "introductions-phone": "yes",
    },
    "participant.save_profile": _answers,
    "participant.save_review": _review,
}
