"""Sliders in the address: what they ask for, what they change in the list, and what they leave alone."""

import re

from flask.testing import FlaskClient

from matching.organisations import Diagnosis
from matching.weights import CRITERION_NAMES, DEFAULT_WEIGHTS
from tests.webapp.conftest import Evening
from tests.webapp.organiser.reading import Page
from webapp.database import Database
from webapp.facilitator.tuning import Tuning, arguments_of, tuning_of
from webapp.services import criterion_weights, organisations
from webapp.services.criterion_weights import Setting, WeightsInUse

IN_USE = WeightsInUse(weights=DEFAULT_WEIGHTS, setting=Setting.of(DEFAULT_WEIGHTS), number=None)
FAR_IS_FINE = "points-place=0"


def diagnosed(database: Database, evening: Evening) -> None:
    with database.writing() as session:
        found = Diagnosis(
            territory="Ried",
            source="Observatoire",
            year=2024,
            grades={
                "employment": {"citizens": 2.0},
                "digital_access": {"citizens": 9.0},
                "mobility": {"citizens": 4.0},
            },
        )
        organisations.set_diagnosis(session, evening.event_id, found)


def order(client: FlaskClient, evening: Evening, asked: str = "") -> list[str]:
    page = Page(client.get(f"/e/{evening.public_id}/pairs?{asked}").text)
    return [row[1] for row in page.tables[0][1:]]


def test_an_address_without_sliders_tries_nothing() -> None:
    found = tuning_of({}, IN_USE)
    assert (found.tried, found.refused, found.arguments) == (False, False, {})
    assert found.weights is DEFAULT_WEIGHTS


def test_what_an_address_carries_shows_the_same_again() -> None:
    found = tuning_of({"points-place": "91", "giving": "20", "diagnosis": "off"}, IN_USE)
    assert found.setting.points["place"] == 91
    assert found.setting.giving == 0.2
    assert tuning_of(found.arguments, IN_USE) == found
    assert found.weights.values["place"] > DEFAULT_WEIGHTS.values["place"]


def test_sliders_left_where_they_are_give_exactly_the_weights_in_use() -> None:
    found = tuning_of(arguments_of(IN_USE.setting), IN_USE)
    assert found == Tuning(in_use=IN_USE, setting=IN_USE.setting)
    assert found.weights is DEFAULT_WEIGHTS


NOT_A_SETTING: tuple[dict[str, str], ...] = (
    {"points-objectives": "51"},
    {"points-place": "101"},
    {"points-place": "-1"},
    {"points-place": "a lot"},
    {"points-place": "²"},
    {"points-place": "9" * 5000},
    {"giving": "101"},
    {f"points-{name}": "0" for name in CRITERION_NAMES},
)


def test_what_cannot_be_is_said_and_shows_the_weights_in_use(facilitator: FlaskClient, short_evening: Evening) -> None:
    for asked in NOT_A_SETTING:
        found = tuning_of(asked, IN_USE)
        assert (found.refused, found.tried) == (True, False), asked
        answer = facilitator.get(f"/e/{short_evening.public_id}/pairs", query_string=asked)
        assert answer.status_code == 200, asked
        assert "Ces réglages ne peuvent pas servir." in Page(answer.text).text, asked


def test_another_setting_reorders_the_list_and_says_who_moved(facilitator: FlaskClient, short_evening: Evening) -> None:
    usual, near = order(facilitator, short_evening), order(facilitator, short_evening, FAR_IS_FINE)
    assert set(usual) == set(near)
    assert usual != near
    answer = facilitator.get(f"/e/{short_evening.public_id}/pairs?{FAR_IS_FINE}").text
    page = Page(answer)
    ranks = {row[1]: row[0] for row in page.tables[0][1:]}
    for place, pair in enumerate(near, start=1):
        before = usual.index(pair) + 1
        said = (
            f"monte du rang {before}" if place < before else f"descend du rang {before}" if place > before else "même"
        )
        assert said in ranks[pair], pair
    moved = [pair for pair in near if near.index(pair) != usual.index(pair)]
    risen = sum(near.index(pair) < usual.index(pair) for pair in moved)
    told = re.search(r"Parmi les (\d+) premières paires : (\d+) en hausse, (\d+) en baisse", page.text)
    assert told is not None
    assert told.groups() == (str(len(near)), str(risen), str(len(moved) - risen))


def test_the_live_part_is_the_part_of_the_page(facilitator: FlaskClient, short_evening: Evening) -> None:
    address = f"/e/{short_evening.public_id}/pairs"
    part = facilitator.get(f"{address}/effect?{FAR_IS_FINE}").text.strip()
    assert "<html" not in part
    assert part.splitlines()[0] in facilitator.get(f"{address}?{FAR_IS_FINE}").text
    assert Page(part).tables == Page(facilitator.get(f"{address}?{FAR_IS_FINE}").text).tables


def test_filters_and_sliders_hold_together(facilitator: FlaskClient, short_evening: Evening) -> None:
    wanted = [pair for pair in order(facilitator, short_evening, FAR_IS_FINE) if "Rivières vivantes" in pair]
    assert wanted
    assert order(facilitator, short_evening, f"{FAR_IS_FINE}&q=rivieres") == wanted
    answer = facilitator.get(f"/e/{short_evening.public_id}/pairs?{FAR_IS_FINE}&q=rivieres").text
    links = re.findall(r'href="(/e/[^"]+/pairs/C[^"]+)"', answer)
    assert links
    assert all("points-place=0" in link and "q=rivieres" in link for link in links)


def test_the_diagnosis_can_be_set_aside_to_see(
    facilitator: FlaskClient, sqlite_database: Database, short_evening: Evening
) -> None:
    before = order(facilitator, short_evening)
    totals = [row[3] for row in Page(facilitator.get(f"/e/{short_evening.public_id}/pairs").text).tables[0]]
    diagnosed(sqlite_database, short_evening)
    answer = facilitator.get(f"/e/{short_evening.public_id}/pairs").text
    assert "Ried. Source : Observatoire, 2024." in Page(answer).text
    assert [row[3] for row in Page(answer).tables[0]] != totals  # the cache has noticed
    aside = facilitator.get(f"/e/{short_evening.public_id}/pairs?diagnosis=off").text
    assert order(facilitator, short_evening, "diagnosis=off") == before
    assert [row[3] for row in Page(aside).tables[0]] == totals
    assert "Ried. Source : Observatoire, 2024." in Page(aside).text  # and can be put back
    assert "Le diagnostic du territoire est mis de côté pour cet essai seulement." in Page(aside).text
    with sqlite_database.reading() as session:
        assert criterion_weights.in_use(session, short_evening.event_id).number is None


def test_the_file_is_ranked_as_the_page_is(facilitator: FlaskClient, short_evening: Evening) -> None:
    content = facilitator.get(f"/e/{short_evening.public_id}/pairs.csv?{FAR_IS_FINE}").data.decode("utf-8-sig")
    rows = [line.split(";") for line in content.splitlines()[1:]]
    found = [f"Entreprise : {row[2]} Association : {row[5]}" for row in rows]
    assert found == order(facilitator, short_evening, FAR_IS_FINE)
