"""The sample evening once more -> pictures of accounts and roles, of the log, of people's rights, of what went wrong.

python -m tests.browser.trust_pages build/screenshots
"""

import sys
from datetime import timedelta
from pathlib import Path

from playwright.sync_api import Page

from tests.browser.walk import Walk, walking
from tests.webapp.conftest import EVENING, PASSWORD
from webapp import languages
from webapp.demonstration.evening import Login
from webapp.services import (
    accounts,
    audit,
    choices,
    consents,
    contacts,
    event_day,
    invitations,
    organisations,
    password_resets,
    retention,
    roles,
)
from webapp.services.audit import Program
from webapp.services.retention import months_later

NOBODY_LISTENS = "smtp://127.0.0.1:9"
LONG_NAME = "Marie-Clémentine de Montmorency-Lichtenberger"
LONG_ADDRESS = "une.adresse.vraiment.tres.longue.pour.une.association@exemple-de-domaine.org"
DOOR, READER = (Login(email=f"{name}@example.org", password=PASSWORD) for name in ("accueil", "lecture"))
DESK_AFTER = {
    "sheet": "/desk/sheet",
    "rules": "/desk/rules",
    "plan": "/desk/plan",
    "evening": "/desk/evening",
    "presence": "/desk/presence",
    "people": "/desk/people",
    "results": "/desk/results",
    "team": "/desk/team",
    "log": "/desk/log",
    "pairs": "/pairs",
    "evaluation": "/evaluation",
}


def elsewhere(walk: Walk, page: Page, name: str, path: str) -> None:
    """A page that belongs to no evening."""
    page.goto(walk.served.url + path)
    walk.take(page, name, "")


def in_english(walk: Walk, page: Page, names: dict[str, str]) -> None:
    """Pages of the evening as somebody reads them who has chosen English."""
    page.context.add_cookies([{"name": languages.COOKIE, "value": "en", "url": walk.served.url}])
    for name, address in names.items():
        walk.take(page, f"{name}-english", address)
    page.context.clear_cookies(name=languages.COOKIE)


def send(page: Page, button: str) -> None:
    """Send a form, and wait for what comes back."""
    with page.expect_navigation():
        page.get_by_role("button", name=button).first.click()


def helpers(walk: Walk) -> tuple[str, str, str]:
    """Two more of the team, an administrator, an invitation, a link for a password; the last three as texts."""
    now, event_id = walk.clock.now(), walk.shown.event_id
    with walk.served.database.writing() as session:
        for login, name, role in ((DOOR, LONG_NAME, "door"), (READER, "Léo Ritter", "reader")):
            number = accounts.create_account(
                session, email=login.email, name=name, password=login.password, may_organise=False, now=now
            )
            roles.grant(session, event_id=event_id, account_id=number, role=role)
        owner = accounts.account_number(session, walk.shown.organiser.email)
        assert owner is not None
        token = invitations.invite(
            session, event_id, email="nour.haddad@example.org", role="door", invited_by=owner, now=now
        )
        reset = password_resets.open_reset(session, owner, now=now)
        accounts.create_account(
            session,
            email="ada@example.org",
            name="Ada Meyer",
            password=PASSWORD,
            may_organise=False,
            administrator=True,
            now=now,
        )
    return token, reset, "ada@example.org"


def doors(walk: Walk, token: str, reset: str) -> None:
    """Signing in, a forgotten password, an invitation: each well, and each refused."""
    out = walk.open("desk", walk.served.url)
    elsewhere(walk, out, "desk-sign-in", "/sign-in")
    for tries in range(11):
        out.get_by_label("Adresse e-mail").fill("quelqu.un@example.org")
        out.get_by_label("Mot de passe").fill("pas le bon")
        send(out, "Se connecter")
        if tries == 0:
            walk.take(out, "desk-sign-in-refused", "")
    walk.take(out, "desk-sign-in-wait", "")
    elsewhere(walk, out, "desk-forgotten", "/password")
    out.get_by_label("Adresse e-mail").fill("quelqu.un@example.org")
    send(out, "Envoyer le lien")
    walk.take(out, "desk-forgotten-sent", "")
    elsewhere(walk, out, "desk-password", f"/password/{reset}")
    out.get_by_label("Nouveau mot de passe").fill("court")
    send(out, "Choisir ce mot de passe")
    walk.take(out, "desk-password-refused", "")
    elsewhere(walk, out, "desk-invitation", f"/invitation/{token}")
    in_english(walk, out, {"desk-invitation": ""})
    out.goto(f"{walk.served.url}/invitation/{token}")
    send(out, "Créer le compte et accepter")
    walk.take(out, "desk-invitation-refused", "")
    elsewhere(walk, out, "desk-link-ended", "/invitation/nothing-that-was-ever-a-link")


