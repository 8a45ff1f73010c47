"""Mails: one recipient, no added header, no password in the clear, settings that cannot work refused."""

from email.errors import MessageError
from pathlib import Path

import pytest

from tests.webapp.account.mail_server import Mailbox
from tests.webapp.conftest import SECRET
from webapp import mailing
from webapp.config import InvalidSettings, Settings
from webapp.mailing import Mail, UnsafeMail, send


def settings(url: str, *, public_url: str = "http://e.example", sender: str = "e@e.example") -> Settings:
    return Settings(
        database_url="sqlite:///x",
        secret_key=SECRET,
        instance=Path(),
        smtp_url=url,
        public_url=public_url,
        mail_from=sender,
    )


@pytest.mark.parametrize(
    "to",
    [
        "a@b.example\r\nBcc: c@d.example",
        "a@b.example\nSubject: x",
        "a@b.example, c@d.example",
        "a@b.example;c@d.example",
        "A <a@b.example>",
        "a@b.example (c@d.example)",
        '"a b"@c.example',
        "a@b@c.example",
        "nobody",
        "",
        "a@b.example\x00",
        "x" * 250 + "@b.example",
        "@b.example",
        "a@",
        "@",
        ".a@b.example",
        "a..b@b.example",
        "a@b..example",
        "a@b.example.",
        "a@[b",
        "a@b]",
        "a[b@c.example",
        "é@b.example",
        "=?utf-8?q?a?=@b.example",
        "a@=?utf-8?q?b.example?=",
    ],
)
def test_an_address_is_one_address(to: str) -> None:
    with pytest.raises(UnsafeMail):
        Mail(to=to, subject="s", text="t")


@pytest.mark.parametrize(
    "to", ["a@b.example", "a.b+c@d.example", "o'neil@b.example", "a_b-c@d-e.example", "a@é.example"]
)
def test_an_address_as_people_have_them_is_written_to(to: str) -> None:
    assert Mail(to=to, subject="s", text="t").message("from@b.example")["To"] == to


@pytest.mark.parametrize("to", ["@b.example", "a@", "a@[b", "a@=?utf-8?q?b.example?="])
def test_what_is_refused_is_what_the_library_would_fail_on_or_read_otherwise(to: str) -> None:
    """With the defence out: an error of the library, or a mail to another address than the envelope's."""
    mail = Mail(to="a@b.example", subject="s", text="t")
    object.__setattr__(mail, "to", to)
    try:
        written = str(mail.message("from@b.example")["To"])
    except (MessageError, IndexError, AttributeError):
        written = ""
    assert written != to


@pytest.mark.parametrize("subject", ["a\nb", "a\rBcc: c@d.example", "a\u2028b", "a\x00b"])
def test_a_subject_is_one_line(subject: str) -> None:
    with pytest.raises(UnsafeMail):
        Mail(to="a@b.example", subject=subject, text="t")


def test_a_text_stays_a_text(mailbox: Mailbox) -> None:
    text = "Bonjour,\nBcc: c@d.example\n\n.\n..\nQUIT\nÀ bientôt — « œuvre »\n" + "x" * 2000
    send(Mail(to="a@b.example", subject="Réponse à « œuvre »", text=text), settings(mailbox.url))
    ((_, recipients, message),) = mailbox.received
    assert recipients == ["a@b.example"]
    assert message.get_content().replace("\r\n", "\n").rstrip("\n") == text
    assert message["Subject"] == "Réponse à « œuvre »"
    assert message["Bcc"] is None


def test_no_password_goes_over_an_open_line(mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mailing, "OWN_MACHINE", ())  # as if the server stood elsewhere
    with pytest.raises(UnsafeMail, match="no TLS"):
        send(Mail(to="a@b.example", subject="s", text="t"), settings(mailbox.url.replace("//", "//user:pass@")))
    assert mailbox.received == []


@pytest.mark.parametrize(
    ("url", "public_url", "sender", "named"),
    [
        ("http://mail.example", "http://e.example", "e@e.example", "ENTREMISE_SMTP_URL"),
        ("smtp://:25", "http://e.example", "e@e.example", "ENTREMISE_SMTP_URL"),
        ("smtp://mail.example:port", "http://e.example", "e@e.example", "ENTREMISE_SMTP_URL"),
        ("smtp://mail.example", "", "e@e.example", "ENTREMISE_PUBLIC_URL"),
        ("smtp://mail.example", "http://e.example", "", "ENTREMISE_MAIL_FROM"),
    ],
)
def test_settings_that_cannot_work_are_refused(url: str, public_url: str, sender: str, named: str) -> None:
    with pytest.raises(InvalidSettings, match=named):
        settings(url, public_url=public_url, sender=sender)


def test_a_setting_is_not_shown_with_its_password() -> None:
    assert "pass" not in repr(settings("smtp://user:pass@mail.example"))
