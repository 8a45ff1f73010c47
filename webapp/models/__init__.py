"""The rows of the database, one file per topic."""

from webapp.models.accounts import (
    AccountRow,
    FailedSignInRow,
    InvitationRow,
    KnownDeviceRow,
    MembershipRow,
    PasswordResetRow,
    SignInRow,
)
from webapp.models.audit import AuditEntryRow
from webapp.models.base import Row
from webapp.models.choices import ChoiceRow, MutualChoiceRow, ReceivedContactRow
from webapp.models.events import ClockEntryRow, EventRow, RemarkRow
from webapp.models.people import ConsentRow, OrganisationRow, ParticipantRow
from webapp.models.plans import MeetingRow, PairRuleRow, PastMeetingRow, PlanRow
from webapp.models.presence import PresenceRow
from webapp.models.suggestions import SuggestionAnswerRow
from webapp.models.weights import CriterionWeightsRow

__all__ = [
    "AccountRow",
    "AuditEntryRow",
    "ChoiceRow",
    "ClockEntryRow",
    "ConsentRow",
    "CriterionWeightsRow",
    "EventRow",
    "FailedSignInRow",
    "InvitationRow",
    "KnownDeviceRow",
    "MeetingRow",
    "MembershipRow",
    "MutualChoiceRow",
    "OrganisationRow",
    "PairRuleRow",
    "ParticipantRow",
    "PasswordResetRow",
    "PastMeetingRow",
    "PlanRow",
    "PresenceRow",
    "ReceivedContactRow",
    "RemarkRow",
    "Row",
    "SignInRow",
    "SuggestionAnswerRow",
]
