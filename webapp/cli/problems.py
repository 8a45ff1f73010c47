"""What people read when the data have a problem, or the call: sentences on the error stream, and 1 or 2 on leaving."""

from collections.abc import Iterable
from pathlib import Path
from typing import IO, Any

import click


class DataProblem(click.ClickException):  # named as the thing it is about
    """Raised when the data of a call cannot be used; carries every sentence."""

    exit_code = 1

    def __init__(self, sentences: Iterable[str]) -> None:
        self.sentences = tuple(sentences)
        super().__init__("\n".join(self.sentences))

    def show(self, file: IO[Any] | None = None) -> None:
        """Print the sentences, one per line."""
        for sentence in self.sentences:
            click.echo(sentence, file=file, err=True)


class WrongCall(click.ClickException):  # named as the thing it is about
    """Raised when a call cannot work whatever the data are; carries one sentence."""

    exit_code = 2

    def show(self, file: IO[Any] | None = None) -> None:
        """Print the sentence alone."""
        click.echo(self.message, file=file, err=True)


class CannotWrite(WrongCall):
    """Raised when a file of the call cannot be written."""

    def __init__(self, path: Path, error: OSError) -> None:
        super().__init__(f"{error.filename or path}: {error.strerror or error}")
