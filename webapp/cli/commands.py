"""The map of the command line: every command, its options, an example each. The work is imported when it is called.

Codes on leaving: 0 done, 1 the data have a problem, 2 the call is wrong.
"""

import os
import sys
from datetime import datetime
from pathlib import Path

import click

from webapp.cli.group import main
from webapp.cli.language import Language
from webapp.cli.options import (
    diagnosis_option,
    file_option,
    history_option,
    host_option,
    json_option,
    language_option,
    output_file_option,
    output_folder_option,
    pairs_option,
    sign_ups_argument,
    weights_option,
)


@main.command()
@host_option
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0 takes a free one.")
@click.option(
    "--speed",
    type=click.FloatRange(0, 3600, min_open=True),
    default=1.0,
    show_default=True,
    help="How many times faster the evening's clock runs.",
)
@language_option
def demo(host: str, port: int, speed: float, language: Language) -> None:
    """Play a whole evening with a fictional territory on this machine.

    Loads the sample, computes the plan, starts a server and prints links and passwords. Starts afresh each time, in the
    folder instance/demo. The evening begins by itself; Ctrl-C ends it.

    \b
    Example: the whole evening in two minutes
        entremise demo --speed 60
    """
    from webapp.cli.demo import demonstrate  # noqa: PLC0415  slow import
    from webapp.wording import Words  # noqa: PLC0415  slow import

    demonstrate(host=host, port=port, speed=speed, words=Words.for_locale(language))


