"""What the audit log can say: kinds of actors, actions with the details each may carry, and the topics they belong to.

Details are whole numbers and words of closed lists, so that an entry has no room for a name, an address or a choice.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, get_args

Kind = Literal["owner", "door", "facilitator", "reader", "participant", "administrator", "command", "system"]
Topic = Literal["sign_ups", "plan", "evening", "links", "results", "introductions", "team", "people"]
Action = Literal[
    "evening_created",
    "settings_changed",
    "sheet_taken_in",
    "diagnosis_taken_in",
    "history_taken_in",
    "pair_rules_taken_in",
    "pair_rule_set",
    "pair_rule_lifted",
    "plan_computed",
    "plan_corrected",
    "plan_published",
    "plan_repaired",
    "plan_kept",
    "presence_noted",
    "rest_noted_absent",
    "absences_lifted",
    "walk_in_added",
    "clock_moved",
    "badges_opened",
    "timetables_opened",
    "link_shown",
    "link_reissued",
    "all_links_reissued",
    "links_ended",
    "choices_sealed",
    "results_revealed",
    "choices_destroyed",
    "sign_ups_opened",
    "mutual_pairs_shown",
    "mutual_pairs_exported",
    "introduction_contacts_shown",
    "log_exported",
    "weights_saved",
    "weights_learned",
    "weights_used",
    "profile_confirmed",
    "invitation_made",
    "invitation_withdrawn",
    "invitation_accepted",
    "role_changed",
    "member_removed",
    "account_changed",
    "person_corrected",
    "agreement_withdrawn",
    "person_erased",
    "person_erased_again",
    "evening_restored",
    "evening_anonymised",
]
#: Kinds of actors whose name is kept; participants and programs have none here.
NAMED: Final = frozenset({"owner", "door", "facilitator", "reader", "administrator"})
#: Details that are the number of a row; the log shows what the row is called.
NUMBERED: Final = frozenset({"company", "association", "organisation", "account"})


@dataclass(frozen=True)
class Declared:
    """What one action is about, and the names of the details it may carry."""

    topic: Topic
    details: frozenset[str] = frozenset()


def _about(topic: Topic, *details: str) -> Declared:
    return Declared(topic, frozenset(details))


ACTIONS: Final[Mapping[str, Declared]] = {
    "evening_created": _about("sign_ups"),
    "settings_changed": _about("sign_ups", "changed"),
    "sheet_taken_in": _about("sign_ups", "rows", "people"),
    "diagnosis_taken_in": _about("sign_ups"),
    "history_taken_in": _about("sign_ups", "rows"),
    "pair_rules_taken_in": _about("sign_ups", "rows"),
    "pair_rule_set": _about("plan", "company", "association", "rule", "round", "table"),
    "pair_rule_lifted": _about("plan", "company", "association"),
    "plan_computed": _about("plan", "version"),
    "plan_corrected": _about("plan", "version", "company", "association", "rule"),
    "plan_published": _about("plan", "version"),
    "plan_repaired": _about("plan", "version"),
    "plan_kept": _about("plan", "version"),
    "presence_noted": _about("evening", "state", "round"),
    "rest_noted_absent": _about("evening", "people"),
    "absences_lifted": _about("evening", "people"),
    "walk_in_added": _about("evening"),
    "clock_moved": _about("evening", "action"),
    "badges_opened": _about("links", "people"),
    "timetables_opened": _about("links", "people"),
    "link_shown": _about("links"),
    "link_reissued": _about("links"),
    "all_links_reissued": _about("links", "people"),
    "links_ended": _about("links"),
    "choices_sealed": _about("results"),
    "results_revealed": _about("results"),
    "choices_destroyed": _about("results"),
    "sign_ups_opened": _about("people", "people"),
    "mutual_pairs_shown": _about("people"),
    "mutual_pairs_exported": _about("people", "format"),
    "introduction_contacts_shown": _about("people"),
    "log_exported": _about("people", "format"),
    "weights_saved": _about("introductions", "version"),
    "weights_learned": _about("introductions", "version"),
    "weights_used": _about("introductions", "version"),
    "profile_confirmed": _about("introductions", "organisation", "answers"),
    "invitation_made": _about("team", "role"),
    "invitation_withdrawn": _about("team", "role"),
    "invitation_accepted": _about("team", "role"),
    "role_changed": _about("team", "account", "role"),
    "member_removed": _about("team", "account", "role"),
    "account_changed": _about("team", "account", "role", "change"),
    "person_corrected": _about("people", "fields"),
    "agreement_withdrawn": _about("people"),
    "person_erased": _about("people"),
    "person_erased_again": _about("people"),
    "evening_restored": _about("evening", "backup_at"),
    "evening_anonymised": _about("people"),
}
TOPICS: Final[tuple[Topic, ...]] = get_args(Topic)
#: The words that a detail may be; every other detail is a whole number.
WORDS: Final[Mapping[str, frozenset[str]]] = {
    "action": frozenset({"start", "pause", "resume", "next", "extend", "end"}),
    "changed": frozenset(
        {
            "name",
            "venue",
            "starts_at",
            "n_rounds",
            "meeting_minutes",
            "change_over_minutes",
            "n_tables",
            "closing_minutes",
            "seed",
        }
    ),
    "change": frozenset(
        {
            "password_link",
            "sign_ins_ended",
            "may_organise",
            "not_may_organise",
            "administrator",
            "not_administrator",
            "removed",
        }
    ),
    "fields": frozenset({"first_name", "last_name", "role", "email", "phone"}),
    "format": frozenset({"csv", "xlsx"}),
    "role": frozenset({"owner", "door", "facilitator", "reader"}),
    "rule": frozenset({"forbidden", "required", "locked"}),
    "state": frozenset({"expected", "here", "absent", "late", "left"}),
}
