"""Answers as people tick or type them -> codes of the vocabulary, in French and English.

A label is compared by its key (no accents, capitals, linking words or plural marks), so one wording of each is enough.
The first label of a code is the one proposed when an answer is close to it.
"""

from functools import cache
from typing import Final

from matching import vocabulary
from matching.folding import word_key
from matching.read.labels_resources import RESOURCE_LABELS, as_table

UNDECIDED: Final = "undecided"

FRAGILITY_LABELS: Final = as_table(
    {
        "employment": "Emploi et insertion|Emploi|Insertion|Insertion professionnelle|Emploi, chômage, insertion"
        "|Chômage"
        "|Accès à l’emploi|Employment|Employment and integration|Jobs|Unemployment",
        "economic_development": "Développement économique|Économie|Economic development|Economy",
        "standard_of_living": "Niveau de vie|Pouvoir d’achat|Niveau de vie, pouvoir d’achat|Standard of living"
        "|Purchasing power",
        "poor_housing": "Mal-logement|Logement|Habitat|Poor housing|Housing",
        "poverty": "Pauvreté et exclusion|Pauvreté|Exclusion|Précarité|Pauvreté, exclusion, précarité"
        "|Poverty and exclusion|Poverty",
        "diversity_disability": "Diversité et handicap|Handicap|Diversité|Diversity and disability|Disability|Diversity"
        "|Inclusion et handicap",
        "ageing": "Vieillissement|Vieillissement et intergénérationnel|Intergénérationnel|Personnes âgées|Grand âge"
        "|Ageing|Aging|Ageing and intergenerational|Older people|Seniors",
        "isolation": "Isolement et lien social|Isolement|Lien social|Isolation and social ties|Isolation|Social ties"
        "|Loneliness",
        "safety": "Sécurité|Insécurité|Délinquance|Sécurité, délinquance|Safety|Crime",
        "education": "Éducation|Éducation et jeunesse|Jeunesse|Enfance et jeunesse|École|Education|Youth",
        "mobility": "Mobilité|Mobilité et transports|Transports|Mobility|Mobility and transport|Transport",
        "health": "Santé|Accès aux soins|Santé et accès aux soins|Health|Access to health care",
        "digital_access": "Accès au numérique|Numérique|Fracture numérique|Inclusion numérique|Digital access"
        "|Digital inclusion"
        "|Digital divide",
        "culture_leisure": "Culture et loisirs|Culture|Loisirs|Sport et loisirs|Culture, sport et loisirs|Sport"
        "|Culture and leisure|Leisure|Patrimoine et culture",
        "environment": "Environnement|Biodiversité|Pollution|Environnement, pollution, biodiversité|Écologie"
        "|Environment"
        "|Environment, pollution, biodiversity|Biodiversity",
        "energy_transition": "Transition énergétique|Énergie|Energy transition|Energy|Climat|Climate"
        "|Transition écologique et énergétique",
    }
)

FORM_LABELS: Final = as_table(
    {
        "classic_patronage": "Mécénat classique|Mécénat financier|Mécénat en nature|Don|Classic patronage"
        "|Financial patronage"
        "|Donation",
        "active_engagement": "Engagement actif|Mécénat de compétences|Engagement des salariés|Active engagement"
        "|Bénévolat de salariés|Skills-based patronage|Staff engagement",
        "societal_research": "R&D sociétale|Recherche et développement sociétal|Societal R&D|Societal research"
        "|Recherche sociétale",
        "shared_expertise": "Expertise partagée|Partage d’expertise|Co-expertise|Shared expertise",
        "hybrid_model": "Modèle hybride|Modèle économique hybride|Hybrid model|Hybridation",
        "joint_offer": "Offre commune|Offre conjointe|Réponse commune à un appel d’offres|Groupement|Joint offer"
        "|Joint tender",
        "general_interest_alternative": "Alternative d’intérêt général|General interest alternative"
        "|Alternative of general interest",
        "practice_audit": "Audit et accompagnement des pratiques|Audit de pratiques|Audit|Practice audit"
        "|Audit and support of practices|Accompagnement des pratiques",
        "service_provision": "Prestation de services|Prestation|Achats responsables|Parrainage|Sponsoring"
        "|Service provision"
        "|Provision of services|Responsible purchasing",
    }
)
FORM_CATEGORY_LABELS: Final = as_table(
    {
        "patronage": "Mécénat|Patronage",
        "societal_innovation": "Innovation sociétale|Innovation sociale|Societal innovation|Social innovation",
        "economic_cooperation": "Coopération économique|Economic cooperation|Economic co-operation",
        "responsible_practices": "Pratiques responsables|Responsible practices",
    }
)
UNDECIDED_LABELS: Final = (
    "Je ne sais pas encore",
    "Je ne sais pas",
    "Ne sait pas",
    "Nous ne savons pas encore",
    "À définir",
)
UNDECIDED_LABELS_ENGLISH: Final = (
    "I do not know yet",
    "I don't know yet",
    "Not sure yet",
    "Undecided",
    "To be defined",
    "Don't know",
)

