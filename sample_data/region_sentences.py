"""Sentences with gaps, by what they say of somebody: what an invented region's organisations write of themselves.

``{gap}`` is filled from ``region_words.GAPS``, ``{place}`` with a commune, ``{family}`` with a family name, ``{year}``
with a year. Those filed under a resource say in other words that it is sought or brought; most sheets do not tick it.
"""

from types import MappingProxyType
from typing import Final

COMPANY_OPENINGS: Final = (
    "{trade} depuis {year}, {number} salariés {setting}",
    "La famille {family} dirige cette maison de {trade} à {place}",
    "Reprise par ses salariés en {year}, notre entreprise de {trade} compte {number} personnes",
    "{number} collègues, un métier : {trade}, et des clients jusqu’à {place}",
    "De {place} à {place}, notre maison est connue pour un métier {quality} : {trade}",
    "Née {setting} en {year}, {family} et fils vit de {trade}",
    "Nous sommes {number} à {place}, spécialistes en {trade}",
    "PME de {trade}, certifiée depuis {year}, installée {setting}",
)
ASSOCIATION_OPENINGS: Final = (
    "Depuis {year}, nous agissons pour {cause} auprès {public}",
    "{number} bénévoles et {number} adhérents autour de {place} pour {cause}",
    "Fondée par {family} en {year} {setting}, l’association agit pour {cause}",
    "À {place}, {cause} rassemble {number} familles",
    "Nous accompagnons {number} personnes par an, surtout {public}, pour {cause}",
    "{cause}, du canton de {place} jusqu’à {place}, avec {number} salariés",
    "Chaque année {number} personnes passent notre porte {setting} : nous travaillons pour {cause}",
    "Collectif {quality} né en {year} : {cause} {period}",
)
CLOSINGS: Final = (
    "Chez nous, {habit}",
    "Ici {habit}, depuis que {family} est arrivé de {place}",
    "Un groupe {quality} où {habit}",
    "En {year} nous avons failli fermer, depuis {habit}",
    "{period} nous ouvrons les portes, et {habit}",
    "L’an prochain nous serons à {place}",
    "",
    "",
)
COMPANY_BRINGS: Final = MappingProxyType(
    {
        "transport": (
            "Nos {vehicle} rentrent à vide de {place} {period}",
            "{number} {vehicle} dorment au dépôt {period}",
        ),
        "it_equipment": (
            "Notre parc informatique est renouvelé {period} : {number} {device} partent au rebut",
            "{number} {device} encore bons attendent dans un placard",
        ),
        "goods": (
            "Nous jetons {period} {number} {goods} encore utilisables",
            "Des {goods} de fin de série encombrent notre réserve",
        ),
        "circular_economy": (
            "Sciures ou chutes, {number} sacs de {waste} cherchent preneur {period}",
            "Nous ne savons que faire de notre {waste}",
        ),
        "premises": ("{premises} reste libre {period}", "Nous pouvons prêter {premises} à {place}"),
        "job_openings": ("{number} postes de {job} à pourvoir", "Nous accueillons des stagiaires {job} {period}"),
        "skills_accounting": ("Notre comptable relit volontiers un budget {period}",),
        "skills_law": ("Notre juriste connaît les baux et les statuts",),
        "skills_digital": ("Nos développeurs ont {number} journées à offrir pour un site ou une base de données",),
        "skills_communication": ("Notre graphiste dessine des affiches {period}",),
        "skills_trades": ("Nos {job} aiment montrer leur geste", "Nos ouvriers peuvent refaire une pièce {period}"),
        "volunteers": ("{number} salariés sont prêts à donner une journée {period}",),
        "training": ("Nous formons à {skill} dans nos murs",),
        "money": ("Notre fonds de dotation finance {number} projets par an",),
        "visibility": ("Notre lettre d’information touche {number} clients {period}",),
        "networks": ("Nous présidons le club des entreprises de {place}",),
    }
)
COMPANY_SEEKS: Final = MappingProxyType(
    {
        "candidates": ("Nous ne trouvons plus de {job}", "Il nous manque {number} {job} depuis {year}"),
        "team_events": ("L’équipe réclame une journée utile et solidaire {period}",),
        "local_roots": ("On nous connaît mal à {place}",),
        "csr_visibility": ("Notre démarche RSE existe, personne ne la voit",),
        "disability_training": ("Nous voudrions mieux accueillir un collègue handicapé",),
        "innovation": ("Nous cherchons un terrain pour essayer autre chose en {trade}",),
        "knowledge_of_public": ("Nous connaissons mal les attentes {public}",),
        "awareness_workshops": ("Le tri des déchets et la fresque du climat nous intéressent",),
        "staff_mobility": ("Nos équipes du matin viennent de {place} sans bus",),
        "purchases": ("Nous voudrions acheter autrement, par exemple des {goods}",),
    }
)
ASSOCIATION_SEEKS: Final = MappingProxyType(
    {
        "transport": ("Aller chercher des {goods} à {place} nous prend la journée",),
        "it_equipment": (
            "{number} familles n’ont pas d’écran à la maison",
            "Il faudrait {number} {device} pour nos ateliers",
        ),
        "goods": ("Il nous manque {period} des {goods}", "Nous redistribuons des {goods}, jamais assez"),
        "premises": ("Notre local de {place} ferme, il nous faut {premises}", "Nous cherchons {premises} {period}"),
        "volunteers": ("Nos bénévoles vieillissent, il faudrait du renfort {period}",),
        "skills_accounting": ("Notre trésorier part, les comptes attendent",),
        "skills_law": ("Un bail et des statuts nous donnent mal à la tête",),
        "skills_digital": ("Notre site date de {year}", "Nos fichiers tiennent dans un cahier"),
        "skills_communication": ("Personne ne sait que nous existons à {place}",),
        "skills_strategy": ("Nous voulons changer d’échelle sans nous perdre",),
        "skills_trades": ("Le toit fuit et les murs sont à repeindre",),
        "job_openings": ("Nous cherchons des stages pour {number} jeunes",),
        "money": ("La subvention de {year} n’a pas été reconduite",),
        "networks": ("Nous connaissons peu d’entreprises vers {place}",),
        "circular_economy": ("Nous transformons {waste} et {goods} en objets neufs",),
    }
)
ASSOCIATION_BRINGS: Final = MappingProxyType(
    {
        "candidates": ("{number} personnes formées aux métiers de {job} sont prêtes à travailler",),
        "team_events": ("Nous accueillons vos équipes {period}, bottes fournies",),
        "awareness_workshops": ("Nos ateliers sur le tri et le climat se déplacent à {place}",),
        "knowledge_of_public": ("Nous connaissons bien la vie {public}",),
        "disability_training": ("Nous expliquons le handicap invisible en une demi-journée",),
        "local_roots": ("Nous sommes de toutes les fêtes de {place}",),
        "experiment_ground": ("{number} familles testeraient volontiers un nouveau produit",),
        "purchases": ("Notre atelier prend des commandes de {goods}",),
        "visibility": ("Notre festival attire {number} personnes {period}",),
        "staff_mobility": ("Nous louons des scooters à ceux qui embauchent tôt",),
        "training": ("Nous formons à {skill} {period}",),
    }
)
