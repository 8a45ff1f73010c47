"""The lock files and what is installed -> docs/dependencies.md: every package, why it is there, and its licence.

    python -m tests.supply_chain

A test keeps the page in step, and refuses a package without hashes, without a licence that this project may build on,
or, when this project asks for it itself, without a reason.
"""

import ast
import re
import sys
from collections.abc import Iterator
from configparser import ConfigParser
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[1]
PAGE: Final = ROOT / "docs" / "dependencies.md"
RUNTIME_LOCK, TEST_LOCK = ROOT / ".ci" / "requirements.txt", ROOT / ".ci" / "requirements-dev.txt"
PACKAGES: Final = ("matching", "schedules", "webapp", "sample_data")

REASONS: Final = {
    "alembic": "changes of the database's shape, named and tested with data",
    "axe-core-python": "rules of accessibility, run on every page in a browser",
    "click": "the command line",
    "email-validator": "whether an e-mail address can be one, as the standards say",
    "flask": "the web application",
    "flask-babel": "French and English",
    "flask-wtf": "tokens that show that a form came from our own page",
    "gunicorn": "the server process",
    "hypothesis": "properties tested on thousands of made-up cases",
    "import-linter": "the directions of docs/architecture.md, checked",
    "mutmut": "faults put into the code on purpose, to see whether the tests notice",
    "mypy": "types, checked",
    "networkx": "flows and matchings in graphs, another way than ours, to compare with",
    "numpy": "arrays of scores and plans",
    "ortools": "plans under side conditions (CP-SAT) and flows",
    "phonenumbers": "telephone numbers as people write them",
    "playwright": "a real browser in tests",
    "psycopg": "PostgreSQL",
    "pytest": "tests",
    "pytest-xdist": "tests on both cores",
    "python-calamine": "our XLSX files, read back in tests by another program than the one that wrote them",
    "rapidfuzz": "names that differ by a letter",
    "rich": "tables and progress on the command line",
    "ruff": "style and common faults, checked",
    "scikit-learn": "other rankings, to compare with ours",
    "scipy": "assignment problems and statistics",
    "scipy-stubs": "types of scipy",
    "segno": "QR codes on badges",
    "setuptools": "builds the package",
    "snowballstemmer": "stems of French words in presentations",
    "sqlalchemy": "the database, SQLite or PostgreSQL",
    "threadpoolctl": "one thread for linear algebra, so that a plan is the same on every machine",
    "vobject": "our vCards, read back in tests",
    "xlsxwriter": "XLSX files",
}
#: What is imported under the roof of a package that is asked for: no version of its own is needed.
COMES_WITH: Final = {"babel": "flask-babel", "jinja2": "flask", "markupsafe": "flask", "werkzeug": "flask"}
#: Names under which packages are imported, where they differ.
IMPORTED_AS: Final = {"scikit-learn": "sklearn", "email-validator": "email_validator"}
#: Licences of packages that are locked for another system or version of Python than this one.
LOCKED_FOR_OTHERS: Final = {"colorama": "BSD-3-Clause", "pyyaml-ft": "MIT"}
#: Licences that say themselves what they are in words of their own.
SPELT_OUT: Final = (
    ("mozilla public license 2.0", "MPL-2.0"),
    ("apache", "Apache-2.0"),
    ("bsd 2-clause", "BSD-2-Clause"),
    ("bsd", "BSD-3-Clause"),
    ("mit", "MIT"),
    ("unlicense", "Unlicense"),
)
#: Licences under which a program under the MIT licence may use a package as it comes.
COMPATIBLE: Final = frozenset(
    {
        "0BSD",
        "Apache-2.0",
        "BSD-2-Clause",
        "BSD-3-Clause",
        "CC0-1.0",
        "ISC",
        "LGPL-3.0-only",
        "MIT",
        "MPL-2.0",
        "PSF-2.0",
        "Unlicense",
        "Zlib",
    }
)


@dataclass(frozen=True, kw_only=True)
class Locked:
    """One package of a lock file."""

    name: str
    versions: tuple[str, ...]
    n_hashes: int
    for_tests: bool


def asked_for() -> tuple[set[str], set[str]]:
    """The packages that setup.cfg asks for: to run, and for tests."""
    read = ConfigParser()
    read.read(ROOT / "setup.cfg")
    runtime, tests = read["options"]["install_requires"], read["options.extras_require"]["dev"]
    build = (ROOT / ".ci" / "build.in").read_text()
    return set(_names(runtime)) | set(_names(build)), set(_names(tests))


def locked(path: Path) -> dict[str, tuple[set[str], int]]:
    """Versions and the least number of hashes of every package of a lock file."""
    found: dict[str, tuple[set[str], int]] = {}
    for block in re.split(r"\n(?=\S)", path.read_text().strip()):
        name = re.match(r"([a-z0-9.-]+)(?:\[[^]]*\])?==(\S+)", block)
        if name is None:
            raise ValueError(f"{path.name} holds a line that is no package: {block.splitlines()[0]}")
        n_hashes = len(re.findall(r"--hash=sha256:[0-9a-f]{64}", block))
        versions, least = found.get(name[1], (set(), n_hashes))
        found[name[1]] = (versions | {name[2]}, min(least, n_hashes))
    return found


def everything() -> list[Locked]:
    """Every locked package, by name."""
    runtime, tests = locked(RUNTIME_LOCK), locked(TEST_LOCK)
    found = []
    for name in sorted(runtime | tests):
        versions, n_hashes = runtime.get(name) or tests[name]
        found.append(
            Locked(name=name, versions=tuple(sorted(versions)), n_hashes=n_hashes, for_tests=name not in runtime)
        )
    return found


