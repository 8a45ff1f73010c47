"""Presentations read by several processes say what they say when one reads them."""

import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from matching.criteria import readings
from matching.criteria.readings import read_texts, reading_of
from matching.scoring import prepare, score
from matching.vocabulary import Side
from sample_data.region import generate_region

REGION = generate_region(60, 60, seed=3)
TEXTS: list[tuple[str, Side]] = [(one.presentation, one.side) for one in REGION.organisations]


def test_nothing_is_read_beforehand_when_one_process_would_do() -> None:
    assert read_texts(TEXTS, n_processes=1) == {}
    assert read_texts(TEXTS, n_processes=2) == {}
    assert read_texts([], n_processes=2) == {}


@pytest.mark.parametrize("chunk", [7, 250])
def test_two_processes_read_what_one_reads(monkeypatch: pytest.MonkeyPatch, chunk: int) -> None:
    monkeypatch.setattr(readings, "LEAST_SHARE", 20)
    found = read_texts([*TEXTS, *TEXTS[:10]], n_processes=2)
    assert set(found) == {text for text in TEXTS if text[0]}
    assert all(found[text] == reading_of(*text) for text in found)


def test_a_score_of_texts_read_beforehand_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readings, "LEAST_SHARE", 20)
    prepared = prepare(REGION.companies, REGION.associations, n_processes=2)
    matrix = score(REGION.companies, REGION.associations)
    np.testing.assert_allclose(prepared.totals(slice(0, 60), np.float64), matrix.total, atol=1e-12)


def test_an_empty_presentation_says_nothing() -> None:
    silent = replace(REGION.companies[0], presentation="")
    assert reading_of(silent.presentation, silent.side) == ((), (), (), ())


INTERRUPTED = """
from matching.criteria import readings
from sample_data.region import generate_region
wait = readings.wait

def told(ends):
    print("reading", flush=True)
    return wait(ends)

if __name__ == "__main__":
    readings.wait = told
    readings.LEAST_SHARE = 100
    region = generate_region(2000, 2000, seed=3)
    texts = [(one.presentation, one.side) for one in region.organisations]
    readings.read_texts(texts, n_processes=2)
"""


def test_processes_end_with_the_one_that_started_them(tmp_path: Path) -> None:
    script = tmp_path / "reads.py"
    script.write_text(INTERRUPTED)
    with subprocess.Popen(
        [sys.executable, str(script)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline() == b"reading\n"
        os.kill(process.pid, signal.SIGKILL)
        # The pipe closes when the last process that holds it has ended, and not before.
        said = process.communicate(timeout=60)[1]
    assert b"Traceback" not in said
