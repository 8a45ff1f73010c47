"""Texts that a spreadsheet would compute, in every column of every export, opened by LibreOffice: none is computed.

    python -m tests.proofs.formulas --n 300 --seed 7

Exports are found in the code: whatever calls one of the three writers of sheets is listed with its columns, and a call
that is not listed here fails the test. LibreOffice turns each file into its flat XML, where a computed cell carries its
formula.
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
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from matching.write import COLUMNS as SIGN_UP_COLUMNS
from matching.write import neutralised
from webapp.exports import sheets

ROOT: Final = Path(__file__).parents[2]
WRITERS: Final = ("csv_bytes", "xlsx_bytes", "writer", "DictWriter", "Workbook")
#: Where sheets are made: module and function, with how many columns and by which separators.
EXPORTS: Final[dict[str, tuple[int, str]]] = {
    "webapp.exports.duplicates.duplicates_csv": (9, ";,"),
    "webapp.exports.audit_log.audit_csv": (8, ";,"),
    "webapp.exports.plan_files.write_plan": (10, ","),
    "webapp.exports.contacts.mutual_pairs_csv": (14, ";,"),
    "webapp.exports.contacts.mutual_pairs_xlsx": (14, ""),
    "webapp.exports.contacts.contacts_csv": (7, ";,"),
    "webapp.exports.introductions.introductions_csv": (16, ";,"),
    "webapp.cli.region.region": (20, ","),
    "webapp.cli.repair.repair": (20, ","),
    "webapp.cli.pairs.score": (40, ","),
    "matching.write._write": (len(SIGN_UP_COLUMNS), ","),
}
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
    '";',
    "'",
)
WIDE: Final = str.maketrans({"=": "＝", "+": "＋", "-": "－", "@": "＠"})
CSV_IN: Final = "CSV:{},34,76,1,,0,false,true,false,false,false,-1,true"

Write = Callable[[Sequence[str], list[list[str]], str], bytes]


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


def files(texts: Sequence[str], folder: Path, *, written: Write | None = None) -> list[Path]:
    """Every export with every text in every one of its columns, below a header; ``written`` makes the CSV files."""
    made = []
    for site, (n_columns, delimiters) in EXPORTS.items():
        header = [f"column {number}" for number in range(n_columns)]
        rows = [[text] * n_columns for text in texts]
        for delimiter in delimiters or "x":
            if not delimiters or site.endswith("write_plan"):
                path = folder / f"{site}.xlsx"
                path.write_bytes(sheets.xlsx_bytes("x", header, rows))
                made.append(path)
            if delimiters:
                path = folder / f"{site}{'-semicolon' if delimiter == ';' else ''}.csv"
                path.write_bytes((written or _written(site))(header, rows, delimiter))
                made.append(path)
    return made


def _written(site: str) -> Write:
    if not site.startswith("matching."):
        return lambda header, rows, delimiter: sheets.csv_bytes(header, rows, delimiter=delimiter)

    def as_sign_ups(header: Sequence[str], rows: list[list[str]], delimiter: str) -> bytes:
        return unescaped(header, [[neutralised(cell) for cell in row] for row in rows], delimiter)

    return as_sign_ups


def unescaped(header: Sequence[str], rows: list[list[str]], delimiter: str) -> bytes:
    """The same file by the standard library alone, which is what the control opens."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\r\n")
    writer.writerows([header, *rows])
    return text.getvalue().encode("utf-8-sig", "replace")


def computed(made: Sequence[Path], folder: Path) -> tuple[int, list[str]]:
    """How many cells LibreOffice holds of the files, and those that it computes (by file)."""
    n_cells, found = 0, []
    for kind, filtered in (("*.xlsx", ""), ("*-semicolon.csv", CSV_IN.format(59)), ("*.csv", CSV_IN.format(44))):
        chosen = [path for path in made if path.match(kind) and not (kind == "*.csv" and "-semicolon" in path.name)]
        if not chosen:
            continue
        out = folder / "opened" / kind.strip("*.")
        command = [office(), "--headless", f"-env:UserInstallation={(folder / 'profile').as_uri()}"]
        command += [f"--infilter={filtered}"] if filtered else []
        command += ["--convert-to", "fods", "--outdir", str(out), *map(str, chosen)]
        subprocess.run(command, check=True, capture_output=True, timeout=600)
        for path in chosen:
            opened = (out / f"{path.stem}.fods").read_text("utf-8")
            n_cells += len(re.findall(r'<table:table-cell [^>]*office:value-type="', opened))
            found += [f"{path.name}: {formula}" for formula in re.findall(r'table:formula="([^"]*)"', opened)]
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
    texts, n_computed = payloads(asked.n, seed=asked.seed), []
    for what, written in (("escaped", None), ("control, not escaped", unescaped)):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            made = files(texts, folder, written=written)
            n_cells, found = computed(made, folder)
            n_columns = sum(columns for columns, _delimiters in EXPORTS.values())
            asked_of = f"{len(texts)} texts in {n_columns} columns, {len(made)} files"
            print(f"{what}: {asked_of}, {n_cells} cells, {len(found)} computed")
        n_computed.append(len(found))
    return int(n_computed[0] > 0 or n_computed[1] == 0)


if __name__ == "__main__":
    sys.exit(main())
