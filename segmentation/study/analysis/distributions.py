"""PAWN and delta indices, which compare whole distributions of the output."""

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
from segmentation.study.design.designs import LatinHypercube, Saltelli, SobolSample, unit_problem
from segmentation.study.design.model import Study
from segmentation.study.design.trials import unit_points

__all__ = ["DeltaIndices", "PawnIndices", "delta", "pawn"]

Floats = NDArray[np.float64]
N_DUMMIES = 20  # parameters without influence, to compare PAWN indices with
MOST_EQUAL = 0.1  # share of points with one value: SALib silently omits slices with no other value
SLICES = (5, 10, 20)  # for some other numbers, SALib computes slice borders above 1
MOST_POINTS = 2**16  # of more points, so many drawn at random are used
MOST_RESAMPLED = 2048  # points for an estimate of delta, because its densities are slow to compute


@dataclass(frozen=True, eq=False)
class PawnIndices(Indices):
    """Distances between the output's distribution and that given a parameter in a slice.

    Attributes
    ----------
    median, mean, maximum : ndarray of shape (parameters,)
        Statistics of the Kolmogorov-Smirnov distances over the slices.
    dummy : float
        The 95% quantile, for the same points, of the median of parameters without influence.
    slices : int
        Number of slices of each parameter.
    """

    median: Floats
    mean: Floats
    maximum: Floats
    dummy: float
    slices: int


@dataclass(frozen=True, eq=False)
class DeltaIndices(Indices):
    """Half the mean area between the output's density and that with a parameter fixed.

    Each estimate uses at most 2,048 points, drawn at random.

    Attributes
    ----------
    delta, delta_conf : ndarray of shape (parameters,)
        Indices, and half the widths of their confidence intervals, by bootstrap.
    level : float
        Confidence level of the intervals.
    """

    delta: Floats
    delta_conf: Floats
    level: float


def pawn(
    study: Study,
    data: Data,
    output: str,
    *,
    missing: Missing = "refuse",
    slices: int = 10,
    seed: int = 0,
) -> PawnIndices:
    """Return the PAWN index of each parameter, which compares distributions.

    F. Pianosi and T. Wagener, Environ. Model. Softw. 67 (2015), doi:10.1016/j.envsoft.2015.01.004,
    and 108 (2018), doi:10.1016/j.envsoft.2018.07.019.

    Parameters
    ----------
    study : Study
        Its design is "latin_hypercube", "sobol_sample", or "saltelli"; of a "saltelli" design only
        the two independent samples are used.
    data, output, missing
        As for `morris`. All complete points of a running study are used, or 65,536 of them, drawn
        at random, if there are more.
    slices : int, default=10
        Number of slices of equal count for each parameter: 5, 10 or 20. Each needs 10 points.
    seed : int, default=0
        Seed of the parameters without influence.

    Returns
    -------
    PawnIndices

    Raises
    ------
    ParameterError, AnalysisError
        As for `morris`.
    """
    from SALib.analyze.pawn import analyze

    found, _, seed = checked("pawn", study, data, output, missing, 0.95, seed)
    n_slices = check_integer("pawn", "slices", slices, SLICES[0], SLICES[-1])
    if n_slices not in SLICES:
        raise ParameterError("pawn", "slices", "5, 10 or 20", slices)
    x, y, imputed = _sampled("PAWN", study, found, output, missing, seed)
    if len(y) < 10 * n_slices:
        raise AnalysisError(
            f"PAWN with {n_slices} slices needs {10 * n_slices} points; there are {len(y)}."
        )
    d = x.shape[1]
    idle = np.random.default_rng(seed).random((len(x), N_DUMMIES))
    x = np.hstack((x, idle))
    got = call_salib(analyze, unit_problem(d + N_DUMMIES), x, y, S=n_slices, seed=seed)
    median, mean, maximum = (np.asarray(got[key]) for key in ("median", "mean", "maximum"))
    dummy = float(np.quantile(median[d:], 0.95))
    return PawnIndices(
        median[:d], mean[:d], maximum[:d], dummy, n_slices,
        output=output, names=names(study), n=len(y), imputed=imputed,
    )  # fmt: skip


def delta(
    study: Study,
    data: Data,
    output: str,
    *,
    missing: Missing = "refuse",
    level: float = 0.95,
    seed: int = 0,
) -> DeltaIndices:
    """Return the delta index of each parameter, which compares densities.

    E. Borgonovo, Reliab. Eng. Syst. Saf. 92 (2007), doi:10.1016/j.ress.2006.04.015, estimated by E.
    Plischke, E. Borgonovo and C. L. Smith, Eur. J. Oper. Res. 226 (2013),
    doi:10.1016/j.ejor.2012.11.047, with their bias correction.

    Parameters
    ----------
    study, data, output, missing
        As for `pawn`.
    level, seed
        As for `morris`.

    Returns
    -------
    DeltaIndices

    Raises
    ------
    ParameterError, AnalysisError
        As for `morris`.
    """
    from SALib.analyze.delta import analyze

    found, level, seed = checked("delta", study, data, output, missing, level, seed)
    x, y, imputed = _sampled("Delta", study, found, output, missing, seed)
    if len(y) < 100:
        raise AnalysisError(f"Delta needs 100 points; there are {len(y)}.")
    most = int(np.unique(y, return_counts=True)[1].max())
    if most > MOST_EQUAL * len(y):
        raise AnalysisError(
            f"Delta compares densities, and {most:,} of {len(y):,} points have one and the same "
            f"{output!r}, so it has no density. PAWN takes such an output."
        )
    got = call_salib(
        analyze, unit_problem(x.shape[1]), x, y, method="delta", conf_level=level,
        num_resamples=20, y_resamples=min(len(y), MOST_RESAMPLED), seed=seed,
    )  # fmt: skip
    index, conf = np.asarray(got["delta_raw"]), np.asarray(got["delta_raw_conf"])
    if not (np.isfinite(index).all() and np.isfinite(conf).all()):
        raise AnalysisError(
            f"The densities of {output!r} cannot be estimated from {len(y)} points."
        )
    return DeltaIndices(
        index, conf, level, output=output, names=names(study), n=len(y), imputed=imputed
    )


def _sampled(
    what: str, study: Study, found: Replicates, output: str, missing: Missing, seed: int
) -> tuple[Floats, Floats, int]:
    """Return independent points in the unit cube, their outputs, and the number imputed.

    Of many points a part is drawn at random.
    """
    rows = np.asarray(found.done.all(axis=1))
    match study.design:
        case Saltelli() as design:  # other points combine its two samples
            number = np.arange(study.n_points) % (study.n_points // design.n)
            rows = rows & ((number == 0) | (number == number.max()))
        case LatinHypercube() | SobolSample():
            pass
        case _:
            raise other_design(
                f"{what} indices",
                "'latin_hypercube', 'sobol_sample' or 'saltelli'",
                study,
            )
    if not rows.any():
        raise AnalysisError("No point is complete yet.")
    y, imputed = means(found, rows, output, missing)
    used = np.flatnonzero(rows)
    if len(used) > MOST_POINTS:
        drawn = np.random.default_rng(seed).choice(len(used), MOST_POINTS, replace=False)
        drawn.sort()
        used, y = used[drawn], y[drawn]
    return unit_points(study)[used], y, imputed
