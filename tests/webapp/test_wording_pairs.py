"""Reasons, cautions and questions have a sentence in both languages for every reader, and it says what it was given."""

import re
from itertools import product

import pytest

from matching.explanations import Explanation
from matching.organisations import Organisation
from matching.reasons import FACT_KINDS, REASON_CODES, Reason
from matching.vocabulary import FRAGILITIES
from webapp.wording import Pair, Words, cautions, needs_met, questions, reasons
from webapp.wording.agreement import PLURALS
from webapp.wording.theme_questions import OF_THEME

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
    "only_in_words",
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
    "need_words": ("nos statuts datent de 1982",),
    "offer_words": (),
    "company_need_words": ("postes à pourvoir",),
    "association_need_words": (),
    "company_offer_words": (),
    "association_offer_words": ("bénévoles formés",),
    "read_of": "both",
    "steps": None,
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
        "Le Potager cherche des biens ou du matériel (de quoi meubler), vous apportez “farines”"
    )


def test_an_offer_of_another_name_is_named():
    one = reason("need_met_by_association", need="candidates", need_detail="", offer="trainees", offer_detail="bac pro")
    assert FRENCH.reason(one, pair("company")) == (
        f"Vous cherchez des personnes à recruter{NO_BREAK}; "
        f"Le Potager propose des stagiaires (bac pro){NO_BREAK}: une piste."
    )


