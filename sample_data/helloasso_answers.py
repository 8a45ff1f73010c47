"""Codes of the vocabulary -> the answers that the French sign-up form offers to tick, as the export joins them."""

from collections.abc import Iterable

from matching.vocabulary import FORM_CATEGORIES

BETWEEN_ANSWERS = " ; "
UNDECIDED = "Je ne sais pas encore"

THEMES = {
    "employment": "Emploi et insertion",
    "economic_development": "Développement économique",
    "standard_of_living": "Niveau de vie",
    "poor_housing": "Mal-logement",
    "poverty": "Pauvreté et exclusion",
    "diversity_disability": "Diversité et handicap",
    "ageing": "Vieillissement",
    "isolation": "Isolement et lien social",
    "safety": "Sécurité",
    "education": "Éducation",
    "mobility": "Mobilité",
    "health": "Santé",
    "digital_access": "Accès au numérique",
    "culture_leisure": "Culture et loisirs",
    "environment": "Environnement",
    "energy_transition": "Transition énergétique",
}
CATEGORIES = {
    "patronage": "Mécénat",
    "societal_innovation": "Innovation sociétale",
    "economic_cooperation": "Coopération économique",
    "responsible_practices": "Pratiques responsables",
}
# The form words one resource differently for each side, and for what is sought and what is brought.
RESOURCES = {
    "money": "Financement",
    "skills_accounting": "Compétences : comptabilité",
    "skills_law": "Compétences : juridique",
    "skills_digital": "Compétences : numérique",
    "skills_communication": "Compétences : communication",
    "skills_hr": "Compétences : ressources humaines",
    "skills_strategy": "Compétences : stratégie",
    "skills_trades": "Compétences : métiers manuels",
    "skills_unspecified": "Mécénat de compétences",
    "volunteers": "Bénévoles",
    "trainees": "Stagiaires",
    "civic_service": "Service civique",
    "job_openings": "Débouchés pour les personnes accompagnées",
    "candidates": "Recrutement",
    "goods": "Matériel",
    "it_equipment": "Matériel informatique",
    "premises": "Locaux",
    "transport": "Transport",
    "staff_mobility": "Mobilité des salariés",
    "purchases": "Achats responsables",
    "networks": "Mise en réseau",
    "visibility": "Visibilité",
    "knowledge_of_public": "Connaissance d’un public",
    "knowledge_of_territory": "Connaissance du territoire",
    "experiment_ground": "Terrain d’expérimentation",
    "innovation": "Innovation",
    "training": "Formation",
    "disability_training": "Formation au handicap",
    "team_events": "Engagement des salariés",
    "awareness_workshops": "Ateliers de sensibilisation",
    "local_roots": "Ancrage local",
    "csr_visibility": "Visibilité RSE",
    "circular_economy": "Réemploi de matériel",
}
COMPANY_OFFERS = {
    "money": "Mécénat financier",
    "volunteers": "Bénévolat de salariés",
    "job_openings": "Stages et emplois",
}
ASSOCIATION_OFFERS = {
    "candidates": "Recrutement de personnes accompagnées",
    "purchases": "Prestations (achats responsables)",
    "team_events": "Animation d’équipe",
}


def codes_of(cell: str) -> list[str]:
    """Return the codes of a sheet's list, without grades and details.

    >>> codes_of("employment=8; health")
    ['employment', 'health']
    """
    return [item.split(":")[0].split("=")[0].strip() for item in cell.split(";") if item.strip()]


def theme_answers(fragilities: str) -> str:
    """The themes as ticked: a tick has no grade."""
    return BETWEEN_ANSWERS.join(THEMES[code] for code in codes_of(fragilities))


def need_answers(needs: str) -> str:
    """What is sought, as ticked."""
    return BETWEEN_ANSWERS.join(RESOURCES[code] for code in codes_of(needs))


def offer_answers(offers: str, side: str) -> str:
    """What is brought, in the words that the form has for this side."""
    wording = RESOURCES | (COMPANY_OFFERS if side == "company" else ASSOCIATION_OFFERS)
    return BETWEEN_ANSWERS.join(wording[code] for code in codes_of(offers))


def form_answers(forms: str) -> str:
    """The categories of the wanted forms, or that it is not known yet."""
    wanted: Iterable[str] = codes_of(forms)
    ticked = [CATEGORIES[name] for name, members in FORM_CATEGORIES.items() if set(members) & set(wanted)]
    return BETWEEN_ANSWERS.join(ticked) or UNDECIDED
