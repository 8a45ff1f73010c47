"""Evenings from Hypothesis, pairs of worlds of each, views of each pair: how many were compared, and what differed.

Views are sampled evenly: each pair looks at those that were looked at least often so far. When something differs,
Hypothesis looks for the smallest evening in which the same view still differs.
"""

import hashlib
import heapq
import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Flaky
from hypothesis.strategies import SearchStrategy

from tests.proofs.two_worlds.looking import STORED, Difference, Look, Looker
from tests.proofs.two_worlds.playing import Flip, Player, Scene
from tests.proofs.two_worlds.stage import Stage
from tests.proofs.two_worlds.stories import Story, stories
from tests.proofs.two_worlds.views import View, views

PAIRS_OF_AN_EVENING = 10
EVENINGS_AT_ONCE = 40
#: In one evening of so many, the processes of both worlds keep nothing: caches must not hide a difference.
ONE_COLD_IN = 5
#: In one pair of so many, whoever gave the answer looks too: there must be something to tell.
ONE_ASKED_IN = 10


@dataclass
class Tally:
    """What was compared."""

    pairs: int = 0
    evenings: int = 0
    looked: Counter[View] = field(default_factory=Counter)
    answers: Counter[int] = field(default_factory=Counter)
    phases: Counter[str] = field(default_factory=Counter)
    #: Pairs in which the answer was still stored; of these, how many answerers were asked, and could tell.
    stored: int = 0
    asked: int = 0
    told_apart: int = 0


class WorldsDifferError(AssertionError):
    """Two worlds that must look the same do not."""

    def __init__(self, story: Story, flip: Flip, found: Difference) -> None:
        super().__init__(f"{story}\n{flip}\n{found}")
        self.story, self.flip, self.found = story, flip, found


class Sampler:
    """Hands out views, those handed out least often first."""

    def __init__(self, wanted: Sequence[View], drawn: random.Random) -> None:
        self._drawn = drawn
        self._queue = [(0, drawn.random(), view) for view in wanted]
        heapq.heapify(self._queue)

    def take(self, count: int) -> list[View]:
        """So many different views."""
        taken = [heapq.heappop(self._queue) for _ in range(min(count, len(self._queue)))]
        for times, _, view in taken:
            heapq.heappush(self._queue, (times + 1, self._drawn.random(), view))
        return [view for _, _, view in taken]


class Prover:
    """Compares pairs of worlds on a stage, and counts."""

    def __init__(self, stage: Stage, *, other_phone: bool = True, only: Callable[[View], bool] | None = None) -> None:
        self._player = Player(stage)
        self._looker = Looker(stage, self._player)
        self._stage = stage
        self.views = [view for view in views(stage.app, other_phone=other_phone) if only is None or only(view)]
        self.tally = Tally()
        self.pairs_of_an_evening = PAIRS_OF_AN_EVENING
        self._pinned: Look | None = None

    def prove(
        self,
        *,
        n_pairs: int,
        n_views: int,
        seed_of_all: int,
        drawn_from: SearchStrategy[Story] | None = None,
        shrink: bool = True,
    ) -> None:
        """Compare so many pairs in so many views each; raises WorldsDifferError, with the smallest evening found."""
        wanted = self.tally.pairs + n_pairs
        batch = 0
        sampler = Sampler(self.views, random.Random(seed_of_all))
        phases = (Phase.generate, Phase.shrink) if shrink else (Phase.generate,)
        while self.tally.pairs < wanted:

            @seed(seed_of_all * 1_000_003 + batch)
            @settings(
                max_examples=EVENINGS_AT_ONCE,
                database=None,
                deadline=None,
                phases=phases,
                report_multiple_bugs=False,
                suppress_health_check=list(HealthCheck),
            )
            @given(drawn_from if drawn_from is not None else stories())
            def look(story: Story) -> None:
                if self._pinned is not None or self.tally.pairs < wanted:
                    self._evening(story, sampler, n_views, wanted)

            first: list[WorldsDifferError] = []
            self._first = first
            try:
                look()
            except Flaky:
                raise first[0] from None
            batch += 1

    def _evening(self, story: Story, sampler: Sampler, n_views: int, wanted: int) -> None:
        drawn = random.Random(hashlib.sha256(repr(story).encode()).digest())
        scene = self._player.scene(story)
        flips = list(scene.flips)
        drawn.shuffle(flips)
        cold = drawn.randrange(ONE_COLD_IN) == 0 or self._pinned is not None
        self._looker.forget()
        self.tally.evenings += self._pinned is None
        for flip in flips[: self.pairs_of_an_evening]:
            if self._pinned is None and self.tally.pairs >= wanted:
                return
            if cold:
                self._looker.forget()
            self._pair(scene, flip, sampler, n_views, drawn)

    def _pair(self, scene: Scene, flip: Flip, sampler: Sampler, n_views: int, drawn: random.Random) -> None:
        player, tally = self._player, self.tally
        images, kept = [], []
        for answer in ("yes", "not"):
            image = player.world(scene, flip, answer)
            if image is None:
                return
            images.append(image)
            kept.append(player.stored(flip, scene.base))
        both = images[0], images[1]
        looks = (
            [self._pinned]
            if self._pinned
            else [Look(view=view, seed=drawn.getrandbits(32)) for view in sampler.take(n_views)]
        )
        for found in self._looker.differences(scene, flip, both, looks):
            if self._pinned is None:
                self._pinned = next((one for one in looks if one.view == found.view), None)
            differ = WorldsDifferError(scene.story, flip, found)
            self._first.append(differ)
            raise differ
        if self._pinned is None:
            tally.pairs += 1
            tally.phases[scene.story.phase] += 1
            tally.looked.update(one.view for one in looks)
            tally.looked[STORED] += 1
            if kept == ["yes", "not"]:
                tally.stored += 1
                if tally.stored % ONE_ASKED_IN == 1:
                    tally.asked += 1
                    tally.told_apart += self._looker.own_answers_differ(scene, flip, both)
            tally.answers.update(self._looker.n_answers)
            self._looker.n_answers.clear()
