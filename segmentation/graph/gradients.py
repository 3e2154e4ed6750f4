"""The gradients between neighbouring pixels, and their standard deviation.

The numbers are the same to the last bit with and without the kernel, which only takes differences.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from segmentation.graph import passes
from segmentation.kernels import compiled
from segmentation.kernels.cache import Group

__all__ = ["Neighbours", "deviation", "neighbours", "scaled_deviation"]

Floats = NDArray[np.float64]
Indices = NDArray[np.int32]

CONSTANT = 1e-13  # share of the largest gradient; a smaller deviation is rounding
CHUNK = 2**15  # numbers squared at a time, so that they stay in the cache
MOST_POWERS = 900  # of two at most: squares stay finite, and beta loses no digit


class Neighbours(NamedTuple):
    """The pixels of a mask and the gradients between neighbours, as in `PixelGraph`."""

    nodes: Indices
    right: Floats  # gradients, 0 where there is no edge
    down: Floats
    right_index: Indices
    down_index: Indices
    intensity: Floats
    gradients: Floats  # (n_edges,) of every edge, in the order of their right and lower ends
    steepest: float  # the largest gradient
    brightest: float  # the largest absolute intensity


def neighbours(image: Floats, mask: NDArray[np.bool_]) -> Neighbours:
    """Enumerate the pixels of a mask row by row, and the gradients between them.

    Of three channels, the gradient is the Euclidean distance, and the intensity the first channel.
    """
    if image.ndim == 3:
        return _by_colour(image, mask)
    if not compiled.ready(Group.FRAME):
        return _by_numpy(image, mask)
    n = int(np.count_nonzero(mask))
    nodes, right_index, down_index = (np.empty(n, np.int32) for _ in range(3))
    right, down, intensity, gradients = (np.empty(size) for size in (n, n, n, 2 * n))
    # For any other kind of array, or a read-only one, numba would compile another variant.
    image = image if image.flags.carray else np.array(image, order="C")
    mask = mask if mask.flags.carray else np.array(mask, order="C")
    arrays = nodes, right, down, right_index, down_index, intensity
    n_edges, steepest, brightest = passes.mark_edges(image, mask, *arrays, gradients)
    return Neighbours(*arrays, gradients[:n_edges], steepest, brightest)


def _by_numpy(image: Floats, mask: NDArray[np.bool_]) -> Neighbours:
    width = image.shape[1]
    nodes = np.flatnonzero(mask).astype(np.int32)
    own = np.arange(len(nodes), dtype=np.int32)
    # A spare row after the last one serves as the row above the first.
    number = np.full(image.size + width, -1, dtype=np.int32)
    number[nodes] = own
    left = np.where(nodes % width != 0, number[nodes - 1], np.int32(-1))
    before = np.column_stack((left, number[nodes - width]))
    joined = before >= 0
    intensity = image.ravel()[nodes]
    with np.errstate(over="ignore"):
        gradients = np.abs(intensity[:, None] - intensity[before])
    found = []
    for side in range(2):
        ends = own[joined[:, side]]
        starts = before[ends, side]
        gradient, index = np.zeros(len(nodes)), np.full(len(nodes), -1, dtype=np.int32)
        gradient[starts], index[starts] = gradients[ends, side], ends
        found.append((gradient, index))
    (right, right_index), (down, down_index) = found
    arrays = nodes, right, down, right_index, down_index, intensity
    steepest, brightest = gradients[joined].max(initial=0.0), np.abs(intensity).max()
    return Neighbours(*arrays, gradients[joined], float(steepest), float(brightest))


def _by_colour(image: Floats, mask: NDArray[np.bool_]) -> Neighbours:
    """Return gradients of colour, by NumPy on both paths: it takes as long as the exponentials."""
    found = neighbours(np.ascontiguousarray(image[..., 0]), mask)
    sides = ((found.right, found.right_index, 1), (found.down, found.down_index, 0))
    joined = []
    for gradient, index, axis in sides:
        steps = np.diff(image, axis=axis)
        distance = np.zeros(mask.shape)
        before = distance[:, :-1] if axis else distance[:-1]
        np.sqrt(np.einsum("ijc,ijc->ij", steps, steps), out=before)
        there = index >= 0
        gradient[:] = distance.ravel()[found.nodes]
        gradient[~there] = 0.0
        joined.append(gradient[there])
    gradients = np.concatenate(joined)
    return found._replace(gradients=gradients, steepest=float(gradients.max(initial=0.0)))


def scaled_deviation(
    gradients: Floats, largest: float, intensity: Floats | None
) -> tuple[float, float]:
    """Return the standard deviation of the gradients times a power of two, and that power.

    The deviation is 0 without gradients. Both directions of an edge count, which matters only in
    relation to the intensities. `largest` is the largest absolute value of all these numbers. The
    gradients are overwritten.
    """
    if largest == 0:
        return 0.0, 1.0
    powers = -math.frexp(largest)[1]
    factor = math.ldexp(1.0, min(max(powers, -MOST_POWERS), MOST_POWERS))
    gradients *= factor
    if intensity is None:
        return deviation(gradients), factor
    parts = ((gradients, 2), (intensity * factor, 1))
    count = sum(times * len(numbers) for numbers, times in parts)
    mean = sum(times * float(numbers.sum()) for numbers, times in parts) / count
    squares = sum(times * _squared_deviations(numbers, mean) for numbers, times in parts)
    s = math.sqrt(squares / count)
    # The deviation of equal gradients can be a rounding error instead of 0.
    return (s if s > CONSTANT * largest * factor else 0.0), factor


def deviation(numbers: Floats) -> float:
    """Return the standard deviation of gradients; 0 of none, and of equal ones."""
    if len(numbers) == 0:
        return 0.0
    mean = float(numbers.sum()) / len(numbers)
    s = math.sqrt(_squared_deviations(numbers, mean) / len(numbers))
    return s if s > CONSTANT * float(numbers.max()) else 0.0


def _squared_deviations(numbers: Floats, mean: float) -> float:
    total = 0.0
    for start in range(0, len(numbers), CHUNK):
        away = numbers[start : start + CHUNK] - mean
        away *= away
        total += float(away.sum())
    return total
