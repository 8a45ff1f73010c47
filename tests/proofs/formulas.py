"""Texts that a spreadsheet would compute, in every column that people fill of every export: LibreOffice computes none.

    python -m tests.proofs.formulas --n 300 --seed 7

Exports are found in the code: a function that calls a writer of sheets and is not listed (``hostile_sheets``) fails
the test, and so does a column that holds neither the texts nor what is named as the application's own. Each is called
for what it writes. LibreOffice turns each file into its flat XML, where a computed cell carries its formula; it splits
each CSV file at commas, at semicolons, and at both and tabs, as spreadsheets of one region or another do. The control
takes the defences out: every file then holds cells that are computed.
"""

import argparse
import ast
import csv
import io
import random
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from unittest import mock

from python_calamine import CalamineWorkbook
from xlsxwriter.worksheet import Worksheet

from tests.proofs.hostile_sheets import EXPORTS
from webapp.exports.sheets import separator
from webapp.wording import Language, Words

ROOT: Final = Path(__file__).parents[2]
WRITERS: Final = ("csv_bytes", "xlsx_bytes", "writer", "DictWriter", "Workbook")
#: The writers themselves, and files of this project's own making.
NOT_EXPORTS: Final = ("webapp.exports.sheets.", "sample_data.")
FORMULAS: Final = (
    "=1+1", "+1+1", "-1+1", "@SUM(1,1)", "=CONCATENATE(1,2)", '=HYPERLINK("http://example.org","x")',
    '=WEBSERVICE("http://example.org")', "=cmd|' /C calc'!A0", "=DDE(\"a\";\"b\";\"c\")", "{=SUM(1,2)}", "=SUM(1;2)",
    "=1+1;=1+1", "=1+1,=1+1", '=IMPORTXML("http://example.org","//a")', "=RAND()", "=NOW()", "=A1", "=$A$1", "=-1",
    "==1+1", "=+1", "=TRUE()", "=1/0", "+33612345678", "-12,5", "=\"a\"&\"b\"", "=INFO(\"system\")", "=ROW()",
)  # fmt: skip
BEFORE: Final = (
    "",
    " ",
    "  ",
    "\t",
    "\r",
    "\n",
    "\r\n",
    "\u00a0",
    "\ufeff",
    "\u200b",
    '"',
    "a;",
    "a,",
    "a; ",
    "a\t",
    "a\n",
    "a\r\n ",
    'a,"',
    'a;"',
    '";',
    "'",
)
WIDE: Final = str.maketrans({"=": "＝", "+": "＋", "-": "－", "@": "＠"})
CSV_IN: Final = "CSV:{},34,76,1,,0,false,true,false,false,false,-1,true"

#: The library's own sheet is read back equal, so that only the beginnings of its cells can be guarded.
AT_COMMAS_ONLY: Final = "matching.write._write"
#: Where spreadsheets split CSV files: at commas, at semicolons, or at both and at tabs.
SPLIT: Final = {"commas": "44", "semicolons": "59", "all": "44/59/9"}
LOCALES: Final[tuple[Language, ...]] = ("fr", "en")
#: What a defence, a quotation or a sentence may put around a text or into it.
AROUND: Final = re.compile(r"\\[nrt]|[\s\u200b\ufeff'\"\\]+")


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A file that an export wrote; ``delimiter`` is "" for XLSX."""

    site: str
    path: Path
    delimiter: str
    locale: Language

    def columns(self) -> dict[str, list[str]]:
        """The cells below each name of the header."""
        if self.delimiter:
            text = io.StringIO(self.path.read_bytes().decode("utf-8-sig"), newline="")
            header, *rows = csv.reader(text, delimiter=self.delimiter)
        else:
            sheet = CalamineWorkbook.from_path(str(self.path)).get_sheet_by_index(0).to_python()
            header, *rows = [[str(cell) for cell in row] for row in sheet]
        return {name: [row[number] for row in rows] for number, name in enumerate(header)}


def payloads(n: int, *, seed: int) -> list[str]:
    """``n`` different texts, those that everybody knows first."""
    chance = random.Random(seed)
    everything = [before + formula for before in BEFORE for formula in FORMULAS]
    everything += [(before + formula).translate(WIDE) for before in BEFORE[:4] for formula in FORMULAS]
    known, more = everything[: len(FORMULAS)], sorted(set(everything) - set(everything[: len(FORMULAS)]))
    return known + chance.sample(more, max(0, min(n - len(known), len(more))))


def call_sites() -> set[str]:
    """The functions that make a sheet, by module and name."""
    found = set()
    for package in ("webapp", "matching", "schedules", "sample_data"):
        for path in sorted((ROOT / package).rglob("*.py")):
            module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
            for function in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(function, ast.FunctionDef) and any(_makes_a_sheet(node) for node in ast.walk(function)):
                    found.add(f"{module}.{function.name}")
    return {site for site in found if not site.startswith(NOT_EXPORTS)}


def _makes_a_sheet(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call):
        return False
    name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
    return name in WRITERS


def sheets(texts: Sequence[str], folder: Path) -> list[Sheet]:
    """What every export writes of the texts; those for people in French and in English."""
    made = []
    for site, export in EXPORTS.items():
        for locale in LOCALES if export.for_people else LOCALES[:1]:
            words = Words.for_locale(locale)
            comma_or_not = separator(locale) if export.for_people else ","
            for number, (kind, content) in enumerate(export.make(texts, words)):
                path = folder / f"{site}.{locale}.{number}.{kind}"
                path.write_bytes(content)
                made.append(
                    Sheet(site=site, path=path, delimiter="" if kind == "xlsx" else comma_or_not, locale=locale)
                )
    return made


def misfed(made: Sequence[Sheet], texts: Sequence[str]) -> list[str]:
    """Columns that should hold every text and do not, and columns of the application's own that are not there."""
    found = []
    for (site, locale), columns in _by_site(made).items():
        own = {Words.for_locale(locale).say(name) for name in EXPORTS[site].own}
        found += [f"{site}: no column {name!r}" for name in sorted(own - set(columns))]
        for name in set(columns) - own:
            held = "\n".join(_plain(cell) for cell in columns[name])
            missing = [text for text in texts if _plain(text) not in held]
            if missing:
                found.append(
                    f"{site}, {name!r} ({locale}): {len(missing)} of {len(texts)} texts missing: {missing[:3]}"
                )
    return sorted(found)


