"""An evening -> the same sign-ups as the ticketing tool HelloAsso exports them, with every oddity of such files.

UTF-8 with a byte-order mark, semicolons, CRLF, prices with a decimal comma, answers to one question joined by " ; ".
Reading the file gives the organisations and the people of ``organisations.csv`` again, in the order of their ids.
"""

import csv
import io
from datetime import datetime, timedelta
from itertools import zip_longest

from sample_data import helloasso_oddities as oddities
from sample_data.contents import ASSOCIATIONS, COMPANIES, Evening
from sample_data.drawing import Draw
from sample_data.helloasso_answers import form_answers, need_answers, offer_answers, theme_answers
from sample_data.people import Person
from sample_data.sheets import Sheet
from sample_data.territory import POSTCODES

HEADERS = (
    "Référence commande",
    "Date de la commande",
    "Statut de la commande",
    "Nom participant",
    "Prénom participant",
    "Nom payeur",
    "Prénom payeur",
    "Email payeur",
    "Raison sociale",
    "Moyen de paiement",
    "Billet",
    "Numéro de billet",
    "Tarif",
    "Montant tarif",
    "Code Promo",
    "Montant code promo",
    "Téléphone",
    "Mail du participant  ",
    "Nom de votre structure   ",
    "Votre fonction",
    "Commune",
    "Code postal ",
    "Thématiques sur lesquelles vous agissez (plusieurs choix)",
    "Vos besoins ",
    "Ce que vous pouvez apporter",
    "Formes de partenariat envisagées",
    "Présentez votre structure en quelques phrases   ",
    "Structures que vous ne souhaitez pas rencontrer ",
)
FIRST_ORDER = datetime(2026, 10, 5, 8, 12)  # noqa: DTZ001  the export says no zone

Cells = dict[str, str]


def signups_text(evening: Evening, seed: int) -> str:
    """Write every order, the ones that count and the ones that do not, in the order of their dates."""
    draw = Draw(seed, "orders")
    orders = _with_extra_orders(_orders_that_count(evening), evening.sheet(oddities.DUPLICATE_ORDER).name)
    number, moment = 81_000_000 + draw.number(0, 900_000), FIRST_ORDER
    rows: list[Cells] = []
    for position, cells in enumerate(orders):
        if "Référence commande" in cells:  # a second ticket of the order before
            shared = ("Référence commande", "Date de la commande", "Nom payeur", "Prénom payeur", "Email payeur")
            cells |= {header: rows[-1][header] for header in shared}
        else:
            number += draw.number(3, 900)
            moment += timedelta(minutes=draw.number(40, 1400))
            cells["Référence commande"] = str(number)
            cells["Date de la commande"] = moment.strftime("%d/%m/%Y %H:%M")
        cells.setdefault("Billet", f"https://example.org/billet/{position}")
        cells.setdefault("Numéro de billet", str(6_200_000 + position))
        rows.append(cells)
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, HEADERS, restval="", delimiter=";", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return "\ufeff" + text.getvalue()


def _orders_that_count(evening: Evening) -> list[Cells]:
    orders = []
    phone_styles = iter(oddities.PHONE_STYLES)
    # One company, one association, and so on: ids given in the order of appearance are those of organisations.csv.
    for sheets in zip_longest(COMPANIES, ASSOCIATIONS):
        for sheet in filter(None, sheets):
            for rank, person in enumerate(evening.people_of(sheet.id)):
                cells = _ticket(sheet, person)
                if person.phone:
                    cells["Téléphone"] = _typed_phone(person.phone, next(phone_styles, "spaces"))
                if rank and sheet.id == oddities.ONE_ORDER_TWO_PEOPLE:
                    cells["Référence commande"] = ""  # filled from the order before
                if rank and sheet.id == oddities.TWO_ORDERS_TWO_PEOPLE:
                    cells |= {"Nom de votre structure   ": oddities.SECOND_SPELLING, HEADERS[26]: ""}
                    cells[HEADERS[22]] = cells[HEADERS[22]].split(" ; ")[0]
                orders.append(cells)
    return orders


def _with_extra_orders(orders: list[Cells], ordered_twice: str) -> list[Cells]:
    """Add the orders that give no participant: cancelled, refunded, ordered twice, of another ticket."""
    first = next(cells for cells in orders if cells["Nom de votre structure   "] == ordered_twice)
    # The ticket stays the same, the order does not: a page sent twice.
    first |= {"Billet": "https://example.org/billet/double", "Numéro de billet": "6299999"}
    extra = {
        9: _stranger("Chocolaterie des Trois Écluses", "Lutzelbourg", "Klein", "Solveig", status="Annulé"),
        24: _stranger("Ateliers Bramefer", "Réding", "Aubertin", "Loan", status="Remboursé"),
        37: _stranger("Maison de l’Emploi des Deux Versants", "Phalsbourg", "Zahm", "Nour", ticket="Place partenaire"),
        48: dict(first),
    }
    result = list(orders)
    for position, cells in sorted(extra.items(), reverse=True):
        result.insert(position, cells)
    return result


