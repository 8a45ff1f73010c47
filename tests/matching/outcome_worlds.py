"""A small territory with scored profiles, and evenings whose outcomes follow given weights."""

import random
from functools import cache

import numpy as np

from matching import ScoreMatrix, score
from matching.learning import Outcome
from matching.organisations import Organisation, PastMeeting
from matching.weights import REASONS
from tests.benchmarks.scoring import profile


@cache
def territory(n_companies: int = 24, n_associations: int = 30) -> ScoreMatrix:
    """Half-filled profiles of both sides, scored."""
    draw = random.Random(5)
    companies: list[Organisation] = [profile(draw, "company", index) for index in range(n_companies)]
    associations: list[Organisation] = [profile(draw, "association", index) for index in range(n_associations)]
    return score(companies, associations)


def evening_outcomes(
    matrix: ScoreMatrix, truth: dict[str, float], *, n_events: int, seed: int, slope: float = 8.0, per_company: int = 8
) -> tuple[list[PastMeeting], list[Outcome]]:
    """Meetings at random, and mutual choices that follow the weights of ``truth`` and who is popular."""
    draw = np.random.default_rng(seed)
    of_company = draw.normal(0, 0.6, len(matrix.companies))
    of_association = draw.normal(0, 0.6, len(matrix.associations))
    total = np.zeros(matrix.total.shape)
    for name in REASONS:
        total += truth.get(name, 0.0) * np.where(matrix.known[name], matrix.layers[name], 0.3)
    total *= matrix.left
    odds = slope * (total - total.mean()) - 1.2 + of_company[:, None] + of_association
    meetings, outcomes = [], []
    for event in range(n_events):
        for i, company in enumerate(matrix.companies):
            for j in draw.choice(len(matrix.associations), per_company, replace=False):
                met = {
                    "company_id": company.id,
                    "association_id": matrix.associations[j].id,
                    "event": f"evening {event}",
                }
                meetings.append(PastMeeting(**met))
                came = float(draw.random() < 1 / (1 + np.exp(-odds[i, j])))
                outcomes.append(Outcome(**met, result=came))
    return meetings, outcomes
