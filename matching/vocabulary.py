"""The controlled lists of the field, as stable codes.

Every list is a tuple of codes in the order in which people read it; the words people read for them stand in the web
application, never here. Sources: the 16 territorial fragilities of the Observatoire des partenariats
(PHARE programme) and the nine forms of partnership of Le RAMEAU.
"""

from typing import Final, Literal

Side = Literal["company", "association"]
SIDES: Final = ("company", "association")

FRAGILITY_GROUPS: Final[dict[str, tuple[str, ...]]] = {
    "economic": ("employment", "economic_development", "standard_of_living"),
    "social": ("poor_housing", "poverty", "diversity_disability", "ageing", "isolation"),
    "societal": ("safety", "education", "mobility", "health", "digital_access", "culture_leisure"),
    "environmental": ("environment", "energy_transition"),
}
FRAGILITIES: Final = tuple(code for group in FRAGILITY_GROUPS.values() for code in group)
LEAST_GRADE: Final = 1
GREATEST_GRADE: Final = 10
RESPONDENTS: Final = ("citizens", "associations", "companies")

FORM_CATEGORIES: Final[dict[str, tuple[str, ...]]] = {
    "patronage": ("classic_patronage", "active_engagement"),
    "societal_innovation": ("societal_research", "shared_expertise"),
    "economic_cooperation": ("hybrid_model", "joint_offer", "general_interest_alternative"),
    "responsible_practices": ("practice_audit", "service_provision"),
}
FORMS: Final = tuple(code for forms in FORM_CATEGORIES.values() for code in forms)

COMPANY_OBJECTIVES: Final = ("staff_engagement", "local_dialogue", "economic_performance", "innovation")
ASSOCIATION_OBJECTIVES: Final = ("funds", "skills_and_volunteers", "recognition", "organisation_performance")
COMMON_GOOD_OBJECTIVES: Final = (
    "political_results",
    "economic_results",
    "social_results",
    "societal_results",
    "environmental_results",
)
OBJECTIVES: Final = COMPANY_OBJECTIVES + ASSOCIATION_OBJECTIVES + COMMON_GOOD_OBJECTIVES

# One list serves needs and offers: what one side seeks is what the other may bring.
RESOURCES: Final = (
    "money",
    "skills_accounting",
    "skills_law",
    "skills_digital",
    "skills_communication",
    "skills_hr",
    "skills_strategy",
    "skills_trades",
    "skills_unspecified",  # skills-based patronage without saying which skill
    "volunteers",
    "trainees",
    "civic_service",
    "job_openings",  # openings for the people an association supports; work placements and jobs a company has
    "candidates",  # people to hire or to host, as a company looks for them
    "goods",
    "it_equipment",
    "premises",
    "transport",
    "staff_mobility",
    "purchases",  # orders placed with, or taken by, the other side
    "networks",
    "visibility",
    "knowledge_of_public",
    "knowledge_of_territory",
    "experiment_ground",
    "innovation",
    "training",
    "disability_training",
    "team_events",  # staff engagement, team days
    "awareness_workshops",
    "local_roots",
    "csr_visibility",
    "circular_economy",  # waste, by-products, equipment for reuse
)

COMPANY_SIZES: Final = ("very_small", "small_medium", "mid_size", "large")
ORGANISATION_KINDS: Final = (
    "company",
    "cooperative",
    "integration_structure",  # SIAE: counts as a company
    "association_volunteer",
    "association_employer",
    "foundation",  # counts on the association side
    "public_body",
    "university",
    "media",
    "citizens_group",
)
ASSOCIATION_MODELS: Final = ("general_interest", "social_utility")
# From the nearest to the widest.
REACHES: Final = ("neighbourhood", "town", "intermunicipality", "department", "region", "national")