def _ticket(sheet: Sheet, person: Person) -> Cells:
    is_company = sheet.side == "company"
    id_ = sheet.id
    last_name = person.last_name.upper() if id_ in oddities.CAPITALS else person.last_name
    payer = oddities.OTHER_PAYERS.get(id_, (person.first_name, last_name, person.email))
    address = "" if id_ in oddities.WITHOUT_ADDRESS else oddities.INVALID_ADDRESSES.get(id_, person.email)
    return {
        "Statut de la commande": "Validé",
        "Nom participant": last_name,
        "Prénom participant": person.first_name,
        "Nom payeur": payer[1],
        "Prénom payeur": payer[0],
        "Email payeur": payer[2],
        "Raison sociale": sheet.name if is_company else "",
        "Moyen de paiement": "Carte bancaire" if is_company else "Gratuit",
        "Tarif": "Place entreprise" if is_company else "Place association",
        "Montant tarif": "15,00" if is_company else "0,00",
        "Mail du participant  ": address,
        "Nom de votre structure   ": sheet.name + ("  " if id_ in oddities.TRAILING_SPACES else ""),
        "Votre fonction": oddities.FORMULAS.get(id_, person.role),
        "Commune": oddities.CEDEX.get(id_) or oddities.COMMUNES_AS_TYPED.get(id_, sheet.commune),
        "Code postal ": oddities.POSTCODES_AS_TYPED.get(id_, POSTCODES[sheet.commune]),
        HEADERS[22]: theme_answers(sheet.fragilities),
        "Vos besoins ": need_answers(sheet.needs),
        "Ce que vous pouvez apporter": offer_answers(sheet.offers, sheet.side),
        "Formes de partenariat envisagées": form_answers(sheet.forms),
        HEADERS[26]: _typed_presentation(sheet),
        HEADERS[27]: oddities.WISHES_NOT_TO_MEET.get(id_, ""),
    }


def _stranger(
    name: str,
    commune: str,
    last_name: str,
    first_name: str,
    *,
    status: str = "Validé",
    ticket: str = "Place entreprise",
) -> Cells:
    address = f"{first_name}.{last_name}@example.org".lower()
    paid = ticket == "Place entreprise"
    return {
        "Statut de la commande": status,
        "Nom participant": last_name,
        "Prénom participant": first_name,
        "Nom payeur": last_name,
        "Prénom payeur": first_name,
        "Email payeur": address,
        "Raison sociale": name,
        "Moyen de paiement": "Carte bancaire" if paid else "Gratuit",
        "Tarif": ticket,
        "Montant tarif": "15,00" if paid else "0,00",
        "Mail du participant  ": address,
        "Nom de votre structure   ": name,
        "Commune": commune,
        "Code postal ": POSTCODES[commune],
        HEADERS[22]: "Emploi et insertion ; Développement économique",
        "Vos besoins ": "Mise en réseau",
        "Ce que vous pouvez apporter": "Connaissance du territoire",
        "Formes de partenariat envisagées": "Je ne sais pas encore",
    }


def _typed_phone(phone: str, style: str) -> str:
    """Return a number as somebody types it.

    >>> _typed_phone("+33639980102", "dots")
    '06.39.98.01.02'
    """
    national = "0" + phone.removeprefix("+33")
    pairs = [national[at : at + 2] for at in range(0, 10, 2)]
    return {
        "spaces": " ".join(pairs),
        "plain": national,
        "dots": ".".join(pairs),
        "hyphens": "-".join(pairs),
        "international": f"+33 {national[1]} " + " ".join(pairs[1:]),
        "double_zero": f"0033{national[1:]}",
        "misplaced_space": f"{national[:7]} {national[7:]}",
        "lost_zero": national[1:],
        "with_words": " ".join(pairs) + " (après 17 h)",
    }[style]


def _typed_presentation(sheet: Sheet) -> str:
    quoted = oddities.QUOTED_WORDS.get(sheet.id)
    if not quoted:
        return sheet.presentation
    return sheet.presentation.replace(quoted, f'"{quoted}"').replace(". ", ".\n")
