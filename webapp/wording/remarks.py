"""What the reader noted about a file -> sentences: what was read, why it is doubtful, what was done or what to do."""

from typing import Final

from matching.read.remarks import REMARK_CODES, Remark
from webapp.wording import labels
from webapp.wording.fields import FIELDS
from webapp.wording.marking import N_
from webapp.wording.voice import Voice

REMARKS: Final = {
    # The whole file.
    "empty_file": N_("Le fichier est vide. Exportez-le de nouveau, puis réessayez."),
    "file_too_big": N_(
        "Le fichier est trop grand : %(n_bytes)s octets, pour %(most_bytes)s au plus. Gardez les colonnes utiles."
    ),
    "image_not_csv": N_("Ceci est une image, non une feuille. Exportez les inscriptions en CSV."),
    "spreadsheet_not_csv": N_(
        "Ce fichier est %(kind)s, pas un CSV. Ouvrez-le, puis choisissez « Enregistrer sous », CSV UTF-8."
    ),
    "not_text": N_("Ce fichier n’est pas un texte. Exportez les inscriptions au format CSV."),
    "nul_bytes": N_("Le fichier a été abîmé en chemin (%(n_bytes)s octets nuls). Exportez-le de nouveau."),
    "header_not_recognised": N_(
        "Aucune ligne de titres reconnue. Lu : %(headers)s. Il faut au moins le nom de la structure."
    ),
    "header_only": N_("Le fichier a des titres de colonnes et aucune ligne. Vérifiez l’export."),
    "columns_missing": N_("Il manque ce qui suit : %(columns)s. Ajoutez ces colonnes ou renommez-les."),
    "too_many_columns": N_("%(n_columns)s colonnes, pour %(most_columns)s au plus. Gardez les colonnes utiles."),
    "too_many_rows": N_("Plus de %(most_rows)s lignes. Séparez le fichier en plusieurs."),
    "too_many_unclosed_quotes": N_(
        "Plus de %(most_quotes)s guillemets jamais refermés. Exportez le fichier de nouveau."
    ),
    "encoding_guessed": N_("Le fichier n’est pas en UTF-8 : lu comme %(encoding)s. Vérifiez quelques accents."),
    "accents_repaired": N_("Accents abîmés réparés dans %(n_cells)s cellules (« Ã© » redevenu « é »)."),
    "lines_before_header": N_("Lignes placées avant les titres, laissées de côté : %(n_lines)s."),
    "column_unknown": N_(
        "Titre de colonne non reconnu : « %(value)s ». Ses réponses n’ont pas été lues. Renommez-la si elles comptent."
    ),
    "columns_not_needed": N_("Colonnes reconnues et inutiles ici, non lues : %(columns)s."),
    "columns_compete": N_(
        "Plusieurs colonnes disent la même chose (%(meaning)s) : « %(used)s » d’abord, puis %(others)s si elle est "
        "vide."
    ),
    "more_of_the_same": N_(
        "Encore %(n_more)s remarques du même genre, comptées et non affichées. Exemple : « %(example)s »"
    ),
    # One row.
    "unclosed_quote": N_("Un guillemet ouvert ici n’est jamais refermé. La ligne a été lue sans lui ; vérifiez-la."),
    "row_too_short": N_("%(n_cells)s cellules au lieu de %(n_columns)s : les dernières comptent comme vides."),
    "extra_cells": N_(
        "%(n_cells)s cellules au lieu de %(n_columns)s : des réponses ont pu glisser. En trop : %(cells)s."
    ),
    "amount_rejoined": N_("Un montant était coupé en deux par sa virgule. Il a été recollé."),
    "formula_as_text": N_(
        "Cette cellule ressemble à une formule de tableur. Gardée comme texte, elle ne calcule rien."
    ),
    "text_shortened": N_("Texte de %(n_characters)s signes, gardé jusqu’à %(most_characters)s."),
    # Orders and tickets.
    "order_cancelled": N_("Commande %(order)s annulée (« %(status)s ») : la personne n’est pas attendue."),
    "order_refunded": N_("Commande %(order)s remboursée (« %(status)s ») : la personne n’est pas attendue."),
    "order_unpaid": N_("Commande %(order)s non aboutie (« %(status)s ») : la personne n’est pas attendue."),
    "order_pending": N_("Commande %(order)s en attente (« %(status)s »). La personne est gardée ; confirmez sa venue."),
    "order_status_unknown": N_(
        "Commande %(order)s : statut « %(status)s » inconnu. La personne est gardée ; confirmez sa venue."
    ),
    "duplicate_order": N_(
        "Même personne, même structure que la commande %(first_order)s (ligne %(first_line)s). Une seule place gardée."
    ),
    "ticket_unknown": N_(
        "Le billet « %(ticket)s » ne dit pas s’il s’agit d’une entreprise ou d’une association. Ligne laissée de "
        "côté ; précisez-le."
    ),
    "side_unknown": N_(
        "Rien ne dit s’il s’agit d’une entreprise ou d’une association. Ligne laissée de côté ; ajoutez une colonne "
        "« Vous êtes »."
    ),
    "side_from_colleague": N_("Billet « %(ticket)s » inconnu : rangé avec la même structure (%(side)s)."),
    "sides_differ": N_(
        "%(other_side)s ici, mais %(side)s ligne %(first_line)s, pour le même identifiant. La première réponse est "
        "gardée."
    ),
    "name_missing": N_("Aucun nom de structure. Ligne laissée de côté ; complétez-la si quelqu’un vient."),
    "name_of_payer_company": N_("Nom de structure absent : pris dans la raison sociale de la commande."),
    "no_answers": N_(
        "Aucune réponse : ni besoin, ni apport, ni thème. Les bonnes raisons viendront du lieu et de la présentation."
    ),
    # People.
    "person_missing": N_("Aucune personne sur cette ligne. La structure est connue, personne ne vient pour elle."),
    "person_without_name": N_("Une adresse ou un téléphone, sans nom. Complétez le nom pour imprimer le badge."),
    "name_of_payer": N_("Aucun nom de participant : celui de la personne qui a réservé a été pris."),
    "capitals_lowered": N_("Écrit en capitales : devenu « %(corrected)s »."),
    "person_in_two_organisations": N_(
        "La même personne représente plusieurs structures (%(organisations)s). Elle ne peut occuper deux tables : "
        "choisissez."
    ),
    "email_missing": N_("Aucune adresse électronique. La personne garde sa place ; imprimez-lui son lien."),
    "email_invalid": N_(
        "« %(value)s » n’est pas une adresse électronique. Non gardée ; corrigez-la ou imprimez le lien."
    ),
    "email_corrected": N_("Adresse corrigée en %(corrected)s."),
    "email_from_order": N_("Adresse prise dans la commande de cette personne : %(email)s."),
    "email_of_payer": N_("%(email)s est l’adresse de la réservation (%(payer)s). Elle ne sera donnée à personne."),
    "email_shared": N_("%(email)s sert à plusieurs personnes (%(people)s). Donnez à chacune son lien en main propre."),
    "phone_corrected": N_("Téléphone remis en forme : %(corrected)s."),
    "phone_doubtful": N_(
        "Téléphone gardé (%(corrected)s), bien qu’aucun numéro de ce genre ne soit attribué. Vérifiez-le."
    ),
    "phone_invalid": N_("« %(value)s » n’est pas un numéro de téléphone. Non gardé ; il est facultatif."),
    # Places and identifiers.
    "postcode_corrected": N_("Code postal remis en forme : %(corrected)s."),
    "postcode_invalid": N_("« %(value)s » n’est pas un code postal. Gardé tel quel ; la distance s’en passera."),
    "commune_corrected": N_("Commune reconnue : %(corrected)s."),
    "commune_unknown": N_(
        "Commune « %(value)s » inconnue. Gardée telle quelle, sans distance ; vérifiez l’orthographe."
    ),
    "commune_ambiguous": N_(
        "« %(value)s » est le nom de %(n_communes)s communes (%(postcodes)s). Un code postal le dirait."
    ),
    "commune_and_postcode_differ": N_(
        "« %(value)s » n’est pas au code postal %(postcode)s, qui est celui de : %(communes)s. Vérifiez les deux."
    ),
    "coordinate_invalid": N_("« %(value)s » n’est pas une coordonnée en degrés. Laissée de côté."),
    "siren_corrected": N_("SIREN remis en forme : %(corrected)s."),
    "siren_invalid": N_("« %(value)s » n’est ni un SIREN ni un SIRET. Facultatif : l’inscription peut se faire sans."),
    "siren_lost_in_file": N_(
        "SIRET arrondi par un tableur. Perdu dans le fichier. Facultatif : l’inscription peut se faire sans."
    ),
    "rna_corrected": N_("Numéro RNA remis en forme : %(corrected)s."),
    "rna_invalid": N_("« %(value)s » n’est pas un numéro RNA. Facultatif : l’inscription peut se faire sans."),
    # Answers.
    "value_unknown": N_(
        "« %(value)s » n’est dans aucune liste (%(field)s). Réponse non lue ; choisissez-en une proche."
    ),
    "grade_invalid": N_("Note « %(grade)s » pour %(fragility)s : hors de 1 à 10. Le thème est gardé, sans note."),
    "grade_rounded": N_("Note « %(grade)s » pour %(fragility)s, arrondie à %(corrected)s."),
    "answers_differ": N_(
        "Deux réponses pour une structure (%(field)s) : « %(kept)s », puis « %(other)s ». Listes réunies, sinon la "
        "première gardée."
    ),
    "organisation_unknown": N_("« %(value)s » n’est dans aucune inscription. Mention sans effet ; vérifiez le nom."),
    "keep_apart_same_side": N_("%(other)s est du même côté : la rencontre n’aurait pas lieu de toute façon."),
    "id_generated": N_("Aucun identifiant sur cette ligne : %(corrected)s lui a été donné."),
    "id_replaced": N_(
        "« %(value)s » n’est pas un code (des chiffres, quatre lettres au plus) et resterait après les données des "
        "personnes : l’identifiant devient %(corrected)s."
    ),
    # Diagnosis, history, pairs.
    "number_invalid": N_("« %(value)s » n’est pas un nombre entier à partir de 1 (%(field)s). Corrigez-le."),
    "rule_unknown": N_("« %(value)s » n’est pas une règle. Écrivez : à éviter, à prévoir ou fixée."),
    "pair_of_one_side": N_(
        "%(subject)s et %(other)s sont du même côté. Une rencontre réunit une entreprise et une association."
    ),
    "pair_repeated": N_("Même règle que ligne %(first_line)s : comptée une fois."),
    "pairs_contradict": N_(
        "Règle « %(rule)s » ici, « %(other_rule)s » ligne %(first_line)s, pour les mêmes structures. Retirez l’une "
        "des deux."
    ),
    "meeting_not_wished": N_(
        "L’une des deux structures ne souhaite pas rencontrer l’autre. Règle « %(rule)s » laissée de côté ; son "
        "souhait reste."
    ),
    "organisation_not_coming": N_("« %(value)s » n’est pas inscrite cette fois. Cette rencontre passée ne joue pas."),
    "date_unclear": N_(
        "« %(value)s » n’est pas une date lisible. Gardée telle quelle ; écrivez 2025-11-18 ou 18/11/2025."
    ),
    "diagnosis_mixed": N_(
        "Un diagnostic vaut pour un territoire, une source et une année. Lu pour « %(field)s » : %(found)s."
    ),
    "locked_without_round": N_("Une rencontre fixée dit son tour. Ajoutez le numéro du tour."),
    "row_repeated": N_("Déjà noté ligne %(first_line)s. La première note est gardée ; retirez l’une des deux."),
}
# Said instead of the sentence above when the value after the code is empty, or added when it is not.
WITHOUT: Final = {
    ("order_cancelled", "order"): N_("Commande annulée (« %(status)s ») : la personne n’est pas attendue."),
    ("order_refunded", "order"): N_("Commande remboursée (« %(status)s ») : la personne n’est pas attendue."),
    ("order_unpaid", "order"): N_("Commande non aboutie (« %(status)s ») : la personne n’est pas attendue."),
    ("order_pending", "order"): N_(
        "Commande en attente (« %(status)s »). La personne est gardée ; confirmez sa venue."
    ),
    ("order_status_unknown", "order"): N_(
        "Statut « %(status)s » inconnu. La personne est gardée ; confirmez sa venue."
    ),
    ("duplicate_order", "first_order"): N_(
        "Même personne, même structure que ligne %(first_line)s. Une seule place gardée."
    ),
    ("side_from_colleague", "ticket"): N_("Aucun billet sur cette ligne : rangé avec la même structure (%(side)s)."),
    ("email_of_payer", "payer"): N_("%(email)s est l’adresse de la réservation. Elle ne sera donnée à personne."),
    ("number_invalid", "value"): N_("Il manque un nombre entier à partir de 1 (%(field)s)."),
    ("diagnosis_mixed", "found"): N_("Un diagnostic vaut pour un territoire, une source et une année."),
}
CLOSEST: Final = N_("%(sentence)s La plus proche : « %(closest)s ».")
CLOSEST_CODES: Final = frozenset({"value_unknown", "organisation_unknown", "rule_unknown"})
SPREADSHEETS: Final = {"zip": N_("un classeur ou une archive"), "xls": N_("un classeur Excel"), "pdf": N_("un PDF")}
CODED: Final = frozenset({"side", "other_side", "fragility", "rule", "other_rule"})
NAMED_FIELDS: Final = frozenset({"field", "meaning"})
AS_WRITTEN: Final = frozenset({"first_line", "grade", "corrected", "postcode", "order", "first_order"})


