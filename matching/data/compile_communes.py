"""The table of French communes -> ``communes.csv.gz``, what ``matching.places`` reads.

Run ``python matching/data/compile_communes.py communes.csv`` with the table described in ``README.md``. The result is
the same byte for byte from the same input: no date and no file name are stored in it.
"""

import csv
import gzip
import sys
from pathlib import Path

COLUMNS = ("insee", "name", "postcodes", "intermunicipality", "latitude", "longitude")


def compile_communes(source: Path, target: Path) -> int:
    """Write the present communes of the source, four decimals of a degree (11 m), and return how many there are."""
    with source.open(encoding="utf-8", newline="") as lines:
        communes = [row for row in csv.DictReader(lines) if row["type"] == "commune-actuelle"]
    table = [
        "\t".join(
            (
                row["insee"],
                row["nom"],
                row["codes_postaux"],
                row["epci_nom"],
                f"{float(row['lat']):.4f}" if row["lat"] else "",
                f"{float(row['lon']):.4f}" if row["lon"] else "",
            )
        )
        for row in sorted(communes, key=lambda row: row["insee"])
    ]
    text = "\n".join(("\t".join(COLUMNS), *table)) + "\n"
    with (
        target.open("wb") as raw,
        gzip.GzipFile(filename="", mode="wb", fileobj=raw, mtime=0, compresslevel=9) as packed,
    ):
        packed.write(text.encode("utf-8"))
    return len(table)


if __name__ == "__main__":
    n_communes = compile_communes(Path(sys.argv[1]), Path(__file__).with_name("communes.csv.gz"))
    sys.stdout.write(f"{n_communes} communes\n")
