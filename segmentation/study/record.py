"""The record of one trial."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["Record"]


@dataclass(frozen=True)
class Record:
    """The outputs of a trial, or why there are none.

    Attributes
    ----------
    index : int
        Of the trial.
    values : mapping of str to float
        Outputs by name, finite; one that could not be had is absent.
    verdict : str or None
        Its outcome, if it was asked for.
    seconds : float
        That the trial took.
    error : str or None
        Why there are no values, a sentence.
    """

    index: int
    values: Mapping[str, float]
    verdict: str | None
    seconds: float
    error: str | None = None
