"""Lloyd's iteration for k-means, and k-means++ to start it; compiled."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from segmentation.kernels.compiled import fast_kernel, kernel

Floats = NDArray[np.float64]
Labels = NDArray[np.intp]

MAX_STEPS = 300


@kernel
def lloyd(points: Floats, centres: Floats, labels: Labels) -> float:
    """Move `centres`, (k, d), until no label changes; return the inertia.

    A centre that loses all its points takes the point farthest from its own centre.
    """
    n, d = points.shape
    k = len(centres)
    distances = np.empty(n)
    sums, counts = np.empty((k, d)), np.empty(k)
    inertia = np.inf
    for _ in range(MAX_STEPS):
        changed, inertia = assign_nearest(points, centres, labels, distances)
        if changed == 0:
            break
        for j in range(k):
            counts[j] = 0.0
            for c in range(d):
                sums[j, c] = 0.0
        for i in range(n):
            counts[labels[i]] += 1.0
            for c in range(d):
                sums[labels[i], c] += points[i, c]
        for j in range(k):
            if counts[j] == 0:
                far = np.argmax(distances)
                distances[far] = 0.0
                for c in range(d):
                    centres[j, c] = points[far, c]
            else:
                for c in range(d):
                    centres[j, c] = sums[j, c] / counts[j]
    return inertia


@fast_kernel
def assign_nearest(
    points: Floats, centres: Floats, labels: Labels, distances: Floats
) -> tuple[int, float]:
    """Give each point the label of the nearest centre; return the changes and the inertia."""
    n, d = points.shape
    changed, inertia = 0, 0.0
    for i in range(n):
        best, label = 1e300, 0
        for j in range(len(centres)):
            distance = 0.0
            for c in range(d):
                distance += (points[i, c] - centres[j, c]) ** 2
            if distance < best:
                best, label = distance, j
        if labels[i] != label:
            changed += 1
            labels[i] = label
        distances[i] = best
        inertia += best
    return changed, inertia


@kernel
def spread_out(points: Floats, chances: Floats, centres: Floats) -> None:
    """Choose centres by greedy k-means++ (Arthur and Vassilvitskii 2007).

    Each next centre is the best of several points drawn with a chance that grows with the squared
    distance to the centres chosen before. `chances`, (k, trials), are uniform on [0, 1).
    """
    n, d = points.shape
    distances, trial, best_trial = np.full(n, 1e300), np.empty(n), np.empty(n)
    for j in range(len(centres)):
        cumulative = np.cumsum(distances) if j > 0 else np.arange(1.0, n + 1.0)
        best, chosen = np.inf, 0
        for t in range(chances.shape[1]):
            i = min(np.searchsorted(cumulative, chances[j, t] * cumulative[-1]), n - 1)
            total = _distances_with(points, i, distances, trial)
            if total < best:
                best, chosen = total, i
                best_trial, trial = trial, best_trial
            if j == 0:
                break
        distances, best_trial = best_trial, distances
        for c in range(d):
            centres[j, c] = points[chosen, c]


@fast_kernel
def _distances_with(points: Floats, i: int, distances: Floats, trial: Floats) -> float:
    """Write the squared distances to the nearest centre if point `i` were one; return their sum."""
    total = 0.0
    for q in range(len(points)):
        distance = 0.0
        for c in range(points.shape[1]):
            distance += (points[q, c] - points[i, c]) ** 2
        trial[q] = min(distance, distances[q])
        total += trial[q]
    return total


@kernel
def exchange(points: Floats, centres: Floats, labels: Labels) -> None:
    """Move single points while that lowers the inertia (Hartigan 1975), from a rest of `lloyd`.

    Lloyd compares distances to centres as they are; that a point drags its centre along when it
    changes sides makes some moves worth more than that, so this ends in no worse a rest.
    """
    n, d = points.shape
    k = len(centres)
    counts = np.zeros(k)
    for i in range(n):
        counts[labels[i]] += 1.0
    for _ in range(MAX_STEPS):
        moved = False
        for i in range(n):
            own = labels[i]
            if counts[own] <= 1:
                continue
            gain, target = 0.0, own
            saved = counts[own] / (counts[own] - 1.0) * _squared_distance(points, i, centres, own)
            for j in range(k):
                if j != own:
                    cost = counts[j] / (counts[j] + 1.0) * _squared_distance(points, i, centres, j)
                    if saved - cost > gain + 1e-12 * saved:
                        gain, target = saved - cost, j
            if target != own:
                moved = True
                counts[own] -= 1.0
                counts[target] += 1.0
                for c in range(d):
                    centres[own, c] += (centres[own, c] - points[i, c]) / counts[own]
                    centres[target, c] += (points[i, c] - centres[target, c]) / counts[target]
                labels[i] = target
        if not moved:
            return


@fast_kernel
def _squared_distance(points: Floats, i: int, centres: Floats, j: int) -> float:
    distance = 0.0
    for c in range(points.shape[1]):
        distance += (points[i, c] - centres[j, c]) ** 2
    return distance
