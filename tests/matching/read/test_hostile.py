"""Files nobody should send: refused or read in a moment, with a code that says what is wrong."""

import io
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.read import UnreadableFile, read_organisations
from matching.read.decoding import MOST_BYTES
from matching.read.remarks import MOST_OF_ONE_CODE

from .sheets import HELLOASSO, WEBER, codes, read_text, the

HEADER = "structure,side,prénom,nom,besoins,présentation\n"


@contextmanager
def quick(seconds: float = 4.0) -> Iterator[None]:
    """Fail when the block takes long: generous, since the machine is shared, and far below what a blow-up costs."""
    started = time.perf_counter()
    yield
    assert time.perf_counter() - started < seconds


def refused(content: bytes) -> str:
    """The code with which a file is refused."""
    with quick(), pytest.raises(UnreadableFile) as refusal:
        read_organisations(content)
    (remark,) = refusal.value.remarks
    return remark.code


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty_file"),
        (b"\xef\xbb\xbf \r\n\r\n", "empty_file"),
        (HEADER.encode(), "header_only"),
        (HEADER.encode() + b",,,,,\n\n", "header_only"),
        (b"Bonjour,\nvoici la liste.\n", "header_not_recognised"),
        (b"un seul mot", "header_not_recognised"),
        (b"prenom,nom,besoins\nA,B,locaux\n", "columns_missing"),
        (b"PK\x03\x04 whatever", "spreadsheet_not_csv"),
        (b"\xd0\xcf\x11\xe0 whatever", "spreadsheet_not_csv"),
        (b"%PDF-1.7", "spreadsheet_not_csv"),
        (b"\x89PNG\r\n\x1a\n\0\0", "image_not_csv"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "image_not_csv"),
        (bytes(range(1, 32)) * 50, "not_text"),
        (b"\xff\xfea", "not_text"),
        (HEADER.encode() + b"Club,association,Z\0o,W,,\n", "nul_bytes"),
        (b"x" * (MOST_BYTES + 1), "file_too_big"),
        (",".join(f"colonne {i}" for i in range(100_000)).encode() + b"\n1,2\n", "too_many_columns"),
        ((HEADER.strip() + ",besoins" * 1_000 + "\nClub\n").encode(), "too_many_columns"),
        (HEADER.encode() + b"\n" * 2_000_000, "too_many_rows"),
    ],
    ids=lambda value: value[:20].decode("latin-1").strip() if isinstance(value, bytes) else value,
)
def test_nothing_can_be_read(content: bytes, code: str) -> None:
    assert refused(content) == code


def test_the_line_of_a_nul_byte_is_said() -> None:
    with pytest.raises(UnreadableFile) as refusal:
        read_text(HEADER + "Club,association,Zoé,W,,\nAmis,association,M\0x,K,,\n")
    assert refusal.value.remarks[0].line == 3


def test_a_file_too_big_is_refused_by_its_size_without_being_read(tmp_path: Path) -> None:
    big = tmp_path / "big.csv"
    with big.open("wb") as opened:
        opened.truncate(1_000_000_000)
    with quick(), pytest.raises(UnreadableFile, match="file_too_big"):
        read_organisations(big)


def test_an_open_file_is_read_no_further_than_the_limit() -> None:
    stream = io.BytesIO(b"x" * (MOST_BYTES + 500))
    with pytest.raises(UnreadableFile, match="file_too_big"):
        read_organisations(stream)
    assert stream.tell() == MOST_BYTES + 1


@pytest.mark.parametrize(
    "cell",
    [
        "a;" * 25_000,
        '";' * 25_000,
        ":" * 50_000,
        "(" * 50_000,
        "Emploi " * 7_000,
        "," * 50_000,
        "é" * 50_000,
        "=" * 50_000,
        "-" + "a" * 50_000,
        "'" * 50_000,
        "1 " * 25_000,
        "[" * 50_000,
    ],
    ids=lambda cell: cell[:8],
)
def test_adversarial_cells_are_read_in_a_moment(cell: str) -> None:
    quoted = '"' + cell.replace('"', '""') + '"'
    with quick():
        sign_ups = read_text(
            "structure,side,prénom,nom,thématiques,besoins,mail,téléphone,code postal,commune,siren,ne pas rencontrer\n"
            f"Club,association,Zoé,Weber,{','.join([quoted] * 8)}\n"
        )
    assert len(sign_ups.participants) == 1
    assert all(len(remark.value) <= 200 for remark in sign_ups.remarks)


