"""Halves of clusters, which show by how much a further centre would lower the inertia."""

import numpy as np
from numpy.typing import NDArray

from segmentation.kernels.arrays import filled_vector, zero_matrix
from segmentation.kernels.compiled import fast_device
from segmentation.labels.kmeans.distances import BLOCK, Partition, Points
from segmentation.labels.kmeans.lloyd import NOTHING

Floats = NDArray[np.float64]

POWER_STEPS, HALVING_PASSES = 3, 5


@fast_device
def halve(
    points: Points, partition: Partition, wanted: NDArray[np.bool_], gain: Floats, halves: Floats
) -> None:
    """Divide each wanted cluster in two: across its principal axis, then by Lloyd's iteration.

    Compute the centres of the halves, (2, k, d), and the decrease of the inertia. The same passes
    over the points divide all clusters: each cluster has a plane, and the side of it on which a
    point lies is its half.
    """
    centres = partition.centres
    k, d = centres.shape
    normal, offset = zero_matrix(k, d), filled_vector(k, 0.0)
    moment, half = zero_matrix(k, d), filled_vector(k, 0.0)
    _add_variances(points, partition, wanted, moment)
    for j in range(k):
        if wanted[j]:
            axis = np.argmax(moment[j])
            normal[j, axis] = 1.0
            offset[j] = centres[j, axis]
            gain[j] = 0.0
    for step in range(POWER_STEPS + HALVING_PASSES):
        turning = step < POWER_STEPS
        moment[:], half[:] = 0.0, 0.0
        _add_heights(points, partition, wanted, normal, offset, turning, moment, half)
        for j in range(k):
            if not wanted[j]:
                continue
            if turning:
                _turn(moment[j], centres[j], normal[j], offset, j)
            else:
                gain[j] = _move_plane(partition, moment, half, halves, normal, offset, j)


@fast_device
def _add_variances(
    points: Points, partition: Partition, wanted: NDArray[np.bool_], moment: Floats
) -> None:
    """Add to `moment`, (k, d), the weighted squares of each coordinate about the centres."""
    blocks, weights, labels = points.blocks, points.weights, partition.labels
    centres = partition.centres
    for i in range(len(weights)):
        j = labels[i]
        if j >= 0 and wanted[j]:
            for c in range(blocks.shape[1]):
                moment[j, c] += weights[i] * (blocks[i // BLOCK, c, i % BLOCK] - centres[j, c]) ** 2


@fast_device
def _add_heights(
    points: Points,
    partition: Partition,
    wanted: NDArray[np.bool_],
    normal: Floats,
    offset: Floats,
    turning: bool,
    moment: Floats,
    half: Floats,
) -> None:
    """Add the contributions of a block's points, by their heights above the planes, to `moment`.

    If `turning`, these sum to the covariance of each cluster times the normal of its plane, which
    is a step of the power iteration. Otherwise they sum to the points above the plane, whose mass
    is added to `half`.
    """
    blocks, weights, labels = points.blocks, points.weights, partition.labels
    centres = partition.centres
    d = blocks.shape[1]
    for i in range(len(weights)):
        j = labels[i]
        if j < 0 or not wanted[j]:
            continue
        block, p = i // BLOCK, i % BLOCK
        height = -offset[j]
        for c in range(d):
            height += blocks[block, c, p] * normal[j, c]
        if turning:
            height *= weights[i]
            for c in range(d):
                moment[j, c] += height * (blocks[block, c, p] - centres[j, c])
        elif height > 0:
            half[j] += weights[i]
            for c in range(d):
                moment[j, c] += weights[i] * blocks[block, c, p]


@fast_device
def _move_plane(
    partition: Partition,
    moment: Floats,
    half: Floats,
    halves: Floats,
    normal: Floats,
    offset: Floats,
    j: int,
) -> float:
    """Compute the centres of the halves of cluster j, and the plane midway between them.

    Return the decrease of the inertia; 0 if one half is empty.
    """
    sums, mass = partition.sums, partition.mass
    d = sums.shape[1]
    rest = mass[j] - half[j]
    if half[j] <= NOTHING or rest <= NOTHING:
        return 0.0
    for c in range(d):
        halves[0, j, c] = (sums[j, c] - moment[j, c]) / rest
        halves[1, j, c] = moment[j, c] / half[j]
        normal[j, c] = halves[1, j, c] - halves[0, j, c]
    distance = middle = 0.0
    for c in range(d):
        distance += normal[j, c] ** 2
        middle += normal[j, c] * (halves[0, j, c] + halves[1, j, c])
    offset[j] = 0.5 * middle
    return float(distance * rest * half[j] / mass[j])


@fast_device
def _turn(moment: Floats, centre: Floats, normal: Floats, offset: Floats, j: int) -> None:
    """Make a plane through the centre normal to `moment`."""
    norm = 0.0
    for c in range(len(moment)):
        norm += moment[c] ** 2
    if norm > 0:
        for c in range(len(moment)):
            normal[c] = moment[c] / np.sqrt(norm)
        middle = 0.0
        for c in range(len(moment)):
            middle += normal[c] * centre[c]
        offset[j] = middle
