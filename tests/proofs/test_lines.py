"""A sample of the texts that would begin lines of their own, and the control: without escaping they do."""

import pytest

from tests.proofs.lines import FORMATS, faults
from webapp.exports import vcards


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_texts_read_back_as_they_were(name: str) -> None:
    assert faults(name, n=100, seed=11) == []


def test_as_many_round_trips_are_made_as_are_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[list[str]] = []

    def noted(fields: list[str]) -> str:
        seen.append(fields)
        return ""

    monkeypatch.setitem(FORMATS, "CSV", (6, noted))
    faults("CSV", n=20, seed=11)
    assert [len(fields) for fields in seen] == [6] * 20


def test_without_escaping_a_name_begins_a_line_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vcards, "escaped", lambda text: text)
    told = {fault.partition(":")[0] for fault in faults("vCard", n=20, seed=11)}
    assert {"another card begins or ends", "a control character", "a field reads back otherwise"} <= told


def test_lines_that_are_folded_inside_a_letter_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def cut(line: str) -> bytes:
        octets = line.encode()
        return b"\r\n ".join(octets[at : at + 74] for at in range(0, len(octets), 74)) or b""

    monkeypatch.setattr(vcards, "folded", cut)
    assert any("cut" in fault for fault in faults("vCard", n=200, seed=11))
