"""Pictures are XML, their twins tell the plan's numbers, names cannot break them, and crowds stay legible."""

from dataclasses import replace
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schedules import PlanningProblem, build_plan
from schedules.pictures import (
    CurveLabels,
    GridLabels,
    HeatMapLabels,
    Picture,
    TotalsLabels,
    rotation_grid,
    score_heat_map,
    totals_chart,
    what_if_curve,
)
from schedules.what_if import CurvePoint, curve, figures_of
from tests.schedules.instances import crowded_evening

SVG = "{http://www.w3.org/2000/svg}"
GRID = GridLabels(
    title="Rotation",
    description="Tables by rounds",
    table="Table",
    round_number="Round",
    row="Company",
    column="Association",
    score="Score",
    novel="unexpected",
    free="free",
    yes="yes",
)
HEAT = HeatMapLabels(
    title="Scores",
    description="All pairs",
    row="Company",
    column="Association",
    score="Score",
    chosen="meet",
    novel="unexpected",
    meets="Meets",
    total="Total",
    best_other="Best other",
)
TOTALS = TotalsLabels(
    title="Totals",
    description="Each participant",
    rows="Companies",
    columns="Associations",
    side="Side",
    participant="Participant",
    meetings="Meetings",
    total="Total",
    floor="lowest",
    bound="bound",
)
CURVE = CurveLabels(
    title="What if",
    description="Other tables",
    over="Tables",
    meetings="Meetings",
    total="Total",
    lowest_total="Lowest",
    idle_rounds="Idle",
    impossible="impossible",
)


def names(letter: str, n: int) -> list[str]:
    return [f"{letter}{number}" for number in range(n)]


def pictures_of(problem: PlanningProblem, rows: list[str], columns: list[str], **plan_fields: object) -> list[Picture]:
    plan = replace(build_plan(problem), **plan_fields)
    return [
        rotation_grid(plan, row_names=rows, column_names=columns, labels=GRID),
        rotation_grid(plan, row_names=rows, column_names=columns, labels=GRID, with_names=True, width=1400),
        score_heat_map(problem.weights, plan, row_names=rows, column_names=columns, labels=HEAT, asked=(0, 1)),
        totals_chart(plan, row_names=rows, column_names=columns, labels=TOTALS),
        what_if_curve([CurvePoint(4, figures_of(problem, plan)), CurvePoint(5, None)], current=4, labels=CURVE),
    ]


def parsed(text: str) -> ElementTree.Element:
    return ElementTree.fromstring(text.encode())  # noqa: S314  our own drawing


def texts(picture: Picture) -> list[str]:
    return [element.text or "" for element in parsed(picture.svg).iter(f"{SVG}text")]


@pytest.mark.parametrize(("n_rows", "n_columns", "share"), [(12, 12, 1.0), (31, 25, 0.7), (100, 100, 0.7)])
def test_every_picture_is_titled_xml_on_the_page_and_as_a_file(n_rows: int, n_columns: int, share: float) -> None:
    problem = crowded_evening(n_rows, n_columns, share_of_tables=share)
    for picture in pictures_of(problem, names("C", n_rows), names("A", n_columns)):
        element = parsed(picture.svg)
        title, description = element.find(f"{SVG}title"), element.find(f"{SVG}desc")
        assert title is not None
        assert description is not None
        assert (title.text, description.text) == (picture.title, picture.description)
        assert element.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"
        assert all(len(row) == len(picture.header) for row in picture.rows)
        alone = parsed(picture.standalone())
        assert "--c-ink" in (alone.findtext(f"{SVG}style") or "")
        assert "style=" not in picture.svg  # pages forbid styles inside elements


def test_the_twin_of_the_grid_is_the_plan() -> None:
    problem = crowded_evening(7, 5, share_of_tables=0.8)
    plan = build_plan(problem)
    novel = tuple((row, column) for row, column in plan.meetings[::3, 2:].tolist())
    picture = pictures_of(problem, names("C", 7), names("A", 5), novel_pairs=novel)[0]
    told = {
        (int(at) - 1, int(table) - 1, rows, columns): (score, novelty)
        for at, table, rows, columns, score, novelty in picture.rows
    }
    assert told == {
        (one.round_number, one.table_number, f"C{one.row}", f"A{one.column}"): (
            problem.weights[one.row, one.column],
            "yes" if (one.row, one.column) in novel else "",
        )
        for one in plan
    }
    lozenges = [path.get("d") or "" for path in parsed(picture.svg).iter(f"{SVG}path") if path.get("class") == "mark"]
    assert sum(path.count("M") for path in lozenges) == len(novel) + 1  # and one in the key


def test_the_twin_of_the_heat_map_tells_every_score_and_who_meets() -> None:
    problem = crowded_evening(7, 5, share_of_tables=0.8)
    plan = build_plan(problem)
    picture = pictures_of(problem, names("C", 7), names("A", 5))[2]
    assert picture.header == ("Company", *names("A", 5))
    met = {(one.row, one.column) for one in plan}
    for row, (name, *cells) in enumerate(picture.rows):
        assert name == f"C{row}"
        for column, cell in enumerate(cells):
            if (row, column) in met:
                assert cell == f"{problem.weights[row, column]:.2f}".rstrip("0").rstrip(".") + ", meet"
            else:
                assert cell == problem.weights[row, column]


