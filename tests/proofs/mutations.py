"""The code that seals, reveals, grants access, exports and erases, changed one place at a time: does some test notice?

    python -m tests.proofs.mutations [--group NAME ...] [--output FILE] [--children 1] [--share 0.1 --seed 7]

A copy of the project as it is committed is changed (see ``mutating``), never the project itself. Prints every change
that no test notices, then one line for each group. With ``--output``, what a run found is kept as soon as it is known,
so that a long run can be taken up where it stopped, on the same commit with the same tests only; remove the files to
begin anew. Groups keep the tests that a change
has to face few, and so quick; they run on SQLite. mutmut changes neither decorated functions nor what stands outside
functions: routes, tables of the database and constants are not counted here.
"""

import argparse
import io
import json
import os
import subprocess
import sys
import tarfile
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
IN_MEMORY = Path("/dev/shm")  # noqa: S108  a folder with a random name is made there
MISSED = ("survived", "no tests")
SETTINGS = "\n[mutmut]\nsource_paths=\n    webapp\n    matching\n"


@dataclass(frozen=True, kw_only=True)
class Group:
    """Files whose code is changed, and the tests that have to notice."""

    files: tuple[str, ...]
    tests: tuple[str, ...]


def _services(*names: str) -> tuple[str, ...]:
    return tuple(f"webapp/services/{name}.py" for name in names)


def _webapp(*names: str) -> tuple[str, ...]:
    return tuple(f"webapp/{name}.py" for name in names)


def _tests(*names: str) -> tuple[str, ...]:
    return tuple(f"tests/webapp/{name}" for name in names)


GROUPS: Mapping[str, Group] = {
    "seal and reveal": Group(
        files=(
            *_services("choices", "consents", "contacts", "taps", "browsers", "begun_meetings", "destruction"),
            *_services("event_day"),
            *_webapp("transactions", "turns"),
            "matching/mutual.py",
        ),
        tests=(
            "tests/matching/test_mutual.py",
            *_tests(
                "test_begun_meetings.py",
                "test_choices.py",
                "test_choice_refusals.py",
                "test_choice_secrecy.py",
                "test_consent_texts.py",
                "test_consents.py",
                "test_consents_whole.py",
                "test_contacts_whole.py",
                "test_evening_states.py",
                "test_fallen_out.py",
                "test_said_too_often.py",
                "test_transactions.py",
                "test_turns.py",
                "test_unavailable.py",
                "hall/test_hall.py",
                "organiser/test_evening.py",
                "participant/test_evening.py",
                "participant/test_answers.py",
                "participant/test_another_phone.py",
                "participant/test_results.py",
                "organiser/test_results.py",
                "personal_data/test_destruction.py",
                "personal_data/test_housekeeping.py",
            ),
        ),
    ),
    "access": Group(
        files=(
            *_webapp("access", "guard", "permissions", "cookies", "browser_cookie", "origins", "headers"),
            *_webapp("organiser/personal_links"),
            *_services("actors", "links", "roles", "invitations", "sign_ins", "passwords", "password_resets"),
            *_services("accounts", "account_keeping"),
        ),
        tests=(
            "tests/proofs/test_permissions.py",
            *_tests("access", "account", "test_guard.py", "participant/test_another_phone.py"),
            *_tests(
                "organiser/test_personal_links.py", "organiser/test_withdrawal.py", "organiser/test_changed_key.py"
            ),
        ),
    ),
    "exports": Group(
        files=(
            *_webapp("exports/contacts", "exports/vcards", "exports/cells", "exports/sheets", "live"),
            *_services("own_data", "own_remarks", "stored_about", "not_exported"),
        ),
        tests=(
            *_tests(
                "exports/test_cells.py",
                "exports/test_contacts.py",
                "exports/test_files_whole.py",
                "personal_data/test_own_data.py",
                "personal_data/test_own_data_whole.py",
                "personal_data/test_own_remarks.py",
            ),
        ),
    ),
    "erasing": Group(
        files=(
            *_services("erasure", "retention", "anonymising", "quoted_remarks", "erasure_journal", "forgetting"),
            *_services("emptied_evenings", "said_since", "seals_undone", "person_keys"),
            *_webapp("erasing", "emptied_mark", "upkeep/emptying"),
        ),
        tests=_tests(
            "personal_data/test_deadlines.py",
            "personal_data/test_erasure.py",
            "personal_data/test_erasure_whole.py",
            "personal_data/test_one_evening_alone.py",
            "personal_data/test_housekeeping.py",
            "personal_data/test_marks.py",
            "personal_data/test_retention.py",
            "personal_data/test_what_is_left.py",
            "personal_data/test_journal_refused.py",
            "personal_data/test_erasing_at_once.py",
            "upkeep/test_destroyed_since.py",
            "upkeep/test_emptying.py",
            "upkeep/test_handed_in_again.py",
            "upkeep/test_journal.py",
            "upkeep/test_restore.py",
            "upkeep/test_said_since.py",
            "upkeep/test_what_a_copy_is_told.py",
            "test_person_keys.py",
        ),
    ),
}


