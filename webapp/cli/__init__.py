"""The command line: `entremise`. What it can do: ``commands`` (evenings), ``directory_commands`` (regions)."""

from webapp.cli.directory_commands import main

__all__ = ["main"]
