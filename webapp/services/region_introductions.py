"""The directory of a region, too large for a matrix of all pairs -> its introductions, from the best of everybody.

The best partners of everybody are searched block by block (``matching.region``) and introductions chosen among them.
Their reasons are found afterwards, for some companies with their partners at a time: the words of a presentation then
weigh as among these, which may move a contribution in its third decimal, never a reason or the order of the pairs.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from typing import Final

from matching import near_duplicates, score
from matching.introductions import Introduction
from matching.introductions.region import propose_for_region
from matching.region import Settings, best_partners
from matching.region.search import Progress
from webapp.services.directory_introductions import DirectoryIntroductions, Wishes, gathered, left_out
from webapp.services.introductions import ProposedIntroduction, told
from webapp.services.planning import PlanningInputs

ALL_AT_ONCE: Final = 4_000_000  # pairs; a matrix of more with all its layers takes over half a gigabyte
CANDIDATES: Final = 4  # best partners looked at for each place of an organisation
EXPLAINED_AT_ONCE: Final = 200


def introduce_in_region(
    given: PlanningInputs,
    wishes: Wishes,
    *,
    met: Collection[tuple[str, str]] = (),
    progress: Progress | None = None,
) -> DirectoryIntroductions:
    """As ``directory_introductions.introduce``, in little memory; no share is kept for unlikely encounters."""
    companies, associations = given.companies, given.associations
    without = left_out(given, met)
    best = best_partners(
        companies,
        associations,
        settings=Settings(count=max(1, CANDIDATES * wishes.per_organisation), least_coverage=wishes.least_coverage),
        weights=given.weights,
        diagnosis=given.diagnosis,
        history=given.history,
        left_out=without,
        progress=progress,
    )
    duplicates = near_duplicates(given.organisations)
    found = propose_for_region(
        companies,
        associations,
        best,
        per_organisation=wishes.per_organisation,
        least_score=wishes.least_score,
        least_coverage=wishes.least_coverage,
        excluded=without,
        duplicates=wishes.undecided(duplicates),
        choice=wishes.choice,
    )
    proposals = [one for part in _parts(found) for one in _explained(given, part)]
    return gathered(given, found, sorted(proposals, key=lambda one: one.rank), duplicates)


def _parts(found: Sequence[Introduction]) -> Iterator[list[Introduction]]:
    """The introductions of some companies at a time."""
    by_company = sorted(found, key=lambda one: (one.company_index, one.rank))
    for start in range(0, len(by_company), EXPLAINED_AT_ONCE):
        yield by_company[start : start + EXPLAINED_AT_ONCE]


def _explained(given: PlanningInputs, part: Sequence[Introduction]) -> Iterator[ProposedIntroduction]:
    rows = {i: row for row, i in enumerate(dict.fromkeys(one.company_index for one in part))}
    columns = {j: column for column, j in enumerate(dict.fromkeys(one.association_index for one in part))}
    companies, associations = given.companies, given.associations
    matrix = score(
        [companies[i] for i in rows],
        [associations[j] for j in columns],
        weights=given.weights,
        diagnosis=given.diagnosis,
        history=given.history,
    )
    for one in part:
        row, column = rows[one.company_index], columns[one.association_index]
        yield replace(told(matrix, replace(one, company_index=row, association_index=column)), score=one.score)
