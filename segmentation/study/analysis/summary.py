"""Summary of a study at each point: mean, spread and confidence band."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from segmentation._validation import check_array, check_integer, check_real
from segmentation.study.analysis.data import Data
from segmentation.study.analysis.table import replicates
from segmentation.study.design.model import Study

__all__ = ["Summary", "mean_band", "summary"]

Floats = NDArray[np.float64]
LARGEST_SEED = 2**63 - 1
MOST_AT_ONCE = 4_000_000  # resampled means at a time, to bound the memory


@dataclass(frozen=True, eq=False)
class Summary:
    """An output at each point; arrays have an entry per point, NaN where there is no value.

    Attributes
    ----------
    output : str
    mean : ndarray of shape (points,)
        Mean over the replicates.
    spread : ndarray of shape (points,)
        Standard deviation of the replicates (unbiased variance), NaN for fewer than two.
    low, high : ndarray of shape (points,)
        Confidence band of the mean, NaN for fewer than two replicates.
    count : ndarray of shape (points,), int
        Number of replicates with a value.
    level : float
        Confidence level of the band, at each point by itself.
    """

    output: str
    mean: Floats
    spread: Floats
    low: Floats
    high: Floats
    count: NDArray[np.intp]
    level: float


def summary(
    study: Study,
    data: Data,
    output: str,
    *,
    level: float = 0.95,
    n_resamples: int = 2000,
    seed: int = 0,
) -> Summary:
    """Return the mean of an output at each point, its spread, and a confidence band of the mean.

    Parameters
    ----------
    study : Study
    data : DataFrame or iterable of Record
        The result of `table`, or its argument, of a finished or a running study.
    output : str
        See `replicates`.
    level : float, default=0.95
        Confidence level of the band, from 0.5 to 0.999.
    n_resamples : int, default=2000
        Number of resamples of the bootstrap, from 100 to 100,000.
    seed : int, default=0
        Seed of the bootstrap, not negative.

    Returns
    -------
    Summary

    Raises
    ------
    ParameterError
        If an argument breaks its rule.
    """
    found = replicates(study, data, output)
    settings = _settings("summary", level, n_resamples, seed)
    low, high = _mean_band(found.values, *settings)
    spread = np.sqrt(found.variance)
    return Summary(output, found.mean, spread, low, high, found.count, settings[0])


def mean_band(
    values: Floats, level: float = 0.95, n_resamples: int = 2000, seed: int = 0
) -> tuple[Floats, Floats]:
    """Return a bootstrap confidence band of the mean of each row.

    The expanded percentile interval of T. Hesterberg, What teachers should know about the
    bootstrap, Am. Stat. 69 (2015), doi:10.1080/00031305.2015.1089789: the percentiles of the
    resampled means at Phi(-sqrt(n / (n - 1)) t), t the quantile of Student's distribution. Plain
    percentiles are too narrow for few replicates, as the standard normal interval is.

    Parameters
    ----------
    values : ndarray of shape (points, replicates)
        NaN for a missing value.
    level, n_resamples, seed
        As for `summary`.

    Returns
    -------
    low, high : ndarray of shape (points,)
        NaN for fewer than two values; never beyond the smallest and the largest value.

    Raises
    ------
    ParameterError
        If an argument breaks its rule.
    """
    rule = "an array of shape (points, replicates), of numbers or NaN"
    given = check_array("mean_band", "values", values, rule, ndim=2, gaps=True)
    return _mean_band(given, *_settings("mean_band", level, n_resamples, seed))


def _settings(owner: str, level: float, n_resamples: int, seed: int) -> tuple[float, int, int]:
    return (
        check_real(owner, "level", level, 0.5, 0.999),
        check_integer(owner, "n_resamples", n_resamples, 100, 100_000),
        check_integer(owner, "seed", seed, 0, LARGEST_SEED),
    )


def _mean_band(values: Floats, level: float, n_resamples: int, seed: int) -> tuple[Floats, Floats]:
    """Return `mean_band` of checked arguments."""
    finite = np.isfinite(values)
    count = finite.sum(axis=1)
    low, high = np.full(len(values), np.nan), np.full(len(values), np.nan)
    for n in np.unique(count[count >= 2]).tolist():
        draws = np.random.default_rng([seed, n]).multinomial(n, np.full(n, 1 / n), n_resamples)
        t = stats.t.ppf((1 + level) / 2, n - 1)
        tail = float(stats.norm.cdf(-np.sqrt(n / (n - 1)) * t))
        rows = np.flatnonzero(count == n)
        for part in np.array_split(rows, 1 + len(rows) * n_resamples // MOST_AT_ONCE):
            packed = values[part][finite[part]].reshape(-1, n)
            mean = packed.mean(axis=1, keepdims=True)
            moved = (packed - mean) @ draws.T / n
            low[part], high[part] = mean[:, 0] + np.quantile(moved, (tail, 1 - tail), axis=1)
    return low, high
