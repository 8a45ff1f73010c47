"""Near duplicates planted in a seeded directory: how many are found, by what was done to the name, and the time.

python -m tests.benchmarks.duplicates [--n 40000] [--seed 7] [--share 0.02]

Names are made of a kind, a theme and a proper name in communes of Alsace; a share of them stands twice, the second
time as somebody else would type it.
"""

import argparse
import random
import resource
from collections import Counter
from collections.abc import Callable
from time import process_time

from matching.duplicates import near_duplicates
from matching.organisations import Organisation, Place
from matching.places import communes_of_postcode, find_place
from tests.benchmarks.measuring import table

KINDS = (
    "Association", "Club", "Amicale", "Collectif", "Union", "Cercle", "Les Amis de", "Maison", "Atelier", "Centre",
    "SARL", "Entreprise", "Établissements", "Menuiserie", "Garage", "Cabinet", "Transports", "Boulangerie",
)  # fmt: skip
THEMES = (
    "sportif", "culturel", "musical", "familial", "rural", "social", "solidaire", "des jeunes", "des aînés",
    "de quartier", "nautique", "artistique", "d’insertion", "numérique", "écologique", "forestier", "des métiers",
    "de théâtre", "de lecture", "d’entraide", "", "", "", "", "",
)  # fmt: skip
SYLLABLES = (
    "ba", "be", "bi", "bo", "bru", "cha", "che", "cla", "da", "del", "do", "fa", "fe", "gre", "ha", "hel", "ja", "jo",
    "ka", "kir", "la", "lem", "lo", "ma", "mei", "mo", "mul", "na", "no",
)  # fmt: skip
ENDINGS = ("ert", "mann", "er", "heim", "el", "in", "y", "on", "ard", "et", "ier", "ach", "wald")


def main() -> None:
    """Print what was found of what was planted, what else was told, seconds and the peak of memory."""
    options = argparse.ArgumentParser(prog="python -m tests.benchmarks.duplicates")
    options.add_argument("--n", type=int, default=40_000)
    options.add_argument("--seed", type=int, default=7)
    options.add_argument("--share", type=float, default=0.02)
    chosen = options.parse_args()
    organisations, planted = directory(chosen.n, chosen.seed, chosen.share)
    began = process_time()
    found = near_duplicates(organisations)
    seconds = process_time() - began
    told = {frozenset((one.one_id, one.other_id)): one.reason for one in found}
    by_change = Counter(planted.values())
    hit = Counter(change for pair, change in planted.items() if pair in told)
    print(f"{len(organisations)} entries, {len(planted)} of them a second time; seed {chosen.seed}")
    print(f"{seconds:.1f} s of processor, peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB\n")
    print(table(["second time with", "planted", "found"], [[c, n, f"{hit[c] / n:.0%}"] for c, n in by_change.items()]))
    others = Counter(reason for pair, reason in told.items() if pair not in planted)
    print(f"\nfound {sum(hit.values()) / max(len(planted), 1):.1%}; told beside the planted: {dict(others)}")


def directory(n: int, seed: int, share: float) -> tuple[list[Organisation], dict[frozenset[str], str]]:
    """Organisations, and what was done to the second name of each planted pair of ids."""
    draw = random.Random(seed)
    places = _places()
    organisations = [_drawn(draw, index, draw.choice(places)) for index in range(n)]
    planted: dict[frozenset[str], str] = {}
    for index in draw.sample(range(n), int(n * share)):
        one = organisations[index]
        change = draw.choice(list(CHANGES))
        name = CHANGES[change](one.name, draw)
        if change == "another name, same SIREN":
            siren = f"{index:09d}"
            organisations[index] = one = _named(one, one.id, one.name, siren)
            organisations.append(_named(one, f"{one.id}bis", name, siren))
        else:
            organisations.append(_named(one, f"{one.id}bis", name, ""))
        planted[frozenset((one.id, f"{one.id}bis"))] = change
    return organisations, planted


def _named(one: Organisation, identifier: str, name: str, siren: str) -> Organisation:
    return Organisation(id=identifier, side=one.side, name=name, place=one.place, siren=siren)


def _drawn(draw: random.Random, index: int, place: Place) -> Organisation:
    proper = " ".join(_proper(draw) for _ in range(draw.choice((1, 1, 2))))
    name = " ".join(part for part in (draw.choice(KINDS), draw.choice(THEMES), proper) if part)
    if draw.random() < 0.3:
        name += f" de {place.commune}"
    return Organisation(
        id=f"O{index}", side="company" if draw.random() < 0.5 else "association", name=name, place=place
    )


def _proper(draw: random.Random) -> str:
    return "".join(draw.choice(SYLLABLES) for _ in range(draw.choice((1, 2, 2)))).title() + draw.choice(ENDINGS)


def _places() -> list[Place]:
    postcodes = [f"{number:05d}" for number in (*range(67000, 67980, 10), *range(68000, 68980, 10))]
    found = (find_place(name, code) for code in postcodes for name in communes_of_postcode(code))
    return [place for place in found if place is not None]


def _typo(name: str, draw: random.Random) -> str:
    """One keystroke: a letter doubled, dropped or swapped with the next, in the longest word."""
    word = max(name.split(), key=len)
    at = draw.randrange(1, len(word) - 1)
    wrong = draw.choice(
        (
            word[:at] + word[at] + word[at:],
            word[:at] + word[at + 1 :],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        )
    )
    return name.replace(word, wrong)


def _without_a_word(name: str, draw: random.Random) -> str:
    words = name.split()
    return " ".join(words[1:]) if len(words) > 2 else name.upper()


def _shuffled(name: str, draw: random.Random) -> str:
    words = name.split()
    return " ".join([words[-1], *words[:-1]])


CHANGES: dict[str, Callable[[str, random.Random], str]] = {
    "capitals without accents": lambda name, draw: name.upper().translate(str.maketrans("ÉÈÊÎÔÛÀÇ", "EEEIOUAC")),
    "a legal form": lambda name, draw: f"{name} {draw.choice(('SARL', 'S.A.S.', '(association loi 1901)'))}",
    "a slip of the finger": _typo,
    "two slips": lambda name, draw: _typo(_typo(name, draw), draw),
    "the last word first": _shuffled,
    "without its first word": _without_a_word,
    "a word more": lambda name, draw: f"{name} {draw.choice(('et fils', 'Alsace', 'section adultes'))}",
    "another name, same SIREN": lambda name, draw: f"Enseigne {_proper(draw)}",
}

if __name__ == "__main__":
    main()
