"""Comparison of a solver's answer with a dense solver's."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import linalg

from benchmarks.inputs.random_problems import Problem
from segmentation.eigen import smallest_eigenpairs
from segmentation.errors import ConvergenceError

GAP = 1e-6  # between eigenvalues; with a smaller one, invariant subspaces are not compared
ANGLE = 1e-3
# A refusal is right if the eigenvalues of the wanted vectors and of the next one are all below this
# (`verification.resolution.RESOLUTION`, plus LAPACK's rounding).
ILL_POSED = 1.01e-11


@dataclass(frozen=True)
class Judgement:
    """Outcome of a problem: "right", "refused", or the error found."""

    verdict: str
    solver: str
    residual: float = 0.0
    angle: float = 0.0


def judge(problem: Problem, solver: str = "auto", *, last: bool = True) -> Judgement:
    """Solve, and compare with `scipy.linalg.eigh` on the same Laplacian.

    Without `last`, only the value of the last pair is wanted, as by the page.
    """
    laplacian = problem.graph.laplacian.toarray()
    try:
        values, vectors = np.linalg.eigh(laplacian)
    except np.linalg.LinAlgError:  # it fails for off-diagonal entries as small as 1e-158
        values, vectors = linalg.eigh(laplacian)
    n = problem.n
    wanted = n if last else max(1, n - 1)
    try:
        pairs = smallest_eigenpairs(problem.graph, n, solver, n_vectors=wanted)
    except ConvergenceError as error:
        ill_posed = _ill_posed(values, n, wanted)
        return Judgement("refused" if ill_posed else f"wrongly refused: {error}", "-")
    found = pairs.vectors[:, :wanted]
    residual = np.linalg.norm(laplacian @ found - found * pairs.values[:wanted], axis=0).max()
    angle = _largest_angle(values, vectors, found)
    verdict = "right"
    if pairs.vectors.shape[1] != n or np.abs(pairs.values - values[:n]).max() > 1e-6:
        verdict = "other values"
    elif residual > 1e-6:
        verdict = "residual"
    elif angle > ANGLE:
        verdict = "angle"
    return Judgement(verdict, pairs.solver, float(residual), angle)


def _largest_angle(
    values: NDArray[np.float64], vectors: NDArray[np.float64], found: NDArray[np.float64]
) -> float:
    """Return the largest angle of a leading subspace that is followed by a gap."""
    angle = 0.0
    for k in range(1, found.shape[1] + 1):
        if k < len(values) and values[k] - values[k - 1] > GAP:
            rest = found[:, :k] - vectors[:, :k] @ (vectors[:, :k].T @ found[:, :k])
            angle = max(angle, float(np.linalg.norm(rest, 2)))
    return angle


def _ill_posed(values: NDArray[np.float64], n: int, wanted: int) -> bool:
    """Return whether double precision leaves the space of the wanted vectors undetermined."""
    following = n if wanted == n else n - 1
    return bool(following < len(values) and values[following] < ILL_POSED)
