"""What is about people and still not in a participant's own data, column by column, each with its reason.

A test fills every column with traces and looks for them: a column about people is in the file, or stands here. Two
are there on a condition: answers in the browser alone that gave them, an address unless it is whoever booked's.
"""

from collections.abc import Mapping
from typing import Final

_STAFF: Final = "about people who sign in to the desk; they read and end it on their own account's page"
_NUMBER: Final = "a number inside the database; the file says whom or which organisation it stands for"
_HIDDEN: Final = "tells one browser from another, and how often an answer changed: hidden from whoever holds the link"
_OTHERS: Final = "would say what another organisation asked for; the owner of the evening answers for it"

#: Whole tables.
TABLES: Final[Mapping[str, str]] = {
    "accounts": _STAFF,
    "sign_ins": _STAFF,
    "known_devices": _STAFF,
    "failed_sign_ins": "nobody can tell whose they are",
    "password_resets": _STAFF,
    "memberships": _STAFF,
    "invitations": _STAFF,
    "criterion_weights": "notes of the staff on how criteria count, about nobody who comes",
    "pair_rules": _OTHERS,
}
#: Single columns of the other tables.
COLUMNS: Final[Mapping[tuple[str, str], str]] = {
    ("events", "sheet_name"): "what the organisers called their file of everybody, about nobody who can be told",
    ("events", "sheet_rows"): "how many lines the file of everybody has, about nobody who can be told",
    ("events", "hall_link_hash"): "a secret of the projector's link, about nobody",
    ("events", "hall_link_nonce"): "a secret of the projector's link, about nobody",
    ("participants", "link_hash"): "a secret; the link itself opened the page",
    ("participants", "link_nonce"): "a secret; the link itself opened the page",
    ("participants", "organisation_id"): _NUMBER,
    ("participants", "erased_at"): "empty as long as somebody can ask",
    ("consents", "participant_id"): _NUMBER,
    ("presences", "participant_id"): _NUMBER,
    ("choices", "chooser_id"): _NUMBER,
    ("choices", "partner_id"): _NUMBER,
    ("choices", "event_id"): _NUMBER,
    ("choices", "round_number"): "the round of the meeting, which the file gives",
    ("choices", "sequence"): _HIDDEN,
    ("choices", "tap_key"): _HIDDEN,
    ("choices", "given_on"): _HIDDEN,
    ("mutual_choices", "company_participant_id"): _NUMBER + ", under contacts received and handed over",
    ("mutual_choices", "association_participant_id"): _NUMBER + ", under contacts received and handed over",
    ("received_contacts", "receiver_id"): _NUMBER,
    ("received_contacts", "giver_id"): _NUMBER,
    ("received_contacts", "side"): "whether an association or a company; the file names which one",
    ("meetings", "company_participant_id"): _NUMBER,
    ("meetings", "association_participant_id"): _NUMBER,
    ("past_meetings", "company_id"): _NUMBER,
    ("past_meetings", "association_id"): _NUMBER,
    ("audit_entries", "participant_id"): _NUMBER,
    ("audit_entries", "account_id"): _STAFF,
    ("audit_entries", "actor_name"): "names of the staff; the file says in which role somebody acted",
    ("suggestion_answers", "organisation_code"): "the id in files that the file gives under the organisation",
    ("suggestion_answers", "organisation_name"): "the name of the organisation when it was answered for",
}
