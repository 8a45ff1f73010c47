"""What an organiser does before the evening, step by step, in a browser."""

import re

from playwright.sync_api import Page, expect

import sample_data
from matching import read_organisations
from tests.webapp.conftest import PASSWORD

PLACE = re.compile(r"^Tour \d+, table \d+\.$")


def sign_in(page: Page, email: str) -> None:
    """Somebody signs in by the form."""
    page.get_by_role("link", name="Se connecter").click()
    page.get_by_label("Adresse e-mail").fill(email)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").click()
    expect(page.get_by_role("heading", name="Vos soirées")).to_be_visible()


def create_event(desk: Page) -> None:
    """The evening gets a name, a place and a time."""
    desk.get_by_role("link", name="Nouvelle soirée").click()
    desk.get_by_label("Nom", exact=True).fill("Rencontres du col")
    desk.get_by_label("Lieu").fill("Salle des fêtes de Saverne")
    desk.get_by_label("Jour").fill("2026-11-24")
    desk.get_by_label("Début du premier tour").fill("18:30")
    desk.get_by_role("button", name="Créer la soirée").click()
    expect(desk.get_by_role("heading", name="Qui vient ?")).to_be_visible()


def import_sheet(desk: Page) -> None:
    """The sheet goes in; every problem and every exclusion stands on the page with its line."""
    path = sample_data.path("signups_helloasso.csv")
    desk.get_by_label("Feuille d’inscription (CSV)").set_input_files(path)
    desk.get_by_role("button", name="Lire la feuille").click()
    sign_ups = read_organisations(path)
    expect(desk.get_by_role("heading", level=1)).to_contain_text(f"{sign_ups.n_rows} lignes lues")
    expect(desk.get_by_role("heading", level=1)).to_contain_text(f"{len(sign_ups.participants)} personnes prêtes")
    for level, name in (("problem", "Ce qui est à vérifier"), ("exclusion", "Les lignes écartées")):
        found = [remark for remark in sign_ups.remarks if remark.level == level]
        rows = desk.get_by_role("table", name=name).get_by_role("row")
        assert len(found) > 0
        expect(rows).to_have_count(len(found) + 1)
        for remark, row in zip(found, rows.all()[1:], strict=True):
            line, _, read, meaning = row.get_by_role("cell").all_inner_texts()
            assert line == str(remark.line)
            assert remark.subject in read
            assert len(meaning) > 20


def set_rules(desk: Page, settings: dict[str, str]) -> None:
    """Each setting by its label."""
    desk.get_by_role("link", name="Continuer : les règles").click()
    for label, value in settings.items():
        desk.get_by_label(label).fill(value)
    desk.get_by_role("button", name="Enregistrer les réglages").click()
    expect(desk.get_by_text("Réglages enregistrés.")).to_be_visible()
    desk.get_by_role("link", name="Continuer : le plan").click()


def compute(desk: Page) -> None:
    """The plan comes with its certificate and its grid."""
    desk.get_by_role("button", name="Calculer le plan").click()
    expect(desk.get_by_role("heading", name="Certificat du plan")).to_be_visible(timeout=60_000)
    expect(desk.get_by_text("aucun plan ne dépasse")).to_be_visible()
    grid = desk.get_by_role("region", name="Plan par table")
    heading = desk.get_by_role("heading", level=1).inner_text()
    expect(grid.get_by_role("link")).to_have_count(int(heading.split()[0]))
    assert heading.endswith("2 tours")


def forbid_a_pair(desk: Page) -> None:
    """Why this pair? Then it is kept apart, and the plan follows without it."""
    desk.wait_for_load_state("load")  # the style sheet puts each name on a line of its own
    cell = desk.get_by_role("region", name="Plan par table").get_by_role("link").first
    address, names = cell.get_attribute("href"), cell.inner_text().split("\n")
    cell.click()
    panel = desk.get_by_role("region", name="Pourquoi ce duo ?")
    for name in names:
        expect(panel.get_by_text(name).first).to_be_visible()
    expect(panel.get_by_text("Pour commencer :")).to_be_visible()
    total = number(panel.get_by_role("heading", name="Bonnes raisons").inner_text())
    shares = [number(text) for text in panel.get_by_text("compte pour").all_inner_texts()]
    assert abs(sum(shares) - total) < 0.06  # each is shown with two decimals
    panel.get_by_role("button", name="À éviter").click()
    expect(desk.get_by_text("Plan recalculé")).to_be_visible(timeout=60_000)
    panel = desk.get_by_role("region", name="Ce duo, s’il se rencontrait")
    expect(panel).to_contain_text("Ne se rencontrent pas dans ce plan. Règle : à éviter.")
    grid = desk.get_by_role("region", name="Plan par table")
    assert address not in [link.get_attribute("href") for link in grid.get_by_role("link").all()]


def lock_a_pair(desk: Page) -> None:
    """A meeting of the first round is locked where it is."""
    cell = desk.get_by_role("region", name="Plan par table").get_by_role("link").nth(2)
    address = cell.get_attribute("href")
    cell.click()
    panel = desk.get_by_role("region", name="Pourquoi ce duo ?")
    place = panel.get_by_text(PLACE).inner_text()
    panel.get_by_role("button", name="Verrouiller ici").click()
    expect(desk.get_by_text("Plan recalculé")).to_be_visible(timeout=60_000)
    panel = desk.get_by_role("region", name="Pourquoi ce duo ?")
    expect(panel).to_contain_text("Règle : verrouillée.")
    assert panel.get_by_text(PLACE).inner_text() == place
    assert desk.locator("td[aria-current] a").get_attribute("href") == address


def publish(desk: Page) -> None:
    """From now on phones and projector show the plan."""
    desk.get_by_role("button", name="Publier le plan").click()
    expect(desk.get_by_text("Plan publié.")).to_be_visible()
    desk.get_by_role("link", name="Continuer : la soirée").click()


def open_evening(desk: Page) -> str:
    """The projector's link, as the organiser's page shows it."""
    expect(desk.get_by_role("heading", name="Tout est prêt")).to_be_visible()
    return desk.get_by_role("region", name="Projecteur").get_by_role("link").inner_text()


def number(text: str) -> float:
    """The first number of a French text."""
    found = re.search(r"\d+(?:,\d+)?", text)
    assert found is not None
    return float(found[0].replace(",", "."))
