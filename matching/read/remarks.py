"""What the reader has to say about a file: problems, corrections and exclusions, as codes and values.

No sentence is written here: whoever shows a remark words it from its code, in the language of the reader.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final, Literal

Level = Literal["problem", "correction", "exclusion"]
LEVELS: Final = ("problem", "correction", "exclusion")

# code: (level, names of its values). A "problem" could not be read and a person should look; a "correction" was changed
# or settled by the reader; an "exclusion" is a row left out (in a sign-up sheet it gives no participant). `value` is
# the cell as written (shortened), `subject` the organisation or the person where there is one.
REMARK_CODES: Final[dict[str, tuple[Level, tuple[str, ...]]]] = {
    # -- the whole file cannot be read (carried by UnreadableFile) ----------------------------------------
    "empty_file": ("problem", ()),  # no byte, or nothing but spaces
    "file_too_big": ("problem", ("n_bytes", "most_bytes")),
    # an XLSX, XLS, ODS or PDF file: save it as CSV; kind: "zip", "xls", "pdf"
    "image_not_csv": ("problem", ()),
    "spreadsheet_not_csv": ("problem", ("kind",)),
    "not_text": ("problem", ()),  # control characters: an image, a program, ...
    "nul_bytes": ("problem", ("n_bytes",)),  # a text with NUL bytes: damaged on the way; line: the first of them
    "header_not_recognised": ("problem", ("headers",)),  # no line names columns that the reader knows
    "header_only": ("problem", ()),  # column names and not one row below
    # meanings without which nothing can be read: "name", "company_id", ...
    "columns_missing": ("problem", ("columns",)),
    "too_many_columns": ("problem", ("n_columns", "most_columns")),
    "too_many_rows": ("problem", ("most_rows",)),
    "too_many_unclosed_quotes": ("problem", ("most_quotes",)),
    # -- the file as a whole ----------------------------------------
    "encoding_guessed": ("correction", ("encoding",)),  # neither UTF-8 nor a mark: chosen by plausible French letters
    "accents_repaired": ("correction", ("n_cells",)),  # "Ã©" turned back into "é": the file had been encoded twice
    "lines_before_header": ("correction", ("n_lines",)),  # titles above the column names, left out
    "column_unknown": ("problem", ()),  # a column whose meaning was not recognised: its answers were not read
    "columns_not_needed": ("correction", ("columns",)),  # amounts, means of payment, ...: known, and of no use here
    # same meaning: `used` first, others where it is empty
    "columns_compete": ("correction", ("meaning", "used", "others")),
    "more_of_the_same": ("problem", ("code", "n_more")),  # further remarks of one code, counted and not listed
    # -- one row ----------------------------------------
    # a quotation mark opened on this line never closes: the line was read without it
    "unclosed_quote": ("problem", ()),
    "row_too_short": ("correction", ("n_cells", "n_columns")),  # the missing cells count as empty
    "extra_cells": ("problem", ("cells", "n_cells", "n_columns")),  # more cells than columns: cells may have shifted
    "amount_rejoined": ("correction", ()),  # an amount cut in two by its decimal comma, put together again
    "formula_as_text": ("correction", ()),  # a cell that a spreadsheet would compute: kept as text
    "text_shortened": ("correction", ("n_characters", "most_characters")),
    # -- orders and tickets ----------------------------------------
    "order_cancelled": ("exclusion", ("order", "status")),
    "order_refunded": ("exclusion", ("order", "status")),
    "order_unpaid": ("exclusion", ("order", "status")),  # refused, expired or abandoned
    "order_pending": ("problem", ("order", "status")),  # kept: awaits payment or approval
    "order_status_unknown": ("problem", ("order", "status")),  # kept
    "duplicate_order": ("exclusion", ("order", "first_order", "first_line")),  # same person, same organisation
    # neither a company's nor an association's ticket, and nothing else says
    "ticket_unknown": ("exclusion", ("ticket",)),
    "side_unknown": ("exclusion", ()),  # no column tells company from association
    "side_from_colleague": ("correction", ("side", "ticket")),  # said by another row of the same organisation
    "sides_differ": ("problem", ("side", "other_side", "first_line")),  # two rows of one id: the first side was kept
    "name_missing": ("exclusion", ()),  # no name of an organisation
    "name_of_payer_company": ("correction", ()),  # the organisation's name taken from the payer's company
    # the organisation said neither what it seeks, nor what it brings, nor on what it acts
    "no_answers": ("correction", ()),
    # -- people ----------------------------------------
    "person_missing": ("correction", ()),  # a row without any person: the organisation is known, nobody comes for it
    "person_without_name": ("problem", ()),  # an address or a telephone but no name
    "name_of_payer": ("correction", ()),  # no participant is named: the person who registered was taken
    "capitals_lowered": ("correction", ("corrected",)),
    "person_in_two_organisations": ("problem", ("organisations",)),  # one person cannot sit at two tables
    "email_missing": ("problem", ()),  # the person is kept, and needs a printed link
    "email_invalid": ("problem", ("reason",)),  # reason: "too_long", "form"; the address was not kept
    "email_corrected": ("correction", ("corrected",)),
    "email_from_order": ("correction", ("email",)),  # payer and participant are one person: the address is the person's
    "email_of_payer": ("correction", ("email", "payer")),  # the address of somebody else, who registered the person
    "email_shared": ("problem", ("email", "people")),  # several people have one address
    "phone_corrected": ("correction", ("corrected",)),
    "phone_doubtful": ("problem", ("corrected",)),  # kept, though no such number is given out
    "phone_invalid": ("problem", ()),  # not kept
    # -- places and identifiers ----------------------------------------
    "postcode_corrected": ("correction", ("corrected", "commune")),  # lost its zero, had spaces or the commune in it
    "postcode_invalid": ("problem", ()),  # kept as written
    "commune_corrected": ("correction", ("corrected", "postcode")),
    "commune_unknown": ("problem", ("postcode",)),  # kept as written, without coordinates
    "commune_ambiguous": ("problem", ("n_communes", "postcodes")),  # several communes: a postcode would tell
    # both exist, not together; communes of the postcode
    "commune_and_postcode_differ": ("problem", ("postcode", "communes")),
    "coordinate_invalid": ("problem", ()),
    "siren_corrected": ("correction", ("corrected",)),  # spaces removed, or the SIREN taken out of a SIRET
    "siren_invalid": ("problem", ()),  # not nine or fourteen figures, or the check figure is wrong
    # rounded by a spreadsheet ("1,23457E+13"); optional, so nothing else is lost
    "siren_lost_in_file": ("problem", ()),
    "rna_corrected": ("correction", ("corrected",)),
    "rna_invalid": ("problem", ()),
    # -- answers ----------------------------------------
    "value_unknown": ("problem", ("field", "closest")),  # in no list: not read; closest label ("" when none is close)
    "grade_invalid": ("problem", ("fragility", "grade")),  # not from 1 to 10: the theme counts as named without a grade
    "grade_rounded": ("correction", ("fragility", "grade", "corrected")),
    # two representatives: union of lists, first of single values
    "answers_differ": ("correction", ("kept", "other", "field")),
    # a name in partners, keep apart, history, pairs: in no row
    "organisation_unknown": ("problem", ("field", "closest")),
    "keep_apart_same_side": ("correction", ("other",)),  # the two would never meet anyway
    "id_generated": ("correction", ("corrected",)),  # a row without an id in a file that has ids
    # an id that may be a name, an address or a phone number: it would outlive its person's data
    "id_replaced": ("correction", ("corrected",)),
    # -- diagnosis, history, pairs ----------------------------------------
    "number_invalid": ("problem", ("field",)),  # a year, a round, a table: not a whole number from 1
    "rule_unknown": ("problem", ("closest",)),
    "pair_of_one_side": ("problem", ("other",)),  # a pair needs one company and one association
    "pair_repeated": ("correction", ("first_line",)),
    # forbidden and required at once: both are kept
    "pairs_contradict": ("problem", ("rule", "other_rule", "first_line")),
    # a meeting is demanded that one of the two organisations does not wish; the row is left out
    "meeting_not_wished": ("problem", ("rule",)),
    "organisation_not_coming": ("exclusion", ("field",)),  # a past meeting of an organisation that is in no sign-up
    "date_unclear": ("problem", ()),  # kept as written: not a day such as 2025-11-18 or 18/11/2025
    "diagnosis_mixed": ("problem", ("field", "found")),  # one file, one territory, one source, one year
    "locked_without_round": ("problem", ()),  # a locked pair names its round
    "row_repeated": ("problem", ("first_line",)),  # two grades of one fragility by one kind of respondent
}

LONGEST_VALUE: Final = 200
MOST_OF_ONE_CODE: Final = 500
MOST_PROPOSALS: Final = 100


@dataclass(frozen=True, kw_only=True)
class Remark:
    """One thing to say about a file: ``line`` counts physical lines from 1 (0: the file), ``column`` is the header.

    Raises ValueError when the code is not in REMARK_CODES, or the level or a value's name is not the code's.
    """

    level: Level
    code: str
    line: int = 0
    column: str = ""
    subject: str = ""
    value: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.code not in REMARK_CODES:
            raise ValueError(f"{self.code!r} is not a remark code")
        level, names = REMARK_CODES[self.code]
        if self.level != level or set(self.values) - set(names):
            raise ValueError(
                f"{self.code}: level {self.level}, values {sorted(self.values)}, expected {level}, {names}"
            )
        object.__setattr__(self, "values", MappingProxyType(dict(self.values)))

    def to_dict(self) -> dict[str, Any]:
        """Return the remark as plain JSON values; ``Remark(**plain)`` reads them back equal."""
        plain = {name: getattr(self, name) for name in self.__dataclass_fields__}
        plain["values"] = {
            name: list(value) if isinstance(value, tuple) else value for name, value in self.values.items()
        }
        return plain


class UnreadableFile(ValueError):  # noqa: N818  named as the thing it is about
    """Raised when nothing at all can be read from a file; ``remarks`` say why, where, and with which counts."""

    def __init__(self, remarks: Iterable[Remark]) -> None:
        self.remarks = tuple(remarks)
        listed = "; ".join(f"line {remark.line}: {remark.code} {dict(remark.values) or ''}" for remark in self.remarks)
        super().__init__(listed.strip())


class RemarkBook:
    """Collects the remarks of one reading; beyond MOST_OF_ONE_CODE of one code the rest are counted, not listed."""

    def __init__(self) -> None:
        self._remarks: list[Remark] = []
        self._counts: Counter[str] = Counter()

    def add(
        self,
        code: str,
        *,
        line: int = 0,
        column: str = "",
        subject: str = "",
        value: str = "",
        values: Mapping[str, Any] | None = None,
    ) -> None:
        """Note one remark; its level comes from REMARK_CODES."""
        self._counts[code] += 1
        if self._counts[code] > MOST_OF_ONE_CODE:
            return
        level = REMARK_CODES[code][0]
        self._remarks.append(
            Remark(
                level=level,
                code=code,
                line=line,
                column=_shortened(column),
                subject=_shortened(subject),
                value=_shortened(value),
                values=values or {},
            )
        )

    def may_propose(self, code: str) -> bool:
        """Tell whether a further remark of this code is worth looking for a near spelling, which is slow."""
        return self._counts[code] < MOST_PROPOSALS

    def listed(self) -> tuple[Remark, ...]:
        """Return the remarks in the order of the lines, then in the order in which they were noted."""
        more = [
            Remark(
                level="problem",
                code="more_of_the_same",
                values={"code": code, "n_more": count - MOST_OF_ONE_CODE},
            )
            for code, count in self._counts.items()
            if count > MOST_OF_ONE_CODE
        ]
        return tuple(sorted([*self._remarks, *more], key=lambda remark: remark.line))


def unreadable(code: str, *, line: int = 0, values: Mapping[str, Any] | None = None) -> UnreadableFile:
    """Return the error for a file in which one thing makes everything unreadable."""
    return UnreadableFile([Remark(level="problem", code=code, line=line, values=values or {})])


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST_VALUE else text[: LONGEST_VALUE - 1] + "…"
