"""A text -> the subjects it speaks of, found by phrases in French and English.

Words alone do not see that "insertion des jeunes" is near "accès à l'emploi": each subject lists the phrases that name
it. A phrase is found when its words, small ones left out, follow each other; words with two senses stand in longer
phrases only ("énergie" alone is no energy transition: a sports club has energy too). One phrase may belong to several
subjects.
"""

from functools import cache
from types import MappingProxyType
from typing import Final

from matching.words import text_words

# subject -> (French phrases, English phrases), separated by "|"
SUBJECTS: Final = MappingProxyType(
    {
        "employment": (
            "emploi|insertion|insertion professionnelle|insérer|réinsertion|chômage|chômeur|demandeur d'emploi"
            "|recrutement|recruter|embauche|embaucher|intérim|reconversion|alternance|employabilité|siae|esat|iae"
            "|entreprise adaptée|chantier d'insertion|mission locale|apprenti|apprentissage professionnel"
            "|débouchés professionnels|bénéficiaires du rsa|sans emploi|contrat d'insertion|parcours d'insertion"
            "|stage de troisième|entretien d'embauche|tuteur|saisonniers|candidats",
            "employment|job|unemployed|unemployment|recruitment|recruit|hiring|apprentice|work integration"
            "|jobseeker|work placement|internship",
        ),
        "youth": (
            "jeune|jeunesse|adolescent|enfant|enfance|étudiant|lycéen|collégien|mineurs",
            "young|youth|child|children|teenager|student",
        ),
        "economic_development": (
            "développement économique|entrepreneur|entrepreneuriat|commerçant|commerce de proximité|artisan"
            "|artisanat|attractivité|création d'entreprise|porteur de projet|créateur d'entreprise|circuit court",
            "economic development|entrepreneur|entrepreneurship|craft|retailer|start-up",
        ),
        "budget": (
            "pouvoir d'achat|surendettement|microcrédit|budget familial|difficulté financière|épicerie solidaire"
            "|dossier de retraite|caisse de retraite",
            "purchasing power|debt|microcredit|cost of living",
        ),
        "housing": (
            "logement|hébergement|locataire|habitat|mal-logement|sans-abri|hlm|bailleur|immobilier|résidence"
            "|foyer d'hébergement|foyer de jeunes travailleurs|accueil de jour|mise à l'abri|logement insalubre",
            "housing|homeless|tenant|shelter|dwelling|real estate|landlord",
        ),
        "poverty": (
            "pauvreté|précarité|précaire|exclusion|démuni|défavorisé|aide alimentaire|banque alimentaire"
            "|solidarité|grande difficulté|humanitaire|maraude|épicerie solidaire|sans-abri|secours populaire"
            "|secours catholique|personnes à la rue|colis alimentaires|pauvre|accueil de jour|vestiaire solidaire",
            "poverty|deprived|hardship|exclusion|food bank|food aid|homeless|solidarity|humanitarian",
        ),
        "food": (
            "alimentation|alimentaire|repas|cuisine|cuisinier|restauration|restaurant|traiteur|maraîchage"
            "|boulangerie|brasserie|brasseur|agroalimentaire|invendus|gaspillage alimentaire|pâtisserie|goûter"
            "|cantine|épicerie|terroir|glaneur|denrées|produits alimentaires|légumes|fruits|produits frais"
            "|conserverie|boulanger|plateaux repas|farine|lentilles|date courte",
            "food|meal|kitchen|cooking|catering|restaurant|bakery|brewery|grocery|canteen|groceries|vegetables|bread",
        ),
        "disability": (
            "handicap|handicapé|esat|accessibilité|autisme|autiste|déficience|malvoyant|malentendant|surdité"
            "|inclusion|inclusif|entreprise adaptée|secteur adapté|troubles psychiques",
            "disability|disabled|accessibility|autism|impairment|wheelchair|inclusion|inclusive",
        ),
        "diversity": (
            "diversité|discrimination|égalité|parité|mixité|migrant|réfugié|immigré|exilé|interculturel|laïcité"
            "|droits des femmes|condition de la femme|femmes victimes|égalité femmes hommes",
            "diversity|discrimination|equality|migrant|refugee|intercultural|gender|women",
        ),
        "ageing": (
            "aînés|senior|vieillissement|retraité|maison de retraite|ehpad|intergénérationnel|aidants"
            "|maintien à domicile|perte d'autonomie|gérontologie|personnes âgées|grand âge|retraités|retraite"
            "|alzheimer|aînées",
            "elderly|older|senior|ageing|aging|intergenerational|carer|care home|retirement|older people",
        ),
        "social_ties": (
            "isolement|lien social|solitude|convivialité|convivial|vivre-ensemble|entraide|voisin|habitants"
            "|animation locale|vie de quartier|quartier prioritaire|qpv|fête de quartier|rompre l'isolement"
            "|ruralité|centre social|maison de quartier",
            "loneliness|lonely|social ties|neighbour|mutual aid|togetherness|social links|community centre"
            "|social isolation",
        ),
        "safety": (
            "sécurité routière|délinquance|insécurité|incivilité|victime|violence|prévention de la délinquance"
            "|protection civile|secourisme",
            "crime|violence|victim|road safety|first aid",
        ),
        "education": (
            "éducation|éducatif|école|scolaire|scolarité|scolarisation|élève|enseignement|enseignant|devoirs"
            "|pédagogie|pédagogique|illettrisme|lecture|périscolaire|orientation scolaire|aide aux devoirs"
            "|bourses d'études|décrochage scolaire|parents d'élèves",
            "education|educational|school|pupil|teaching|teacher|literacy|homework|tutoring",
        ),
        "training": (
            "formation|formation professionnelle|qualification|qualifiant|professionnalisation"
            "|organisme de formation|montée en compétences|actions de formation",
            "training|vocational|qualification|skills|vocational training",
        ),
        "family": (
            "famille|parents|parentalité|petite enfance|crèche|garde d'enfants|assistante maternelle"
            "|familles monoparentales|crèche parentale|périnatalité",
            "family|parent|parenting|nursery|childcare",
        ),
        "mobility": (
            "mobilité|transport|transporteur|vélo|cycliste|covoiturage|autopartage|déplacements|véhicule"
            "|permis de conduire|garage solidaire|camion|livraison|fret|logistique|trajet|navette"
            "|mobilité inclusive|aide à la mobilité|autocar|minibus|auto-école|garage|mécanicien|scooter|voiture"
            "|chauffeur|routier",
            "mobility|transport|bicycle|bike|cycling|carpooling|vehicle|driving licence|lorry|truck|delivery"
            "|freight|logistics|bus|coach|driver",
        ),
        "health": (
            "santé|soin|soigner|maladie|malade|médical|médecin|thérapeutique|hôpital|hospitalier|bien-être"
            "|sommeil|cancer|addiction|cardiovasculaire|biomécanique|soin psychologique|santé mentale"
            "|aide aux malades|infirmier|infirmière|dentiste|soignant|patients|pharmacie|alzheimer",
            "health|disease|illness|medical|hospital|wellbeing|cancer|addiction|mental health|healthcare"
            "|health care|nurse",
        ),
        "digital": (
            "numérique|informatique|ordinateur|internet|web|site web|logiciel|application mobile|digital|digitale"
            "|inclusion numérique|fracture numérique|smartphone|développeur|cloud|technologie|base de données"
            "|données numériques|téléphonie|matériel informatique|postes informatiques|transformation numérique"
            "|écrans|clavier|médiateur numérique|pages web",
            "digital|computer|software|internet|web|website|app|smartphone|phone|developer|cloud|technology"
            "|data analysis|laptop|keyboard|online",
        ),
        "culture": (
            "culture|culturel|artistique|artiste|théâtre|musique|musical|spectacle|patrimoine|cinéma|film"
            "|exposition|danse|concert|bibliothèque|littérature|peinture|photographie|festival|tradition"
            "|atelier artistique|chorale|mémoire locale|éducation artistique|comédien|harmonie|orchestre"
            "|photographies|histoire locale|luthier|verrier",
            "culture|cultural|artistic|artist|theatre|music|heritage|cinema|film|exhibition|dance|library"
            "|festival|choir|orchestra",
        ),
        "sport": (
            "sport|sportif|sportive|football|natation|aquatique|gymnastique|randonnée|tournoi|club de sport|judo"
            "|entraînement physique|activité physique|randonneur|gymnase|piscine|cyclisme",
            "sport|sports|football|swimming|gymnastics|hiking|tournament|fitness",
        ),
        "leisure": (
            "loisirs|jeux|jeux de société|billard|bridge|jeux de cartes|jeu de cartes|ludothèque",
            "leisure|board game|games",
        ),
        "environment": (
            "environnement|environnemental|biodiversité|écologie|écologique|nature|pollution"
            "|développement durable|climat|rivière|forêt|faune|flore|éco-conception|éco-conçu|jardinage"
            "|jardin partagé|abeilles|naturaliste|rapace|ruisseau|haies|zone humide|compost|composter|nichoir",
            "environment|environmental|biodiversity|ecology|nature|pollution|sustainable|climate|river|forest"
            "|wildlife|hedge|wetland",
        ),
        "reuse": (
            "réemploi|recyclage|recyclé|recycler|reconditionné|reconditionnement|réparation|réparer|seconde main"
            "|économie circulaire|déchet|ressourcerie|recyclerie|surcyclage|brocanteur|invendus|friperie"
            "|antiquaire|anti-gaspillage|chutes de production|déchets|matériel d'occasion|dons de matériel"
            "|économie de la fonctionnalité|matelas|literie|palettes|rebuts|chutes de bois|sciure|benne|surplus",
            "reuse|recycling|recycled|refurbished|repair|second hand|circular economy|upcycling|offcuts"
            "|waste reduction|surplus stock",
        ),
        "energy": (
            "rénovation énergétique|transition énergétique|efficacité énergétique|énergies renouvelables"
            "|énergie renouvelable|photovoltaïque|panneaux solaires|solaire|isolation thermique"
            "|sobriété énergétique|précarité énergétique|éolien|chauffage|économies d'énergie|bilan carbone"
            "|bas carbone|électricité solaire|toiture solaire|énergie solaire|électricité verte"
            "|coopérative énergétique|isolation par l'extérieur|isolation des combles|isolation des logements"
            "|chaudière bois",
            "energy transition|renewable energy|energy efficiency|solar|photovoltaic|insulation|heating"
            "|low carbon|energy saving|retrofit|fuel poverty",
        ),
        "building": (
            "bâtiment|btp|construction|chantier|maçonnerie|menuiserie|plomberie|rénovation|ébénisterie|bricolage"
            "|charpente|entreprise du bâtiment|second œuvre|couvreur|charpentier|plombier|plâtrier|ravalement"
            "|façade|torchis|échafaudage|maçon|enduit|isolants|muret",
            "building|construction|masonry|joinery|plumbing|renovation|carpentry|roofing|mason",
        ),
        "industry": (
            "industrie|industriel|usine|fabrication|fabriquer|fabricant|métallurgie|fonderie|inox|imprimerie"
            "|cartonnage|papeterie|chaîne de production|site de production|atelier de production|sous-traitance"
            "|conditionnement|petites séries|câblage|ensachage",
            "industry|industrial|factory|manufacturing|manufacturer|foundry|printing|machinery|subcontracting",
        ),
        "communication": (
            "communication|publicité|publicitaire|marketing|graphisme|graphiste|médias|presse|événementiel"
            "|réseaux sociaux|audiovisuel|radio",
            "communication|advertising|branding|marketing|graphic|media|event|social media",
        ),
        "consulting": (
            "stratégie|stratégique|management|coach|coaching|gouvernance|cabinet de conseil|agence conseil"
            "|conseil en organisation|conseil en stratégie|conseil en management",
            "consulting|strategy|management|coaching|governance",
        ),
        "finance": (
            "finance|financier|banque|assurance|comptabilité|comptable|investissement|investisseur|épargne"
            "|royalties|crédit bancaire|caisse de retraite|mutuelle d'assurance|sociétaires|caisses locales"
            "|trésorerie",
            "finance|financial|bank|insurance|accounting|investment|investor|savings",
        ),
        "law": (
            "juridique|juriste|avocat|notaire|accès aux droits|démarches administratives|médiation"
            "|défense des droits|droit social|aide juridique",
            "legal|lawyer|notary|rights|mediation|legal advice",
        ),
        "human_resources": (
            "ressources humaines|qualité de vie au travail|qvt|mise à disposition de personnel"
            "|bien-être au travail|marque employeur",
            "human resources|staffing",
        ),
        "farming": (
            "agriculture|agricole|agriculteur|maraîcher|maraîchage|élevage|élevages|vigne|vigneron|apiculture"
            "|potager|exploitation agricole|fermier|cultivateur|légumes|verger|serre horticole|céréales",
            "agriculture|farming|farmer|farm|livestock|vineyard|wine",
        ),
        "clothing": (
            "textile|vêtement|couture|vestiaire|friperie|couturier|tissu|linge|tissage|vêtements|drap|tissus",
            "textile|clothing|clothes|sewing|fashion|fabric",
        ),
        "cleaning": (
            "nettoyage|propreté|ménage|repassage|blanchisserie|laverie|entretien des locaux|entreprise de nettoyage",
            "cleaning|laundry|housekeeping",
        ),
        "home_help": (
            "service à domicile|aide à domicile|services à la personne|maintien à domicile|portage de repas"
            "|aide à l'autonomie|auxiliaire de vie|aides à domicile|tournées à domicile",
            "home help|home care|personal services",
        ),
        "volunteering": (
            "bénévole|bénévolat|mécénat|parrainage|parrain|mentorat|donateur|service civique|appel aux dons"
            "|collecte de dons",
            "volunteer|volunteering|patronage|mentoring|mentor|donation|donor",
        ),
        "social_economy": (
            "ess|économie sociale|économie sociale et solidaire|scop|scic|rse|responsabilité sociétale|lucie"
            "|impact positif|entreprise à mission|utilité sociale|intérêt collectif|mutualité",
            "social economy|social enterprise|csr|social responsibility|social business",
        ),
        "research": (
            "innovation|innovant|laboratoire|scientifique|expérimentation|expérimenter|recherche scientifique"
            "|recherche et développement|recherche clinique|travaux de recherche|chercheur",
            "innovation|innovative|laboratory|scientific|experiment|research and development|researcher",
        ),
        "languages": (
            "langue|linguistique|multilinguisme|plurilinguisme|alphabétisation|français langue étrangère"
            "|apprentissage du français|traduction|bilingue|cours de français|apprenants|illettrisme",
            "language|multilingual|literacy|translation|bilingual|french lessons|english lessons",
        ),
        "international": (
            "afrique|burkina|solidarité internationale|coopération internationale|franco-allemand|transfrontalier",
            "africa|overseas|developing countries|cross-border",
        ),
        "animals": (
            "animal|animaux|refuge animalier|chien|chat|vétérinaire",
            "animal|pets|dog|cat|veterinary",
        ),
        "furniture": (
            "mobilier|meuble|planche|ébénisterie|ébéniste|menuiserie|agencement|scierie|menuisier|literie|bois",
            "furniture|joinery|cabinetmaking|sawmill",
        ),
        "tourism": (
            "tourisme|touriste|touristique|voyage|vacances|hôtellerie|plaisance|nautique|bateau"
            "|patrimoine maritime|colonie de vacances",
            "tourism|tourist|travel|holiday|boat|sailing|hotel",
        ),
    }
)
_LONGEST = 4


