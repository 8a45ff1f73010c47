"""The command line, `entremise`: evenings, regions, the upkeep of an installation, its accounts; a file for each."""

from webapp.cli.account_commands import main

__all__ = ["main"]
