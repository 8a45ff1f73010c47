"""PostgreSQL's own programs: the right pg_dump for a server, a dump of one snapshot, and a dump as steps of SQL.

Rows are copied (COPY), each table's beside its statement and never within one: a server that logs statements, or one
that fails, would else write what people answered into its log.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlalchemy import make_url

from webapp.upkeep.backup_file import UnusableBackup

COPIED: Final = re.compile(r"COPY \S.* FROM stdin;")
END_OF_ROWS: Final = "\\."
PLACES = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql*/bin", "/usr/local/pgsql/bin")


@dataclass(frozen=True, kw_only=True)
class Step:
    """Statements to carry out; with ``rows``, the one that copies them in."""

    statement: str
    rows: str | None = None


def version_of(program: Path) -> int:
    """The major version of a program of PostgreSQL's; 0 when it does not say."""
    try:
        said = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=20, check=True)  # noqa: S603  found by name in fixed places
    except (OSError, subprocess.SubprocessError):
        return 0
    found = re.search(r"(\d+)(?:\.\d+)*", said.stdout)
    return int(found[1]) if found else 0


def program(name: str, least: int) -> Path:
    """Path of a program at least as new as asked, the oldest of those; raises UnusableBackup where there is none."""
    candidates = [Path(found)] if (found := shutil.which(name)) else []
    for place in PLACES:
        candidates += sorted(Path("/").glob(f"{place.lstrip('/')}/{name}"))
    versions = sorted((version, str(path)) for path in candidates if (version := version_of(path)) >= least)
    if not versions:
        raise UnusableBackup("program_missing", {"program": name, "version": least})
    return Path(versions[0][1])


def dump(url: str, target: Path, *, snapshot: str, server_version: int, leave_out: tuple[str, ...] = ()) -> None:
    """Write the snapshot's tables into a file of pg_dump's custom format; ``leave_out``: tables without their rows."""
    options = [f"--exclude-table-data=public.{table}" for table in leave_out]
    _run(
        program("pg_dump", server_version),
        ["--format=custom", "--schema=public", "--no-owner", "--no-privileges", "--no-comments"],
        ["--compress=0"],  # as backup_file.write: how well answers compress would show in the size
        [f"--snapshot={snapshot}", *options],
        ["--file", str(target)],
        environment=connection_settings(url),
    )


def steps_of(dump_file: Path, folder: Path, *, server_version: int) -> list[Step]:
    """The dump as SQL and rows, without what makes the schema itself and without lines only psql understands."""
    reader = program("pg_restore", server_version)
    listed = folder / "contents"
    _run(reader, ["--list", f"--file={listed}", str(dump_file)])
    lines = listed.read_text(encoding="utf-8").splitlines()
    listed.write_text(
        "\n".join(line for line in lines if not re.match(r"\d+; \d+ \d+ SCHEMA ", line)), encoding="utf-8"
    )
    steps = []
    for section in ("pre-data", "data", "post-data"):
        script = folder / f"{section}.sql"
        options = ["--no-owner", "--no-privileges", f"--use-list={listed}", f"--section={section}", f"--file={script}"]
        _run(reader, options, [str(dump_file)])
        said = _without_commands_of_psql(script.read_text(encoding="utf-8"))
        steps += _copies(said) if section == "data" and _is_copied(said) else [Step(statement=said)]
    return steps


def _is_copied(data: str) -> bool:
    """Whether the rows are copied; those of an earlier version's dump are inserted, and hold any text whatever."""
    first = re.search(r"^(COPY|INSERT INTO) ", data, re.MULTILINE)
    return first is not None and first[1] == "COPY"


def _copies(data: str) -> list[Step]:
    """Statements and copies in their order; no line of copied rows holds a line end, nor is one of them the mark."""
    steps: list[Step] = []
    lines: list[str] = []
    rows_of = ""
    for line in data.split("\n"):
        if rows_of and line == END_OF_ROWS:
            steps.append(Step(statement=rows_of, rows="".join(f"{row}\n" for row in lines)))
            lines, rows_of = [], ""
        elif not rows_of and COPIED.fullmatch(line):
            steps.append(Step(statement="\n".join(lines)))
            lines, rows_of = [], line
        else:
            lines.append(line)
    return [*steps, Step(statement="\n".join(lines))]


def connection_settings(url: str) -> dict[str, str]:
    """The address in libpq's variables: a password on a command line could be read by everybody on the machine."""
    parts = make_url(url)
    given = {
        "PGHOST": parts.host or _first(parts.query.get("host")),
        "PGPORT": str(parts.port) if parts.port else _first(parts.query.get("port")),
        "PGUSER": parts.username,
        "PGPASSWORD": parts.password,
        "PGDATABASE": parts.database,
        "PGSSLMODE": _first(parts.query.get("sslmode")),
    }
    return {name: str(value) for name, value in given.items() if value}


def _first(value: str | tuple[str, ...] | None) -> str:
    return value if isinstance(value, str) else value[0] if value else ""


def _without_commands_of_psql(script: str) -> str:
    """Drop the guards (\\restrict ...) that stand before the first and after the last statement, nowhere else."""
    script = re.sub(r"\A((?:--[^\n]*\n|[^\S\n]*\n)*)\\restrict [^\n]*\n", r"\1", script)
    return re.sub(r"\n\\unrestrict [^\n]*\n*\Z", "\n", script)


def _run(path: Path, *arguments: list[str], environment: Mapping[str, str] | None = None) -> None:
    options = [one for part in arguments for one in part]
    done = subprocess.run(  # noqa: S603  a program of PostgreSQL's, options of our own
        [path, *options], capture_output=True, text=True, check=False, env={**os.environ, **(environment or {})}
    )
    if done.returncode:
        raise UnusableBackup("program_failed", {"program": path.name, "why": done.stderr.strip()})
