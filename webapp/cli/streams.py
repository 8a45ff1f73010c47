"""Where things are said: results on the output stream, progress and remarks on the error stream."""

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import click
from rich.console import Console
from rich.table import Table


@contextmanager
def progress(sentence: str) -> Iterator[None]:
    """Show what is being done while it is, on a terminal only."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield
        return
    with console.status(sentence):
        yield


def say(sentence: str = "") -> None:
    """One line for the person who called, beside the results."""
    click.echo(sentence, err=True)


def show_json(value: Any) -> None:
    """A value for a program to read."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def show_table(header: Sequence[str], rows: Sequence[Sequence[str]], *, right: Sequence[int] = ()) -> None:
    """Rows for a person to read: columns on a terminal, tabulators between the cells elsewhere."""
    console = Console()
    if not console.is_terminal:
        for row in [header, *rows]:
            click.echo("\t".join(row))
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    for number, name in enumerate(header):
        table.add_column(name, justify="right" if number in right else "left")
    for row in rows:
        table.add_row(*row)
    console.print(table, markup=False)
    sys.stdout.flush()
