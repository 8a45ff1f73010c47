"""Where each oddity of the sign-up export sits: by organisation id, so that a test can name what it expects.

Every one of them is known from real exports; README.md tells what each looks like.
"""

# Registered by somebody else, whose name and address stand in the payer's columns: first name, last name, address.
OTHER_PAYERS = {
    "C05": ("Service", "ACHATS", "achats.novhelia@example.org"),
    "C10": ("Assistante", "DE DIRECTION", "direction.greniers@example.org"),
    "C24": ("Secrétariat", "GÉNÉRAL", "secretariat.caisse@example.org"),
    "A06": ("Accueil", "SEUIL OUVERT", "accueil.seuil@example.org"),
    "A12": ("Secrétariat", "MIRABELLES", "secretariat.mirabelles@example.org"),
}
# The participant's own address was left empty: the payer is somebody else (A06) or the same person (A16).
WITHOUT_ADDRESS = frozenset({"A06", "A16"})
INVALID_ADDRESSES = {"C24": "voir avec le secrétariat", "A26": "chef.harmonie(arobase)example.org"}
DUPLICATE_ORDER = "C14"
ONE_ORDER_TWO_PEOPLE = "C09"
TWO_ORDERS_TWO_PEOPLE = "A22"
SECOND_SPELLING = "LES PARRAINS DU CANAL"
FORMULAS = {"A19": '=HYPERLINK("https://example.org/invitation";"Chorégraphe")'}
# Without its zero, as a spreadsheet writes it (C18); of the post office box, which is not a commune's (C15).
POSTCODES_AS_TYPED = {"C18": "8000", "C15": "57402"}
CEDEX = {"C15": "SARREBOURG CEDEX", "C24": "Saverne Cedex 2"}
# Typed with other apostrophes, capitals or spaces than the organisation's own.
COMMUNES_AS_TYPED = {"C09": "SAVERNE", "A25": "Blamont", "A15": "Neuwiller les Saverne", "C04": "la petite pierre"}
CAPITALS = frozenset({"C06", "C12", "A07", "A18", "A24"})
TRAILING_SPACES = frozenset({"C02", "C17", "A04", "A21"})
WISHES_NOT_TO_MEET = {"A13": "Domicil'Aisance"}
# Text between quotation marks in the presentation; the sentences of these stand on a line each.
QUOTED_WORDS = {"C16": "un jour par mois", "A21": "une fenêtre, un poêle"}
# How the first people with a telephone type its number, in the order of the file; the others put spaces. The last three
# are what haste and spreadsheets make of it.
PHONE_STYLES = (
    "plain",
    "dots",
    "international",
    "double_zero",
    "hyphens",
    "spaces",
    "misplaced_space",
    "with_words",
    "lost_zero",
)