def team(walk: Walk, token: str, administrator: str) -> None:
    """The owner's team and log, one's own account, the installation's accounts, a door helper and a reader."""
    desk = walk.signed_in(walk.shown.organiser)
    elsewhere(walk, desk, "desk-invitation-signed-in", f"/invitation/{token}")
    elsewhere(walk, desk, "desk-account", "/account")
    send(desk, "Changer de mot de passe")
    walk.take(desk, "desk-account-refused", "")
    walk.take(desk, "desk-log-empty", "/desk/log?topic=introductions")
    walk.take(desk, "desk-team", "/desk/team")
    send(desk, "Inviter, et montrer le lien")
    walk.take(desk, "desk-team-refused", "")
    desk.get_by_label("Adresse e-mail").fill(
        "une.adresse.vraiment.tres.longue.pour.une.association@exemple-de-domaine.org"
    )
    desk.get_by_role("radio", name="Lecture").check()
    send(desk, "Inviter, et montrer le lien")
    walk.take(desk, "desk-team-link", "")
    in_english(walk, desk, {"desk-team": "/desk/team"})
    out = walk.signed_in(Login(email=administrator, password=PASSWORD))
    elsewhere(walk, out, "desk-events-none", "/")
    elsewhere(walk, out, "desk-accounts", "/accounts")
    for closed in out.locator("details").all():
        closed.evaluate("one => one.open = true")
    walk.take(out, "desk-accounts-open", "")
    door = walk.signed_in(DOOR)
    for name, address in {
        "presence": "/desk/presence",
        "person": f"/desk/presence/people/{walk.shown.company.participant_id}",
        "walk-in": "/desk/presence/new",
        "people": "/desk/people",
        "new-link": f"/desk/people/{walk.shown.company.participant_id}/link",
        "timetables": "/desk/timetables",
        "refused": "/desk/plan",
    }.items():
        walk.take(door, f"door-{name}", address)
    elsewhere(walk, door, "door-events", "/")
    reader = walk.signed_in(READER)
    for name, address in {
        "plan": "/desk/plan",
        "timetables": "/desk/timetables",
        "report": "/desk/report",
        "pairs": "/pairs",
        "pair": "/pairs/C01/A01",
        "profiles": "/profiles",
        "profile": "/profiles/C01",
        "evaluation": "/evaluation",
    }.items():
        walk.take(reader, f"reader-{name}", address)


def long_log(walk: Walk, desk: Page) -> None:
    """A log of several pages, and one topic of it."""
    someone = Program("door", name=LONG_NAME)
    with walk.served.database.writing() as session:
        for number in range(130):
            audit.note(
                session,
                walk.shown.event_id,
                actor=someone,
                action="presence_noted",
                now=walk.clock.now() - timedelta(seconds=200 - number),
                participant_id=walk.shown.company.participant_id,
                details={"state": ("here", "absent", "expected")[number % 3]},
            )
    walk.take(desk, "desk-log", "/desk/log")
    walk.take(desk, "desk-log-page", "/desk/log?page=2")
    walk.take(desk, "desk-log-topic", "/desk/log?topic=team")
    in_english(walk, desk, {"desk-log": "/desk/log"})


def rights(walk: Walk, phone: Page) -> None:
    """What is handed over, what is kept, and the way to be erased."""
    for name, address in {
        "consent": "/me/consent",
        "privacy": "/me/privacy",
        "erase": "/me/erase",
    }.items():
        walk.take(phone, f"phone-{name}", address)
    in_english(walk, phone, {f"phone-{one}": f"/me/{one}" for one in ("consent", "privacy", "erase")})
    phone.goto(f"{walk.event}/me/erase")
    send(phone, "Effacer mes données")
    walk.take(phone, "phone-erase-forgotten", "")


def errors(walk: Walk, desk: Page, phone: Page) -> None:
    """What people read when something cannot be done."""
    walk.take(phone, "phone-404", "/me/nothing")
    walk.take(desk, "desk-404", "/desk/nothing")
    elsewhere(walk, walk.open("phone"), "phone-link-ended", "/p/nothing-that-was-ever-a-link")
    for page, name, path, field, size in (
        (desk, "desk-413", "/desk/rules", "name", 300_000),
        (phone, "phone-413", "/me/consent", "own_email", 20_000),
    ):
        page.goto(walk.event + path)
        with page.expect_navigation():
            page.evaluate(
                """([field, size]) => {
                    const form = document.querySelector('main form');
                    const added = document.createElement('input');
                    Object.assign(added, {name: field, type: 'hidden', value: 'x'.repeat(size)});
                    form.append(added);
                    form.submit();
                }""",
                [field, size],
            )
        walk.take(page, name, "")
    for page, name, path in ((desk, "desk-400", "/desk/rules"), (phone, "phone-400", "/me/consent")):
        page.goto(walk.event + path)
        with page.expect_navigation():
            page.evaluate(
                """() => {
                    const form = document.querySelector('main form');
                    form.querySelector('[name=csrf_token]').value = 'old';
                    form.submit();
                }"""
            )
        walk.take(page, name, "")


