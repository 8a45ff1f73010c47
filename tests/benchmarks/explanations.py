"""Is what is told of a pair true, short and different from pair to pair? Random pairs of four sheets.

python -m tests.benchmarks.explanations [--pairs 1000] [--seed 7] [--show 0] [--language fr]

Every statement is checked against the two profiles, the diagnosis and the history by the rules of
``tests.matching.truth``; as a control, one value of every statement is then changed, and the check must see it. "Eight
tables" are an association's eight best companies: how often the most frequent first sentence is read there, the
company's name aside. ``--show`` prints so many of the pairs as people read them. The sheet of a real evening is looked
for in the folder that ENTREMISE_DATA names.
"""

import argparse
import os
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import fmean, median

import numpy as np

from matching import Explanation, Reason, explain, read_organisations, score
from matching.read import read_diagnosis, read_history
from matching.scoring import ScoreMatrix
from sample_data.synthetic import generate_territory
from tests.benchmarks.judged_pairs import FOLDER as JUDGED
from tests.benchmarks.measuring import table
from tests.matching.lies import lies
from tests.matching.truth import is_true, untrue
from webapp.wording import Pair, Words

SAMPLE = Path(__file__).parents[2] / "sample_data"
READERS = (None, "company", "association")
TABLES = 8
NAMELESS = Pair("…", "…")
LANGUAGES = {"fr": Words.for_locale("fr"), "en": Words.for_locale("en")}


@dataclass
class Read:
    """What was read about the pairs of one sheet."""

    n_pairs: int = 0
    false: list[str] = field(default_factory=list)
    n_statements: int = 0
    n_lies: int = 0
    n_lies_caught: int = 0
    n_reasons: Counter[int] = field(default_factory=Counter)
    sentences: dict[str, list[str]] = field(default_factory=dict)  # kind and language -> sentences
    codes: Counter[str] = field(default_factory=Counter)


