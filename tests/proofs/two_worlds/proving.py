"""Evenings from Hypothesis, pairs of worlds of each, views of each pair: how many were compared, and what differed.

Views are sampled evenly: each pair looks at those that were looked at least often so far. When something differs,
Hypothesis looks for the smallest evening in which the same view still differs.
"""

import hashlib
import heapq
import random
import time
from collections.abc import Callable, Sequence
from itertools import zip_longest

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Flaky
from hypothesis.strategies import SearchStrategy

from tests.proofs.two_worlds.flips import Flip, lawful_tables
from tests.proofs.two_worlds.from_a_shell import SHELL, FromAShell
from tests.proofs.two_worlds.looking import PLAYED, STORED, Difference, Look, Looker
from tests.proofs.two_worlds.playing import Player, Scene
from tests.proofs.two_worlds.stage import Stage
from tests.proofs.two_worlds.stories import Story, stories
from tests.proofs.two_worlds.tally import Tally
from tests.proofs.two_worlds.views import View, views

PAIRS_OF_AN_EVENING = 10
EVENINGS_AT_ONCE = 40
#: In one evening of so many, the processes of both worlds keep nothing: caches must not hide a difference.
ONE_COLD_IN = 5
#: In one pair of so many, whoever gave the answer looks too: there must be something to tell.
ONE_ASKED_IN = 10
#: One pair of so many is looked at from a shell on the server too.
ONE_FROM_A_SHELL_IN = 40


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
        self.tally = Tally()
        self._player = Player(stage)
        self.tally.steps, self.tally.steps_stored = self._player.steps.taken, self._player.steps.stored
        self._looker = Looker(stage, self._player, self.tally)
        self._shell = FromAShell(stage)
        self._stage = stage
        self.views = [view for view in views(stage.app, other_phone=other_phone) if only is None or only(view)]
        self.pairs_of_an_evening = PAIRS_OF_AN_EVENING
        #: Whether some pairs are looked at from a shell on the server, too.
        self.shell = only is None
        #: Called after every evening.
        self.told: Callable[[Tally], None] = lambda _: None
        self._pinned: Look | None = None
        self._until: float | None = None

    def prove(
        self,
        *,
        n_pairs: int,
        n_views: int,
        seed_of_all: int,
        drawn_from: SearchStrategy[Story] | None = None,
        shrink: bool = True,
        until: float | None = None,
    ) -> None:
        """Compare so many pairs in so many views each; raises WorldsDifferError, with the smallest evening found.

        ``until``: a moment of the monotonic clock after which no further pair is begun.
        """
        self._until = until
        wanted = self.tally.pairs + n_pairs
        batch = 0
        sampler = Sampler(self.views, random.Random(seed_of_all))
        phases = (Phase.generate, Phase.shrink) if shrink else (Phase.generate,)
        while self._goes_on(wanted):

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
                if self._pinned is not None or self._goes_on(wanted):
                    self._evening(story, sampler, n_views, wanted)

            first: list[WorldsDifferError] = []
            self._first = first
            try:
                look()
            except Flaky:
                raise first[0] from None
            batch += 1

    def _goes_on(self, wanted: int) -> bool:
        return self.tally.pairs < wanted and (self._until is None or time.monotonic() < self._until)

    def _evening(self, story: Story, sampler: Sampler, n_views: int, wanted: int) -> None:
        drawn = random.Random(hashlib.sha256(repr(story).encode()).digest())
        scene = self._player.scene(story)
        kinds = [drawn.sample(kind, len(kind)) for kind in (scene.sharing, scene.flips)]
        flips = [flip for both in zip_longest(*kinds) for flip in both if flip is not None]
        cold = drawn.randrange(ONE_COLD_IN) == 0 or self._pinned is not None
        self._looker.forget()
        self.tally.evenings += self._pinned is None
        for flip in flips[: self.pairs_of_an_evening]:
            if self._pinned is None and not self._goes_on(wanted):
                break
            if cold:
                self._looker.forget()
            self._pair(scene, flip, sampler, n_views, drawn)
        if self._pinned is None:
            self.told(self.tally)

    def _pair(self, scene: Scene, flip: Flip, sampler: Sampler, n_views: int, drawn: random.Random) -> None:
        player, tally, pinned = self._player, self.tally, self._pinned
        worlds, kept, shared = [], [], False
        for place, answer in enumerate(("yes", "not")):
            self._looker.use(place)
            worlds.append(player.play(scene, flip, answer))
            kept.append(player.stored(flip, scene.base))
            shared = shared or player.partner_says_yes(flip, scene.base)
        one, other = worlds
        if pinned is None or pinned.view == PLAYED:
            self._differ(self._looker.played_differently((one, other)), scene, flip, [Look(view=PLAYED, seed=0)])
        if not (one.taken and other.taken) or (pinned is not None and pinned.view == PLAYED):
            return
        images = one.image, other.image
        taken = [] if pinned else sampler.take(n_views)
        looks = [pinned] if pinned else [Look(view=view, seed=drawn.getrandbits(32)) for view in taken]
        in_a_shell = pinned.view in SHELL if pinned else self.shell and tally.pairs % ONE_FROM_A_SHELL_IN == 0
        if in_a_shell:
            lawful = lawful_tables(scene.story.phase, shared=shared)
            self._differ(self._shell.differences(images, lawful), scene, flip, [Look(view=SHELL[0], seed=0)])
        if not in_a_shell or pinned is None:
            found = self._looker.differences(scene, flip, images, looks, shared=shared)
            self._differ(found, scene, flip, looks)
        if pinned is None:
            tally.pairs += 1
            tally.from_a_shell += in_a_shell
            tally.phases[scene.story.phase] += 1
            tally.looked.update(look.view for look in looks)
            tally.looked[STORED] += 1
            tally.shared += shared and kept == ["yes", "not"]
            if kept == ["yes", "not"]:
                tally.stored += 1
                if tally.stored % ONE_ASKED_IN == 1:
                    tally.asked += 1
                    tally.told_apart += self._looker.own_answers_differ(scene, flip, images)

    def _differ(self, found: Sequence[Difference], scene: Scene, flip: Flip, looks: Sequence[Look]) -> None:
        if not found:
            return
        if self._pinned is None:
            same = [one for one in looks if one.view == found[0].view]
            self._pinned = same[0] if same else looks[0]
        differ = WorldsDifferError(scene.story, flip, found[0])
        self._first.append(differ)
        raise differ
