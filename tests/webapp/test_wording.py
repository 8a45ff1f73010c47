"""Every code has a sentence in both languages, the sentences say what they were given, and French is set as French."""

import re
from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest

from matching import vocabulary
from matching.explanations import Explanation
from matching.read.remarks import LEVELS, REMARK_CODES
from matching.reasons import FACT_KINDS, REASON_CODES, Reason
from matching.weights import CRITERION_NAMES
from schedules.timetable import ACTION_NAMES
from webapp.wording import Pair, Words, labels, questions, reasons, remarks, shortages
from webapp.wording.marking import N_

FRENCH, ENGLISH = Words.for_locale("fr"), Words.for_locale("en")
NO_BREAK = "\u00a0"
READERS = (None, "company", "association")
PLACEHOLDER = re.compile(r"%\((\w+)\)s")
CAUTIONS = (
    "kept_apart",
    "work_together_already",
    "met_already",
    "patronage_not_open",
    "form_unavailable",
    "little_known",
    "only_money",
    "far_apart",
    "no_shared_form",
    "one_way_to_association",
    "one_way_to_company",
)
VALUES = {
    "need": "skills_law",
    "need_detail": "droit de la famille",
    "offer": "skills_law",
    "offer_detail": "statuts et bail",
    "company_need": "candidates",
    "company_need_detail": "opérateurs de câblage",
    "association_need": "job_openings",
    "association_need_detail": "",
    "company_offer": "premises",
    "company_offer_detail": "halle libre le vendredi",
    "association_offer": "team_events",
    "association_offer_detail": "",
    "fragility": "isolation",
    "company_grade": 8,
    "association_grade": None,
    "territory_grade": 6.4,
    "territory": "Pays de Zorn",
    "source": "Observatoire des partenariats",
    "year": 2015,
    "company_objective": "staff_engagement",
    "association_objective": "skills_and_volunteers",
    "objective": "social_results",
    "form": "classic_patronage",
    "category": "patronage",
    "company_form": "classic_patronage",
    "association_form": "active_engagement",
    "commune": "Saverne",
    "intermunicipality": "Pays de Saverne",
    "company_commune": "Saverne",
    "association_commune": "Phalsbourg",
    "km": 12,
    "company_words": ("jeunes", "insertion"),
    "association_words": ("apprentis",),
    "event": "Rencontres 2025",
    "date": "2025-12-01",
    "association_model": "social_utility",
    "wished_by": "company",
    "coverage": 0.4,
    "silent": "company",
    "variant": 1,
    "company_kind": "offer",
    "company_fact": "premises",
    "association_kind": "excerpt",
    "association_fact": "Ressourcerie depuis 2016",
}


def pair(reader=None):
    return Pair("Menuiserie Fischer", "Le Potager", reader)


def reason(code, **changed):
    return Reason(code, {name: changed.get(name, VALUES[name]) for name in REASON_CODES[code]})


def said(words, one, reader):
    if one.code.startswith("question_"):
        return words.question(one, pair(reader))
    return words.caution(one, pair(reader)) if one.code in CAUTIONS else words.reason(one, pair(reader))


@pytest.mark.parametrize("words", [FRENCH, ENGLISH])
@pytest.mark.parametrize("code", sorted(REASON_CODES))
def test_every_reason_caution_and_question_has_a_sentence_for_every_reader(words, code):
    sentences = [said(words, reason(code), reader) for reader in READERS]
    assert [sentence for sentence in sentences if not sentence.endswith((".", "?"))] == []
    assert "_" not in "".join(sentences)
    assert "%(" not in "".join(sentences)


def test_the_reader_is_addressed_and_the_other_named():
    one = reason("need_met_by_company", need_detail="", offer_detail="")
    assert FRENCH.reason(one, pair("association")) == (
        f"Vous cherchez des compétences juridiques{NO_BREAK}; Menuiserie Fischer en apporte."
    )
    assert FRENCH.reason(one, pair("company")) == (
        f"Le Potager cherche des compétences juridiques{NO_BREAK}; vous en apportez."
    )
    assert FRENCH.reason(one, pair()) == (
        f"Le Potager cherche des compétences juridiques{NO_BREAK}; Menuiserie Fischer en apporte."
    )
    assert ENGLISH.reason(one, pair("company")) == "Le Potager is looking for legal skills; you bring just that."


def test_details_are_said_as_written_unless_they_repeat_the_name():
    one = reason("need_met_by_company", need_detail="baux à réhabilitation.", offer_detail="juridiques")
    assert FRENCH.reason(one, pair("association")) == (
        f"Vous cherchez des compétences juridiques (baux à réhabilitation){NO_BREAK}; Menuiserie Fischer en apporte."
    )


def test_two_details_are_quoted_side_by_side_so_that_people_judge():
    one = reason(
        "need_met_by_company", need="goods", need_detail="de quoi meubler", offer="goods", offer_detail="farines"
    )
    assert FRENCH.reason(one, pair("company")) == (
        f"Le Potager cherche des biens ou du matériel (de quoi meubler){NO_BREAK}; "
        f"vous apportez «{NO_BREAK}farines{NO_BREAK}»."
    )
    asked = reason(
        "question_need_of_association",
        company_offer="goods",
        company_offer_detail="farines",
        association_need="goods",
        association_need_detail="de quoi meubler",
    )
    assert FRENCH.question(asked, pair("company")).startswith(
        f"Le Potager cherche des biens ou du matériel (de quoi meubler), vous apportez «{NO_BREAK}farines{NO_BREAK}»"
    )


