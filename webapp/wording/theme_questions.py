"""A theme that both act on -> the question that only this theme asks, beside those that suit all of them."""

from typing import Final

from webapp.wording.marking import N_

OF_THEME: Final = {
    "employment": N_("quel premier pas vers l’emploi pourriez-vous offrir à deux ?"),
    "economic_development": N_("quel projet d’ici gagnerait à vous avoir tous les deux ?"),
    "standard_of_living": N_("quelle dépense du quotidien pourriez-vous alléger autour de vous ?"),
    "poor_housing": N_("quelle situation de logement vous a fait réfléchir cette année ?"),
    "poverty": N_("qu’est-ce qui manque en premier à ceux que vous voyez ?"),
    "diversity_disability": N_("qu’est-ce qui rendrait vos lieux plus simples d’accès ?"),
    "ageing": N_("que pourraient faire ensemble les plus jeunes et les plus anciens ?"),
    "isolation": N_("où les gens se parlent-ils encore, par ici ?"),
    "safety": N_("où se sent-on moins tranquille, et qui pourrait y être présent ?"),
    "education": N_("qu’est-ce qu’un jeune pourrait découvrir chez vous en une journée ?"),
    "mobility": N_("quel trajet manque le plus, par ici ?"),
    "health": N_("quel geste de prévention pourriez-vous porter ensemble ?"),
    "digital_access": N_("quelle démarche en ligne bloque le plus les gens que vous croisez ?"),
    "culture_leisure": N_("quel lieu et quelle date pourriez-vous partager ?"),
    "environment": N_("que pourriez-vous cesser de jeter, ou replanter, à deux ?"),
    "energy_transition": N_("quelle dépense d’énergie pourriez-vous regarder ensemble ?"),
}