OBJECTIVE_LABELS: Final = as_table(
    {
        "staff_engagement": "Engagement des salariés|Ressources humaines|Mobilisation des salariés|Staff engagement"
        "|Engagement des salariés et ressources humaines|Staff engagement and HR|Marque employeur"
        "|Employer brand",
        "local_dialogue": "Dialogue avec les parties prenantes|Ancrage territorial|Ancrage local|Local dialogue"
        "|Dialogue with stakeholders|Local roots|Réputation|Reputation",
        "economic_performance": "Performance économique|Economic performance",
        "innovation": "Innovation|Innover",
        "funds": "Financements|Fonds|Moyens financiers|Funds|Funding",
        "skills_and_volunteers": "Compétences et bénévoles|Bénévoles|Compétences|Moyens humains"
        "|Skills and volunteers|Volunteers"
        "|Skills",
        "recognition": "Visibilité et reconnaissance|Reconnaissance|Visibilité|Notoriété|Recognition"
        "|Visibility and recognition|Visibility",
        "organisation_performance": "Performance de l’organisation|Gestion|Qualité|Organisation performance"
        "|Performance of the organisation|Organizational performance|Performance organisationnelle",
        "political_results": "Résultats politiques|Political results",
        "economic_results": "Résultats économiques|Economic results",
        "social_results": "Résultats sociaux|Social results",
        "societal_results": "Résultats sociétaux|Societal results",
        "environmental_results": "Résultats environnementaux|Environmental results",
    }
)

