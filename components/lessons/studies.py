"""Ready studies of the lessons: their plans, and the results of all trials, which ship.

``python -m components.lessons.studies`` computes the results again, in about two minutes.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Literal, TextIO

from segmentation.study import EXAMPLES, Range, Record, Study, Sweep, n_trials, run_trial

__all__ = [
    "FIGURES",
    "NUMBER",
    "STUDIES",
    "FigureName",
    "main",
    "read_records",
    "records",
    "write_records",
]

RESULTS = Path(__file__).parent / "results"
NUMBER = "adjusted_rand"  # the output that the figures show
MEASURED = (NUMBER, "verdict")
FigureName = Literal["bands", "verdicts", "phases", "screening"]

DIGITS = 7  # of a number in a file; the figures show three

BETA = Study(
    name="β, with twelve noise seeds",
    parameters=(Range(name="beta", low=1.0, high=30.0, scale="log"),),
    design=Sweep(points=25),
    replicates=12,
)

STUDIES: dict[str, Study] = {
    name: study.model_copy(update={"outputs": MEASURED})
    for name, study in {
        "beta": BETA,
        "radii": EXAMPLES["unequal-radii"],
        "everything": EXAMPLES["everything"],
    }.items()
}

# Figures of the lessons: the study, and the name that `study_figures` gives the figure.
FIGURES: dict[FigureName, tuple[str, str]] = {
    "bands": ("beta", "mean"),
    "verdicts": ("beta", "verdicts"),
    "phases": ("radii", "verdicts"),
    "screening": ("everything", "morris"),
}


@cache
def records(name: str) -> tuple[Record, ...]:
    """Return the shipped results of a study, of all its trials in their order.

    Parameters
    ----------
    name : str
        One of `STUDIES`.

    Returns
    -------
    tuple of Record
        Without durations.
    """
    with (RESULTS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return read_records(file)


def read_records(file: TextIO) -> tuple[Record, ...]:
    """Read records in the order of their trials."""
    found = []
    for index, row in enumerate(csv.DictReader(file)):
        values = {NUMBER: float(row[NUMBER])} if row[NUMBER] else {}
        found.append(Record(index, values, row["verdict"] or None, 0.0))
    return tuple(found)


def write_records(file: TextIO, found: Iterable[Record]) -> None:
    """Write records in the order of their trials."""
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(MEASURED)
    for record in found:
        value = record.values.get(NUMBER)
        number = "" if value is None else f"{value:.{DIGITS}g}"
        writer.writerow((number, record.verdict or ""))


def main(names: Sequence[str]) -> None:
    """Compute the results of studies, by default of all, and write their files."""
    for name in names or STUDIES:
        text, n = STUDIES[name].to_json(), n_trials(STUDIES[name])
        print(f"{name}: {n:,} trials", flush=True)
        found = [run_trial(text, index) for index in range(n)]
        with (RESULTS / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            write_records(file, found)


if __name__ == "__main__":
    main(sys.argv[1:])
