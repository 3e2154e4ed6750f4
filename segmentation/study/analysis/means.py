"""Means over replicates without missing values: the input of all indices."""

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
LARGEST_SEED = 2**32 - 2  # SALib gets this plus 1, and NumPy's generator takes 32 bits


@dataclass(frozen=True, eq=False, kw_only=True)
class Indices:
    """Attributes that the indices of all methods share.

    Attributes
    ----------
    output : str
    names : tuple of str, of length parameters
        Names of the parameters, in the order of the arrays' entries.
    n : int
        Number of points used; of trajectories for Morris' design, of base points for Saltelli's.
    imputed : int
        Number of points whose missing output was replaced by the mean of the others.
    """

    output: str
    names: tuple[str, ...]
    n: int
    imputed: int


def checked(
    owner: str, study: Study, data: Data, output: str, missing: Missing, level: float, seed: int
) -> tuple[Replicates, float, int]:
    """Check the arguments that all indices share.

    Returns
    -------
    found : Replicates
        Values of the output.
    level : float
    seed : int
    """
    found = replicates(study, data, output)
    check_choice(owner, "missing", missing, ("refuse", "mean"))
    level = check_real(owner, "level", level, 0.5, 0.999)
    return found, level, check_integer(owner, "seed", seed, 0, LARGEST_SEED)


def names(study: Study) -> tuple[str, ...]:
    """Return the names of the parameters."""
    return tuple(parameter.name for parameter in study.parameters)


def other_design(what: str, wanted: str, study: Study) -> AnalysisError:
    """Return the error for a study whose design does not suit the indices."""
    return AnalysisError(f"{what} need the design {wanted}; this one is {study.design.kind!r}.")


def means(
    found: Replicates, rows: NDArray[np.bool_], output: str, missing: Missing
) -> tuple[Floats, int]:
    """Return the mean of each point, without missing values.

    SALib silently turns NaN into zero, so they must not reach it.

    Parameters
    ----------
    found : Replicates
    rows : ndarray of shape (points,), bool
        Points to use.
    output : str
        Its name, for errors.
    missing : {"refuse", "mean"}
        Treatment of points without a value: an error, or the mean of the others.

    Returns
    -------
    mean : ndarray
    imputed : int
        Number of means that were missing.

    Raises
    ------
    AnalysisError
        If values are missing, or the output is constant.
    """
    mean = found.mean[rows]
    gaps = np.flatnonzero(np.isnan(mean))
    if len(gaps) == len(mean):
        raise AnalysisError(f"None of the {len(mean):,} points has a value of {output!r}.")
    if len(gaps) and missing == "refuse":
        numbers = np.flatnonzero(rows)[gaps]
        listed = ", ".join(str(number) for number in numbers[:5]) + ", ..." * (len(gaps) > 5)
        raise MissingOutputError(
            f"{len(gaps):,} of {len(mean):,} points have no {output!r} ({listed}), so there are no "
            "indices: run their trials again, or let the mean take their place (missing='mean')."
        )
    mean[gaps] = np.delete(mean, gaps).mean()
    if np.ptp(mean) <= 1e-12 * np.abs(mean).max():
        raise AnalysisError(
            f"The output {output!r} is {mean[0]:g} at all {len(mean):,} points: there is no "
            "variance to attribute."
        )
    return mean, len(gaps)
