"""Morris' screening, which separates parameters with effects and interactions from the others."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from segmentation.errors import AnalysisError
from segmentation.study.analysis.data import Data
from segmentation.study.analysis.means import Indices, Missing, checked, means, names, other_design
from segmentation.study.analysis.salib import call_salib
from segmentation.study.design.designs import Morris, unit_problem
from segmentation.study.design.model import Study
from segmentation.study.design.trials import unit_points

__all__ = ["MorrisIndices", "morris"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class MorrisIndices(Indices):
    """Elementary effects: changes of the output, scaled to the whole range of a parameter.

    Attributes
    ----------
    mu, mu_star, sigma : ndarray of shape (parameters,)
        Mean, mean of the absolute values, and standard deviation of the effects.
    mu_star_conf : ndarray of shape (parameters,)
        Half the width of the confidence interval of mu_star, by bootstrap.
    level : float
        Confidence level of the interval.
    n_planned : int
        Number of all trajectories; `n` of them are complete.
    """

    mu: Floats
    mu_star: Floats
    sigma: Floats
    mu_star_conf: Floats
    level: float
    n_planned: int


def morris(
    study: Study,
    data: Data,
    output: str,
    *,
    missing: Missing = "refuse",
    level: float = 0.95,
    seed: int = 0,
) -> MorrisIndices:
    """Return the elementary effects of each parameter.

    M. D. Morris, Technometrics 33 (1991), doi:10.1080/00401706.1991.10484804; mu_star by F.
    Campolongo, J. Cariboni and A. Saltelli, Environ. Model. Softw. 22 (2007),
    doi:10.1016/j.envsoft.2006.10.004.

    Parameters
    ----------
    study : Study
        Its design is "morris".
    data : DataFrame or iterable of Record
        The result of `table`, or its argument. All complete trajectories of a running study are
        used.
    output : str
        See `replicates`.
    missing : {"refuse", "mean"}, default="refuse"
        Treatment of a complete point without a value: an error, or the mean of the other points in
        its place.
    level : float, default=0.95
        Confidence level of the intervals, from 0.5 to 0.999.
    seed : int, default=0
        Seed of the bootstrap, from 0 to 2^32 - 2.

    Returns
    -------
    MorrisIndices

    Raises
    ------
    ParameterError
        If an argument breaks its rule.
    AnalysisError
        If the study has another design, too few points are complete, values are missing, or the
        output is constant.
    """
    from SALib.analyze.morris import analyze

    found, level, seed = checked("morris", study, data, output, missing, level, seed)
    design = study.design
    if not isinstance(design, Morris):
        raise other_design("Elementary effects", "'morris'", study)
    block = len(study.parameters) + 1
    complete = found.done.all(axis=1).reshape(-1, block).all(axis=1)
    n = int(complete.sum())
    if n < 2:
        raise AnalysisError(f"Elementary effects need 2 complete trajectories; there are {n}.")
    rows = np.repeat(complete, block)
    y, imputed = means(found, rows, output, missing)
    d = len(study.parameters)
    x = np.ascontiguousarray(unit_points(study)[rows])
    got = call_salib(
        analyze, unit_problem(d), x, y, conf_level=level, num_levels=design.levels,
        num_resamples=1000, seed=seed,
    )  # fmt: skip
    keys = ("mu", "mu_star", "sigma", "mu_star_conf")
    mu, mu_star, sigma, conf = (np.asarray(got[key], dtype=np.float64) for key in keys)
    return MorrisIndices(
        mu, mu_star, sigma, conf, level, design.trajectories,
        output=output, names=names(study), n=n, imputed=imputed,
    )  # fmt: skip
