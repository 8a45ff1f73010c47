"""The values that the command line shows as defaults are those of the libraries."""

from matching.totals import LEAST_COVERAGE
from webapp.cli import options
from webapp.services.directory_introductions import LEAST_SCORE, Wishes


def test_defaults_are_those_of_the_libraries() -> None:
    assert options.LEAST_COVERAGE == LEAST_COVERAGE == Wishes().least_coverage
    assert options.LEAST_SCORE == LEAST_SCORE == Wishes().least_score
