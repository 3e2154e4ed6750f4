"""The noise floor of a study."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from segmentation.errors import AnalysisError
from segmentation.study.analysis.data import Data
from segmentation.study.analysis.table import Replicates, replicates
from segmentation.study.design.model import Study

__all__ = ["NoiseFloor", "noise_floor"]


@dataclass(frozen=True)
class NoiseFloor:
    """The noise floor of a study.

    Attributes
    ----------
    within : float
        Mean over the points of the replicates' variance: what another noise seed changes.
    between : float
        Variance of the points' means: what is to be explained.
    residual : float
        As `within`, without what a seed adds to all points alike: since points share their seeds,
        that does not blur their comparison. It can exceed `within`, being an estimate.
    share : float
        residual / replicates / between, at most 1: the part of `between` that is noise.
    n_points : int
        Those of which every replicate has a value; the others are left out.
    """

    within: float
    between: float
    residual: float
    share: float
    n_points: int


def noise_floor(study: Study, data: Data, output: str) -> NoiseFloor:
    """Return how much of an output's variance is noise.

    A two-way analysis of variance, points by replicates, without repetition.

    Parameters
    ----------
    study, data, output
        As for `summary`.

    Returns
    -------
    NoiseFloor

    Raises
    ------
    AnalysisError
        If there are fewer than two replicates or two complete points, or the output is constant.
    """
    found = replicates(study, data, output)
    if study.replicates < 2:
        raise AnalysisError("The noise floor needs at least 2 replicates; this study has 1.")
    return _floor(output, found)


def _floor(output: str, found: Replicates) -> NoiseFloor:
    complete = np.isfinite(found.values).all(axis=1)
    values = found.values[complete]
    n, r = values.shape
    if n < 2:
        raise AnalysisError(
            f"The noise floor needs at least 2 points with all replicates of {output!r}; "
            f"there {'is' if n == 1 else 'are'} {n}."
        )
    means = values.mean(axis=1)
    between = float(means.var(ddof=1))
    within = float(values.var(axis=1, ddof=1).mean())
    if max(between, within) <= 1e-24 * float(np.abs(values).max()) ** 2:
        raise AnalysisError(f"The output {output!r} is {means[0]:g} in all trials: no variance.")
    apart = values - means[:, None] - (values.mean(axis=0) - values.mean())
    residual = float((apart**2).sum() / ((n - 1) * (r - 1)))
    share = min(1.0, residual / r / between) if between > 0 else 1.0
    return NoiseFloor(within, between, residual, share, n)
