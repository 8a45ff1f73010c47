"""The files of a call -> everything a plan is computed from, with what their readers had to say about each."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from pathlib import Path
from typing import Final, TypeVar
from zoneinfo import ZoneInfo

from matching import (
    DEFAULT_WEIGHTS,
    InvalidWeights,
    Remark,
    SignUps,
    UnreadableFile,
    read_diagnosis,
    read_history,
    read_organisations,
    read_pairs,
    read_weights,
)
from webapp.cli.problems import DataProblem
from webapp.services.events import EventSettings
from webapp.services.planning import PlanningInputs
from webapp.wording import Words
from webapp.wording.marking import N_

ZONE: Final = ZoneInfo("Europe/Paris")
Read = TypeVar("Read")


@dataclass(frozen=True, kw_only=True)
class Files:
    """The files of a call; those that were not given are None."""

    sign_ups: Path
    pairs: Path | None = None
    diagnosis: Path | None = None
    history: Path | None = None
    weights: Path | None = None


@dataclass(frozen=True, kw_only=True)
class Given:
    """What the files say: the sheet as it was read, the inputs of a plan, and the remarks by file."""

    sign_ups: SignUps
    inputs: PlanningInputs
    remarks: Mapping[Path, tuple[Remark, ...]]


def read_files(files: Files, settings: EventSettings, words: Words, *, rules_must_hold: bool = True) -> Given:
    """Read every file; raises DataProblem with all that is wrong in any of them.

    ``rules_must_hold``: a rule for a pair that cannot be read is a problem, since a plan without it would break it.
    """
    wrong: list[str] = []

    def read(path: Path | None, reader: Callable[[Path], Read]) -> Read | None:
        """What a file says, or None when it was not given or cannot be read."""
        if path is None:
            return None
        try:
            return reader(path)
        except UnreadableFile as error:
            wrong.extend(sentence_of(remark, words, path) for remark in error.remarks)
        except InvalidWeights as error:
            wrong.extend(
                words.say(WEIGHT, {"file": path, "name": name, "value": value}) for name, value in error.problems
            )
        return None

    sign_ups = read(files.sign_ups, read_organisations)
    diagnosis = read(files.diagnosis, read_diagnosis)
    weights = read(files.weights, read_weights)
    organisations = sign_ups.organisations if sign_ups else ()
    history = read(files.history, lambda path: read_history(path, organisations)) if sign_ups else None
    pairs = read(files.pairs, lambda path: read_pairs(path, organisations)) if sign_ups else None
    if pairs is not None and files.pairs is not None and rules_must_hold:
        wrong.extend(sentence_of(remark, words, files.pairs) for remark in pairs[1] if remark.level == "problem")
    if wrong or sign_ups is None:
        raise DataProblem(wrong)
    remarks = {files.sign_ups: sign_ups.remarks}
    if history is not None and files.history is not None:
        remarks[files.history] = history[1]
    if pairs is not None and files.pairs is not None:
        remarks[files.pairs] = pairs[1]
    rules = {
        (rule.company_id, rule.association_id): rule for rule in (*sign_ups.pair_rules, *(pairs[0] if pairs else ()))
    }
    inputs = PlanningInputs(
        settings=settings,
        organisations=sign_ups.organisations,
        participants=sign_ups.participants,
        rules=list(rules.values()),
        history=history[0] if history else (),
        diagnosis=diagnosis,
        weights=weights or DEFAULT_WEIGHTS,
    )
    return Given(sign_ups=sign_ups, inputs=inputs, remarks=remarks)


def evening_settings(
    *,
    name: str = "",
    n_rounds: int = 8,
    meeting_minutes: int = 8,
    change_over_minutes: int = 2,
    n_tables: int | None = None,
    start: time = time(18, 30),
    seed: int = 0,
) -> EventSettings:
    """The settings of an evening on paper: its clock times count, its day does not."""
    return EventSettings(
        name=name,
        venue="",
        starts_at=datetime.combine(datetime(2000, 1, 3, tzinfo=ZONE).date(), start, tzinfo=ZONE),
        n_rounds=n_rounds,
        meeting_minutes=meeting_minutes,
        change_over_minutes=change_over_minutes,
        n_tables=n_tables,
        seed=seed,
    )


def sentence_of(remark: Remark, words: Words, path: Path | None = None) -> str:
    """A remark on one line: the file, where in it, about whom, and what there is to say."""
    where = [str(path)] if path else []
    if remark.line:
        where.append(words.say(LINE, {"line": str(remark.line)}))
    if remark.column:
        where.append(words.say(COLUMN, {"column": remark.column.strip()}))
    place = ", ".join(where)
    return words.say(PLACED, {"place": place, "sentence": words.remark(remark)}) if place else words.remark(remark)


def levels_of(remarks: Sequence[Remark]) -> dict[str, list[Remark]]:
    """The remarks by level, in the order in which somebody should read them."""
    return {level: [one for one in remarks if one.level == level] for level in ("problem", "exclusion", "correction")}


LINE = N_("ligne %(line)s")
COLUMN = N_("« %(column)s »")
PLACED = N_("%(place)s : %(sentence)s")
WEIGHT = N_(
    "%(file)s : le poids « %(name)s » vaut « %(value)s ». Donnez à chaque critère un nombre à partir de 0, dont un au "
    "moins au-dessus de 0."
)
