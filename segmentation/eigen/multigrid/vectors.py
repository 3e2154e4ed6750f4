"""The vectors that LOBPCG iterates on."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class Vectors(NamedTuple):
    """Vectors of all levels, node by node, m = 8 * n_blocks of them."""

    x: NDArray[np.float64]  # (n_blocks, N, 8) eigenvectors
    directions: NDArray[np.float32]  # (3, n_blocks, N, 8): residuals R, preconditioned W, last P
    values: NDArray[np.float64]  # (m,) Ritz values, ascending