def the_end(walk: Walk, desk: Page, phone: Page) -> None:
    """The review on two phones, the results, erasures, and the evening a year later."""
    own, other = walk.shown.company.participant_id, walk.shown.association.participant_id
    walk.until(18, 45)
    with walk.served.database.writing() as session:
        event_day.act(session, walk.shown.event_id, "end", walk.clock.now())
    for one, partner in ((own, other), (other, own)):
        walk.agree(one)
        with walk.served.database.writing() as session:
            consents.state(
                session,
                participant_id=one,
                granted={"email": True, "phone": False},
                purpose="introductions",
                now=walk.clock.now(),
            )
        walk.tell(one, partner)
    walk.take(phone, "phone-review-elsewhere", "/me/review")
    in_english(walk, phone, {"phone-review-elsewhere": "/me/review"})
    walk.take(phone, "phone-consent-said", "/me/consent")
    walk.take(phone, "phone-erase-under-way", "/me/erase")
    closes_at = walk.served.state(walk.shown.event_id).closes_at
    assert closes_at is not None
    walk.clock.moment = closes_at + timedelta(seconds=20)
    with walk.served.database.writing() as session:
        choices.seal(session, walk.shown.event_id, walk.clock.now())
    walk.take(phone, "phone-consent-sealed", "/me/consent")
    walk.clock.go(seconds=40)
    with walk.served.database.writing() as session:
        choices.reveal(session, walk.shown.event_id, walk.clock.now())
    walk.take(phone, "phone-results", "/me")
    walk.take(phone, "phone-privacy-results", "/me/privacy")
    walk.take(phone, "phone-erase-results", "/me/erase")
    in_english(walk, phone, {"phone-results": "/me"})
    with walk.served.database.reading() as session:
        everybody = organisations.listed_participants(session, walk.shown.event_id)
        without = next(one for one in everybody if not contacts.contacts_of(session, one.id))
        company, association = (next(one.code for one in everybody if one.id == number) for number in (own, other))
    nobody = walk.phone(without.id)
    walk.take(nobody, "phone-results-none")
    in_english(walk, nobody, {"phone-results-none": "/me"})
    walk.take(desk, "desk-results-contacts", "/desk/results")
    facilitator = walk.signed_in(walk.shown.facilitator)
    walk.take(facilitator, "facilitator-pair-addresses", f"/pairs/{code_of(company)}/{code_of(association)}")
    long_log(walk, desk)
    walk.take(desk, "desk-people-owner", "/desk/people")
    walk.take(desk, "desk-erase", f"/desk/people/{without.id}/erase")
    send(desk, "Effacer ses données")
    walk.take(desk, "desk-erase-forgotten", "")
    desk.get_by_label("Cette personne l’a demandé").check()
    send(desk, "Effacer ses données")
    walk.take(desk, "desk-erased", "")
    phone.goto(f"{walk.event}/me/erase")
    phone.get_by_label("J’ai compris").check()
    send(phone, "Effacer mes données")
    walk.take(phone, "phone-erased", "")
    walk.clock.moment = months_later(walk.clock.moment, 13)
    with walk.served.database.writing() as session:
        retention.apply(session, walk.clock.now(), walk.served.settings)
    desk = walk.signed_in(walk.shown.organiser)
    for name, address in DESK_AFTER.items():
        walk.take(desk, f"afterwards-{name}", address)
    elsewhere(walk, desk, "afterwards-events", "/")


def code_of(participant_code: str) -> str:
    """The organisation's code in that of somebody who comes for it."""
    return participant_code.partition("-")[0]


def main(folder: Path) -> None:
    """Take the pictures."""
    with walking(folder, smtp_url=NOBODY_LISTENS) as walk:
        token, reset, administrator = helpers(walk)
        doors(walk, token, reset)
        team(walk, token, administrator)
        walk.clock.moment = EVENING - timedelta(hours=1)
        desk = walk.signed_in(walk.shown.organiser)
        phone = walk.phone(walk.shown.company.participant_id)
        walk.take(phone, "phone-before")
        rights(walk, phone)
        errors(walk, desk, phone)
        the_end(walk, desk, phone)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
