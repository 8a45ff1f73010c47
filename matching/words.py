"""A text in French or English -> its meaningful words: their stems and where they stand, in order.

Small words and words that every presentation has ("company", "created", "staff") are left out. Words are stemmed by
the Snowball algorithms (Porter 2001) of the language that the text's small words tell, *then* lose their accents: the
French stemmer needs them.
"""

import re
import unicodedata
from functools import cache, lru_cache
from typing import Any, Literal, NamedTuple

from matching.folding import fold

Language = Literal["french", "english"]

# Compounds made of small words alone would vanish.
_WORD = re.compile(r"\b(?:bien[- ]être|sans[- ]abris?|vivre[- ]ensemble)\b|[^\W\d_]{2,}", re.IGNORECASE)
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae"})


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


_FRENCH_SMALL = _listed(
    "ai ainsi afin alors après au aucun aussi autre autres aux avant avec avoir bien car ce ceci cela celle "
    "celles celui ces cet cette ceux chaque chez ci comme comment contre dans de depuis des deux dont du elle "
    "elles en encore entre est et être eux fait faire font grâce ici il ils je jusque la le les leur leurs lors "
    "lui mais mes moins mon même ne ni nos notamment notre nous on ont ou où par parmi pas pendant permet "
    "permettre peu peut peuvent plus plusieurs pour pourquoi quand que quel quelle quelles quels qui quoi sa sans "
    "se selon sera ses si soit son sont sous sur ta tant te tel telle telles tels tes toi ton tous tout toute "
    "toutes tres très trois tu un une vers via vos votre vous était été étant qu jusqu lorsqu puisqu quelqu etc "
    "non oui cours lieu sein"
)
_ENGLISH_SMALL = _listed(
    "about after all also an and any are as at be been before both but by can could do does each for from had has "
    "have he her his how if in into is it its just like make many may more most much no nor not of off on once "
    "only or other our out over own same she should so some such than that the their them then there these they "
    "this those through to too under until up us very was we were what when where which while who why will with "
    "within would you your"
)
# Said by nearly every company or association of itself: the folded word, in either language.
_GENERIC = _listed(
    "accompagne accompagnement accompagner action actions active activite activites actuellement agence an annee "
    "annees ans article association associations asso base basee bases basees besoin besoins but cabinet centre "
    "chiffre affaires client clients collaborateur collaborateurs collaboratrices compose composee compte "
    "comptant creation cree creee crees depuis developpe developper developpement different differents "
    "differentes dirigeant dispose domaine domaines emploie employe employes engage engagee ensemble entreprise "
    "entreprises equipe equipes espace euros existe faveur favoriser filiale fonde fondee france francais "
    "francaise francaises general grand grande groupe interet implante implantee installe installee loi lutter "
    "membre membres mettre million millions mise mission missions moyen moyens nantes national notamment nom "
    "nombreux nouveau nouvelle nouvelles objectif objet offre offrir organisation organiser organise ouvert "
    "participer particulier particuliere personne personnes place plusieurs pratique premier premiere promotion "
    "promouvoir projet projets propose proposer proposons public publics puis quotidien realiser relation "
    "relations ressource rôle salarie salaries salariees service services siege societe soutenir specialise "
    "specialisee structure structures tpe pme travail travaille travailler travaux type valeur valeurs vie ville "
    "vise based business aim aims charity company companies created employees established founded help helping "
    "helps host member offer offers organization people provide provides staff team teams work working works year "
    "years"
)


class Word(NamedTuple):
    """A stem, and where the word stands in its text."""

    stem: str
    start: int
    end: int


def language_of(text: str) -> Language:
    """Return the language whose small words the text has more of; French when in doubt."""
    words = [word.lower() for word in _WORD.findall(text)]
    english = sum(word in _ENGLISH_SMALL for word in words)
    french = sum(word in _FRENCH_SMALL for word in words)
    return "english" if english > french else "french"


def stemmed_words(text: str, language: Language | None = None) -> tuple[Word, ...]:
    """Return each word but the small ones, in order; the language is guessed when not given."""
    chosen = language or language_of(text)
    found = []
    for piece in _WORD.finditer(text):
        stem = _stem(piece.group().lower().translate(_LIGATURES), chosen)
        if stem:
            found.append(Word(stem, piece.start(), piece.end()))
    return tuple(found)


def meaningful_words(text: str, language: Language | None = None) -> tuple[Word, ...]:
    """Return ``stemmed_words`` without those that nearly every presentation has.

    >>> [word.stem for word in meaningful_words("L'insertion des jeunes de notre association")]
    ['insert', 'jeun']
    """
    return tuple(word for word in stemmed_words(text, language) if fold(text[word.start : word.end]) not in _GENERIC)


@lru_cache(maxsize=131_072)
def _stem(word: str, language: Language) -> str:
    """Return the folded stem, or "" for a small word."""
    plain = unicodedata.normalize("NFC", word)
    if plain in _FRENCH_SMALL or plain in _ENGLISH_SMALL or len(plain) < 3:
        return ""
    return fold(str(_stemmer(language).stemWord(plain.replace(" ", "-"))))


@cache
def _stemmer(language: Language) -> Any:
    import snowballstemmer  # noqa: PLC0415  slow import

    return snowballstemmer.stemmer(language)
