"""The resolution of double precision, and the refusal of problems below it."""

from __future__ import annotations

import numpy as np

from segmentation.eigen.verification.conductance import count_nearly_separate
from segmentation.errors import ResolutionError
from segmentation.graph.pixelgraph import PixelGraph

__all__ = ["RESOLUTION", "count_unresolved", "unresolved"]

# Eigenvalues closer together than this cannot be told apart in double precision.
RESOLUTION = 1e-11
# Sets of half that conductance prove eigenvalues below it; the remaining tenth allows for rounding.
SEPARATE = 0.45 * RESOLUTION
# An edge lighter than this share of the heaviest is a sign of contrast. Without such an edge,
# eigenvalues are small because of the shape of the mask.
CONTRAST = 1e-3


def count_unresolved(graph: PixelGraph) -> int:
    """Return a lower bound, at least 1, on the number of eigenvalues below the resolution.

    Parameters
    ----------
    graph : PixelGraph
        Connected.
    """
    return count_nearly_separate(graph, SEPARATE)


def unresolved(graph: PixelGraph, n: int, last: float = 0.0) -> ResolutionError:
    """Return the refusal of a graph whose `n` smallest eigenvalues lie below the resolution.

    Parameters
    ----------
    graph : PixelGraph
    n : int
    last : float, default=0
        The last of them, if it is known.
    """
    problem = (
        f"The {n} smallest eigenvalues all lie below {RESOLUTION:g}, closer together than "
        "double precision can tell: no partition is determined."
    )
    least, largest = graph.weight_range
    if least < CONTRAST * largest:
        return ResolutionError(problem, "Lower beta or raise eps (to 1e-6 at first).")
    # The eigenvalues of a long, thin mask are like those of a path: they grow with the square of
    # their number, and with the square of the factor by which the picture is reduced.
    short = np.sqrt(RESOLUTION / max(last, RESOLUTION / 100))
    return ResolutionError(
        problem,
        "The mask is too long and thin for so few regions: raise n_clusters, to "
        f"{int(np.ceil((n - 1) * short))} perhaps, or shrink the picture, to {100 / short:.0f}% "
        "perhaps.",
    )