def subjects_of(text: str) -> dict[str, tuple[str, ...]]:
    """Return the subjects of a text, each with the words that name it as they are written, in order of appearance.

    >>> subjects_of("Insertion des jeunes")
    {'employment': ('Insertion',), 'youth': ('jeunes',)}
    """
    words, phrases = text_words(text), _phrases()
    keys = words.keys
    found: dict[str, list[str]] = {}
    for first, key in enumerate(keys):
        for length in _lengths().get(key, ()):
            if first + length > len(keys):
                break
            for subject in phrases.get(keys[first : first + length], ()):
                written = text[words.starts[first] : words.ends[first + length - 1]]
                if written.lower() not in (one.lower() for one in found.setdefault(subject, [])):
                    found[subject].append(written)
    return {subject: tuple(written) for subject, written in found.items()}


@cache
def _lengths() -> dict[str, tuple[int, ...]]:
    """The numbers of words of the phrases that a word begins, the fewest first: most words begin none."""
    found: dict[str, set[int]] = {}
    for keys in _phrases():
        found.setdefault(keys[0], set()).add(len(keys))
    return {key: tuple(sorted(length for length in lengths if length <= _LONGEST)) for key, lengths in found.items()}


@cache
def _phrases() -> dict[tuple[str, ...], tuple[str, ...]]:
    """Keys of the words of each phrase -> the subjects that list it."""
    index: dict[tuple[str, ...], tuple[str, ...]] = {}
    for subject, both in SUBJECTS.items():
        for phrase in "|".join(both).split("|"):
            keys = text_words(phrase).keys
            if keys and subject not in index.get(keys, ()):
                index[keys] = (*index.get(keys, ()), subject)
    return index
