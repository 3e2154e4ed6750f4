"""Eigenpairs from the arrays that a library's solver returns."""

from __future__ import annotations

import numpy as np

from segmentation.eigen.base import Eigenpairs, Floats
from segmentation.eigen.laplacian import residual_norms
from segmentation.graph.pixelgraph import PixelGraph

__all__ = ["finish"]


def finish(
    graph: PixelGraph, values: Floats, vectors: Floats, iterations: int, solver: str
) -> Eigenpairs:
    """Sort pairs and attach the residuals."""
    order = np.argsort(values, kind="stable")
    # L_sym is positive semidefinite, so values below zero are rounding errors.
    values, vectors = np.maximum(values[order], 0.0), vectors[:, order]
    residuals = residual_norms(graph, values, vectors)
    return Eigenpairs(values, vectors, residuals, iterations, solver)
