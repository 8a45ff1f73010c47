"""A text from outside -> a cell that no spreadsheet computes.

Spreadsheets take a cell of a CSV file for a formula when it begins with one of ``= + - @`` (OWASP, "CSV Injection"),
some also after blanks, and some take the full-width forms for the plain ones. An apostrophe in front makes it a text.
Nothing is taken away: "+33 6..." is a telephone number.
"""

import re
from typing import Final

_BLANK: Final = r"\s\u00a0\u200b\u2060\ufeff"
_SIGN: Final = r"[=+\-@＝＋－＠]"
_DANGEROUS: Final = re.compile(rf"[\t\r\n]|[{_BLANK}]*{_SIGN}")
# A spreadsheet of another language may split at the other separator, or at tabs too. It then reads no quotation that
# does not begin a cell, so that a cell begins inside this text, behind the end of a line as well. What may stand
# between the separator and the sign is read once, sign or not: a text of blanks alone must not take long.
_BEFORE_A_SIGN: Final = re.compile(rf'([{_BLANK};,"]+)({_SIGN}?)')
_BLANKS: Final = re.compile(rf"[{_BLANK}]*")
_SEPARATORS: Final = (";", ",", "\t", "\r", "\n")
_BLANK_SEPARATOR: Final = re.compile(r"\r\n|[\t\r\n]")


def dangerous(text: str) -> bool:
    """Whether a spreadsheet might compute this text, or break it.

    >>> dangerous("=1+1"), dangerous(" ＋33"), dangerous("1-1")
    (True, True, False)
    """
    return _DANGEROUS.match(text) is not None


def safe(text: str) -> str:
    """The text with an apostrophe wherever a spreadsheet might begin to compute; otherwise as it is.

    >>> safe("+33639980001")
    "'+33639980001"
    """
    inside = _BEFORE_A_SIGN.sub(_guarded, text)
    return f"'{inside}" if dangerous(text) else inside


def _guarded(found: re.Match[str]) -> str:
    """What stands before a sign with an apostrophe behind each separator that quotes and blanks alone follow."""
    between, sign = found.groups()
    if not sign:
        return found[0]
    last = _BLANKS.match(between[::-1])
    n_blank = last.end() if last is not None else 0
    before, blanks = between[: len(between) - n_blank], between[len(between) - n_blank :]
    separated = before.rstrip('"')
    if separated.endswith(_SEPARATORS):
        before = f"{separated}'{before[len(separated) :]}"
    return before + _BLANK_SEPARATOR.sub(r"\g<0>'", blanks) + sign
