"""The house itself: sizes, names and words that hold for every file."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("matching", "schedules", "webapp", "sample_data", "tests")
CARRIED = (
    "setup.cfg",
    "pyproject.toml",
    "README.md",
    "LICENSE",
    "CHANGELOG.md",
    "Makefile",
    "docs",
    ".ci",
    ".gitignore",
)
TOP_LEVEL = {*PACKAGES, *CARRIED}


def tracked() -> list[Path]:
    """The files of the project, as git knows them."""
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    found = [ROOT / name for name in listed.splitlines() if (ROOT / name).is_file()]
    assert len(found) > 500, "without files nothing below would be looked at"
    return found


def sources(*suffixes: str) -> list[Path]:
    return [path for path in tracked() if path.suffix in suffixes]


#: A place on the machine of whoever wrote it.
PLACE = re.compile(r"(?<![\w./:-])/(?:work|tmp|root|Users)/\w")
#: What a page loads from elsewhere.
ELSEWHERE = re.compile(r"""(src|href)=["']https?://|url\(["']?https?:|import .*https?:""")


def unexplained(line: str) -> bool:
    """Whether a line imports inside a function and does not give the one accepted reason."""
    return "noqa: " + "PLC0415" in line and "slow import" not in line


def unclear(tree: ast.AST) -> list[str]:
    """Where a name does not say which match or which round it is."""
    found = []
    for node in ast.walk(tree):
        stored = isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
        name = node.id if stored else node.arg if isinstance(node, ast.arg) else None  # type: ignore[attr-defined]
        if name in ("match", "round"):
            found.append(f"{node.lineno} {name}")  # type: ignore[attr-defined]
    return found


def test_each_rule_of_lines_and_names_sees_what_breaks_it() -> None:
    """Negative control of the rules below."""
    for folder in ("work", "tmp", "root", "Users"):
        assert PLACE.search(f'open("/{folder}/notes.txt")')
        assert not PLACE.search(f"https://example.org/{folder}/notes")
    for line in ('<script src="http://x.example/a.js">', "<a href='https://x.example'>", "url(https://x.example/a)"):
        assert ELSEWHERE.search(line)
    assert ELSEWHERE.search('import { a } from "https://x.example/a.js"')
    assert not ELSEWHERE.search('<script src="/static/js/live.js">')
    assert unexplained("    import scipy  # noqa: " + "PLC0415")
    assert not unexplained("    import scipy  # noqa: " + "PLC0415  slow import")
    for text in ("match = 1", "for round in rounds: pass", "def f(match): pass", "f = lambda round: 1"):
        assert len(unclear(ast.parse(text))) == 1
    assert unclear(ast.parse("round(1.5)\nround_number = 2")) == []


def test_the_top_level_holds_what_every_project_carries() -> None:
    assert {path.relative_to(ROOT).parts[0] for path in tracked()} <= TOP_LEVEL


def test_no_file_is_over_400_lines() -> None:
    long = {
        path.relative_to(ROOT).as_posix(): n_lines
        for path in sources(".py", ".html", ".js", ".css")
        if (n_lines := len(path.read_text(encoding="utf-8").splitlines())) > 400
    }
    assert long == {}


def test_no_file_has_a_name_that_says_nothing() -> None:
    empty_names = {"utils", "util", "helpers", "helper", "common", "core", "types", "misc"}
    assert [path for path in sources(".py") if path.stem in empty_names] == []


def test_every_test_folder_is_a_package() -> None:
    folders = {path.parent for path in sources(".py") if "tests" in path.relative_to(ROOT).parts[:1]}
    assert [folder for folder in folders if not (folder / "__init__.py").exists()] == []


@pytest.mark.parametrize("package", PACKAGES)
def test_identifiers_say_which_match_and_which_round(package: str) -> None:
    found = []
    for path in (ROOT / package).rglob("*.py"):
        found += [f"{path.relative_to(ROOT)}:{place}" for place in unclear(ast.parse(path.read_text(encoding="utf-8")))]
    assert found == []


def test_no_file_names_a_place_on_somebodys_machine() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in sources(".py", ".md", ".cfg", ".toml", ".html", ".js", ".csv", ".txt")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if PLACE.search(line)
    ]
    assert found == []


def test_imports_inside_functions_say_why() -> None:
    """ruff refuses an import inside a function unless its line says so; the one accepted reason stands there."""
    without_reason = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in sources(".py")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if unexplained(line)
    ]
    assert without_reason == []


def test_no_address_of_a_registry_stands_in_a_file() -> None:
    hosts = ("pypi" + ".org", "pythonhosted" + ".org", "registry.npm" + "js", "deb.debian" + ".org", "file:" + "///")
    naming = [
        path.relative_to(ROOT).as_posix()
        for path in tracked()
        if path.suffix not in (".woff2", ".png", ".gz", ".mo")
        and any(host in path.read_text(encoding="utf-8", errors="replace") for host in hosts)
    ]
    assert naming == []


def test_no_page_script_or_style_comes_from_elsewhere() -> None:
    outside = [
        path.relative_to(ROOT).as_posix()
        for path in sources(".html", ".css", ".js")
        if ELSEWHERE.search(path.read_text(encoding="utf-8"))
    ]
    assert outside == []
