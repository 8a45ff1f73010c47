"""Who knows whom: steps as another library counts them, and nothing said where the network says nothing."""

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.criteria.protocol import Comparison
from matching.criteria.unlikely import MOST_STEPS, Unlikely, unlikeliness
from matching.organisations import PastMeeting
from tests.matching.worlds import association, company

N_EACH = 9


def met(company_id: str, association_id: str) -> PastMeeting:
    """An earlier meeting of two."""
    return PastMeeting(company_id=company_id, association_id=association_id)


def measured(companies, associations, *history):
    """The values of all pairs."""
    return Unlikely().measure(Comparison(tuple(companies), tuple(associations), None, tuple(history)))


def test_acquaintances_friends_of_friends_and_other_worlds():
    """C1 knows A1, A1 knows C2, C2 knows A2; C3 and A3 know each other and nobody else; nothing is known of A4."""
    companies = [company("C1"), company("C2"), company("C3")]
    associations = [association("A1"), association("A2"), association("A3"), association("A4")]
    values = measured(companies, associations, met("C1", "A1"), met("C2", "A1"), met("C2", "A2"), met("C3", "A3"))
    assert values[0, :3].tolist() == [0, 0.5, 1]
    assert values[2].tolist()[:3] == [1, 1, 0]
    assert np.isnan(values[:, 3]).all()


def test_a_partner_of_both_who_is_not_listed_joins_them_whatever_the_capitals():
    one, other = company(partners=("Ville de Colmar",)), association(partners=("VILLE DE COLMAR",))
    assert measured([one], [other])[0, 0] == pytest.approx(unlikeliness(2))


def test_a_partner_named_by_id_or_by_name_is_the_organisation():
    for written in ("A1", "structure a1"):
        assert measured([company(partners=(written,))], [association()])[0, 0] == 0


def test_without_partners_or_a_past_nothing_is_known():
    assert np.isnan(measured([company()], [association()])).all()


def test_a_row_of_acquaintances_counts_until_the_last_step():
    """C0 - A0 - C1 - A1 - ... in one line."""
    companies = [company(f"C{i}") for i in range(8)]
    associations = [association(f"A{j}") for j in range(8)]
    line = [met(f"C{i}", f"A{i}") for i in range(8)] + [met(f"C{i + 1}", f"A{i}") for i in range(7)]
    values = measured(companies, associations, *line)[0]
    steps = [2 * j + 1 for j in range(8)]
    assert values.tolist() == [unlikeliness(step) if step <= MOST_STEPS else 1.0 for step in steps]


_names = st.sampled_from([f"{side}{index}" for side in "CA" for index in range(N_EACH)] + ["Ville", "Fondation"])


@given(st.lists(st.tuples(_names, _names), max_size=14), st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8))))
@settings(max_examples=60, deadline=None)
def test_steps_are_those_of_networkx(partnerships, meetings):
    partners: dict[str, set[str]] = {}
    graph = nx.Graph()
    for one, other in partnerships:
        if one not in ("Ville", "Fondation"):
            partners.setdefault(one, set()).add(other)
            if one != other:
                graph.add_edge(one, other)
    history = [met(f"C{i}", f"A{j}") for i, j in meetings]
    graph.add_edges_from((f"C{i}", f"A{j}") for i, j in meetings)
    companies = [company(f"C{i}", partners=tuple(partners.get(f"C{i}", ()))) for i in range(N_EACH)]
    associations = [association(f"A{j}", partners=tuple(partners.get(f"A{j}", ()))) for j in range(N_EACH)]
    values = measured(companies, associations, *history)
    lengths = dict(nx.all_pairs_shortest_path_length(graph))
    for i, j in np.ndindex(values.shape):
        if f"C{i}" not in graph or f"A{j}" not in graph:
            assert np.isnan(values[i, j])
            continue
        steps = lengths[f"C{i}"].get(f"A{j}", MOST_STEPS + 1)
        assert values[i, j] == (unlikeliness(steps) if steps <= MOST_STEPS else 1)


def test_more_than_sixty_four_are_searched_in_turns():
    companies, associations = [company(f"C{i}") for i in range(150)], [association(f"A{j}") for j in range(150)]
    values = measured(companies, associations, *[met(f"C{i}", f"A{i}") for i in range(150)])
    np.testing.assert_array_equal(values, 1 - np.eye(150))
