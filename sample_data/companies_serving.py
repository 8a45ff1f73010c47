"""Thirteen invented companies that trade, advise or serve, in the words of those who run them."""

from sample_data.sheets import Sheet

COMPANIES_SERVING = (
    Sheet(
        id="C14",
        name="Supermarché Belle-Zorn",
        kind="company",
        size="small_medium",
        reach="intermunicipality",
        commune="Saverne",
        roles=("Gérant/Gérante",),
        fragilities="poverty=8; standard_of_living=7; isolation",
        needs="circular_economy: invendus du soir; local_roots; team_events",
        offers="goods: produits à date courte; visibility: une tête de gondole par mois; job_openings",
        objectives="local_dialogue; staff_engagement; social_results",
        forms="classic_patronage; service_provision",
        partners="A01",
        presentation="Quatre-vingt-cinq collègues, un rayon frais dont nous sommes fiers et, chaque soir à vingt "
        "heures, l’équivalent de deux chariots à retirer des étagères. La convention avec nos voisins de l’entraide "
        "alimentaire se termine en décembre et mérite d’être revue, horaires compris. Nos caissières connaissent par "
        "leur prénom des clients qui ne parlent qu’à elles de la journée.",
    ),
    Sheet(
        id="C15",
        name="Cabinet Ledoux-Amrani",
        kind="company",
        size="small_medium",
        reach="department",
        commune="Sarrebourg",
        roles=("Expert-comptable associé/Experte-comptable associée",),
        fragilities="economic_development=6; education",
        needs="team_events; csr_visibility; trainees",
        offers="skills_accounting: deux seniors disponibles; skills_law: statuts et bail; training",
        objectives="staff_engagement; local_dialogue; political_results",
        forms="active_engagement; shared_expertise; service_provision",
        presentation="Le cabinet suit six cents clients, du boulanger à la fromagerie industrielle. Deux de nos "
        "collaborateurs passent à mi-temps avant la retraite et souhaitent mettre leurs mardis au service d’une cause, "
        "pourvu qu’on ait besoin de chiffres bien tenus. Les jeunes du cabinet, eux, réclament autre chose qu’un "
        "escape game pour souder l’équipe.",
    ),
    Sheet(
        id="C16",
        name="Studio Hêtre Visible",
        kind="company",
        size="very_small",
        reach="region",
        commune="Phalsbourg",
        roles=("Fondateur/Fondatrice",),
        fragilities="digital_access=7; culture_leisure",
        needs="networks; experiment_ground: tester l’accessibilité; purchases",
        offers="skills_communication: identité et affiches; skills_digital: refonte de site; job_openings: un stage",
        objectives="innovation; economic_performance; societal_results",
        forms="active_engagement; shared_expertise; service_provision",
        unavailable_forms="classic_patronage",
        presentation="Six graphistes et développeuses, installés au-dessus de l’ancienne poste, avec une manie : "
        "refaire des sites que l’on peut lire à soixante-quinze ans ou les yeux fermés. Nous gardons un jour par mois "
        "pour un client qui ne peut pas payer. Ce qui nous manque, ce sont de vraies personnes pour essayer nos pages "
        "avant nous.",
    ),
    Sheet(
        id="C17",
        name="Hôtel du Rocher Fleuri",
        kind="company",
        size="small_medium",
        reach="town",
        commune="Dabo",
        roles=("Hôtelier/Hôtelière",),
        fragilities="mobility=8; employment=7",
        needs="candidates: service et étages; staff_mobility: dernier bus à 18 h 10; local_roots",
        offers="goods: literie réformée; premises: salle de séminaire hors saison; job_openings: formation sur place",
        objectives="economic_performance; staff_engagement",
        forms="service_provision; classic_patronage",
        presentation="Quarante-deux chambres, une vue que les randonneurs photographient et un dernier autocar à 18 h "
        "10, soit avant le premier dîner. Nous logeons déjà quatre saisonniers sur vingt ; les autres abandonnent au "
        "bout d’un mois. Cet hiver nous changeons toute la literie, en bon état, quatre-vingts matelas compris.",
    ),
    Sheet(
        id="C18",
        name="Mutuelle Ardévosge",
        kind="company",
        size="mid_size",
        reach="region",
        commune="Charleville-Mézières",
        roles=("Responsable de la prévention/Responsable de la prévention",),
        fragilities="health=9; ageing=9; isolation=7; diversity_disability",
        needs="knowledge_of_public: ceux qui veillent sur un proche; experiment_ground; awareness_workshops",
        offers="money: appel à projets de prévention; skills_hr; awareness_workshops: sommeil et dos; networks",
        objectives="staff_engagement; innovation; local_dialogue; social_results; societal_results",
        forms="societal_research; shared_expertise; classic_patronage; practice_audit",
        presentation="Mutuelle de soixante-dix mille adhérents, née des caisses de secours des ardoisiers, avec une "
        "agence à Sarrebourg. Une enquête nous a surpris : un salarié sur cinq, chez nos entreprises clientes comme "
        "chez nous, s’occupe le soir d’un parent qui perd la mémoire et n’en parle à personne. Nous voulons essayer "
        "quelque chose à petite échelle, en semaine, loin des brochures.",
    ),
    Sheet(
        id="C19",
        name="Rebond Palettes",
        kind="integration_structure",
        size="small_medium",
        reach="department",
        commune="Réding",
        roles=("Directeur/Directrice",),
        fragilities="employment=10; environment=8; poverty",
        needs="purchases: lots réguliers; circular_economy: bois et emballages; networks",
        offers="circular_economy: collecte et réparation; job_openings: parcours de deux ans; knowledge_of_public",
        objectives="economic_performance; economic_results; social_results; environmental_results",
        forms="joint_offer; service_provision; hybrid_model",
        unavailable_forms="classic_patronage",
        presentation="Entreprise d’insertion, vingt-six salariés dont dix-huit en parcours, nous réparons quatre cents "
        "palettes par jour. Un marché avec un industriel allemand s’achève en mars et nous répondrions volontiers à "
        "deux, ou à trois, au prochain appel d’offres de la communauté de communes. Nos gars sortent avec un CACES en "
        "poche, mais souvent sans personne pour relire leur CV.",
    ),
    Sheet(
        id="C20",
        name="Domicil’Aisance",
        kind="company",
        size="small_medium",
        reach="intermunicipality",
        commune="Saverne",
        roles=("Directeur d’agence/Directrice d’agence",),
        fragilities="ageing=9; employment; isolation=8",
        needs="candidates: auxiliaires de vie; training; visibility",
        offers="job_openings: temps choisis; skills_hr; knowledge_of_public",
        objectives="economic_performance; staff_engagement; social_results",
        forms="service_provision; joint_offer",
        unavailable_forms="classic_patronage",
        presentation="Agence de services à la personne ouverte il y a six ans, soixante-deux intervenantes sur "
        "vingt-huit communes. Nous refusons trois demandes par semaine faute de bras, surtout le dimanche. Nos "
        "tournées croisent des maisons où plus rien n’est adapté, et l’on nous demande alors à qui s’adresser.",
    ),
    Sheet(
        id="C21",
        name="Cuisines Hanautières",
        kind="company",
        size="small_medium",
        reach="department",
        commune="Wasselonne",
        roles=("Directeur des cuisines/Directrice des cuisines",),
        fragilities="poverty=7; environment=6; health",
        needs="circular_economy: repas non servis; purchases: légumes de moins de trente kilomètres; training",
        offers="goods: trente repas par jour; skills_trades: cuisine de collectivité; job_openings",
        objectives="local_dialogue; innovation; environmental_results",
        forms="hybrid_model; classic_patronage; service_provision",
        presentation="De notre cuisine centrale partent chaque matin deux mille cent plateaux pour les écoles et les "
        "maisons de retraite. Il en revient une trentaine, intacts, en liaison froide, consommables jusqu’au "
        "lendemain. La loi nous demande des produits d’ici : dès qu’un maraîcher sait livrer cent kilos de carottes un "
        "lundi à six heures, je signe.",
    ),
    Sheet(
        id="C22",
        name="Garage du Col Bleu",
        kind="company",
        size="very_small",
        commune="Phalsbourg",
        roles=("Garagiste/Garagiste",),
        offers="skills_trades: mécanique automobile",
        presentation="Mécanique toutes marques, quatre ponts dont un de trop depuis le départ de mon associé. Les "
        "reprises de moins de mille euros dorment au fond de la cour.",
    ),
    Sheet(
        id="C23",
        name="Librairie Le Hérisson Lettré",
        kind="company",
        size="very_small",
        reach="town",
        commune="Bouxwiller",
        roles=("Libraire/Libraire",),
        fragilities="culture_leisure; education",
    ),
    Sheet(
        id="C24",
        name="Caisse Mutuelle des Trois-Rivières",
        kind="cooperative",
        size="large",
        reach="region",
        commune="Saverne",
        roles=("Directeur de la vie coopérative/Directrice de la vie coopérative",),
        fragilities="economic_development=8; poverty=6; standard_of_living=6; safety",
        needs="local_roots; knowledge_of_territory; csr_visibility",
        offers="money: prix des sociétaires; skills_strategy; skills_accounting; premises: agences fermées le lundi",
        objectives="local_dialogue; innovation; political_results; economic_results",
        forms="classic_patronage; active_engagement; shared_expertise; general_interest_alternative",
        presentation="Banque coopérative d’un groupe de neuf mille salariés, nous comptons trente caisses locales et "
        "autant de conseils d’administrateurs bénévoles. Ceux-ci voient venir les découverts, les arnaques par "
        "téléphone et les commerces qui ferment, sans toujours savoir qui alerter. Le prix des sociétaires finance "
        "douze projets par an, entre mille et cinq mille euros.",
    ),
    Sheet(
        id="C25",
        name="Écluse Intérim Insertion",
        kind="integration_structure",
        size="small_medium",
        reach="department",
        commune="Sarrebourg",
        roles=("Responsable d’agence/Responsable d’agence",),
        fragilities="employment=9; mobility=8; digital_access",
        needs="candidates; transport; skills_digital: suivi des missions",
        offers="job_openings: missions d’une semaine et plus; training: habilitations; networks: cent vingt employeurs",
        objectives="economic_performance; social_results; economic_results",
        forms="service_provision; joint_offer; general_interest_alternative",
    ),
    Sheet(
        id="C26",
        name="Nacrine Propreté",
        kind="company",
        size="small_medium",
        reach="department",
        commune="Sarre-Union",
        roles=("Dirigeant/Dirigeante",),
        presentation="Cent quarante agents d’entretien, dix-sept nationalités, beaucoup de temps partiels et des "
        "chantiers qui commencent quand les bureaux dorment. Une consigne de dosage mal lue, et c’est une main brûlée "
        ": nos notices ne suffisent pas. Je cherche comment aider mes équipes à lire, écrire et oser téléphoner.",
    ),
)
