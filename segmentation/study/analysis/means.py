"""Means over replicates, without gaps: the input of all indices."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from segmentation._validation import check_choice, check_integer, check_real
from segmentation.errors import AnalysisError, MissingOutputError
from segmentation.study.analysis.data import Data
from segmentation.study.analysis.table import Replicates, replicates
from segmentation.study.design.model import Study

__all__ = ["Indices", "Missing", "checked", "means", "names", "other_design"]

Floats = NDArray[np.float64]
Missing = Literal["refuse", "mean"]
LARGEST_SEED = 2**32 - 2  # SALib gets one more, and NumPy's generator takes 32 bits


@dataclass(frozen=True, eq=False, kw_only=True)
class Indices:
    """Attributes shared by the indices of every method.

    Attributes
    ----------
    output : str
    names : tuple of str, of length parameters
        Of the parameters, for the arrays' entries.
    n : int
        Points that were used; of Morris' design trajectories, of Saltelli's base points.
    imputed : int
        Points whose output was missing and is taken for the mean of the others.
    """

    output: str
    names: tuple[str, ...]
    n: int
    imputed: int


def checked(
    owner: str, study: Study, data: Data, output: str, missing: Missing, level: float, seed: int
) -> tuple[Replicates, float, int]:
    """Check what all indices are asked with; return the output's values, the level and the seed."""
    found = replicates(study, data, output)
    check_choice(owner, "missing", missing, ("refuse", "mean"))
    level = check_real(owner, "level", level, 0.5, 0.999)
    return found, level, check_integer(owner, "seed", seed, 0, LARGEST_SEED)


def names(study: Study) -> tuple[str, ...]:
    """Return the names of the parameters."""
    return tuple(parameter.name for parameter in study.parameters)


def other_design(what: str, wanted: str, study: Study) -> AnalysisError:
    """Say that indices need another design."""
    return AnalysisError(f"{what} need the design {wanted}; this one is {study.design.kind!r}.")


def means(
    found: Replicates, rows: NDArray[np.bool_], output: str, missing: Missing
) -> tuple[Floats, int]:
    """Return the points' means without a gap, or refuse: SALib makes zeros of one NaN, unasked."""
    mean = found.mean[rows]
    gaps = np.flatnonzero(np.isnan(mean))
    if len(gaps) == len(mean):
        raise AnalysisError(f"None of the {len(mean):,} points has a value of {output!r}.")
    if len(gaps) and missing == "refuse":
        numbers = np.flatnonzero(rows)[gaps]
        listed = ", ".join(str(number) for number in numbers[:5]) + ", ..." * (len(gaps) > 5)
        raise MissingOutputError(
            f"{len(gaps):,} of {len(mean):,} points have no {output!r} ({listed}), so there are no "
            "indices: run their trials again, or have the mean stand in for them (missing='mean')."
        )
    mean[gaps] = np.delete(mean, gaps).mean()
    if np.ptp(mean) <= 1e-12 * np.abs(mean).max():
        raise AnalysisError(
            f"The output {output!r} is {mean[0]:g} at all {len(mean):,} points: there is no "
            "variance to share out."
        )
    return mean, len(gaps)
