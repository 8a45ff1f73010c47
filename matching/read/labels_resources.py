"""Words for needs and offers: what one side seeks and the other brings, in French and English."""

from collections.abc import Mapping
from typing import Final


def as_table(labels: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Return {code: labels} from {code: "label|label"}: one line per code reads better than one per label."""
    return {code: tuple(several.split("|")) for code, several in labels.items()}


RESOURCE_LABELS: Final = as_table(
    {
        "money": "Financement|Mécénat financier|Mécénat|Dons|Argent|Soutien financier|Subvention|Money|Funding"
        "|Financial support|Donation",
        "skills_accounting": "Compétences : comptabilité|Comptabilité|Gestion et comptabilité|Compétences : gestion"
        "|Skills: accounting|Accounting|Compétences comptables|Finance et comptabilité",
        "skills_law": "Compétences : juridique|Juridique|Droit|Conseil juridique|Compétences juridiques|Skills: law|Law"
        "|Legal advice|Legal|Skills: legal",
        "skills_digital": "Compétences : numérique|Numérique|Informatique|Compétences numériques|Site internet"
        "|Skills: digital"
        "|Digital|IT skills|Compétences : informatique",
        "skills_communication": "Compétences : communication|Communication|Skills: communication|Marketing"
        "|Compétences en communication|Compétences : marketing",
        "skills_hr": "Compétences : ressources humaines|Ressources humaines|RH|Compétences : RH|Skills: HR|HR"
        "|Human resources|Skills: human resources",
        "skills_strategy": "Compétences : stratégie|Stratégie|Conseil stratégique|Skills: strategy|Strategy"
        "|Compétences : gouvernance|Compétences : management",
        "skills_trades": "Compétences : métiers manuels|Bricolage|Travaux|Compétences techniques"
        "|Compétences : technique"
        "|Skills: trades|Trades|Artisanat|Compétences : bâtiment|Compétences : travaux",
        "skills_unspecified": "Mécénat de compétences|Compétences|Skills|Skills-based patronage|Pro bono|Expertise"
        "|Skilled volunteering",
        "volunteers": "Bénévoles|Bénévolat|Bénévolat de salariés|Volunteers|Volunteering|Staff volunteering"
        "|Salariés bénévoles|Employee volunteering",
        "trainees": "Stagiaires|Alternants|Apprentis|Trainees|Interns|Apprentices",
        "civic_service": "Service civique|Volontaires en service civique|Volontaires|Civic service",
        "job_openings": "Débouchés pour les personnes accompagnées|Stages et emplois|Stages|Emplois|Débouchés"
        "|Offres d’emploi"
        "|Job openings|Jobs and placements|Work placements|Openings for the people supported",
        "candidates": "Recrutement|Recrutement de personnes accompagnées|Candidats|Candidatures|Candidates|Recruitment"
        "|Recruiting|Hiring",
        "goods": "Matériel|Dons en nature|Produits|Mobilier|Dons de produits|Équipement|Goods|Equipment"
        "|Goods and equipment|In-kind donations|Furniture",
        "it_equipment": "Matériel informatique|Ordinateurs|Équipement informatique|IT equipment|Computers",
        "premises": "Locaux|Salle|Salle de réunion|Mise à disposition de locaux|Bureaux|Espaces|Premises|Meeting room"
        "|Rooms|Office space",
        "transport": "Transport|Véhicule|Logistique|Prêt de véhicule|Vehicles|Logistics",
        "staff_mobility": "Mobilité des salariés|Déplacements des salariés|Staff mobility|Covoiturage|Commuting",
        "purchases": "Achats responsables|Prestations (achats responsables)|Prestations|Achats|Commandes|Sous-traitance"
        "|Purchases|Responsible purchasing|Orders|Services",
        "networks": "Mise en réseau|Réseau|Carnet d’adresses|Contacts|Networks|Networking|Introductions",
        "visibility": "Visibilité|Notoriété|Médias|Visibilité et médias|Visibility|Media",
        "knowledge_of_public": "Connaissance d’un public|Connaissance des publics|Knowledge of a public"
        "|Knowledge of an audience"
        "|Expertise d’un public",
        "knowledge_of_territory": "Connaissance du territoire|Connaissance d’un territoire|Knowledge of the territory"
        "|Knowledge of the area",
        "experiment_ground": "Terrain d’expérimentation|Expérimentation|Ground for experiments|Experimentation"
        "|Test site",
        "innovation": "Innovation|Innovation sociale|Idées nouvelles|New ideas",
        "training": "Formation|Formations|Formation des salariés|Training",
        "disability_training": "Formation au handicap|Sensibilisation au handicap|Disability training"
        "|Disability awareness",
        "team_events": "Animation d’équipe|Engagement des salariés|Team building|Journée solidaire|Cohésion d’équipe"
        "|Team events|Staff engagement|Team days|Journées d’équipe",
        "awareness_workshops": "Ateliers de sensibilisation|Ateliers|Sensibilisation|Awareness workshops|Workshops",
        "local_roots": "Ancrage local|Ancrage territorial|Local roots|Local anchoring",
        "csr_visibility": "Visibilité RSE|RSE|Démarche RSE|CSR visibility|CSR",
        "circular_economy": "Réemploi de matériel|Réemploi|Économie circulaire|Déchets|Recyclage|Chutes de production"
        "|Circular economy|Reuse of equipment|Waste|Recycling|Reuse",
    }
)