def test_an_offer_of_another_name_is_named():
    one = reason("need_met_by_association", need="candidates", need_detail="", offer="training", offer_detail="gestes")
    assert FRENCH.reason(one, pair("company")) == (
        f"Vous cherchez des personnes à recruter{NO_BREAK}; Le Potager propose des formations (gestes)."
    )


def test_the_grade_of_the_territory_is_said_only_where_there_is_one():
    graded, ungraded = reason("shared_fragility"), reason("shared_fragility", territory_grade=None)
    assert FRENCH.reason(graded, pair("company")) == (
        "Vous agissez contre l’isolement, comme Le Potager (6,4 sur 10 ici)."
    )
    assert FRENCH.reason(ungraded, pair("company")) == "Vous agissez contre l’isolement, comme Le Potager."
    assert FRENCH.source(graded) == (
        f"Besoin du territoire{NO_BREAK}: isolement et lien social, 6,4 sur 10. Observatoire des partenariats, 2015"
    )
    assert FRENCH.source(ungraded) is None
    assert FRENCH.source(reason("same_commune")) is None


def test_nobody_learns_who_asked_to_be_kept_apart():
    sentences = {FRENCH.caution(reason("kept_apart"), pair(reader)) for reader in READERS}
    assert not any("Fischer" in sentence or "Potager" in sentence for sentence in sentences)
    assert FRENCH.caution(reason("kept_apart"), pair("company")) == FRENCH.caution(
        reason("kept_apart"), pair("association")
    )


@pytest.mark.parametrize(("event", "day"), [*product(("", "Rencontres 2025"), ("", "2025-12-01", "hiver 2024"))])
def test_an_earlier_meeting_is_said_with_what_is_known_of_it(event, day):
    sentence = FRENCH.caution(reason("met_already", event=event, date=day), pair("company"))
    assert event in sentence
    assert {"2025-12-01": "lundi 1er décembre 2025", "hiver 2024": "hiver 2024", "": ""}[day] in sentence


@pytest.mark.parametrize(("silent", "by"), [*product(("company", "association", "both"), ("company", "association"))])
def test_cautions_with_variants(silent, by):
    for words, reader in product((FRENCH, ENGLISH), READERS):
        assert words.caution(reason("little_known", silent=silent), pair(reader)).endswith(".")
        assert words.caution(reason("form_unavailable", wished_by=by), pair(reader)).endswith(".")


@pytest.mark.parametrize("code", [code for code in REASON_CODES if code.startswith("question_")])
def test_a_question_names_a_fact_of_each_profile_and_has_three_wordings(code):
    for reader in READERS:
        asked = {FRENCH.question(reason(code, variant=variant), pair(reader)) for variant in range(3)}
        assert len(asked) == 3
        for sentence in asked:
            assert ("Le Potager" in sentence) == (reader != "association")
            assert ("Menuiserie Fischer" in sentence) == (reader != "company")
            assert sentence.startswith("Vous") or reader is None or "vous" in sentence


def test_a_question_does_not_repeat_what_both_say():
    one = reason("question_need_of_association", company_offer="skills_law", association_need="skills_law")
    assert FRENCH.question(one, pair("company")).startswith(
        "Le Potager cherche des compétences juridiques, vous en apportez"
    )
    same = reason("question_objectives", company_objective="social_results", association_objective="social_results")
    assert FRENCH.question(same, pair("company")).startswith(
        "Vous visez des résultats sociaux pour tous, Le Potager aussi"
    )


@pytest.mark.parametrize("kind", FACT_KINDS)
def test_every_kind_of_fact_can_be_told(kind):
    facts = {"need": "goods", "offer": "volunteers", "fragility": "health", "objective": "funds", "form": "joint_offer"}
    fact = facts.get(kind, "Saverne")
    one = reason(
        "question_two_facts", company_kind=kind, company_fact=fact, association_kind=kind, association_fact=fact
    )
    for reader in READERS:
        assert "_" not in FRENCH.question(one, pair(reader))


def test_a_short_reason_is_the_first_reason_then_the_caution_then_a_plain_word():
    def explanation(reasons_given, caution):
        return Explanation(0.5, 0.5, (), reasons_given, caution, None, reason("question_two_facts"))

    first, caution = reason("same_commune"), reason("far_apart")
    assert FRENCH.short_reason(explanation((first,), caution), pair()) == FRENCH.reason(first, pair())
    assert FRENCH.short_reason(explanation((), caution), pair()) == FRENCH.caution(caution, pair())
    assert "inattendue" in FRENCH.short_reason(explanation((), None), pair())


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
    names = {"company", "association"}
    for code, told in {**reasons.REASONS, **reasons.CAUTIONS}.items():
        for sentence in told:
            assert set(PLACEHOLDER.findall(sentence)) <= names | set(REASON_CODES[code]), code
    for code, found in placeholders_of(remarks.REMARKS).items():
        allowed = {"line", "column", "subject", "value", *REMARK_CODES[code][1]}
        assert found <= allowed | ({"example"} if code == "more_of_the_same" else set()), code
    assert set(remarks.REMARKS) == set(REMARK_CODES)
    assert set(questions.QUESTIONS) == {code for code in REASON_CODES if code.startswith("question_")}


def test_the_mark_leaves_a_sentence_alone():
    assert N_("Bonsoir.") == "Bonsoir."
