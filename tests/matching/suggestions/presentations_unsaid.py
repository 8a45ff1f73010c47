"""Presentations that leave more unsaid: a reader understands what is sought and brought without its name."""

from tests.matching.suggestions.presentations import Presentation

UNSAID = (
    Presentation(
        "company",
        "Fromagerie de montagne, dix-huit personnes. Le lactosérum nous coûte cher à évacuer et la chambre froide "
        "du bas ne sert plus depuis l'extension.",
        "offer:premises need:circular_economy",
    ),
    Presentation(
        "company",
        "Nous posons des cuisines. Les modèles d'exposition changent chaque année, plans de travail et fours compris, "
        "et personne n'en veut. Trouver un poseur qui se lève tôt relève du miracle.",
        "offer:goods need:candidates",
    ),
    Presentation(
        "company",
        "Groupe de BTP, quatre cents compagnons. Une clause sociale sur chaque marché, et toujours les mêmes "
        "difficultés à trouver les heures d'insertion.",
        "need:candidates offer:job_openings offer:skills_trades",
    ),
    Presentation(
        "company",
        "Assureur. Depuis le télétravail, les équipes ne se voient plus ; chacun dispose d'une journée de bénévolat "
        "que presque personne n'utilise.",
        "need:team_events offer:volunteers",
    ),
    Presentation(
        "company",
        "Sellier-harnacheur, je jette des seaux de chutes de cuir et j'aimerais transmettre mon métier avant "
        "la retraite.",
        "offer:goods need:circular_economy need:trainees",
    ),
    Presentation(
        "company",
        "Éditeur de logiciels de santé. Nous avons besoin de retours de personnes âgées et de leurs aidants avant de "
        "lancer notre application.",
        "need:knowledge_of_public need:experiment_ground",
    ),
    Presentation(
        "company",
        "Caves coopératives : marcs, cartons, palettes à donner ; vendanges difficiles à pourvoir en septembre.",
        "offer:goods need:candidates",
    ),
    Presentation(
        "company",
        "Cinéma indépendant de trois salles, vides le matin en semaine.",
        "offer:premises",
    ),
    Presentation(
        "company",
        "Carrossier. Mes deux apprentis sont partis à la ville et le pont du fond est libre.",
        "need:candidates offer:skills_trades",
    ),
    Presentation(
        "company",
        "Maison de retraite. Nos résidents reçoivent peu de visites et l'animatrice est seule.",
        "need:volunteers theme:ageing theme:isolation",
    ),
    Presentation(
        "company",
        "Concession automobile. Tous les véhicules de démonstration dorment le week-end.",
        "offer:transport",
    ),
    Presentation(
        "company",
        "Cabinet d'architectes. Maquettes, moquettes d'échantillons, chutes de matériaux : le placard déborde.",
        "offer:goods",
    ),
    Presentation(
        "company",
        "Plateforme de commerce en ligne, 120 préparateurs. Colis retournés invendables, pourtant comme neufs.",
        "offer:goods need:circular_economy",
    ),
    Presentation(
        "company",
        "Pépiniériste ; à l'automne, des centaines d'arbustes défraîchis finissent broyés.",
        "offer:goods need:circular_economy",
    ),
    Presentation(
        "company",
        "Notre rapport RSE est mince. Nos clients publics nous demandent ce que nous faisons pour le territoire.",
        "need:csr_visibility need:local_roots",
    ),
    Presentation(
        "association",
        "Maison des adolescents : des éducateurs, une psychologue, et deux salles où l'on n'entend plus rien tant "
        "l'isolation est mauvaise.",
        "theme:health theme:education",
        "theme:energy_transition",
    ),
    Presentation(
        "association",
        "Nous tenons une buvette et un bal ; le toit de la salle des fêtes fuit et la sono a rendu l'âme.",
        "need:skills_trades theme:culture_leisure",
    ),
    Presentation(
        "association",
        "Prêt de jouets et de poussettes aux jeunes parents. On déménage en mars sans savoir où.",
        "need:premises need:goods",
    ),
    Presentation(
        "association",
        "Ateliers cuisine avec des femmes du quartier, dont plusieurs voudraient en faire leur métier.",
        "offer:candidates",
    ),
    Presentation(
        "association",
        "Coopérative d'habitants qui pose des panneaux solaires sur les écoles ; il nous manque des toits.",
        "need:premises theme:energy_transition",
    ),
    Presentation(
        "association",
        "Club de rugby : 300 enfants, des déplacements tous les samedis, aucun car.",
        "need:transport theme:culture_leisure",
    ),
    Presentation(
        "association",
        "Familles d'accueil pour chiens abandonnés. Couvertures et gamelles usées bienvenues.",
        "need:goods",
    ),
    Presentation(
        "association",
        "Permanences d'écrivain public : impôts, caf, préfecture. Trois bénévoles pour quarante demandes.",
        "need:volunteers theme:poverty",
    ),
    Presentation(
        "association",
        "Nous suivons des jeunes sortis de l'aide sociale à l'enfance. Il leur faut une chambre, un patron "
        "et quelqu'un "
        "à appeler le dimanche.",
        "need:job_openings theme:employment",
    ),
    Presentation(
        "association",
        "Entreprise adaptée associative : quarante salariés handicapés, lavage de véhicules sur site et archivage.",
        "offer:purchases theme:diversity_disability need:purchases",
    ),
    Presentation(
        "association",
        "Sensibiliser aux gestes qui sauvent : nos moniteurs viennent dans les ateliers et les bureaux.",
        "offer:training",
    ),
    Presentation(
        "association",
        "Cantine solidaire, 80 couverts à prix libre, cuisinés avec ce que les marchés laissent.",
        "need:goods theme:poverty",
    ),
    Presentation(
        "association",
        "Des retraités réparent le samedi grille-pain et aspirateurs devant leurs propriétaires.",
        "offer:circular_economy theme:environment",
    ),
    Presentation(
        "association",
        "Notre festival tient grâce à deux cents bénévoles ; la subvention fond, et personne ne sait démarcher.",
        "need:money theme:culture_leisure",
    ),
    Presentation(
        "association",
        "La fibre est arrivée, pas le mode d'emploi : nous allons de village en village avec six vieux portables.",
        "need:it_equipment theme:digital_access",
    ),
)

