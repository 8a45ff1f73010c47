"""What queries and forms may hold, by the names of their fields: the names that the application itself makes, too.

{person} is somebody's number, {organisation} an organisation's code. Fields of a group are sent together, or none of
them, for a page takes them together.
"""

from typing import Final, get_args

from matching.vocabulary import FRAGILITIES, RESOURCES
from matching.weights import CRITERION_NAMES
from webapp.facilitator.tuning import POINTS
from webapp.organiser.particulars import SHOWN
from webapp.organiser.pictures import CHANGES
from webapp.organiser.settings_form import NUMBERS
from webapp.services import consents
from webapp.services.particulars import FIELDS as PARTICULARS
from webapp.services.suggested import ANSWERS, Kind

PERSON, ORGANISATION = "{person}", "{organisation}"
Fields = dict[str, tuple[str, ...]]
CHOSEN: Final = "a wholly new sentence of one’s own"

TUNED: Final[Fields] = {f"{POINTS}{name}": ("0", "20", "60") for name in CRITERION_NAMES} | {"giving": ("0", "40")}
QUERY: Final[Fields] = {
    "association": (ORGANISATION, "A01"),
    "back": ("review", "now", "person"),
    "changed": ("1",),
    "commune": ("Strasbourg", "Colmar"),
    "company": (ORGANISATION, "C01"),
    "diagnosis": ("off", "on"),
    "giving": ("0", "40"),
    "kind": ("forbidden", "required", "locked", "closest"),
    "next": ("/e/", "/"),
    "organisation": (ORGANISATION,),
    "over": ("rounds", "tables"),
    "page": ("1", "2"),
    "q": ("m", "prénom"),
    "review": ("1",),
    "round_number": ("1", "2"),
    "show": ("all", "missing", "here", "gone", "open", "gaps"),
    "side": ("company", "association"),
    "table_number": ("1",),
    "theme": ("employment", "mobility"),
    "topic": ("presence", "plan"),
    "view": ("people", "rounds", "tables"),
    "weights": ("1",),
} | dict.fromkeys(CHANGES, ("1", "-1"))  # fmt: skip
#: What a form may hold whoever sends it where.
FORM: Final[Fields] = {
    "about": ("contacts", "introductions"),
    "action": ("next", "pause", "resume", "extend", "end"),
    "again": (CHOSEN, CHOSEN, "", "1"),
    "answer": ("yes", "not"),
    "association": (ORGANISATION, PERSON),
    "back": ("now", "review", "person"),
    "company": (ORGANISATION, PERSON),
    "current": ("correct horse battery staple", "wrong"),
    "diagnosis": ("", "off"),
    "email": ("somebody@example.org", "owner@example.org", ""),
    "first_name": ("Wanda",),
    "given": ("yes", ""),
    "history": ("",),
    "kind": ("forbidden", "required", "locked", "", "pairs"),
    "language": ("en", "fr"),
    "last_name": ("Passante",),
    "mark": (f"here:{PERSON}", f"absent:{PERSON}", f"from:{PERSON}:2", f"until:{PERSON}:1", f"expected:{PERSON}"),
    "may_organise": ("yes", ""),
    "name": ("Une soirée",),
    "needs": ("transport",),
    "new": (CHOSEN,),
    "next": ("/",),
    "note": ("essai",),
    "number": ("1", ""),
    "organisation": ("1", "2", ""),
    "organisation_name": ("", "Maison neuve"),
    "own_email": ("", "own@example.org"),
    "pairs": ("",),
    "password": ("correct horse battery staple", "wrong"),
    "phone": ("1", "+33639980199", ""),
    "q": ("",),
    "right": ("may_organise", "administrator"),
    "role": ("reader", "door", "facilitator"),
    "round_number": ("1", "2"),
    "same_person": ("yes", ""),
    "seen": ("{seen}",),
    "sheet": ("",),
    "show": ("all",),
    "side": ("company", "association"),
    "sure": ("yes", "yes", ""),
    "table_number": ("", "1"),
    "theme": ("employment",),
    "username": ("owner@example.org", "reader@example.org"),
    "view": ("people", "rounds"),
}
#: Of these, all the fields of a group or none.
GROUPS: Final[tuple[Fields, ...]] = (
    {"venue": ("Maison des associations",), "date": ("2026-12-01",), "start": ("18:30",)}
    | dict.fromkeys(NUMBERS, ("", "2")),
    TUNED,
    {f"{SHOWN}{name}": ("", "Wanda") for name in PARTICULARS},
    {f"text-{purpose}": (version,) for purpose, version in consents.TEXT_VERSIONS.items()},
    {f"introductions-{name}": ("1",) for name in consents.FIELDS}
    | {f"text-{purpose}": (version, version, "2026-11") for purpose, version in consents.TEXT_VERSIONS.items()},
    {f"{kind}-{code}": ANSWERS for kind in get_args(Kind) for code in (*FRAGILITIES, *RESOURCES)},
)
#: Every field that is sent, but for those of answers, which name a person each.
SENT: Final[Fields] = FORM | {name: values for group in GROUPS for name, values in group.items()}
OF_ANSWERS: Final = ("answer", "sequence", "key")
