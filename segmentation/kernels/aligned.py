"""Arrays aligned to cache lines, for rows of eight."""

from __future__ import annotations

from math import prod
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

Number = TypeVar("Number", bound=np.floating[Any])

CACHE_LINE = 64  # bytes, eight doubles


def aligned_empty(shape: tuple[int, ...], dtype: type[Number]) -> NDArray[Number]:
    """Return an array that begins at a cache line, its entries left as they are.

    A row of eight that straddles two lines is read and written in two halves, and a sweep, which
    reads values it has just written, takes twice as long. NumPy aligns arrays to 16 bytes only.
    """
    size = prod(shape) * np.dtype(dtype).itemsize
    memory = np.empty(size + CACHE_LINE, np.uint8)
    skip = -memory.__array_interface__["data"][0] % CACHE_LINE
    return memory[skip : skip + size].view(dtype).reshape(shape)
