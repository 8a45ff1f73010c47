"""Settings that cannot work -> sentences that name the variable, what was given and what to try."""

from typing import Final

from webapp.config import WrongSetting
from webapp.wording import Words
from webapp.wording.marking import N_


def sentence(wrong: WrongSetting, words: Words) -> str:
    """What a wrong setting says to whoever runs the installation."""
    return words.say(SENTENCES[wrong.code], {"variable": wrong.variable, **wrong.values})


SENTENCES: Final = {
    "folder_of_another": N_(
        "%(variable)s : le dossier %(folder)s appartient au compte %(who)s, et cette commande tourne sous le compte "
        "%(account)s. Rien n’y a été lu ni changé : qui possède un dossier décide de ce qui s’y trouve. Lancez la "
        "commande sous ce compte (sudo -u %(who)s, ou --user pour un conteneur), ou réglez %(variable)s sur un dossier "
        "à vous."
    ),
    "link_of_another": N_(
        "%(variable)s : %(folder)s est un lien, et d’autres comptes peuvent le changer (%(place)s). Rien n’y a été lu "
        "ni changé : réglez %(variable)s sur le dossier lui-même."
    ),
    "secret_of_another": N_(
        "%(variable)s : la clé %(path)s appartient au compte %(who)s, qui peut l’avoir lue ou choisie. Si c’est bien "
        "la vôtre, donnez-la à ce compte-ci (chown) ; sinon retirez-la, et une clé sûre sera faite."
    ),
    "database_unknown": N_(
        "%(variable)s n’est pas l’adresse d’une base de données : donnez sqlite:///FICHIER ou "
        "postgresql+psycopg://COMPTE@MACHINE/NOM, ou retirez ce réglage pour un fichier dans le dossier de "
        "l’installation."
    ),
    "secret_short": N_(
        "%(variable)s a moins de 32 caractères : retirez ce réglage, et une clé sûre sera faite et gardée dans le "
        "dossier de l’installation. S’il n’est pas réglé, c’est le fichier « secret » de ce dossier qui est abîmé : "
        "remettez celui d’une sauvegarde."
    ),
    "not_a_speed": N_(
        "%(variable)s=%(given)s ne peut pas servir : donnez un nombre au-dessus de 0 et d’au plus %(most)s, ou retirez "
        "ce réglage."
    ),
    "not_a_moment": N_(
        "%(variable)s=%(given)s ne peut pas servir : donnez un nombre de secondes depuis 1970, ou retirez ce réglage."
    ),
    "not_whole": N_(
        "%(variable)s=%(given)s ne peut pas servir : donnez un nombre entier de %(least)s à %(most)s, ou retirez ce "
        "réglage."
    ),
    "neither_0_nor_1": N_(
        "%(variable)s=%(given)s ne peut pas servir : donnez 1 pour oui ou 0 pour non, ou retirez ce réglage, qui vaut "
        "alors 1."
    ),
    "not_an_address": N_(
        "%(variable)s=%(given)s n’est pas l’adresse d’un site : elle commence par http:// ou https://, comme "
        "https://soirees.example.org."
    ),
    "no_address_for_mails": N_(
        "%(variable)s n’est pas réglé, et les liens des courriels commencent par lui : donnez l’adresse du site, ou "
        "retirez ENTREMISE_SMTP_URL."
    ),
    "time_zone_unknown": N_(
        "%(variable)s=%(given)s n’est pas le nom d’un fuseau horaire : écrivez-le en entier, comme Europe/Paris ou "
        "Indian/Reunion, ou retirez ce réglage pour Europe/Paris."
    ),
    "no_time_zones": N_(
        "%(variable)s=%(given)s n’est pas trouvé, parce que cet ordinateur n’a pas de liste des fuseaux horaires : "
        "installez-la (paquet tzdata)."
    ),
    "not_a_mail_server": N_(
        "%(variable)s n’est pas l’adresse d’un serveur de courrier : donnez smtp://COMPTE:MOTDEPASSE@MACHINE:PORT ou "
        "smtps://COMPTE:MOTDEPASSE@MACHINE:PORT, ou retirez ce réglage pour ne rien envoyer."
    ),
    "no_sender_of_mails": N_(
        "%(variable)s n’est pas une adresse de courriel : donnez celle d’où partent les courriels, ou retirez "
        "ENTREMISE_SMTP_URL."
    ),
}
