"""Vectors in blocks of eight, as the compiled solvers keep them, and as columns."""

from __future__ import annotations

import numpy as np

from segmentation.eigen.base import Floats

__all__ = ["KEEP_BLOCK", "to_columns"]

KEEP_BLOCK = 100_000  # nodes up to which all vectors of a block are kept, for a warm start


def to_columns(x: Floats, n_nodes: int) -> Floats:
    """Return blocks (n_blocks, N, 8) as columns, of shape (n_nodes, 8 * n_blocks).

    Row 0 of a block is the empty slot of a grid; the nodes come after it.
    """
    if len(x) == 1:
        return x[0, 1 : n_nodes + 1]
    return np.concatenate(list(x[:, 1 : n_nodes + 1]), axis=1)
