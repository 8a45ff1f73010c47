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

# Share of the people, women's and men's first names, last names: people of one family's origin mostly have both.
_ORIGINS = (
    (
        0.68,
        "Agathe|Aline|Anne-Catherine|Béatrix|Bénédicte|Carole|Chantal|Christiane|Clarisse|Coralie|Edith|Estelle|Huguette|Josiane"
        "|Laurence|Liliane|Marlyse|Maryline|Mathilde|Muriel|Nadège|Odile|Rachel|Sabine|Séverine|Simone|Solange|Sylviane",
        "Adrien|Bernard|Cédric|Dany|Denis|Ernest|Fabrice|Fernand|Franck|Gérald|Gilbert|Hervé|Jean-Luc|Joël|Lucien|Marc-Antoine"
        "|Nicolas|Patrice|Quentin|Raphaël|René|Rémy|Serge|Tanguy|Thibaut|Vincent|Xavier|Yannick",
        "Allenbach|Baumgartner|Bentz|Bourgeois|Burckel|Carabin|Clementz|Contal|Demange|Dossmann|Dreyfuss|Durrenberger"
        "|Eschenlauer|Fritsch-Lang|Gangloff|Gérardin|Goetzmann|Haffner|Hammann|Houillon|Jacquemin|Jung|Kappler|Krummenacker"
        "|Lallemand|Lamboley|Leininger|Lutringer|Marchal|Mathis|Oberlé|Pariset|Quirin|Rebmann|Reeb|Richert|Ruffenach"
        "|Schaeffer|Schwoob|Sengler|Sommer|Steinmetz|Thiébaut|Toussaint|Vautrin|Wendling|Zehnacker|Zeller|Zimmer",
    ),
    (
        0.08,
        "Aylin|Deniz|Elif|Gülsen|Nuray|Sevgi",
        "Cem|Mehmet|Ömer|Serkan",
        "Aydin|Gürbüz|Karadag|Korkmaz|Özdemir|Ünal|Yilmaz",
    ),
    (
        0.08,
        "Amina|Ilham|Khadija|Yasmina|Zineb",
        "Driss|Hakim|Karim|Nabil",
        "Belkacem|El Idrissi|Mansouri|Ouali|Zerrouki",
    ),
    (0.05, "Fatoumata|Rokhaya", "Amadou|Ibrahima", "Camara|Mbaye|N’Diaye|Traoré"),
    (0.07, "Fernanda|Paola|Stefania", "João|Salvatore|Luca", "Calvaresi|Da Rocha|Ferreira|Pellegrini|Rinaldi"),
    (0.04, "Ewelina|Jolanta", "Piotr|Tomasz", "Kaczmarek|Nowicki"),
)
WOMEN = tuple(name for _, women, _, _ in _ORIGINS for name in women.split("|"))
MEN = tuple(name for _, _, men, _ in _ORIGINS for name in men.split("|"))
FAMILIES = tuple(name for _, _, _, families in _ORIGINS for name in families.split("|"))
# First figures of the ranges kept for works of fiction: mobile, and landline of the north-east.
MOBILE = "+3363998"
LANDLINE = "+3335301"
FAMILY_OF_ANOTHER_ORIGIN = 0.12


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

    Names repeat only beyond some hundred people, numbers beyond ten thousand.
    """
    draw = Draw(seed, "people")
    names = _Names(draw)
    numbers = cycle(draw.shuffled(range(10_000)))
    posts = [(sheet.id, role) for sheet in sheets for role in sheet.roles]
    # As many women as men, in a drawn order.
    genders = draw.shuffled([position % 2 == 0 for position in range(len(posts))])
    people: list[Person] = []
    for (organisation_id, role), is_woman in zip(posts, genders, strict=True):
        first_name, last_name, address = names.next(is_woman)
        masculine, feminine = role.split("/")
        prefix = MOBILE if draw.happens(0.6) else LANDLINE
        people.append(
            Person(
                organisation_id=organisation_id,
                first_name=first_name,
                last_name=last_name,
                is_woman=is_woman,
                role=feminine if is_woman else masculine,
                email=f"{address}@example.org",
                phone="" if draw.happens(0.15) else f"{prefix}{next(numbers):04d}",
            )
        )
    return people


class _Names:
    """First names and last names of each origin in a drawn order, over and over, without giving an address twice."""

    def __init__(self, draw: Draw) -> None:
        self._draw = draw
        self._women = [cycle(draw.shuffled(women.split("|"))) for _, women, _, _ in _ORIGINS]
        self._men = [cycle(draw.shuffled(men.split("|"))) for _, _, men, _ in _ORIGINS]
        self._families = [cycle(draw.shuffled(families.split("|"))) for _, _, _, families in _ORIGINS]
        self._addresses: set[str] = set()

    def next(self, is_woman: bool) -> tuple[str, str, str]:
        """Draw a first name, a last name and the part of the address before the at sign."""
        origin = self._origin()
        family = self._origin() if self._draw.happens(FAMILY_OF_ANOTHER_ORIGIN) else origin
        first_name, last_name = next((self._women if is_woman else self._men)[origin]), next(self._families[family])
        plain = address = f"{ascii_letters(first_name)}.{ascii_letters(last_name)}"
        namesakes = 1
        while address in self._addresses:
            namesakes += 1
            address = f"{plain}{namesakes}"
        self._addresses.add(address)
        return first_name, last_name, address

    def _origin(self) -> int:
        target, reached = self._draw.share(), 0.0
        for rank, (share, *_) in enumerate(_ORIGINS):
            reached += share
            if target < reached:
                return rank
        return 0
