"""Orthonormalization and linear combination of blocks of eight vectors."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from segmentation.kernels.arrays import empty_blocks, empty_matrix, empty_vector, zero_matrix
from segmentation.kernels.compiled import device, fast_device, fast_kernel, kernel
from segmentation.kernels.simd.blocks import add_block, add_outer, load_block, row_times, zero_block
from segmentation.kernels.simd.vectors import WIDTH, at, load, store, zeros
from segmentation.kernels.team import Team, add_up, own_rows

Floats = NDArray[np.float64]

TILE = 256  # rows that stay in the first-level cache during a pass over all blocks
DEPENDENT = 1e-13  # smallest pivot of a normalized Gram matrix for which Cholesky needs no shift
SHIFT = 1e-12
ORTHOGONAL = 1e-5  # its smallest eigenvalue for which columns become nearly orthonormal


@kernel
def begin(team: Team, zero: Floats, block: Floats) -> None:
    """Make a first block orthonormal, and orthogonal to the vector `zero`."""
    nothing = empty_blocks(0, WIDTH, WIDTH)
    upper = empty_matrix(WIDTH, WIDTH)
    for _ in range(2):
        orthogonalize(team, zero, nothing, 0, nothing, block)
        orthonormalize(team, block, upper)


@fast_device
def orthogonalize(
    team: Team, zero: Floats, basis: Floats, n_basis: int, products: Floats, new: Floats
) -> None:
    """Subtract from `new`, (N, 8), its parts along `zero` and the blocks of the basis.

    ``products[q]`` is overwritten with the coefficients along block q.
    """
    low, high = own_rows(team, len(new))
    along = zeros(new)
    for i in range(low, high):
        along = along + at(zero, i) * load(new, i)
    if team.size > 1:
        part = empty_vector(WIDTH)
        store(part.reshape(1, WIDTH), 0, along)
        add_up(team, part)
        along = load(part.reshape(1, WIDTH), 0)
    for i in range(low, high):
        store(new, i, load(new, i) - at(zero, i) * along)
    for q in range(n_basis):
        for c in range(WIDTH):
            store(products[q], c, zeros(new))
    for first in range(low, high, TILE):
        end = min(first + TILE, high)
        for q in range(n_basis):
            block = zero_block(new)
            for i in range(first, end):
                block = add_outer(block, basis[q], i, load(new, i))
            add_block(products[q], block)
    for q in range(n_basis):
        add_up(team, products[q].reshape(WIDTH * WIDTH))
    for first in range(low, high, TILE):
        end = min(first + TILE, high)
        for q in range(n_basis):
            by = load_block(products[q])
            for i in range(first, end):
                store(new, i, load(new, i) - row_times(basis[q], i, by))


@fast_device
def norms(team: Team, block: Floats, out: Floats) -> None:
    """Compute the norms of the eight columns."""
    low, high = own_rows(team, len(block))
    total = zeros(block)
    for i in range(low, high):
        total = total + load(block, i) * load(block, i)
    store(out.reshape(1, WIDTH), 0, total)
    add_up(team, out)
    for c in range(WIDTH):
        out[c] = np.sqrt(out[c])


@fast_device
def _gram(team: Team, block: Floats, out: Floats) -> None:
    low, high = own_rows(team, len(block))
    total = zero_block(block)
    for i in range(low, high):
        total = add_outer(total, block, i, load(block, i))
    out[:] = 0.0
    add_block(out, total)
    add_up(team, out.reshape(WIDTH * WIDTH))


@fast_device
def _multiply(team: Team, block: Floats, matrix: Floats) -> None:
    """``block = block @ matrix``."""
    low, high = own_rows(team, len(block))
    by = load_block(matrix)
    for i in range(low, high):
        store(block, i, row_times(block, i, by))


@kernel
def orthonormalize(team: Team, block: Floats, upper: Floats) -> bool:
    """Make the columns orthonormal by Cholesky QR, ``old = new upper``.

    Return whether the result is orthonormal. For nearly dependent columns the Cholesky
    factorization needs a shift, and another call has to follow.
    """
    gram, size = empty_matrix(WIDTH, WIDTH), empty_vector(WIDTH)
    _gram(team, block, gram)
    for i in range(WIDTH):
        size[i] = np.sqrt(max(gram[i, i], 1e-300))
    for i in range(WIDTH):
        for j in range(WIDTH):
            gram[i, j] /= size[i] * size[j]
    lower, inverse = zero_matrix(WIDTH, WIDTH), zero_matrix(WIDTH, WIDTH)
    independent = _cholesky(gram, lower)
    if not independent:
        for i in range(WIDTH):
            gram[i, i] += SHIFT
        _cholesky(gram, lower)
    squares = 0.0  # of the inverse: at least 1 / the Gram matrix' smallest eigenvalue
    for i in range(WIDTH):
        inverse[i, i] = 1.0 / lower[i, i]
        for j in range(i):
            along = 0.0
            for k in range(j, i):
                along += lower[i, k] * inverse[k, j]
            inverse[i, j] = -along / lower[i, i]
        for j in range(i + 1):
            squares += inverse[i, j] ** 2
    backward = empty_matrix(WIDTH, WIDTH)
    for i in range(WIDTH):
        for j in range(WIDTH):
            upper[i, j] = lower[j, i] * size[j]
            backward[i, j] = inverse[j, i] / size[i]
    _multiply(team, block, backward)
    return bool(independent and squares * ORTHOGONAL < 1.0)


@device
def _cholesky(gram: Floats, lower: Floats) -> bool:
    """Factorize a matrix of unit diagonal; return False for a small pivot without a shift."""
    for i in range(WIDTH):
        for j in range(i + 1):
            rest = gram[i, j]
            for k in range(j):
                rest -= lower[i, k] * lower[j, k]
            if j < i:
                lower[i, j] = rest / lower[j, j]
            elif rest < DEPENDENT:
                return False
            else:
                lower[i, i] = np.sqrt(rest)
    return True


@fast_kernel
def combine(team: Team, basis: Floats, coefficients: Floats, zero: Floats, x: Floats) -> None:
    """Compute ``x = basis @ coefficients``, block by block, but with `zero` as the first column."""
    n_basis = len(coefficients) // WIDTH
    low, high = own_rows(team, len(zero))
    parts = empty_blocks(n_basis, WIDTH, WIDTH)
    for c in range(len(x)):
        for q in range(n_basis):
            for i in range(WIDTH):
                for j in range(WIDTH):
                    parts[q, i, j] = coefficients[q * WIDTH + i, c * WIDTH + j]
        for first in range(low, high, TILE):
            end = min(first + TILE, high)
            for i in range(first, end):
                store(x[c], i, zeros(x))
            for q in range(n_basis):
                by = load_block(parts[q])
                for i in range(first, end):
                    store(x[c], i, load(x[c], i) + row_times(basis[q], i, by))
    for i in range(low, high):
        x[0, i, 0] = zero[i]
