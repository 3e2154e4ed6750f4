"""Rates of the verdicts at each point, and maps of an output on a grid."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from segmentation._validation import check_instance
from segmentation.errors import AnalysisError
from segmentation.explain.verdict import OUTCOMES
from segmentation.study.analysis.data import OWNER, Data, verdicts
from segmentation.study.analysis.table import replicates
from segmentation.study.design.designs import Grid, axes
from segmentation.study.design.model import Study
from segmentation.study.design.trials import points

__all__ = ["GridSummary", "VerdictRates", "grid", "verdict_rates"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class VerdictRates:
    """Rates of the verdicts at each point.

    Attributes
    ----------
    outcomes : tuple of str
        "agrees", "rounding", "objective", "tie", "no truth".
    rates : ndarray of shape (points, outcomes)
        Shares that add up to 1, NaN at a point without a verdict.
    count : ndarray of shape (points,), int
        Number of trials with a verdict.
    """

    outcomes: tuple[str, ...]
    rates: Floats
    count: NDArray[np.intp]

    @property
    def foremost(self) -> NDArray[np.intp]:
        """Number of the most frequent verdict at each point, the first of equals, or -1."""
        return np.where(self.count > 0, np.nan_to_num(self.rates).argmax(axis=1), -1)


def verdict_rates(study: Study, data: Data) -> VerdictRates:
    """Return the share of each verdict at each point.

    Parameters
    ----------
    study, data
        As for `summary`.

    Returns
    -------
    VerdictRates

    Raises
    ------
    ParameterError
        If an argument breaks its rule.
    """
    check_instance(OWNER, "study", study, Study)
    indices, codes = verdicts(study, data)
    known = codes >= 0
    place = indices[known] // study.replicates * len(OUTCOMES) + codes[known]
    shape = (study.n_points, len(OUTCOMES))
    rates = np.bincount(place, minlength=shape[0] * shape[1]).reshape(shape).astype(np.float64)
    total = rates.sum(axis=1)
    rates[total == 0] = np.nan
    rates /= np.maximum(total, 1)[:, None]
    return VerdictRates(OUTCOMES, rates, total.astype(np.intp))


@dataclass(frozen=True, eq=False)
class GridSummary:
    """An output on a grid, with the first parameter along the rows' axis.

    Attributes
    ----------
    output : str
    rows, cols : ndarray
        Values of the first and the second parameter; positions for one given by `values`.
    mean, spread : ndarray of shape (rows, cols)
        As in `Summary`.
    count : ndarray of shape (rows, cols), int
    """

    output: str
    rows: Floats
    cols: Floats
    mean: Floats
    spread: Floats
    count: NDArray[np.intp]


def grid(study: Study, data: Data, output: str) -> GridSummary:
    """Return an output's mean and spread on the grid of a study.

    Parameters
    ----------
    study : Study
        Its design is "grid".
    data, output
        As for `summary`.

    Returns
    -------
    GridSummary

    Raises
    ------
    ParameterError
        If an argument breaks its rule.
    AnalysisError
        If the study has another design.
    """
    found = replicates(study, data, output)
    shape = grid_shape(study)
    places = points(study).reshape(*shape, 2)
    return GridSummary(
        output,
        places[:, 0, 0],
        places[0, :, 1],
        found.mean.reshape(shape),
        np.sqrt(found.variance).reshape(shape),
        found.count.reshape(shape),
    )


def grid_shape(study: Study) -> tuple[int, int]:
    """Return the numbers of values of the first and the second parameter of a grid."""
    if not isinstance(study.design, Grid):
        raise AnalysisError(f"A map needs the design 'grid'; this one is {study.design.kind!r}.")
    first, second = axes(study.design, study.parameters, study.whole)
    return len(first), len(second)
