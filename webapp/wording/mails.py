"""What is sent by mail: few words, one link at most, and no name but that of the account it is for."""

from dataclasses import dataclass
from typing import Final

from webapp.wording.marking import N_
from webapp.wording.voice import Voice


@dataclass(frozen=True)
class Letter:
    """A subject and a text."""

    subject: str
    text: str


RESET_SUBJECT: Final = N_("Choisir un nouveau mot de passe")
RESET: Final = N_(
    "Bonjour %(name)s,\n\n"
    "Vous pouvez choisir un nouveau mot de passe à cette adresse, pendant une heure et une seule fois :\n\n"
    "%(link)s\n\n"
    "Vous n’avez rien demandé ? Ne faites rien : votre mot de passe reste le même."
)
INVITATION_SUBJECT: Final = N_("Une invitation à rejoindre l’équipe d’une soirée")
INVITATION: Final = N_(
    "Bonjour,\n\n"
    "Une équipe d’organisation vous propose de l’aider pour une soirée de rencontres. Cette adresse dit laquelle, et "
    "dans quel rôle. Elle sert une seule fois, jusqu’au %(end)s :\n\n"
    "%(link)s\n\n"
    "Vous n’êtes pas au courant ? Ne faites rien : rien ne se passera."
)
ACCOUNT_SUBJECT: Final = N_("Votre compte Entremise")
ACCOUNT: Final = N_(
    "Bonjour %(name)s,\n\n"
    "Un compte a été créé pour vous. Choisissez votre mot de passe à cette adresse, d’ici une semaine :\n\n"
    "%(link)s\n\n"
    "Elle sert une seule fois."
)
LINK_MADE_SUBJECT: Final = N_("Un lien a été fait pour votre mot de passe")
LINK_MADE: Final = N_(
    "Bonjour %(name)s,\n\n"
    "Une personne qui administre les comptes vient de faire un lien qui permet de choisir un nouveau mot de passe pour "
    "votre compte. Il sert une fois, dans l’heure. Il n’est pas dans ce message : cette personne vous le remet "
    "elle-même.\n\n"
    "Vous n’avez rien demandé ? Qui tient ce lien peut entrer à votre place. Demandez pourquoi il a été fait, et lisez "
    "le journal de vos soirées : il dit qui l’a fait, et quand. Si votre mot de passe ne marche plus, quelqu’un en a "
    "choisi un autre."
)
RIGHT_GIVEN_SUBJECT: Final = N_("Un droit de plus pour votre compte Entremise")
RIGHT_GIVEN: Final = N_(
    "Bonjour %(name)s,\n\n"
    "Une personne qui administre les comptes vient de confier un droit de plus au vôtre : créer des soirées, ou "
    "administrer les comptes. Votre mot de passe ne marche plus. Choisissez-en un autre à cette adresse, d’ici une "
    "semaine :\n\n"
    "%(link)s\n\n"
    "Elle sert une seule fois. Vous n’êtes pas au courant ? Ne l’ouvrez pas, et demandez pourquoi ce droit a été "
    "confié."
)


def reset(voice: Voice, *, name: str, link: str) -> Letter:
    """To whoever asked for a new password."""
    return Letter(voice.say(RESET_SUBJECT), voice.say(RESET, {"name": name, "link": link}))


def invitation(voice: Voice, *, link: str, end: str) -> Letter:
    """To whoever is to help with an evening."""
    return Letter(voice.say(INVITATION_SUBJECT), voice.say(INVITATION, {"link": link, "end": end}))


def new_account(voice: Voice, *, name: str, link: str) -> Letter:
    """To whoever an administrator made an account for."""
    return Letter(voice.say(ACCOUNT_SUBJECT), voice.say(ACCOUNT, {"name": name, "link": link}))


def link_made(voice: Voice, *, name: str) -> Letter:
    """To whoever an administrator made a link for a new password for; the link itself stays out."""
    return Letter(voice.say(LINK_MADE_SUBJECT), voice.say(LINK_MADE, {"name": name}))


def right_given(voice: Voice, *, name: str, link: str) -> Letter:
    """To whoever may organise or administer from now on, and has to choose another password."""
    return Letter(voice.say(RIGHT_GIVEN_SUBJECT), voice.say(RIGHT_GIVEN, {"name": name, "link": link}))
