"""Who should meet, and why: sign-up sheets -> profiles -> scores -> explanations, introductions, mutual choices.

What stands here is the public interface. Importing it is cheap: scipy is imported when something is compared.
"""

from matching.crossing import Crossing, participant_weights
from matching.duplicates import NearDuplicate, near_duplicates
from matching.explanations import Contribution, Explanation, explain
from matching.introductions import Introduction, Spread, propose_from_candidates, propose_introductions, spread_of
from matching.mutual import Choice, MutualChoice, mutual_choices
from matching.read import (
    REMARK_CODES,
    Remark,
    SignUps,
    UnreadableFile,
    read_diagnosis,
    read_history,
    read_organisations,
    read_pairs,
)
from matching.reasons import FACT_KINDS, REASON_CODES, Reason
from matching.scoring import ScoreMatrix, score
from matching.suggestions import Suggestion, Suggestions, suggest
from matching.weight_files import read_weights, write_weights
from matching.weights import DEFAULT_WEIGHTS, CriterionWeights, InvalidWeights
from matching.write import write_organisations

__all__ = [
    "DEFAULT_WEIGHTS",
    "FACT_KINDS",
    "REASON_CODES",
    "REMARK_CODES",
    "Choice",
    "Contribution",
    "CriterionWeights",
    "Crossing",
    "Explanation",
    "Introduction",
    "InvalidWeights",
    "MutualChoice",
    "NearDuplicate",
    "Reason",
    "Remark",
    "ScoreMatrix",
    "SignUps",
    "Spread",
    "Suggestion",
    "Suggestions",
    "UnreadableFile",
    "explain",
    "mutual_choices",
    "near_duplicates",
    "participant_weights",
    "propose_from_candidates",
    "propose_introductions",
    "read_diagnosis",
    "read_history",
    "read_organisations",
    "read_pairs",
    "read_weights",
    "score",
    "spread_of",
    "suggest",
    "write_organisations",
    "write_weights",
]
