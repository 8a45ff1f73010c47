"""The command line, `entremise`: evenings, regions, the upkeep of an installation, its accounts; a file for each."""

from webapp.cli import account_commands, commands, directory_commands, upkeep_commands
from webapp.cli.group import main

__all__ = ["account_commands", "commands", "directory_commands", "main", "upkeep_commands"]
