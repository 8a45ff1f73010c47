"""`entremise backup` and `restore`: an installation -> one file, and back, and what was done."""

from dataclasses import replace as with_changes
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from webapp import emptied_mark
from webapp.cli.doctor import settings_here
from webapp.cli.problems import CannotWrite, DataProblem, WrongCall
from webapp.cli.stopping import stopping_in_order
from webapp.cli.streams import progress, say
from webapp.wording import Words
from webapp.wording.marking import N_

if TYPE_CHECKING:
    from webapp.services.erasure_journal import ErasedPerson
    from webapp.upkeep.backup_file import UnusableBackup


def back_up(file: Path, *, with_secret: bool, with_choices: bool, replace: bool, words: Words) -> None:
    """Write a verified backup of this installation, and say what is in it and how to keep it."""
    from webapp.upkeep.backup import back_up as run  # noqa: PLC0415  slow import
    from webapp.upkeep.backup_file import UnusableBackup  # noqa: PLC0415  slow import

    settings = settings_here(words)
    try:
        with stopping_in_order(), progress(words.say(COPYING)):
            made = run(
                settings,
                file.absolute(),
                now=datetime.now(UTC),
                with_secret=with_secret,
                with_choices=with_choices,
                replace=replace,
            )
    except FileExistsError as error:
        raise WrongCall(words.say(FILE_THERE, {"file": file})) from error
    except OSError as error:
        raise CannotWrite(file, error) from error
    except UnusableBackup as error:
        raise _said(error, words) from error
    say(words.say(MADE, {"file": file, "tables": len(made.tables), "rows": made.rows}))
    say(words.say(KEEP_SAFE if with_secret else KEEP_SAFE_WITHOUT_SECRET))
    say(words.say(HOLDS_CHOICES if with_choices else HOLDS_NO_CHOICES))


def put_back(
    file: Path,
    *,
    into: str | None,
    replace: bool,
    keep_secret: bool,
    undo_seal: bool,
    erasures: Path | None,
    words: Words,
) -> None:
    """Put a backup in the place of the database, and say what became of the former one and of everybody's links."""
    from webapp.upkeep.backup_file import UnusableBackup  # noqa: PLC0415  slow import
    from webapp.upkeep.former_databases import KEPT_DAYS  # noqa: PLC0415  slow import
    from webapp.upkeep.restore import restore  # noqa: PLC0415  slow import

    settings = settings_here(words)
    if into is not None:
        try:
            settings = with_changes(settings, database_url=into)
        except ValueError as error:
            raise WrongCall(str(error)) from error
    erased = _read_erasures(erasures, words) if erasures else None
    try:
        with stopping_in_order(), progress(words.say(RESTORING)):
            done = restore(
                settings,
                file.absolute(),
                now=datetime.now(UTC),
                replace=replace,
                keep_secret=keep_secret or into is not None,
                undo_seal=undo_seal,
                erased=erased,
            )
    except OSError as error:
        raise CannotWrite(file, error) from error
    except UnusableBackup as error:
        raise _said(error, words) from error
    if into is not None:
        emptied_mark.forget(settings.instance)  # it is about the database of the settings, not about this one
    say(words.say(RESTORED, {"when": done.manifest.made_at, "rows": done.manifest.rows}))
    if done.aside:
        say(words.say(ASIDE, {"aside": done.aside, "days": KEPT_DAYS}))
    if not done.erasures_read:
        say(words.say(FORMER_NOT_READ))
    if not done.former_read:
        say(words.say(CAME_BACK))
    if done.erased_again:
        say(words.say(ERASED_AGAIN, {"count": done.erased_again}))
    if done.not_found:
        say(words.say(ERASED_NOT_FOUND, {"count": done.not_found}))
    if done.heard_again:
        say(words.say(HEARD_AGAIN, {"count": done.heard_again}))
    if done.emptied_again:
        say(words.say(EMPTIED_AGAIN, {"count": done.emptied_again}))
    if not done.files_emptied:
        say(words.say(FILES_NOT_EMPTIED))
    say(words.say(SECRETS[done.secret]))
    if not done.manifest.with_choices:
        say(words.say(NO_CHOICES_CAME_BACK))
    say(words.say(SIGN_IN_AGAIN))


