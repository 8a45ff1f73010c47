"""A sample of the two worlds' proof, and every seeded leak found by it.

The whole figure: ``python -m tests.proofs.two_worlds --pairs 20000 --seed 7 --jobs 2``,
``python -m tests.proofs.two_worlds --leaks``.
"""

import random
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import replace
from unittest.mock import patch

import pytest
from hypothesis import strategies as st
from werkzeug.routing import Map, Rule

from tests.proofs.two_worlds import asked_for
from tests.proofs.two_worlds.asking import Answer
from tests.proofs.two_worlds.breaking import ERRORS, Broken, differences_of_errors
from tests.proofs.two_worlds.computed_once import once
from tests.proofs.two_worlds.fields import OF_ANSWERS, QUERY, SENT
from tests.proofs.two_worlds.flips import Flip
from tests.proofs.two_worlds.leaking import Leak, found_after
from tests.proofs.two_worlds.leaks import LEAKS
from tests.proofs.two_worlds.looking import PLAYED, Difference, Look, Looker, Seen, same_but_the_answer
from tests.proofs.two_worlds.playing import Player
from tests.proofs.two_worlds.proving import Prover, Sampler, WorldsDifferError
from tests.proofs.two_worlds.stage import Stage, stage
from tests.proofs.two_worlds.stories import PHASES, STEPS, Shape, Story
from tests.proofs.two_worlds.tally import Tally
from tests.proofs.two_worlds.verdict import permitted, shortfalls
from tests.proofs.two_worlds.views import Filling, View, views
from webapp import logged

pytestmark = pytest.mark.xdist_group("two worlds")
TINY = Shape(n_companies=2, n_associations=3, n_rounds=2)
#: Evenings in which every leak shows: one under way in which a wish may be shared, one whose choices are sealed, one
#: with results and a shared wish.
UNDER_WAY = Story(shape=TINY, rounds=1, answers=(1, 2), before=(("absent", 0),))
SEALED = Story(shape=TINY, phase="sealed", rounds=1, answers=(1, 2))
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
        answers=st.lists(st.sampled_from((1, 2, 0)), min_size=4, max_size=8).map(tuple),
        way=st.sampled_from(("tap", "review", "tap, on a second phone")),
    )
    prover.prove(n_pairs=6, n_views=20, seed_of_all=7, drawn_from=evenings, shrink=False)
    tally = prover.tally
    assert tally.pairs == 6
    assert not any(code >= 500 for code in tally.answers)
    assert sum(count for code, count in tally.answers.items() if code < 300) > 20
    assert tally.stored > 0
    assert tally.shared > 0  # nothing shows of a wish that is shared, either
    assert tally.from_a_shell > 0
    assert tally.told_apart > 0  # whoever answered does see their own answer: there is something to hide


@pytest.mark.parametrize("code", ERRORS)
def test_pages_of_errors_show_no_difference(opened: Stage, code: int) -> None:
    found, tally = _errors(opened, ERRORS[code], one_in=4)
    assert found == []
    assert tally.answers[code] > 12


@pytest.mark.parametrize("code", [500, 503])
def test_a_log_that_quotes_what_failed_is_found(opened: Stage, code: int) -> None:
    with patch.object(logged, "without_values", str):
        found, _ = _errors(opened, ERRORS[code], one_in=50)
    assert any(one.view == PLAYED and "said" in one.what for one in found)


def _errors(opened: Stage, broken: Broken, *, one_in: int) -> tuple[list[Difference], Tally]:
    """What differs while the application is broken, one route in so many seen by somebody who may."""
    player, tally = Player(opened), Tally()
    scene = player.scene(UNDER_WAY)
    drawn = random.Random(7)
    who = {view.endpoint + view.method: view for view in views(opened.app) if permitted(view)}
    looks = [Look(view=view, seed=drawn.getrandbits(32)) for view in list(who.values())[::one_in]]
    flip = scene.sharing[0]
    return differences_of_errors(opened, player, Looker(opened, player, tally), scene, flip, looks, broken), tally


@pytest.mark.parametrize("leak", LEAKS, ids=lambda leak: leak.name)
def test_every_seeded_leak_is_found(opened: Stage, leak: Leak) -> None:
    evenings = st.sampled_from((UNDER_WAY, SHOWN, SEALED))
    found = found_after(leak, opened, seed=7, most_pairs=16, focused=True, drawn_from=evenings)
    assert found is not None


