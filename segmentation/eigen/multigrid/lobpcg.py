"""LOBPCG with the multigrid cycle as preconditioner, level by level from coarse to fine.

The locally optimal block preconditioned conjugate gradient method (Knyazev, "Toward the optimal
preconditioned eigensolver", SIAM J. Sci. Comput. 23, 2001) improves a block X of eigenvectors of
``A x = lambda M x`` by the best combination of X, W and P: W is the preconditioned residual, P the
last step. A good preconditioner makes its rate independent of the number of nodes (Knyazev and
Neymeyr, "A geometric theory for preconditioned inverse iteration III", LAA 358, 2003).

W, P and the residuals R are single precision: they are corrections, which need a few digits. X,
the energies of X and the residuals' sums are double.
"""

import numpy as np
from numpy.typing import NDArray

from segmentation.eigen.dense_kernel import find_lowest
from segmentation.eigen.multigrid.blocks import (
    TILE,
    combine,
    copy_rows,
    gram,
    interpolate,
    place,
    relax,
    residual,
    turn,
)
from segmentation.eigen.multigrid.convergence import angle as angle_left
from segmentation.eigen.multigrid.convergence import excess, hopeless, new_part
from segmentation.eigen.multigrid.cycle import multigrid_cycle
from segmentation.eigen.multigrid.hierarchy import Hierarchy
from segmentation.eigen.multigrid.pencil import lowest_pairs
from segmentation.eigen.multigrid.products import add_last_step, cancelled, inner_products
from segmentation.eigen.multigrid.vectors import Vectors
from segmentation.kernels.arrays import (
    copied_matrix,
    empty_blocks,
    empty_matrix,
    empty_vector,
    filled_vector,
    product,
    single_matrix,
    single_tiles,
    zero_matrix,
    zero_single_squares,
    zero_squares,
)
from segmentation.kernels.compiled import device, kernel
from segmentation.kernels.simd.vectors import WIDTH
from segmentation.kernels.team import add_up, meet

DROP = 1e-5  # share of a direction's squared norm below which the rest is single-precision rounding
DROP_DOUBLE = 1e-14
FOLLOWS = 1e3  # largest loss by cancellation in P for which its products are derived
ROUGH_STEPS = 1
SMOOTHED = 3.0  # smallest factor by which the final sweeps reduce residuals

Floats = NDArray[np.float64]
Single = NDArray[np.float32]


@kernel
def solve_levels(
    h: Hierarchy,
    v: Vectors,
    limits: Floats,
    n_vectors: int,
    angle: float,
    max_steps: int,
    warm_start: bool,
    extrapolated: bool,
) -> tuple[int, float, Floats]:
    """Solve on the coarsest level, then refine from level to level; a warm start begins from X.

    The first `n_vectors` have to reach `angle`; `limits` are those of `check.residual_limits`. If
    `extrapolated`, P holds the last change of X.

    Returns
    -------
    steps, estimate, squares
        Steps on the finest level; the estimated angle, larger than `angle` if `max_steps` did not
        suffice; the squared residuals of X, which is orthonormal to double precision.
    """
    inverse = _coarsest(h, v, warm_start)
    level = 0 if warm_start else len(h.bounds) - 2
    if level < 0:  # there is only one level, which is solved
        return 0, 0.0, _rotate(h, 0, v)
    steps, slack = 0, SMOOTHED
    # Each function is called once, and none with a literal: numba compiles each variant separately.
    while True:
        if warm_start and steps == 0:
            _rotate(h, level, v)
        elif steps == 0:
            meet(h.team)
            for b in range(len(v.x)):
                interpolate(h, level, v.x[b])
            _smooth(h, level, v)
        rough = level > 0
        more, estimate = _iterate(
            h,
            inverse,
            level,
            v,
            slack * limits,
            n_vectors,
            0.0 if rough else angle,
            ROUGH_STEPS if rough else max_steps - steps,
            extrapolated,
        )
        extrapolated = False
        if rough:
            level -= 1
            continue
        steps += more
        squares = _smooth(h, level, v)
        left = excess(squares, v.values, limits)
        if left <= 1.0 or estimate > angle or steps >= max_steps:
            return steps, max(estimate, angle * left), squares
        slack = 1.0


