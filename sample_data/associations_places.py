"""Fourteen invented associations of culture, nature, knowledge and local life, in the words of those who run them."""

from sample_data.sheets import Sheet

ASSOCIATIONS_PLACES = (
    Sheet(
        id="A07",
        name="Théâtre de la Luge",
        kind="association_volunteer",
        model="general_interest",
        reach="town",
        commune="Dettwiller",
        roles=("Metteur en scène/Metteuse en scène",),
        fragilities="culture_leisure=8; isolation=6; education",
        needs="premises: répéter de novembre à mars; skills_trades: décors; visibility",
        offers="team_events: improviser à vingt; visibility; awareness_workshops: parler en public",
        objectives="recognition; skills_and_volunteers; societal_results",
        forms="classic_patronage; shared_expertise",
        presentation="Vingt-deux comédiens amateurs, du boucher à la notaire, jouent en alsacien et en français depuis "
        "quarante ans. La salle des fêtes ferme pour deux hivers de travaux et nous répétons dans le garage de la "
        "souffleuse. N’importe quel volume chauffé fera l’affaire, même avec des machines autour, pourvu qu’on puisse "
        "y crier.",
    ),
    Sheet(
        id="A09",
        name="Kilowatt Voisin",
        kind="association_volunteer",
        model="social_utility",
        reach="intermunicipality",
        commune="Phalsbourg",
        roles=("Président/Présidente",),
        fragilities="energy_transition=10; economic_development; environment=8",
        needs="premises: mille mètres carrés plein sud; skills_law: monter la société; money; skills_trades",
        offers="networks: cent quarante épargnants; awareness_workshops: sa facture en une heure; innovation",
        objectives="organisation_performance; recognition; environmental_results; political_results",
        forms="joint_offer; societal_research; hybrid_model",
        unavailable_forms="classic_patronage; active_engagement",
        presentation="Cent quarante habitants ont promis trois cents euros chacun pour produire ensemble leur "
        "électricité. L’argent dort, car il nous manque l’essentiel : de grandes couvertures à louer vingt ans et "
        "quelqu’un du métier pour dire lesquelles tiendront. Nos statuts sont prêts, à une clause près que nul ne "
        "comprend.",
    ),
    Sheet(
        id="A10",
        name="Mémoire du Verre Chaud",
        kind="association_volunteer",
        model="general_interest",
        reach="intermunicipality",
        commune="Hartzviller",
        roles=("Archiviste bénévole/Archiviste bénévole",),
        fragilities="culture_leisure=9; ageing=5",
        needs="premises: exposer les moules; skills_digital: numériser; skills_communication; money",
        offers="knowledge_of_territory: six mille photographies; local_roots; visibility: visites guidées",
        objectives="recognition; funds; societal_results; economic_results",
        forms="shared_expertise; joint_offer; classic_patronage",
        presentation="Anciens tailleurs, fils de souffleurs et une professeure d’histoire : nous gardons six mille "
        "photographies et trois cents moules dans deux greniers humides. Chaque été, des touristes descendus du train "
        "demandent où voir travailler le cristal, et nous leur montrons une vitrine. Les derniers témoins ont "
        "quatre-vingt-dix ans ; il faut les enregistrer cet hiver.",
    ),
    Sheet(
        id="A14",
        name="La Vigie du Grand-Duc",
        kind="association_volunteer",
        model="general_interest",
        reach="department",
        commune="Abreschviller",
        roles=("Président/Présidente",),
        fragilities="environment=10; energy_transition=5",
        needs="volunteers: comptages de nuit; goods: bois brut pour nichoirs; skills_law; visibility",
        offers="awareness_workshops: sortie nocturne; knowledge_of_territory: inventaires; team_events",
        objectives="recognition; skills_and_volunteers; environmental_results; political_results",
        forms="practice_audit; classic_patronage; active_engagement",
        presentation="Naturalistes du dimanche et ingénieure forestière, nous suivons trente couples de rapaces et "
        "deux ruisseaux à écrevisses. Notre recours contre l’agrandissement d’un parc à grumes est devant le tribunal "
        "administratif, ce qui ne nous empêche pas de conseiller volontiers d’autres entreprises sur leurs haies et "
        "leurs éclairages. En février nous posons cent nichoirs, s’il se trouve des planches et des bras.",
    ),
    Sheet(
        id="A15",
        name="Les Jardins de Sidonie",
        kind="association_employer",
        model="social_utility",
        reach="intermunicipality",
        commune="Neuwiller-lès-Saverne",
        roles=("Chef de culture/Cheffe de culture",),
        fragilities="employment=9; environment=8; poverty=6",
        needs="purchases: cantines à livrer; transport; job_openings; circular_economy: matière à pailler et à nourrir",
        offers="purchases: légumes de saison; team_events: récolte en équipe; training; candidates",
        objectives="organisation_performance; funds; economic_results; environmental_results",
        forms="service_provision; joint_offer; hybrid_model",
        partners="C11",
        presentation="Vingt-deux salariés en insertion cultivent quatre hectares de légumes biologiques et élèvent "
        "cent quatre-vingts poules qui mangeraient volontiers autre chose que du granulé. Nous livrons deux cents "
        "paniers, mais la carotte de plein champ nous reste sur les bras d’octobre à mars. Une grosse cuisine qui "
        "commande à jour fixe changerait tout, y compris le réveil.",
    ),
    Sheet(
        id="A18",
        name="Amicale des Miniatures Routières",
        kind="association_volunteer",
        reach="department",
        commune="Sarre-Union",
        roles=("Président/Présidente",),
        fragilities="culture_leisure=7; isolation",
        needs="premises: une bourse en mars; visibility",
        offers="visibility: catalogue annuel; networks",
        objectives="recognition; skills_and_volunteers",
        forms="classic_patronage; service_provision",
        presentation="Camions, remorques, dépanneuses : au 1/43, tout le transport routier tient dans nos vitrines. "
        "Quarante-six collectionneurs, une bourse d’échange le troisième dimanche de mars et un trajet de deux heures "
        "pour certains adhérents. Nous aimerions une salle avec parking et, qui sait, un vrai tracteur de 1962 devant "
        "l’entrée.",
    ),
    Sheet(
        id="A19",
        name="Compagnie Trois Ampères",
        kind="association_employer",
        model="general_interest",
        reach="region",
        commune="Ingwiller",
        roles=("Chorégraphe/Chorégraphe",),
        fragilities="culture_leisure=9; health=5; diversity_disability=6",
        needs="money; premises: plateau de danse; skills_accounting: intermittents; skills_communication",
        offers="team_events: bouger au travail; innovation; awareness_workshops: le corps au bureau",
        objectives="funds; recognition; societal_results",
        forms="classic_patronage; shared_expertise; societal_research",
        presentation="L’énergie, la transition d’un appui à l’autre, la tension et la décharge : nous en faisons de la "
        "danse, dans les gymnases, les usines et les cours d’école. Trois permanentes, onze intermittents, "
        "quatre-vingts représentations. Notre administratrice part en congé de maternité en janvier et les fiches de "
        "paie nous font plus peur que le public.",
    ),
    Sheet(
        id="A20",
        name="Fondation Marthe Obrecht",
        kind="foundation",
        reach="department",
        commune="Saverne",
        roles=("Délégué général/Déléguée générale",),
        fragilities="education=9; employment=8; mobility=6",
        needs="networks: entreprises cofinanceuses; knowledge_of_territory",
        offers="money: bourses d’apprentissage; networks; skills_strategy",
        partners="C09",
    ),
    Sheet(
        id="A22",
        name="Les Parrains du Canal",
        kind="association_volunteer",
        model="general_interest",
        reach="intermunicipality",
        commune="Lutzelbourg",
        roles=("Président/Présidente", "Coordinateur des parrainages/Coordinatrice des parrainages"),
        fragilities="employment=9; isolation=6; ageing=4",
        needs="job_openings; networks: recruteurs qui répondent; skills_hr: simuler un entretien; skills_communication",
        offers="candidates: soixante chercheurs d’emploi suivis; volunteers: retraités de l’industrie; networks",
        objectives="skills_and_volunteers; recognition; social_results; economic_results",
        forms="active_engagement; shared_expertise; service_provision",
        presentation="Quarante retraités, contremaîtres, institutrices, un ancien batelier, accompagnent chacun une "
        "personne vers un poste : un CV relu, un costume prêté, un coup de fil le matin de l’entretien. Deux filleuls "
        "sur trois travaillent au bout de six mois. Notre site date de 2011 et annonce encore l’assemblée générale de "
        "2014.",
    ),
    Sheet(
        id="A23",
        name="Bus Santé des Crêtes",
        kind="association_employer",
        model="general_interest",
        reach="department",
        commune="Cirey-sur-Vezouze",
        roles=("Infirmier coordinateur/Infirmière coordinatrice",),
        fragilities="health=10; isolation=8; mobility=8; ageing",
        needs="money: deuxième véhicule; premises: prises et parking; skills_digital; innovation",
        offers="awareness_workshops: dépistage au pied de l’atelier; experiment_ground; knowledge_of_public",
        objectives="funds; organisation_performance; social_results; political_results",
        forms="societal_research; hybrid_model; classic_patronage; service_provision",
        presentation="Un autocar réaménagé, deux infirmières et un dentiste à la retraite sillonnent quarante villages "
        "sans médecin. On y mesure la tension, on y refait un pansement, on y apprend surtout qui n’a parlé à personne "
        "depuis dimanche. Nous nous garons volontiers devant une entreprise, si elle nous prête une prise et dix "
        "minutes par salarié.",
    ),
    Sheet(
        id="A25",
        name="Fabrique du Moulin Bleu",
        kind="association_employer",
        model="general_interest",
        reach="intermunicipality",
        commune="Blâmont",
        roles=("Animateur d’atelier/Animatrice d’atelier",),
        fragilities="education=8; digital_access=7; economic_development=6",
        needs="goods: matière première à découper; skills_trades: un œil de métier; civic_service; it_equipment",
        offers="experiment_ground: prototyper en trois jours; innovation; training: découpe laser; team_events",
        objectives="organisation_performance; recognition; societal_results; economic_results",
        forms="shared_expertise; societal_research; hybrid_model",
        presentation="Découpeuse, tours, imprimantes et une cafetière increvable : l’atelier partagé accueille "
        "lycéens, bricoleurs et inventeurs du samedi. Nos jouets à engrenages se vendent bien, mais le contreplaqué "
        "acheté ronge la marge, alors que l’on rêve de vraies essences, même en petits morceaux. Les adolescents "
        "écouteraient mieux un artisan qu’un tutoriel.",
    ),
    Sheet(
        id="A26",
        name="Harmonie de la Sarre Rouge",
        kind="association_volunteer",
        reach="town",
        commune="Lorquin",
        roles=("Chef de musique/Cheffe de musique",),
        fragilities="culture_leisure",
        needs="candidates: deux clarinettes et un tuba",
        presentation="Recrutement permanent, aucune expérience exigée : il nous manque deux clarinettes et un tuba.",
    ),
    Sheet(
        id="A27",
        name="Les Mots du Palier",
        kind="association_volunteer",
        model="general_interest",
        reach="town",
        commune="Réding",
        roles=("Président/Présidente",),
        fragilities="diversity_disability=9; isolation=7; employment=7; education",
        needs="volunteers; premises: une salle après vingt heures; civic_service; skills_communication",
        offers="training: français sur le lieu de travail; knowledge_of_public; candidates; awareness_workshops",
        objectives="recognition; skills_and_volunteers; social_results; societal_results",
        forms="service_provision; shared_expertise; classic_patronage; active_engagement",
        presentation="Douze anciennes enseignantes donnent des cours à quatre-vingts adultes venus d’Afghanistan, "
        "d’Érythrée, d’Ukraine et de Turquie. On y parle étiquettes, bulletins de salaire, consignes de sécurité, "
        "parce que c’est ce qui revient le lendemain au travail. Beaucoup finissent leur service tard et manquent la "
        "leçon de dix-huit heures.",
    ),
    Sheet(
        id="A28",
        name="Les Sabots de l’Aube",
        kind="association_employer",
        model="social_utility",
        reach="town",
        commune="Otterswiller",
        roles=("Directeur/Directrice",),
        fragilities="education=7; employment",
        presentation="Crèche parentale de vingt-quatre berceaux, ouverte dès quatre heures et quart deux matins par "
        "semaine à titre d’essai. Nos parents travaillent en équipes, leurs patrons l’ignorent souvent. Une troisième "
        "aube tiendrait s’il y avait six réservations.",
    ),
)