def _read_erasures(file: Path, words: Words) -> "list[ErasedPerson]":
    from webapp.services.erasure_journal import read_journal  # noqa: PLC0415  slow import

    try:
        return read_journal(file.read_text(encoding="utf-8", errors="replace"))
    except ValueError as error:
        raise DataProblem([words.say(NOT_ERASURES, {"file": file, "why": error})]) from error


def _said(error: "UnusableBackup", words: Words) -> DataProblem:
    return DataProblem([words.say(PROBLEMS[error.code], error.values)])


COPYING = N_("Copie de la base de données…")
RESTORING = N_("Vérification et restauration…")
MADE = N_("%(file)s : sauvegarde faite et relue. Tables : %(tables)s, lignes : %(rows)s.")
FILE_THERE = N_("%(file)s existe déjà. Donnez un autre nom, ou --replace.")
KEEP_SAFE = N_(
    "Ce fichier ouvre tout : les données de chacun et la clé des liens personnels. Gardez-le chiffré, loin "
    "de ce serveur."
)
KEEP_SAFE_WITHOUT_SECRET = N_(
    "Ce fichier contient les données de chacun, sans la clé des liens : gardez-la à part, ou les badges réimprimés "
    "après une restauration n’ouvriront plus."
)
HOLDS_CHOICES = N_(
    "Il contient les réponses que personne ne doit lire. Effacez-le au plus tard 24 heures après les résultats ; pour "
    "une copie de plus longue durée : --without-choices."
)
HOLDS_NO_CHOICES = N_("Les réponses à sens unique n’y sont pas.")
RESTORED = N_("Restauré : la sauvegarde du %(when)s, lignes : %(rows)s. Vous pouvez relancer entremise serve.")
ASIDE = N_(
    "L’ancienne base est gardée : %(aside)s. Effacez-la dès que tout est vérifié ; elle s’efface d’elle-même "
    "après %(days)s jours, et les réponses à sens unique y sont détruites à leur date."
)
FORMER_NOT_READ = N_(
    "L’ancienne base n’a pas pu dire qui avait demandé à être effacé depuis la sauvegarde. Si vous gardez ailleurs "
    "une copie d’erasures.txt : --erasures FICHIER."
)
CAME_BACK = N_(
    "Aucune ancienne base n’a dit ce qui s’était passé depuis la sauvegarde. Les accords retirés depuis valent de "
    "nouveau, et une soirée dont les choix étaient clos peut être rouverte : dites-le aux personnes concernées avant "
    "de relancer entremise serve."
)
ERASED_AGAIN = N_("Personnes effacées depuis la sauvegarde et effacées de nouveau : %(count)s.")
ERASED_NOT_FOUND = N_(
    "Personnes effacées depuis la sauvegarde, qu’elle ne permet pas de reconnaître car elle vient d’une version "
    "antérieure : %(count)s. Comparez la liste des personnes avec vos demandes d’effacement, et effacez de nouveau qui "
    "est revenu."
)
EMPTIED_AGAIN = N_(
    "Soirées vidées de nouveau, dont les réponses avaient été détruites ou les personnes oubliées depuis la "
    "sauvegarde : %(count)s."
)
HEARD_AGAIN = N_(
    "Personnes dont les accords donnés ou retirés depuis la sauvegarde sont repris de l’ancienne base : %(count)s."
)
FILES_NOT_EMPTIED = N_(
    "Ce qui vient d’être effacé de nouveau reste un moment dans les fichiers de la base : le serveur les videra en "
    "démarrant, ou entremise retention maintenant."
)
SIGN_IN_AGAIN = N_(
    "Chacun doit se connecter de nouveau au bureau. Les liens remplacés depuis la sauvegarde sont revenus : remplacez "
    "encore ceux des badges perdus."
)
NO_CHOICES_CAME_BACK = N_("Cette sauvegarde était sans les réponses à sens unique : elles ne sont pas revenues.")
NOT_ERASURES = N_("%(file)s n’est pas une liste de personnes effacées (%(why)s). Rien n’a été touché.")
SECRETS: Final = {
    "same": N_("La clé des liens est la même : les liens imprimés ouvrent, les badges peuvent être réimprimés."),
    "replaced": N_("La clé des liens est celle de la sauvegarde ; l’autre est gardée à côté, secret.before-restore-…"),
    "kept": N_(
        "La clé des liens de cette installation n’est pas celle de la sauvegarde. Les liens imprimés ouvrent ; ceux "
        "d’un badge réimprimé n’ouvriront pas : donnez d’abord un nouveau lien à la personne, ou remettez l’ancienne "
        "clé."
    ),
    "absent": N_(
        "La sauvegarde est sans clé des liens. Si ce n’est pas celle d’ici, les liens imprimés ouvrent, mais ceux d’un "
        "badge réimprimé n’ouvriront pas."
    ),
}
PROBLEMS: Final = {
    "not_a_backup": N_("%(file)s n’est pas une sauvegarde d’Entremise. Rien n’a été touché."),
    "journal_unreadable": N_("%(file)s ne se lit pas (%(why)s). Rien n’a été touché : réparez ce fichier d’abord."),
    "newer_format": N_("%(file)s vient d’une version plus récente d’Entremise. Rien n’a été touché."),
    "newer_database": N_(
        "%(file)s vient d’une version plus récente (%(found)s, celle-ci connaît %(known)s). Rien n’a été touché."
    ),
    "damaged": N_("%(file)s est abîmé (%(where)s). Rien n’a été touché. Prenez une sauvegarde plus ancienne."),
    "other_kind": N_("%(file)s est une sauvegarde de %(found)s ; la base de données d’ici est en %(wanted)s."),
    "stands_already": N_(
        "%(database)s contient déjà une base de données. Avec --replace, elle est gardée à côté et remplacée."
    ),
    "seal_undone": N_(
        "%(file)s date d’avant la clôture des choix de : %(evenings)s. Restaurée, la soirée serait rouverte : chacun "
        "pourrait changer ses réponses, même en connaissant les résultats, et les souhaits partagés seraient "
        "recalculés. Rien n’a été touché. Prenez une sauvegarde faite après la clôture, ou --undo-seal pour rouvrir."
    ),
    "in_use": N_("%(database)s est ouverte par un serveur. Arrêtez-le d’abord. Rien n’a été touché."),
    "folder_of_another": N_(
        "%(place)s appartient au compte %(who)s, qui pourrait mettre un autre dossier à la place de celui du travail : "
        "il lirait les données et la clé, ou ferait écraser d’autres fichiers. Rien n’a été touché. Prenez un dossier "
        "à vous (mkdir -m 700), d’où la sauvegarde faite se copie ensuite, et où celle à restaurer se copie d’abord ; "
        "ou lancez la commande sous ce compte (sudo -u %(who)s, ou --user pour un conteneur)."
    ),
    "folder_of_a_group": N_(
        "D’autres comptes que le vôtre peuvent écrire dans %(place)s (ceux du groupe %(who)s, ou d’une liste d’accès) "
        "et mettre un autre dossier à la place de celui du travail : ils liraient les données et la clé. Rien n’a été "
        "touché. Prenez un dossier à vous (mkdir -m 700), d’où la sauvegarde faite se copie ensuite, et où celle à "
        "restaurer se copie d’abord ; ou retirez-leur ce droit (chmod g-w)."
    ),
    "folder_of_everybody": N_(
        "Tous les comptes de cet ordinateur peuvent écrire dans %(place)s et mettre un autre dossier à la place de "
        "celui du travail : ils liraient les données et la clé. Rien n’a été touché. Prenez un dossier à vous "
        "(mkdir -m 700), d’où la sauvegarde faite se copie ensuite, et où celle à restaurer se copie d’abord ; ou "
        "retirez-leur ce droit (chmod go-w)."
    ),
    "folder_missing": N_("Le dossier %(folder)s n’existe pas."),
    "nothing_to_copy": N_("%(database)s : il n’y a pas encore de base de données à sauvegarder."),
    "not_ours": N_("%(database)s n’est pas une base d’Entremise : rien n’a été copié."),
    "cannot_read_database": N_("La base de données ne peut pas être lue : %(why)s"),
    "database_refuses": N_("PostgreSQL refuse : %(why)s. Rien n’a été touché."),
    "program_missing": N_(
        "Il manque %(program)s en version %(version)s ou plus récente. Sous Debian : apt install "
        "postgresql-client-%(version)s."
    ),
    "program_failed": N_("%(program)s s’est arrêté : %(why)s"),
}
