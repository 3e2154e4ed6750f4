"""Noise floor: the part of an output's variance that is due to the noise seeds."""

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
    """Noise floor of a study.

    Attributes
    ----------
    within : float
        Variance of the replicates, averaged over the points: the effect of another noise seed.
    between : float
        Variance of the points' means: the variance to be explained.
    residual : float
        `within`, less the effect that a seed has on all points alike. Points share their seeds, so
        that this effect does not disturb their comparison. As an estimate, it can exceed `within`.
    share : float
        residual / replicates / between, at most 1: the part of `between` that is noise.
    n_points : int
        Number of points with a value in every replicate; the others are left out.
    """

    within: float
    between: float
    residual: float
    share: float
    n_points: int


def noise_floor(study: Study, data: Data, output: str) -> NoiseFloor:
    """Return the part of an output's variance that is noise.

    It is a two-way analysis of variance, points by replicates, without repetition.

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