@pytest.mark.parametrize(
    ("one", "other", "stored", "alike"),
    [
        (b"a yes b", b"a yes b", ("yes", "yes"), True),
        (b"a yes b", b"a not b", ("yes", "not"), True),
        (b"a yes b", b"a not b", ("yes", "yes"), False),  # not the answer: something else says so
        (b"a yes b", b"a not b", (None, None), False),  # the answers are destroyed
        (b"a yes b yes", b"a not b not", ("yes", "not"), False),  # the answer, and a copy of it
        (b"a yes b 1", b"a not b 2", ("yes", "not"), False),
        (b"a not b", b"a yes b", ("yes", "not"), False),
        (b"a yes b", b"a not b ", ("yes", "not"), False),
    ],
)
def test_of_two_databases_only_the_answer_itself_may_differ(
    one: bytes, other: bytes, stored: tuple[str | None, str | None], alike: bool
) -> None:
    nothing = Answer(status="200 OK", headers=(), body=b"")
    worlds = [Seen(nothing, octets, answer) for octets, answer in zip((one, other), stored, strict=True)]
    assert same_but_the_answer(*worlds) is alike


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
    """A new field of a page is filled in by the proof, too, and with the value that the page waits for."""
    known = {name: {"", *QUERY.get(name, ()), *SENT.get(name, ())} for name in (*QUERY, *SENT)}
    asked = asked_for.of_code() | asked_for.of_templates()
    assert len(asked) > 60
    assert ("sure", "yes") in asked
    unknown = {(name, value) for name, value in asked if value not in known.get(name, ())}
    assert {one for one in unknown if one[0] not in (*OF_ANSWERS, "csrf_token", "reader")} == set()


def test_a_part_of_an_address_that_is_not_known_stops_the_proof(opened: Stage) -> None:
    base = opened.base(TINY)
    flip = Flip(chooser=min(base.people), partner=max(base.people))
    filling = Filling.of(base, flip, dict.fromkeys(base.people, "t"), random.Random(7))
    with pytest.raises(KeyError, match="report"):
        filling.path(Map([Rule("/e/<public_id>/report/<report>", endpoint="new")])._rules[0])


def test_a_proof_that_saw_too_little_says_so() -> None:
    view = str(View("organiser.people_links", "GET", "owner"))
    counted = {
        "answers": {"200": 900, "503": 2},
        "fewest looks": 12,
        "looked": {view: 300},
        "answered": {view: 0},
        "steps": {"erase": 60},
        "steps_stored": {"erase": 0},
        "pairs": 1000,
        "stored": 900,
        "asked": 90,
        "told_apart": 89,
        "shared": 0,
    }
    missing = shortfalls(counted, pairs_of_blocks=[600, 400])
    assert len(missing) == 6
    full = counted | {"answers": {"200": 902}, "fewest looks": 25, "answered": {view: 1}, "steps_stored": {"erase": 1}}
    assert shortfalls(full | {"told_apart": 90, "shared": 9}, pairs_of_blocks=[600, 400]) == []


def test_every_step_changes_something(opened: Stage) -> None:
    """Each thing that may happen in an evening does happen, at one moment of it at least."""
    player = Player(opened)
    for name in STEPS:
        for index in range(4):
            if not player.steps.stored[name]:
                player.scene(Story(shape=TINY, answers=(1, 2), before=((name, index),)))
    assert [name for name in STEPS if not player.steps.stored[name]] == []


def test_a_tap_that_one_world_refuses_is_a_difference(opened: Stage) -> None:
    player = Player(opened)
    scene = player.scene(UNDER_WAY)
    one, other = (player.play(scene, scene.flips[0], answer) for answer in ("yes", "not"))
    looker = Looker(opened, player, Tally())
    assert looker.played_differently((one, other)) == []
    refused = replace(other, seen=(*other.seen[:-1], (other.seen[-1][0], replace(other.seen[-1][1], status="409 X"))))
    assert [found.what for found in looker.played_differently((one, refused))] == [
        f"POST {other.seen[-1][0].path}: status"
    ]


def test_what_was_kept_is_a_copy_but_what_was_handed_back_is_their_own() -> None:
    asked = []

    def longer(given: list[int]) -> list[int]:
        asked.append(given)
        return given if len(given) > 1 else [*given, 0]

    answer = once(longer, OrderedDict())
    whole, too = [1, 2], [1, 2]
    assert answer(whole) is whole
    assert answer(too) is too
    first, second = answer([3]), answer([3])
    assert first == second == [3, 0]
    assert first is not second
    assert len(asked) == 2