def run(
    group: Group, *, children: int = 1, share: float = 1.0, seed: int = 7, log: Path | None = None
) -> dict[str, Any]:
    """What became of every change (``fates``: killed, survived, no tests, timeout), and those that none noticed.

    ``log`` keeps each fate as soon as it is known; changes that it holds already are not tried again.
    Raises RuntimeError when a test fails before anything is changed, in a forked process too, and when the log is of
    another commit or of other tests.
    """
    commit = _commit()
    if log is not None:
        _bind(log, f"commit {commit}, tests {' '.join(group.tests)}")
    with tempfile.TemporaryDirectory(
        prefix="entremise-mutations-", dir=IN_MEMORY if IN_MEMORY.is_dir() else None
    ) as at:
        copy = Path(at) / "project"
        copy.mkdir()
        packed = subprocess.run(["git", "archive", commit], cwd=ROOT, capture_output=True, check=True).stdout
        with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
            archive.extractall(copy, filter="data")
        with (copy / "setup.cfg").open("a", encoding="utf-8") as file:
            file.write(SETTINGS)
        order = {"files": group.files, "tests": group.tests, "children": children, "share": share, "seed": seed}
        order["log"] = str(log.resolve() if log else Path(at) / "fates.txt")
        (Path(at) / "order.json").write_text(json.dumps(order), encoding="utf-8")
        command = [sys.executable, "-m", "tests.proofs.mutating", str(Path(at) / "order.json")]
        environment = {**os.environ, "TMPDIR": at}
        ran = subprocess.run(command, cwd=copy, env=environment, capture_output=True, text=True, check=False)
        found = Path(at) / "order.found.json"
        kept: dict[str, Any] = json.loads(found.read_text(encoding="utf-8")) if found.exists() else {"fates": {}}
        if not kept["fates"] or kept["code"]:
            raise RuntimeError(ran.stdout[-4000:] + ran.stderr[-4000:])
        return kept


def _commit() -> str:
    """The commit whose code is changed."""
    told = subprocess.run(["git", "rev-parse", "HEAD"], cwd=ROOT, capture_output=True, check=True, text=True)
    return told.stdout.strip()


def _bind(log: Path, wanted: str) -> None:
    """Begin a log with the commit and the tests that its fates are of, or see that it is of them."""
    if not log.exists():
        log.write_text(f"{wanted}\n", encoding="utf-8")
        return
    found = log.read_text(encoding="utf-8").partition("\n")[0]
    if found != wanted:
        raise RuntimeError(f"{log} is of another run. It says: {found[:200]}. This one: {wanted[:200]}. Remove it.")


def score(fates: Mapping[str, str]) -> dict[str, tuple[int, int]]:
    """By module: changes that were noticed, and all."""
    noticed: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for name, fate in fates.items():
        module = name.rsplit(".", 1)[0]
        total[module] += 1
        noticed[module] += fate not in MISSED
    return {module: (noticed[module], total[module]) for module in sorted(total)}


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the groups that are named, all of them unless said otherwise, and print what was found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--group", action="append", choices=sorted(GROUPS))
    parser.add_argument("--file", action="append", help="Change these files of the groups only.")
    parser.add_argument("--tests", action="append", help="Face these tests only, to see what they notice themselves.")
    parser.add_argument("--children", type=int, default=1)
    parser.add_argument("--share", type=float, default=1.0, help="Part of the changes, drawn at random.")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--output", type=Path, help="Keep what became of every change, and take a run up (JSON).")
    chosen = parser.parse_args(arguments)
    done: dict[str, Any] = {}
    if chosen.output and chosen.output.exists():
        done = json.loads(chosen.output.read_text(encoding="utf-8"))
    names = chosen.group or sorted(GROUPS)
    for name in names:
        group = GROUPS[name]
        if chosen.file:
            group = Group(files=tuple(one for one in group.files if one in chosen.file), tests=group.tests)
        if chosen.tests:
            group = Group(files=group.files, tests=tuple(chosen.tests))
        of = [_commit(), list(group.files), list(group.tests), chosen.share, chosen.seed]
        if name in done:
            if done[name].get("of") != of:
                parser.error(
                    f"{chosen.output} holds {name!r} of another commit, or of other files or tests. Remove it."
                )
            continue
        log = chosen.output.with_suffix(f".{name.replace(' ', '_')}.txt") if chosen.output else None
        done[name] = run(group, children=chosen.children, share=chosen.share, seed=chosen.seed, log=log)
        done[name]["of"] = of
        print("\n\n".join(done[name]["survivors"]), flush=True)
        if chosen.output:
            chosen.output.write_text(json.dumps(done, indent=1, sort_keys=True), encoding="utf-8")
    for name in names:
        modules = score(done[name]["fates"])
        for module, (found, of) in modules.items():
            print(f"  {module}: {found} of {of} ({found / of:.1%})")
        noticed, total = (sum(column) for column in zip(*modules.values(), strict=True))
        print(f"{name}: {noticed} of {total} changes noticed ({noticed / total:.1%})")


if __name__ == "__main__":
    main()
