"""Needs that are met -> one sentence each, to the company, to the association or about both.

What one states is said with the words of the vocabulary and its own details; what was only read in a presentation is
quoted as written there, never told as if it had been ticked.
"""

from typing import Final

from matching.criteria.substitutes import NEARLY, answer_by_offer
from matching.facts_named import NEEDS, NEEDS_IN_WORDS
from matching.reasons import Reason
from webapp.wording import labels
from webapp.wording.marking import N_
from webapp.wording.told import Told
from webapp.wording.voice import Voice

CODES: Final = (*NEEDS, *NEEDS_IN_WORDS)
# Of a need that an offer meets: (same code on both sides, the offer is "proposed" rather than "brought").
BY_COMPANY: Final = {
    (True, False): Told(
        N_("%(association)s cherche %(need)s ; %(company)s en apporte%(offer_detail)s."),
        N_("%(association)s cherche %(need)s ; vous en apportez%(offer_detail)s."),
        N_("Vous cherchez %(need)s ; %(company)s en apporte%(offer_detail)s."),
    ),
    (True, True): Told(
        N_("%(association)s cherche %(need)s ; %(company)s en propose%(offer_detail)s."),
        N_("%(association)s cherche %(need)s ; vous en proposez%(offer_detail)s."),
        N_("Vous cherchez %(need)s ; %(company)s en propose%(offer_detail)s."),
    ),
    (False, False): Told(
        N_("%(association)s cherche %(need)s ; %(company)s apporte %(offer)s."),
        N_("%(association)s cherche %(need)s ; vous apportez %(offer)s."),
        N_("Vous cherchez %(need)s ; %(company)s apporte %(offer)s."),
    ),
    (False, True): Told(
        N_("%(association)s cherche %(need)s ; %(company)s propose %(offer)s."),
        N_("%(association)s cherche %(need)s ; vous proposez %(offer)s."),
        N_("Vous cherchez %(need)s ; %(company)s propose %(offer)s."),
    ),
}
BY_ASSOCIATION: Final = {
    (True, False): Told(
        N_("%(company)s cherche %(need)s ; %(association)s en apporte%(offer_detail)s."),
        N_("Vous cherchez %(need)s ; %(association)s en apporte%(offer_detail)s."),
        N_("%(company)s cherche %(need)s ; vous en apportez%(offer_detail)s."),
    ),
    (True, True): Told(
        N_("%(company)s cherche %(need)s ; %(association)s en propose%(offer_detail)s."),
        N_("Vous cherchez %(need)s ; %(association)s en propose%(offer_detail)s."),
        N_("%(company)s cherche %(need)s ; vous en proposez%(offer_detail)s."),
    ),
    (False, False): Told(
        N_("%(company)s cherche %(need)s ; %(association)s apporte %(offer)s."),
        N_("Vous cherchez %(need)s ; %(association)s apporte %(offer)s."),
        N_("%(company)s cherche %(need)s ; vous apportez %(offer)s."),
    ),
    (False, True): Told(
        N_("%(company)s cherche %(need)s ; %(association)s propose %(offer)s."),
        N_("Vous cherchez %(need)s ; %(association)s propose %(offer)s."),
        N_("%(company)s cherche %(need)s ; vous proposez %(offer)s."),
    ),
}
# An offer that is a good part of what is asked for, and not the thing itself: is it "proposed"?
PART_BY_COMPANY: Final = {
    False: Told(
        N_("%(association)s cherche %(need)s ; %(company)s apporte %(offer)s : une piste."),
        N_("%(association)s cherche %(need)s ; vous apportez %(offer)s : une piste."),
        N_("Vous cherchez %(need)s ; %(company)s apporte %(offer)s : une piste."),
    ),
    True: Told(
        N_("%(association)s cherche %(need)s ; %(company)s propose %(offer)s : une piste."),
        N_("%(association)s cherche %(need)s ; vous proposez %(offer)s : une piste."),
        N_("Vous cherchez %(need)s ; %(company)s propose %(offer)s : une piste."),
    ),
}
PART_BY_ASSOCIATION: Final = {
    False: Told(
        N_("%(company)s cherche %(need)s ; %(association)s apporte %(offer)s : une piste."),
        N_("Vous cherchez %(need)s ; %(association)s apporte %(offer)s : une piste."),
        N_("%(company)s cherche %(need)s ; vous apportez %(offer)s : une piste."),
    ),
    True: Told(
        N_("%(company)s cherche %(need)s ; %(association)s propose %(offer)s : une piste."),
        N_("Vous cherchez %(need)s ; %(association)s propose %(offer)s : une piste."),
        N_("%(company)s cherche %(need)s ; vous proposez %(offer)s : une piste."),
    ),
}
# Both wrote details, so both are quoted: whether one answers the other is theirs to say. Is the offer "proposed"?
QUOTED_BY_COMPANY: Final = {
    False: Told(
        N_("%(association)s cherche %(need)s ; %(company)s apporte « %(offer_quoted)s »."),
        N_("%(association)s cherche %(need)s ; vous apportez « %(offer_quoted)s »."),
        N_("Vous cherchez %(need)s ; %(company)s apporte « %(offer_quoted)s »."),
    ),
    True: Told(
        N_("%(association)s cherche %(need)s ; %(company)s propose « %(offer_quoted)s »."),
        N_("%(association)s cherche %(need)s ; vous proposez « %(offer_quoted)s »."),
        N_("Vous cherchez %(need)s ; %(company)s propose « %(offer_quoted)s »."),
    ),
}
QUOTED_BY_ASSOCIATION: Final = {
    False: Told(
        N_("%(company)s cherche %(need)s ; %(association)s apporte « %(offer_quoted)s »."),
        N_("Vous cherchez %(need)s ; %(association)s apporte « %(offer_quoted)s »."),
        N_("%(company)s cherche %(need)s ; vous apportez « %(offer_quoted)s »."),
    ),
    True: Told(
        N_("%(company)s cherche %(need)s ; %(association)s propose « %(offer_quoted)s »."),
        N_("Vous cherchez %(need)s ; %(association)s propose « %(offer_quoted)s »."),
        N_("%(company)s cherche %(need)s ; vous proposez « %(offer_quoted)s »."),
    ),
}
ANSWER_EACH_OTHER: Final = Told(
    N_("%(company)s cherche %(company_need)s ; %(association)s cherche %(association_need)s : cela se répond."),
    N_("Vous cherchez %(company_need)s ; %(association)s cherche %(association_need)s : cela se répond."),
    N_("Vous cherchez %(association_need)s ; %(company)s cherche %(company_need)s : cela se répond."),
)
# Where an end was read: (the need was read, what answers it was read).
READ_BY_COMPANY: Final = {
    (False, True): Told(
        N_("%(association)s cherche %(need)s ; %(company)s écrit « %(offer_words)s »."),
        N_("%(association)s cherche %(need)s ; vous écrivez « %(offer_words)s »."),
        N_("Vous cherchez %(need)s ; %(company)s écrit « %(offer_words)s »."),
    ),
    (True, False): Told(
        N_("%(association)s écrit « %(need_words)s » ; %(company)s apporte %(offer)s."),
        N_("%(association)s écrit « %(need_words)s » ; vous apportez %(offer)s."),
        N_("Vous écrivez « %(need_words)s » ; %(company)s apporte %(offer)s."),
    ),
    (True, True): Told(
        N_("%(association)s écrit « %(need_words)s », %(company)s « %(offer_words)s » : à rapprocher (%(subject)s)."),
        N_("%(association)s écrit « %(need_words)s », vous « %(offer_words)s » : à rapprocher (%(subject)s)."),
        N_("Vous écrivez « %(need_words)s », %(company)s « %(offer_words)s » : à rapprocher (%(subject)s)."),
    ),
}
READ_BY_ASSOCIATION: Final = {
    (False, True): Told(
        N_("%(company)s cherche %(need)s ; %(association)s écrit « %(offer_words)s »."),
        N_("Vous cherchez %(need)s ; %(association)s écrit « %(offer_words)s »."),
        N_("%(company)s cherche %(need)s ; vous écrivez « %(offer_words)s »."),
    ),
    (True, False): Told(
        N_("%(company)s écrit « %(need_words)s » ; %(association)s apporte %(offer)s."),
        N_("Vous écrivez « %(need_words)s » ; %(association)s apporte %(offer)s."),
        N_("%(company)s écrit « %(need_words)s » ; vous apportez %(offer)s."),
    ),
    (True, True): Told(
        N_("%(company)s écrit « %(need_words)s », %(association)s « %(offer_words)s » : à rapprocher (%(subject)s)."),
        N_("Vous écrivez « %(need_words)s », %(association)s « %(offer_words)s » : à rapprocher (%(subject)s)."),
        N_("%(company)s écrit « %(need_words)s », vous « %(offer_words)s » : à rapprocher (%(subject)s)."),
    ),
}
# The same, where the offer is "proposed".
PROPOSED_TO_WORDS: Final = {
    "company": Told(
        N_("%(association)s écrit « %(need_words)s » ; %(company)s propose %(offer)s."),
        N_("%(association)s écrit « %(need_words)s » ; vous proposez %(offer)s."),
        N_("Vous écrivez « %(need_words)s » ; %(company)s propose %(offer)s."),
    ),
    "association": Told(
        N_("%(company)s écrit « %(need_words)s » ; %(association)s propose %(offer)s."),
        N_("Vous écrivez « %(need_words)s » ; %(association)s propose %(offer)s."),
        N_("%(company)s écrit « %(need_words)s » ; vous proposez %(offer)s."),
    ),
}
# Of two needs that answer each other: (the company's was read, the association's was read).
READ_NEEDS: Final = {
    (True, False): Told(
        N_("%(company)s écrit « %(company_need_words)s » ; %(association)s cherche %(association_need)s."),
        N_("Vous écrivez « %(company_need_words)s » ; %(association)s cherche %(association_need)s."),
        N_("Vous cherchez %(association_need)s ; %(company)s écrit « %(company_need_words)s »."),
    ),
    (False, True): Told(
        N_("%(company)s cherche %(company_need)s ; %(association)s écrit « %(association_need_words)s »."),
        N_("Vous cherchez %(company_need)s ; %(association)s écrit « %(association_need_words)s »."),
        N_("Vous écrivez « %(association_need_words)s » ; %(company)s cherche %(company_need)s."),
    ),
    (True, True): Told(
        N_(
            "%(company)s écrit « %(company_need_words)s », %(association)s « %(association_need_words)s » : à "
            "rapprocher (%(subject)s)."
        ),
        N_(
            "Vous écrivez « %(company_need_words)s », %(association)s « %(association_need_words)s » : à rapprocher "
            "(%(subject)s)."
        ),
        N_(
            "Vous écrivez « %(association_need_words)s », %(company)s « %(company_need_words)s » : à rapprocher "
            "(%(subject)s)."
        ),
    ),
}


