"""Extrapolation of eigenvectors from one problem of a sequence to the next.

Arrays are read as rows of eight numbers: with b blocks, node i has the rows b i to b i + b - 1.
"""

import numpy as np
from numpy.typing import NDArray

from segmentation.kernels.arrays import empty_matrix, product
from segmentation.kernels.compiled import fast_kernel
from segmentation.kernels.simd.blocks import add_block, add_outer, load_block, row_times, zero_block
from segmentation.kernels.simd.vectors import WIDTH, load, store

Floats = NDArray[np.float64]


@fast_kernel
def begin(n_nodes: int, start: Floats, x: Floats, p: NDArray[np.float32]) -> None:
    """Write guesses to X; if as many columns follow, write these to P and add them to X."""
    n_blocks, per_node = len(x), len(start) // n_nodes
    for b in range(n_blocks):
        for i in range(n_nodes):
            row = load(start, i * per_node + b)
            if per_node >= 2 * n_blocks:
                move = load(start, i * per_node + n_blocks + b)
                store(p[b], i + 1, move)
                row = row + move
            store(x[b], i + 1, row)


@fast_kernel
def with_last_change(n_nodes: int, x: Floats, start: Floats, block: Floats) -> None:
    """Write X, then its change from the guesses S apart from a rotation: ``(X T - S) T.T``.

    T is ``X.T S``.
    """
    n_blocks, per_node = len(x), len(start) // n_nodes
    m = n_blocks * WIDTH
    turn, part = empty_matrix(m, m), empty_matrix(WIDTH, WIDTH)
    for b in range(n_blocks):
        for c in range(n_blocks):
            total = zero_block(x)
            for i in range(n_nodes):
                total = add_outer(total, x[b], i + 1, load(start, i * per_node + c))
            part[:] = 0.0
            add_block(part, total)
            for i in range(WIDTH):
                for j in range(WIDTH):
                    turn[b * WIDTH + i, c * WIDTH + j] = part[i, j]
    square = product(turn, turn.T)
    for b in range(n_blocks):
        for c in range(n_blocks):
            for i in range(WIDTH):
                for j in range(WIDTH):
                    part[i, j] = square[c * WIDTH + i, b * WIDTH + j]
            by_x = load_block(part)
            for i in range(WIDTH):
                for j in range(WIDTH):
                    part[i, j] = -turn[b * WIDTH + j, c * WIDTH + i]
            by_start = load_block(part)
            for i in range(n_nodes):
                target = i * 2 * n_blocks + n_blocks + b
                row = row_times(x[c], i + 1, by_x) + row_times(start, i * per_node + c, by_start)
                if c > 0:
                    row = row + load(block, target)
                store(block, target, row)
        for i in range(n_nodes):
            store(block, i * 2 * n_blocks + b, load(x[b], i + 1))
