"""Trials as compact columns, for studies whose records would take too much memory."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from segmentation.explain.verdict import OUTCOMES

__all__ = ["Page", "TrialColumns", "gather", "verdict_code"]

NO_VERDICT, NO_ERROR = -1, -1
_CODES = {name: code for code, name in enumerate(OUTCOMES)}


class Page(Protocol):
    """Some trials of a study, as of `segmentation.study.store.rows.Trials`."""

    @property
    def index(self) -> NDArray[np.int64]:
        """Numbers of the trials."""

    @property
    def values(self) -> dict[str, NDArray[np.float64]]:
        """Values by output, NaN where a trial has none."""

    @property
    def verdict(self) -> list[str | None]:
        """Outcome of each trial."""

    @property
    def seconds(self) -> NDArray[np.float64]:
        """Duration of each trial."""

    @property
    def error(self) -> list[str | None]:
        """Reason of each failure."""


@dataclass(frozen=True, eq=False)
class TrialColumns:
    """Trials of a study, ascending by index; a million of them with one output take 26 MB.

    Attributes
    ----------
    index : ndarray of shape (n,), int64
    values : dict of str to ndarray of shape (n,), float64
        Some of the study's outputs, "seconds" among them, NaN for a missing value.
    verdict : ndarray of shape (n,), int8
        Position of the verdict among the outcomes of `VerdictRates`, -1 without one.
    error : ndarray of shape (n,), int32
        Position of the reason of a failure among `reasons`, -1 without one.
    reasons : tuple of str
        Different reasons.
    """

    index: NDArray[np.int64]
    values: dict[str, NDArray[np.float64]]
    verdict: NDArray[np.int8]
    error: NDArray[np.int32]
    reasons: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.index)


def verdict_code(verdict: object) -> int:
    """Return the position of a verdict among the outcomes, -1 for none."""
    return _CODES.get(verdict, NO_VERDICT) if isinstance(verdict, str) else NO_VERDICT


def gather(pages: Iterable[Page], outputs: Collection[str], n_trials: int) -> TrialColumns:
    """Return trials as columns.

    Parameters
    ----------
    pages : iterable of Page
        Of different trials, in any order; each is dropped before the next is read.
    outputs : collection of str
        Outputs to keep besides "seconds".
    n_trials : int
        Number of trials of the study, recorded or not.

    Returns
    -------
    TrialColumns
    """
    names = dict.fromkeys([*outputs, "seconds"])
    there = np.zeros(n_trials, dtype=np.bool_)
    values = {name: np.full(n_trials, np.nan) for name in names}
    verdict = np.full(n_trials, NO_VERDICT, dtype=np.int8)
    error = np.full(n_trials, NO_ERROR, dtype=np.int32)
    reasons: dict[str, int] = {}
    for page in pages:
        there[page.index] = True
        for name in names:
            found = page.seconds if name == "seconds" else page.values.get(name)
            if found is not None:
                values[name][page.index] = found
        verdict[page.index] = [verdict_code(each) for each in page.verdict]
        error[page.index] = [
            NO_ERROR if each is None else reasons.setdefault(each, len(reasons))
            for each in page.error
        ]
    index = np.flatnonzero(there)
    if len(index) < n_trials:
        values = {name: column[index] for name, column in values.items()}
        verdict, error = verdict[index], error[index]
    return TrialColumns(index, values, verdict, error, tuple(reasons))
