"""A commune and a postcode, as typed -> the place, with what was put right or could not be found."""

import re

from matching.organisations import Place
from matching.places import commune_key, communes_of_postcode, find_candidates
from matching.read.remarks import RemarkBook

_FIVE = re.compile(r"(?<!\d)(\d{5})(?!\d)")


def read_place(
    commune_cell: str,
    postcode_cell: str,
    *,
    line: int,
    commune_column: str,
    postcode_column: str,
    subject: str,
    book: RemarkBook,
) -> Place:
    """Return the place of two cells; a commune that is not in the table is kept as written, without coordinates."""
    commune, postcode = _parted(commune_cell.strip(), postcode_cell.strip())
    if not commune and not postcode:
        return Place()
    padded = f"0{postcode}" if re.fullmatch(r"\d{4}", postcode) else postcode
    if padded != postcode and (find_candidates(commune, padded) if commune else communes_of_postcode(padded)):
        postcode = padded
    if postcode != postcode_cell.strip() and postcode_cell.strip():
        book.add(
            "postcode_corrected",
            line=line,
            column=postcode_column,
            subject=subject,
            value=postcode_cell,
            values={"corrected": postcode, "commune": commune},
        )
    if postcode and not re.fullmatch(r"\d{5}", postcode):
        book.add("postcode_invalid", line=line, column=postcode_column, subject=subject, value=postcode_cell)
        return Place(commune=commune, postcode=postcode)
    candidates = find_candidates(commune, postcode)
    if len(candidates) == 1:
        place = candidates[0]
        if commune_cell.strip() and place.commune != commune_cell.strip():
            values = {"corrected": place.commune, "postcode": place.postcode}
            book.add(
                "commune_corrected",
                line=line,
                column=commune_column,
                subject=subject,
                value=commune_cell,
                values=values,
            )
        return place
    if len(candidates) > 1:
        postcodes = tuple(sorted({place.postcode or place.insee[:2] for place in candidates}))[:10]
        values_ambiguous = {"n_communes": len(candidates), "postcodes": postcodes}
        book.add(
            "commune_ambiguous",
            line=line,
            column=commune_column or postcode_column,
            subject=subject,
            value=commune_cell or postcode_cell,
            values=values_ambiguous,
        )
    elif communes_of_postcode(postcode) and find_candidates(commune):
        values_differ = {"postcode": postcode, "communes": communes_of_postcode(postcode)[:10]}
        book.add(
            "commune_and_postcode_differ",
            line=line,
            column=commune_column,
            subject=subject,
            value=commune_cell,
            values=values_differ,
        )
    else:
        book.add(
            "commune_unknown",
            line=line,
            column=commune_column or postcode_column,
            subject=subject,
            value=commune_cell or postcode_cell,
            values={"postcode": postcode},
        )
    return Place(commune=commune, postcode=postcode)


def _parted(commune: str, postcode: str) -> tuple[str, str]:
    """Return commune and postcode when one cell holds both ("67000 Strasbourg"), or the postcode has spaces or ".0"."""
    compact = re.sub(r"\.0$|[\s\u00a0]", "", postcode)
    compact = re.sub(r"^[A-Z]{1,2}-(?=\d)", "", compact)
    if re.fullmatch(r"\d{4,5}", compact):
        postcode = compact
    else:
        inside = _FIVE.search(postcode)
        if inside:
            rest = (postcode[: inside.start()] + postcode[inside.end() :]).strip(" -,;()")
            postcode, commune = inside[1], commune or rest
    inside = _FIVE.search(commune)
    if inside and commune_key(commune.replace(inside[1], "")):
        commune = (commune[: inside.start()] + commune[inside.end() :]).strip(" -,;()")
        postcode = postcode or inside[1]
    return commune, postcode