def main() -> None:
    """Read the pairs and print what was found."""
    options = argparse.ArgumentParser(
        prog="python -m tests.benchmarks.explanations", description=__doc__.split("\n")[0]
    )
    options.add_argument("--pairs", type=int, default=1000, help="of all sheets together")
    options.add_argument("--seed", type=int, default=7)
    options.add_argument("--show", type=int, default=0, help="so many pairs of each sheet, to be read aloud")
    options.add_argument("--language", choices=sorted(LANGUAGES), default="fr")
    chosen = options.parse_args()
    draw = random.Random(chosen.seed)
    sheets = dict(matrices(chosen.seed))
    found = {}
    for name, matrix in sheets.items():
        pairs = draw.sample(list(np.ndindex(matrix.total.shape)), chosen.pairs // len(sheets))
        found[name] = read_pairs(matrix, pairs)
        for i, j in pairs[: chosen.show]:
            print("\n".join(page(matrix, i, j, LANGUAGES[chosen.language], draw.choice(READERS))), end="\n\n")
    print(report(found))
    print(table(("eight tables", "associations", "same first sentence, most", "mean"), map(at_tables, sheets.items())))


def matrices(seed: int) -> Iterator[tuple[str, ScoreMatrix]]:
    """The sheets: the sample territory, a drawn one, the judged evening and, if it is here, a real one."""
    sample = read_organisations(SAMPLE / "organisations.csv")
    history, _ = read_history(SAMPLE / "history.csv", sample.organisations)
    diagnosis = read_diagnosis(SAMPLE / "diagnosis.csv")
    yield "sample", score(sample.companies, sample.associations, diagnosis=diagnosis, history=history)
    drawn = generate_territory(100, 100, seed)
    yield "drawn", score(drawn.companies, drawn.associations, diagnosis=diagnosis)
    judged = read_organisations(JUDGED / "organisations.csv")
    yield "judged", score(judged.companies, judged.associations)
    real = Path(os.environ.get("ENTREMISE_DATA", "")) / "evening" / "helloasso_inscriptions.csv"
    if real.exists():
        evening = read_organisations(real)
        yield "real", score(evening.companies, evening.associations)


def read_pairs(matrix: ScoreMatrix, pairs: Sequence[tuple[int, int]]) -> Read:
    """Explain pairs, check every statement and every lie, and keep the sentences."""
    read = Read()
    for i, j in pairs:
        told = explain(matrix, i, j)
        read.n_pairs += 1
        read.n_reasons[len(told.reasons)] += 1
        read.false += [f"{pair_of(matrix, i, j)}: {one}" for one in untrue(told, matrix, i, j)]
        for reason in said_in(told):
            read.codes[reason.code] += 1
            read.n_statements += 1
            for lie in lies(reason):
                read.n_lies += 1
                read.n_lies_caught += not is_true(lie, matrix, i, j, told.reasons)
        for language, words in LANGUAGES.items():
            for kind, sentence in sentences_of(told, pair_of(matrix, i, j), words):
                read.sentences.setdefault(f"{kind} {language}", []).append(sentence)
        for kind, sentence in sentences_of(told, NAMELESS, LANGUAGES["fr"]):
            read.sentences.setdefault(f"{kind} without names", []).append(sentence)
    return read


def said_in(told: Explanation) -> list[Reason]:
    """Everything that an explanation says."""
    return [*told.reasons, *([told.caution] if told.caution else []), told.question]


def sentences_of(told: Explanation, pair: Pair, words: Words) -> Iterator[tuple[str, str]]:
    """Each sentence with what it is."""
    for reason in told.reasons:
        yield "reason", words.reason(reason, pair)
    if told.caution is not None:
        yield "caution", words.caution(told.caution, pair)
    yield "question", words.question(told.question, pair)


def pair_of(matrix: ScoreMatrix, i: int, j: int, reader: str | None = None) -> Pair:
    """The two names."""
    return Pair(matrix.companies[i].name, matrix.associations[j].name, reader)  # type: ignore[arg-type]


def page(matrix: ScoreMatrix, i: int, j: int, words: Words, reader: str | None) -> Iterator[str]:
    """One pair as it is read."""
    told, pair = explain(matrix, i, j), pair_of(matrix, i, j, reader)
    yield f"{pair.company} | {pair.association} | {told.total:.2f} | read by {reader or 'a facilitator'}"
    for kind, sentence in sentences_of(told, pair, words):
        yield f"  {kind}: {sentence}"
    if told.form:
        yield f"  form: {words.form(told.form)}"


def report(found: dict[str, Read]) -> str:
    """The figures of each sheet, and every false statement."""
    heads = ["", *found]
    lines: list[list[object]] = [
        ["pairs", *(one.n_pairs for one in found.values())],
        ["statements", *(one.n_statements for one in found.values())],
        ["false statements", *(len(one.false) for one in found.values())],
        ["lies caught", *(f"{one.n_lies_caught} of {one.n_lies}" for one in found.values())],
        ["codes told", *(len(one.codes) for one in found.values())],
    ]
    lines += [
        [f"pairs with {n} reasons", *(f"{one.n_reasons[n] / max(1, one.n_pairs):.0%}" for one in found.values())]
        for n in range(4)
    ]
    for kind in ("reason", "caution", "question"):
        lines += [
            [
                f"{kind}s, words, {language}",
                *(_lengths(one.sentences.get(f"{kind} {language}", [])) for one in found.values()),
            ]
            for language in LANGUAGES
        ]
    for kind in ("reason", "question"):
        said = [one.sentences.get(f"{kind} without names", []) for one in found.values()]
        lines.append([f"different {kind}s, names aside", *(f"{len(set(one))} of {len(one)}" for one in said)])
    return "\n".join([table(heads, lines), *(false for one in found.values() for false in one.false), ""])


def _lengths(sentences: Sequence[str]) -> str:
    """Median and longest, in words."""
    lengths = [len(sentence.replace("\u00a0", " ").split()) for sentence in sentences]
    return f"{median(lengths):.0f}, at most {max(lengths)}" if lengths else "-"


def at_tables(sheet: tuple[str, ScoreMatrix]) -> tuple[str, int, int, str]:
    """How often the most frequent first sentence is read at an association's eight best tables, names aside."""
    name, matrix = sheet
    most = []
    for j in range(len(matrix.associations)):
        first: Counter[str] = Counter()
        for i in np.argsort(-matrix.total[:, j], kind="stable")[:TABLES]:
            reasons = explain(matrix, int(i), j).reasons
            if reasons:
                first[LANGUAGES["fr"].reason(reasons[0], Pair("…", "…", "association"))] += 1
        most.append(max(first.values(), default=0))
    return name, len(most), max(most), f"{fmean(most):.1f}"


if __name__ == "__main__":
    main()
