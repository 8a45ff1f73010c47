"""A text in French or English -> its meaningful words, in order: their keys and where they stand, or their stems.

Small words and words that every presentation has ("company", "created", "staff") are left out. A key takes off number
and gender only, and is what words are shown to share by. Stems are those of the Snowball algorithms (Porter 2001), in
the language that the text's small words tell; they lose their accents afterwards, since the French stemmer needs them.
"""

import re
import unicodedata
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

from matching.folding import fold
from matching.stems import Language, stem

# Letters, and in turn what stands between them.
_PIECE = re.compile(r"[^\W\d_]+|[\W\d_]+")
# Compounds made of small words alone would vanish; few texts have any, and need the slower expression.
_OF_COMPOUNDS = ("être", "abr", "ensemble")
_WORD = re.compile(r"\b(?:bien[- ]être|sans[- ]abris?|vivre[- ]ensemble)\b|[^\W\d_]{2,}", re.IGNORECASE)
# Marks of number and gender in French, and the plural in English; the first that fits is taken off.
_ENDINGS = (
    ("ales", "al"),
    ("elles", "el"),
    ("elle", "el"),
    ("iennes", "ien"),
    ("ienne", "ien"),
    ("trices", "teur"),
    ("trice", "teur"),
    ("euses", "eur"),
    ("euse", "eur"),
    ("ives", "if"),
    ("ive", "if"),
    ("eaux", "eau"),
    ("aux", "al"),
    ("ees", ""),
    ("es", ""),
    ("ee", ""),
    ("e", ""),
    ("s", ""),
    ("x", ""),
)


_LAST_LETTERS = ("e", "s", "x")


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
    "non oui cours lieu sein emploie emploient également auprès autour dès fois puis toutefois principalement"
)
_ENGLISH_SMALL = _listed(
    "about after all also an and any are as at be been before both but by can could do does each for from had has "
    "have he her his how if in into is it its just like make many may more most much no nor not of off on once "
    "only or other our out over own same she should so some such than that the their them then there these they "
    "this those through to too under until up us very was we were what when where which while who why will with "
    "within would you your"
)
_SMALL = frozenset(fold(word) for word in _FRENCH_SMALL | _ENGLISH_SMALL) | _listed(
    "le la de du un en et au il ne se ce sa si on ou y a of to in is it we by or an as at be"
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
    "years acteur acteurs atelier ateliers journee journees prestation prestations conseil conseils reflexion "
    "reflexions regulier reguliers reguliere regulieres commun commune communs communes divers diverses forme "
    "formes part propos partenaire partenaires solution solutions local locale locaux locales lien liens qualite "
    "maniere annuel caisse caisses site sites adapte adaptes adaptees principal principaux social sociale "
    "sociales sociaux permettre aide aides aider apporter concevoir conception concu mettons oeuvre gestion gerer "
    "sens trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize vingt vingts trente "
    "quarante cinquante soixante cent cents mille dizaine vingtaine trentaine centaine demi jour jours matin "
    "matins matinee soir soirs midi semaine semaines mois heure heures hiver ete lundi mardi mercredi jeudi "
    "vendredi samedi dimanche demande demandes dernier derniers derniere dernieres seul seule seuls seules petit "
    "petite petits petites sait savoir vrai vrais vraie vraies compris plein pleine souvent bout essayer poste "
    "postes neuve attendre cherche chercher manque manquer one two three four five seven eight nine ten hundred "
    "day days week weeks month months hour hours"
)


class Word(NamedTuple):
    """A key that is the same for the singular and the plural, his and hers; and where the word stands in its text."""

    key: str
    start: int
    end: int


class TextWords(NamedTuple):
    """The words of a text but the small ones, one entry for each in every tuple, and the text's language."""

    language: Language
    keys: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    written: tuple[str, ...]
    meaningful: tuple[bool, ...]  # whether not every presentation has it


class _Known(NamedTuple):
    """What is known of a word as it is written; its key is "" when it is small."""

    key: str
    meaningful: bool
    french: bool
    english: bool


@lru_cache(maxsize=1024)
def text_words(text: str) -> TextWords:
    """Return the words of a text, read once for all that asks about them; O(letters)."""
    spans: list[tuple[int, int]]
    if any(map(text.casefold().count, _OF_COMPOUNDS)):
        found = list(_WORD.finditer(text))
        written, spans = [one.group() for one in found], [one.span() for one in found]
    else:
        pieces: list[str] = _PIECE.findall(text)
        first = 0 if pieces and _is_letter(pieces[0][0]) else 1
        edges = list(accumulate(map(len, pieces), initial=0))
        written, spans = pieces[first::2], list(zip(edges[first::2], edges[first + 1 :: 2], strict=False))
    known = [_known(one) for one in written]
    n_english, n_french = sum([one.english for one in known]), sum([one.french for one in known])
    kept = [
        (word.key, start, end, one, word.meaningful)
        for word, (start, end), one in zip(known, spans, written, strict=True)
        if word.key
    ]
    columns = zip(*kept, strict=True) if kept else ((),) * 5
    return TextWords("english" if n_english > n_french else "french", *columns)


def words_of(text: str) -> tuple[Word, ...]:
    """Return each word but the small ones, in order, under its key.

    Keys tell apart what stems confuse: "communication" and "commune", "également" and "égalité".

    >>> [word.key for word in words_of("Activités culturelles et activité culturelle")]
    ['activit', 'culturel', 'activit', 'culturel']
    """
    words = text_words(text)
    return tuple(map(Word, words.keys, words.starts, words.ends))


def meaningful_words(text: str) -> tuple[Word, ...]:
    """Return ``words_of`` without those that nearly every presentation has."""
    return tuple(word for word, kept in zip(words_of(text), text_words(text).meaningful, strict=True) if kept)


def meaningful_stems(text: str) -> tuple[str, ...]:
    """Return the stems of the meaningful words, in the language that the text's small words tell.

    >>> meaningful_stems("L'insertion des jeunes de notre association")
    ('insert', 'jeun')
    """
    words = text_words(text)
    language = words.language
    return tuple(
        [stem(one.lower(), language) for one, kept in zip(words.written, words.meaningful, strict=True) if kept]
    )


def is_small(folded: str) -> bool:
    """Whether a folded word is a figure, a letter or one of the small words of either language."""
    return len(folded) < 2 or folded in _SMALL or folded.isdigit()


@lru_cache(maxsize=131_072)
def _known(written: str) -> _Known:
    if len(written) < 2:
        return _Known("", False, False, False)
    small = written.lower()
    return _Known(_key(written), fold(written) not in _GENERIC, small in _FRENCH_SMALL, small in _ENGLISH_SMALL)


def _key(written: str) -> str:
    """Return the folded word without its marks of number and gender, or "" for a small word."""
    word = unicodedata.normalize("NFC", written).lower()
    if word in _FRENCH_SMALL or word in _ENGLISH_SMALL or len(word) < 3:
        return ""
    return singular(fold(word))


def _is_letter(character: str) -> bool:
    return character.isalnum() and not character.isdecimal()


def singular(key: str) -> str:
    """Return a folded word without its marks of number and gender, in French and English."""
    if not key.endswith(_LAST_LETTERS):
        return key
    for ending, instead in _ENDINGS:
        if key.endswith(ending) and len(key) - len(ending) >= 3:
            return key[: -len(ending)] + instead
    return key
