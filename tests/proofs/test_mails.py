"""A sample of hostile texts through the mail, and the control: a mail that takes any address has faults."""

from pathlib import Path

import pytest

from tests.proofs.mails import by_hand, run
from tests.webapp.account.mail_server import mail_server
from webapp.mailing import Mail


def test_no_text_adds_a_header_a_recipient_or_a_host(tmp_path: Path) -> None:
    hand, pages = run(tmp_path, n=60, seed=11)
    assert [*hand.faults, *pages.faults] == []
    assert hand.sent > 60
    assert hand.refused > 10
    assert pages.sent >= 3


def test_without_its_checks_a_mail_goes_where_a_text_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Mail, "__post_init__", lambda mail: None)
    with mail_server() as box:
        assert by_hand(40, seed=11, box=box, folder=tmp_path).faults
