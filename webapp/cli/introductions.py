"""`entremise introductions`: a directory -> a file of pairs worth introducing, and what to know before making them."""

import csv
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from matching import NearDuplicate, Spread
from matching.estimates import NotEnough
from matching.folding import fold
from matching.introductions import SideSpread
from matching.organisations import Organisation
from webapp.cli.inputs import Files, evening_settings, read_files
from webapp.cli.pairs import met_in, proposal_values, write_whole
from webapp.cli.problems import DataProblem
from webapp.cli.region import bar
from webapp.cli.streams import progress, say, show_json
from webapp.exports.duplicates import duplicates_csv
from webapp.exports.introductions import introductions_csv
from webapp.services.directory_introductions import DirectoryIntroductions, Wishes
from webapp.services.directory_introductions import introduce as proposed
from webapp.services.planning import PlanningInputs, matrix_of
from webapp.services.refusals import Refused
from webapp.services.region_introductions import ALL_AT_ONCE, introduce_in_region
from webapp.wording import Words
from webapp.wording.duplicates import duplicate
from webapp.wording.marking import N_

MOST_SHOWN: Final = 20  # questions about duplicates on the screen; all of them stand in the file
ANSWERS: Final = {"oui": True, "o": True, "yes": True, "y": True, "non": False, "n": False, "no": False}


@dataclass(frozen=True, kw_only=True)
class Places:
    """The files of a call beside the directory's: where introductions and questions go, a plan, what was answered."""

    output: Path
    plan: Path | None = None
    duplicates: Path | None = None
    decided: Path | None = None


def introduce(files: Files, places: Places, wishes: Wishes, *, words: Words, as_json: bool) -> None:
    """Write the best pairs with their reasons; say how they are spread, and which entries may be one organisation."""
    with progress(words.say(N_("Lecture de l’annuaire…"))):
        given = read_files(files, evening_settings(), words).inputs
    answers = _answers(places.decided, words) if places.decided is not None else {}
    met = met_in(places.plan, given.organisations, words) if places.plan is not None else set()
    wishes = replace(wishes, different=frozenset(pair for pair, same in answers.items() if not same))
    found = _found(given, wishes, met, words)
    organisations = {one.id: one for one in given.organisations}
    write_whole(places.output, introductions_csv(found.proposals, words))
    if places.duplicates is not None:
        write_whole(places.duplicates, duplicates_csv(found.duplicates, organisations, words, answers=answers))
    if as_json:
        show_json([proposal_values(one, words) for one in found.proposals])
    waiting = [pair for pair in found.duplicates if frozenset((pair.one_id, pair.other_id)) not in answers]
    _tell(found.spread, places.output, words)
    if waiting:
        _ask(waiting, organisations, places.duplicates, words)


def _found(
    given: PlanningInputs, wishes: Wishes, met: Collection[tuple[str, str]], words: Words
) -> DirectoryIntroductions:
    """From all pairs at once, or block by block where they are too many."""
    try:
        if len(given.companies) * len(given.associations) > ALL_AT_ONCE:
            with bar(words) as tell:
                return introduce_in_region(given, wishes, met=met, progress=tell)
        with progress(words.say(N_("Comparaison des profils…"))):
            matrix = matrix_of(given)
        with progress(words.say(N_("Recherche des mises en relation et de leurs raisons…"))):
            return proposed(given, matrix, wishes, met=met)
    except Refused as refusal:
        raise DataProblem([words.refusal(refusal.code, refusal.values)]) from refusal


def _tell(spread: Spread, output: Path, words: Words) -> None:
    """What was found, on the error stream: the file and, with --json, the output stream hold the introductions."""
    say(words.say_count(spread.n_introductions, PROPOSED_ONE, PROPOSED, {"file": output}))
    if spread.n_novel:
        say(words.say_count(spread.n_novel, NOVEL_ONE, NOVEL))
    for sentence in _spread(spread, words):
        say(sentence)


