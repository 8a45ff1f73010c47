"""Arguments and options that several commands share, each declared once.

The values in it are those of the libraries, which are not imported for a help text; a test compares them.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import click

from webapp.cli.language import LANGUAGES, default_language

Command = Callable[..., Any]
#: matching.totals.LEAST_COVERAGE
LEAST_COVERAGE: Final = 0.35
#: webapp.services.directory_introductions.LEAST_SCORE
LEAST_SCORE: Final = 0.3


def file_option(name: str, text: str) -> Callable[[Command], Command]:
    """An option for a file that is read."""
    readable = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)
    return click.option(name, type=readable, metavar="FILE", help=text)


def output_file_option(text: str, *, required: bool = True) -> Callable[[Command], Command]:
    """The option for the file that is written."""
    written = click.Path(dir_okay=False, path_type=Path)
    return click.option("-o", "--output", required=required, metavar="FILE", type=written, help=text)


def output_folder_option(text: str) -> Callable[[Command], Command]:
    """The option for the folder that is written into, made if need be."""
    written = click.Path(file_okay=False, path_type=Path)
    return click.option("-o", "--output", required=True, metavar="DIR", type=written, help=text)


sign_ups_argument = click.argument(
    "sign_ups", metavar="SIGNUPS", type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)
)
directory_argument = click.argument(
    "directory", metavar="DIRECTORY", type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)
)
pairs_option = file_option("--pairs", "Forbidden, required and locked pairs (CSV).")
diagnosis_option = file_option("--diagnosis", "The territory's diagnosis (CSV); it weighs shared fragilities.")
history_option = file_option("--history", "Who met at an earlier evening, or works together already (CSV).")
weights_option = file_option("--weights", "How much each criterion counts (JSON).")
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON for a program to read.")
language_option = click.option(
    "--language",
    type=click.Choice(LANGUAGES),
    default=default_language,
    help="Language of what is said and written; by default that of the environment, else French.",
)
host_option = click.option(
    "--host", default="127.0.0.1", show_default=True, help="0.0.0.0 lets phones on the same network in."
)
least_coverage_option = click.option(
    "--least-coverage",
    type=click.FloatRange(0, 1),
    default=LEAST_COVERAGE,
    show_default=True,
    help="How much of the weight must be known of a pair.",
)
least_score_option = click.option(
    "--least-score",
    type=click.FloatRange(0, 1),
    default=LEAST_SCORE,
    show_default=True,
    help="Good reasons a pair must have.",
)
