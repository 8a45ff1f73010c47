"""The files an organiser hands in -> what they say, or why one of them cannot be read. Nothing is stored here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from werkzeug.datastructures import FileStorage

from matching.organisations import Diagnosis, Organisation, PairRule, PastMeeting
from matching.read import Remark, SignUps
from webapp.services.reading_apart import read_apart
from webapp.services.reading_values import SOURCES, FilesRead

__all__ = ["SOURCES", "Unreadable", "Uploads", "read_uploads"]


@dataclass(frozen=True, kw_only=True)
class Unreadable:
    """A file that could not be read: which, its name, and why."""

    source: str
    file_name: str
    remarks: tuple[Remark, ...]


@dataclass(frozen=True, kw_only=True)
class Uploads:
    """What the files of one form say; a file that was not handed in is None. ``remarks`` go by source."""

    sheet_name: str
    sign_ups: SignUps | None
    diagnosis: Diagnosis | None
    history: tuple[PastMeeting, ...] | None
    pairs: tuple[PairRule, ...] | None
    remarks: Mapping[str, tuple[Remark, ...]]
    unreadable: tuple[Unreadable, ...]

    @property
    def nothing(self) -> bool:
        """Whether no file was handed in at all."""
        read = (self.sign_ups, self.diagnosis, self.history, self.pairs)
        return not self.unreadable and all(one is None for one in read)


def read_uploads(files: Mapping[str, FileStorage], known: Sequence[Organisation]) -> Uploads:
    """Read every file that was handed in; ``known`` are the event's organisations, for files without a sheet."""
    given = {source: files[source] for source in SOURCES if source in files and files[source].filename}
    contents = {source: file.read() for source, file in given.items()}
    read = read_apart(contents, known) if contents else FilesRead()
    return Uploads(
        sheet_name=_name(given["sheet"]) if "sheet" in given else "",
        sign_ups=read.sign_ups,
        diagnosis=read.diagnosis,
        history=read.history,
        pairs=read.pairs,
        remarks=read.remarks,
        unreadable=tuple(
            Unreadable(source=source, file_name=_name(given[source]), remarks=remarks)
            for source, remarks in read.unreadable.items()
        ),
    )


def _name(file: FileStorage) -> str:
    """The file's own name, without the folders that some browsers send along."""
    name = (file.filename or "").replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(sign for sign in name if sign.isprintable())[:200]
