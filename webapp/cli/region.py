"""`entremise region`: the directory of a region -> a file with the best partners of everybody, resumable.

What is finished lies in a folder of blocks, so that Ctrl-C, a kill or a power cut costs what was under way and no more.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from matching import Remark
from matching.organisations import Organisation, PairRule
from matching.region import NOBODY, AnotherSearch, Best, Settings, best_partners
from matching.region.search import Progress as Tell
from matching.region.search import Stage
from matching.region.write import take_away
from matching.vocabulary import Side
from webapp.cli.inputs import Files, Given, evening_settings, read_files
from webapp.cli.problems import CannotWrite, DataProblem
from webapp.cli.streams import progress, say
from webapp.exports.in_place import write_in_place
from webapp.exports.sheets import Cell, csv_bytes
from webapp.services.planning import PlanningInputs
from webapp.wording import Words
from webapp.wording.marking import N_

INTERRUPTED: Final = 130  # as shells do for Ctrl-C
HEADER: Final = ("company_id", "company", "association_id", "association", "rank", "score", "coverage")


@dataclass(frozen=True, kw_only=True)
class Places:
    """Where the result goes, and where blocks are kept: in a folder of the caller, or in one that goes when done."""

    output: Path
    folder: Path | None = None

    @property
    def blocks(self) -> Path:
        """The folder of the blocks."""
        return self.folder or self.output.with_name(f"{self.output.name}.blocks")


def region(files: Files, places: Places, settings: Settings, *, side: Side, afresh: bool, words: Words) -> int:
    """Write the best partners of everybody on a side; returns 0, or 130 when it was interrupted."""
    with progress(words.say(N_("Lecture de l’annuaire…"))):
        given = _read(files, words)
    try:
        with bar(words) as tell:
            found = best_partners(
                given.companies,
                given.associations,
                settings=settings,
                weights=given.weights,
                diagnosis=given.diagnosis,
                history=given.history,
                left_out=_forbidden(given),
                folder=places.blocks,
                afresh=afresh,
                progress=tell,
            )
    except KeyboardInterrupt:
        say(words.say(KEPT, {"folder": places.blocks}))
        return INTERRUPTED
    except AnotherSearch as refusal:
        raise DataProblem([_other_search(refusal, words)]) from refusal
    except OSError as error:
        raise CannotWrite(places.blocks, error) from error
    best = found.of_companies if side == "company" else found.of_associations
    _write(places.output, csv_bytes(HEADER, _rows(given, best, side), delimiter=","))
    if places.folder is None:
        with suppress(OSError):  # the result is written; a folder that stays is no harm
            take_away(places.blocks)
    n_served = int((best.partners[:, 0] != NOBODY).sum())
    click.echo(words.say_count(n_served, WRITTEN_ONE, WRITTEN, {"file": places.output}))
    if n_served < len(best.partners):
        say(words.say_count(len(best.partners) - n_served, NOBODY_FOR_ONE, NOBODY_FOR))
    return 0


def _read(files: Files, words: Words) -> PlanningInputs:
    given: Given = read_files(files, evening_settings(), words)
    if not given.inputs.companies or not given.inputs.associations:
        values = {"companies": len(given.inputs.companies), "associations": len(given.inputs.associations)}
        raise DataProblem([words.refusal("side_empty", values)])
    remarks = [remark for of_file in given.remarks.values() for remark in of_file]
    n_to_settle = sum(one.level != "correction" and not _of_nobody(one) for one in remarks)
    if n_to_settle:
        say(words.say_count(n_to_settle, TO_SETTLE_ONE, TO_SETTLE, {"file": files.sign_ups}))
    return given.inputs


def _of_nobody(remark: Remark) -> bool:
    """Whether a remark says that a row names no person: a directory of organisations need not."""
    return "person_missing" in (remark.code, remark.values.get("code"))


def _forbidden(given: PlanningInputs) -> list[tuple[int, int]]:
    """Index pairs that must not meet, by the file of pairs or by a column of the directory."""
    rows = {one.id: i for i, one in enumerate(given.companies)}
    columns = {one.id: j for j, one in enumerate(given.associations)}

    def known(rule: PairRule) -> bool:
        return rule.kind == "forbidden" and rule.company_id in rows and rule.association_id in columns

    return [(rows[rule.company_id], columns[rule.association_id]) for rule in given.rules if known(rule)]


@contextmanager
def bar(words: Words) -> Iterator[Tell]:
    """A bar on the error stream, on a terminal only."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda stage, done, total: None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        shown = bar.add_task("", total=None)

        def tell(stage: Stage, done: int, total: int) -> None:
            bar.update(shown, description=words.say(STAGES[stage]), completed=done, total=total)

        yield tell