def test_the_grade_of_the_territory_is_said_only_where_there_is_one():
    graded, ungraded = reason("shared_fragility"), reason("shared_fragility", territory_grade=None)
    assert FRENCH.reason(graded, pair("company")) == (
        f"Vous agissez contre l’isolement, comme Le Potager{NO_BREAK}: besoin noté 6,4 sur 10 ici."
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
    assert FRENCH.question(same, pair("company")).startswith("Vous visez un progrès social, Le Potager aussi")


def test_what_an_organisation_is_does_not_say_company_twice():
    natures = {
        ("company", "mid_size"): "Entreprise de taille intermédiaire",
        ("company", ""): "Entreprise",
        ("cooperative", "small_medium"): "Coopérative, petite ou moyenne entreprise",
        ("", ""): "",
    }
    for (kind, size), told in natures.items():
        assert FRENCH.nature(Organisation(id="C01", side="company", name="Ganter", kind=kind, size=size)) == told


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


def test_what_was_only_read_is_quoted_and_never_told_as_stated():
    told = {"need": "transport", "need_detail": "", "offer": "transport", "offer_detail": ""}
    offer_read = reason("need_met_in_words_by_company", **told, need_words=(), offer_words=("rentrent à vide",))
    assert FRENCH.reason(offer_read, pair("association")) == (
        f"Vous cherchez des moyens de transport{NO_BREAK}; "
        f"Menuiserie Fischer écrit «{NO_BREAK}rentrent à vide{NO_BREAK}»."
    )
    need_read = reason("need_met_in_words_by_company", **told, need_words=("sans camion",), offer_words=())
    assert FRENCH.reason(need_read, pair("company")) == (
        f"Le Potager écrit «{NO_BREAK}sans camion{NO_BREAK}»{NO_BREAK}; vous apportez des moyens de transport."
    )
    both = reason("need_met_in_words_by_company", **told, need_words=("sans camion",), offer_words=("à vide",))
    assert FRENCH.reason(both, pair()) == (
        f"Le Potager écrit «{NO_BREAK}sans camion{NO_BREAK}», Menuiserie Fischer «{NO_BREAK}à vide{NO_BREAK}»"
        f"{NO_BREAK}: à rapprocher (transport)."
    )
    assert "looking" not in ENGLISH.reason(both, pair())


@pytest.mark.parametrize("code", ["need_met_in_words_by_company", "need_met_in_words_by_association"])
@pytest.mark.parametrize("read", [(("mots",), ()), ((), ("mots",)), (("mots",), ("d’autres",))])
@pytest.mark.parametrize("offer", ["premises", "volunteers"])
def test_every_way_of_reading_has_a_sentence(code, read, offer):
    one = reason(
        code, need=offer, need_detail="", need_words=read[0], offer=offer, offer_detail="", offer_words=read[1]
    )
    for words, reader in product((FRENCH, ENGLISH), READERS):
        sentence = words.reason(one, pair(reader))
        assert all(quoted in sentence for quoted in (*read[0], *read[1]))
        assert "%" not in sentence


@pytest.mark.parametrize("read", [(("mots",), ()), ((), ("mots",)), (("mots",), ("d’autres",))])
def test_themes_and_needs_that_were_read_are_quoted(read):
    theme = reason("theme_in_words", company_words=read[0], association_words=read[1])
    needs = reason("needs_answer_in_words", company_need_words=read[0], association_need_words=read[1])
    for words, reader, one in product((FRENCH, ENGLISH), READERS, (theme, needs)):
        assert all(quoted in words.reason(one, pair(reader)) for quoted in (*read[0], *read[1]))


@pytest.mark.parametrize("read_of", ["company", "association", "both"])
def test_a_link_that_rests_on_words_is_to_be_confirmed(read_of):
    one = reason("only_in_words", read_of=read_of)
    sentences = {words.caution(one, pair(reader)) for words in (FRENCH, ENGLISH) for reader in READERS}
    assert all(sentence.endswith(".") for sentence in sentences)
    assert ("Fischer" in FRENCH.caution(one, pair())) == (read_of == "company")


def test_the_question_suits_what_changes_hands():
    def asked(code):
        one = reason("question_need_of_association", company_offer=code, association_need=code)
        return {FRENCH.question(one, pair()).rpartition(":")[2] for _ in range(1)}

    assert asked("volunteers") == asked("skills_law")
    assert len({*asked("volunteers"), *asked("premises"), *asked("purchases"), *asked("networks")}) == 4


def test_every_theme_has_a_question_of_its_own():
    asked = {FRENCH.question(reason("question_fragility", fragility=code, variant=0), pair()) for code in FRAGILITIES}
    assert set(OF_THEME) == set(FRAGILITIES)
    assert len({sentence.rpartition(":")[2] for sentence in asked}) == len(FRAGILITIES)


def test_words_quoted_stand_on_one_line_without_marks_of_their_own():
    one = reason("question_words", company_words=("bennes « tout-venant »\nà trier",), association_words=("tri",))
    assert "“bennes “tout-venant” à trier”" in FRENCH.question(one, pair())
    assert "«" not in FRENCH.question(one, pair())


def test_an_intermunicipal_body_is_said_in_full():
    one = reason("same_intermunicipality", intermunicipality="CC Sarrebourg Moselle Sud")
    assert "communauté de communes Sarrebourg Moselle Sud" in FRENCH.reason(one, pair())
    assert "Pays de Saverne" in FRENCH.reason(reason("same_intermunicipality"), pair())


def test_the_verb_agrees_with_a_name_that_is_a_plural():
    names = Pair("Transports Varillon", "Les Parrains du Canal")
    one = reason("need_met_by_association", need_detail="", offer_detail="")
    assert FRENCH.reason(one, names).endswith("Les Parrains du Canal en apportent.")
    assert FRENCH.reason(one, names).startswith("Transports Varillon cherche ")
    assert "Les Parrains du Canal visent" in FRENCH.reason(reason("objectives_answer"), names)
    assert "Les Parrains du Canal n’y répondent pas" in FRENCH.caution(reason("one_way_to_association"), names)
    assert "Les Parrains du Canal agissent" in FRENCH.question(
        reason("question_two_facts", association_kind="fragility", association_fact="health"), names
    )
    unknown = reason("question_two_facts", association_kind="name", association_fact=names.association)
    assert "Les Parrains du Canal restent à découvrir" in FRENCH.question(unknown, names)
    assert ENGLISH.reason(one, names).endswith("Les Parrains du Canal brings just that.")


def test_every_verb_after_a_name_has_its_plural():
    tables = [reasons.REASONS, reasons.THEMES_IN_WORDS, cautions.CAUTIONS, cautions.FORM_UNAVAILABLE]
    tables += [cautions.LITTLE_KNOWN, needs_met.READ_NEEDS, needs_met.READ_BY_COMPANY, needs_met.BY_ASSOCIATION]
    sentences = [sentence for table in tables for told in table.values() for sentence in told]
    after = re.compile(r"(?<! et )%\((?:company|association)\)s (?:en |n’y |ne le )?(\w+)")
    verbs = {verb for sentence in sentences for verb in after.findall(sentence)}
    assert verbs - set(PLURALS) <= {
        "et",
        "un",
        "la",
        "n",
        "à",
        "sont",
        "agissent",
        "visent",
        "envisagent",
        "travaillent",
        "ont",
    }


def test_no_name_stands_where_french_would_have_to_elide():
    """ "de Orfeo" and "de Le Potager" are no French: no sentence puts a preposition before a name."""
    tables = [reasons.REASONS, reasons.THEMES_IN_WORDS, cautions.CAUTIONS, cautions.ONLY_IN_WORDS]
    tables += [cautions.FORM_UNAVAILABLE, cautions.LITTLE_KNOWN, needs_met.READ_NEEDS, needs_met.READ_BY_COMPANY]
    sentences = [sentence for table in tables for told in table.values() for sentence in told]
    sentences += [clause for fact in questions.FACTS.values() for clause in fact]
    assert len(sentences) > 100
    assert [one for one in sentences if re.search(r"\b(de|à|que|du|au) %\((company|association|name)\)s", one)] == []


def test_placeholders_are_values_of_their_code():
    names = {"company", "association"}
    for code, told in {**reasons.REASONS, **cautions.CAUTIONS}.items():
        for sentence in told:
            assert set(PLACEHOLDER.findall(sentence)) <= names | set(REASON_CODES[code]), code
    assert set(questions.QUESTIONS) == {code for code in REASON_CODES if code.startswith("question_")}
