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