def licence(name: str) -> str:
    """The licence of a package as SPDX writes it, from what is installed; "" when it does not say."""
    try:
        told = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return LOCKED_FOR_OTHERS.get(name, "")
    if told["License-Expression"]:
        return str(told["License-Expression"])
    classifiers = [one for one in told.get_all("Classifier") or [] if one.startswith("License")]
    words = " ".join([*classifiers, (told["License"] or "").partition("\n")[0]]).lower()
    return next((spdx for said, spdx in SPELT_OUT if said in words), "")


def may_be_used(expression: str) -> bool:
    """Whether a licence expression can be met by licences of COMPATIBLE."""
    if " OR " in expression:
        return any(may_be_used(one.strip("() ")) for one in expression.split(" OR "))
    return all(one.strip("() ") in COMPATIBLE for one in expression.split(" AND "))


def imported() -> Iterator[tuple[str, str]]:
    """Every package from elsewhere that our code imports, with the file that does."""
    for path in sorted(file for package in PACKAGES for file in (ROOT / package).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [one.name for one in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names = [node.module]
            for name in names:
                top = name.partition(".")[0]
                if top not in sys.stdlib_module_names and top not in (*PACKAGES, "tests", "_typeshed"):
                    yield top, path.relative_to(ROOT).as_posix()


def faults() -> list[str]:
    """What is wrong with what is built on: no hash, no reason, a reason for nothing, no licence that fits, not locked.

    And what is imported without being asked for.
    """
    runtime, tests = asked_for()
    packages = everything()
    known = {IMPORTED_AS.get(name, name.replace("-", "_")) for name in runtime} | COMES_WITH.keys()
    return [
        *(f"{one.name} has a file without a hash" for one in packages if one.n_hashes == 0),
        *(f"{name} is asked for and not locked" for name in sorted(runtime | tests) if name not in _names_of(packages)),
        *(f"{name} is asked for without a reason" for name in sorted(runtime | tests) if name not in REASONS),
        *(f"{name} has a reason and is not asked for" for name in sorted(set(REASONS) - runtime - tests)),
        *(f"{one.name}: {licence(one.name)!r} does not fit" for one in packages if not may_be_used(licence(one.name))),
        *(f"{path} imports {name}, which is not asked for" for name, path in imported() if name not in known),
    ]


def _names_of(packages: list[Locked]) -> set[str]:
    return {one.name for one in packages}


def page() -> str:
    """The page as it is to stand in docs/."""
    runtime, tests = asked_for()
    packages = {one.name: one for one in everything()}
    return "\n".join(
        [
            *OPENING,
            "## Asked for by Entremise",
            "",
            *_table(packages, sorted(runtime)),
            "",
            "## Asked for by the tests alone",
            "",
            *_table(packages, sorted(tests)),
            "",
            "## Brought along by these",
            "",
            "| package | version | licence | where |",
            "|---|---|---|---|",
            *(
                f"| {one.name} | {', '.join(one.versions)} | {licence(one.name)} | "
                f"{'tests' if one.for_tests else 'Entremise'} |"
                for one in packages.values()
                if one.name not in runtime | tests
            ),
            "",
            *CLOSING,
        ]
    )


def main() -> None:
    """Write the page."""
    PAGE.write_text(page(), encoding="utf-8")
    print(f"{PAGE.relative_to(ROOT)}: {len(everything())} packages")


def _table(packages: dict[str, Locked], names: list[str]) -> Iterator[str]:
    yield "| package | version | licence | what for |"
    yield "|---|---|---|---|"
    for name in names:
        yield f"| {name} | {', '.join(packages[name].versions)} | {licence(name)} | {REASONS.get(name, '')} |"


def _names(lines: str) -> Iterator[str]:
    for line in lines.split():
        yield re.split(r"[\[<>=!~; ]", line)[0].lower()


OPENING: Final = (
    "# What Entremise is built on",
    "",
    "Made by `python -m tests.supply_chain` from the lock files and from what is installed; a test keeps it in step.",
    "",
    "- A new package needs a reason here, or the tests fail; so do an import of something that is not asked for and a",
    "  licence that a program under the MIT licence cannot build on.",
    "- `.ci/requirements.txt` and `.ci/requirements-dev.txt` hold exact versions with SHA-256 of every file. `make",
    "  setup` installs nothing that differs. They name no server; pip uses the one it is set to.",
    "- `make lock` takes the newest versions that go together. Read what changed before it is committed.",
    "- psycopg is under the LGPL: it is used as it comes, as a package of its own that anybody may replace.",
    "- No page loads anything from elsewhere: typefaces and scripts stand in `webapp/static` with their licences.",
    "",
)
CLOSING: Final = (
    "## Known faults in these packages",
    "",
    "The tests cannot know them: the list of known faults is on the net and changes daily. Before every release, and",
    "once a month while an installation runs, in an environment of its own:",
    "",
    "    python -m venv check && check/bin/pip install pip-audit",
    "    check/bin/pip-audit --require-hashes -r .ci/requirements.txt",
    "",
    "It compares the locked versions with the advisories of PyPA and OSV. A fault that touches us: raise the version",
    "with `make lock`, run `make test`, say so in the changelog. A fault that does not: write down here why.",
    "",
)

if __name__ == "__main__":
    main()
