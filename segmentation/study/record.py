"""Record of one trial."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["Record"]


@dataclass(frozen=True)
class Record:
    """Outputs of a trial, or the reason for their absence.

    Attributes
    ----------
    index : int
        Number of the trial.
    values : mapping of str to float
        Finite outputs by name; an output without a value is absent.
    verdict : str or None
        Outcome of the verdict, if the study measures it.
    seconds : float
        Duration of the trial.
    error : str or None
        Sentence that says why there are no values.
    """

    index: int
    values: Mapping[str, float]
    verdict: str | None
    seconds: float
    error: str | None = None
