"""How far the wordings of a need and of what answers it agree: flour is no answer to timber, though both are goods.

Some resources are whole families of things. Where both sides say which thing, their words are compared:

    1      the wordings share a word or a kind of things
    0.3    both name kinds, and not one in common
    0.7    it cannot be told: one of them names no kind
    1      one of them says nothing

Kinds are those of ``data/suggestions/kinds.txt``: things (food, timber, bedding ...), work (assembly, green spaces,
plumbing ...) and publics. A purpose counts as what it takes: "accueil de jour" is about food, clothes and blankets.
"""

from functools import lru_cache
from typing import Final

from matching.suggestions.kinds import kinds_of
from matching.words import meaningful_words

# The other resources are one thing (money, transport), or are worded by purpose on one side and by kind on the other.
FAMILIES: Final = frozenset(
    {"goods", "purchases", "skills_trades", "circular_economy", "training", "knowledge_of_public", "innovation"}
)
UNRELATED, CANNOT_BE_TOLD = 0.3, 0.7
# Keys of words that any wording may hold: "produits frais" and "produits d'entretien" have nothing in common.
_EMPTY: Final = frozenset(
    [
        *("produit", "materiel", "equip", "equipement", "articl", "objet", "stock", "dechet", "lot", "surplus", "chut"),
        *("invendu", "neuf", "bon", "etat", "prise", "panneau", "partir", "cherch", "product", "item", "good"),
    ]
)


@lru_cache(maxsize=262_144)
def agreement(detail: str, other_detail: str) -> float:
    """Return the factor for two wordings, in [0, 1]; the same whichever comes first.

    >>> agreement("légumes de saison", "légumes de moins de trente kilomètres"), agreement("draps", "repas chaud")
    (1.0, 0.3)
    """
    if not detail.strip() or not other_detail.strip():
        return 1.0
    words, kinds = said(detail)
    other_words, other_kinds = said(other_detail)
    if words & other_words or kinds & other_kinds:
        return 1.0
    return UNRELATED if kinds and other_kinds else CANNOT_BE_TOLD


@lru_cache(maxsize=65_536)
def said(detail: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return the keys of the meaningful words of a wording, and the kinds of things it names."""
    return frozenset(word.key for word in meaningful_words(detail)) - _EMPTY, kinds_of(detail)