@main.command()
@host_option
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option("--organiser", metavar="EMAIL", help="Make an account that may create events; prints its password.")
@language_option
def serve(host: str, port: int, organiser: str | None, language: Language) -> None:
    """Serve evenings to organisers, projectors and phones.

    Settings come from the environment: ENTREMISE_DATABASE_URL, ENTREMISE_PUBLIC_URL and the others that
    webapp/config.py explains. The database is brought to its latest shape first.

    \b
    Example: behind a web server that speaks TLS
        ENTREMISE_PUBLIC_URL=https://evening.example.org entremise serve --organiser odile@example.org
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # numpy's threads would be running when workers are forked

    from webapp.cli.serve import serve as run  # noqa: PLC0415  slow import
    from webapp.wording import Words  # noqa: PLC0415  slow import

    run(host=host, port=port, organiser=organiser, words=Words.for_locale(language))


@main.command()
@sign_ups_argument
@pairs_option
@diagnosis_option
@history_option
@weights_option
@json_option
@language_option
def check(
    sign_ups: Path,
    pairs: Path | None,
    diagnosis: Path | None,
    history: Path | None,
    weights: Path | None,
    as_json: bool,
    language: Language,
) -> None:
    """List what is wrong in a sign-up sheet, what was left out and what was corrected.

    Every remark has its line and column. Leaves with 1 when somebody has to look at something: a problem, or a row left
    out because its side or its organisation is unknown. Corrections, cancelled and double orders leave with 0.

    \b
    Example:
        entremise check sign-ups.csv
    """
    from webapp.cli.check import check as run  # noqa: PLC0415  slow import
    from webapp.cli.inputs import Files  # noqa: PLC0415  slow import
    from webapp.wording import Words  # noqa: PLC0415  slow import

    files = Files(sign_ups=sign_ups, pairs=pairs, diagnosis=diagnosis, history=history, weights=weights)
    sys.exit(run(files, words=Words.for_locale(language), as_json=as_json))


@main.command()
@sign_ups_argument
@output_folder_option(
    "Folder for plan.csv, plan.xlsx, plan.json, timetables.html, report.html and pictures; made if need be."
)
@click.option("--rounds", type=click.IntRange(1, 30), default=8, show_default=True, help="Number of rounds.")
@click.option("--minutes", type=click.IntRange(1, 120), default=8, show_default=True, help="Minutes of a meeting.")
@click.option(
    "--change-over", type=click.IntRange(0, 60), default=2, show_default=True, help="Minutes between two meetings."
)
@click.option("--tables", type=click.IntRange(1, 500), help="Tables in the room; without it as many as needed.")
@click.option(
    "--start", type=click.DateTime(["%H:%M"]), default="18:30", show_default=True, help="Beginning of the first round."
)
@click.option("--seed", type=click.IntRange(0, 999_999_999), default=0, show_default=True, help="Same seed, same plan.")
@pairs_option
@diagnosis_option
@history_option
@weights_option
@json_option
@language_option
def plan(
    sign_ups: Path,
    output: Path,
    rounds: int,
    minutes: int,
    change_over: int,
    tables: int | None,
    start: datetime,
    seed: int,
    pairs: Path | None,
    diagnosis: Path | None,
    history: Path | None,
    weights: Path | None,
    as_json: bool,
    language: Language,
) -> None:
    """Compute the plan of an evening and write it as files.

    As many meetings as the room allows, spread evenly, then the most good reasons in total, with a proof. When a demand
    cannot be met, says what is missing and what to try, leaves with 1 and writes nothing.

    \b
    Example:
        entremise plan sign-ups.csv -o evening/ --tables 20 --start 18:45 --pairs pairs.csv
    """
    from webapp.cli.inputs import Files, evening_settings  # noqa: PLC0415  slow import
    from webapp.cli.planning import plan as run  # noqa: PLC0415  slow import
    from webapp.wording import Words  # noqa: PLC0415  slow import

    settings = evening_settings(
        n_rounds=rounds,
        meeting_minutes=minutes,
        change_over_minutes=change_over,
        n_tables=tables,
        start=start.time(),
        seed=seed,
    )
    files = Files(sign_ups=sign_ups, pairs=pairs, diagnosis=diagnosis, history=history, weights=weights)
    run(files, output, settings, words=Words.for_locale(language), as_json=as_json)


@main.command()
@click.argument("folder", metavar="DIR", type=click.Path(exists=True, file_okay=False, path_type=Path))
@output_folder_option("Folder for the files of the repaired plan and changes.csv; made if need be.")
@click.option(
    "--from-round",
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    help="The first round that has not been played.",
)
@click.option("--not-announced", is_flag=True, help="Nobody is on the way to that round yet: it may change freely.")
@click.option("--absent", multiple=True, metavar="NAME", help="Did not come; a name or a code. May be repeated.")
@click.option("--left", multiple=True, metavar="NAME:ROUND", help="Left after this round. May be repeated.")
@click.option("--late", multiple=True, metavar="NAME:ROUND", help="Is there from this round on. May be repeated.")
@click.option("--tables", type=click.IntRange(1, 500), help="Tables that are left.")
@click.option(
    "--drop-round", "dropped", multiple=True, type=click.IntRange(min=1), help="Round that falls out. May be repeated."
)
@file_option("--walk-in", "Sign-up sheet of people who came without being registered.")
@json_option
@language_option
def repair(
    folder: Path,
    output: Path,
    from_round: int,
    not_announced: bool,
    absent: tuple[str, ...],
    left: tuple[str, ...],
    late: tuple[str, ...],
    tables: int | None,
    dropped: tuple[int, ...],
    walk_in: Path | None,
    as_json: bool,
    language: Language,
) -> None:
    """Repair the plan in DIR when somebody is missing, leaves, comes late or walks in.

    DIR is what `entremise plan` or `entremise repair` wrote. Rounds that were played stand; of the good plans, the one
    that changes the fewest announced meetings is taken. Prints that number beside its bound, and who has to be told
    what, the most urgent first.

    \b
    Example: two people are missing, a third leaves after round 5, round 3 is about to begin
        entremise repair evening/ -o evening-2/ --from-round 3 --absent C07 --absent "Anne Ganter" --left A12:5
    """
    from webapp.cli.news import News  # noqa: PLC0415  slow import
    from webapp.cli.repair import repair as run  # noqa: PLC0415  slow import
    from webapp.wording import Words  # noqa: PLC0415  slow import

    news = News(absent=absent, left=left, late=late, n_tables=tables, dropped=dropped, walk_in=walk_in)
    words = Words.for_locale(language)
    run(folder, output, news, from_round=from_round, announced=not not_announced, words=words, as_json=as_json)


@main.command()
@sign_ups_argument
@output_file_option("CSV file for all pairs with each criterion.", required=False)
@click.option("--top", type=click.IntRange(min=0), default=20, show_default=True, help="How many pairs to print.")
@diagnosis_option
@history_option
@weights_option
@json_option
@language_option
def score(
    sign_ups: Path,
    output: Path | None,
    top: int,
    diagnosis: Path | None,
    history: Path | None,
    weights: Path | None,
    as_json: bool,
    language: Language,
) -> None:
    """Score every company with every association, from 0 to 1.

    \b
    Example: all pairs into a file, the ten best on the screen
        entremise score sign-ups.csv -o scores.csv --top 10
    """
    from webapp.cli.inputs import Files  # noqa: PLC0415  slow import
    from webapp.cli.pairs import score as run  # noqa: PLC0415  slow import
    from webapp.wording import Words  # noqa: PLC0415  slow import

    files = Files(sign_ups=sign_ups, diagnosis=diagnosis, history=history, weights=weights)
    run(files, output, top=top, words=Words.for_locale(language), as_json=as_json)


@main.command()
@sign_ups_argument
@click.argument("company")
@click.argument("association")
@diagnosis_option
@history_option
@weights_option
@json_option
@language_option
def explain(
    sign_ups: Path,
    company: str,
    association: str,
    diagnosis: Path | None,
    history: Path | None,
    weights: Path | None,
    as_json: bool,
    language: Language,
) -> None:
    """Say why a COMPANY and an ASSOCIATION should meet; ids or names.

    \b
    Example:
        entremise explain sign-ups.csv C07 "Le Panier de Colette"
    """
    from webapp.cli.inputs import Files  # noqa: PLC0415  slow import
    from webapp.cli.pairs import explain_pair  # noqa: PLC0415  slow import
    from webapp.wording import Words  # noqa: PLC0415  slow import

    files = Files(sign_ups=sign_ups, diagnosis=diagnosis, history=history, weights=weights)
    explain_pair(files, company, association, words=Words.for_locale(language), as_json=as_json)
