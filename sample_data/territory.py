"""The Pays des Deux Versants, an invented territory over real communes on both sides of the col de Saverne.

Half Alsatian and half Lorrain, it lies where the Bas-Rhin, the Moselle and the Meurthe-et-Moselle meet. Its diagnosis
is invented: the national means of the Observatoire des partenariats (PHARE programme, 2015) moved by what such a valley
would say. Where the national source is not legible the grade is left empty here too.
"""

TERRITORY = "Pays des Deux Versants"
DIAGNOSIS_SOURCE = "Diagnostic du Pays des Deux Versants"
DIAGNOSIS_YEAR = 2025
PREVIOUS_EVENT = "Rencontres des Deux Versants 2025"
PREVIOUS_DATE = "2025-11-18"

POSTCODES = {
    "Abreschviller": "57560",
    "Blâmont": "54450",
    "Bouxwiller": "67330",
    "Charleville-Mézières": "08000",
    "Cirey-sur-Vezouze": "54480",
    "Dabo": "57850",
    "Dettwiller": "67490",
    "Diemeringen": "67430",
    "Dossenheim-sur-Zinsel": "67330",
    "Drulingen": "67320",
    "Hartzviller": "57870",
    "Hochfelden": "67270",
    "Ingwiller": "67340",
    "La Petite-Pierre": "67290",
    "Lorquin": "57790",
    "Lutzelbourg": "57820",
    "Marmoutier": "67440",
    "Monswiller": "67700",
    "Neuwiller-lès-Saverne": "67330",
    "Otterswiller": "67700",
    "Phalsbourg": "57370",
    "Romanswiller": "67310",
    "Réding": "57445",
    "Sarre-Union": "67260",
    "Sarrebourg": "57400",
    "Saverne": "67700",
    "Steinbourg": "67790",
    "Troisfontaines": "57870",
    "Wasselonne": "67310",
}

# Fragility -> mean grades of citizens, associations and companies; None where the national source is not legible.
DIAGNOSIS: dict[str, tuple[float | None, float | None, float | None]] = {
    "employment": (6.8, 6.9, 6.1),
    "economic_development": (6.4, 5.9, 5.7),
    "standard_of_living": (6.7, 6.0, 5.3),
    "poor_housing": (6.0, 6.3, 4.8),
    "poverty": (6.1, 6.6, 5.2),
    "diversity_disability": (5.8, None, 5.1),
    "ageing": (7.0, 7.3, 5.6),
    "isolation": (6.6, 7.0, 5.0),
    "safety": (5.1, 4.0, 4.2),
    "education": (5.9, None, 5.0),
    "mobility": (7.6, 7.4, 6.7),
    "health": (None, 7.1, 5.5),
    "digital_access": (5.9, None, 4.7),
    "culture_leisure": (5.2, None, 4.5),
    "environment": (6.2, None, 4.9),
    "energy_transition": (None, 5.9, 5.8),
}

# (company, association, rule, why): what the organisers knew before the evening.
PAIRS = (
    ("C07", "A14", "forbidden", "Recours en cours sur l’extension du parc à grumes"),
    ("C20", "A13", "forbidden", "Même métier ; départs de salariées mal vécus des deux côtés"),
    ("C14", "A01", "required", "Convention de ramasse à revoir avant décembre"),
    ("C24", "A21", "required", "Dossier retenu au prix des sociétaires, première rencontre promise"),
)

# Pairs written to complete each other, most of them in other words and some without any common code. A good ranking
# puts them high.
COMPLEMENTARY_PAIRS = (
    ("C01", "A01"),  # lorries empty from Strasbourg on Thursdays; food waiting in Strasbourg on Thursdays
    ("C02", "A25"),  # offcuts of oak and beech; toys of real wood, and a craftsman to listen to
    ("C03", "A10"),  # a glassworks that nobody tells about; the archive of the glassworkers
    ("C04", "A15"),  # spent grain; hens
    ("C05", "A03"),  # forty laptops shredded a year; forty families without a keyboard
    ("C06", "A05"),  # beginners who do not stay; fourteen who learnt to
    ("C09", "A28"),  # a shift that begins at 4.45; a nursery that opens at 4.15
    ("C12", "A13"),  # a garment to try at home; eight hundred homes
    ("C13", "A09"),  # twenty large roofs; savings that look for roofs
    ("C15", "A19"),  # two accountants with free Tuesdays; pay slips of performers
    ("C16", "A22"),  # a day a month for a site; a site of 2011
    ("C17", "A12"),  # eighty mattresses; sixteen rooms without a bed
    ("C18", "A08"),  # employees who look after a parent in silence; those who want to reach them
    ("C21", "A06"),  # thirty meals come back; thirty-five people at noon
    ("C22", "A04"),  # a free lift and old cars; scooters and cars out of order
    ("C26", "A27"),  # cleaners who misread a dosage; French taught on labels and safety notices
)
# Pairs that share words and little else: lorries in miniature, energy as a figure of speech, jobs in a brass band.
LURES = (("C01", "A18"), ("C13", "A19"), ("C25", "A26"))
