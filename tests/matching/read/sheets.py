"""Tiny sheets written in the test that reads them."""

from matching.read import Remark, SignUps, read_organisations

HELLOASSO = (
    "Référence commande;Statut de la commande;Nom participant;Prénom participant;Nom payeur;Prénom payeur;Email payeur"
)
HELLOASSO += ";Moyen de paiement;Numéro de billet;Tarif;Téléphone;Mail du participant  ;Nom de votre structure   "
WEBER = "1;Validé;Weber;Zoé;Weber;Zoé;zoe@example.org;Gratuit;T1;Place association;;zoe@example.org;Les Amis du Ried"


def read_text(text: str, encoding: str = "utf-8") -> SignUps:
    """Read a sheet given as text."""
    return read_organisations(text.encode(encoding))


def read_helloasso(*rows: str) -> SignUps:
    """Read rows under the short header of a ticketing export."""
    return read_text("\r\n".join([HELLOASSO, *rows, ""]), "utf-8-sig")


def codes(sign_ups: SignUps) -> list[str]:
    """The codes of the remarks, in order."""
    return [remark.code for remark in sign_ups.remarks]


def the(sign_ups: SignUps, code: str) -> Remark:
    """The only remark of a code."""
    (remark,) = [one for one in sign_ups.remarks if one.code == code]
    return remark
