"""Files are read by a process of their own: the same values come back, and a reader that takes too much is refused."""

import threading
from collections.abc import Mapping

import pytest

from tests.webapp.conftest import THREE_BY_THREE
from webapp.services import reading_apart
from webapp.services.reading_apart import ReadingLimits, read_apart
from webapp.services.reading_child import read_files
from webapp.services.reading_values import from_plain, to_plain
from webapp.services.refusals import Refused

ODD = THREE_BY_THREE.replace("bruno@example.org", "pas-de-mail") + "X09,,Personne,,,,,,,Zoé,Zimmer,,,\n"
FILES = {
    "sheet": ODD.encode(),
    "diagnosis": b"territory,source,year,fragility,respondent,grade\nAlsace,PHARE,2015,employment,citizens,7.1\n",
    "history": "company,association,event,date,known\nC01,A02,Soirée,2026-03-10,\nC01,A77,,,\n".encode(),
    "pairs": b"company,association,rule,round,table\nC01,A01,forbidden,,\nC02,A02,locked,2,1\n",
}


@pytest.mark.parametrize("files", [FILES, {"pairs": b"\x00"}, {"sheet": b"PK\x03\x04", "history": FILES["history"]}])
def test_what_another_process_reads_is_what_this_one_would(files: Mapping[str, bytes]) -> None:
    here = read_files(files, [])
    assert from_plain(to_plain(here)) == here
    assert read_apart(files, []) == here


def test_known_organisations_reach_the_reader() -> None:
    known = read_files({"sheet": FILES["sheet"]}, []).sign_ups
    assert known is not None
    read = read_apart({"pairs": FILES["pairs"]}, known.organisations)
    assert read.pairs is not None
    assert [one.kind for one in read.pairs] == ["forbidden", "locked"]


def test_a_reader_that_takes_too_much_is_a_refusal() -> None:
    with pytest.raises(Refused, match="file_too_heavy") as refusal:
        read_apart(FILES, [], limits=ReadingLimits(n_bytes=10 * 2**20))
    assert refusal.value.status == 422


def test_where_the_machine_has_too_much_to_do_the_file_is_not_to_blame() -> None:
    with pytest.raises(Refused, match="reading_busy") as refusal:
        read_apart(FILES, [], limits=ReadingLimits(patience=0.01))
    assert refusal.value.status == 429


def test_processor_time_ends_a_reader() -> None:
    rows = "".join(f"Club {number},association,P,N{number},Locaux ; Transport,Nous roulons\n" for number in range(2900))
    sheet = f"structure,side,prénom,nom,besoins,présentation\n{rows}".encode()
    files = {"sheet": sheet, **dict.fromkeys(("history", "pairs", "diagnosis"), sheet)}
    with pytest.raises(Refused, match="file_too_heavy"):
        read_apart(files, [], limits=ReadingLimits(seconds=0))


def test_more_than_two_at_once_are_asked_to_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading_apart, "_turns", threading.BoundedSemaphore(1))
    with reading_apart._turns, pytest.raises(Refused, match="reading_busy") as refusal:
        read_apart({"pairs": FILES["pairs"]}, [])
    assert refusal.value.status == 429
    assert read_apart({"pairs": FILES["pairs"]}, []).unreadable == {}


def test_a_turn_is_given_back_after_a_refusal() -> None:
    for _again in range(reading_apart.MOST_AT_ONCE + 1):
        with pytest.raises(Refused, match="file_too_heavy"):
            read_apart(FILES, [], limits=ReadingLimits(n_bytes=10 * 2**20))


def test_a_reader_knows_nothing_of_the_installation(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENTREMISE_SECRET_KEY", "a secret of this installation")
    assert not [name for name in reading_apart._environment() if "ENTREMISE" in name]
