"""Check the pipeline of studies with a function whose Sobol indices are known.

``python -m benchmarks.study.ishigami [base points] [repeats]``: from a study's file over its trials
and records to the indices, once for each seed of the design; the goal is 18 of 20.
"""

from __future__ import annotations

import math
import sys

import numpy as np

from segmentation.study import Range, Saltelli, Study, n_trials, run_trial
from segmentation.study.analysis import SobolIndices, sobol
from segmentation.study.ishigami import FIRST, TOTAL


def indices(n: int, seed: int) -> SobolIndices:
    """Return the Sobol indices of a study of n base points."""
    study = Study(
        name="Ishigami",
        evaluator="ishigami",
        parameters=tuple(Range(name=f"x{i}", low=-math.pi, high=math.pi) for i in (1, 2, 3)),
        design=Saltelli(n=n, seed=seed),
    )
    text = study.to_json()
    records = [run_trial(text, index) for index in range(n_trials(study))]
    return sobol(study, records, "y", seed=seed)


def main(n: int, repeats: int) -> None:
    """Print how often the known indices lie within their intervals."""
    held = np.zeros((repeats, 6), dtype=bool)
    off, wide = np.zeros((repeats, 6)), np.zeros((repeats, 6))
    for seed in range(repeats):
        found = indices(n, seed)
        off[seed] = np.abs(np.concatenate((found.first - FIRST, found.total - TOTAL)))
        wide[seed] = np.concatenate((found.first_conf, found.total_conf))
        held[seed] = off[seed] <= wide[seed]
    print(f"{n} base points, {repeats} repeats")
    print("| index | known | mean error | mean half width | within |")
    print("| --- | ---: | ---: | ---: | ---: |")
    names = [f"{kind} of x{i}" for kind in ("S", "ST") for i in (1, 2, 3)]
    for j, (name, known) in enumerate(zip(names, (*FIRST, *TOTAL), strict=True)):
        figures = f"{off[:, j].mean():.4f} | {wide[:, j].mean():.4f} | {held[:, j].sum()}"
        print(f"| {name} | {known:.4f} | {figures} of {repeats} |")
    print(f"All six within their intervals: {held.all(axis=1).sum()} of {repeats}.")


if __name__ == "__main__":
    given = [int(argument) for argument in sys.argv[1:]]
    main(*(given + [1024, 20][len(given) :]))
