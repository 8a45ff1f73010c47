"""What is new in the hall, as somebody types it -> the inputs of the new situation; every wrong name told at once."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path

from matching import UnreadableFile, read_organisations
from matching.folding import fold
from matching.read.naming import Register
from webapp.cli.inputs import sentence_of
from webapp.cli.problems import DataProblem
from webapp.exports.evening_file import Evening
from webapp.exports.plan_files import participants_of
from webapp.services.planning import PlanningInputs
from webapp.services.presence import ABSENT, Stay
from webapp.wording import Words
from webapp.wording.marking import N_


@dataclass(frozen=True, kw_only=True)
class News:
    """Names or codes with the round, from 1; ``dropped`` are rounds from 1, ``walk_in`` a sign-up sheet."""

    absent: Sequence[str] = ()
    left: Sequence[str] = ()
    late: Sequence[str] = ()
    n_tables: int | None = None
    dropped: Sequence[int] = ()
    walk_in: Path | None = None


def new_situation(evening: Evening, news: News, words: Words) -> tuple[PlanningInputs, tuple[int, ...]]:
    """The inputs and the dropped rounds (from 0) after the news; raises DataProblem with all that is wrong in them."""
    given, wrong = evening.inputs, list[str]()
    n_rounds = given.settings.n_rounds
    stays = dict(given.stays)
    for written in news.absent:
        for code in _called(written, given, wrong, words):
            stays[code] = ABSENT
    for kind, entries in (("left", news.left), ("late", news.late)):
        for entry in entries:
            name, _, written = entry.rpartition(":")
            number = int(written) if written.strip().isdecimal() else 0
            if not 1 <= number <= n_rounds:
                wrong.append(words.say(NO_ROUND, {"written": entry, "rounds": n_rounds}))
            for code in _called(name or entry, given, wrong, words):
                before = stays.get(code, Stay())
                if kind == "left":
                    stays[code] = Stay(before.first_round, number)
                else:
                    stays[code] = Stay(number, None if before.absent else before.last_round)
    for dropped_round in news.dropped:
        if not 1 <= dropped_round <= n_rounds:
            wrong.append(words.say(NO_ROUND, {"written": dropped_round, "rounds": n_rounds}))
    if news.walk_in is not None:
        given = _with_walk_ins(given, news.walk_in, wrong, words)
    if wrong:
        raise DataProblem(wrong)
    if news.n_tables is not None:
        given = replace(given, settings=replace(given.settings, n_tables=news.n_tables))
    dropped = {*evening.dropped_rounds, *(one - 1 for one in news.dropped)}
    return replace(given, stays=stays), tuple(sorted(dropped))


def _called(written: str, given: PlanningInputs, wrong: list[str], words: Words) -> list[str]:
    """The ids of the people who go by this id or name, all of an organisation by its own; none, with a sentence."""
    organisations = {one.id: one for one in given.organisations}
    wanted = fold(written.strip())
    named = [one.id for one in given.participants if wanted and wanted in (fold(one.id), fold(one.full_name))]
    if len(named) == 1:
        return named
    organisation = Register(given.organisations).find(written)
    if organisation is not None and not named:
        people = [one.id for one in given.participants if one.organisation_id == organisation.id]
        if people:
            return people
    if len(named) > 1:
        shown = _labels(given)
        several = words.enumerated([shown[code] for code in named])
        wrong.append(words.say(SEVERAL, {"written": written, "names": several}))
        return []
    labels: dict[str, str] = {}
    shown = _labels(given)
    for one in given.participants:
        for name in (one.full_name, organisations[one.organisation_id].name, one.id):
            labels.setdefault(fold(name), shown[one.id])
    contained = [label for name, label in labels.items() if wanted and wanted in name][:3]
    near = [labels[name] for name in get_close_matches(wanted, list(labels), n=3, cutoff=0.5)]
    close = list(dict.fromkeys([*contained, *near]))
    sentence = words.say(NOBODY, {"written": written})
    wrong.append(sentence + (" " + words.say(CLOSE, {"names": words.enumerated(close)}) if close else ""))
    return []


def _labels(given: PlanningInputs) -> dict[str, str]:
    """How each person is called in a sentence, with the code that calls nobody else."""
    rows, columns = participants_of(given)
    names = {"company": iter(rows), "association": iter(columns)}
    sides = {one.id: one.side for one in given.organisations}
    return {one.id: f"{next(names[sides[one.organisation_id]])} ({one.id})" for one in given.participants}


def _with_walk_ins(given: PlanningInputs, path: Path, wrong: list[str], words: Words) -> PlanningInputs:
    """The inputs with the people of a sheet after all others; an organisation that is known is not added again."""
    try:
        sheet = read_organisations(path)
    except UnreadableFile as error:
        wrong.extend(sentence_of(remark, words, path) for remark in error.remarks)
        return given
    wrong.extend(sentence_of(remark, words, path) for remark in sheet.remarks if remark.level == "exclusion")
    register = Register(given.organisations)
    organisations, participants = list(given.organisations), list(given.participants)
    ids = {one.id for one in organisations}
    meant: dict[str, str] = {}
    for organisation in sheet.organisations:
        known = register.find(organisation.name)
        if known is not None and known.side == organisation.side:
            meant[organisation.id] = known.id
            continue
        code = _unused(organisation.id, ids)
        ids.add(code)
        meant[organisation.id] = code
        organisations.append(replace(organisation, id=code))
    taken = {one.id for one in participants}
    for person in sheet.participants:
        code = _unused(person.id, taken)
        taken.add(code)
        participants.append(replace(person, id=code, organisation_id=meant[person.organisation_id]))
    return replace(given, organisations=organisations, participants=participants)


def _unused(code: str, taken: set[str]) -> str:
    if code not in taken:
        return code
    number = 2
    while f"{code}+{number}" in taken:
        number += 1
    return f"{code}+{number}"


NOBODY = N_("Personne ne s’appelle « %(written)s », et aucune organisation.")
CLOSE = N_("Peut-être : %(names)s.")
SEVERAL = N_("Plusieurs personnes s’appellent « %(written)s » : %(names)s. Donnez le code.")
NO_ROUND = N_("« %(written)s » ne dit pas un tour de 1 à %(rounds)s. Écrivez par exemple « C07:3 ».")
