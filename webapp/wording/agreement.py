"""French sentences about an organisation whose name is a plural: "Les Parrains du Canal cherchent", not "cherche".

Names that begin with "Les" take their verb in the plural; "Transports Varillon" is said as one house.
"""

import re
from collections.abc import Mapping
from typing import Final

PLURALS: Final = {
    "cherche": "cherchent",
    "apporte": "apportent",
    "propose": "proposent",
    "écrit": "écrivent",
    "agit": "agissent",
    "vise": "visent",
    "envisage": "envisagent",
    "a": "ont",
    "dit": "disent",
    "répond": "répondent",
    "peut": "peuvent",
    "reste": "restent",
}
# A name, what may stand before its verb, the verb.
_VERB: Final = re.compile(rf"%\((\w+)\)s ((?:en |n’y |ne le )?)({'|'.join(PLURALS)})\b")


def is_plural(name: str) -> bool:
    """Whether a name takes its verb in the plural.

    >>> is_plural("Les Parrains du Canal"), is_plural("Lesage et fils")
    (True, False)
    """
    return name.strip().casefold().startswith("les ")


def in_agreement(sentence: str, names: Mapping[str, str]) -> str:
    """Return a French sentence whose verbs agree with the names that will stand in it; ``names`` by placeholder."""

    def agreed(found: re.Match[str]) -> str:
        placeholder, before, verb = found.groups()
        return f"%({placeholder})s {before}{PLURALS[verb] if is_plural(names.get(placeholder, '')) else verb}"

    return _VERB.sub(agreed, sentence)
