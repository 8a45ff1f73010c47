"""Texts -> every sheet that the code makes, by its own export, from objects that hold the texts wherever people fill.

An export is called as the pages and commands call it, on values below what the readers and forms let through; columns
are those of the header it writes. ``own`` names the columns of numbers, dates, codes and words of the application's
own: every other column has to hold every text, so that a new one is noticed.
"""

import contextlib
import io
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final
from unittest import mock

from matching import DEFAULT_WEIGHTS, SignUps, write_organisations
from matching.duplicates import DUPLICATE_REASONS, NearDuplicate
from matching.explanations import Explanation
from matching.organisations import Need, Offer, Organisation, Participant, Place
from matching.reasons import Reason
from matching.region import Settings
from matching.vocabulary import Side
from matching.weights import CRITERION_NAMES
from schedules import MeetingPlan, PlanningProblem
from tests.webapp.conftest import EVENING
from tests.webapp.exports.worlds import card
from webapp.cli import pairs, region, repair
from webapp.cli.inputs import Files, Given, evening_settings
from webapp.cli.news import News
from webapp.exports import audit_log, contacts, duplicates, introductions
from webapp.exports.evening_file import evening_bytes
from webapp.exports.plan_files import write_plan
from webapp.services.audit import Entry
from webapp.services.contacts import ContactCard, MutualPair
from webapp.services.introductions import ProposedIntroduction
from webapp.services.planning import PlanningInputs, compute
from webapp.wording import Words

Texts = Sequence[str]
Made = Iterator[tuple[str, bytes]]
#: Of two organisations with one text as their code, one ends with a blank: codes are unlike, formulas are alike.
TAILS: Final[Mapping[Side, str]] = {"company": "", "association": " "}


@dataclass(frozen=True, kw_only=True)
class Export:
    """How to make an export's files (kind and content) from texts, in a language.

    ``own``: the columns of numbers, dates, codes of the vocabulary and words of the application's own, as they are
    marked in French. ``for_people``: each language has its own separator; else it is a comma.
    """

    make: Callable[[Texts, Words], Made]
    own: tuple[str, ...] = ()
    for_people: bool = True


def _turned(texts: Texts, by: int) -> list[str]:
    return [*texts[by % len(texts) :], *texts[: by % len(texts)]]


def _organisations(texts: Texts, side: Side) -> list[Organisation]:
    """One organisation for each text, with other texts in its other fields."""
    fields = zip(*(_turned(texts, 7 * number) for number in range(10)), strict=True)
    return [
        Organisation(
            id=text + TAILS[side],
            side=side,
            name=name,
            place=Place(commune=commune, postcode=postcode, insee=insee, intermunicipality=body),
            needs=(Need(code="premises", detail=detail),),
            offers=(Offer(code="premises", detail=detail),),
            presentation=commune,
            siren=siren,
            rna=rna,
            partners=frozenset({partner}),
            keep_apart=frozenset({body}),
        )
        for text, name, commune, postcode, insee, body, detail, siren, rna, partner in fields
    ]


def _inputs(companies: Texts, associations: Texts) -> PlanningInputs:
    """An evening of one round of one person for each text on either side."""
    organisations = [*_organisations(companies, "company"), *_organisations(associations, "association")]
    people = [
        Participant(
            id=one.id,
            organisation_id=one.id,
            first_name=one.siren,
            last_name=one.rna,
            role=one.name,
            email=one.place.postcode,
            phone=one.place.insee,
        )
        for one in organisations
    ]
    return PlanningInputs(
        settings=evening_settings(name="Soirée", n_rounds=1, seed=7),
        organisations=organisations,
        participants=people,
        rules=(),
        history=(),
        diagnosis=None,
        weights=DEFAULT_WEIGHTS,
    )


def _cards(texts: Texts) -> list[ContactCard]:
    names = ("organisation", "first_name", "last_name", "role", "commune", "email", "phone")
    columns = [_turned(texts, 7 * number) for number in range(len(names))]
    return [card(**dict(zip(names, row, strict=True))) for row in zip(*columns, strict=True)]


