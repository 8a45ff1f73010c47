"""A copy of the project, the files to change in it and their tests -> what became of every change, one at a time.

    python -m tests.proofs.mutating ORDER.json        (in the copy; ``tests.proofs.mutations`` does it)

mutmut writes every change of a function beside the function and chooses between them by a name. Tests are collected
once and run once unchanged, which tells the functions that each of them reaches. Every change then faces the tests that
reach its function, the quickest first until one fails, in a process forked from this one: nothing is imported again,
and databases that the tests prepare once are there already. A change that takes ten times as long counts as noticed.
Before any of them, all the tests run in such a process with nothing changed: one that fails because it was forked, or
takes too long there, would count every change as noticed, so that nothing is tried then.
"""

import ast
import difflib
import importlib
import json
import os
import random
import signal
import sys
import time
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from mutmut.mutation.file_mutation import mutate_file_contents
from mutmut.mutation.trampoline import set_mutant_under_test
from mutmut.state import state
from mutmut.utils.format_utils import get_mutant_name, mangled_name_from_mutant_name

SHORTEST_LIMIT = 20.0  # seconds of processor time
LONGEST_WAIT = 30.0  # seconds, for those that wait for something that never comes
MOST_TESTS = 80


@dataclass(eq=False)
class Facing:
    """The pytest plugin that runs the tests for each change in turn."""

    changes: list[str]
    children: int
    log: Path
    fates: dict[str, str] = field(default_factory=dict)
    _failed: list[str] = field(default_factory=list)
    _took: dict[str, float] = field(default_factory=dict)

    def pytest_configure(self) -> None:
        """A slow machine notices nothing, and each change faces the same examples."""
        hypothesis = importlib.import_module("hypothesis")  # not before pytest's own plugins, or it warns
        hypothesis.settings.register_profile("mutations", deadline=None, derandomize=True, database=None)
        hypothesis.settings.load_profile("mutations")

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Remember what failed, in setting up and taking down too."""
        if report.failed:
            self._failed.append(report.nodeid)

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """In place of pytest's own loop."""
        reached = self._unchanged(session.items)
        if self._failed:
            raise pytest.UsageError(f"fail before anything is changed: {', '.join(self._failed)}")
        self._require_that_all_pass(session.items)
        running: dict[int, str] = {}
        for name in self.changes:
            if name in self.fates:
                continue
            tests = sorted(reached[mangled_name_from_mutant_name(name)], key=lambda item: self._took[item.nodeid])
            if not tests:
                self._note(name, "no tests")
                continue
            if len(running) == self.children:
                self._wait(running)
            running[self._fork(name, tests[:MOST_TESTS])] = name
        while running:
            self._wait(running)
        return True

    def _unchanged(self, items: list[pytest.Item]) -> dict[str, list[pytest.Item]]:
        """Run every test once; the tests that reach each function."""
        reached: dict[str, list[pytest.Item]] = defaultdict(list)
        set_mutant_under_test("stats")
        for item in items:
            state()._stats.clear()
            before = time.process_time()
            self._run(item, items)
            self._took[item.nodeid] = time.process_time() - before
            for function in state()._stats:
                reached[function].append(item)
        set_mutant_under_test("")
        return reached

    def _require_that_all_pass(self, items: list[pytest.Item]) -> None:
        """Raise UsageError when a test fails in a forked process with nothing changed."""
        reading, told = os.pipe()
        child = self._fork("", sorted(items, key=lambda item: self._took[item.nodeid]), told=told)
        os.close(told)
        with os.fdopen(reading, encoding="utf-8") as opened:
            failed = opened.read()
        _, status = os.waitpid(child, 0)
        if code := os.waitstatus_to_exitcode(status):
            raise pytest.UsageError(f"fail in a forked process with nothing changed: {failed or f'ended with {code}'}")

    def _run(self, item: pytest.Item, items: list[pytest.Item]) -> None:
        # Some test comes after every test: what a whole session shares stays set up.
        item.ihook.pytest_runtest_protocol(item=item, nextitem=items[(items.index(item) + 1) % len(items)])

    def _fork(self, name: str, tests: list[pytest.Item], *, told: int | None = None) -> int:
        child = os.fork()
        if child:
            return child
        limit = SHORTEST_LIMIT + 10 * sum(self._took[item.nodeid] for item in tests)
        signal.signal(signal.SIGPROF, signal.SIG_DFL)
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_PROF, limit)
        signal.setitimer(signal.ITIMER_REAL, LONGEST_WAIT + 3 * limit)
        set_mutant_under_test(name)
        code = 1
        try:
            self._failed.clear()
            code = 0
            for item in tests:
                self._run(item, tests)
                if self._failed:
                    code = 1
                    break
        except BaseException:  # whatever it is, somebody noticed
            code = 1
        finally:
            if told is not None:
                os.write(told, ", ".join(self._failed).encode())
            os._exit(code)

    def _wait(self, running: dict[int, str]) -> None:
        child, status = os.wait()
        fate = {0: "survived", 1: "killed"}.get(os.waitstatus_to_exitcode(status), "timeout")
        self._note(running.pop(child), fate)

    def _note(self, name: str, fate: str) -> None:
        self.fates[name] = fate
        with self.log.open("a", encoding="utf-8") as file:
            file.write(f"{name} {fate}\n")


def change(path: Path) -> list[str]:
    """Write every change of a file beside what it changes; returns their names."""
    written = mutate_file_contents(str(path), path.read_text(encoding="utf-8"), None, None)
    path.write_text(written.code, encoding="utf-8")
    return [get_mutant_name(path, name) for name in written.mutant_names]


def shown(path: Path, names: set[str]) -> list[str]:
    """What some changes of a changed file are, as differences."""
    text = path.read_text(encoding="utf-8")
    lines_of = text.splitlines()
    functions = {
        node.name: lines_of[node.lineno : node.end_lineno]
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef)
    }
    found = []
    for name in sorted(names):
        short = name.rpartition(".")[2]
        original = functions[short.partition("__mutmut_")[0] + "__mutmut_orig"]
        compared = difflib.unified_diff(original, functions[short], n=1, lineterm="")
        lines = [line for line in compared if not line.startswith(("---", "+++"))]
        found.append("\n".join([name, *lines]))
    return found


def main() -> None:
    """Do what the order says, and write down beside it what was found."""
    order_path = Path(sys.argv[1])
    order: dict[str, Any] = json.loads(order_path.read_text(encoding="utf-8"))
    files = [Path(name) for name in order["files"]]
    names = {path: change(path) for path in files}
    changes = [name for path in files for name in names[path]]
    if order["share"] < 1:
        changes = sorted(random.Random(order["seed"]).sample(changes, round(len(changes) * order["share"])))
    log = Path(order["log"])
    facing = Facing(changes, order["children"], log)
    if log.exists():
        known = dict(line.split(" ", 1) for line in log.read_text(encoding="utf-8").splitlines())
        facing.fates |= {name: known[name] for name in changes if name in known}
    arguments = ["-q", "-p", "no:xdist", "-k", "not postgresql", "-m", "not source", *order["tests"]]
    code = pytest.main(arguments, plugins=[facing])
    missed = {name for name, fate in facing.fates.items() if fate in ("survived", "no tests")}
    survivors = [text for path in files for text in shown(path, missed & set(names[path]))]
    found = {"fates": facing.fates, "survivors": survivors, "code": int(code)}
    order_path.with_suffix(".found.json").write_text(json.dumps(found), encoding="utf-8")


if __name__ == "__main__":
    main()
