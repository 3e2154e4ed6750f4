"""Eigenpairs for a frame of a drag, less exact than those of a solver, where that saves time."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from segmentation.eigen import auto, direct
from segmentation.eigen.base import LARGEST_WITH_BLOCK, Eigenpairs, Floats
from segmentation.eigen.verification.check import verify
from segmentation.errors import ConvergenceError
from segmentation.graph.pixelgraph import PixelGraph
from segmentation.kernels import compiled
from segmentation.kernels.simd.vectors import WIDTH

__all__ = ["FOLLOWING", "follow", "may_follow"]

# A smaller problem is solved anew in every frame, to the usual exactness.
SMALLEST_FOLLOWED = 5_000
# Largest residual of pairs in a frame of a drag. Their angle is bounded already.
FOLLOWING = 1e-2
LOOSE = 1e-4  # tolerance of the direct solver in a frame that cannot follow


def may_follow(graph: PixelGraph, n: int, name: str, similar: PixelGraph) -> bool:
    """Return whether pairs need not be exact in a frame of a drag."""
    if not (SMALLEST_FOLLOWED <= graph.n_nodes <= LARGEST_WITH_BLOCK and compiled.ready()):
        return False
    if name != "auto":
        return name == "direct"
    # What the direct solver has answered is not tried by multigrid again.
    return direct.kept_factor(similar) is not None or not auto.suits_multigrid(graph, n)


def follow(
    graph: PixelGraph,
    n: int,
    random_state: int,
    start: Floats,
    n_vectors: int | None,
    similar: PixelGraph,
) -> Eigenpairs | None:
    """Return pairs that are exact enough for a frame of a drag, or None if they do not pass."""
    pairs, kept, new = None, direct.kept_factor(similar), None
    try:
        if n <= start.shape[1] and np.array_equal(graph.nodes, similar.nodes):
            if kept is None or not direct.is_near(graph, kept):
                kept = new = direct.factorized(graph)
            pairs = direct.follow(graph, n, start, kept, n_vectors)
        if pairs is None:
            # Eight guesses delay all pairs beyond them: 41 took 16 blocks in place of 14.
            first = start if n <= WIDTH else None
            pairs = direct.solve(
                graph,
                n,
                random_state=random_state,
                start=first,
                n_vectors=n_vectors,
                tolerance=LOOSE,
                kept=new,
            )
            kept = pairs.kept
        pairs = verify(graph, pairs, complete=True, n_vectors=n_vectors, largest=FOLLOWING)
    except ConvergenceError:
        return None
    if kept is not None:
        direct.keep(graph, kept)
    return replace(pairs, kept=None)
