"""The sign-up sheet of one organisation, as its director filled it in: what the hand-written modules hold.

Every field but ``roles`` is the text of one cell of ``organisations.csv`` (lists joined by "; ", codes of
``matching.vocabulary``), so that a sheet can be read beside the file that is made of it.
"""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One organisation and the posts of those who represent it, each written "masculine/feminine"."""

    id: str
    name: str
    kind: str
    commune: str
    roles: tuple[str, ...]
    size: str = ""
    model: str = ""
    reach: str = ""
    fragilities: str = ""
    needs: str = ""
    offers: str = ""
    objectives: str = ""
    forms: str = ""
    unavailable_forms: str = ""
    presentation: str = ""
    partners: str = ""
    keep_apart: str = ""

    @property
    def side(self) -> str:
        """The side of the table it sits on; its id begins with C or A."""
        return "company" if self.id.startswith("C") else "association"
