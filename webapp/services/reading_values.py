"""What the files of a form say <-> plain JSON values, so that one process can read them and another use them.

JSON and not pickles: whatever a file may do to the process that reads it, its answer is data.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Final

from matching.organisations import Diagnosis, Organisation, PairRule, Participant, PastMeeting
from matching.read import Remark, SignUps

SOURCES: Final = ("sheet", "diagnosis", "history", "pairs")


@dataclass(frozen=True, kw_only=True)
class FilesRead:
    """What the files say; a file that was not given, or could not be read, is None.

    ``remarks`` go by source, those about the sheet stand in ``sign_ups``; ``unreadable`` says why, by source.
    """

    sign_ups: SignUps | None = None
    diagnosis: Diagnosis | None = None
    history: tuple[PastMeeting, ...] | None = None
    pairs: tuple[PairRule, ...] | None = None
    remarks: Mapping[str, tuple[Remark, ...]] = field(default_factory=dict)
    unreadable: Mapping[str, tuple[Remark, ...]] = field(default_factory=dict)


def to_plain(read: FilesRead) -> dict[str, Any]:
    """What was read as plain JSON values; ``from_plain`` gives it back equal."""
    return {
        "sign_ups": _plain_sign_ups(read.sign_ups) if read.sign_ups else None,
        "diagnosis": read.diagnosis.to_dict() if read.diagnosis else None,
        "history": None if read.history is None else [asdict(one) for one in read.history],
        "pairs": None if read.pairs is None else [asdict(one) for one in read.pairs],
        "remarks": _plain_remarks(read.remarks),
        "unreadable": _plain_remarks(read.unreadable),
    }


def from_plain(plain: Mapping[str, Any]) -> FilesRead:
    """What was read, from what ``to_plain`` gave; raises KeyError, TypeError or ValueError for anything else."""
    return FilesRead(
        sign_ups=_sign_ups(plain["sign_ups"]) if plain["sign_ups"] else None,
        diagnosis=Diagnosis(**plain["diagnosis"]) if plain["diagnosis"] else None,
        history=None if plain["history"] is None else tuple(PastMeeting(**one) for one in plain["history"]),
        pairs=None if plain["pairs"] is None else tuple(PairRule(**one) for one in plain["pairs"]),
        remarks=_remarks(plain["remarks"]),
        unreadable=_remarks(plain["unreadable"]),
    )


def _plain_sign_ups(sign_ups: SignUps) -> dict[str, Any]:
    return {
        "organisations": [one.to_dict() for one in sign_ups.organisations],
        "participants": [asdict(one) for one in sign_ups.participants],
        "pair_rules": [asdict(one) for one in sign_ups.pair_rules],
        "remarks": [one.to_dict() for one in sign_ups.remarks],
        "format": sign_ups.format,
        "encoding": sign_ups.encoding,
        "n_rows": sign_ups.n_rows,
        "lines": dict(sign_ups.lines),
    }


def _sign_ups(plain: Mapping[str, Any]) -> SignUps:
    return SignUps(
        organisations=tuple(map(Organisation.from_dict, plain["organisations"])),
        participants=tuple(Participant(**one) for one in plain["participants"]),
        pair_rules=tuple(PairRule(**one) for one in plain["pair_rules"]),
        remarks=tuple(map(_remark, plain["remarks"])),
        format=plain["format"],
        encoding=plain["encoding"],
        n_rows=plain["n_rows"],
        lines=dict(plain["lines"]),
    )


def _plain_remarks(by_source: Mapping[str, tuple[Remark, ...]]) -> dict[str, list[dict[str, Any]]]:
    return {source: [one.to_dict() for one in found] for source, found in by_source.items()}


def _remarks(plain: Mapping[str, Any]) -> dict[str, tuple[Remark, ...]]:
    return {source: tuple(map(_remark, found)) for source, found in plain.items()}


def _remark(plain: Mapping[str, Any]) -> Remark:
    """A remark as its reader made it: lists of values are tuples there."""
    values = {name: tuple(value) if isinstance(value, list) else value for name, value in plain["values"].items()}
    return Remark(**{**plain, "values": values})
