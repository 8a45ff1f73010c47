"""The sample territory as a facilitator would read it: every statement true, the first proposals worth making."""

from collections import Counter
from functools import cache
from pathlib import Path

import numpy as np

from matching import explain, propose_introductions, score
from matching.facts_named import named_facts
from matching.read import read_diagnosis, read_history, read_organisations
from matching.scoring import ScoreMatrix
from tests.matching.truth import untrue

SAMPLE = Path(__file__).parents[2] / "sample_data"


@cache
def sample_matrix() -> ScoreMatrix:
    """The sample organisations with their diagnosis and their history."""
    sign_ups = read_organisations(SAMPLE / "organisations.csv")
    history, _ = read_history(SAMPLE / "history.csv", sign_ups.organisations)
    diagnosis = read_diagnosis(SAMPLE / "diagnosis.csv")
    return score(sign_ups.companies, sign_ups.associations, diagnosis=diagnosis, history=history)


def test_every_statement_about_every_pair_is_true():
    matrix = sample_matrix()
    for i, j in np.ndindex(matrix.total.shape):
        told = explain(matrix, i, j)
        assert untrue(told, matrix, i, j) == [], (matrix.companies[i].name, matrix.associations[j].name)


def test_the_first_ten_introductions_are_worth_making():
    """Both sides gain, something is named in both profiles, and nothing grave stands against it."""
    matrix = sample_matrix()
    grave = {
        "kept_apart",
        "work_together_already",
        "met_already",
        "patronage_not_open",
        "form_unavailable",
        "little_known",
    }
    for proposed in propose_introductions(matrix)[:10]:
        told = explain(matrix, proposed.company_index, proposed.association_index)
        values = {part.criterion: part.value or 0 for part in told.contributions}
        assert values["company_needs_met"] >= 0.4
        assert values["association_needs_met"] >= 0.4
        assert len(told.reasons) == 3
        assert told.caution is None or told.caution.code not in grave
        assert told.form is not None


def test_an_association_hears_different_questions_at_its_eight_best_tables():
    matrix = sample_matrix()
    same = []
    for j in range(len(matrix.associations)):
        best = np.argsort(-matrix.total[:, j], kind="stable")[:8]
        heard = Counter(repr(explain(matrix, int(i), j).question) for i in best)
        same.append(max(heard.values()))
    assert max(same) <= 4
    assert np.mean(same) <= 2


def test_an_association_reads_different_first_reasons_at_its_eight_best_tables():
    matrix = sample_matrix()
    same = []
    for j in range(len(matrix.associations)):
        best = np.argsort(-matrix.total[:, j], kind="stable")[:8]
        first = [explain(matrix, int(i), j).reasons[0] for i in best if explain(matrix, int(i), j).reasons]
        same.append(max(Counter((one.code, named_facts(one)) for one in first).values(), default=0))
    assert max(same) <= 6
    assert np.mean(same) <= 3


def test_the_real_sign_up_sheet_is_scored_and_explained_truly(real_data: Path):
    """Ticked themes and answers without wordings: every pair explained, and the first ten with three reasons."""
    sign_ups = read_organisations(real_data / "evening" / "helloasso_inscriptions.csv")
    matrix = score(sign_ups.companies, sign_ups.associations)
    assert matrix.total.max() < 1
    assert matrix.coverage.min() > 0.4
    for i, j in np.ndindex(matrix.total.shape):
        told = explain(matrix, i, j)
        assert abs(sum(part.contribution for part in told.contributions) - matrix.total[i, j]) < 1e-9
        assert untrue(told, matrix, i, j) == []
    for proposed in propose_introductions(matrix)[:10]:
        assert len(explain(matrix, proposed.company_index, proposed.association_index).reasons) == 3
