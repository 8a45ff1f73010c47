"""Thirteen invented companies that make, grow or build something, in the words of those who run them."""

from sample_data.sheets import Sheet

COMPANIES_PRODUCING = (
    Sheet(
        id="C01",
        name="Transports Zinselbach",
        kind="company",
        size="small_medium",
        reach="region",
        commune="Monswiller",
        roles=("Gérant/Gérante",),
        fragilities="mobility=7; poverty=6; employment",
        needs="candidates: conducteurs poids lourd; team_events; csr_visibility",
        offers="transport: un retour à vide par semaine; premises: deux travées de quai; volunteers",
        objectives="staff_engagement; local_dialogue; social_results",
        forms="active_engagement; hybrid_model",
        partners="A02",
        presentation="Trente-deux ensembles routiers, une famille et un quai qui ne dort jamais : voilà la maison "
        "depuis 1987. Nos camions rentrent à vide le jeudi depuis Strasbourg et la moitié de l’entrepôt reste libre du "
        "samedi midi au lundi. Nos chauffeurs vieillissent, neuf partiront avant 2030, et personne ne se bouscule pour "
        "les remplacer. Si du vide peut servir à quelqu’un, autant que ce soit à un voisin.",
    ),
    Sheet(
        id="C02",
        name="Menuiserie Ottermann-Bieth",
        kind="company",
        size="small_medium",
        reach="intermunicipality",
        commune="Dossenheim-sur-Zinsel",
        roles=("Dirigeant/Dirigeante",),
        fragilities="education=8; employment=7; environment",
        needs="candidates: apprentis menuisiers; circular_economy: que faire des chutes; innovation",
        offers="goods: chutes de chêne et de hêtre; skills_trades: fabrication bois; job_openings: stages",
        objectives="innovation; local_dialogue; environmental_results",
        forms="classic_patronage; shared_expertise",
        presentation="Nous fabriquons des escaliers et des fenêtres sur mesure, à dix-neuf, dans un atelier chauffé "
        "avec ce que nous ne savons pas vendre. Chaque mois, deux mètres cubes de feuillus rabotés partent ainsi à la "
        "chaudière alors qu’ils sont parfaits pour de petites pièces. Deux compagnons proches de la retraite aiment "
        "montrer les gestes et s’ennuieraient à ne rien transmettre.",
    ),
    Sheet(
        id="C03",
        name="Verrerie du Hochkopf",
        kind="company",
        size="small_medium",
        reach="national",
        commune="Troisfontaines",
        roles=("Président/Présidente",),
        fragilities="culture_leisure=9; economic_development=8",
        needs="visibility; knowledge_of_territory: archives et témoins; local_roots",
        offers="premises: halle libre le vendredi; skills_trades: soufflage à la canne; networks",
        objectives="economic_performance; local_dialogue; economic_results",
        forms="joint_offer; shared_expertise; classic_patronage",
        presentation="Reprise par neuf de ses ouvriers, la verrerie souffle à nouveau des carafes et des luminaires "
        "pour les palaces. Le four ne s’arrête pas, mais la halle est déserte le vendredi et les visiteurs, eux, "
        "passent sans nous voir. Il nous manque quelqu’un qui sache raconter cent quarante ans de gestes, de grèves et "
        "de chansons de canne.",
    ),
    Sheet(
        id="C04",
        name="Brasserie du Coucou Noir",
        kind="company",
        size="very_small",
        reach="intermunicipality",
        commune="La Petite-Pierre",
        roles=("Brasseur associé/Brasseuse associée",),
        fragilities="environment; culture_leisure",
        needs="circular_economy: écouler les drêches; visibility; purchases",
        offers="goods: drêches fraîches; premises: grange pour quatre-vingts personnes; csr_visibility",
        objectives="local_dialogue; environmental_results",
        forms="service_provision; classic_patronage",
        presentation="À trois, nous brassons neuf cents hectolitres par an avec l’eau du plateau. Il nous reste chaque "
        "mercredi quatre cents kilos de grain cuit, humide, pour lesquels plus aucun éleveur ne fait le trajet. L’été, "
        "la grange accueille des concerts ; l’hiver, elle attend.",
    ),
    Sheet(
        id="C05",
        name="Novhélia Électronique",
        kind="company",
        size="mid_size",
        reach="national",
        commune="Sarrebourg",
        roles=("Directeur de site/Directrice de site",),
        fragilities="diversity_disability=9; employment=8; digital_access=6; mobility",
        needs="disability_training; purchases: petites séries à conditionner; candidates: opérateurs de câblage",
        offers="it_equipment: quarante portables par an; purchases: sous-traitance de câblage; job_openings; training",
        objectives="economic_performance; staff_engagement; social_results",
        forms="service_provision; practice_audit; active_engagement",
        unavailable_forms="joint_offer",
        partners="A11",
        presentation="Trois cent dix personnes assemblent à Sarrebourg des cartes pour le ferroviaire et le médical. "
        "Nous renouvelons quarante ordinateurs portables par an, vieux de trois ans à peine, que notre prestataire "
        "broie. Les petites séries, ensachage et étiquetage, encombrent nos lignes : nous préférerions les confier à "
        "une équipe patiente et régulière. Quant à notre taux d’emploi de personnes handicapées, il plafonne à 3,4 %.",
    ),
    Sheet(
        id="C06",
        name="Façades Grubenwald",
        kind="company",
        size="small_medium",
        reach="department",
        commune="Otterswiller",
        roles=("Gérant/Gérante",),
        fragilities="employment=9; poor_housing=7; energy_transition",
        needs="candidates: façadiers débutants; training: accueillir des jeunes; knowledge_of_public",
        offers="skills_trades: enduits et isolation; job_openings: six postes par an; goods: fins de palettes d’enduit",
        objectives="staff_engagement; economic_performance; economic_results",
        forms="service_provision; active_engagement; hybrid_model",
        presentation="Ravalement, isolation par l’extérieur, un peu de torchis quand l’architecte des Bâtiments de "
        "France insiste. J’ai embauché onze débutants en deux ans, deux sont restés : ils savent travailler, pas "
        "encore se lever à cinq heures ni supporter l’échafaudage en novembre. Mes chefs d’équipe voudraient apprendre "
        "à les garder.",
    ),
    Sheet(
        id="C07",
        name="Scierie Haute-Bièvre",
        kind="company",
        size="small_medium",
        reach="department",
        commune="Abreschviller",
        roles=("Directeur/Directrice",),
        fragilities="economic_development=8; energy_transition=7",
        needs="local_roots; networks; staff_mobility: navette en vallée",
        offers="goods: planches déclassées; visibility; circular_economy: sciure et écorces",
        objectives="local_dialogue; economic_performance",
        forms="classic_patronage; general_interest_alternative",
        presentation="La scierie débite vingt mille mètres cubes de sapin par an et fait vivre trente-huit familles de "
        "la vallée. On nous connaît surtout par notre parc à grumes, dont l’extension vers le ruisseau fait débat ; "
        "nous aimerions parler aussi du reste. Écorces, sciure, planches à nœuds : tout cela cherche un usage plus "
        "utile que la chaufferie.",
    ),
    Sheet(
        id="C08",
        name="Conserverie Margotte",
        kind="cooperative",
        size="very_small",
        commune="Lorquin",
        roles=("Cogérant/Cogérante",),
        fragilities="standard_of_living",
        needs="purchases",
        presentation="Petite coopérative de sept associées, nous mettons en bocaux les légumes que les maraîchers "
        "n’ont pas vendus. L’autoclave tourne deux jours sur cinq.",
    ),
    Sheet(
        id="C09",
        name="Mécanorbe",
        kind="company",
        size="large",
        reach="national",
        commune="Saverne",
        roles=("Directeur des ressources humaines/Directrice des ressources humaines", "Chargé RSE/Chargée RSE"),
        fragilities="employment=8; mobility=9; education=7; health=5; economic_development",
        needs="candidates: techniciens d’usinage; staff_mobility: postes de nuit; team_events; local_roots",
        offers="money: fonds de proximité; skills_hr; skills_strategy; volunteers: journées solidaires; job_openings",
        objectives="staff_engagement; local_dialogue; innovation; political_results",
        forms="classic_patronage; active_engagement; societal_research; shared_expertise; hybrid_model",
        partners="A04; A20",
        presentation="Onze cents des six mille salariés du groupe conçoivent et montent à Saverne des machines "
        "d’emballage vendues sur quatre continents. L’équipe du matin prend son poste à 4 h 45 : qui n’a pas de "
        "voiture, ou personne pour garder un petit à cette heure-là, renonce avant l’entretien. Chaque salarié dispose "
        "de deux jours par an pour une cause locale ; l’an passé, six sur dix ne les ont pas pris, faute d’idées.",
    ),
    Sheet(
        id="C10",
        name="Union des Greniers du Piémont",
        kind="cooperative",
        size="mid_size",
        reach="region",
        commune="Hochfelden",
        roles=("Directeur général/Directrice générale",),
        fragilities="environment=8; economic_development=7; isolation=6",
        needs="experiment_ground; innovation: légumineuses locales; csr_visibility",
        offers="goods: farines et lentilles; premises: ancien silo; networks: quatre cents adhérents; transport",
        objectives="innovation; local_dialogue; environmental_results; economic_results",
        forms="societal_research; joint_offer; classic_patronage",
        unavailable_forms="service_provision",
        presentation="Quatre cents agriculteurs, six silos et une minoterie : la coopérative collecte du blé, du colza "
        "et, depuis trois ans, des lentilles que personne ici ne cuisine encore. Nous cherchons des cuisines pour les "
        "faire goûter et des terrains pour essayer des haies. Dans nos villages, l’exploitant qui finit seul devant sa "
        "télévision n’est plus une exception, et nos techniciens le voient avant tout le monde.",
    ),
    Sheet(
        id="C11",
        name="Serres de la Mossig",
        kind="company",
        size="very_small",
        reach="town",
        commune="Romanswiller",
        roles=("Horticulteur/Horticultrice",),
        fragilities="ageing; isolation; environment=7",
        needs="volunteers; visibility; candidates: saisonniers d’avril",
        offers="goods: invendus de fin de saison; premises: serre tiède l’hiver; awareness_workshops",
        objectives="local_dialogue; societal_results",
        forms="classic_patronage; service_provision",
        partners="A15",
        presentation="Un couple, une apprentie, trois mille mètres carrés sous verre et une clientèle qui a l’âge de "
        "ses géraniums. En juin nous compostons des milliers de plants encore beaux ; en janvier une serre à douze "
        "degrés reste vide, avec ses bancs et sa lumière. Les gens y restent volontiers bavarder, parfois tout "
        "l’après-midi.",
    ),
    Sheet(
        id="C12",
        name="Textiles de la Vezouzane",
        kind="company",
        size="small_medium",
        reach="national",
        commune="Cirey-sur-Vezouze",
        roles=("Directeur industriel/Directrice industrielle",),
        fragilities="health=7; employment=6; ageing",
        needs="knowledge_of_public: gestes des soignants; experiment_ground; innovation",
        offers="goods: draps de second choix; skills_trades: couture industrielle; purchases: petits ateliers",
        objectives="innovation; economic_performance; social_results",
        forms="societal_research; shared_expertise; classic_patronage",
        presentation="Nous tissons du linge plat pour les hôpitaux et les hôtels, à cinquante-quatre, dans la dernière "
        "usine textile de la vallée. Un drap sur trente sort avec un défaut que seul notre contrôleur voit ; il part "
        "au chiffon. Notre projet est un change facile à enfiler à domicile, mais nous ne connaissons ni ceux qui "
        "l’enfileront ni ceux qui le porteront.",
    ),
    Sheet(
        id="C13",
        name="Toitures Kessling-Soleil",
        kind="company",
        size="very_small",
        reach="intermunicipality",
        commune="Drulingen",
        roles=("Artisan couvreur/Artisane couvreuse",),
        fragilities="energy_transition=10; poor_housing=8",
        needs="networks: propriétaires de grands toits; skills_law: baux de toiture; candidates",
        offers="skills_trades: couverture et pose de panneaux; training: une semaine sur le toit",
        objectives="economic_performance; innovation; environmental_results",
        forms="joint_offer; active_engagement",
        presentation="Trois générations de couvreurs, des panneaux depuis dix ans, cinq personnes au total, mon fils "
        "compris. Des hangars de mille mètres carrés orientés plein sud, j’en connais vingt dont les propriétaires "
        "n’ont ni l’argent ni l’envie de s’en occuper. Je donne volontiers un samedi pour une charpente qui fuit chez "
        "quelqu’un qui ne peut pas payer.",
    ),
)
