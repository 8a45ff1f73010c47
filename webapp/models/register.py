"""The columns' declarations -> the register's table: what is kept of people, of which kind, for how long.

``python -m webapp.models.register`` prints it for docs/rgpd/registre.md, and a test keeps the two in step.
"""

from typing import Final, get_args

from sqlalchemy import MetaData

from webapp.models import Row
from webapp.models.base import Kept, PersonalData

KINDS: Final = {
    "identity": "identité",
    "contact": "coordonnées",
    "profile": "profil de la structure",
    "trace": "traces d’action",
    "choice": "réponses à sens unique",
    "secret": "secrets techniques",
}
DURATIONS: Final = {
    "account": "durée du compte, au plus 3 ans sans usage (`ENTREMISE_KEEP_ACCOUNTS_YEARS`), sauf les deux cas "
    "ci-dessous",
    "sign_in": "jusqu’à la fin de la connexion, de l’invitation ou du lien, au plus un an",
    "attempt": "un jour",
    "links": "30 jours après la soirée (`ENTREMISE_KEEP_LINKS_DAYS`)",
    "evening": "12 mois après la soirée (`ENTREMISE_KEEP_PEOPLE_MONTHS`)",
    "reduced": "12 mois après la soirée (`ENTREMISE_KEEP_PEOPLE_MONTHS`), puis réduit à ce qui ne dit rien de personne "
    ": réglages, preuve du plan publié, nombres à partir de dix",
    "choices": "24 heures après les résultats (`ENTREMISE_KEEP_CHOICES_HOURS`), au plus 30 jours après la soirée",
}


def faults(metadata: MetaData) -> list[str]:
    """What is wrong with the declarations: a column without one, words not known, a choice outside ``choices``."""
    found = []
    for table in metadata.sorted_tables:
        for column in table.columns:
            name, personal, kept = f"{table.name}.{column.name}", column.info.get("personal"), column.info.get("kept")
            if personal not in get_args(PersonalData) or kept not in get_args(Kept):
                found.append(f"{name} does not say what it holds of people and for how long")
            elif personal != "none" and kept == "always":
                found.append(f"{name} holds {personal} for ever")
            elif (personal == "choice") != (table.name == "choices"):
                found.append(f"{name}: one-sided choices stand in the table choices, and nothing else does")
    return found


def register_table(metadata: MetaData) -> str:
    """The table in Markdown: one line for each kind and duration, with its columns."""
    lines = ["| catégorie | conservation | où (table : colonnes) |", "|---|---|---|"]
    for personal, kind in KINDS.items():
        for kept, duration in DURATIONS.items():
            places = [
                f"`{table.name}` : " + ", ".join(columns)
                for table in sorted(metadata.tables.values(), key=lambda one: one.name)
                if (columns := [one.name for one in table.columns if one.info == {"personal": personal, "kept": kept}])
            ]
            if places:
                lines.append(f"| {kind} | {duration} | {' ; '.join(places)} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    print(register_table(Row.metadata), end="")
