"""A seed -> the files of the sample evening, byte for byte the same on every machine.

    python -m sample_data.generate --seed 1 OUTDIR

Texts, needs, offers and rules are hand-written in the modules of this package; names of people, telephone numbers,
identifiers, orders and the previous evening are drawn from the seed.
"""

import argparse
from pathlib import Path

from sample_data.contents import draw_evening
from sample_data.evening_files import diagnosis_text, history_text, organisations_text, pairs_text
from sample_data.helloasso import signups_text

COMMITTED_SEED = 1


def files_for(seed: int) -> dict[str, bytes]:
    """Return the content of every file by name."""
    evening = draw_evening(seed)
    return {
        "organisations.csv": organisations_text(evening).encode(),
        "pairs.csv": pairs_text().encode(),
        "history.csv": history_text(seed).encode(),
        "diagnosis.csv": diagnosis_text().encode(),
        "signups_helloasso.csv": signups_text(evening, seed).encode(),
    }


def main(arguments: list[str] | None = None) -> None:
    """Write the files into a folder, made when it is missing."""
    parser = argparse.ArgumentParser(
        prog="python -m sample_data.generate",
        description="Write the files of the sample evening.",
        epilog="example: python -m sample_data.generate --seed 1 sample_data",
    )
    parser.add_argument("folder", type=Path, help="where the files go; existing files of the same names are replaced")
    parser.add_argument("--seed", type=int, default=COMMITTED_SEED, help="the committed files come from seed 1")
    options = parser.parse_args(arguments)
    options.folder.mkdir(parents=True, exist_ok=True)
    for name, content in files_for(options.seed).items():
        (options.folder / name).write_bytes(content)


if __name__ == "__main__":
    main()
