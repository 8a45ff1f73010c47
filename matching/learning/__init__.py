"""What worked here: outcomes of past evenings -> weights of the criteria, honestly.

Only what both sides made of a pair is learned from; few data move little; what cannot be told is said.
"""

from matching.learning.effects import (
    OrganisationEffect,
    OrganisationEffects,
    SpreadOfEffects,
    spread_of_effects,
)
from matching.learning.fit import fit_weights
from matching.learning.fitted import FittedWeights
from matching.learning.held_out import HeldOut
from matching.learning.outcomes import OUTCOME_KINDS, InvalidOutcomes, Outcome, OutcomeKind
from matching.learning.posterior import DEFAULT_ASSUMPTIONS, Assumptions

__all__ = [
    "DEFAULT_ASSUMPTIONS",
    "OUTCOME_KINDS",
    "Assumptions",
    "FittedWeights",
    "HeldOut",
    "InvalidOutcomes",
    "OrganisationEffect",
    "OrganisationEffects",
    "Outcome",
    "OutcomeKind",
    "SpreadOfEffects",
    "fit_weights",
    "spread_of_effects",
]
