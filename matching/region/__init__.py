"""A region's directory: the best partners of everybody among thousands, in blocks that can be resumed and shared out.

blocks -> block_results (totals, selection) -> write, read -> merge -> search
"""

from matching.region.merge import BestPartners
from matching.region.read import AnotherSearch
from matching.region.search import Settings, best_partners
from matching.region.selection import NOBODY, Best

__all__ = ["NOBODY", "AnotherSearch", "Best", "BestPartners", "Settings", "best_partners"]
