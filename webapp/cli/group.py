"""The command `entremise` itself; its commands are added by the files that ``webapp.cli`` imports."""

import click

from webapp import logged

EPILOGUE = "Leaves with 0 when done, 1 when the data have a problem, 2 when the call is wrong."


@click.group(epilog=EPILOGUE, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="entremise", prog_name="entremise")
def main() -> None:
    """Decide who should meet whom, and why, and run the evening on which they do."""
    logged.keep_values_out_of_a_command()  # commands run by night too, and what they say is kept then
