"""The command line: `entremise`. What it can do stands in ``commands``; one file for the work of each command."""

from webapp.cli.commands import main

__all__ = ["main"]
