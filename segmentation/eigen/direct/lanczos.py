"""Block Lanczos on the inverse, which takes few steps at any contrast.

The operator is ``(A + shift I)^-1`` on the complement of the known zero eigenvector. Its largest
eigenvalues ``theta = 1 / (lambda + shift)`` belong to the smallest ones of A. Blocks of eight
vectors can find up to eight copies of an eigenvalue. All blocks are orthogonalized explicitly.
(Grimes, Lewis and Simon, "A shifted block Lanczos algorithm", SIAM J. Matrix Anal. Appl. 15, 1994.)
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from scipy import linalg

from segmentation.eigen.dense_kernel import lowest_eigenpairs
from segmentation.eigen.direct.cholesky import Factor
from segmentation.eigen.direct.orthogonal import (
    begin,
    combine,
    norms,
    orthogonalize,
    orthonormalize,
)
from segmentation.eigen.direct.triangular import members_for, scratch_for, solve_block
from segmentation.eigen.verification.resolution import RESOLUTION
from segmentation.kernels.arrays import (
    empty_blocks,
    empty_matrix,
    empty_vector,
    product,
    zero_matrix,
)
from segmentation.kernels.compiled import kernel
from segmentation.kernels.simd.vectors import WIDTH
from segmentation.kernels.team import Team, run
from segmentation.watching import check_point

__all__ = ["most_blocks", "shift_invert_lanczos"]

Floats = NDArray[np.float64]

# Relative error of a Ritz pair of the inverse. Its residual with A is at most twice that, and a
# tenth in practice.
TOLERANCE = 1e-7
LEAST_TOLERANCE = 1e-12  # smaller errors are rounding, which a polishing step reduces
RATE = 30.0  # largest factor by which a block reduces the error
FIRST_TEST = 5  # blocks before convergence is first tested; no measured start needed fewer
# An error below this that has not halved since the last test is rounding, which is about 1e-14 of
# the largest eigenvalue of the inverse.
STALLED = 1e-3
LARGEST_DENSE_KERNEL = 96  # rows up to which the project's own eigensolver is quicker than LAPACK
VALUE_ONLY = 100.0  # factor on the error of a pair of which only the value is needed
CANCELLED = 1e-5  # a column that a projection shrinks by more than this is projected again


def most_blocks(n: int) -> int:
    """Return the largest number of Lanczos blocks for n pairs.

    In 2,400 problems, random ones and pictures at beta 1 to 80, 5 pairs needed up to 10 blocks, 30
    pairs up to 18, and 66 pairs up to 31.
    """
    return 24 + n // 4


def shift_invert_lanczos(
    factor: Factor,
    zero: Floats,
    start: Floats,
    n_wanted: int,
    shift: float,
    x: Floats,
    n_blocks: int,
    n_exact: int | None = None,
    tolerance: float | None = None,
) -> Iterator[int]:
    """Find Ritz vectors of the smallest eigenvalues, including 0; yield the number of solves.

    It yields, with the vectors in `x`, when the tolerance is reached, when rounding prevents any
    progress, when the last wanted value is below the resolution of double precision, and at the
    end.

    Parameters
    ----------
    factor : Factor
        Of A + shift I.
    zero : ndarray of shape (N,)
        Unit eigenvector of the eigenvalue 0.
    start : ndarray of shape (N, 8)
        First block, linearly independent.
    n_wanted : int
        Number of pairs that must have converged, in addition to that of eigenvalue 0.
    shift : float
        Of the operator.
    x : ndarray of shape (m, N, 8)
        Overwritten with at least `n_wanted` + 1 vectors in ascending order of eigenvalue, and
        columns of zeros.
    n_blocks : int
        Largest number of blocks; there are fewer on small graphs.
    n_exact : int, default=None
        Number of wanted pairs whose vectors are needed; of the others only the values are. None
        means all.
    tolerance : float, default=None
        Relative error of a Ritz pair of the inverse that suffices, in place of the usual one, which
        is tested from the first possible block on.
    """
    n_blocks = min(n_blocks, max((len(zero) - 3) // WIDTH, 1))
    basis = np.empty((n_blocks + 1, len(zero), WIDTH))
    basis[0] = start
    members = members_for(factor, WIDTH * WIDTH)
    run(members, begin, zero, basis[0])
    projected = np.zeros((WIDTH * len(basis), WIDTH * len(basis)))
    scratch = scratch_for(factor, members)
    next_test, best = FIRST_TEST - 1 if tolerance is None else 0, np.inf
    for step in range(n_blocks):
        check_point()
        new = basis[step + 1]
        new[0] = new[-1] = 0.0
        run(members, solve_block, factor, basis[step], new, *scratch)
        last = run(members, _extend, zero, basis, step, projected)
        size = (step + 1) * WIDTH
        if not np.isfinite(last).all():
            break
        if size < n_wanted or step < min(next_test, n_blocks - 1):
            continue
        theta, ritz = _largest_pairs(projected[:size, :size], min(len(x) * WIDTH - 1, size))
        largest = max(1.0 / max(theta[n_wanted - 1], 1e-300) - shift, 0.0)
        errors = np.linalg.norm(last @ ritz[-WIDTH:, :n_wanted], axis=0) / theta[:n_wanted]
        if n_exact is not None:
            errors[n_exact:] /= VALUE_ONLY
        error = float(errors.max())
        usual = min(TOLERANCE, max(1e-3 * largest, LEAST_TOLERANCE))
        excess = error / (usual if tolerance is None else tolerance)
        stalled = best / 2 < error < STALLED
        if excess <= 1 or stalled or largest < RESOLUTION or step == n_blocks - 1:
            coefficients = np.zeros((size, len(x) * WIDTH))
            coefficients[:, 1 : ritz.shape[1] + 1] = ritz
            run(members, combine, basis, coefficients, zero, x)
            if excess <= 1 and 1e-3 * largest >= LEAST_TOLERANCE:
                del basis, new  # half of the memory, which the caller needs
                yield step + 1
                return
            yield step + 1
        best = min(best, error)
        next_test = step + max(math.ceil(np.log(max(excess, 1.0)) / np.log(RATE)), 1)


def _largest_pairs(projected: Floats, count: int) -> tuple[Floats, Floats]:
    """Return the largest eigenpairs of a symmetric matrix given by its upper triangle."""
    size = len(projected)
    if size <= LARGEST_DENSE_KERNEL:
        lowest = np.zeros(-(-count // WIDTH) * WIDTH)
        vectors = lowest_eigenpairs(-np.triu(projected) - np.triu(projected, 1).T, lowest)
        return -lowest[:count], vectors[:, :count]
    chosen = [size - count, size - 1]
    try:
        theta, ritz = linalg.eigh(
            projected, lower=False, subset_by_index=chosen, check_finite=False
        )
    except linalg.LinAlgError:  # the driver for a subset fails for some spectra
        theta, ritz = (part[..., -count:] for part in np.linalg.eigh(projected, UPLO="U"))
    return theta[::-1], ritz[:, ::-1]


@kernel
def _extend(team: Team, zero: Floats, basis: Floats, step: int, projected: Floats) -> Floats:
    """Make the block after `step`, the inverse times the last one, orthonormal to all before.

    Its columns of the projected inverse are filled in. Return R, the triangular factor of the new
    block.
    """
    column, n_basis = step * WIDTH, step + 1
    new = basis[n_basis]
    products = empty_blocks(n_basis, WIDTH, WIDTH)
    before, after = empty_vector(WIDTH), empty_vector(WIDTH)
    norms(team, new, before)
    for _ in range(3):
        orthogonalize(team, zero, basis, n_basis, products, new)
        for q in range(n_basis if team.rank == 0 else 0):
            for i in range(WIDTH):
                for j in range(WIDTH):
                    projected[q * WIDTH + i, column + j] += products[q, i, j]
        norms(team, new, after)
        cancelled = False
        for c in range(WIDTH):
            cancelled |= not after[c] > CANCELLED * before[c]
        if not cancelled:
            break
        before, after = after, before
    total, upper = zero_matrix(WIDTH, WIDTH), empty_matrix(WIDTH, WIDTH)
    for c in range(WIDTH):
        total[c, c] = 1.0
    for _ in range(4):
        independent = orthonormalize(team, new, upper)
        total = product(upper, total)
        if independent:
            break
        # Normalizing may have magnified remaining parts along the basis.
        orthogonalize(team, zero, basis, n_basis, products, new)
    return total