def _shared(texts: Texts) -> list[MutualPair]:
    ends = zip(_cards(texts), _cards(_turned(texts, 3)), strict=True)
    return [MutualPair(company=company, association=association) for company, association in ends]


def _wishes(texts: Texts, words: Words) -> Made:
    yield "csv", contacts.mutual_pairs_csv(_shared(texts), words)


def _wishes_xlsx(texts: Texts, words: Words) -> Made:
    yield "xlsx", contacts.mutual_pairs_xlsx(_shared(texts), words)


def _contacts(texts: Texts, words: Words) -> Made:
    yield "csv", contacts.contacts_csv(_cards(texts), words)


def _duplicates(texts: Texts, words: Words) -> Made:
    organisations = {one.id: one for side in TAILS for one in _organisations(texts, side)}
    pairs_found = [
        NearDuplicate(text, text + TAILS["association"], DUPLICATE_REASONS[number % len(DUPLICATE_REASONS)], 0.9)
        for number, text in enumerate(texts)
    ]
    answers = {frozenset((one.one_id, one.other_id)): True for one in pairs_found[::2]}
    yield "csv", duplicates.duplicates_csv(pairs_found, organisations, words, answers=answers)


def _log(texts: Texts, words: Words) -> Made:
    told: tuple[tuple[str, dict[str, Any], tuple[str, ...]], ...] = (
        ("presence_noted", {"state": "here"}, ()),
        ("profile_confirmed", {"answers": 3}, ("organisation",)),
        ("role_changed", {"role": "door"}, ("account",)),
        ("pair_rule_set", {"rule": "forbidden"}, ("company", "association")),
    )
    entries = []
    for number, text in enumerate(texts):
        action, details, names = told[number % len(told)]
        called = dict.fromkeys(names, text)
        values: dict[str, Any] = {"details": details, "names": called, "kind": "owner", "topic": "people"}
        whom: dict[str, Any] = {"participant_id": number, "participant": text}
        entries.append(Entry(number=number, at=EVENING, actor=text, action=action, **values, **whom))
    yield "csv", audit_log.audit_csv(entries, words, zone="Europe/Paris")


def _introductions(texts: Texts, words: Words) -> Made:
    ends = zip(_organisations(texts, "company"), _organisations(_turned(texts, 3), "association"), texts, strict=True)
    proposals = []
    for rank, (company, association, text) in enumerate(ends, start=1):
        whose = {"company_words": (text,), "association_words": ("x",)}
        explanation = Explanation(
            total=0.5,
            coverage=0.5,
            contributions=(),
            reasons=(
                Reason("same_commune", {"commune": text}),
                Reason("similar_words", whose),
                Reason("near", {"km": 3, "company_commune": text, "association_commune": text}),
            ),
            caution=Reason("met_already", {"event": text, "date": text}),
            form="active_engagement",
            question=Reason("question_words", {**whose, "variant": rank % 3}),
        )
        both = {"company": company, "association": association}
        proposals.append(ProposedIntroduction(rank=rank, score=0.5, explanation=explanation, novel=True, **both))
    yield "csv", introductions.introductions_csv(proposals, words)


def _plan(texts: Texts, words: Words) -> Made:
    draft = compute(_inputs(texts, texts))
    with _folder() as folder:
        for path in write_plan(draft, folder / "plan", words)[:2]:
            yield path.suffix[1:], path.read_bytes()


def _repair(texts: Texts, words: Words) -> Made:
    """Everybody meets somebody else than before; which meetings those are is not what is looked at."""
    draft = compute(_inputs(texts, texts))

    def everybody_moves(problem: PlanningProblem, before: MeetingPlan, **_asked: object) -> MeetingPlan:
        meetings = before.meetings.copy()
        meetings[:, 3] = [*meetings[1:, 3], meetings[0, 3]]
        return replace(before, meetings=meetings, weights=problem.weights[meetings[:, 2], meetings[:, 3]], version=2)

    asked: dict[str, Any] = {"announced": False, "words": words, "as_json": False}
    with _folder() as folder:
        write_plan(draft, folder / "before", words)
        (folder / "before" / "evening.json").write_bytes(evening_bytes(draft.inputs))
        with mock.patch.object(repair, "repaired_plan", everybody_moves), _silence():
            repair.repair(folder / "before", folder / "after", News(), from_round=1, **asked)
        yield "csv", (folder / "after" / "changes.csv").read_bytes()


