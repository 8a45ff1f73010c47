"""The commands for a region's directory, beside those for an evening: options and examples, as in ``commands``."""

import sys
from pathlib import Path
from typing import Literal

import click

from webapp.cli.group import main
from webapp.cli.language import Language
from webapp.cli.options import (
    diagnosis_option,
    directory_argument,
    file_option,
    history_option,
    json_option,
    language_option,
    least_coverage_option,
    least_score_option,
    output_file_option,
    pairs_option,
    weights_option,
)


@main.command()
@directory_argument
@output_file_option("CSV file of the best partners.")
@click.option("--count", type=click.IntRange(1, 1000), default=20, show_default=True, help="Partners of each.")
@click.option(
    "--side",
    type=click.Choice(("company", "association")),
    default="company",
    show_default=True,
    help="Whose partners: of each company, or of each association.",
)
@least_coverage_option
@click.option(
    "--workdir",
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder to keep finished blocks in; by default one beside FILE, taken away at the end.",
)
@click.option("--afresh", is_flag=True, help="Forget blocks of a search that was stopped.")
@click.option("--workers", type=click.IntRange(1, 64), default=2, show_default=True, help="Threads that measure.")
@pairs_option
@diagnosis_option
@history_option
@weights_option
@language_option
def region(
    directory: Path,
    output: Path,
    count: int,
    side: Literal["company", "association"],
    least_coverage: float,
    workdir: Path | None,
    afresh: bool,
    workers: int,
    pairs: Path | None,
    diagnosis: Path | None,
    history: Path | None,
    weights: Path | None,
    language: Language,
) -> None:
    """Find the best partners of everybody in a directory of thousands.

    Partners already, pairs that met, and pairs kept apart are left out. Shows how far it is on a terminal. When it is
    stopped, even killed, the same command goes on from the blocks that were finished; it leaves with 130 after Ctrl-C.

    \b
    Example: the twenty best of each company, and later those of each association from the same blocks
        entremise region directory.csv -o companies.csv --workdir blocks/
        entremise region directory.csv -o associations.csv --workdir blocks/ --side association
    """
    from matching.region import Settings  # noqa: PLC0415  slow import
    from webapp.cli.inputs import Files  # noqa: PLC0415  slow import
    from webapp.cli.region import Places  # noqa: PLC0415  slow import
    from webapp.cli.region import region as run  # noqa: PLC0415  slow import
    from webapp.wording import Words  # noqa: PLC0415  slow import

    files = Files(sign_ups=directory, pairs=pairs, diagnosis=diagnosis, history=history, weights=weights)
    settings = Settings(count=count, least_coverage=least_coverage, n_workers=workers)
    places = Places(output=output, folder=workdir)
    sys.exit(run(files, places, settings, side=side, afresh=afresh, words=Words.for_locale(language)))


@main.command()
@directory_argument
@output_file_option("CSV file of the introductions.")
@click.option(
    "--per-organisation",
    type=click.IntRange(min=0),
    default=5,
    show_default=True,
    help="Introductions of one organisation at most.",
)
@least_score_option
@least_coverage_option
@click.option(
    "--novelty",
    type=click.FloatRange(0, 1),
    default=0.1,
    show_default=True,
    help="Share kept for pairs far apart in the network of who knows whom.",
)
@click.option("--largest-total", is_flag=True, help="The largest total of scores instead of the best pair first.")
@click.option(
    "--duplicates",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="CSV file for entries that may be one organisation, with a column to answer in.",
)
@file_option("--decided", "That file with its answers.")
@file_option("--plan", "The plan.csv of the evening: who meets there needs no introduction.")
@pairs_option
@diagnosis_option
@history_option
@weights_option
@json_option
@language_option
def introductions(
    directory: Path,
    output: Path,
    per_organisation: int,
    least_score: float,
    least_coverage: float,
    novelty: float,
    largest_total: bool,
    duplicates: Path | None,
    decided: Path | None,
    plan: Path | None,
    pairs: Path | None,
    diagnosis: Path | None,
    history: Path | None,
    weights: Path | None,
    as_json: bool,
    language: Language,
) -> None:
    """Propose pairs worth introducing to each other, best first, with their reasons.

    Left out: partners, pairs that met or asked to be apart, pairs of which too little is known. No organisation gets
    more than its share. Entries that may be one organisation are asked about, never merged.

    \b
    Example: after an evening; then with the answers about entries that may be one organisation
        entremise introductions sign-ups.csv -o introductions.csv --plan evening/plan.csv --duplicates same.csv
        entremise introductions sign-ups.csv -o introductions.csv --plan evening/plan.csv --decided same.csv
    """
    from webapp.cli.inputs import Files  # noqa: PLC0415  slow import
    from webapp.cli.introductions import Places, introduce  # noqa: PLC0415  slow import
    from webapp.services.directory_introductions import Wishes  # noqa: PLC0415  slow import
    from webapp.wording import Words  # noqa: PLC0415  slow import

    files = Files(sign_ups=directory, pairs=pairs, diagnosis=diagnosis, history=history, weights=weights)
    wishes = Wishes(
        per_organisation=per_organisation,
        least_score=least_score,
        least_coverage=least_coverage,
        novelty_share=novelty,
        choice="largest_total" if largest_total else "best_first",
    )
    places = Places(output=output, plan=plan, duplicates=duplicates, decided=decided)
    introduce(files, places, wishes, words=Words.for_locale(language), as_json=as_json)


@main.command()
@directory_argument
@click.option("--all", "faint", is_flag=True, help="Also what is too unsure for anybody to be asked about it.")
@json_option
@language_option
def suggest(directory: Path, faint: bool, as_json: bool, language: Language) -> None:
    """Say what each presentation of DIRECTORY suggests that its profile does not state, with the words read.

    Nothing is written: a suggestion counts once the organisation confirms it.

    \b
    Example:
        entremise suggest sign-ups.csv
    """
    from webapp.cli.suggest import suggest_all  # noqa: PLC0415  slow import
    from webapp.wording import Words  # noqa: PLC0415  slow import

    suggest_all(directory, faint=faint, words=Words.for_locale(language), as_json=as_json)
