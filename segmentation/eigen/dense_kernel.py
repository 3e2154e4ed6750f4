"""The lowest eigenpairs of a small symmetric matrix, for Rayleigh-Ritz steps.

Householder reflections make the matrix tridiagonal, QR steps with Wilkinson's shift diagonal, and
only the lowest eigenvectors are taken back (Golub and Van Loan, Matrix Computations, 4th ed.,
section 8.3). For two dozen rows LAPACK, which finds all vectors, takes twice as long; its general
drivers are made for larger matrices.

Rows are padded to multiples of eight and handled as `segmentation.kernels.simd.vectors`.
"""

import numpy as np
from numpy.typing import NDArray

from segmentation.kernels.arrays import (
    ascending_indices,
    empty_matrix,
    filled_vector,
    zero_blocks,
    zero_matrix,
)
from segmentation.kernels.compiled import device, fast_device, kernel
from segmentation.kernels.simd.vectors import WIDTH, at, load, store, zeros

MAX_STEPS = 40  # QR steps per eigenvalue; two or three are usual
EPSILON = 2.0**-53

Floats = NDArray[np.float64]


@kernel
def lowest_eigenpairs(matrix: Floats, values: Floats) -> Floats:
    """Do what `find_lowest` does, for callers that are not compiled."""
    return find_lowest(matrix, values)


