"""Passes over the eigenvectors' blocks: inner products, residuals, linear combinations.

Eigenvectors X are kept in double precision; the directions W (preconditioned residuals), P (last
step) and the residuals R in single. Each is (n_blocks, N, 8), node by node, eight vectors a block.
Sums over a tile of rows are in single precision, sums over the tiles in double precision.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from segmentation.eigen.grid import neighbours
from segmentation.eigen.multigrid.hierarchy import Hierarchy
from segmentation.kernels.compiled import device, fast_device
from segmentation.kernels.simd.blocks import add_block, add_outer, load_block, row_times, zero_block
from segmentation.kernels.simd.vectors import WIDTH, at, load, store, widen, zeros
from segmentation.kernels.team import add_up, meet

TILE = 256

Floats = NDArray[np.float64]
Single = NDArray[np.float32]
Numbers = NDArray[np.floating[Any]]


@fast_device
def add_products(n: int, left: Single, i: int, right: Single, j: int, total: Floats) -> None:
    """Add ``left[i:i+n].T @ right[j:j+n]`` to the (8, 8) `total`."""
    block = zero_block(right)
    for row in range(n):
        block = add_outer(block, left, i + row, load(right, j + row))
    add_block(total, block)


@fast_device
def add_two_products(
    n: int,
    left: Single,
    i: int,
    right: Single,
    j: int,
    other: Single,
    total: Floats,
    other_total: Floats,
) -> None:
    """Add the products of `left` with `right` and with `other`, from its row 0, in one pass."""
    block, other_block = zero_block(right), zero_block(other)
    for row in range(n):
        block = add_outer(block, left, i + row, load(right, j + row))
        other_block = add_outer(other_block, left, i + row, load(other, row))
    add_block(total, block)
    add_block(other_total, other_block)


@fast_device
def residual(
    h: Hierarchy, first: int, end: int, values: Floats, x: Floats, r: Single, squares: Floats
) -> None:
    """Compute ``r = A x - M x values`` on some rows of one block; add up the squared norms.

    The norms are needed only on the finest level, where M is the identity.
    """
    right, down, above, below = h.grid.right, h.grid.down, h.grid.above, h.grid.below
    mass = h.grid.mass
    value = load(values, 0)
    norm = zeros(x)
    for i in range(first, end):
        here = load(x, i)
        sent = neighbours(right, down, above, below, x, i)
        row = here - sent - at(mass, i) * (value * here)
        norm = norm + row * row
        store(r, i, row)
    store(squares, 0, load(squares, 0) + norm)


@fast_device
def gram(h: Hierarchy, level: int, x: Floats, y: Floats, energy: Floats, inner: Floats) -> None:
    """Compute ``energy = x.T A y`` and ``inner = x.T M y`` of two blocks, both (8, 8)."""
    right, down, above, below = h.grid.right, h.grid.down, h.grid.above, h.grid.below
    mass = h.grid.mass
    total_energy, total_inner = zero_block(x), zero_block(x)
    for i in range(h.own[level, 0], h.own[level, 2]):
        here = load(y, i)
        sent = neighbours(right, down, above, below, y, i)
        total_energy = add_outer(total_energy, x, i, here - sent)
        total_inner = add_outer(total_inner, x, i, at(mass, i) * here)
    for c in range(WIDTH):
        store(energy, c, zeros(energy))
        store(inner, c, zeros(inner))
    add_block(energy, total_energy)
    add_block(inner, total_inner)
    add_up(h.team, energy.reshape(WIDTH * WIDTH))
    add_up(h.team, inner.reshape(WIDTH * WIDTH))


@fast_device
def images(h: Hierarchy, first: int, n: int, v: Single, av: Single, mv: Single) -> None:
    """Compute ``A v`` and ``M v`` on `n` rows, written to the rows 0 to n - 1 of `av` and `mv`."""
    right, down, above, below = h.right32, h.down32, h.grid.above, h.grid.below
    mass = h.grid.mass
    for row in range(n):
        i = first + row
        here = load(v, i)
        sent = neighbours(right, down, above, below, v, i)
        store(av, row, here - sent)
        store(mv, row, at(mass, i) * here)


@fast_device
def copy_rows(n: int, source: Numbers, i: int, target: Numbers, j: int) -> None:
    """Copy rows, rounding or widening."""
    for row in range(n):
        store(target, j + row, load(source, i + row))


@fast_device
def combine(
    n: int,
    w: Single,
    p: Single,
    x: Floats,
    i: int,
    of_w: Single,
    of_p: Single,
    of_x: Floats,
    new_p: Single,
    new_x: Floats,
    j: int,
    fresh: bool,
) -> None:
    """Compute ``new_p (+)= w of_w + p of_p`` and ``new_x (+)= x of_x +`` the same, on `n` rows."""
    by_w, by_p, by_x = load_block(of_w), load_block(of_p), load_block(of_x)
    for row in range(n):
        step = row_times(w, i + row, by_w) + row_times(p, i + row, by_p)
        vector = row_times(x, i + row, by_x) + widen(step)
        if not fresh:
            step = step + load(new_p, j + row)
            vector = vector + load(new_x, j + row)
        store(new_p, j + row, step)
        store(new_x, j + row, vector)


@fast_device
def turn(n: int, x: Floats, i: int, of_x: Floats, new_x: Floats, j: int, fresh: bool) -> None:
    """Compute ``new_x (+)= x of_x`` on `n` rows."""
    by_x = load_block(of_x)
    for row in range(n):
        vector = row_times(x, i + row, by_x)
        if not fresh:
            vector = vector + load(new_x, j + row)
        store(new_x, j + row, vector)


@fast_device
def interpolate(h: Hierarchy, level: int, x: Floats) -> None:
    """Interpolate the vectors of the next coarser level."""
    for i in range(h.own[level, 0], h.own[level, 2]):
        store(x, i, at(h.transfer, i) * load(x, at(h.parent, i)))


@fast_device
def relax(h: Hierarchy, level: int, values: Floats, x: Floats) -> None:
    """Smooth eigenvectors: a Gauss-Seidel sweep of ``A x = M x values`` forward, one backward.

    Of two halves, the lower one's first row comes before the upper one's last, then after it.
    """
    right, down, above, below = h.grid.right, h.grid.down, h.grid.above, h.grid.below
    mass = h.grid.mass
    first, seam, end = h.own[level, 0], h.own[level, 1], h.own[level, 2]
    value = load(values, 0)
    row = zeros(x)
    for part in range(2):
        for i in range(first if part == 0 else seam, seam if part == 0 else end):
            up = at(above, i)
            known = at(mass, i) * (value * load(x, i)) + at(right, i) * load(x, i + 1)
            known = known + at(down, i) * load(x, at(below, i)) + at(down, up) * load(x, up)
            row = at(right, i - 1) * row + known
            store(x, i, row)
        if part == 0 and level < h.n_shared:
            meet(h.team)
    row = zeros(x)
    for part in range(2):
        for i in range((end if part == 0 else seam) - 1, (seam if part == 0 else first) - 1, -1):
            up = at(above, i)
            known = at(mass, i) * (value * load(x, i)) + at(right, i - 1) * load(x, i - 1)
            known = known + at(down, i) * load(x, at(below, i)) + at(down, up) * load(x, up)
            row = at(right, i) * row + known
            store(x, i, row)
        if part == 0 and level < h.n_shared:
            meet(h.team)


@device
def place(matrix: Floats, bi: int, bj: int, block: Floats) -> None:
    """Write an (8, 8) block of a symmetric matrix of blocks, and its mirror image."""
    for i in range(WIDTH):
        for j in range(WIDTH):
            matrix[bi * WIDTH + i, bj * WIDTH + j] = block[i, j]
            matrix[bj * WIDTH + j, bi * WIDTH + i] = block[i, j]