def n_columns(made: Sequence[Sheet]) -> tuple[int, int]:
    """How many columns the exports have, and how many of them people fill."""
    n_all = sum(len(columns) for (_, locale), columns in _by_site(made).items() if locale == "fr")
    return n_all, n_all - sum(len(EXPORTS[site].own) for site in {sheet.site for sheet in made})


def _by_site(made: Sequence[Sheet]) -> dict[tuple[str, Language], dict[str, list[str]]]:
    """The cells of each column of an export, over all of its files in one language."""
    found: dict[tuple[str, Language], dict[str, list[str]]] = {}
    for sheet in made:
        columns = found.setdefault((sheet.site, sheet.locale), {})
        for name, cells in sheet.columns().items():
            columns.setdefault(name, []).extend(cells)
    return found


def _plain(text: str) -> str:
    return AROUND.sub("", text)


@contextmanager
def defenceless() -> Iterator[None]:
    """The exports without what keeps texts from being computed: the control."""
    with (
        mock.patch("webapp.exports.sheets.safe", lambda text: text),
        mock.patch("matching.write.neutralised", lambda text: text),
        mock.patch.object(Worksheet, "write_string", Worksheet.write),
    ):
        yield


def computed(made: Sequence[Path], folder: Path) -> tuple[int, list[str]]:
    """How many cells LibreOffice holds of the files, and those that it computes (by file, and by separator)."""
    n_cells, found = 0, []
    for name, kind, filtered in (
        ("xlsx", "*.xlsx", ""),
        *((name, "*.csv", CSV_IN.format(signs)) for name, signs in SPLIT.items()),
    ):
        chosen = [path for path in made if path.match(kind) and (name == "commas" or AT_COMMAS_ONLY not in path.name)]
        if not chosen:
            continue
        out = folder / "opened" / name
        command = [office(), "--headless", f"-env:UserInstallation={(folder / 'profile').as_uri()}"]
        command += [f"--infilter={filtered}"] if filtered else []
        command += ["--convert-to", "fods", "--outdir", str(out), *map(str, chosen)]
        subprocess.run(command, check=True, capture_output=True, timeout=1_800)
        for path in chosen:
            opened = (out / f"{path.stem}.fods").read_text("utf-8")
            for cell in re.findall(r'<table:table-cell [^>]*office:value-type="[^>]*>', opened):
                repeated = re.search(r'table:number-columns-repeated="(\d+)"', cell)
                n_cells += int(repeated[1]) if repeated else 1
            found += [f"{path.name} ({name}): {formula}" for formula in re.findall(r'table:formula="([^"]*)"', opened)]
    return n_cells, found


def office() -> str:
    """LibreOffice's program; raises FileNotFoundError where it is not installed."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    if found is None:
        raise FileNotFoundError("LibreOffice is not installed")
    return found


def main() -> int:
    """Print the figure and its control."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--n", type=int, default=300)
    parser.add_argument("--seed", type=int, default=7)
    asked = parser.parse_args()
    texts, failed = payloads(asked.n, seed=asked.seed), False
    for what, control in (("as it is", False), ("control, defences out", True)):
        with tempfile.TemporaryDirectory() as name, defenceless() if control else nullcontext():
            made = sheets(texts, Path(name))
            n_cells, found = computed([sheet.path for sheet in made], Path(name))
            unlike, (n_all, n_filled) = misfed(made, texts), n_columns(made)
        quiet = {sheet.path.name for sheet in made} - {one.partition(" (")[0] for one in found}
        print(
            f"{what}: {len(texts)} texts in {n_filled} of {n_all} columns of {len(EXPORTS)} exports, "
            f"{len(made)} files, {n_cells} cells looked at, {len(found)} computed in {len(made) - len(quiet)} files"
        )
        wrong = sorted(quiet) if control else [*unlike, *found]
        print(*wrong[:20], sep="\n")
        failed |= bool(wrong)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
