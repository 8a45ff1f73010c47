"""The criteria by which a company and an association are compared, in the order in which people read them.

Each is one file behind the Protocol of ``protocol``; a new one is a file, a line here and a default weight.
"""

from typing import Final

from matching.criteria.forms import CompatibleForms
from matching.criteria.fragilities import SharedFragilities
from matching.criteria.needs import NeedsMet
from matching.criteria.novelty import Novelty
from matching.criteria.objectives import ObjectivesAnswer
from matching.criteria.place import Nearness
from matching.criteria.presentations import SimilarPresentations
from matching.criteria.protocol import Criterion
from matching.criteria.unlikely import Unlikely

CRITERIA: Final[tuple[Criterion, ...]] = (
    NeedsMet("company"),
    NeedsMet("association"),
    SharedFragilities(),
    ObjectivesAnswer(),
    CompatibleForms(),
    Nearness(),
    SimilarPresentations(),
    Unlikely(),
    Novelty(),
)