@device
def _coarsest(h: Hierarchy, v: Vectors, warm_start: bool) -> Single:
    """Solve the coarsest level densely; return its (pseudo-)inverse."""
    first, end = h.bounds[-1, 0], h.bounds[-1, 1]
    n = end - first
    g = h.grid
    matrix = zero_matrix(n, n)
    for i in range(first, end):
        matrix[i - first, i - first] = 1.0 / g.mass[i]
        if g.right[i] != 0.0:
            right = -g.right[i] / np.sqrt(g.mass[i] * g.mass[i + 1])
            matrix[i + 1 - first, i - first] = matrix[i - first, i + 1 - first] = right
        j = g.below[i]
        if j > 0:
            down = -g.down[i] / np.sqrt(g.mass[i] * g.mass[j])
            matrix[j - first, i - first] = matrix[i - first, j - first] = down
    values = empty_vector(-(-n // WIDTH) * WIDTH)
    vectors = copied_matrix(find_lowest(matrix, values)[:, :n])
    for i in range(n):
        for c in range(n):
            vectors[i, c] /= np.sqrt(g.mass[first + i])
    if not warm_start:
        for c in range(len(v.values)):
            v.values[c] = values[c]
            for i in range(n if h.team.rank == 0 else 0):
                v.x[c // WIDTH, first + i, c % WIDTH] = vectors[i, c]
    scaled = copied_matrix(vectors)
    for c in range(n):
        factor = 1.0 / values[c] if values[c] > 1e-9 * values[n - 1] else 0.0
        for i in range(n):
            scaled[i, c] *= factor
    whole, inverse = product(scaled, vectors.T), single_matrix((n, n))
    for i in range(n):
        for c in range(n):
            inverse[i, c] = whole[i, c]
    return inverse


@device
def _smooth(h: Hierarchy, level: int, v: Vectors) -> Floats:
    """Smooth X, which is rough after interpolation or single-precision steps, then rotate it."""
    meet(h.team)
    for b in range(len(v.x)):
        relax(h, level, v.values[b * WIDTH : (b + 1) * WIDTH], v.x[b])
    return _rotate(h, level, v)


@device
def _rotate(h: Hierarchy, level: int, v: Vectors) -> Floats:
    """Apply Rayleigh-Ritz to the span of X in double precision; compute the squared residuals."""
    n_blocks, m = len(v.x), len(v.values)
    energy, inner = empty_matrix(m, m), empty_matrix(m, m)
    block_energy, block_inner = empty_matrix(WIDTH, WIDTH), empty_matrix(WIDTH, WIDTH)
    meet(h.team)
    for bi in range(n_blocks):
        for bj in range(bi + 1):
            gram(h, level, v.x[bi], v.x[bj], block_energy, block_inner)
            place(energy, bi, bj, block_energy)
            place(inner, bi, bj, block_inner)
    return _update(h, level, v, lowest_pairs(energy, inner, DROP_DOUBLE, v.values))


@device
def _iterate(
    h: Hierarchy,
    inverse: Single,
    level: int,
    v: Vectors,
    limits: Floats,
    n_vectors: int,
    angle: float,
    max_steps: int,
    extrapolated: bool,
) -> tuple[int, float]:
    """Iterate on one level from orthonormal Ritz vectors X, their residuals and, if given, P."""
    m = len(v.values)
    news = filled_vector(max_steps, 0.0)
    estimate = np.inf
    energy = inner = coefficients = empty_matrix(0, m)
    follows = False
    for step in range(max_steps):
        for b in range(len(v.x)):
            multigrid_cycle(h, inverse, level, v.directions[0, b], v.directions[1, b])
        meet(h.team)
        last_energy, last_inner = energy, inner
        energy, inner = inner_products(h, level, v, 3 if extrapolated or step > 0 else 2, follows)
        if follows:
            add_last_step(last_energy, last_inner, coefficients, energy, inner)
        news[step] = new_part(inner, m, n_vectors, extrapolated, DROP)
        extrapolated = False
        estimate = angle_left(news, step)
        coefficients = lowest_pairs(energy, inner, DROP, v.values)
        follows = cancelled(inner, coefficients) < FOLLOWS
        squares = _update(h, level, v, coefficients)
        left = excess(squares, v.values, limits)
        if (estimate <= angle and left <= 1.0) or hopeless(news, step, estimate, angle, max_steps):
            return step + 1, estimate
    return max_steps, np.inf


@device
def _update(h: Hierarchy, level: int, v: Vectors, coefficients: Floats) -> Floats:
    """Compute ``P = W c_w + P c_p``, ``X = X c_x + P``, and R of the new X, all in one sweep.

    `coefficients` are those of X, and of W and P, if there are any.

    R follows X at a distance of one row of the image, so that X is still in the cache; where a row
    adjoins another thread's, it comes last. Return the squared norms of R.
    """
    n_blocks, m = len(v.x), len(v.values)
    of_x, single = _in_blocks(coefficients, n_blocks, m)
    tile_x = empty_blocks(n_blocks, TILE, WIDTH)
    tile = single_tiles((2, n_blocks, TILE, WIDTH))
    squares = filled_vector(m, 0.0)
    start, end = h.own[level, 0], h.own[level, 2]
    late = sent = h.own[level, 1] if h.team.rank > 0 else start
    only_x = len(coefficients) == m
    while start < end:
        n = min(TILE, end - start)
        if n_blocks > 1:
            for b in range(n_blocks):
                copy_rows(n, v.directions[1, b], start, tile[0, b], 0)
                copy_rows(n, v.directions[2, b], start, tile[1, b], 0)
                copy_rows(n, v.x[b], start, tile_x[b], 0)
        for bj in range(n_blocks):
            for bi in range(n_blocks):
                if only_x:
                    x, i = (tile_x[bi], 0) if n_blocks > 1 else (v.x[bi], start)
                    turn(n, x, i, of_x[bi, bj], v.x[bj], start, bi == 0)
                    continue
                w, p, x, i = v.directions[1, bi], v.directions[2, bi], v.x[bi], start
                if n_blocks > 1:
                    w, p, x, i = tile[0, bi], tile[1, bi], tile_x[bi], 0
                c_w, c_p, c_x = single[0, bi, bj], single[1, bi, bj], of_x[bi, bj]
                combine(n, w, p, x, i, c_w, c_p, c_x, v.directions[2, bj], v.x[bj], start, bi == 0)
        start += n
        ready = sent
        while start < end and ready < start - 1 and h.grid.below[ready] < start:
            ready += 1
        if ready > sent:
            _residuals(h, sent, ready, v, squares)
        sent = ready
    meet(h.team)
    _residuals(h, sent, end, v, squares)
    _residuals(h, h.own[level, 0], late, v, squares)
    add_up(h.team, squares)
    return squares


@device
def _residuals(h: Hierarchy, first: int, end: int, v: Vectors, squares: Floats) -> None:
    """Compute R on some rows; add up the squared norms."""
    for b in range(len(v.x)):
        values = v.values[b * WIDTH : (b + 1) * WIDTH]
        residual(h, first, end, values, v.x[b], v.directions[0, b], squares[b * WIDTH :])


@device
def _in_blocks(coefficients: Floats, n_blocks: int, m: int) -> tuple[Floats, Single]:
    """Return the coefficients of X, and those of W and P, in blocks of 8 x 8."""
    of_x = zero_squares((n_blocks, n_blocks, WIDTH, WIDTH))
    single = zero_single_squares((2, n_blocks, n_blocks, WIDTH, WIDTH))
    for i in range(len(coefficients)):
        kind, bi, row = i // m, i % m // WIDTH, i % WIDTH
        for c in range(m):
            if kind == 0:
                of_x[bi, c // WIDTH, row, c % WIDTH] = coefficients[i, c]
            else:
                single[kind - 1, bi, c // WIDTH, row, c % WIDTH] = coefficients[i, c]
    return of_x, single
