"""Fewer points that represent all: a sample for the first search, groups for a longer one.

k-means on the means of groups is k-means on fewer points. The distances within a group are lost. To
lose little, the group of largest scatter is halved repeatedly. Points that coincide, or lie apart
from all others, soon form groups of their own, which a random sample would miss. M. Orchard and C.
Bouman divide in the same way for colour quantization, but across the principal axis instead of a
coordinate (Color quantization of images, IEEE Trans. Signal Processing 39, 1991,
doi:10.1109/78.107417).
"""

import numpy as np
from numpy.typing import NDArray

from segmentation.kernels.arrays import (
    ascending_indices,
    empty_indices,
    empty_vector,
    filled_indices,
    filled_vector,
)
from segmentation.kernels.compiled import fast_device, fast_kernel

Floats = NDArray[np.float64]
Labels = NDArray[np.intp]

COINCIDENT = 1e-26  # share of the scatter of all points; a smaller scatter is rounding


@fast_kernel
def form_groups(points: Floats, means: Floats, sizes: Floats) -> int:
    """Compute the means, (n_groups, d), and sizes, (n_groups,), of groups of the points, (n, d).

    The group of largest scatter is halved at its mean, across the coordinate that varies most.
    Return the number of groups, which is smaller than the arrays if the points of each group
    coincide.
    """
    n = len(points)
    most = len(sizes)
    order, first = ascending_indices(n), filled_indices(most, 0)
    scatter, axis = filled_vector(most, 0.0), filled_indices(most, 0)
    sizes[0] = n
    scatter[0], axis[0] = _measure(points, order, 0, n, means[0])
    smallest = COINCIDENT * scatter[0]
    count = 1
    while count < most:
        parent = np.argmax(scatter[:count])
        if scatter[parent] <= smallest:
            break
        start, stop = first[parent], first[parent] + int(sizes[parent])
        middle = _partition(points, order, start, stop, axis[parent], means[parent, axis[parent]])
        if middle in (start, stop):  # the points differ by rounding only
            scatter[parent] = 0.0
            continue
        first[count] = middle
        sizes[parent], sizes[count] = middle - start, stop - middle
        scatter[parent], axis[parent] = _measure(points, order, start, middle, means[parent])
        scatter[count], axis[count] = _measure(points, order, middle, stop, means[count])
        count += 1
    return count


@fast_device
def _partition(
    points: Floats, order: Labels, start: int, stop: int, axis: int, value: float
) -> int:
    """Move the points up to `value` to the front of their group; return the start of the others."""
    low, high = start, stop - 1
    while low <= high:
        if points[order[low], axis] <= value:
            low += 1
        else:
            order[low], order[high] = order[high], order[low]
            high -= 1
    return low


@fast_device
def _measure(
    points: Floats, order: Labels, start: int, stop: int, mean: Floats
) -> tuple[float, int]:
    """Compute the mean of a group; return its scatter and the coordinate that varies most."""
    d = points.shape[1]
    moment = filled_vector(d, 0.0)
    mean[:] = 0.0
    for s in range(start, stop):
        for c in range(d):
            mean[c] += points[order[s], c]
    for c in range(d):
        mean[c] /= stop - start
    if stop - start == 1:
        return 0.0, 0
    for s in range(start, stop):
        for c in range(d):
            moment[c] += (points[order[s], c] - mean[c]) ** 2
    total = 0.0
    for c in range(d):
        total += moment[c]
    return total, int(np.argmax(moment))


@fast_kernel
def sample(points: Floats, size: int) -> tuple[Labels, Floats]:
    """Draw about `size` of the points, (n, d), as representatives of all, and their weights.

    Half of a point's share is the same for all points, the other half is proportional to its
    squared distance from the mean (the lightweight coreset of Bachem, Lucic and Krause, KDD 2018),
    so that single pixels far out are certain to be drawn. Points are drawn in steps of equal share
    rather than at random, which spreads the sample over the picture.
    """
    n, d = points.shape
    share = empty_vector(n)
    moment = 0.0
    for i in range(n):
        norm = 0.0
        for c in range(d):
            norm += points[i, c] * points[i, c]
        share[i] = norm
    for i in range(n):
        moment += share[i]
    chosen, stands_for = empty_indices(size + 1), empty_vector(size + 1)
    count, passed, due = 0, 0.0, 0.5
    for i in range(n):
        part = 0.5 * size * (1 / n + (share[i] / moment if moment > 0 else 1 / n))
        passed += part
        if passed > due and count < size:
            chosen[count] = i
            stands_for[count] = 1 / min(part, 1.0)
            count += 1
            while due < passed:
                due += 1.0
    return chosen[:count], stands_for[:count]
