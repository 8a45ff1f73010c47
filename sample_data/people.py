"""Sheets -> the people who represent them: names, posts, addresses and telephone numbers drawn from a seed.

Names mix the origins one meets in the east of France. Addresses end in example.org (RFC 2606) and numbers lie in the
ranges that the French regulator keeps for fiction, so that nothing here can reach anybody.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import cycle

from sample_data.drawing import Draw
from sample_data.sheets import Sheet

_WOMEN = (
    "Aline|Amina|Anne-Catherine|Bénédicte|Carole|Chantal|Christiane|Clarisse|Coralie|Deniz|Edith|Elif|Estelle|"
    "Fatoumata|Fernanda|Gülsen|Huguette|Ilham|Jolanta|Josiane|Khadija|Laurence|Liliane|Mai-Lan|Marlyse|Maryline|"
    "Mathilde|Muriel|Nadège|Odile|Paola|Rachel|Rokhaya|Sabine|Séverine|Simone|Solange|Sylviane|Yasmina|Zineb"
)
_MEN = (
    "Adrien|Amadou|Bernard|Björn|Cédric|Dany|Denis|Driss|Ernest|Fabrice|Fernand|Franck|Gérald|Gilbert|Hakim|"
    "Hervé|Ibrahima|Jean-Luc|João|Joël|Karim|Lucien|Marc-Antoine|Mehmet|Minh|Nicolas|Ömer|Patrice|Piotr|Quentin|"
    "Raphaël|René|Rémy|Salvatore|Serge|Tanguy|Thibaut|Tomasz|Vincent|Xavier"
)
_LAST_NAMES = (
    "Adjei|Allenbach|Aydin|Baumgartner|Belkacem|Bentz|Bourgeois|Burckel|Calvaresi|Camara|Carabin|Clementz|Contal|"
    "Da Rocha|Demange|Dossmann|Dreyfuss|Durrenberger|Eschenlauer|Ferreira|Fritsch-Lang|Gangloff|Germain|Gérardin|"
    "Goetzmann|Gürbüz|Haffner|Hammann|Houillon|Jacquemin|Jung|Kaczmarek|Kappler|Karadag|Klein|Krummenacker|"
    "Lallemand|Lamboley|Leininger|Lutringer|Mansouri|Marchal|Mathis|Mbaye|Meyer|N’Diaye|Nguyen|Nowicki|Ouali|"
    "Oberlé|Pariset|Pellegrini|Phan|Quirin|Rebmann|Reeb|Richert|Rinaldi|Ruffenach|Schaeffer|Schwoob|Sengler|"
    "Siebering|Sommer|Steinmetz|Thiébaut|Toussaint|Traoré|Ünal|Urban|Vautrin|Wagner|Walter|Wendling|Yilmaz|"
    "Zehnacker|Zeller|Zimmer"
)
WOMEN = tuple(_WOMEN.split("|"))
MEN = tuple(_MEN.split("|"))
LAST_NAMES = tuple(_LAST_NAMES.split("|"))
# First figures of the ranges kept for works of fiction: mobile, and landline of the north-east.
MOBILE = "+3363998"
LANDLINE = "+3335301"


@dataclass(frozen=True, kw_only=True)
class Person:
    """One representative, as the cells of the file will say it; ``is_woman`` gives the agreement of the post."""

    organisation_id: str
    first_name: str
    last_name: str
    is_woman: bool
    role: str
    email: str
    phone: str


def ascii_letters(text: str) -> str:
    """Reduce a name to the small letters of an address.

    >>> ascii_letters("N’Diaye")
    'ndiaye'
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z-]", "", plain)


def draw_people(sheets: Iterable[Sheet], seed: int) -> list[Person]:
    """Draw one person for each post of each sheet; no two share an address.

    Names repeat only beyond some thousand people, numbers beyond ten thousand.
    """
    draw = Draw(seed, "people")
    first_names = {True: cycle(draw.shuffled(WOMEN)), False: cycle(draw.shuffled(MEN))}
    last_names = cycle(draw.shuffled(LAST_NAMES))
    numbers = cycle(draw.shuffled(range(10_000)))
    posts = [(sheet.id, role) for sheet in sheets for role in sheet.roles]
    # As many women as men, in a drawn order.
    genders = draw.shuffled([position % 2 == 0 for position in range(len(posts))])
    people: list[Person] = []
    addresses: set[str] = set()
    for (organisation_id, role), is_woman in zip(posts, genders, strict=True):
        first_name, last_name = next(first_names[is_woman]), next(last_names)
        address = f"{ascii_letters(first_name)}.{ascii_letters(last_name)}"
        for _ in LAST_NAMES:
            if address not in addresses:
                break
            last_name = next(last_names)
            address = f"{ascii_letters(first_name)}.{ascii_letters(last_name)}"
        else:  # thousands of people: every pair of names is taken
            address = f"{address}{len(people)}"
        addresses.add(address)
        masculine, feminine = role.split("/")
        prefix = MOBILE if draw.happens(0.6) else LANDLINE
        phone = "" if draw.happens(0.15) else f"{prefix}{next(numbers):04d}"
        people.append(
            Person(
                organisation_id=organisation_id,
                first_name=first_name,
                last_name=last_name,
                is_woman=is_woman,
                role=feminine if is_woman else masculine,
                email=f"{address}@example.org",
                phone=phone,
            )
        )
    return people
