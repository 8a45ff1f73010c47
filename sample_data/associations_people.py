"""Fourteen invented associations that help people directly, in the words of those who run them."""

from sample_data.sheets import Sheet

ASSOCIATIONS_PEOPLE = (
    Sheet(
        id="A01",
        name="Le Panier de Colette",
        kind="association_employer",
        model="general_interest",
        reach="intermunicipality",
        commune="Saverne",
        roles=("Directeur/Directrice",),
        fragilities="poverty=10; standard_of_living=9; health=6",
        needs="transport: aller chercher les denrées à Strasbourg; goods: produits frais; volunteers",
        offers="team_events: tri et cuisine à dix; awareness_workshops: le vrai prix d’un panier; local_roots",
        objectives="skills_and_volunteers; organisation_performance; social_results",
        forms="classic_patronage; active_engagement; hybrid_model",
        partners="C14",
        presentation="Deux cent dix familles font leurs courses chez nous à dix pour cent du prix, un café à la main. "
        "Le lot le plus riche nous attend le jeudi à la plateforme de Strasbourg, mais notre utilitaire de 2004 a "
        "rendu l’âme en août et nous n’en rapportons que ce qui tient dans deux breaks. Les quinze bénévoles du tri "
        "ont soixante-huit ans de moyenne d’âge, et le sac de pommes de terre ne rajeunit pas.",
    ),
    Sheet(
        id="A02",
        name="La Seconde Manche",
        kind="association_employer",
        model="social_utility",
        reach="intermunicipality",
        commune="Sarrebourg",
        roles=("Coordinateur/Coordinatrice",),
        fragilities="environment=9; employment=7; standard_of_living=7",
        needs="premises: stockage le week-end; skills_strategy: changer d’échelle; transport; goods",
        offers="circular_economy: débarras valorisé; awareness_workshops: réparer au lieu de jeter; purchases",
        objectives="organisation_performance; funds; environmental_results; economic_results",
        forms="joint_offer; service_provision; hybrid_model",
        unavailable_forms="classic_patronage",
        partners="C01",
        presentation="Ressourcerie depuis 2016, nous avons sauvé de la benne cent soixante tonnes de meubles l’an "
        "dernier, avec sept salariés et un hangar qui déborde dès le vendredi soir. Les lits partent en deux jours, "
        "surtout les bons matelas, que des foyers nous réservent par téléphone. Nous rêvons d’un second magasin sans "
        "savoir si nos chiffres le permettent.",
    ),
    Sheet(
        id="A03",
        name="Les Écrans du Préau",
        kind="association_employer",
        model="general_interest",
        reach="intermunicipality",
        commune="Phalsbourg",
        roles=("Médiateur numérique/Médiatrice numérique",),
        fragilities="digital_access=10; education=7; ageing",
        needs="it_equipment: de quoi équiper quarante familles; volunteers: parrains du soir; skills_law",
        offers="training: premiers pas et démarches; knowledge_of_public; experiment_ground: un panel de débutants",
        objectives="skills_and_volunteers; recognition; societal_results",
        forms="classic_patronage; shared_expertise; active_engagement",
        presentation="Dans l’ancienne école de filles, trois médiateurs apprennent chaque semaine à cent personnes à "
        "prendre un rendez-vous, scanner un papier, reconnaître une escroquerie. Quarante familles attendent un "
        "premier clavier à la maison ; certains collégiens rendent leurs devoirs sur le téléphone de leur mère. Nos "
        "apprenants ont un talent rare : ils disent sans fard ce qu’ils ne comprennent pas sur une page.",
    ),
    Sheet(
        id="A04",
        name="Roue Libre en Vosges",
        kind="association_employer",
        model="social_utility",
        reach="intermunicipality",
        commune="Sarrebourg",
        roles=("Directeur/Directrice",),
        fragilities="mobility=10; employment=9; isolation",
        needs="goods: petites voitures à retaper; skills_trades: un mécanicien le samedi; money; skills_hr",
        offers="staff_mobility: deux-roues et covoiturage d’équipe; transport; knowledge_of_territory",
        objectives="organisation_performance; funds; social_results; political_results",
        forms="hybrid_model; joint_offer; shared_expertise; classic_patronage",
        partners="C09",
        presentation="Un scooter à deux euros par jour, une auto-école qui prend le temps, un minibus du matin : avec "
        "cela, trois cents personnes ont gardé leur emploi l’an dernier. La file d’attente est de neuf semaines parce "
        "que cinq véhicules sur vingt sont en panne et que nous n’avons ni pont ni mécanicien. Ce sont les prises de "
        "poste avant l’aube qui remplissent notre répondeur.",
    ),
    Sheet(
        id="A05",
        name="La Truelle et le Lavoir",
        kind="association_employer",
        model="social_utility",
        reach="department",
        commune="Marmoutier",
        roles=("Encadrant technique/Encadrante technique",),
        fragilities="employment=10; poor_housing=7; culture_leisure",
        needs="job_openings: la suite du parcours; goods: matériaux; skills_law: clauses sociales",
        offers="candidates: quatorze jeunes préparés; purchases: murets et enduits; team_events: chantier d’un jour",
        objectives="organisation_performance; recognition; economic_results; social_results",
        forms="service_provision; hybrid_model; active_engagement",
        presentation="Quatorze jeunes en chantier d’insertion restaurent lavoirs, murs de cimetière et granges du "
        "pays. Au bout d’un an ils montent un échafaudage, gâchent à l’ancienne et arrivent à l’heure, ce qui fut le "
        "plus long. Il leur faut ensuite un patron qui accepte de continuer à expliquer, et un tuteur qui n’a pas peur "
        "des questions.",
    ),
    Sheet(
        id="A06",
        name="Le Seuil Ouvert",
        kind="association_employer",
        model="general_interest",
        reach="department",
        commune="Sarrebourg",
        roles=("Chef de service/Cheffe de service",),
        fragilities="poverty=10; poor_housing=9; health=8; safety=4",
        needs="goods: de quoi servir un repas chaud; money; skills_trades: rénover les douches; candidates: veilleurs",
        offers="knowledge_of_public; awareness_workshops: comprendre la rue; team_events",
        objectives="funds; skills_and_volunteers; social_results",
        forms="classic_patronage; active_engagement; service_provision",
        presentation="Accueil de jour ouvert de huit heures à seize heures, sans rendez-vous ni question. Ils étaient "
        "douze à midi en 2019, ils sont trente-cinq, et le plat du jour dépend de ce que la paroisse a pu préparer. "
        "Deux de nos trois douches fuient ; un plombier deux matinées, et ce serait réglé.",
    ),
    Sheet(
        id="A08",
        name="Relais des Aidants de la Zorn",
        kind="association_volunteer",
        model="general_interest",
        reach="intermunicipality",
        commune="Hochfelden",
        roles=("Président/Présidente",),
        fragilities="ageing=10; health=8; isolation=8",
        needs="visibility: rejoindre ceux qui travaillent; premises: un lieu hors de l’hôpital; money; networks",
        offers="awareness_workshops: concilier emploi et parent malade; knowledge_of_public; training",
        objectives="recognition; funds; societal_results; social_results",
        forms="societal_research; shared_expertise; classic_patronage",
        presentation="Conjoints, filles, fils : nous tenons deux cafés par mois où l’on parle de la maladie "
        "d’Alzheimer sans baisser la voix. Les actifs ne viennent jamais, ils téléphonent depuis le parking de leur "
        "usine pour dire qu’ils n’en peuvent plus. Neuf bénévoles formées sont prêtes à se déplacer entre midi et "
        "deux, là où ils sont.",
    ),
    Sheet(
        id="A11",
        name="Ateliers de la Breitmatt",
        kind="association_employer",
        model="social_utility",
        reach="department",
        commune="Steinbourg",
        roles=("Directeur adjoint/Directrice adjointe",),
        fragilities="diversity_disability=10; employment=7",
        needs="purchases: commandes régulières; job_openings: détachements en entreprise; networks",
        offers="purchases: ensachage, câblage, mise sous pli; disability_training; trainees; candidates",
        objectives="organisation_performance; recognition; economic_results; social_results",
        forms="service_provision; joint_offer; practice_audit",
        unavailable_forms="classic_patronage",
        partners="C05",
        presentation="Quatre-vingt-douze travailleurs handicapés conditionnent, étiquettent et soudent, avec une "
        "constance que nos donneurs d’ordres nous envient. Un client sur quatre s’en va quand son acheteur change ; "
        "nous préférons dix petites commandes fidèles à un gros marché. Chaque trimestre, deux d’entre eux partent "
        "essayer un poste hors de nos murs, avec leur moniteur.",
    ),
    Sheet(
        id="A12",
        name="La Maison des Mirabelles",
        kind="association_employer",
        model="general_interest",
        reach="department",
        commune="Sarrebourg",
        roles=("Éducateur référent/Éducatrice référente",),
        fragilities="poor_housing=9; safety=9; poverty=7",
        needs="goods: de quoi meubler seize chambres; skills_law: droit de la famille; job_openings; money",
        offers="awareness_workshops: repérer les violences; training; knowledge_of_public",
        objectives="skills_and_volunteers; funds; societal_results",
        forms="classic_patronage; active_engagement; practice_audit",
        presentation="Nous mettons à l’abri des femmes et leurs enfants, à une adresse que nous ne donnons pas. "
        "L’extension ouvre au printemps : seize chambres peintes, et pas un lit dedans. Après l’abri vient le travail, "
        "et c’est là que tout se joue, pourvu qu’un employeur accepte des horaires d’école.",
    ),
    Sheet(
        id="A13",
        name="Présence et Foyer",
        kind="association_employer",
        model="social_utility",
        reach="intermunicipality",
        commune="Saverne",
        roles=("Directeur/Directrice",),
        fragilities="ageing=10; isolation=9; employment=6; health",
        needs="candidates: aides à domicile; skills_digital: planning des tournées; staff_mobility; skills_accounting",
        offers="knowledge_of_public; experiment_ground: huit cents foyers; training: gestes et postures",
        objectives="organisation_performance; recognition; social_results; economic_results",
        forms="societal_research; hybrid_model; shared_expertise",
        unavailable_forms="classic_patronage",
        keep_apart="C20",
        presentation="Huit cents foyers aidés, cent soixante-dix salariées, cinquante-huit ans d’histoire et un "
        "logiciel de tournées qui date de la moitié. Nos aides font cent kilomètres par jour dans leur propre voiture. "
        "Elles savent mieux que personne quel vêtement, quelle cuillère, quelle rampe manque chez les gens, mais "
        "personne ne le leur demande.",
    ),
    Sheet(
        id="A16",
        name="Après la Cloche",
        kind="association_volunteer",
        model="general_interest",
        reach="town",
        commune="Saverne",
        roles=("Président/Présidente",),
        fragilities="education=9; diversity_disability; isolation=5",
        needs="volunteers: une heure le lundi ou le jeudi; premises; job_openings: stages de troisième",
        offers="team_events: parrainer un élève; local_roots; knowledge_of_public",
        objectives="skills_and_volunteers; societal_results",
        forms="active_engagement; classic_patronage",
        presentation="Cinquante-quatre enfants font leurs devoirs avec nous dans un appartement prêté par le bailleur, "
        "qui le reprend en juin. Les plus grands cherchent en vain un stage de troisième quand leurs parents ne "
        "connaissent aucun patron. Il suffit d’une heure par semaine, de patience et d’aimer les fractions.",
    ),
    Sheet(
        id="A17",
        name="Les Tandems du Plateau",
        kind="association_volunteer",
        commune="Phalsbourg",
        roles=("Trésorier/Trésorière",),
        reach="intermunicipality",
        fragilities="diversity_disability; culture_leisure; health",
        needs="volunteers: pilotes",
        presentation="Un pilote qui voit, un équipier qui ne voit pas, deux selles. Onze vélos doubles, dont quatre à "
        "réviser.",
    ),
    Sheet(
        id="A21",
        name="Le Toit d’en Face",
        kind="association_employer",
        model="general_interest",
        reach="department",
        commune="Diemeringen",
        roles=("Responsable de chantier/Responsable de chantier",),
        fragilities="poor_housing=10; energy_transition=8; ageing=6; poverty",
        needs="skills_trades: couvreurs et façadiers; goods: isolants; skills_law: baux à réhabilitation; volunteers",
        offers="knowledge_of_territory: cent maisons visitées; team_events: chantiers du samedi; visibility",
        objectives="skills_and_volunteers; funds; social_results; environmental_results",
        forms="active_engagement; classic_patronage; general_interest_alternative",
        presentation="Dans les villages de l’Alsace Bossue, nous aidons des propriétaires pauvres à ne plus vivre dans "
        "une seule pièce. On répare avec eux : une fenêtre, un poêle, souvent d’abord ce qui goutte au-dessus du lit. "
        "Vingt et une familles en 2025, quarante dossiers prêts, trois bricoleurs agréés et un permis remorque.",
    ),
    Sheet(
        id="A24",
        name="Les Visiteurs du Mardi",
        kind="association_volunteer",
        model="general_interest",
        reach="town",
        commune="Wasselonne",
        roles=("Secrétaire/Secrétaire",),
        fragilities="isolation; ageing",
    ),
)