def test_a_large_heat_map_tells_the_chosen_pairs_and_the_best_other() -> None:
    problem = crowded_evening(60, 50, share_of_tables=0.7)
    plan = build_plan(problem)
    picture = pictures_of(problem, names("C", 60), names("A", 50))[2]
    for row, (_, meets, total, best_other) in enumerate(picture.rows):
        partners = sorted(plan.meetings[plan.meetings[:, 2] == row, 3].tolist())
        assert [one.split(" ")[0] for one in str(meets).split(", ") if one] == [f"A{column}" for column in partners]
        assert total == pytest.approx(plan.row_totals[row])
        others = np.delete(problem.weights[row], partners)
        best = int(str(best_other).split(" ")[0][1:])
        assert problem.weights[row, best] == others.max()
        assert best not in partners


def test_the_totals_are_those_of_the_plan_with_floor_and_bound() -> None:
    problem = crowded_evening(7, 5, share_of_tables=0.8)
    plan = build_plan(problem)
    certificate = replace(plan.certificate, floor_bound=plan.lowest_total + 0.25)
    picture = pictures_of(problem, names("C", 7), names("A", 5), certificate=certificate)[3]
    told = {(side, name): (count, total) for side, name, count, total in picture.rows}
    assert told == {
        **{("Companies", f"C{row}"): (plan.row_counts[row], plan.row_totals[row]) for row in range(7)},
        **{
            ("Associations", f"A{column}"): (plan.column_counts[column], plan.column_totals[column])
            for column in range(5)
        },
    }
    per_side = [[row[3] for row in picture.rows if row[0] == side] for side in ("Companies", "Associations")]
    assert all(totals == sorted(totals, reverse=True) for totals in per_side)
    assert sum(words.startswith("bound ") for words in texts(picture)) == 2
    without = pictures_of(problem, names("C", 7), names("A", 5), certificate=replace(certificate, floor_bound=None))[3]
    assert not any(words.startswith("bound ") for words in texts(without))
    assert sum(words.startswith("lowest ") for words in texts(without)) == 2


def test_the_curve_has_a_point_for_each_plan_and_says_where_there_is_none() -> None:
    problem = crowded_evening(7, 5, share_of_tables=0.8)
    plan = build_plan(problem)
    points = curve(problem, plan, over="tables", values=(3, 4, 5))
    picture = what_if_curve([*points, CurvePoint(6, None)], current=4, labels=CURVE)
    assert [row[:2] for row in picture.rows] == [
        *((point.value, point.figures.n_meetings) for point in points if point.figures),
        (6, "impossible"),
    ]
    discs = {path.get("class"): path.get("d") or "" for path in parsed(picture.svg).iter(f"{SVG}path")}
    assert (discs["mark"].count("M"), discs["mark here"].count("M")) == (2, 1)


def test_labels_are_thinned_where_people_are_many() -> None:
    few = pictures_of(crowded_evening(12, 12), names("C", 12), names("A", 12))[2]
    many = pictures_of(crowded_evening(100, 100, share_of_tables=0.7), names("C", 100), names("A", 100))[2]
    assert sum(words in names("C", 12) for words in texts(few)) == 12
    places = [
        float(element.get("y") or 0)
        for element in parsed(many.svg).iter(f"{SVG}text")
        if (element.text or "") in names("C", 100)
    ]
    assert 20 <= len(places) < 100
    assert min(np.diff(places)) >= 15
    assert len(many.svg) < 400_000


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=40))
def test_no_name_breaks_a_picture(name: str) -> None:
    problem = PlanningProblem([[0.5, 0.25], [0.0, 1.0]], n_rounds=2)
    for picture in pictures_of(problem, [name, "C1"], ["A0", name]):
        parsed(picture.svg)
        parsed(picture.standalone())


def test_markup_in_a_name_stays_text() -> None:
    problem = PlanningProblem([[0.5, 0.25], [0.0, 1.0]], n_rounds=2)
    for picture in pictures_of(problem, ["<script>&", "C1"], ["A0", "A1"]):
        assert "<script" not in picture.svg


def test_an_evening_without_meetings_has_pictures_too() -> None:
    problem = PlanningProblem([[0.5]], n_rounds=1, forbidden=[(0, 0)])
    plan = build_plan(problem)
    for picture in (
        rotation_grid(plan, row_names=["C0"], column_names=["A0"], labels=GRID),
        score_heat_map(problem.weights, plan, row_names=["C0"], column_names=["A0"], labels=HEAT),
        totals_chart(plan, row_names=["C0"], column_names=["A0"], labels=TOTALS),
        what_if_curve([], current=None, labels=CURVE),
    ):
        parsed(picture.svg)
