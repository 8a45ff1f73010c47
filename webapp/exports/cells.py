"""A text from outside -> a cell that no spreadsheet computes.

Spreadsheets take a cell of a CSV file for a formula when it begins with one of ``= + - @`` (OWASP, "CSV Injection"),
some also after blanks, and some take the full-width forms for the plain ones. An apostrophe in front makes it a text.
Nothing is taken away: "+33 6..." is a telephone number.
"""

import re
from typing import Final

_SIGNS: Final = r"[\s\u00a0\u200b\u2060\ufeff]*[=+\-@＝＋－＠]"
_DANGEROUS: Final = re.compile(rf"[\t\r\n]|{_SIGNS}")
# A spreadsheet of another language may split at the other separator, so that a cell begins inside this text.
_BEHIND_A_SEPARATOR: Final = re.compile(rf"([;,])(?={_SIGNS})")


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
    inside = _BEHIND_A_SEPARATOR.sub(r"\1'", text)
    return f"'{inside}" if dangerous(text) else inside
