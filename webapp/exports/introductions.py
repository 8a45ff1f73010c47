"""Pairs worth introducing -> a CSV file for a spreadsheet: who, how good the reasons are, why, and how to begin."""

from collections.abc import Iterable

from webapp.exports.sheets import Cell, csv_bytes, separator
from webapp.services.introductions import ProposedIntroduction
from webapp.wording import Pair, Words
from webapp.wording.marking import N_

HEADER = (
    N_("Rang"),
    N_("Code de l’entreprise"),
    N_("Entreprise"),
    N_("Commune de l’entreprise"),
    N_("Code de l’association"),
    N_("Association"),
    N_("Commune de l’association"),
    N_("Bonnes raisons, de 0 à 1"),
    N_("Ce qui est connu, de 0 à 1"),
    N_("Rencontre improbable"),
    N_("Première raison"),
    N_("Deuxième raison"),
    N_("Troisième raison"),
    N_("À savoir avant"),
    N_("Forme à explorer"),
    N_("Pour commencer"),
)
MOST_REASONS = 3


def introductions_csv(proposals: Iterable[ProposedIntroduction], words: Words) -> bytes:
    """The pairs in their order, one per row; no e-mail address, no telephone number, no choice."""
    header = [words.say(name) for name in HEADER]
    return csv_bytes(header, [_row(proposal, words) for proposal in proposals], delimiter=separator(words.locale))


def _row(proposal: ProposedIntroduction, words: Words) -> list[Cell]:
    company, association, explanation = proposal.company, proposal.association, proposal.explanation
    pair = Pair(company=company.name, association=association.name)
    reasons = [words.reason(reason, pair) for reason in explanation.reasons[:MOST_REASONS]]
    reasons += [""] * (MOST_REASONS - len(reasons))
    return [
        proposal.rank,
        company.id,
        company.name,
        company.place.commune,
        association.id,
        association.name,
        association.place.commune,
        words.number(proposal.score),
        words.number(explanation.coverage),
        words.say(N_("oui")) if proposal.novel else "",
        *reasons,
        words.caution(explanation.caution, pair) if explanation.caution else "",
        words.form(explanation.form) if explanation.form else "",
        words.question(explanation.question, pair),
    ]
