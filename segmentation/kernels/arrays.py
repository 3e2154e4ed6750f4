"""Arrays made within kernels, a device function for each kind.

numba compiles `np.empty` and its like anew for every way to write a type and a shape, and once more
for fast kernels: a fifth of all machine code. By way of these each kind is compiled once, and what
`np.empty` does is written into it, instead of a function of its own.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from segmentation.kernels.allocation import allocator
from segmentation.kernels.compiled import device, inlined

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]

_vector, _matrix, _blocks = (allocator(np.float64, n) for n in (1, 2, 3))
_indices, _numbers, _flags = allocator(np.intp, 1), allocator(np.int32, 1), allocator(np.bool_, 1)

# Of shapes that are needed once.
single_matrix, single_blocks, single_tiles = (allocator(np.float32, n) for n in (2, 3, 4))
zero_squares, zero_products = (allocator(np.float64, n, zero=True) for n in (4, 6))
zero_single_squares = allocator(np.float32, 5, zero=True)


@inlined
def empty_vector(n: int) -> Floats:
    """Return an array of shape (n,), its entries left as they are."""
    return _vector((n,))


@inlined
def empty_matrix(n: int, m: int) -> Floats:
    """Return an array of shape (n, m), its entries left as they are."""
    return _matrix((n, m))


@inlined
def empty_blocks(count: int, n: int, m: int) -> Floats:
    """Return an array of shape (count, n, m), its entries left as they are."""
    return _blocks((count, n, m))


@inlined
def empty_indices(n: int) -> Indices:
    """Return integers of shape (n,), left as they are."""
    return _indices((n,))


@inlined
def empty_numbers(n: int) -> NDArray[np.int32]:
    """Return 32-bit integers of shape (n,), left as they are."""
    return _numbers((n,))


@inlined
def filled_vector(n: int, value: float) -> Floats:
    """Return an array of shape (n,), each entry `value`."""
    vector = empty_vector(n)
    for i in range(n):
        vector[i] = value
    return vector


@inlined
def filled_indices(n: int, value: int) -> Indices:
    """Return integers of shape (n,), each `value`."""
    indices = empty_indices(n)
    for i in range(n):
        indices[i] = value
    return indices


@inlined
def filled_numbers(n: int, value: int) -> NDArray[np.int32]:
    """Return 32-bit integers of shape (n,), each `value`."""
    numbers = empty_numbers(n)
    for i in range(n):
        numbers[i] = value
    return numbers


@inlined
def ascending_indices(n: int) -> Indices:
    """Return the integers from 0 to n - 1."""
    indices = empty_indices(n)
    for i in range(n):
        indices[i] = i
    return indices


@inlined
def zero_matrix(n: int, m: int) -> Floats:
    """Return zeros of shape (n, m)."""
    matrix = empty_matrix(n, m)
    for i in range(n):
        for j in range(m):
            matrix[i, j] = 0.0
    return matrix


@inlined
def zero_blocks(count: int, n: int, m: int) -> Floats:
    """Return zeros of shape (count, n, m)."""
    blocks = empty_blocks(count, n, m)
    for b in range(count):
        for i in range(n):
            for j in range(m):
                blocks[b, i, j] = 0.0
    return blocks


@inlined
def filled_flags(n: int, value: bool) -> NDArray[np.bool_]:
    """Return truth values of shape (n,), each `value`."""
    flags = _flags((n,))
    for i in range(n):
        flags[i] = value
    return flags


@inlined
def copied_matrix(source: NDArray[Any]) -> Floats:
    """Return a contiguous copy of a matrix."""
    n, m = source.shape
    matrix = empty_matrix(n, m)
    for i in range(n):
        for j in range(m):
            matrix[i, j] = source[i, j]
    return matrix


@device
def product(left: Floats, right: Floats) -> Floats:
    """Return ``left @ right`` of two matrices, each contiguous or the transpose of such a one."""
    found = empty_matrix(left.shape[0], right.shape[1])
    np.dot(left, right, found)
    return found
