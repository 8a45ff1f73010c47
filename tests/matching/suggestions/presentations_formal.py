"""Presentations in the formal voice of a form: what is sought and brought is named, among much else."""

from tests.matching.suggestions.presentations import Presentation

FORMAL = (
    Presentation(
        "company",
        "Spécialisée dans la maintenance des ascenseurs, notre entreprise souhaite s'engager aux côtés "
        "d'acteurs locaux et mobiliser ses techniciens autour d'un projet commun.",
        "need:team_events need:local_roots",
    ),
    Presentation(
        "company",
        "PME de mécanique de précision. Nous souhaitons diversifier nos recrutements et ouvrir nos métiers "
        "aux femmes et aux personnes en reconversion.",
        "need:candidates offer:job_openings",
    ),
    Presentation(
        "company",
        "Leader régional du négoce de matériaux, nous disposons de stocks dormants (carrelage, isolants, "
        "menuiseries) et d'une flotte de camions-grues.",
        "offer:goods offer:transport",
    ),
    Presentation(
        "company",
        "Dans le cadre de notre politique RSE, nous cherchons des associations partenaires pour des "
        "ateliers de sensibilisation au tri et à la biodiversité.",
        "need:awareness_workshops need:csr_visibility",
    ),
    Presentation(
        "company",
        "Notre direction informatique peut céder une cinquantaine d'unités centrales et accompagner leur "
        "prise en main.",
        "offer:it_equipment",
    ),
    Presentation(
        "company",
        "Groupe hôtelier : achats responsables, blanchisserie à confier à un ESAT, produits locaux au petit déjeuner.",
        "need:purchases",
    ),
    Presentation(
        "company",
        "Entreprise familiale de charpente, nous prenons des stagiaires de troisième et aimerions être "
        "mieux connus des habitants.",
        "offer:job_openings need:visibility need:local_roots",
    ),
    Presentation(
        "company",
        "Nous accueillons dans nos locaux des réunions d'associations et proposons du mécénat de "
        "compétences en gestion de projet.",
        "offer:premises offer:skills_unspecified",
    ),
    Presentation(
        "company",
        "Laboratoire d'analyses : l'obligation d'emploi n'est pas remplie, et nous voudrions sensibiliser "
        "nos équipes au handicap invisible.",
        "need:disability_training need:awareness_workshops",
    ),
    Presentation(
        "company",
        "Cabinet de conseil en stratégie, nous offrons un accompagnement pro bono à deux structures par an.",
        "offer:skills_strategy offer:skills_unspecified",
    ),
    Presentation(
        "company",
        "Coopérative laitière : surplus de yaourts à date courte chaque vendredi, camions isothermes "
        "disponibles le week-end.",
        "offer:goods offer:transport",
    ),
    Presentation(
        "company",
        "Éditeur de jeux vidéo, nous aimerions faire tester nos manettes adaptées par des joueurs en "
        "situation de handicap.",
        "need:experiment_ground need:knowledge_of_public",
    ),
    Presentation(
        "association",
        "L'association a pour objet de favoriser l'insertion sociale et professionnelle des personnes en "
        "difficulté par des ateliers de menuiserie et de tapisserie.",
        "theme:employment offer:candidates need:job_openings theme:poverty",
    ),
    Presentation(
        "association",
        "Nous recherchons des partenaires financiers et matériels pour équiper notre espace numérique "
        "ouvert aux seniors et aux demandeurs d'emploi.",
        "need:money need:it_equipment theme:digital_access",
    ),
    Presentation(
        "association",
        "Association de quartier : fête annuelle, jardin partagé, permanences d'accès aux droits. Nous "
        "souhaitons renouveler notre conseil d'administration et mieux communiquer.",
        "theme:isolation need:skills_communication need:volunteers",
    ),
    Presentation(
        "association",
        "Nous accompagnons 120 jeunes par an vers l'apprentissage et cherchons des entreprises d'accueil "
        "et des parrains.",
        "need:job_openings need:volunteers offer:candidates theme:employment",
    ),
    Presentation(
        "association",
        "Service d'aide à domicile employant 90 salariées : recrutement difficile, déplacements longs, "
        "besoin d'un outil de planification.",
        "need:candidates need:skills_digital theme:ageing",
    ),
    Presentation(
        "association",
        "Notre association propose aux entreprises des ateliers de secourisme et recherche un véhicule "
        "pour ses postes de secours.",
        "offer:training need:transport theme:safety",
    ),
    Presentation(
        "association",
        "Accueil et accompagnement de familles monoparentales : garde d'enfants, vacances, soutien à la "
        "parentalité. Besoin de locaux adaptés et de jeux.",
        "need:premises need:goods theme:education",
    ),
    Presentation(
        "association",
        "Fédérer les acteurs de la filière bois locale, promouvoir le métier auprès des jeunes et "
        "organiser un salon annuel.",
        "theme:economic_development offer:networks",
    ),
    Presentation(
        "association",
        "Nous luttons contre le gaspillage en récupérant les invendus des maraîchers pour les cuisiner et "
        "les distribuer à des étudiants précaires.",
        "need:goods theme:poverty theme:environment offer:circular_economy need:transport",
    ),
    Presentation(
        "association",
        "Sport adapté : deux cents licenciés, encadrement bénévole insuffisant, matériel vieillissant.",
        "need:volunteers need:goods theme:diversity_disability theme:culture_leisure",
    ),
)
