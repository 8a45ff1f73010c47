"""Words that fill the gaps of the sentences of an invented region: crafts, causes, things, people, days, names.

A list stands for one gap; its words fit every sentence that has the gap, articles included. Communes and family names
come from elsewhere (``matching.places``, ``people``).
"""

from types import MappingProxyType
from typing import Final


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split("|"))


GAPS: Final = MappingProxyType(
    {
        "trade": _words(
            "menuiserie|charpente|boulangerie|imprimerie|maraîchage|chaudronnerie|serrurerie|plomberie-chauffage"
            "|hôtellerie|restauration collective|logistique|messagerie|transport frigorifique"
            "|brasserie artisanale|distillerie|verrerie|tannerie|confection|blanchisserie|nettoyage industriel"
            "|espaces verts|travaux publics|maçonnerie|couverture|isolation des combles|électricité|domotique"
            "|maintenance d’ascenseurs|mécanique de précision|fonderie|plasturgie|emballage carton|papeterie"
            "|édition de logiciels|infogérance|cybersécurité|expertise comptable|conseil juridique"
            "|assurance mutuelle|banque coopérative|immobilier social|promotion immobilière|architecture|géomètre"
            "|notariat|pharmacie|optique|audioprothèse|ambulances|aide à domicile|crèches d’entreprise"
            "|formation continue|recrutement|intérim|communication visuelle|studio photo|événementiel|traiteur"
            "|torréfaction|chocolaterie|fromagerie|viticulture|pépinière|négoce de bois|scierie"
            "|fabrication de cuisines|literie|électroménager|téléphonie|cycles et vélos|garage automobile"
            "|autocars|taxis|auto-école|carrosserie|recyclage des métaux|tri de déchets|compostage"
            "|chauffage urbain|panneaux photovoltaïques|pompes à chaleur|traitement de l’eau"
            "|laboratoire d’analyses|cosmétique naturelle|jouets en bois|instruments de musique|librairie"
            "|supermarché|drive fermier|grande distribution"
        ),
        "cause": _words(
            "l’aide alimentaire|la lecture pour tous|l’accès aux droits|l’hébergement d’urgence"
            "|la réparation de vélos|le soutien scolaire|l’apprentissage du français|le répit des aidants"
            "|le maintien à domicile|la colocation entre générations|l’inclusion numérique"
            "|la prévention des addictions|la santé des femmes|le sport adapté|le handisport"
            "|l’insertion par le maraîchage|le retour à l’emploi|le parrainage de jeunes diplômés"
            "|l’entrepreneuriat des quartiers|le logement des apprentis|la rénovation des passoires thermiques"
            "|la sobriété énergétique|l’énergie citoyenne|la protection des rivières|la plantation de haies"
            "|les jardins partagés|la réduction des déchets|la ressourcerie|la recyclerie textile|la bricothèque"
            "|la mobilité solidaire|le covoiturage de village|le transport à la demande|l’épicerie solidaire"
            "|le restaurant d’insertion|l’accueil des réfugiés|l’aide aux victimes|la médiation de quartier"
            "|la prévention routière|le théâtre en milieu rural|la musique à l’hôpital|le cinéma itinérant"
            "|le patrimoine ouvrier|la langue régionale|les vacances pour tous|la ludothèque|la petite enfance"
            "|la parentalité|la visite aux isolés|les cafés des aînés|l’accueil des enfants autistes"
            "|l’aide aux personnes sourdes|le soutien en santé mentale|le don de sang|la protection des animaux"
            "|l’agriculture paysanne|les semences anciennes|l’éducation à l’environnement"
        ),
        "public": _words(
            "des jeunes sans diplôme|des familles monoparentales|des personnes âgées isolées"
            "|des demandeurs d’emploi de longue durée|des étudiants|des collégiens|des lycéens professionnels"
            "|des mères de famille|des travailleurs pauvres|des retraités|des personnes en situation de handicap"
            "|des aidants|des réfugiés|des gens du voyage|des sortants de prison|des personnes sans abri"
            "|des bénéficiaires du RSA|des apprentis|des agriculteurs en difficulté|des locataires"
            "|des propriétaires modestes|des enfants placés|des jeunes de quartier prioritaire"
            "|des habitants des villages|des femmes victimes de violences|des personnes sourdes"
            "|des personnes malades|des saisonniers|des frontaliers"
        ),
        "vehicle": _words(
            "camions|fourgons|utilitaires|poids lourds|remorques|véhicules frigorifiques|navettes|camionnettes|autocars"
        ),
        "goods": _words(
            "palettes|chutes de bois|cartons|chaises de bureau|armoires|tables de réunion|draps|couvertures"
            "|matelas|vêtements de travail|chaussures de sécurité|manteaux|livres|jouets|cartables|cahiers"
            "|vaisselle|casseroles|réfrigérateurs|machines à laver|vélos d’occasion|outils de jardin"
            "|pots de peinture|carrelage de fin de série|fenêtres déclassées|plaques d’isolant|tissus|laine|cuir"
            "|bobines de fil|bocaux|invendus du jour|légumes déclassés|pommes|pain de la veille|yaourts"
            "|produits d’hygiène|couches|savon|lunettes|fauteuils roulants|lits médicalisés|instruments|costumes"
            "|rideaux"
        ),
        "device": _words(
            "ordinateurs portables|écrans|tablettes|téléphones|imprimantes|unités centrales|claviers"
            "|vidéoprojecteurs|serveurs|casques"
        ),
        "waste": _words(
            "sciure|copeaux|drêches|marc de café|chutes de tissu|bâches|palettes cassées|fûts|cagettes|verre"
            "|mousse|films plastiques|métaux|cartons|huiles de friture|épluchures|gravats|terre végétale|pneus"
        ),
        "premises": _words(
            "une salle de réunion|un entrepôt|un hangar|un atelier|un local commercial|une cuisine|un terrain"
            "|une cour|un bureau|un showroom|une cantine|un quai de chargement|un jardin|un parking"
            "|un amphithéâtre"
        ),
        "job": _words(
            "soudeurs|cuisiniers|serveurs|caristes|chauffeurs|aides-soignantes|agents d’entretien|caissières"
            "|maçons|couvreurs|électriciens|plombiers|développeurs|comptables|préparateurs de commandes"
            "|mécaniciens|opérateurs de ligne|vendeuses|jardiniers|bouchers|boulangers|techniciens de maintenance"
            "|conducteurs d’engins|agents de sécurité|assistantes"
        ),
        "skill": _words(
            "la gestion de projet|l’anglais|la négociation|le management|la prise de parole|la bureautique"
            "|le tableur|la mécanique|la couture|la cuisine|la menuiserie|la sécurité au travail|le secourisme"
            "|la vente|le jardinage|l’accueil"
        ),
        "period": _words(
            "chaque semaine|tous les mois|chaque trimestre|deux fois par an|chaque été|à la rentrée"
            "|en fin de saison|tous les jeudis|le lundi|chaque soir|un samedi sur deux|à Noël|au printemps"
            "|tous les trois ans|à chaque inventaire"
        ),
        "number": _words(
            "trois|quatre|cinq|six|huit|dix|onze|douze|quinze|dix-huit|vingt|vingt-cinq|trente|trente-deux"
            "|quarante|cinquante|soixante|quatre-vingts|cent|cent vingt|deux cents|trois cent dix|cinq cents"
            "|mille"
        ),
        "quality": _words(
            "discret|fidèle|curieux|têtu|prudent|généreux|exigeant|joyeux|modeste|patient|inventif|sérieux|ouvert"
            "|soudé|ancien"
        ),
        "setting": _words(
            "au bord du canal|dans une ancienne filature|au pied des vignes|près de la gare|derrière l’église"
            "|dans une cité ouvrière|en zone artisanale|sur la place du marché|dans une ferme"
            "|à deux pas de la frontière|au fond de la vallée|au rez-de-chaussée d’une tour|dans un presbytère"
            "|dans un ancien garage|en lisière de forêt"
        ),
        "habit": _words(
            "on mange ensemble le vendredi|la porte reste ouverte|tout se décide à main levée"
            "|le café est toujours chaud|on finit toujours par en rire|chacun garde les clés à tour de rôle"
            "|personne ne compte ses heures|on se tutoie|les anciens forment les nouveaux"
            "|le carnet de commandes se remplit|le téléphone sonne sans arrêt|on manque de bras"
            "|les voisins passent le soir|rien ne se perd|on cherche encore notre modèle"
        ),
    }
)
