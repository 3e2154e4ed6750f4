"""Stopping criteria of an iteration, estimated from the progress of each step."""

import numpy as np
from numpy.typing import NDArray

from segmentation.eigen.multigrid.pencil import orthonormal_coordinates
from segmentation.kernels.arrays import copied_matrix, empty_vector, product
from segmentation.kernels.compiled import device

Floats = NDArray[np.float64]


@device
def new_part(inner: Floats, m: int, n_vectors: int, given: bool, drop: float) -> float:
    """Return the largest norm, over the wanted columns, of the part of W outside the span of X.

    If P was `given`, the part must also lie outside its span: a P from elsewhere is not the work of
    this iteration, and would make its rate look better than it is.
    """
    rest = empty_vector(n_vectors)
    for c in range(n_vectors):
        rest[c] = inner[m + c, m + c]
        for d in range(m):
            rest[c] -= inner[d, m + c] ** 2
    if given:
        p_x = copied_matrix(inner[2 * m :, :m])
        w_x = copied_matrix(inner[m : m + n_vectors, :m])
        outside, new = product(p_x, p_x.T), product(p_x, w_x.T)
        for i in range(m):
            for j in range(m):
                outside[i, j] = inner[2 * m + i, 2 * m + j] - outside[i, j]
            for c in range(n_vectors):
                new[i, c] = inner[2 * m + i, m + c] - new[i, c]
        along = product(orthonormal_coordinates(outside, drop), new)
        for c in range(n_vectors):
            for d in range(len(along)):
                rest[c] -= along[d, c] ** 2
    largest = 0.0
    for c in range(n_vectors):
        largest = max(largest, rest[c])
    return float(np.sqrt(largest))


@device
def excess(squares: Floats, values: Floats, limits: Floats) -> float:
    """Return the largest ratio of a residual to its limit by `check.residual_limits`."""
    n = limits.shape[1]
    largest = 0.0
    for c in range(n):
        allowed = min(limits[0, c] * values[n - 1], limits[1, c])
        largest = max(largest, np.sqrt(squares[c]) / allowed)
    return float(largest)


@device
def hopeless(news: Floats, step: int, estimate: float, angle: float, max_steps: int) -> bool:
    """Return whether `max_steps` will not suffice at the rate of the last two steps."""
    if step < 3 or angle == 0.0:
        return False
    rate = np.sqrt(news[step] / max(news[step - 2], 1e-300))
    if rate >= 1.0:
        return step > 5
    return bool(step + 1 + np.log(angle / estimate) / np.log(rate) > max_steps)


@device
def angle(news: Floats, step: int) -> float:
    """Estimate the angle that remains after this step from the new parts of W so far.

    They shrink by a factor rho per step. The remainder is this step's new part times rho, plus the
    parts of all later steps. A residual alone would say nothing about the angle.
    """
    if step == 0:
        return 0.0 if news[0] < 1e-9 else np.inf
    if step == 1:
        rate = min(0.97, max(0.3, news[1] / max(news[0], 1e-300)))
    else:
        rate = min(0.97, max(0.15, np.sqrt(news[step] / max(news[step - 2], 1e-300))))
    return float(0.5 * news[step] * rate * ((1.0 + rate) / (1.0 - rate)) ** 2)