def template(voice: Voice, one: Reason) -> Told:
    """The three voices of a need that is met. Raises KeyError when the code is not one of ``CODES``."""
    values = one.values
    if one.code == "needs_answer_each_other":
        return ANSWER_EACH_OTHER
    if one.code == "needs_answer_in_words":
        return READ_NEEDS[bool(values["company_need_words"]), bool(values["association_need_words"])]
    by_company = one.code.endswith("by_company")
    need, offer = str(values["need"]), str(values["offer"])
    proposed = offer in labels.PROPOSED
    if one.code in NEEDS_IN_WORDS:
        read = bool(values["need_words"]), bool(values["offer_words"])
        if read == (True, False) and proposed:
            return PROPOSED_TO_WORDS["company" if by_company else "association"]
        return (READ_BY_COMPANY if by_company else READ_BY_ASSOCIATION)[read]
    if need == offer and _both_detailed(voice, one):
        return (QUOTED_BY_COMPANY if by_company else QUOTED_BY_ASSOCIATION)[proposed]
    if answer_by_offer(need, offer) < NEARLY:
        return (PART_BY_COMPANY if by_company else PART_BY_ASSOCIATION)[proposed]
    return (BY_COMPANY if by_company else BY_ASSOCIATION)[need == offer, proposed]


def subject(voice: Voice, one: Reason) -> str:
    """The name of the resource that a reason is about."""
    return voice.in_a_sentence(str(one.values["need" if "need" in one.values else "company_need"]))


def _both_detailed(voice: Voice, one: Reason) -> bool:
    """Whether need and offer each come with words of their own, and not the same."""
    need, offer = (voice.detail(str(one.values[name]), str(one.values[f"{name}_detail"])) for name in ("need", "offer"))
    return bool(need) and bool(offer) and need.casefold() != offer.casefold()