def _ask(
    pairs: Sequence[NearDuplicate], organisations: dict[str, Organisation], written: Path | None, words: Words
) -> None:
    """The first questions about entries that may be one organisation, and how to answer them."""
    say()
    say(words.say_count(len(pairs), ASKED_ONE, ASKED))
    for pair in pairs[:MOST_SHOWN]:
        say(f"  {duplicate(words, pair, *_named(pair, organisations))}")
    if len(pairs) > MOST_SHOWN:
        say("  " + words.say(MORE, {"count": len(pairs) - MOST_SHOWN}))
    say(words.say(TO_DO, {"file": written}) if written else words.say(HOW_TO_DECIDE))


def _spread(spread: Spread, words: Words) -> Iterable[str]:
    for side, one in (("company", spread.company), ("association", spread.association)):
        yield words.say(SPREAD, {"side": words.side(side, many=True), **_figures(one)})
        if not isinstance(one.exposure, NotEnough):
            yield words.say(EVENNESS, {"gini": one.exposure.gini, "share": words.share(one.exposure.top_share)})


def _figures(one: SideSpread) -> dict[str, Any]:
    return {
        "with": one.n_organisations - one.n_without,
        "all": one.n_organisations,
        "most": one.most,
        "mean": one.mean,
    }


def _named(pair: NearDuplicate, organisations: dict[str, Organisation]) -> tuple[str, str]:
    one, other = organisations[pair.one_id], organisations[pair.other_id]
    return f"{one.name} ({one.id})", f"{other.name} ({other.id})"


def _answers(path: Path, words: Words) -> dict[frozenset[str], bool]:
    """What somebody answered in a file of duplicates, by pair of ids.

    Raises DataProblem with every line that cannot be read. The columns count by their place: codes in the first and the
    fourth, the answer in the last; an empty one waits.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise DataProblem([words.say(NO_ANSWERS, {"file": path})]) from error
    header = text.partition("\n")[0]
    rows = list(csv.reader(text.splitlines(), delimiter=";" if header.count(";") > header.count(",") else ","))
    answers, wrong = dict[frozenset[str], bool](), list[str]()
    for line, row in enumerate(rows[1:], 2):
        answer = fold(row[-1]) if row else ""
        if not answer:
            continue
        if len(row) < LEAST_COLUMNS or answer not in ANSWERS:
            wrong.append(words.say(NO_ANSWER, {"file": path, "line": str(line), "answer": row[-1]}))
            continue
        answers[frozenset((row[0].strip(), row[3].strip()))] = ANSWERS[answer]
    if wrong:
        raise DataProblem(wrong)
    return answers


LEAST_COLUMNS: Final = 5
PROPOSED_ONE = N_("%(count)s mise en relation proposée, écrite dans %(file)s.")
PROPOSED = N_("%(count)s mises en relation proposées, écrites dans %(file)s.")
NOVEL_ONE = N_("%(count)s rencontre improbable : ces deux-là sont loin l’un de l’autre dans le réseau.")
NOVEL = N_("%(count)s rencontres improbables : ces structures sont loin l’une de l’autre dans le réseau.")
SPREAD = N_(
    "%(side)s : %(with)s sur %(all)s en ont au moins une ; au plus %(most)s pour une même structure, %(mean)s en "
    "moyenne."
)
EVENNESS = N_("  Le dixième le plus sollicité en reçoit %(share)s ; indice de Gini %(gini)s, de 0 (toutes autant) à 1.")
ASKED_ONE = N_("%(count)s question avant de présenter ces structures : est-ce la même ?")
ASKED = N_("%(count)s questions avant de présenter ces structures : sont-elles la même ?")
MORE = N_("… et %(count)s autres.")
TO_DO = N_(
    "Répondez dans la dernière colonne de %(file)s, puis donnez ce fichier avec --decided. En attendant, une seule des "
    "deux est présentée à un même partenaire."
)
HOW_TO_DECIDE = N_(
    "Pour répondre, écrivez ces questions dans un fichier avec --duplicates. En attendant, une seule des deux est "
    "présentée à un même partenaire."
)
NO_ANSWERS = N_("%(file)s n’est pas un fichier écrit par --duplicates.")
NO_ANSWER = N_("%(file)s, ligne %(line)s : « %(answer)s » n’est pas une réponse. Écrivez oui ou non, ou rien.")