def _region(texts: Texts, words: Words) -> Made:
    for side, given in _lopsided(texts):
        with _folder() as folder, _read(given):
            places = region.Places(output=folder / "region.csv")
            settings = Settings(count=4, least_coverage=0.0, n_workers=1)
            region.region(Files(sign_ups=folder), places, settings, side=side, afresh=True, words=words)
            yield "csv", places.output.read_bytes()


def _scores(texts: Texts, words: Words) -> Made:
    for _side, given in _lopsided(texts):
        with _folder() as folder, _read(given):
            pairs.score(Files(sign_ups=folder), folder / "scores.csv", top=1, words=words, as_json=False)
            yield "csv", (folder / "scores.csv").read_bytes()


def _sign_ups(texts: Texts, _words: Words) -> Made:
    given = _inputs(texts, texts)
    with _folder() as folder:
        write_organisations(folder / "sign-ups.csv", given.organisations, given.participants)
        yield "csv", (folder / "sign-ups.csv").read_bytes()


def _lopsided(texts: Texts) -> Iterator[tuple[Side, PlanningInputs]]:
    """Every text on one side, beside four organisations of the other."""
    yield "company", _inputs(texts, texts[:4])
    yield "association", _inputs(texts[:4], texts)


@contextlib.contextmanager
def _read(given: PlanningInputs) -> Iterator[None]:
    """Commands that read files are given these inputs, and say nothing."""
    sheet = SignUps(
        organisations=tuple(given.organisations),
        participants=tuple(given.participants),
        pair_rules=(),
        remarks=(),
        format="entremise",
        encoding="utf-8",
        n_rows=len(given.participants),
        lines={},
    )
    as_read = mock.Mock(return_value=Given(sign_ups=sheet, inputs=given, remarks={}))
    with mock.patch.object(region, "read_files", as_read), mock.patch.object(pairs, "read_files", as_read), _silence():
        yield


@contextlib.contextmanager
def _silence() -> Iterator[None]:
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        yield


@contextlib.contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)


#: Where sheets are made, by module and function.
EXPORTS: Final[Mapping[str, Export]] = {
    "webapp.exports.duplicates.duplicates_csv": Export(
        make=_duplicates, own=("Ressemblance des noms, de 0 à 1", "La même\u00a0? (oui, non)")
    ),
    "webapp.exports.audit_log.audit_csv": Export(make=_log, own=("Date et heure", "Sujet")),
    "webapp.exports.plan_files.write_plan": Export(make=_plan, own=("round", "table", "score"), for_people=False),
    "webapp.exports.contacts.mutual_pairs_csv": Export(make=_wishes),
    "webapp.exports.contacts.mutual_pairs_xlsx": Export(make=_wishes_xlsx),
    "webapp.exports.contacts.contacts_csv": Export(make=_contacts),
    "webapp.exports.introductions.introductions_csv": Export(
        make=_introductions,
        own=(
            *("Rang", "Bonnes raisons, de 0 à 1", "Ce qui est connu, de 0 à 1", "Rencontre improbable"),
            "Forme à explorer",
        ),
    ),
    "webapp.cli.region.region": Export(make=_region, own=("rank", "score", "coverage"), for_people=False),
    "webapp.cli.repair.repair": Export(
        make=_repair, own=("round", "side", "before_table", "after_table", "change"), for_people=False
    ),
    "webapp.cli.pairs.score": Export(make=_scores, own=("score", "coverage", *CRITERION_NAMES), for_people=False),
    "matching.write._write": Export(
        make=_sign_ups,
        own=(
            *("side", "kind", "size", "model", "reach", "latitude", "longitude", "fragilities", "objectives", "forms"),
            *("unavailable_forms", "email_of_payer"),
        ),
        for_people=False,
    ),
}
