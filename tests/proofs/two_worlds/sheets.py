"""A shape -> its sign-up sheet: two to six organisations on each side, with profiles that score differently."""

import csv
import random
from pathlib import Path

from matching import read_organisations
from matching.read import SignUps
from tests.proofs.two_worlds.stories import Shape

HEADER = (
    "id", "side", "name", "commune", "postcode", "fragilities", "needs", "offers", "presentation", "first_name",
    "last_name", "role", "email", "phone",
)  # fmt: skip
PLACES = (("Strasbourg", "67000"), ("Colmar", "68000"), ("Bischheim", "67800"), ("Schiltigheim", "67300"))
FRAGILITIES = ("employment=8", "mobility", "digital_access=7", "environment", "ageing")
NEEDS = {
    "company": ("team_events", "skills_trades", "csr_visibility", "purchases"),
    "association": ("skills_digital", "job_openings", "it_equipment", "transport"),
}
OFFERS = {
    "company": ("transport", "skills_digital", "it_equipment", "premises", "money"),
    "association": ("candidates", "awareness_workshops", "team_events"),
}
PRESENTATIONS = (
    "Nous fabriquons des escaliers.",
    "Nous cherchons des bénévoles pour apprendre à se servir d’un ordinateur.",
    "Nous accompagnons des jeunes vers un métier.",
    "Nous replantons des berges.",
)


def sign_ups(shape: Shape, folder: Path) -> SignUps:
    """Write the sheet of this shape, and read it as the application does."""
    path = folder / "sheet.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        writer.writerows(_rows(shape))
    return read_organisations(path)


def _rows(shape: Shape) -> list[list[str]]:
    drawn = random.Random(shape.n_companies * 10 + shape.n_associations)
    rows = []
    for letter, side, count in (("C", "company", shape.n_companies), ("A", "association", shape.n_associations)):
        for number in range(1, count + 1):
            commune, postcode = drawn.choice(PLACES)
            name = f"Maison {letter}{number}"
            about = [
                "; ".join(drawn.sample(FRAGILITIES, 2)),
                "; ".join(drawn.sample(NEEDS[side], 2)),
                "; ".join(drawn.sample(OFFERS[side], 2)),
                drawn.choice(PRESENTATIONS),
            ]
            for place in range(1, 3 if shape.kind == "two people" and number == 1 else 2):
                code = f"{letter}{number}{place}"
                person = [
                    f"Prénom{code}",
                    f"Nom{code}",
                    "Rôle",
                    f"p{code.lower()}@example.org",
                    f"+33639980{1 + (letter == 'A')}{number}{place}",
                ]
                rows.append([f"{letter}{number:02}", side, name, commune, postcode, *about, *person])
    return rows
