"""Counts of the verdicts of a study, and constants of their figures."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from components.figures.study.base import NONE, StudyView, count, percent
from components.figures.theme import OVER_COLOR, VERDICT_CLAUSES
from segmentation.study.analysis import VerdictRates
from segmentation.study.analysis.data import verdicts

__all__ = ["OVER_LINE", "TITLE", "first_trials", "same_everywhere", "sentence", "totals"]

TITLE = "What fails"
OVER_LINE = {"color": OVER_COLOR, "width": 1.8, "dash": "dash"}


def first_trials(view: StudyView, rates: VerdictRates) -> NDArray[np.int64]:
    """Return the first trial of each verdict at each point, of shape (points, outcomes)."""
    found = np.full(rates.rates.shape, NONE)
    index, code = verdicts(view.study, view.trials)
    known = np.flatnonzero(code >= 0)[::-1]  # the last value is the one that is kept
    found[index[known] // view.study.replicates, code[known]] = index[known]
    return found


def totals(rates: VerdictRates) -> dict[str, int]:
    """Return the number of trials of each verdict, the most frequent first."""
    sums = np.nan_to_num(rates.rates * rates.count[:, None]).sum(axis=0)
    found = {name: round(total) for name, total in zip(rates.outcomes, sums.tolist(), strict=True)}
    return {name: n for name, n in sorted(found.items(), key=lambda item: -item[1]) if n}


def sentence(rates: VerdictRates) -> str:
    """Write the shares of the verdicts."""
    counted = totals(rates)
    n = sum(counted.values())
    listed = [f"{VERDICT_CLAUSES[name]} in {percent(total / n)}" for name, total in counted.items()]
    if len(counted) == 1 < n:
        return f"In all {n:,} trials {VERDICT_CLAUSES[next(iter(counted))]}."
    return f"Of {count(n, 'trial')}: {', '.join(listed)}."


def same_everywhere(rates: VerdictRates) -> str:
    """Write where it fails if all trials with a truth have the same verdict, else nothing."""
    counted = totals(rates)
    counted.pop("no truth", None)
    if len(counted) != 1:
        return ""
    [(name, n)] = counted.items()
    where = "Nowhere" if name == "agrees" else "Everywhere"
    return f"{where}: in all {n:,} trials with a verdict {VERDICT_CLAUSES[name]}."
