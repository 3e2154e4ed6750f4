"""What a segmentation found, and how."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from segmentation.metrics import Metrics
from segmentation.pixelgraph import PixelGraph

__all__ = ["Segmentation"]


@dataclass(frozen=True, eq=False)
class Segmentation:
    """The regions of a picture and everything that led to them.

    Attributes
    ----------
    labels : ndarray of shape (H, W), int
        Region of each pixel, -1 outside the mask. With a truth a region has the number of the
        circle it matches best, others come after; without, larger ones first. Numbers can have
        gaps: a circle that no region matches keeps its number to itself.
    eigenvalues : ndarray of shape (n,), float64
        Ascending; n is `n_clusters` + 1, or the number of nodes if that is less.
    residuals : ndarray of shape (n,), float64
        2-norms of L_sym u - lambda u, u of unit length.
    ncut : float
        Sum over regions of cut / volume.
    metrics : Metrics or None
        Against the truth, if there is one.
    timings : mapping of str to float
        Seconds of each stage: scene (only where one was rendered), graph, eigen, labels,
        metrics.
    warnings : tuple of str
        What a reader of the result should know, a sentence each.
    n_nodes, n_edges : int
        Of the pixel graph; edges undirected.
    n_components : int
        Connected components, isolated pixels included.
    n_isolated : int
        Pixels without any affinity to another.
    scale : float
        What gradients were divided by; 0 if the picture is constant.
    solver : str
        The eigensolver that answered.
    iterations : int
        Its steps.
    graph : PixelGraph
        The graph that was cut.
    embedding : ndarray of shape (n_nodes, n), float64
        The rows of D^-1/2 U, nodes row by row.
    block : ndarray of shape (n_nodes, m) or None
        Vectors from which a similar picture is solved faster; up to 100,000 nodes.
    """

    labels: NDArray[np.intp]
    eigenvalues: NDArray[np.float64]
    residuals: NDArray[np.float64]
    ncut: float
    metrics: Metrics | None
    timings: Mapping[str, float]
    warnings: tuple[str, ...]
    n_nodes: int
    n_edges: int
    n_components: int
    n_isolated: int
    scale: float
    solver: str
    iterations: int
    graph: PixelGraph = field(repr=False)
    embedding: NDArray[np.float64] = field(repr=False)
    block: NDArray[np.float64] | None = field(default=None, repr=False)

    @cached_property
    def eigenvectors(self) -> NDArray[np.float64]:
        """The embedding's columns as pictures, of shape (n, H, W), NaN outside the mask."""
        pictures = np.full((self.embedding.shape[1], self.labels.size), np.nan)
        pictures[:, self.graph.nodes] = self.embedding.T
        return pictures.reshape(-1, *self.labels.shape)