def test_many_bad_values_are_counted_and_not_all_listed() -> None:
    rows = "".join(f"Club {i},association,P{i},N,valeur inconnue {i},\n" for i in range(MOST_OF_ONE_CODE + 70))
    with quick(20):
        sign_ups = read_text(HEADER + rows)
    assert codes(sign_ups).count("value_unknown") == MOST_OF_ONE_CODE
    assert {"code": "value_unknown", "n_more": 70} in [
        dict(one.values) for one in sign_ups.remarks if one.code == "more_of_the_same"
    ]


def test_an_unclosed_quote_costs_its_own_line_only() -> None:
    sign_ups = read_text(
        HEADER + 'Club,association,Zoé,Weber,Locaux,"Nous roulons\n'
        'Amis,association,Max,Klein,"Transport ; Locaux","Nous chantons"\n'
        "Chœur,association,Ida,Roth,Locaux,Nous aussi\n"
    )
    assert [one.name for one in sign_ups.organisations] == ["Club", "Amis", "Chœur"]
    assert sign_ups.organisations[0].presentation == "Nous roulons"
    assert [need.code for need in sign_ups.organisations[1].needs] == ["transport", "premises"]
    assert the(sign_ups, "unclosed_quote").line == 2


def test_an_unclosed_quote_in_the_last_row_is_noticed() -> None:
    sign_ups = read_text(HEADER + 'Club,association,Zoé,Weber,Locaux,Vélo\nAmis,association,Max,Klein,"Locaux,Chant')
    assert [one.name for one in sign_ups.organisations] == ["Club", "Amis"]
    assert the(sign_ups, "unclosed_quote").line == 3


def test_a_cell_longer_than_the_reader_allows_does_not_stop_it() -> None:
    with quick():
        sign_ups = read_text(
            HEADER + f'Club,association,Zoé,Weber,Locaux,"{"x" * 200_000}\nAmis,association,Max,Klein,,\n'
        )
    assert [one.name for one in sign_ups.organisations] == ["Club", "Amis"]


def test_quotes_open_on_every_line_are_refused_quickly() -> None:
    row = 'Club,association,Zoé,Weber,Locaux,"Vélo\n'
    assert refused((HEADER + row * 20_000).encode()) == "too_many_unclosed_quotes"


def test_a_long_cell_without_quotes_is_shortened_and_said() -> None:
    sign_ups = read_text(HEADER + f"Club,association,Zoé,Weber,Locaux,{'x' * 200_000}\n")
    assert len(sign_ups.organisations[0].presentation) == 10_000
    assert the(sign_ups, "text_shortened").values == {"n_characters": 200_000, "most_characters": 10_000}
    assert "unclosed_quote" not in codes(sign_ups)


def test_ten_thousand_rows_are_read_in_seconds() -> None:
    rows = "".join(f"Club {i},association,P{i},N{i},Locaux ; Transport,Nous roulons\n" for i in range(10_000))
    with quick(20):
        assert len(read_text(HEADER + rows).participants) == 10_000


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(0, 400),
            st.integers(0, 30),
            st.sampled_from(
                ['"', ";", "\n", "\r", '""', "'=", "=", "Emploi (99)", "Ã©", "\x1e", "é", "Annulé", "|", ""]
            ),
        ),
        min_size=1,
        max_size=12,
    )
)
def test_damaged_anyhow_every_row_is_a_participant_or_has_its_remark(damages: list[tuple[int, int, str]]) -> None:
    text = "\r\n".join([HELLOASSO, WEBER, WEBER.replace("Zoé", "Max").replace("T1", "T2"), WEBER, ""])
    for position, n_lost, inserted in damages:
        text = text[:position] + inserted + text[position + n_lost :]
    try:
        sign_ups = read_organisations(text.encode())
    except UnreadableFile:
        return
    n_without_person = codes(sign_ups).count("person_missing")
    assert len(sign_ups.participants) + len(sign_ups.exclusions) + n_without_person == sign_ups.n_rows
