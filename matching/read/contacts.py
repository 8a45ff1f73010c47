"""E-mail addresses, telephone numbers and names of people, as typed -> as they can be used, with what was changed.

Addresses are checked by form only (email-validator, no look-up on the network), at most 254 characters. Numbers are
stored in the international form (E.164); a national number of an overseas department is read in its own region.
"""

import re
from dataclasses import dataclass
from typing import Final

from matching.folding import fold

LONGEST_ADDRESS: Final = 254
LONGEST_PHONE: Final = 60

# Landline and mobile prefixes of the overseas departments and collectivities that dial like the mainland.
_REGIONS: Final = {
    "0590": "GP",
    "0690": "GP",
    "0691": "GP",
    "0594": "GF",
    "0694": "GF",
    "0596": "MQ",
    "0696": "MQ",
    "0697": "MQ",
    "0262": "RE",
    "0263": "RE",
    "0692": "RE",
    "0693": "RE",
    "0269": "YT",
    "0639": "YT",
}
# 06 39 98 is set aside by the regulator for numbers of fiction: no region gives it out, none is called by mistake.
_NUMBER = re.compile(r"\+?\d[\d\s.\-]*(?:\(0\))?[\d\s.\-]{5,}\d")
_FICTION: Final = "+3363998"
_PARTICLES: Final = frozenset({"de", "des", "von", "van", "der", "den", "et"})


@dataclass(frozen=True)
class Reading:
    """A value that can be used ("" for none) and the code of what there is to say about it ("" for nothing)."""

    value: str
    code: str = ""
    reason: str = ""


def read_email(cell: str) -> Reading:
    """Return the address in a cell: codes email_invalid (reason "too_long" or "form") and email_corrected.

    >>> read_email("mailto:Zoe@Example.org ").value
    'Zoe@example.org'
    """
    written = cell.strip()
    if not written:
        return Reading("")
    if len(written) > LONGEST_ADDRESS + 80:
        return Reading("", "email_invalid", "too_long")
    from email_validator import EmailNotValidError, validate_email  # noqa: PLC0415  slow import

    written_at = re.sub(r"\s*[(\[]\s*(?:at|arobase|chez)\s*[)\]]\s*", "@", written, flags=re.IGNORECASE)
    bracketed = re.search(r"<([^<>]+)>", written_at)
    address = bracketed[1] if bracketed else re.split(r"[;,\s]+", written_at)[0]
    address = re.sub(r"^mailto:", "", address, flags=re.IGNORECASE).strip().rstrip(".,;:")
    if "@" not in address and re.search(r"\S\s*@\s*\S", written_at):
        address = re.sub(r"\s+", "", written_at)
    if len(address) > LONGEST_ADDRESS:
        return Reading("", "email_invalid", "too_long")
    try:
        found = validate_email(address, check_deliverability=False).normalized
    except EmailNotValidError:
        return Reading("", "email_invalid", "form")
    return Reading(found, "" if found == written else "email_corrected")


def read_phone(cell: str) -> Reading:
    """Return the number in a cell in E.164: codes phone_corrected, phone_doubtful and phone_invalid.

    >>> read_phone("0596 70 12 34").value
    '+596596701234'
    """
    written = cell.strip()
    if not written:
        return Reading("")
    if len(written) > LONGEST_PHONE:
        return Reading("", "phone_invalid")
    import phonenumbers  # noqa: PLC0415  slow import

    # "06 12 34 56 78 (after 5)", "03 88 00 00 04 or 06 12 34 56 78": the first number, without the words around it.
    numbers = _NUMBER.search(written)
    national = numbers[0] if numbers else written
    figures = re.sub(r"\D", "", national)
    if re.fullmatch(r"[1-9]\d{8}", figures) and not national.startswith("+"):
        national = figures = f"0{figures}"  # a spreadsheet took it for a number and dropped its zero
    mayotte = figures.startswith("0639") and not figures.startswith("063998")
    region = _REGIONS.get(figures[:4], "FR") if figures[:4] != "0639" or mayotte else "FR"
    try:
        number = phonenumbers.parse(national, region)
    except phonenumbers.NumberParseException:
        return Reading("", "phone_invalid")
    if not phonenumbers.is_possible_number(number) or len(figures) < 8:
        return Reading("", "phone_invalid")
    found = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    if not phonenumbers.is_valid_number(number) and not found.startswith(_FICTION):
        return Reading(found, "phone_doubtful")
    return Reading(found, "" if found == written else "phone_corrected")


def lower_capitals(name: str) -> str:
    """Return a name written all in capitals as one writes it in a sentence, any other name unchanged.

    >>> lower_capitals("D’HONDT-LE GOFF")
    'D’Hondt-Le Goff'
    """
    if len(name) < 3 or not name.isupper():
        return name
    words = re.split(r"([\s\-'’]+)", name)
    small = [
        word.lower() if fold(word) in _PARTICLES and index else word.capitalize() for index, word in enumerate(words)
    ]
    return "".join(small)


def split_full_name(full_name: str) -> tuple[str, str]:
    """Return (first name, last name): words in capitals are the last name, else the first word is the first name.

    >>> split_full_name("LE GOFF Anne")
    ('Anne', 'LE GOFF')
    """
    words = full_name.split()
    capitals = [word for word in words if word.isupper() and len(word) > 1]
    if capitals and len(capitals) < len(words):
        return " ".join(word for word in words if word not in capitals), " ".join(capitals)
    return " ".join(words[:1]), " ".join(words[1:])
