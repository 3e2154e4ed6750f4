"""Sobol indices: the share of the output's variance due to each parameter."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from segmentation._validation import check_integer
from segmentation.errors import AnalysisError, ParameterError
from segmentation.study.analysis.data import Data
from segmentation.study.analysis.means import Indices, Missing, checked, means, names, other_design
from segmentation.study.analysis.salib import call_salib
from segmentation.study.analysis.table import Replicates
from segmentation.study.design.designs import Saltelli, unit_problem
from segmentation.study.design.model import Study

__all__ = ["SobolIndices", "sobol", "sobol_convergence"]

Floats = NDArray[np.float64]
FEWEST = 8  # base points of Saltelli's design, below which indices are meaningless


@dataclass(frozen=True, eq=False)
class SobolIndices(Indices):
    """Shares of the output's variance.

    Attributes
    ----------
    first, total : ndarray of shape (parameters,)
        Shares due to a parameter alone, and due to it and all its interactions.
    second : ndarray of shape (parameters, parameters) or None
        Shares due to the interaction of two, in the upper triangle, NaN elsewhere.
    first_conf, total_conf, second_conf : ndarray
        Half the width of each confidence interval, by bootstrap.
    level : float
        Confidence level of the intervals.
    n_planned : int
        Number of all base points; `n` of them were used, a power of two.
    """

    first: Floats
    first_conf: Floats
    total: Floats
    total_conf: Floats
    second: Floats | None
    second_conf: Floats | None
    level: float
    n_planned: int


def sobol(
    study: Study,
    data: Data,
    output: str,
    *,
    missing: Missing = "refuse",
    level: float = 0.95,
    n: int | None = None,
    seed: int = 0,
) -> SobolIndices:
    """Return the Sobol indices of each parameter.

    First order by A. Saltelli et al., Comput. Phys. Commun. 181 (2010),
    doi:10.1016/j.cpc.2009.09.018, total order by M. J. W. Jansen, Comput. Phys. Commun. 117 (1999),
    doi:10.1016/S0010-4655(98)00154-4.

    Parameters
    ----------
    study : Study
        Its design is "saltelli".
    data, output, missing, level, seed
        As for `morris`. Of a running study the first 2^m base points are used, with the largest m
        for which all of them are complete.
    n : int, default=None
        Number of base points to use, a power of two from 8 up; None means as many as possible.

    Returns
    -------
    SobolIndices

    Raises
    ------
    ParameterError, AnalysisError
        As for `morris`.
    """
    found, level, seed = checked("sobol", study, data, output, missing, level, seed)
    ready = _base_points(study, found)
    most = 1 << (ready.bit_length() - 1)
    used = most if n is None else check_integer("sobol", "n", n, FEWEST, most)
    if used & (used - 1):
        raise ParameterError("sobol", "n", f"a power of two from {FEWEST} to {most}", n)
    return _sobol(study, found, output, missing, level, used, seed)


def sobol_convergence(
    study: Study,
    data: Data,
    output: str,
    *,
    missing: Missing = "refuse",
    level: float = 0.95,
    seed: int = 0,
) -> tuple[SobolIndices, ...]:
    """Return the Sobol indices of the first 8, 16, 32, ... base points, as many as are complete.

    The first 2^m points of a Sobol sequence are a balanced sample, so these are the results that
    smaller studies would have had.

    Parameters
    ----------
    study, data, output, missing, level, seed
        As for `sobol`.

    Returns
    -------
    tuple of SobolIndices
        Without the smallest numbers of points, if the output is constant among them.

    Raises
    ------
    ParameterError, AnalysisError
        As for `sobol`.
    """
    found, level, seed = checked("sobol_convergence", study, data, output, missing, level, seed)
    ready = _base_points(study, found)
    sizes = [1 << k for k in range(3, ready.bit_length())]
    largest = _sobol(study, found, output, missing, level, sizes[-1], seed)
    steps = []
    for n in sizes[:-1]:
        try:
            steps.append(_sobol(study, found, output, missing, level, n, seed))
        except AnalysisError:
            continue
    return (*steps, largest)


def _base_points(study: Study, found: Replicates) -> int:
    """Return the number of complete base points before the first incomplete one."""
    if not isinstance(study.design, Saltelli):
        raise other_design("Sobol indices", "'saltelli'", study)
    done = np.asarray(found.done.reshape(study.design.n, -1).all(axis=1))
    ready = len(done) if done.all() else int(done.argmin())
    if ready < FEWEST:
        raise AnalysisError(
            f"Sobol indices need the first {FEWEST} base points complete; there are {ready}."
        )
    return ready


def _sobol(
    study: Study,
    found: Replicates,
    output: str,
    missing: Missing,
    level: float,
    n: int,
    seed: int,
) -> SobolIndices:
    from SALib.analyze.sobol import analyze

    design = study.design
    assert isinstance(design, Saltelli)
    rows = np.arange(study.n_points) < n * (study.n_points // design.n)
    y, imputed = means(found, rows, output, missing)
    got = call_salib(
        analyze, unit_problem(len(study.parameters)), y, calc_second_order=design.second_order,
        conf_level=level, num_resamples=200, seed=seed,
    )  # fmt: skip
    keys = ("S1", "S1_conf", "ST", "ST_conf")
    first, first_conf, total, total_conf = (np.asarray(got[key]) for key in keys)
    second, second_conf = (got["S2"], got["S2_conf"]) if design.second_order else (None, None)
    return SobolIndices(
        first, first_conf, total, total_conf, second, second_conf, level, design.n,
        output=output, names=names(study), n=n, imputed=imputed,
    )  # fmt: skip
