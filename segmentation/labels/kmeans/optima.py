"""Local optima of k-means on weighted points: search, comparison and choice."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from segmentation.labels.kmeans.distances import BLOCK, Points
from segmentation.labels.kmeans.seeding import search
from segmentation.watching import check_point

Floats = NDArray[np.float64]

SAME = 1e-9  # relative difference of inertias, below which centres are compared
BORDER = 1e-3  # of the largest coordinate: shift of a centre by a few points on a border
MOST_DISTANCES = 2**19  # distances stored from pass to pass: 4 MB


class Optima(NamedTuple):
    """Local optima of one search.

    Attributes
    ----------
    centres : ndarray of shape (count, k, d)
    inertias : ndarray of shape (count,)
    labels : ndarray of shape (count, n), uint8
    """

    centres: Floats
    inertias: Floats
    labels: NDArray[np.uint8]


def find_optima(
    points: Points,
    given: Floats,
    n_starts: int,
    rng: np.random.Generator,
    passes: int,
    n_swaps: int,
    longest: int,
) -> Optima:
    """Return the local optima from given centres and from starts by k-means++.

    Parameters
    ----------
    points : Points
    given : ndarray of shape (n_given, k, d)
        Centres to start from.
    n_starts : int
        Number of starts by k-means++.
    rng : Generator
        Generator for these starts.
    passes : int
        Largest number of passes of Lloyd's iteration.
    n_swaps : int
        Largest number of successive swaps of centres without success.
    longest : int
        Longest chain of moves in `exchange`; 0 omits it.

    Returns
    -------
    Optima
    """
    n_given, k, d = given.shape
    m = len(points.weights)
    draws = rng.random((n_starts, k, 2 + int(np.log(k))))
    found, spreads = np.empty((n_given + n_starts, k, d)), np.empty(n_given + n_starts)
    found[:n_given] = given
    labels = np.empty((len(found), m), np.uint8)
    scatter, kept = scatter_of(points), m * k <= MOST_DISTANCES
    for r in range(len(found)):
        check_point()
        one, own = slice(r, r + 1), draws[max(r - n_given, 0) : max(r + 1 - n_given, 0)]
        search(
            points,
            found[one],
            1 - len(own),
            own,
            scatter,
            passes,
            n_swaps,
            longest,
            kept,
            spreads[one],
            labels[one],
        )
    return Optima(found, np.maximum(scatter - spreads, 0.0), labels)


def best_of(optima: Optima, count: int, near: float) -> Optima:
    """Return up to `count` different optima of inertias up to a fraction `near` above the least."""
    inertias = optima.inertias
    order = np.argsort(inertias, kind="stable")
    chosen = [order[0]]
    for i in order[1:]:
        if len(chosen) == count or inertias[i] > (1 + near) * inertias[order[0]]:
            break
        last = chosen[-1]
        same = inertias[i] - inertias[last] <= SAME * inertias[i]
        if not same or _lie_apart(optima.centres[last], optima.centres[i]):
            chosen.append(i)
    return Optima(optima.centres[chosen], inertias[chosen], optima.labels[chosen])


def _lie_apart(one: Floats, other: Floats) -> bool:
    """Return whether two sets of centres, in any order, differ by more than rounding."""
    apart = np.abs(np.sort(one, axis=0) - np.sort(other, axis=0)).max()
    return bool(apart > BORDER * np.abs(one).max())


def are_clear(optima: Optima, points: Points) -> bool:
    """Return whether joining any two clusters of the first optimum at least doubles its inertia."""
    centres = optima.centres[0]
    sizes = np.bincount(optima.labels[0], weights=points.weights, minlength=len(centres))
    squared = ((centres[:, None] - centres) ** 2).sum(axis=2)
    rise = squared * np.outer(sizes, sizes) / np.maximum(sizes[:, None] + sizes, 1.0)
    np.fill_diagonal(rise, np.inf)
    return bool(rise.min() >= optima.inertias[0])


def variances(optima: Optima, points: Points) -> Floats:
    """Return the mean squared distance from the centre in each cluster of the first optimum."""
    centres, weights, labels = optima.centres[0], points.weights, optima.labels[0]
    rows = points.blocks.transpose(0, 2, 1).reshape(len(weights), -1)
    squared = weights * ((rows - centres[labels]) ** 2).sum(axis=1)
    sizes = np.bincount(labels, weights=weights, minlength=len(centres))
    sums = np.bincount(labels, weights=squared, minlength=len(centres))
    return sums / np.maximum(sizes, 1.0)


def scatter_of(points: Points) -> float:
    """Return the inertia about the origin."""
    norms = (points.blocks**2).sum(axis=1).ravel()
    return float(norms @ points.weights)


def lay_out(points: Floats, weights: Floats) -> Points:
    """Arrange weighted points, (n, d), in blocks."""
    n, d = points.shape
    n_blocks = -(-n // BLOCK)
    padded, padded_weights = np.zeros((d, n_blocks * BLOCK)), np.zeros(n_blocks * BLOCK)
    padded[:, :n], padded_weights[:n] = points.T, weights
    blocks = np.ascontiguousarray(padded.reshape(d, n_blocks, BLOCK).transpose(1, 0, 2))
    return Points(blocks, padded_weights)
