"""Block Lanczos on the inverse: few steps, whatever the contrast.

The operator is ``(A + shift I)^-1`` on the complement of the known zero eigenvector, its largest
eigenvalues ``theta = 1 / (lambda + shift)`` are the smallest of A. Eight vectors a block find up
to eight copies of an eigenvalue. All blocks are kept orthogonal to one another explicitly.
(Grimes, Lewis and Simon, "A shifted block Lanczos algorithm", SIAM J. Matrix Anal. Appl. 15, 1994.)
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy import linalg

from segmentation.errors import ConvergenceError
from segmentation.kernels.compiled import fast_kernel
from segmentation.kernels.lanes import WIDTH, at, load, store, zeros
from segmentation.kernels.squares import add_block, add_outer, load_block, row_times, zero_block

__all__ = ["shift_invert_lanczos"]

Floats = NDArray[np.float64]

MAX_BLOCKS = 60
# Of a Ritz pair of the inverse, relative. Its residual with A is at most twice that, and in
# practice a tenth.
TOLERANCE = 1e-7
RATE = 30.0  # by which a block at most improves on the last: no need to look before
LAST_PAIR = 5.0  # how much less exact the last pair may be
CANCELLED = 1e-5  # a column that shrinks by more in a projection is projected once more
DEPENDENT = 1e-13  # smallest eigenvalue of a normed Gram matrix that Cholesky can do without shift
SHIFT = 1e-12
ORTHOGONAL = 1e-5  # ... and that leaves the columns orthonormal to rounding, nearly


def shift_invert_lanczos(
    apply: Callable[[Floats, Floats], None],
    zero: Floats,
    start: Floats,
    n_wanted: int,
    shift: float,
) -> tuple[Floats, int]:
    """Return Ritz vectors of the smallest eigenvalues, the zero one excluded.

    Parameters
    ----------
    apply : callable
        ``apply(b, x)`` writes (A + shift I)^-1 b to x; both (N, 8).
    zero : ndarray of shape (N,)
        Unit eigenvector of the eigenvalue 0.
    start : ndarray of shape (N, 8)
        First block, overwritten; linearly independent.
    n_wanted : int
        How many must have converged.
    shift : float
        Of the operator.

    Returns
    -------
    vectors : ndarray of shape (N, m), m a multiple of 8
        At least `n_wanted` of them; columns in ascending order of eigenvalue. Zero columns fill up.
    n_blocks : int
        Solves needed.
    """
    _project_out(zero, start)
    basis = [start]
    _orthonormalize(start)
    _orthonormalize(start)
    n_most = min(MAX_BLOCKS, max((len(zero) - 3) // WIDTH, 1))
    projected = np.zeros((WIDTH * (n_most + 1), WIDTH * (n_most + 1)))
    next_look = 3
    for step in range(n_most):
        new = np.zeros_like(start)
        apply(basis[-1], new)
        _project_out(zero, new)
        column = slice(step * WIDTH, (step + 1) * WIDTH)
        last = _extend(basis, new, projected, column)
        size = (step + 1) * WIDTH
        if size < n_wanted or step < next_look:
            continue
        n_columns = min(-(-(n_wanted + 1) // WIDTH) * WIDTH, size)
        theta, ritz = _largest_pairs(projected[:size, :size], n_columns)
        largest = max(1.0 / max(theta[n_wanted - 1], 1e-300) - shift, 0.0)
        error = np.linalg.norm(last @ ritz[-WIDTH:, :n_wanted], axis=0) / theta[:n_wanted]
        error[-1] /= LAST_PAIR  # the largest eigenvalue's: only the value is of interest
        excess = error.max() / min(TOLERANCE, max(1e-3 * largest, 1e-14))
        if excess <= 1:
            return _combine(basis[:-1], ritz), step + 1
        next_look = step + max(1, int(np.log(excess) / np.log(RATE)))
    raise ConvergenceError(
        f"The direct solver found no answer in {n_most} blocks.", "Lower beta or raise eps."
    )


def _largest_pairs(projected: Floats, count: int) -> tuple[Floats, Floats]:
    """Return the largest eigenvalues of a matrix of which the upper triangle is given."""
    size = len(projected)
    chosen = [size - count, size - 1]
    try:
        theta, ritz = linalg.eigh(
            projected, lower=False, subset_by_index=chosen, check_finite=False
        )
    except linalg.LinAlgError:  # the driver for a subset gives up on some spectra
        theta, ritz = (part[..., -count:] for part in np.linalg.eigh(projected, UPLO="U"))
    return theta[::-1], ritz[:, ::-1]


def _extend(basis: list[Floats], new: Floats, projected: Floats, column: slice) -> Floats:
    """Make `new` orthonormal to the basis and append it; return the triangle R of what was left."""
    before = _column_norms(new)
    for _ in range(3):
        projected[: len(basis) * WIDTH, column] += _orthogonalize(basis, new)
        after = _column_norms(new)
        if (after > CANCELLED * before).all():
            break
        before = after
    total = np.eye(WIDTH)
    for _ in range(4):
        upper, independent = _orthonormalize(new)
        total = upper @ total
        if independent:
            break
        _orthogonalize(basis, new)  # what was blown up may lean towards the basis again
    basis.append(new)
    return total


def _orthogonalize(basis: list[Floats], new: Floats) -> Floats:
    """Take off `new` its part in the basis; return the coefficients of that."""
    coefficients = np.zeros((len(basis) * WIDTH, WIDTH))
    for number, block in enumerate(basis):
        products = coefficients[number * WIDTH : (number + 1) * WIDTH]
        _products(block, new, products)
        _subtract(block, products, new)
    return coefficients


def _orthonormalize(block: Floats) -> tuple[Floats, bool]:
    """Make the columns orthonormal by Cholesky QR.

    Returns R with ``old = new R``, and whether that can be trusted: nearly dependent columns need
    a shift in the Cholesky factorization, and another call.
    """
    products = np.zeros((WIDTH, WIDTH))
    _products(block, block, products)
    size = np.sqrt(np.maximum(np.diag(products), 1e-300))
    scaled = products / np.outer(size, size)
    smallest = float(np.linalg.eigvalsh(scaled)[0])
    if smallest < DEPENDENT:
        scaled += (SHIFT - min(smallest, 0.0)) * np.eye(WIDTH)
    upper = np.linalg.cholesky(scaled).T * size
    _multiply(block, np.linalg.inv(upper))
    return upper, smallest > ORTHOGONAL


def _column_norms(block: Floats) -> Floats:
    products = np.zeros((WIDTH, WIDTH))
    _products(block, block, products)
    norms: Floats = np.sqrt(np.diag(products))
    return norms


def _combine(basis: list[Floats], ritz: Floats) -> Floats:
    n_columns = ritz.shape[1]
    vectors = np.zeros((len(basis[0]), n_columns))
    for c in range(0, n_columns, WIDTH):
        total = np.zeros_like(basis[0])
        for number, block in enumerate(basis):
            part = ritz[number * WIDTH : (number + 1) * WIDTH, c : c + WIDTH]
            _subtract(block, np.ascontiguousarray(-part), total)
        vectors[:, c : c + WIDTH] = total
    return vectors


@fast_kernel
def _products(left: Floats, right: Floats, total: Floats) -> None:
    block = zero_block(right)
    for i in range(len(left)):
        block = add_outer(block, left, i, load(right, i))
    add_block(total, block)


@fast_kernel
def _subtract(block: Floats, coefficients: Floats, target: Floats) -> None:
    """``target -= block @ coefficients``."""
    by = load_block(coefficients)
    for i in range(len(block)):
        store(target, i, load(target, i) - row_times(block, i, by))


@fast_kernel
def _multiply(block: Floats, matrix: Floats) -> None:
    """``block = block @ matrix``."""
    by = load_block(matrix)
    for i in range(len(block)):
        store(block, i, row_times(block, i, by))


@fast_kernel
def _project_out(unit: Floats, block: Floats) -> None:
    """``block -= unit (unit.T block)``, twice."""
    for _ in range(2):
        along = zeros(block)
        for i in range(len(unit)):
            along = along + at(unit, i) * load(block, i)
        for i in range(len(unit)):
            store(block, i, load(block, i) - at(unit, i) * along)
