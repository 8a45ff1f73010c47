"""Encodings, delimiters and damaged rows."""

import pytest

from matching import read_organisations

from .sheets import codes, read_text, the

FRENCH = (
    "structure;side;prénom;nom;besoins;présentation\n"
    "Chœur de l’Ill;association;Zoé;Gaëlle;Bénévoles;Où être à l’été ? Çà et là, même à Noël : 5 €\n"
)


@pytest.mark.parametrize(
    ("encoding", "read_as"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("utf-16", "utf-16"),
        ("cp1252", "cp1252"),
        ("mac_roman", "mac_roman"),
    ],
)
def test_accents_survive_each_encoding(encoding: str, read_as: str) -> None:
    sign_ups = read_text(FRENCH, encoding)
    assert sign_ups.encoding == read_as
    assert sign_ups.associations[0].name == "Chœur de l’Ill"
    assert sign_ups.associations[0].presentation == "Où être à l’été ? Çà et là, même à Noël : 5 €"
    assert ("encoding_guessed" in codes(sign_ups)) == (read_as in ("cp1252", "mac_roman"))


@pytest.mark.parametrize("encoding", ["cp1252", "mac_roman"])
@pytest.mark.parametrize(
    "word", ["Sélestat", "Énergie", "MÉTÉO", "à côté", "l’été", "Noël", "façade", "où", "CAFÉ & THÉ"]
)
def test_one_accent_is_enough_to_tell_the_encoding(encoding: str, word: str) -> None:
    assert read_text(f"structure;side;prenom\n{word};association;Zoe\n", encoding).encoding == encoding


def test_accents_encoded_twice_are_put_right() -> None:
    sign_ups = read_text("structure;side;prénom\nSociÃ©tÃ© dâ€™Ã‰tÃ©;association;ZoÃ©\n")
    assert sign_ups.associations[0].name == "Société d’Été"
    assert the(sign_ups, "accents_repaired").values == {"n_cells": 2}


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_delimiters_and_line_ends(delimiter: str, line_end: str) -> None:
    rows = [["structure", "side", "prénom", "besoins"], ["Club", "association", "Zoé", '"Locaux ; Transport, oui"']]
    sign_ups = read_text(line_end.join(delimiter.join(row) for row in rows))
    assert sign_ups.associations[0].needs[0].code == "premises"


def test_titles_above_the_header_and_the_declared_delimiter_are_skipped() -> None:
    sign_ups = read_text("sep=;\nSoirée du 12 mars\n\nstructure;side;prénom\nClub;association;Zoé\n")
    assert sign_ups.participants[0].first_name == "Zoé"
    assert (the(sign_ups, "lines_before_header").line, the(sign_ups, "lines_before_header").values["n_lines"]) == (4, 2)


def test_a_header_over_two_lines_and_a_cell_over_three() -> None:
    sign_ups = read_text(
        'structure;side;prénom;"Vos besoins\n(plusieurs choix)";présentation\n'
        'Club;association;Zoé;Locaux;"Un\nDeux ; ""trois""\nQuatre"\n'
        "Amis;association;Max;Licornes;\n"
    )
    assert sign_ups.organisations[0].presentation == 'Un\nDeux ; "trois"\nQuatre'
    unknown = the(sign_ups, "value_unknown")
    assert (unknown.line, unknown.value, unknown.column) == (6, "Licornes", "Vos besoins\n(plusieurs choix)")


def test_rows_too_short_and_too_long() -> None:
    sign_ups = read_text("structure,side,prénom,besoins\nClub,association,Zoé\nAmis,association,Max,Locaux,reste\n")
    assert len(sign_ups.participants) == 2
    assert the(sign_ups, "row_too_short").values == {"n_cells": 3, "n_columns": 4}
    assert the(sign_ups, "extra_cells").values["cells"] == ("reste",)


def test_an_amount_cut_by_its_decimal_comma_is_put_together() -> None:
    sign_ups = read_text("structure,montant,side,prénom\nClub,27 000,00,association,Zoé\nAmis,5,association,Max\n")
    assert [one.first_name for one in sign_ups.participants] == ["Zoé", "Max"]
    assert the(sign_ups, "amount_rejoined").value == "27 000,00"


def test_a_name_cannot_turn_the_reading_direction_of_what_follows() -> None:
    name = "Asso \u202enom\u2066 \x1b[2Jbis\u2069\u202c"
    padding = "Une maison de quartier. " * 40
    found = read_organisations(f"id,side,name,presentation\nA1,association,{name},{padding}\n".encode())
    assert [one.name for one in found.organisations] == ["Asso nom [2Jbis"]
