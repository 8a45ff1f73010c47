"""Every code has a sentence in both languages, the sentences say what they were given, and French is set as French."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest

from matching import vocabulary
from matching.read.remarks import LEVELS, REMARK_CODES
from matching.weights import CRITERION_NAMES
from schedules.timetable import ACTION_NAMES
from webapp.wording import Words, labels, remarks, shortages
from webapp.wording.marking import N_

FRENCH, ENGLISH = Words.for_locale("fr"), Words.for_locale("en")
NO_BREAK = "\u00a0"
PLACEHOLDER = re.compile(r"%\((\w+)\)s")


@pytest.mark.parametrize("code", vocabulary.FORMS)
def test_every_form_is_said_in_one_short_sentence(code):
    sentence = FRENCH.form(code)
    assert sentence.endswith(".")
    assert len(sentence.split()) <= 15


def test_every_code_has_a_name_and_no_two_tables_disagree():
    codes = {
        *vocabulary.FRAGILITIES,
        *vocabulary.FRAGILITY_GROUPS,
        *vocabulary.FORMS,
        *vocabulary.FORM_CATEGORIES,
        *vocabulary.OBJECTIVES,
        *vocabulary.RESOURCES,
        *vocabulary.SIDES,
        *vocabulary.ORGANISATION_KINDS,
        *vocabulary.COMPANY_SIZES,
        *vocabulary.ASSOCIATION_MODELS,
        *vocabulary.REACHES,
        *vocabulary.RESPONDENTS,
        *CRITERION_NAMES,
        *ACTION_NAMES,
        *LEVELS,
    }
    assert codes <= set(labels.LABELS)
    for table in labels.TABLES:
        assert {code: labels.LABELS[code] for code in table} == dict(table)
    for codes_within, table in (
        (vocabulary.RESOURCES, labels.RESOURCES_WITHIN),
        (vocabulary.FRAGILITIES, labels.FRAGILITIES_ACTED_ON),
        (vocabulary.OBJECTIVES, labels.OBJECTIVES_AIMED_AT),
        (vocabulary.FORMS, labels.FORMS_WISHED),
    ):
        assert set(table) == set(codes_within)


def test_resources_within_a_sentence_begin_so_that_en_apporte_answers_them():
    phrases = [*labels.RESOURCES_WITHIN.values(), *labels.RESOURCES_OF_ONE_SIDE.values()]
    assert [phrase for phrase in phrases if not phrase.startswith(("des ", "du ", "de la ", "de l’"))] == []


def test_lists_of_names():
    assert FRENCH.listed(["skills_law"]) == "Compétences juridiques"
    assert FRENCH.listed(["skills_law", "volunteers", "premises"]) == "Compétences juridiques, bénévoles et locaux"
    assert ENGLISH.listed(["premises", "it_equipment"]) == "Premises and IT equipment"
    assert FRENCH.enumerated([str(number) for number in range(15)]).endswith("11 et 3 de plus")


def test_numbers_times_and_dates_follow_the_language():
    evening = datetime(2026, 12, 1, 17, 45, tzinfo=UTC)
    assert (FRENCH.number(0.64), ENGLISH.number(0.64)) == ("0,64", "0.64")
    assert FRENCH.number(12345) == f"12{NO_BREAK}345"
    assert (FRENCH.share(0.4), ENGLISH.share(0.4)) == (f"40{NO_BREAK}%", "40%")
    assert FRENCH.time(evening, "Europe/Paris") == f"18{NO_BREAK}h{NO_BREAK}45"
    assert ENGLISH.time(evening, "Europe/Paris") == f"6.45{NO_BREAK}pm"
    assert FRENCH.time(evening + timedelta(minutes=15), "Europe/Paris") == f"19{NO_BREAK}h"
    assert ENGLISH.time(datetime(2026, 12, 1, 23, 5, tzinfo=UTC), "Europe/Paris") == f"12.05{NO_BREAK}am"
    assert FRENCH.date(evening, "Europe/Paris") == "mardi 1er décembre 2026"
    assert FRENCH.date(datetime(2026, 11, 30, 23, 30, tzinfo=UTC), "Europe/Paris") == "mardi 1er décembre 2026"
    assert ENGLISH.date(date(2026, 12, 1)) == "Tuesday 1 December 2026"
    assert FRENCH.minutes_seconds(timedelta(minutes=7, seconds=5)) == "7:05"
    assert FRENCH.minutes_seconds(-3) == "0:00"


def test_counts_take_the_plural_of_their_language():
    for words, count, expected in ((FRENCH, 0, "0 table"), (ENGLISH, 0, "0 tables"), (FRENCH, 2, "2 tables")):
        assert words.say_count(count, *shortages.NOUNS["tables"]) == expected


def placeholders_of(table):
    return {code: set(PLACEHOLDER.findall(sentence)) for code, sentence in table.items()}


def test_placeholders_are_values_of_their_code():
    for code, found in placeholders_of(remarks.REMARKS).items():
        allowed = {"line", "column", "subject", "value", *REMARK_CODES[code][1]}
        assert found <= allowed | ({"example"} if code == "more_of_the_same" else set()), code
    assert set(remarks.REMARKS) == set(REMARK_CODES)


def test_the_mark_leaves_a_sentence_alone():
    assert N_("Bonsoir.") == "Bonsoir."
