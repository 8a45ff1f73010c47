"""`entremise check`: a sign-up sheet -> what is wrong, what was left out, what was corrected, line by line."""

from typing import Any

import click

from matching import Remark
from webapp.cli.inputs import Files, evening_settings, levels_of, read_files, sentence_of
from webapp.cli.streams import show_json
from webapp.wording import Words
from webapp.wording.marking import N_

#: Rows left out although somebody may be expected; the others (cancelled, refunded, twice) are settled by the file.
TO_SETTLE = ("ticket_unknown", "side_unknown", "name_missing")


def check(files: Files, *, words: Words, as_json: bool) -> int:
    """Show what there is to say about the files; returns 1 when somebody has to look at something, otherwise 0."""
    given = read_files(files, evening_settings(), words, rules_must_hold=False)
    found = given.sign_ups
    remarks = [remark for of_file in given.remarks.values() for remark in of_file]
    needs_somebody = any(one.level == "problem" or one.code in TO_SETTLE for one in remarks)
    counts = {
        "rows": found.n_rows,
        "companies": len(found.companies),
        "associations": len(found.associations),
        "participants": len(found.participants),
    }
    if as_json:
        show_json(
            {
                "format": found.format,
                "encoding": found.encoding,
                **counts,
                "files": [
                    {
                        "file": str(path),
                        **{
                            level: [_plain(one, words) for one in listed]
                            for level, listed in levels_of(of_file).items()
                        },
                    }
                    for path, of_file in given.remarks.items()
                ],
            }
        )
        return int(needs_somebody)
    click.echo(words.say(COUNTS, counts))
    for path, of_file in given.remarks.items():
        for level, listed in levels_of(of_file).items():
            if not listed:
                continue
            click.echo()
            click.echo(
                words.say(SECTION, {"level": words.remark_level(level), "file": path.name, "count": len(listed)})
            )
            for one in listed:
                subject = f" [{one.subject}]" if one.subject else ""
                click.echo(f"  {sentence_of(one, words)}{subject}")
    if not remarks:
        click.echo(words.say(NOTHING))
    return int(needs_somebody)


def _plain(remark: Remark, words: Words) -> dict[str, Any]:
    return {
        "code": remark.code,
        "line": remark.line,
        "column": remark.column,
        "subject": remark.subject,
        "value": remark.value,
        "values": dict(remark.values),
        "sentence": words.remark(remark),
    }


COUNTS = N_(
    "Lignes lues : %(rows)s. Entreprises : %(companies)s, associations : %(associations)s, participants : "
    "%(participants)s."
)
SECTION = N_("%(level)s (%(count)s), %(file)s")
NOTHING = N_("Rien à signaler.")
