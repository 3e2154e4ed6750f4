"""The inner products from which a step of LOBPCG computes its linear combination.

X is orthonormal and diagonal in A, and ``A x = M x value + r`` gives its energies with W and P. P
is a combination of the previous W and P, so all of its products except those with the new W follow
from the products of the last step. That step had the vectors S = [X, W, P] and the coefficients C;
it made ``X = S C`` and ``P = S D``, where D is C without the rows of X. The products of a P from
elsewhere have to be computed, and so have those of a P that is a small difference of large terms,
because rounding to single precision has changed it.
"""

import numpy as np
from numpy.typing import NDArray

from segmentation.eigen.multigrid.blocks import (
    TILE,
    add_products,
    add_two_products,
    copy_rows,
    images,
    place,
)
from segmentation.eigen.multigrid.hierarchy import Hierarchy
from segmentation.eigen.multigrid.vectors import Vectors
from segmentation.kernels.arrays import (
    copied_matrix,
    product,
    single_blocks,
    single_matrix,
    zero_matrix,
    zero_products,
)
from segmentation.kernels.compiled import device
from segmentation.kernels.simd.vectors import WIDTH
from segmentation.kernels.team import add_up

Floats = NDArray[np.float64]


@device
def inner_products(
    h: Hierarchy, level: int, v: Vectors, kinds: int, p_follows: bool
) -> tuple[Floats, Floats]:
    """Compute all products in A and in M of X, W and, if `kinds` is 3, P.

    If `p_follows`, those of P with X and with itself are left to `add_last_step`.
    """
    n_blocks, m = len(v.x), len(v.values)
    end = h.own[level, 2]
    images_end = 2 if p_follows else kinds
    x = single_blocks((n_blocks, TILE, WIDTH))
    av, mv = single_matrix((TILE, WIDTH)), single_matrix((TILE, WIDTH))
    energies = zero_products((3, 3, n_blocks, n_blocks, WIDTH, WIDTH))
    inners = zero_products((3, 3, n_blocks, n_blocks, WIDTH, WIDTH))
    for start in range(h.own[level, 0], end, TILE):
        n = min(TILE, end - start)
        for b in range(n_blocks):
            copy_rows(n, v.x[b], start, x[b], 0)
        for right in range(1, images_end):
            for bj in range(n_blocks):
                vector = v.directions[right, bj]
                images(h, start, n, vector, av, mv)
                image, j = (vector, start) if level == 0 else (mv, 0)  # times M, there the identity
                for bi in range(n_blocks):
                    add_products(n, x[bi], 0, image, j, inners[0, right, bi, bj])
                    residuals, energy = v.directions[0, bi], energies[0, right, bi, bj]
                    add_products(n, residuals, start, vector, start, energy)
                for left in range(right, kinds):
                    for bi in range(n_blocks):
                        inner, energy = inners[left, right, bi, bj], energies[left, right, bi, bj]
                        rows = v.directions[left, bi]
                        add_two_products(n, rows, start, image, j, av, inner, energy)
    add_up(h.team, energies.reshape(9 * m * m))
    add_up(h.team, inners.reshape(9 * m * m))
    size = kinds * m
    all_energy, all_inner = zero_matrix(size, size), zero_matrix(size, size)
    for c in range(m):
        all_energy[c, c], all_inner[c, c] = v.values[c], 1.0
    for right in range(1, images_end):
        for left in range(kinds):
            if 0 < left < right:
                continue
            for bi in range(n_blocks):
                for bj in range(n_blocks):
                    if left == 0:
                        values = v.values[bi * WIDTH : (bi + 1) * WIDTH]
                        energy, inner = energies[0, right, bi, bj], inners[0, right, bi, bj]
                        for c in range(WIDTH):
                            for d in range(WIDTH):
                                energy[c, d] += values[c] * inner[c, d]
                    i, j = left * n_blocks + bi, right * n_blocks + bj
                    place(all_inner, i, j, inners[left, right, bi, bj])
                    place(all_energy, i, j, energies[left, right, bi, bj])
    return all_energy, all_inner


@device
def add_last_step(
    last_energy: Floats, last_inner: Floats, coefficients: Floats, energy: Floats, inner: Floats
) -> None:
    """Derive the products of P with X and with itself from the step that made both."""
    m = coefficients.shape[1]
    of_p = copied_matrix(coefficients)
    of_p[:m] = 0.0
    image = product(last_inner, of_p)
    with_x, with_p = product(coefficients.T, image), product(of_p.T, image)
    energy_p = product(of_p.T, product(last_energy, of_p))
    for i in range(m):
        for j in range(m):
            p = 2 * m + j
            inner[i, p] = inner[p, i] = with_x[i, j]
            energy[i, p] = energy[p, i] = energy[i, i] * with_x[i, j]
            inner[2 * m + i, p], energy[2 * m + i, p] = with_p[i, j], energy_p[i, j]


@device
def cancelled(inner: Floats, coefficients: Floats) -> float:
    """Return the largest loss by cancellation in a column of P, as a ratio of squared norms.

    The ratio is that of the squared sum of the norms of its terms to the squared norm of its part
    outside the span of X.
    """
    m = coefficients.shape[1]
    of_p = copied_matrix(coefficients)
    of_p[:m] = 0.0
    image = product(inner, of_p)
    largest = 0.0
    for c in range(m):
        parts = square = 0.0
        for i in range(m, len(inner)):
            parts += abs(of_p[i, c]) * np.sqrt(inner[i, i])
            square += of_p[i, c] * image[i, c]
        for d in range(m):
            along = image[d, c]
            square -= along * along
        if not parts * parts < largest * square:
            largest = parts * parts / square if square > 0 else np.inf
    return float(largest)