class Dots(dict[str, str]):
    """Stands for every value of a sentence quoted without them."""

    def __missing__(self, name: str) -> str:
        return "…"


def remark(voice: Voice, one: Remark) -> str:
    """The sentence of a remark."""
    values = _values(voice, one)
    template = REMARKS[one.code]
    for (code, name), without in WITHOUT.items():
        if code == one.code and not values.get(name):
            template = without
    sentence = voice.say(template, values)
    if one.code in CLOSEST_CODES and values.get("closest"):
        sentence = voice.say(CLOSEST, {"sentence": sentence, "closest": values["closest"]})
    return sentence


def remark_level(voice: Voice, level: str) -> str:
    """The name of a remark's level."""
    return voice.translate(labels.LEVELS[level])


def field(voice: Voice, name: str) -> str:
    """What a column of a file is about; the name itself when it has no words."""
    return voice.translate(FIELDS[name]) if name in FIELDS else name


def _values(voice: Voice, one: Remark) -> dict[str, object]:
    shown: dict[str, object] = dict.fromkeys(REMARK_CODES[one.code][1], "")  # a remark may leave some of them out
    shown |= {"line": one.line, "column": one.column, "subject": one.subject, "value": one.value}
    for name, value in one.values.items():
        shown[name] = _shown(voice, one.code, name, value)
    if one.code == "more_of_the_same":
        example = REMARKS.get(str(one.values.get("code")))
        shown["example"] = voice.translate(example) % Dots() if example else "…"
    return shown


def _shown(voice: Voice, code: str, name: str, value: object) -> object:
    if isinstance(value, tuple | list):
        items = [field(voice, str(item)) if code == "columns_missing" else str(item) for item in value]
        return voice.enumerated([f"« {item} »" for item in items] if code in ("columns_compete",) else items)
    if name in NAMED_FIELDS:
        return field(voice, str(value))
    if name in CODED and str(value) in labels.LABELS:
        return voice.in_a_sentence(str(value))
    if code == "answers_differ" and name in ("kept", "other"):
        return _answers(voice, str(value))
    if name == "kind" and value in SPREADSHEETS:
        return voice.say(SPREADSHEETS[str(value)])
    return str(value) if name in AS_WRITTEN else value


def _answers(voice: Voice, written: str) -> str:
    """Codes of a list by their names; anything else as written."""
    codes = written.split("; ")
    return voice.listed(codes) if all(code in labels.LABELS for code in codes) else written
