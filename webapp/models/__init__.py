"""The rows of the database, one file per topic."""

from webapp.models.accounts import AccountRow, MembershipRow, SignInRow
from webapp.models.base import Row
from webapp.models.choices import ChoiceRow, MutualChoiceRow
from webapp.models.events import ClockEntryRow, EventRow, RemarkRow
from webapp.models.people import ConsentRow, OrganisationRow, ParticipantRow
from webapp.models.plans import MeetingRow, PairRuleRow, PastMeetingRow, PlanRow
from webapp.models.presence import PresenceRow
from webapp.models.suggestions import SuggestionAnswerRow
from webapp.models.weights import CriterionWeightsRow

__all__ = [
    "AccountRow",
    "ChoiceRow",
    "ClockEntryRow",
    "ConsentRow",
    "CriterionWeightsRow",
    "EventRow",
    "MeetingRow",
    "MembershipRow",
    "MutualChoiceRow",
    "OrganisationRow",
    "PairRuleRow",
    "ParticipantRow",
    "PastMeetingRow",
    "PlanRow",
    "PresenceRow",
    "RemarkRow",
    "Row",
    "SignInRow",
    "SuggestionAnswerRow",
]
