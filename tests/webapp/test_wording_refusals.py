"""What the organising team reads when a file, a request or a plan has a problem."""

import ast
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from matching.read.remarks import REMARK_CODES, Remark
from schedules.broken_rules import BrokenRule
from schedules.faults import Fault
from schedules.findings import Finding
from schedules.rounds.idle_rounds import IdleReason
from schedules.shortages import Shortage
from webapp.services.events import EventSettings
from webapp.services.walk_ins import WalkIn
from webapp.wording import Words, refusals, shortages

FRENCH, ENGLISH = Words.for_locale("fr"), Words.for_locale("en")
NO_BREAK = "\u00a0"
PLACEHOLDER = re.compile(r"%\((\w+)\)s")


def some_value(name):
    several = ("headers", "columns", "others", "cells", "organisations", "people", "postcodes", "communes", "found")
    coded = {
        "side": "company",
        "other_side": "association",
        "fragility": "health",
        "rule": "required",
        "other_rule": "forbidden",
        "field": "needs",
        "meaning": "email",
        "kind": "zip",
        "code": "commune_unknown",
    }
    if name in several:
        return ("un", "deux")
    return 1234 if name.startswith(("n_", "most_")) else coded.get(name, f"<{name}>")


@pytest.mark.parametrize("words", [FRENCH, ENGLISH])
@pytest.mark.parametrize("code", sorted(REMARK_CODES))
def test_every_remark_has_a_sentence_with_and_without_its_optional_values(words, code):
    level, names = REMARK_CODES[code]
    full = Remark(
        level=level, code=code, line=3, column="C", subject="S", value="V", values={n: some_value(n) for n in names}
    )
    assert words.remark(full)
    assert words.remark_level(level)
    for name in names:
        empty = {**full.values, name: () if isinstance(full.values[name], tuple) else ""}
        assert "%(" not in words.remark(Remark(level=level, code=code, values=empty))


def test_a_remark_proposes_the_closest_answer_when_there_is_one():
    def remark(closest):
        values = {"field": "needs", "closest": closest}
        return FRENCH.remark(Remark(level="problem", code="value_unknown", value="Juridiqe", values=values))

    assert "Compétences juridiques" in remark("Compétences juridiques")
    assert "proche\u00a0:" not in remark("")


def test_answers_that_differ_are_named_in_words():
    values = {"kept": "health; isolation", "other": "isolation", "field": "fragilities"}
    sentence = FRENCH.remark(Remark(level="correction", code="answers_differ", values=values))
    assert "Santé et isolement et lien social" in sentence


def refused_codes():
    folder = Path(refusals.__file__).parents[1]
    for path in sorted(folder.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Refused":
                assert node.args, f"{path}:{node.lineno} refuses without a code"
                assert isinstance(node.args[0], ast.Constant), f"{path}:{node.lineno} refuses with a computed code"
                names = {
                    key.value for keyword in node.keywords if keyword.arg == "values" for key in keyword.value.keys
                }
                yield node.args[0].value, names


def test_every_refusal_in_the_sources_has_a_sentence_with_its_values():
    found = dict(refused_codes())
    assert len(found) > 10
    for code, names in found.items():
        if code in ("settings_invalid", "walk_in_invalid"):
            continue
        assert code in refusals.REFUSALS
        assert set(PLACEHOLDER.findall(refusals.REFUSALS[code])) <= names


def test_every_problem_of_a_walk_in_has_a_sentence():
    wrong = [
        WalkIn(first_name="", last_name="\n", organisation_name="", needs=["gold"]),
        WalkIn(first_name="", last_name=""),
    ]
    wrong.append(WalkIn(first_name="A", last_name="", organisation_name="X", side="third"))
    found = {code for one in wrong for code in one.problems()}
    assert found == set(refusals.WALK_IN_PROBLEMS)
    assert FRENCH.refusal("walk_in_invalid", {"problems": ("name_missing",)}).endswith(".")


def test_every_problem_of_the_settings_has_a_sentence_with_the_range_that_is_checked():
    fine = {"name": "Soirée", "venue": "", "starts_at": datetime(2026, 12, 1, tzinfo=UTC)}
    for code, (least, most) in refusals.RANGES.items():
        name = code.removesuffix("_out_of_range")
        for number, problems in ((least - 1, [code]), (least, []), (most, []), (most + 1, [code])):
            assert EventSettings(**fine, **{name: number}).problems() == problems
        assert FRENCH.refusal("settings_invalid", {"problems": (code,)}).endswith(".")
    assert EventSettings(**{**fine, "name": " "}).problems() == ["name_missing"]
    assert FRENCH.refusal("settings_invalid", {"problems": ("name_missing",)}) == "Donnez un nom à l’événement."
    assert FRENCH.refusal("action_not_now", {"action": "pause", "phase": "before"}) == (
        f"«{NO_BREAK}Mettre en pause{NO_BREAK}» n’est pas possible maintenant (avant le premier tour)."
    )


FINDINGS = [(kind, code) for kind in (Shortage, Fault, BrokenRule, IdleReason) for code in kind.SENTENCES]
ROWS, COLUMNS = ("Anne Weber", "Paul Klein"), ("Noël Diallo", "Ewa Roth")


@pytest.mark.parametrize(("kind", "code"), FINDINGS)
def test_every_finding_has_a_sentence_that_says_its_values(kind, code):
    english = kind.SENTENCES[code]
    values = dict.fromkeys(re.findall(r"{(\w+)}", english), 1)
    values |= {name: ("Row" if name == "side" else (0, 1)) for name in values if name in ("side", "participants")}
    values |= {"name": "row_limits"} if "name" in values else {}
    one = kind(code, values)
    nouns = "|".join(shortages.NOUNS)
    bare = {re.sub(f"(?<=.)_({nouns})$", "", name) for name in PLACEHOLDER.findall(shortages.FINDINGS[code])}
    assert {name if name in values else f"{name}s" for name in bare} <= set(values) | {"n_rounds", "participant"}
    for words in (FRENCH, ENGLISH):
        assert "%(" not in words.shortage(one, rows=ROWS, columns=COLUMNS)


def test_no_two_kinds_of_finding_share_a_code():
    codes = [code for _, code in FINDINGS]
    assert len(codes) == len(set(codes))
    assert set(codes) == set(shortages.FINDINGS)


def test_a_shortage_names_people_counts_and_remedies():
    one = Shortage("required_over_rounds", {"side": "Row", "participant": 1, "required": 9, "rounds": 8, "missing": 1})
    assert FRENCH.shortage(one, rows=ROWS, columns=COLUMNS) == (
        "Paul Klein doit faire 9 rencontres et n’est là que pour 8 tours. "
        "Essayez (1) de prolonger sa présence ou (2) de retirer 1 rencontre."
    )
    locked = Shortage("locked_over_tables", {"round_number": 0, "locked": 3, "tables": 1, "missing": 2})
    assert ENGLISH.shortage(locked, rows=ROWS, columns=COLUMNS) == (
        "Round 1: 3 meetings fixed for 1 table. Try (1) adding 2 tables or (2) freeing 2 meetings."
    )
    together = Fault("forbidden_and_required", {"row": 0, "column": 1})
    assert FRENCH.shortage(together, rows=ROWS, columns=COLUMNS).startswith("Anne Weber et Ewa Roth sont")
    assert isinstance(together, Finding)