def _rows(given: PlanningInputs, best: Best, side: Side) -> Iterator[list[Cell]]:
    """One pair per row: everybody of a side in the order of the directory, the best partner first."""
    companies, associations = given.companies, given.associations
    figures = zip(best.partners.tolist(), best.scores.tolist(), best.coverage.tolist(), strict=True)
    for index, of_one in enumerate(figures):
        for rank, (partner, score, coverage) in enumerate(zip(*of_one, strict=True), start=1):
            if partner == NOBODY:
                break
            i, j = (index, partner) if side == "company" else (partner, index)
            yield [*_named(companies[i]), *_named(associations[j]), rank, round(score, 4), round(coverage, 4)]


def _named(one: Organisation) -> tuple[str, str]:
    return one.id, one.name


def _other_search(refusal: AnotherSearch, words: Words) -> str:
    if not refusal.differences:
        return words.say(UNKNOWN_FOLDER, {"folder": refusal.folder})
    parts = list(dict.fromkeys(words.say(PARTS[name]) for name in refusal.differences))
    return words.say(OTHER_FOLDER, {"folder": refusal.folder, "parts": words.enumerated(parts)})


def _write(path: Path, content: bytes) -> None:
    try:
        write_in_place(path.parent, {path.name: content})
    except OSError as error:
        raise CannotWrite(path, error) from error


STAGES: Final[dict[Stage, str]] = {
    "preparing": N_("Lecture des profils et des présentations…"),
    "measuring": N_("Comparaison des profils…"),
}
PARTS: Final = {
    "n_rows": N_("les entreprises"),
    "n_columns": N_("les associations"),
    "companies": N_("les entreprises"),
    "associations": N_("les associations"),
    "count": N_("le nombre de partenaires"),
    "least_coverage": N_("ce qui doit être connu d’une paire"),
    "rows_per_block": N_("la taille des blocs"),
    "weights": N_("les poids"),
    "diagnosis": N_("le diagnostic"),
    "history": N_("l’historique"),
    "left_out": N_("les paires à laisser de côté"),
    "software": N_("la version du logiciel"),
    "format": N_("la version du logiciel"),
}
KEPT = N_("Arrêté. Ce qui était fini est gardé dans %(folder)s : la même commande reprend de là.")
WRITTEN_ONE = N_("%(count)s structure avec ses meilleurs partenaires, écrits dans %(file)s.")
WRITTEN = N_("%(count)s structures avec leurs meilleurs partenaires, écrits dans %(file)s.")
NOBODY_FOR_ONE = N_(
    "%(count)s structure n’en a aucun : trop peu est connu d’elle. Complétez sa fiche, ou baissez --least-coverage."
)
NOBODY_FOR = N_(
    "%(count)s structures n’en ont aucun : trop peu est connu d’elles. Complétez leurs fiches, ou baissez "
    "--least-coverage."
)
TO_SETTLE_ONE = N_("%(count)s remarque à régler dans %(file)s ; `entremise check` la donne.")
TO_SETTLE = N_("%(count)s remarques à régler dans %(file)s ; `entremise check` les donne.")
OTHER_FOLDER = N_(
    "%(folder)s garde une autre recherche ; ce qui a changé : %(parts)s. Donnez un autre dossier avec --workdir, ou "
    "recommencez avec --afresh."
)
UNKNOWN_FOLDER = N_(
    "%(folder)s garde des blocs sans dire de quelle recherche. Donnez un autre dossier avec --workdir, ou recommencez "
    "avec --afresh."
)
