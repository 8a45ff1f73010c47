"""A sample of the two worlds' proof, and every seeded leak found by it.

The whole figure: ``python -m tests.proofs.two_worlds --pairs 20000 --seed 7 --jobs 2``,
``python -m tests.proofs.two_worlds --leaks``.
"""

import random
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import strategies as st

import webapp
from tests.proofs.two_worlds.leaks import LEAKS, Leak, found_after
from tests.proofs.two_worlds.proving import Prover, Sampler, WorldsDifferError
from tests.proofs.two_worlds.stage import Stage, stage
from tests.proofs.two_worlds.stories import PHASES, Shape, Story
from tests.proofs.two_worlds.views import FORM, QUERY, View

pytestmark = pytest.mark.xdist_group("two worlds")
TINY = Shape(n_companies=2, n_associations=3, n_rounds=2)
#: Evenings in which every leak shows: one under way with a wish not shared, one with results and a shared wish.
UNDER_WAY = Story(shape=TINY, rounds=1, answers=(1, 2), before=(("absent", 0),))
SHOWN = Story(shape=TINY, phase="revealed", rounds=2, answers=(1, 1, 1, 2, 1, 1))


@pytest.fixture(scope="module")
def opened() -> Iterator[Stage]:
    """One stage for the whole file."""
    with stage() as made:
        yield made


def test_a_sample_of_worlds_shows_no_difference(opened: Stage) -> None:
    prover = Prover(opened)
    prover.pairs_of_an_evening = 2
    evenings = st.builds(
        Story,
        shape=st.just(TINY),
        phase=st.sampled_from(PHASES),
        rounds=st.integers(1, 2),
        answers=st.lists(st.integers(0, 2), max_size=8).map(tuple),
        way=st.sampled_from(("tap", "review", "tap, on a second phone")),
    )
    prover.prove(n_pairs=6, n_views=20, seed_of_all=7, drawn_from=evenings, shrink=False)
    tally = prover.tally
    assert tally.pairs == 6
    assert not any(code >= 500 for code in tally.answers)
    assert sum(count for code, count in tally.answers.items() if code < 300) > 20
    assert tally.stored > 0
    assert tally.from_a_shell > 0
    assert tally.told_apart > 0  # whoever answered does see their own answer: there is something to hide


@pytest.mark.parametrize("leak", LEAKS, ids=lambda leak: leak.name)
def test_every_seeded_leak_is_found(opened: Stage, leak: Leak) -> None:
    evenings = st.sampled_from((UNDER_WAY, SHOWN))
    found = found_after(leak, opened, seed=7, most_pairs=8, focused=True, drawn_from=evenings)
    assert found is not None


def test_there_are_as_many_leaks_as_promised() -> None:
    assert len({leak.name for leak in LEAKS}) >= 15


def test_a_difference_is_told_with_the_smallest_evening(opened: Stage) -> None:
    leak = next(one for one in LEAKS if one.name == "a timing header")
    evenings = st.builds(
        Story, shape=st.just(TINY), rounds=st.integers(1, 2), answers=st.tuples(*[st.integers(0, 2)] * 3)
    )
    prover = Prover(opened, only=lambda view: view == View("hall.state", "GET", "hall"))
    with leak.build(opened), pytest.raises(WorldsDifferError) as differ:
        prover.prove(n_pairs=20, n_views=1, seed_of_all=7, drawn_from=evenings)
    assert differ.value.story == Story(shape=TINY, answers=(0, 0, 0))
    assert "hall.state as hall: headers differs" in str(differ.value)


def test_every_route_and_actor_is_looked_at_evenly(opened: Stage) -> None:
    prover = Prover(opened)
    endpoints = {rule.endpoint for rule in opened.app.url_map.iter_rules()}
    assert {view.endpoint for view in prover.views} == endpoints
    sampler = Sampler(prover.views, random.Random(7))
    taken = [view for _ in range(len(prover.views)) for view in sampler.take(20)]
    assert {taken.count(view) for view in prover.views[:30]} == {20}


def test_whatever_a_query_or_a_form_may_hold_is_known_here() -> None:
    """A new field of a page is filled in by the proof, too."""
    folder = Path(webapp.__file__).parent
    code = "\n".join(path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.py")))
    asked = set(re.findall(r'request\.args\.get\(\s*"(\w+)"', code))
    sent = set(re.findall(r'(?:request\.)?\bform\.(?:get|getlist)\(\s*"(\w+)"', code))
    assert asked - set(QUERY) == set()
    assert sent - set(FORM) - {"sequence", "key"} == set()
