"""The map of the command line: every command, its options, an example each. The work is imported when it is called.

Codes on leaving: 0 done, 1 the data have a problem, 2 the call is wrong.
"""

import click

from webapp.cli.language import LANGUAGES, default_language

EPILOGUE = "Leaves with 0 when done, 1 when the data have a problem, 2 when the call is wrong."
language_option = click.option(
    "--language",
    type=click.Choice(LANGUAGES),
    default=default_language,
    help="Language of what is said and written; by default that of the environment, else French.",
)


@click.group(epilog=EPILOGUE, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="entremise", prog_name="entremise")
def main() -> None:
    """Decide who should meet whom, and why, and run the evening on which they do."""


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="0.0.0.0 lets phones on the same network in.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0 takes a free one.")
@click.option(
    "--speed",
    type=click.FloatRange(0, 3600, min_open=True),
    default=1.0,
    show_default=True,
    help="How many times faster the evening's clock runs.",
)
@language_option
def demo(host: str, port: int, speed: float, language: str) -> None:
    """Play a whole evening with a fictional territory on this machine.

    Loads the sample, computes the plan, starts a server and prints links and passwords. Starts afresh each time, in the
    folder instance/demo. The evening begins by itself; Ctrl-C ends it.

    \b
    Example: the whole evening in two minutes
        entremise demo --speed 60
    """
    from webapp.cli.demo import demonstrate  # noqa: PLC0415  slow import
    from webapp.wording import Words  # noqa: PLC0415  slow import

    demonstrate(host=host, port=port, speed=speed, words=Words.for_locale(language))  # type: ignore[arg-type]
