"""A text -> the subjects it speaks of, found by phrases in French and English.

Words alone do not see that "insertion des jeunes" is near "accès à l'emploi": each subject lists the phrases that name
it. A phrase is found when its words, small ones left out, follow each other; words with two senses stand in longer
phrases only ("énergie" alone is no energy transition: a sports club has energy too). One phrase may belong to several
subjects.
"""

from functools import cache
from types import MappingProxyType
from typing import Final

from matching.words import Language, stemmed_words

# subject -> (French phrases, English phrases), separated by "|"
SUBJECTS: Final = MappingProxyType(
    {
        "employment": (
            "emploi|insertion|insertion professionnelle|insérer|réinsertion|chômage|chômeur|demandeur d'emploi"
            "|recrutement|recruter|embauche|embaucher|intérim|reconversion|alternance|apprentis|stagiaire"
            "|décrochage|employabilité|siae|esat|iae|entreprise adaptée|chantier d'insertion|mission locale",
            "employment|job|unemployed|unemployment|recruitment|recruit|hiring|apprentice|work integration|jobseeker",
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
            "|retraite",
            "purchasing power|debt|microcredit|cost of living",
        ),
        "housing": (
            "logement|hébergement|locataire|habitat|habitation|mal-logement|sans-abri|hlm|bailleur|immobilier"
            "|syndic|foyer|résidence",
            "housing|homeless|tenant|shelter|dwelling|real estate|landlord",
        ),
        "poverty": (
            "pauvreté|précarité|précaire|exclusion|démuni|défavorisé|aide alimentaire|banque alimentaire"
            "|solidarité|grande difficulté|secours|humanitaire|maraude|épicerie solidaire|sans-abri",
            "poverty|deprived|hardship|exclusion|food bank|food aid|homeless|solidarity|humanitarian",
        ),
        "food": (
            "alimentation|alimentaire|repas|cuisine|cuisinier|aliment|restauration|restaurant|traiteur|maraîchage"
            "|boulangerie|brasserie|brasseur|agroalimentaire|invendus|gaspillage alimentaire|pâtisserie|goûter"
            "|farine|cantine|épicerie|terroir|glaneur",
            "food|meal|kitchen|cooking|catering|restaurant|bakery|brewery|surplus food|grocery|canteen",
        ),
        "disability": (
            "handicap|handicapé|esat|accessibilité|autisme|autiste|déficience|malvoyant|malentendant|surdité"
            "|fauteuil|inclusion|inclusif|entreprise adaptée|secteur adapté|troubles psychiques",
            "disability|disabled|accessibility|autism|impairment|wheelchair|inclusion|inclusive",
        ),
        "diversity": (
            "diversité|discrimination|égalité|parité|mixité|migrant|réfugié|immigré|exilé|interculturel|laïcité"
            "|droits des femmes|condition de la femme|communauté",
            "diversity|discrimination|equality|migrant|refugee|intercultural|gender",
        ),
        "ageing": (
            "âgé|aînés|senior|vieillissement|retraité|maison de retraite|ehpad|intergénérationnel|aidants"
            "|dépendance|maintien à domicile|perte d'autonomie|gérontologie|anciens",
            "elderly|older|senior|ageing|aging|intergenerational|carer|care home|retirement",
        ),
        "social_ties": (
            "isolement|lien social|solitude|convivialité|convivial|vivre-ensemble|entraide|voisin|habitants"
            "|quartier|animation locale|fêtes|milieu rural|rassembler|amitié",
            "isolation|loneliness|lonely|social ties|neighbour|neighbourhood|mutual aid|togetherness",
        ),
        "safety": (
            "sécurité routière|délinquance|insécurité|incivilité|victime|violence|prévention de la délinquance"
            "|protection civile|secourisme",
            "crime|violence|victim|road safety|first aid",
        ),
        "education": (
            "éducation|éducatif|école|scolaire|scolarité|scolarisation|élève|enseignement|enseignant|devoirs"
            "|pédagogie|pédagogique|illettrisme|lecture|périscolaire|orientation|bourses",
            "education|educational|school|pupil|teaching|teacher|literacy|homework|tutoring",
        ),
        "training": (
            "formation|formation professionnelle|former|qualification|qualifiant|professionnalisation"
            "|apprentissage|compétences",
            "training|vocational|qualification|skills|learning",
        ),
        "family": (
            "famille|familial|parents|parentalité|petite enfance|crèche|garde d'enfants|assistante maternelle",
            "family|parent|parenting|nursery|childcare",
        ),
        "mobility": (
            "mobilité|transport|transporteur|vélo|cycliste|covoiturage|autopartage|déplacements|véhicule"
            "|permis de conduire|garage solidaire|camion|livraison|fret|logistique|trajet|navette",
            "mobility|transport|bicycle|bike|cycling|carpooling|vehicle|driving licence|lorry|truck|delivery"
            "|freight|logistics",
        ),
        "health": (
            "santé|soin|soigner|maladie|malade|médical|médecin|thérapeutique|patient|hôpital|hospitalier"
            "|bien-être|sommeil|cancer|addiction|cardiovasculaire|psychologique|biomécanique|nutrition|mutuelle",
            "health|care|disease|illness|medical|patient|hospital|wellbeing|cancer|addiction|mental health",
        ),
        "digital": (
            "numérique|informatique|ordinateur|internet|web|site web|logiciel|application mobile|digital|digitale"
            "|data|données|inclusion numérique|fracture numérique|smartphone|téléphone|développeur|cloud"
            "|technologie",
            "digital|computer|software|internet|web|website|app|data|smartphone|phone|developer|cloud|technology",
        ),
        "culture": (
            "culture|culturel|artistique|artiste|théâtre|musique|musical|spectacle|patrimoine|cinéma|film"
            "|exposition|danse|chant|concert|bibliothèque|littérature|peinture|photographie|festival|acteurs"
            "|tradition|mémoire",
            "culture|cultural|artistic|artist|theatre|music|show|heritage|cinema|film|exhibition|dance|library"
            "|festival",
        ),
        "sport": (
            "sport|sportif|sportive|football|natation|aquatique|gymnastique|randonnée|tournoi|club de sport|judo"
            "|tennis|entraînement physique|activité physique",
            "sport|sports|football|swimming|gymnastics|hiking|tournament|fitness",
        ),
        "leisure": (
            "loisirs|jeu|jeux|jeux de société|billard|bridge|jeux de cartes|voyage|tourisme|vacances|nautique"
            "|navigation|bateau|colonie",
            "leisure|games|holiday|travel|tourism|boat|sailing",
        ),
        "environment": (
            "environnement|environnemental|biodiversité|écologie|écologique|nature|pollution"
            "|développement durable|climat|rivière|forêt|faune|flore|éco-conception|éco-conçu|jardinage"
            "|jardin partagé|abeilles",
            "environment|environmental|biodiversity|ecology|nature|pollution|sustainable|climate|river|forest|wildlife",
        ),
        "reuse": (
            "réemploi|recyclage|recyclé|recycler|reconditionné|reconditionnement|réparation|réparer|seconde main"
            "|économie circulaire|déchet|ressourcerie|recyclerie|surcyclage|brocanteur|chutes|invendus|friperie"
            "|emballage|antiquaire|anti-gaspillage",
            "reuse|recycling|recycled|refurbished|repair|second hand|circular economy|waste|upcycling|offcuts|surplus",
        ),
        "energy": (
            "rénovation énergétique|transition énergétique|efficacité énergétique|énergies renouvelables"
            "|énergie renouvelable|photovoltaïque|panneaux solaires|solaire|isolation thermique"
            "|sobriété énergétique|précarité énergétique|éolien|chauffage|économies d'énergie|bilan carbone"
            "|bas carbone",
            "energy transition|renewable energy|energy efficiency|solar|photovoltaic|insulation|heating"
            "|low carbon|energy saving|retrofit|fuel poverty",
        ),
        "building": (
            "bâtiment|btp|construction|chantier|maçonnerie|menuiserie|plomberie|rénovation|mobilier|meuble"
            "|ébénisterie|bricolage|charpente|architecte|ingénierie",
            "building|construction|masonry|joinery|plumbing|renovation|furniture|carpentry|architect|engineering",
        ),
        "industry": (
            "industrie|industriel|usine|fabrication|fabriquer|fabricant|métallurgie|fonderie|inox|production"
            "|imprimerie|cartonnage|emballage|papeterie|mécanique",
            "industry|industrial|factory|manufacturing|manufacturer|foundry|printing|packaging|machinery",
        ),
        "communication": (
            "communication|publicité|publicitaire|marque|marketing|graphisme|graphiste|médias|presse|événementiel"
            "|réseaux sociaux|packaging|design|audiovisuel|radio",
            "communication|advertising|brand|branding|marketing|graphic|media|press|event|social media|design",
        ),
        "consulting": (
            "conseil|stratégie|stratégique|management|transformation|concertation|coach|coaching|gouvernance",
            "consulting|strategy|management|transformation|coaching|governance",
        ),
        "finance": (
            "finance|financier|banque|assurance|comptabilité|comptable|investissement|investisseur|épargne|crédit"
            "|royalties",
            "finance|financial|bank|insurance|accounting|investment|investor|savings|credit",
        ),
        "law": (
            "juridique|juriste|avocat|notaire|accès aux droits|démarches administratives|médiation"
            "|défense des droits|syndical",
            "legal|lawyer|law|notary|rights|mediation",
        ),
        "human_resources": (
            "ressources humaines|qualité de vie au travail|qvt|mise à disposition de personnel|recrutement"
            "|intérim|bien-être au travail|marque employeur",
            "human resources|workplace|staffing|recruitment",
        ),
        "farming": (
            "agriculture|agricole|agriculteur|maraîcher|maraîchage|rural|ruralité|ferme|élevage|élevages|vigne"
            "|vin|vigneron|nutrition animale|apiculture|potager",
            "agriculture|farming|farmer|farm|rural|livestock|vineyard|wine|gardening",
        ),
        "clothing": (
            "textile|vêtement|couture|mode|vestiaire|friperie|couturier|tissu",
            "textile|clothing|clothes|sewing|fashion|fabric",
        ),
        "cleaning": (
            "nettoyage|propreté|entretien|ménage|repassage|blanchisserie|laverie",
            "cleaning|laundry|housekeeping|maintenance",
        ),
        "home_help": (
            "service à domicile|aide à domicile|services à la personne|maintien à domicile|portage de repas"
            "|aide à l'autonomie",
            "home help|home care|personal services",
        ),
        "volunteering": (
            "bénévole|bénévolat|mécénat|parrainage|parrain|mentorat|marraine|don|donateur|service civique",
            "volunteer|volunteering|patronage|mentoring|mentor|donation|donor",
        ),
        "social_economy": (
            "ess|économie sociale|économie sociale et solidaire|coopérative|scop|scic|rse"
            "|responsabilité sociétale|lucie|impact positif|entreprise à mission|utilité sociale"
            "|intérêt collectif",
            "social economy|social enterprise|cooperative|csr|social responsibility|impact",
        ),
        "research": (
            "recherche|innovation|innovant|laboratoire|scientifique|expérimentation|expérimenter|créativité|université",
            "research|innovation|innovative|laboratory|scientific|experiment|creativity|university",
        ),
        "languages": (
            "langue|linguistique|multilinguisme|plurilinguisme|alphabétisation|français langue étrangère"
            "|apprentissage du français|traduction|bilingue",
            "language|multilingual|literacy|translation|bilingual",
        ),
        "international": (
            "international|afrique|burkina|solidarité internationale|coopération internationale"
            "|pays en développement|franco-allemand|transfrontalier",
            "international|africa|overseas|developing countries|cross-border",
        ),
        "animals": (
            "animal|animaux|refuge animalier|chien|chat|vétérinaire",
            "animal|pets|dog|cat|veterinary",
        ),
    }
)
_LONGEST = 4


