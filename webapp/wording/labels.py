"""Codes -> names to show: alone ("Compétences juridiques"), and inside a sentence ("des compétences juridiques").

Every phrase for a need or an offer begins with a partitive in French, so that "en apporte" may answer it.
"""

from collections.abc import Mapping
from typing import Final

from webapp.wording.marking import N_

SIDES: Final = {"company": N_("Entreprise"), "association": N_("Association")}
SIDES_MANY: Final = {"company": N_("Entreprises"), "association": N_("Associations")}
FRAGILITIES: Final = {
    "employment": N_("Emploi et insertion"),
    "economic_development": N_("Développement économique"),
    "standard_of_living": N_("Niveau de vie"),
    "poor_housing": N_("Mal-logement"),
    "poverty": N_("Pauvreté et exclusion"),
    "diversity_disability": N_("Diversité et handicap"),
    "ageing": N_("Vieillissement"),
    "isolation": N_("Isolement et lien social"),
    "safety": N_("Sécurité"),
    "education": N_("Éducation"),
    "mobility": N_("Mobilité"),
    "health": N_("Santé"),
    "digital_access": N_("Accès au numérique"),
    "culture_leisure": N_("Culture et loisirs"),
    "environment": N_("Environnement"),
    "energy_transition": N_("Transition énergétique"),
}
FRAGILITY_GROUPS: Final = {
    "economic": N_("Fragilités économiques"),
    "social": N_("Fragilités sociales"),
    "societal": N_("Fragilités sociétales"),
    "environmental": N_("Fragilités environnementales"),
}
# After "vous agissez".
FRAGILITIES_ACTED_ON: Final = {
    "employment": N_("pour l’emploi et l’insertion"),
    "economic_development": N_("pour le développement économique"),
    "standard_of_living": N_("pour un meilleur niveau de vie"),
    "poor_housing": N_("contre le mal-logement"),
    "poverty": N_("contre la pauvreté et l’exclusion"),
    "diversity_disability": N_("pour la diversité et l’inclusion"),
    "ageing": N_("pour le bien-vieillir et le lien entre générations"),
    "isolation": N_("contre l’isolement"),
    "safety": N_("pour la sécurité"),
    "education": N_("pour l’éducation"),
    "mobility": N_("pour la mobilité"),
    "health": N_("pour la santé"),
    "digital_access": N_("pour l’accès au numérique"),
    "culture_leisure": N_("pour la culture et les loisirs"),
    "environment": N_("pour l’environnement"),
    "energy_transition": N_("pour la transition énergétique"),
}
FORM_CATEGORIES: Final = {
    "patronage": N_("Mécénat"),
    "societal_innovation": N_("Innovation sociétale"),
    "economic_cooperation": N_("Coopération économique"),
    "responsible_practices": N_("Pratiques responsables"),
}
FORMS: Final = {
    "classic_patronage": N_("Mécénat classique"),
    "active_engagement": N_("Engagement actif des équipes"),
    "societal_research": N_("R&D sociétale"),
    "shared_expertise": N_("Expertise partagée"),
    "hybrid_model": N_("Modèle hybride"),
    "joint_offer": N_("Offre commune"),
    "general_interest_alternative": N_("Alternative d’intérêt général"),
    "practice_audit": N_("Audit et accompagnement des pratiques"),
    "service_provision": N_("Prestation de services"),
}
# After "vous envisagez".
FORMS_WISHED: Final = {
    "classic_patronage": N_("le mécénat classique"),
    "active_engagement": N_("l’engagement actif des équipes"),
    "societal_research": N_("la R&D sociétale"),
    "shared_expertise": N_("l’expertise partagée"),
    "hybrid_model": N_("un modèle hybride"),
    "joint_offer": N_("une offre commune"),
    "general_interest_alternative": N_("une alternative d’intérêt général"),
    "practice_audit": N_("un accompagnement des pratiques"),
    "service_provision": N_("une prestation de services"),
}
OBJECTIVES: Final = {
    "staff_engagement": N_("Engagement des salariés"),
    "local_dialogue": N_("Dialogue et ancrage local"),
    "economic_performance": N_("Performance économique"),
    "innovation": N_("Innovation"),
    "funds": N_("Financements"),
    "skills_and_volunteers": N_("Compétences et bénévoles"),
    "recognition": N_("Visibilité et reconnaissance"),
    "organisation_performance": N_("Performance de l’organisation"),
    "political_results": N_("Résultats politiques"),
    "economic_results": N_("Résultats économiques"),
    "social_results": N_("Résultats sociaux"),
    "societal_results": N_("Résultats sociétaux"),
    "environmental_results": N_("Résultats environnementaux"),
}
# After "vous visez".
OBJECTIVES_AIMED_AT: Final = {
    "staff_engagement": N_("l’engagement des salariés"),
    "local_dialogue": N_("le dialogue et l’ancrage local"),
    "economic_performance": N_("la performance économique"),
    "innovation": N_("l’innovation"),
    "funds": N_("des financements"),
    "skills_and_volunteers": N_("un renfort en compétences et en bénévoles"),
    "recognition": N_("la visibilité et la reconnaissance"),
    "organisation_performance": N_("une organisation plus solide"),
    "political_results": N_("un progrès pour la vie publique"),
    "economic_results": N_("un progrès économique pour le territoire"),
    "social_results": N_("un progrès social"),
    "societal_results": N_("un progrès de société"),
    "environmental_results": N_("un progrès pour l’environnement"),
}
RESOURCES: Final = {
    "money": N_("Moyens financiers"),
    "skills_accounting": N_("Compétences comptables"),
    "skills_law": N_("Compétences juridiques"),
    "skills_digital": N_("Compétences numériques"),
    "skills_communication": N_("Compétences en communication"),
    "skills_hr": N_("Compétences en ressources humaines"),
    "skills_strategy": N_("Compétences en stratégie"),
    "skills_trades": N_("Savoir-faire de métier"),
    "skills_unspecified": N_("Mécénat de compétences"),
    "volunteers": N_("Bénévoles"),
    "trainees": N_("Stagiaires"),
    "civic_service": N_("Volontaires en service civique"),
    "job_openings": N_("Débouchés pour les personnes accompagnées"),
    "candidates": N_("Recrutement"),
    "goods": N_("Biens et matériel"),
    "it_equipment": N_("Matériel informatique"),
    "premises": N_("Locaux"),
    "transport": N_("Transport"),
    "staff_mobility": N_("Mobilité des salariés"),
    "purchases": N_("Achats et commandes"),
    "networks": N_("Mise en réseau"),
    "visibility": N_("Visibilité"),
    "knowledge_of_public": N_("Connaissance d’un public"),
    "knowledge_of_territory": N_("Connaissance du territoire"),
    "experiment_ground": N_("Terrain d’expérimentation"),
    "innovation": N_("Innovation"),
    "training": N_("Formation"),
    "disability_training": N_("Formation au handicap"),
    "team_events": N_("Animation d’équipe"),
    "awareness_workshops": N_("Ateliers de sensibilisation"),
    "local_roots": N_("Ancrage local"),
    "csr_visibility": N_("Visibilité RSE"),
    "circular_economy": N_("Réemploi"),
}
# After "vous cherchez" and "vous apportez".
RESOURCES_WITHIN: Final = {
    "money": N_("des moyens financiers"),
    "skills_accounting": N_("des compétences comptables"),
    "skills_law": N_("des compétences juridiques"),
    "skills_digital": N_("des compétences numériques"),
    "skills_communication": N_("des compétences en communication"),
    "skills_hr": N_("des compétences en ressources humaines"),
    "skills_strategy": N_("des compétences en stratégie"),
    "skills_trades": N_("des savoir-faire de métier"),
    "skills_unspecified": N_("du mécénat de compétences"),
    "volunteers": N_("des bénévoles"),
    "trainees": N_("des stagiaires"),
    "civic_service": N_("des volontaires en service civique"),
    "job_openings": N_("des emplois ou des stages"),
    "candidates": N_("des personnes à recruter"),
    "goods": N_("des biens ou du matériel"),
    "it_equipment": N_("du matériel informatique"),
    "premises": N_("des locaux"),
    "transport": N_("des moyens de transport"),
    "staff_mobility": N_("des solutions de mobilité pour les salariés"),
    "purchases": N_("des commandes"),
    "networks": N_("des contacts utiles"),
    "visibility": N_("de la visibilité"),
    "knowledge_of_public": N_("des connaissances sur un public"),
    "knowledge_of_territory": N_("des connaissances sur le territoire"),
    "experiment_ground": N_("des terrains d’expérimentation"),
    "innovation": N_("des idées neuves"),
    "training": N_("des formations"),
    "disability_training": N_("des formations au handicap"),
    "team_events": N_("des journées d’équipe"),
    "awareness_workshops": N_("des ateliers de sensibilisation"),
    "local_roots": N_("des liens avec le territoire"),
    "csr_visibility": N_("de la visibilité pour une démarche RSE"),
    "circular_economy": N_("des solutions de réemploi"),
}
# Where one side says it otherwise: (side, "need" or "offer", code).
RESOURCES_OF_ONE_SIDE: Final[Mapping[tuple[str, str, str], str]] = {
    ("association", "need", "job_openings"): N_("des débouchés pour les personnes accompagnées"),
    ("association", "offer", "purchases"): N_("des produits ou des prestations"),
    ("company", "need", "purchases"): N_("des produits ou des prestations à acheter"),
    ("association", "need", "circular_economy"): N_("des matières à réemployer"),
}
# One proposes people, work and moments; one does not bring them.
PROPOSED: Final = frozenset(
    {
        "volunteers",
        "trainees",
        "civic_service",
        "candidates",
        "job_openings",
        "purchases",
        "training",
        "disability_training",
        "team_events",
        "awareness_workshops",
    }
)
KINDS: Final = {
    "company": N_("Entreprise"),
    "cooperative": N_("Coopérative"),
    "integration_structure": N_("Structure d’insertion"),
    "association_volunteer": N_("Association de bénévoles"),
    "association_employer": N_("Association employeuse"),
    "foundation": N_("Fondation"),
    "public_body": N_("Organisme public"),
    "university": N_("Université"),
    "media": N_("Média"),
    "citizens_group": N_("Collectif de citoyens"),
}
SIZES: Final = {
    "very_small": N_("Très petite entreprise"),
    "small_medium": N_("Petite ou moyenne entreprise"),
    "mid_size": N_("Entreprise de taille intermédiaire"),
    "large": N_("Grande entreprise"),
}
MODELS: Final = {"general_interest": N_("Intérêt général"), "social_utility": N_("Utilité sociale")}
REACHES: Final = {
    "neighbourhood": N_("Quartier"),
    "town": N_("Commune"),
    "intermunicipality": N_("Intercommunalité"),
    "department": N_("Département"),
    "region": N_("Région"),
    "national": N_("France entière"),
}
CRITERIA: Final = {
    "company_needs_met": N_("Ce que l’entreprise cherche"),
    "association_needs_met": N_("Ce que l’association cherche"),
    "shared_fragilities": N_("Besoins du territoire"),
    "objectives": N_("Objectifs"),
    "forms": N_("Formes de partenariat"),
    "place": N_("Proximité"),
    "presentations": N_("Présentations"),
    "unlikely": N_("Mondes éloignés"),
    "novelty": N_("Première rencontre"),
}
PHASES: Final = {
    "draft": N_("En préparation"),
    "before": N_("Avant le premier tour"),
    "meeting": N_("Rencontres en cours"),
    "change_over": N_("Changement de table"),
    "paused": N_("Soirée en pause"),
    "closing": N_("Dernière relecture"),
    "closed": N_("Choix terminés, clôture à confirmer"),
    "sealed": N_("Choix clos"),
    "revealed": N_("Résultats ouverts"),
}
ACTIONS: Final = {
    "start": N_("Lancer la soirée"),
    "pause": N_("Mettre en pause"),
    "resume": N_("Reprendre"),
    "next": N_("Passer au tour suivant"),
    "extend": N_("Ajouter une minute"),
    "end": N_("Terminer la soirée"),
}
PAIR_RULES: Final = {
    "forbidden": N_("À éviter"),
    "required": N_("À prévoir"),
    "locked": N_("Fixée"),
}
RESPONDENTS: Final = {
    "citizens": N_("Habitantes et habitants"),
    "associations": N_("Associations"),
    "companies": N_("Entreprises"),
}
LEVELS: Final = {"problem": N_("À vérifier"), "correction": N_("Corrigé"), "exclusion": N_("Non retenu")}
TABLES: Final[tuple[Mapping[str, str], ...]] = (
    SIDES,
    FRAGILITIES,
    FRAGILITY_GROUPS,
    FORM_CATEGORIES,
    FORMS,
    OBJECTIVES,
    RESOURCES,
    KINDS,
    SIZES,
    MODELS,
    REACHES,
    CRITERIA,
    PHASES,
    ACTIONS,
    PAIR_RULES,
    RESPONDENTS,
    LEVELS,
)
# A code that stands in two tables has one name in both.
LABELS: Final[Mapping[str, str]] = {code: label for table in TABLES for code, label in table.items()}
