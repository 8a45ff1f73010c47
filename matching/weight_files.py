"""A JSON file <-> weights of the criteria, as a facilitator keeps and shares them."""

import json
from pathlib import Path
from typing import Final

from matching.weights import CriterionWeights, InvalidWeights

MOST_BYTES: Final = 1_000_000  # a file of weights has a thousand


def read_weights(path: str | Path) -> CriterionWeights:
    """Return the weights that a JSON file holds as {"version": "2", "giving": 0.5, "weights": {criterion: number}}.

    The reasons of a file of version 1 are normalised among themselves; its small weights of place and novelty, which
    were reasons then, are read as strengths: the conditions of such a file take little away, and are refused above 1.
    Raises InvalidWeights when the file is not JSON of that form or larger than MOST_BYTES, OSError when it cannot be
    opened.
    """
    with Path(path).open("rb") as opened:
        content = opened.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise InvalidWeights((("file", f"> {MOST_BYTES} bytes"),))
    try:
        plain = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:  # not JSON or UTF-8, a number of 5,000 figures, lists in lists
        raise InvalidWeights((("file", str(error)),)) from error
    return CriterionWeights.from_dict(plain)


def write_weights(path: str | Path, weights: CriterionWeights) -> None:
    """Write weights so that ``read_weights`` gives them back equal."""
    Path(path).write_text(json.dumps(weights.to_dict(), indent=2) + "\n", encoding="utf-8")
