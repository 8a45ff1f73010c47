"""The command line: `entremise`: ``commands`` (evenings), ``directory_commands`` (regions), ``upkeep_commands``."""

from webapp.cli.upkeep_commands import main

__all__ = ["main"]
