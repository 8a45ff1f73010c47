"""Reading a page as a person does: its tables as rows of cells, its forms, its visible text."""

import re
from html.parser import HTMLParser


class Page(HTMLParser):
    """The tables (lists of rows of cell texts) and the forms (method, and names of their fields) of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tables: list[list[list[str]]] = []
        self.forms: list[tuple[str, set[str]]] = []
        self.texts: list[str] = []
        self._in_cell = False
        self._silent = 0
        self.feed(html)

    @property
    def text(self) -> str:
        """What is visible, with plain spaces."""
        return _plain(" ".join(self.texts))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in ("td", "th"):
            self.tables[-1][-1].append("")
            self._in_cell = True
        elif tag == "form":
            self.forms.append(((given.get("method") or "get").lower(), set()))
        elif tag in ("input", "select", "button") and self.forms and given.get("name"):
            self.forms[-1][1].add(str(given["name"]))
        elif tag in ("style", "script"):
            self._silent += 1

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self._in_cell = False
        elif tag in ("style", "script"):
            self._silent -= 1

    def handle_data(self, data: str) -> None:
        if self._silent:
            return
        self.texts.append(data)
        if self._in_cell:
            row = self.tables[-1][-1]
            row[-1] = _plain(row[-1] + " " + data)


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace("\u00a0", " ")).strip()