MORE_UNSAID = (
    Presentation(
        "company",
        "Tonnelier, huit salariés. Les merrains déclassés s'empilent derrière l'atelier et l'on brûle le reste.",
        "offer:goods need:circular_economy",
    ),
    Presentation(
        "company",
        "Clinique vétérinaire. Nous soignons gratuitement les animaux de personnes sans domicile un soir par mois.",
        "offer:volunteers theme:poverty",
    ),
    Presentation(
        "company",
        "Usine de cosmétiques : trois mille flacons mal étiquetés par mois que le règlement nous interdit de vendre.",
        "offer:goods need:circular_economy",
    ),
    Presentation(
        "company",
        "Notre cantine d'entreprise sert 400 couverts et en jette 30. Le chef aimerait former quelqu'un.",
        "offer:goods need:circular_economy",
    ),
    Presentation(
        "company",
        "Société d'ambulances, vingt véhicules, deux équipes de nuit difficiles à compléter.",
        "need:candidates offer:transport",
    ),
    Presentation(
        "company",
        "Bailleur social, douze mille logements. Loges de gardien inoccupées au pied de plusieurs tours.",
        "offer:premises theme:poor_housing",
    ),
    Presentation(
        "company",
        "Direction régionale d'un groupe d'énergie : bénévolat de compétences encouragé, dix jours par an, "
        "peu de candidats faute d'offres proches.",
        "offer:volunteers need:team_events",
    ),
    Presentation(
        "company",
        "Atelier de couture haut de gamme : rouleaux de tissus en fin de série, et pas une couturière à "
        "embaucher à trente kilomètres.",
        "offer:goods need:candidates",
    ),
    Presentation(
        "company",
        "Cabinet de géomètres. On cartographie le canton depuis 1954 et nos archives intéressent peut-être quelqu'un.",
        "offer:knowledge_of_territory",
    ),
    Presentation(
        "company",
        "Entreprise de déménagement : camions au repos le dimanche et garde-meubles à moitié plein.",
        "offer:transport offer:premises",
    ),
    Presentation(
        "company",
        "Start-up qui développe une montre d'alerte pour personnes âgées ; il nous faut des testeurs patients.",
        "need:experiment_ground need:knowledge_of_public",
    ),
    Presentation(
        "company",
        "Notaires associés. Une permanence gratuite le samedi serait possible, encore faut-il savoir à qui "
        "la proposer.",
        "offer:skills_law need:networks",
    ),
    Presentation(
        "company",
        "Station de ski de basse altitude : remontées arrêtées, personnel saisonnier sans logement, image à refaire.",
        "need:candidates need:visibility",
    ),
    Presentation(
        "company",
        "Fonderie. Bruit, fumées, riverains agacés : nous voulons renouer le dialogue avec la rue d'en face.",
        "need:local_roots",
    ),
    Presentation(
        "company",
        "Cabinet de recrutement. Nous pouvons relire des CV et faire passer des entretiens blancs.",
        "offer:skills_hr",
    ),
    Presentation(
        "company",
        "Vignoble familial, trente hectares, vendangeurs de plus en plus rares et une grange superbe hors vendanges.",
        "need:candidates offer:premises",
    ),
    Presentation(
        "company",
        "Magasin de bricolage : pots de peinture abîmés, retours clients, outils d'exposition soldés ou jetés.",
        "offer:goods need:circular_economy",
    ),
    Presentation(
        "company",
        "Crèches d'entreprise : cent berceaux, vingt postes d'auxiliaires vacants.",
        "need:candidates",
    ),
    Presentation(
        "company",
        "Groupe de presse local. Une page chaque semaine pour ceux qui font bouger le coin.",
        "offer:visibility",
    ),
    Presentation(
        "company",
        "Informatique et réseaux pour PME ; les écrans et tours que nos clients changent finissent dans notre cave.",
        "offer:it_equipment need:circular_economy",
    ),
    Presentation(
        "association",
        "Foyer de jeunes travailleurs : 80 studios, des vélos volés, des contrats courts et des loyers qui "
        "mangent la paie.",
        "theme:poor_housing",
    ),
    Presentation(
        "association",
        "Une conserverie solidaire où des personnes éloignées de l'emploi transforment les légumes moches du marché.",
        "need:goods offer:candidates theme:employment",
    ),
    Presentation(
        "association",
        "Nous montons des bibliothèques de rue au pied des tours avec trois caisses de livres et un tapis.",
        "need:goods theme:education",
    ),
    Presentation(
        "association",
        "Équithérapie pour enfants autistes : quatre poneys, une carrière inondée tous les hivers, une "
        "liste d'attente.",
        "theme:diversity_disability need:skills_trades",
    ),
    Presentation(
        "association",
        "Le journal du quartier paraît quand on trouve un imprimeur qui veut bien.",
        "need:skills_communication theme:isolation",
    ),
    Presentation(
        "association",
        "Trente anciens cadres conseillent gratuitement des créateurs d'entreprise.",
        "theme:economic_development offer:networks",
    ),
    Presentation(
        "association",
        "Nos salariées en insertion repassent, cousent et livrent à vélo ; deux hôtels viennent de nous quitter.",
        "need:purchases offer:purchases theme:employment",
    ),
    Presentation(
        "association",
        "Sorties vélo adaptées pour malvoyants, douze tandems, il manque toujours un pilote.",
        "need:volunteers theme:diversity_disability",
    ),
    Presentation(
        "association",
        "Collectif de glaneurs : on ramasse ce que les champs laissent et on le porte à qui a faim, dans "
        "nos coffres de voiture.",
        "need:transport theme:poverty",
    ),
    Presentation(
        "association",
        "Médiation en santé mentale : on apprend aux managers à repérer quand quelqu'un décroche.",
        "offer:awareness_workshops theme:health",
    ),
    Presentation(
        "association",
        "Préparation au permis de conduire pour des jeunes ruraux ; notre simulateur date et nos moniteurs aussi.",
        "theme:mobility offer:staff_mobility",
    ),
    Presentation(
        "association",
        "On loge chez l'habitant des étudiants avec des personnes âgées. Il faudrait le faire savoir.",
        "theme:isolation need:visibility theme:ageing",
    ),
    Presentation(
        "association",
        "Chorale de chômeurs et de salariés, tournée des entreprises au printemps.",
        "theme:culture_leisure theme:employment",
    ),
    Presentation(
        "association",
        "Nous numérisons des films de famille oubliés. Le disque dur est plein et l'ordinateur souffle.",
        "need:it_equipment theme:culture_leisure",
    ),
    Presentation(
        "association",
        "Verger conservatoire : cent variétés de pommes, des greffes en mars, des récoltes à partager, pas "
        "de pressoir.",
        "theme:environment offer:team_events",
    ),
)