def subjects_of(text: str) -> dict[str, tuple[str, ...]]:
    """Return the subjects of a text, each with the words that name it as they are written, in order of appearance.

    >>> subjects_of("Insertion des jeunes")
    {'employment': ('Insertion',), 'youth': ('jeunes',)}
    """
    words = stemmed_words(text)
    stems = [word.stem for word in words]
    found: dict[str, list[str]] = {}
    for start in range(len(stems)):
        for length in range(1, min(_LONGEST, len(stems) - start) + 1):
            for subject in _phrases().get(tuple(stems[start : start + length]), ()):
                written = text[words[start].start : words[start + length - 1].end]
                if written.lower() not in (one.lower() for one in found.setdefault(subject, [])):
                    found[subject].append(written)
    return {subject: tuple(written) for subject, written in found.items()}


@cache
def _phrases() -> dict[tuple[str, ...], tuple[str, ...]]:
    """Stems of each phrase -> the subjects that list it."""
    index: dict[tuple[str, ...], tuple[str, ...]] = {}
    languages: tuple[Language, Language] = ("french", "english")
    for subject, both in SUBJECTS.items():
        for language, phrases in zip(languages, both, strict=True):
            for phrase in phrases.split("|"):
                stems = tuple(word.stem for word in stemmed_words(phrase, language))
                if stems and subject not in index.get(stems, ()):
                    index[stems] = (*index.get(stems, ()), subject)
    return index
