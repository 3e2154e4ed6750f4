"""The small generalized eigenproblem of a Rayleigh-Ritz step, given by inner products alone."""

import numpy as np
from numpy.typing import NDArray

from segmentation.eigen.dense_kernel import find_lowest
from segmentation.kernels.arrays import product, zero_matrix
from segmentation.kernels.compiled import device, fast_device

Floats = NDArray[np.float64]


@fast_device
def orthonormal_coordinates(gram: Floats, drop: float) -> Floats:
    """Make coordinate vectors orthonormal in the inner product of a Gram matrix.

    Apply Gram-Schmidt to the s directions whose inner products are `gram`. A direction is left out
    if less than the fraction `drop` of its squared norm lies outside the span of the previous ones:
    the remainder is rounding.

    Returns
    -------
    ndarray of shape (r, s)
        Row j holds the coefficients of the j-th orthonormal direction.
    """
    s = len(gram)
    basis = zero_matrix(s, s)
    images = zero_matrix(s, s)  # images[j] = gram @ basis[j]
    rank = 0
    for i in range(s):
        norm = gram[i, i]
        if not norm > 1e-290:
            continue
        vector, image = basis[rank], images[rank]
        for c in range(s):
            vector[c] = 1.0 if c == i else 0.0
            image[c] = gram[i, c]
        for j in range(rank):
            along = images[j, i]
            for c in range(s):
                vector[c] -= along * basis[j, c]
                image[c] -= along * images[j, c]
        left = 0.0
        for c in range(s):
            left += vector[c] * image[c]
        if left > drop * norm:
            for c in range(s):
                vector[c] /= np.sqrt(left)
                image[c] /= np.sqrt(left)
            rank += 1
    return basis[:rank]


@device
def lowest_pairs(energy: Floats, gram: Floats, drop: float, values: Floats) -> Floats:
    """Return the lowest eigenpairs of the pencil ``energy c = value gram c``.

    `values`, (m,), is overwritten with the eigenvalues. Return the (s, m) coefficients, with zero
    columns if there are fewer than m independent directions; m is a multiple of eight.
    """
    basis = orthonormal_coordinates(gram, drop)
    lowest = find_lowest(product(product(basis, energy), basis.T), values)
    coefficients: Floats = product(basis.T, lowest)
    return coefficients
