"""Sentences in the sources -> the English catalogue, by ``make translations``.

Every sentence marked in Python files and templates gets an entry in ``en/LC_MESSAGES/messages.po``, translations are
kept, entries that no source has any more go, and the catalogue is compiled. Entries are sorted and the header never
changes, so that a difference shows sentences only.
"""

import io
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from webapp.translations import FOLDER

PO_FILE = FOLDER / "en" / "LC_MESSAGES" / "messages.po"
METHODS = [("**.py", "python"), ("templates/**.html", "jinja2")]
KEYWORDS = {**DEFAULT_KEYWORDS, "lazy_gettext": None}
DAY_OF_EVERY_HEADER = datetime(2026, 1, 1, tzinfo=UTC)


def extracted() -> Catalog:
    """Every sentence marked for translation in the application."""
    found = Catalog()
    for _, _, message, comments, context in extract_from_dir(FOLDER.parent, METHODS, keywords=KEYWORDS):
        found.add(message, auto_comments=comments, context=context)
    return found


def read(path: Path = PO_FILE) -> Catalog:
    """The catalogue as it stands in its file; an empty one when there is none."""
    if not path.exists():
        return Catalog(locale="en")
    with path.open("rb") as file:
        return read_po(file, locale="en")


def updated(sources: Catalog, translated: Catalog) -> Catalog:
    """The sentences of the sources with the translations they have so far; none when a plural came or went."""
    result = Catalog(
        locale="en",
        project="Entremise",
        version="1",
        msgid_bugs_address="see README",
        last_translator="Entremise",
        language_team="Entremise",
        header_comment="# English sentences of Entremise; the keys are the French ones.",
        creation_date=DAY_OF_EVERY_HEADER,
        revision_date=DAY_OF_EVERY_HEADER,
        fuzzy=False,
    )
    for message in sentences(sources):
        known = translated.get(message.id, message.context)
        kept = known.string if known and known.pluralizable == message.pluralizable else None
        result.add(message.id, kept, auto_comments=message.auto_comments)
    return result


def sentences(catalogue: Catalog) -> Iterator[Message]:
    """The entries of a catalogue without its header."""
    return (message for message in catalogue if message.id)


def untranslated(catalogue: Catalog) -> list[str]:
    """The sentences without an English one."""
    return [str(message.id) for message in sentences(catalogue) if not all(forms(message.string))]


def forms(text: str | Sequence[str] | None) -> tuple[str, ...]:
    """The one text of an entry, or its singular and plural."""
    if isinstance(text, str):
        return (text,)
    return tuple(text or ("",))


def compiled(catalogue: Catalog) -> bytes:
    """The bytes of the compiled catalogue."""
    written = io.BytesIO()
    write_mo(written, catalogue)
    return written.getvalue()


def main() -> None:
    """Bring the English catalogue up to date and say what is left to translate."""
    catalogue = updated(extracted(), read())
    PO_FILE.parent.mkdir(parents=True, exist_ok=True)
    with PO_FILE.open("wb") as file:
        write_po(file, catalogue, width=100, no_location=True, sort_output=True)
    PO_FILE.with_suffix(".mo").write_bytes(compiled(read()))
    missing = untranslated(catalogue)
    print(f"{len(list(sentences(catalogue)))} sentences, {len(missing)} to translate in {PO_FILE.name}")
    for sentence in missing:
        print(f"  {sentence}")


if __name__ == "__main__":
    main()
