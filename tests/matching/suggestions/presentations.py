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
)
