"""Block Lanczos on the inverse: few steps, whatever the contrast.

The operator is ``(A + shift I)^-1`` on the complement of the known zero eigenvector, its largest
eigenvalues ``theta = 1 / (lambda + shift)`` are the smallest of A. Eight vectors a block find up
to eight copies of an eigenvalue. All blocks are kept orthogonal to one another explicitly.
(Grimes, Lewis and Simon, "A shifted block Lanczos algorithm", SIAM J. Matrix Anal. Appl. 15, 1994.)
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from scipy import linalg

from segmentation.eigen.cholesky import Factor
from segmentation.eigen.orthogonal import begin, combine, norms, orthogonalize, orthonormalize
from segmentation.eigen.small import lowest_eigenpairs
from segmentation.eigen.triangular import solve_block
from segmentation.errors import ConvergenceError
from segmentation.kernels.compiled import kernel
from segmentation.kernels.lanes import WIDTH

__all__ = ["shift_invert_lanczos"]

Floats = NDArray[np.float64]

MAX_BLOCKS = 60
ROOM = 24  # blocks that addresses are set aside for; twice as many when they are used
# Of a Ritz pair of the inverse, relative. Its residual with A is at most twice that, and in
# practice a tenth.
TOLERANCE = 1e-7
RATE = 30.0  # by which a block at most improves on the last: no need to look before
FIRST_LOOK = 5  # blocks that no start has been seen to do without
LARGEST_SMALL = 96  # rows up to which the project's own eigensolver is quicker than LAPACK
VALUE_ONLY = 100.0  # how much less exact a pair may be of which the value alone counts: to 1e-8
CANCELLED = 1e-5  # a column that shrinks by more in a projection is projected once more


def shift_invert_lanczos(
    factor: Factor,
    zero: Floats,
    start: Floats,
    n_wanted: int,
    shift: float,
    x: Floats,
    n_exact: int | None = None,
) -> int:
    """Write Ritz vectors of the smallest eigenvalues, the zero one first; return the solves needed.

    Parameters
    ----------
    factor : Factor
        Of A + shift I.
    zero : ndarray of shape (N,)
        Unit eigenvector of the eigenvalue 0.
    start : ndarray of shape (N, 8)
        First block, linearly independent.
    n_wanted : int
        How many must have converged beside the zero one.
    shift : float
        Of the operator.
    x : ndarray of shape (n_blocks, N, 8)
        Overwritten with at least `n_wanted` + 1 vectors in ascending order of eigenvalue. Zero
        columns fill up.
    n_exact : int, default=None
        How many of the wanted are so as vectors, the others as values only; None means all.
    """
    n_most = min(MAX_BLOCKS, max((len(zero) - 3) // WIDTH, 1))
    basis = np.empty((min(ROOM, n_most + 1), len(zero), WIDTH))
    basis[0] = start
    begin(zero, basis[0])
    projected = np.zeros((WIDTH * len(basis), WIDTH * len(basis)))
    scratch = np.empty((len(factor.order), WIDTH)), np.empty((factor.longest, WIDTH))
    next_look = FIRST_LOOK - 1
    for step in range(n_most):
        if step + 1 == len(basis):
            projected = np.pad(projected, (0, WIDTH * len(basis)))
            basis = np.concatenate((basis, np.empty_like(basis)))
        last = _extend(factor, zero, basis, step, projected, *scratch)
        size = (step + 1) * WIDTH
        if not np.isfinite(last).all():
            break
        if size < n_wanted or step < min(next_look, n_most - 1):
            continue
        theta, ritz = _largest_pairs(projected[:size, :size], min(len(x) * WIDTH - 1, size))
        largest = max(1.0 / max(theta[n_wanted - 1], 1e-300) - shift, 0.0)
        error = np.linalg.norm(last @ ritz[-WIDTH:, :n_wanted], axis=0) / theta[:n_wanted]
        if n_exact is not None:
            error[n_exact:] /= VALUE_ONLY
        excess = error.max() / min(TOLERANCE, max(1e-3 * largest, 1e-14))
        if excess <= 1:
            coefficients = np.zeros((size, len(x) * WIDTH))
            coefficients[:, 1 : ritz.shape[1] + 1] = ritz
            combine(basis, coefficients, zero, x)
            return step + 1
        next_look = step + math.ceil(np.log(excess) / np.log(RATE))
    raise ConvergenceError(
        f"The direct solver found no answer in {step + 1} blocks.", "Lower beta or raise eps."
    )


def _largest_pairs(projected: Floats, count: int) -> tuple[Floats, Floats]:
    """Return the largest eigenvalues of a matrix of which the upper triangle is given."""
    size = len(projected)
    if size <= LARGEST_SMALL:
        lowest = np.zeros(-(-count // WIDTH) * WIDTH)
        vectors = lowest_eigenpairs(-np.triu(projected) - np.triu(projected, 1).T, lowest)
        return -lowest[:count], vectors[:, :count]
    chosen = [size - count, size - 1]
    try:
        theta, ritz = linalg.eigh(
            projected, lower=False, subset_by_index=chosen, check_finite=False
        )
    except linalg.LinAlgError:  # the driver for a subset gives up on some spectra
        theta, ritz = (part[..., -count:] for part in np.linalg.eigh(projected, UPLO="U"))
    return theta[::-1], ritz[:, ::-1]


@kernel
def _extend(
    factor: Factor,
    zero: Floats,
    basis: Floats,
    step: int,
    projected: Floats,
    y: Floats,
    spare: Floats,
) -> Floats:
    """Append a block to the basis: the inverse times the last one, made orthonormal to all.

    Fills its columns of the projected inverse; returns R, the triangle of what was left.
    """
    column, n_basis = step * WIDTH, step + 1
    new = basis[n_basis]
    new[0] = 0.0
    new[-1] = 0.0
    solve_block(factor, basis[step], new, y, spare)
    products = np.empty((n_basis, WIDTH, WIDTH))
    before, after = np.empty(WIDTH), np.empty(WIDTH)
    norms(new, before)
    for _ in range(3):
        orthogonalize(zero, basis, n_basis, products, new)
        for q in range(n_basis):
            for i in range(WIDTH):
                for j in range(WIDTH):
                    projected[q * WIDTH + i, column + j] += products[q, i, j]
        norms(new, after)
        cancelled = False
        for c in range(WIDTH):
            cancelled |= not after[c] > CANCELLED * before[c]
        if not cancelled:
            break
        before, after = after, before
    total = np.eye(WIDTH)
    upper = np.empty((WIDTH, WIDTH))
    for _ in range(4):
        independent = orthonormalize(new, upper)
        total = np.dot(upper, total)
        if independent:
            break
        orthogonalize(zero, basis, n_basis, products, new)  # what was blown up may lean towards it
    return total
