"""The learning on a real experiment: nothing from after the meeting can enter, and what leaks shows."""

import csv
import re
from pathlib import Path

import numpy as np
import pytest

from matching.estimates import Estimate
from matching.evaluation import area_under_curve
from matching.learning.evidence import Evidence
from tests.benchmarks.speed_dating import FILE, foreseen
from tests.benchmarks.speed_dating_answers import ALLOWED, SCORE_CARD, NotAnsweredBefore, Waves, read_waves
from tests.benchmarks.speed_dating_pairs import LAYERS, both_decide, decisions, layers, mutual_results, people

BEFORE_THE_EVENING = set(
    re.findall(
        r"\w+",
        """age field_cd race
    imprace imprelig from goal date go_out career_c gender mn_sat tuition income exphappy expnum
    sports tvsports exercise dining museums art hiking gaming clubbing reading tv theater movies concerts music shopping
    yoga attr1_1 sinc1_1 intel1_1 fun1_1 amb1_1 shar1_1 attr2_1 sinc2_1 intel2_1 fun2_1 amb2_1 shar2_1 attr4_1 sinc4_1
    intel4_1 fun4_1 amb4_1 shar4_1 attr3_1 sinc3_1 intel3_1 fun3_1 amb3_1 attr5_1 sinc5_1 intel5_1 fun5_1
    amb5_1""",
    )
)
WAVES = (7, 9, 11, 14)  # large ones: enough for a test, quick


@pytest.fixture(scope="module")
def experiment(real_data: Path) -> Waves:
    return read_waves(real_data / FILE)


def some_waves(evidence: Evidence) -> Evidence:
    numbers = [number for number, name in enumerate(evidence.events) if int(name.split()[1]) in WAVES]
    return evidence.lines(np.isin(evidence.event, numbers))


def area(evidence: Evidence, fold: np.ndarray, *, spread: float = 0.5, same_events: bool = False) -> float:
    odds = foreseen(evidence, fold, covariate_spread=spread, same_events=same_events).whole
    found = area_under_curve(evidence.results, odds, clusters=evidence.event.tolist(), seed=0, n_resamples=50)
    assert isinstance(found, Estimate)
    return found.value


def test_only_what_was_answered_before_the_evening_may_be_read(experiment: Waves) -> None:
    assert ALLOWED == BEFORE_THE_EVENING
    assert set(experiment.answers) == BEFORE_THE_EVENING
    assert experiment.score_card.size == 0


def test_every_other_column_of_the_file_is_refused(real_data: Path, experiment: Waves) -> None:
    with (real_data / FILE).open(encoding="utf-8", newline="") as file:
        columns = next(csv.reader(file))
    late = [name for name in columns if name not in BEFORE_THE_EVENING]
    assert len(columns) == 195
    assert {"like", "prob", "attr", "dec_o", "match_es", "satis_2", "attr1_s", "like_o", "met", "int_corr"} <= set(late)
    for name in late:
        with pytest.raises(NotAnsweredBefore, match=name):
            experiment.numbers([name])
    with pytest.raises(NotAnsweredBefore, match="2 column"):
        read_waves(real_data / FILE, columns=("age", "like", "satis_2"))


def test_layers_are_shares_and_facts_are_those_of_people(experiment: Waves) -> None:
    values = layers(experiment)
    assert values.shape == (len(experiment.decision), len(LAYERS))
    known = values[~np.isnan(values)]
    assert ((known >= 0) & (known <= 1)).all()
    assert len(people(experiment)) == experiment.n_people
    assert not np.isnan(people(experiment)).any()


def test_each_meeting_stands_twice_as_a_decision_and_once_as_a_mutual_result(experiment: Waves) -> None:
    both, once = decisions(experiment), mutual_results(experiment)
    assert len(both) == 2 * len(once)
    yes = dict(
        zip(
            zip(experiment.chooser.tolist(), experiment.partner.tolist(), strict=True), experiment.decision, strict=True
        )
    )
    for chooser, partner, mutual in zip(experiment.chooser, experiment.partner, experiment.mutual, strict=True):
        assert mutual == yes[chooser, partner] * yes[partner, chooser]


def test_a_mutual_yes_is_two_yeses(experiment: Waves) -> None:
    np.testing.assert_array_equal(both_decide(experiment, experiment.decision), mutual_results(experiment).results)


def test_an_unseen_wave_is_foreseen_a_little_and_the_score_card_would_give_it_away(
    real_data: Path, experiment: Waves
) -> None:
    """Negative control: with the score card of the meeting to be foreseen, the area jumps."""
    honest = decisions(experiment)
    by_wave = area(honest, honest.event % 2)
    assert 0.58 < by_wave < 0.68
    cheating = decisions(read_waves(real_data / FILE, cheat=True), score_card=True)
    assert len(SCORE_CARD) + honest.covariates.shape[1] == cheating.covariates.shape[1]
    assert area(cheating, cheating.event % 2, spread=3.0) > by_wave + 0.15


def test_rows_split_at_random_leak_people(experiment: Waves) -> None:
    honest = some_waves(decisions(experiment))
    at_random = np.random.default_rng(0).integers(0, 2, len(honest))
    assert area(honest, at_random, same_events=True) > 0.72
