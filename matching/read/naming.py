"""Names or ids of organisations, as other rows and other files write them -> the organisations they mean."""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Final

from matching.organisations import Organisation
from matching.read.selection import organisation_key

MOST_NAMES_COMPARED: Final = 2_000


class Register:
    """Finds an organisation by id, SIREN or name (accents, capitals, spaces and legal forms do not count).

    ``written_ids`` are the ids of a sheet that were not taken: the same sheet may still use them.
    """

    def __init__(
        self, organisations: Iterable[Organisation], *, written_ids: Mapping[str, Organisation] | None = None
    ) -> None:
        self._by_id: dict[str, Organisation] = dict(written_ids or {})
        self._by_name: dict[str, list[Organisation]] = {}
        for one in organisations:
            self._by_id[one.id] = one
            self._by_name.setdefault(organisation_key(one.name), []).append(one)
        self._by_siren = {one.siren: one for one in self._by_id.values() if one.siren}

    def find(self, written: str, *, unlike_side: str = "") -> Organisation | None:
        """Return the organisation meant, or None; of two of one name the one of the other side than ``unlike_side``."""
        written = written.strip()
        if written in self._by_id:
            return self._by_id[written]
        compact = written.replace(" ", "")
        if compact in self._by_siren:
            return self._by_siren[compact]
        named = self._by_name.get(organisation_key(written), [])
        if len(named) > 1 and unlike_side:
            named = [one for one in named if one.side != unlike_side]
        return named[0] if len(named) == 1 else None

    def closest(self, written: str) -> str:
        """Return the name nearest to what was written, "" when none is near (Ratcliff & Obershelp 1988)."""
        if len(self._by_name) > MOST_NAMES_COMPARED:
            return ""
        near = get_close_matches(organisation_key(written[:80]), list(self._by_name), n=1, cutoff=0.6)
        return self._by_name[near[0]][0].name if near else ""
