"""Choice among partitions, and a rival that is about as good."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

__all__ = ["ANOTHER", "NEARLY_EQUAL", "Clustering", "Rival", "choose"]

NEARLY_EQUAL = 1e-3  # relative difference of two costs
# Share of the pixels. Partitions that differ in fewer differ at a border only, as for the verdict
# "agrees".
ANOTHER = 0.025


@dataclass(frozen=True)
class Rival:
    """Another partition that is about as good as the one that was chosen.

    Attributes
    ----------
    n_different : int
        Number of nodes in another region than before, by the best matching of the regions.
    excess : float
        Relative difference of the costs.
    cost : {"inertia", "normalized cut"}
    """

    n_different: int
    excess: float
    cost: Literal["inertia", "normalized cut"]


@dataclass(frozen=True, eq=False)
class Clustering:
    """A partition, and its rival if there is one.

    Attributes
    ----------
    labels : ndarray of shape (n,), int
    rival : Rival or None
    """

    labels: NDArray[np.intp]
    rival: Rival | None = None


def choose(labels: NDArray[np.integer], inertias: NDArray[np.float64]) -> Clustering:
    """Return the partition of least inertia, of equal ones the first, and the best rival.

    Parameters
    ----------
    labels : ndarray of shape (count, n)
        Labels of each partition, from 0.
    inertias : ndarray of shape (count,)
    """
    order = np.argsort(inertias, kind="stable")
    best, least = labels[order[0]].astype(np.intp), inertias[order[0]]
    for i in order[1:]:
        if inertias[i] > (1 + NEARLY_EQUAL) * least:
            break
        n_different = _count_different(best, labels[i])
        if n_different > ANOTHER * len(best):
            excess = float(inertias[i] / least - 1) if least > 0 else 0.0
            return Clustering(best, Rival(n_different, excess, "inertia"))
    return Clustering(best)


def _count_different(one: NDArray[np.intp], other: NDArray[np.integer]) -> int:
    k = 1 + int(max(one.max(), other.max()))
    common = np.bincount(one * k + other, minlength=k * k).reshape(k, k)
    matched: int = common[linear_sum_assignment(-common)].sum()
    return len(one) - int(matched)
