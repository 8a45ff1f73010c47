"""From which line of the sheet each participant was read."""

from .sheets import read_text

SHEET = """\
structure,side,prénom,nom,présentation
Atelier du Ried,company,Alice,Martin,"Nous gravons
des bois."
Les Amis,association,,,Nobody comes for them yet
Les Jardins,association,Carl,Martin,

Atelier du Ried,company,Bob,Petit,
Atelier du Ried,company,Bob,Petit,the same person once more
"""


def test_each_participant_has_the_line_they_were_read_from() -> None:
    sign_ups = read_text(SHEET)
    names = {one.id: one.full_name for one in sign_ups.participants}
    assert {names[code]: line for code, line in sign_ups.lines.items()} == {
        "Alice Martin": 2,
        "Bob Petit": 7,
        "Carl Martin": 5,
    }
    assert len(sign_ups.lines) == len(sign_ups.participants)
