"""Presentations of invented organisations, with what a reader takes from them: needs, offers, and what is not said."""

from typing import NamedTuple


class Presentation(NamedTuple):
    """A text, who says it, codes a reader expects, and codes a reader would be surprised by ("need:money")."""

    side: str
    text: str
    expected: str
    surprising: str = ""


PRESENTATIONS = (
    Presentation(
        "company",
        "Fabricant de fenêtres bois. Chaque semaine une benne de chutes de chêne part à la chaufferie. "
        "Deux postes de menuisier restent à pourvoir depuis un an.",
        "offer:goods need:circular_economy need:candidates offer:job_openings",
        "need:money theme:digital_access",
    ),
    Presentation(
        "company",
        "Notre flotte d'ordinateurs est renouvelée tous les quatre ans et les anciens finissent chez un broyeur.",
        "offer:it_equipment need:circular_economy",
    ),
    Presentation(
        "company",
        "Traiteur événementiel : les soirs de réception, des plateaux entiers repartent intacts, et nous jetons.",
        "offer:goods need:circular_economy",
        "need:it_equipment",
    ),
    Presentation(
        "company",
        "Cabinet d'expertise comptable de vingt personnes. Les jeunes collaborateurs cherchent du sens et "
        "nous aimerions "
        "leur proposer une journée solidaire.",
        "offer:skills_accounting need:team_events",
        "need:skills_accounting",
    ),
    Presentation(
        "company",
        "Transporteur frigorifique. Nos semi-remorques reviennent vides de Lyon, et trois conducteurs "
        "partent en retraite.",
        "offer:transport need:candidates",
        "need:transport",
    ),
    Presentation(
        "company",
        "L'entrepôt de Vendenheim est à moitié vide depuis que l'on a perdu un client ; autant qu'il serve.",
        "offer:premises",
        "need:premises",
    ),
    Presentation(
        "company",
        "Entreprise de propreté. Beaucoup de nos agents ne savent pas lire les consignes et certains n'ont "
        "pas le permis.",
        "need:training need:staff_mobility",
    ),
    Presentation(
        "company",
        "Agence web de douze développeuses. Nous offrons deux jours par mois à un projet associatif.",
        "offer:skills_digital offer:volunteers",
    ),
    Presentation(
        "company",
        "Usine agroalimentaire, taux d'emploi de personnes handicapées de 2 %, petites séries que l'on "
        "voudrait confier.",
        "need:disability_training need:purchases",
    ),
    Presentation(
        "company",
        "Les riverains nous connaissent mal. Nous voudrions ouvrir nos portes aux collégiens et nous ancrer "
        "localement.",
        "need:local_roots offer:job_openings",
    ),
    Presentation(
        "company",
        "Banque régionale : notre fondation d'entreprise finance chaque année vingt projets associatifs.",
        "offer:money",
        "need:money",
    ),
    Presentation(
        "company",
        "Imprimeur. Affiches et flyers à prix coûtant pour les associations du canton.",
        "offer:skills_communication",
    ),
    Presentation(
        "company",
        "Hôtel de soixante chambres. On remplace la literie cet hiver. Le personnel d'étage est introuvable.",
        "offer:goods need:candidates need:circular_economy",
    ),
    Presentation(
        "company",
        "We bake bread for forty shops. Unsold loaves are thrown away every night. We cannot find staff for nights.",
        "offer:goods need:circular_economy need:candidates",
    ),
    Presentation(
        "company",
        "Le club de nos salariés a de l'énergie à revendre. Nous ne cherchons pas de locaux et n'avons pas "
        "besoin d'argent.",
        "",
        "need:premises need:money theme:energy_transition",
    ),
    Presentation(
        "association",
        "Épicerie sociale : deux cents foyers, des bénévoles qui vieillissent, une camionnette à bout de souffle.",
        "need:goods need:volunteers need:transport theme:poverty theme:standard_of_living",
    ),
    Presentation(
        "association",
        "Ressourcerie en quartier prioritaire. Nous manquons de place pour stocker les meubles et d'un fourgon.",
        "need:transport need:premises offer:circular_economy theme:environment",
    ),
    Presentation(
        "association",
        "Soutien scolaire pour des collégiens, sans ordinateur à la maison pour la plupart.",
        "need:volunteers need:it_equipment theme:education",
        "offer:it_equipment",
    ),
    Presentation(
        "association",
        "Chantier d'insertion en espaces verts : nos salariés cherchent un emploi durable après deux ans de parcours.",
        "need:job_openings offer:candidates offer:purchases theme:employment",
    ),
    Presentation(
        "association",
        "Nous aidons les aînés isolés : visites, sorties, coups de fil. Il nous manque des chauffeurs bénévoles.",
        "need:volunteers theme:ageing theme:isolation",
        "need:candidates",
    ),
    Presentation(
        "association",
        "Association de sourds. Nous initions volontiers les équipes à la langue des signes.",
        "offer:disability_training theme:diversity_disability",
    ),
    Presentation(
        "association",
        "Troupe de danse amateur. Nous répétons dans un gymnase glacé et cherchons une salle chauffée.",
        "need:premises theme:culture_leisure",
        "offer:premises",
    ),
    Presentation(
        "association",
        "Jardin maraîcher d'insertion. Les légumes d'hiver ne trouvent pas preneur, il nous faudrait des cantines.",
        "need:purchases offer:purchases theme:employment",
    ),
    Presentation(
        "association",
        "La trésorière s'en va et personne ne sait tenir les comptes ni faire les fiches de paie.",
        "need:skills_accounting",
    ),
    Presentation(
        "association",
        "Notre logo a vingt ans et le site internet n'est plus à jour : un graphiste et un webmaster "
        "seraient bienvenus.",
        "need:skills_communication need:skills_digital",
    ),
    Presentation(
        "association",
        "Nous accompagnons vers l'emploi des mères seules ; faute de voiture, elles renoncent aux postes du matin.",
        "need:job_openings offer:candidates theme:employment",
    ),
    Presentation(
        "association",
        "Comptages d'oiseaux, plantation de haies, chantiers participatifs ouverts aux entreprises.",
        "offer:team_events theme:environment",
    ),
    Presentation(
        "association",
        "Nous n'avons besoin ni d'argent ni de locaux, seulement d'un avocat pour relire nos statuts.",
        "need:skills_law",
        "need:money need:premises",
    ),
    Presentation(
        "association",
        "We repair bikes with young people out of work. We are looking for a workshop and for old bicycles.",
        "need:premises need:goods theme:employment",
    ),
    Presentation(
        "association",
        "Accueil de nuit pour personnes à la rue : couvertures, petits déjeuners et une laverie qui tombe en panne.",
        "need:goods need:skills_trades theme:poverty",
    ),
    # Written later, with more left unsaid.
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