KIND_LABELS: Final = as_table(
    {
        "company": "Entreprise|Société|Entreprise individuelle|Auto-entrepreneur|Micro-entreprise|Company|Business|Firm"
        "|Sole trader|SAS|SARL|SA|EURL|SASU|TPE|PME|ETI|Grande entreprise|Start-up|Entreprise à mission"
        "|Corporate",
        "cooperative": "Coopérative|SCOP|SCIC|Co-operative|Cooperative",
        "integration_structure": "SIAE|Structure d’insertion|Structure d’insertion par l’activité économique"
        "|Entreprise d’insertion"
        "|Entreprise adaptée|Integration structure|Chantier d’insertion|EA|EI",
        "association_volunteer": "Association de bénévoles|Association sans salarié|Association non employeuse"
        "|Volunteer association"
        "|Volunteer-only association",
        "association_employer": "Association employeuse|Association avec salariés|Employer association",
        "foundation": "Fondation|Fonds de dotation|Foundation|Endowment fund",
        "public_body": "Collectivité|Collectivité territoriale|Organisme public|Établissement public|Mairie|Public body"
        "|Local authority|Service public",
        "university": "Université|Enseignement supérieur|École supérieure|University|Higher education",
        "media": "Média|Presse|Media|Press",
        "citizens_group": "Collectif de citoyens|Collectif citoyen|Citizens’ group|Citizens group",
    }
)
# Kinds that stand on one of the two sides whatever the ticket says; the others may come on either.
SIDE_OF_KIND: Final[dict[str, vocabulary.Side]] = {
    "company": "company",
    "cooperative": "company",
    "integration_structure": "company",
    "association_volunteer": "association",
    "association_employer": "association",
    "foundation": "association",
}
SIDE_WORDS: Final[dict[vocabulary.Side, frozenset[str]]] = {
    "company": frozenset(
        [
            "entreprise",
            "societe",
            "company",
            "business",
            "firm",
            "corporate",
            "tpe",
            "pme",
            "eti",
            "siae",
            "cooperative",
            "scop",
            "scic",
            "employeur",
            "dirigeant",
        ]
    ),
    "association": frozenset(
        [
            "association",
            "asso",
            "associatif",
            "associative",
            "fondation",
            "foundation",
            "charity",
            "nonprofit",
            "ngo",
            "ong",
            "charitie",
            "benevole",
        ]
    ),
}
SIZE_LABELS: Final = as_table(
    {
        "very_small": "TPE|Très petite entreprise|Moins de 10 salariés|0 à 9 salariés|1 à 9 salariés|Very small"
        "|Micro-entreprise|Sole trader|Fewer than 10 employees",
        "small_medium": "PME|Petite et moyenne entreprise|10 à 249 salariés|Small and medium|SME",
        "mid_size": "ETI|Entreprise de taille intermédiaire|250 à 4999 salariés|Mid-size|Mid-sized|Mid-cap",
        "large": "Grande entreprise|GE|Grand groupe|5000 salariés et plus|Large|Large company|Large group",
    }
)
MODEL_LABELS: Final = as_table(
    {
        "general_interest": "Intérêt général|Association d’intérêt général|General interest"
        "|Reconnue d’utilité publique",
        "social_utility": "Utilité sociale|Association d’utilité sociale|Social utility|ESUS",
    }
)
REACH_LABELS: Final = as_table(
    {
        "neighbourhood": "Quartier|Neighbourhood|Neighborhood|Village",
        "town": "Commune|Ville|Town|City|Municipality|Communal",
        "intermunicipality": "Intercommunalité|Communauté de communes|Agglomération|Métropole|EPCI|Intermunicipality"
        "|Inter-municipality|Intercommunal",
        "department": "Département|Départemental|Department|County",
        "region": "Région|Régional|Grand Est|Region|Regional",
        "national": "National|France|France entière|International|Pays",
    }
)
RULE_LABELS: Final = as_table(
    {
        "forbidden": "Interdit|Interdite|Ne doivent pas se rencontrer|Éviter|Forbidden|Forbid|Must not meet",
        "required": "Obligatoire|Imposé|Imposée|Doivent se rencontrer|Required|Require|Must meet",
        "locked": "Fixé|Fixée|Verrouillé|Verrouillée|Locked|Lock|Fixed",
    }
)
RESPONDENT_LABELS: Final = as_table(
    {
        "citizens": "Citoyens|Habitants|Citizens|Residents",
        "associations": "Associations|Responsables associatifs",
        "companies": "Entreprises|Dirigeants d’entreprise|Companies|Businesses",
    }
)

TABLES: Final[dict[str, dict[str, tuple[str, ...]]]] = {
    "fragilities": FRAGILITY_LABELS,
    "needs": RESOURCE_LABELS,
    "offers": RESOURCE_LABELS,
    "forms": {**FORM_LABELS, **FORM_CATEGORY_LABELS, UNDECIDED: (*UNDECIDED_LABELS, *UNDECIDED_LABELS_ENGLISH)},
    "unavailable_forms": {**FORM_LABELS, **FORM_CATEGORY_LABELS},
    "objectives": OBJECTIVE_LABELS,
    "kind": KIND_LABELS,
    "size": SIZE_LABELS,
    "model": MODEL_LABELS,
    "reach": REACH_LABELS,
    "rule": RULE_LABELS,
    "respondent": RESPONDENT_LABELS,
}


@cache
def index_of(table: str) -> dict[str, str]:
    """Return {key of a label or of a code: code} for one table of TABLES."""
    index = {word_key(label): code for code, labels in TABLES[table].items() for label in labels}
    # Codes last: a code always means itself.
    return {**index, **{word_key(code.replace("_", " ")): code for code in TABLES[table]}}


def find_code(table: str, answer: str) -> str | None:
    """Return the code that an answer names in one table, or None.

    >>> find_code("needs", "Compétences : juridique ")
    'skills_law'
    """
    return index_of(table).get(word_key(answer.replace("_", " ")))


def closest_label(table: str, answer: str) -> str:
    """Return the label nearest to an answer that is in no list, or "" when none is near (Ratcliff & Obershelp 1988)."""
    from difflib import get_close_matches  # noqa: PLC0415  slow import

    index = index_of(table)
    near = get_close_matches(word_key(answer[:80].replace("_", " ")), list(index), n=1, cutoff=0.6)
    return TABLES[table][index[near[0]]][0] if near else ""