@device
def find_lowest(matrix: Floats, values: Floats) -> Floats:
    """Return the eigenvectors, (n, m), of the m lowest eigenvalues, which are written to `values`.

    Where the matrix has fewer than m rows, the columns without an eigenvalue are zero. `m` is a
    multiple of eight.
    """
    n, m = len(matrix), len(values)
    total = 0.0
    for i in range(n):
        for j in range(n):
            total += matrix[i, j]
    if not abs(total) < np.inf:
        raise np.linalg.LinAlgError("The matrix is not finite.")
    per_row = -(-n // WIDTH)
    a = zero_matrix(n * per_row, WIDTH)
    turned = zero_matrix(n * per_row, WIDTH)  # row j: the j-th eigenvector of the tridiagonal
    for i in range(n):
        turned[i * per_row + i // WIDTH, i % WIDTH] = 1.0
        for j in range(n):
            a[i * per_row + j // WIDTH, j % WIDTH] = matrix[i, j]
    diagonal, beside = filled_vector(n, 0.0), filled_vector(n, 0.0)
    factors = filled_vector(n, 0.0)
    _make_tridiagonal(a, diagonal, beside, factors)
    if not _make_diagonal(diagonal, beside, turned):
        raise np.linalg.LinAlgError("The eigenvalues did not converge.")
    order = _ascending(diagonal, min(m, n))
    vectors = zero_blocks(m // WIDTH, n, WIDTH)
    for c in range(min(m, n)):
        values[c] = diagonal[order[c]]
        for i in range(n):
            found = turned[order[c] * per_row + i // WIDTH, i % WIDTH]
            vectors[c // WIDTH, i, c % WIDTH] = found
    lowest = empty_matrix(n, m)
    for b in range(m // WIDTH):
        _reflect_back(a, factors, vectors[b])
        for i in range(n):
            for c in range(WIDTH):
                lowest[i, b * WIDTH + c] = vectors[b, i, c]
    return lowest


@fast_device
def _ascending(numbers: Floats, count: int) -> NDArray[np.int64]:
    """Return the positions of the `count` smallest values, in ascending order."""
    order = ascending_indices(len(numbers))
    for c in range(count):
        for i in range(c + 1, len(order)):
            if numbers[order[i]] < numbers[order[c]]:
                order[c], order[i] = order[i], order[c]
    return order


@fast_device
def _make_tridiagonal(a: Floats, diagonal: Floats, beside: Floats, factors: Floats) -> None:
    """Reflect row after row; row k of `a` becomes the v of ``I - factors[k] v v.T``."""
    n = len(diagonal)
    per_row = len(a) // n
    image = zero_matrix(per_row, WIDTH)
    for k in range(n - 1):
        first, here = k * per_row * WIDTH, k * per_row
        diagonal[k] = at(a, first + k)
        for j in range(k + 1):
            a[here + j // WIDTH, j % WIDTH] = 0.0
        head, tail = at(a, first + k + 1), 0.0
        for j in range(k + 2, n):
            tail += at(a, first + j) ** 2
        beside[k] = head
        if tail == 0.0:
            continue
        norm = np.sqrt(head * head + tail)
        beside[k] = -norm if head > 0 else norm
        head -= beside[k]
        a[here + (k + 1) // WIDTH, (k + 1) % WIDTH] = head
        factor = 2.0 / (head * head + tail)
        factors[k] = factor
        along = 0.0
        for b in range(per_row):
            total = zeros(a)
            for i in range(k + 1, n):
                total = total + at(a, first + i) * load(a, i * per_row + b)
            store(image, b, factor * total)
        for j in range(k + 1, n):
            along += at(a, first + j) * at(image, j)
        for b in range(per_row):
            store(image, b, load(image, b) - (0.5 * factor * along) * load(a, here + b))
        for b in range(per_row):
            v, w = load(a, here + b), load(image, b)
            for i in range(k + 1, n):
                row = load(a, i * per_row + b) - at(a, first + i) * w - at(image, i) * v
                store(a, i * per_row + b, row)
    diagonal[n - 1] = at(a, (n - 1) * per_row * WIDTH + n - 1)


@fast_device
def _make_diagonal(diagonal: Floats, beside: Floats, turned: Floats) -> bool:
    """Take QR steps until the matrix is diagonal; apply the rotations to `turned`, too."""
    n = len(diagonal)
    per_row = len(turned) // n
    end = n - 1
    for _ in range(MAX_STEPS * n):
        while end > 0 and abs(beside[end - 1]) <= EPSILON * (
            abs(diagonal[end - 1]) + abs(diagonal[end])
        ):
            beside[end - 1] = 0.0
            end -= 1
        if end == 0:
            return True
        start = end - 1
        while start > 0 and abs(beside[start - 1]) > EPSILON * (
            abs(diagonal[start - 1]) + abs(diagonal[start])
        ):
            start -= 1
        last = beside[end - 1]
        half = 0.5 * (diagonal[end - 1] - diagonal[end])
        root = np.sqrt(half * half + last * last)
        shift = diagonal[end] - last * last / (half + (root if half >= 0 else -root))
        x, z = diagonal[start] - shift, beside[start]
        for k in range(start, end):
            norm = np.sqrt(x * x + z * z)
            c, s = (x / norm, z / norm) if norm > 0 else (1.0, 0.0)
            if k > start:
                beside[k - 1] = norm
            upper, side, lower = diagonal[k], beside[k], diagonal[k + 1]
            diagonal[k] = c * c * upper + 2 * c * s * side + s * s * lower
            diagonal[k + 1] = s * s * upper - 2 * c * s * side + c * c * lower
            beside[k] = c * s * (lower - upper) + (c * c - s * s) * side
            if k + 1 < end:
                x, z = beside[k], s * beside[k + 1]
                beside[k + 1] *= c
            for b in range(per_row):
                p, q = k * per_row + b, (k + 1) * per_row + b
                one, other = load(turned, p), load(turned, q)
                store(turned, p, c * one + s * other)
                store(turned, q, c * other - s * one)
    return False


@fast_device
def _reflect_back(a: Floats, factors: Floats, vectors: Floats) -> None:
    """Apply the reflections to eight vectors, (n, 8), in reverse order."""
    n = len(vectors)
    row_length = len(a) // n * WIDTH
    for k in range(n - 3, -1, -1):
        along = zeros(vectors)
        for i in range(k + 1, n):
            along = along + at(a, k * row_length + i) * load(vectors, i)
        along = factors[k] * along
        for i in range(k + 1, n):
            store(vectors, i, load(vectors, i) - at(a, k * row_length + i) * along)
