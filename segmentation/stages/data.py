"""The result of the stages of a segmentation: arrays and numbers, without explanations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from segmentation.eigen.base import Aggregates
from segmentation.graph import PixelGraph
from segmentation.stages.method import Method
from segmentation.stages.metrics import Metrics, RegionCuts, connected_parts, graph_cuts

__all__ = ["SegmentationData", "Truth"]


class Truth(NamedTuple):
    """True regions of a picture, numbered from 0, -1 where none is known.

    `n_regions` is their number, with or without pixels; `name` is what sentences call them.
    """

    regions: NDArray[np.intp]
    n_regions: int
    name: str = "circles"


@dataclass(frozen=True, eq=False)
class SegmentationData:
    """The regions of a picture, and the graph and embedding that they come from.

    Attributes
    ----------
    labels : ndarray of shape (H, W), int
        Region of each pixel, -1 outside the mask. With a truth, a region has the number of the
        circle (or true region of a picture) it matches best, and regions without a circle are
        numbered after the circles. Without a truth, larger regions come first. Numbers can have
        gaps, because no other region gets the number of a circle that none matches.
    eigenvalues : ndarray of shape (n,), float64
        Ascending; n is `n_clusters` + 1 (or `merge_from` + 1, if that is more), or the number of
        nodes if that is less.
    residuals : ndarray of shape (n,), float64
        2-norms of L_sym u - lambda u, u of unit length.
    cuts : RegionCuts
        Cut, volume and size of each region, by its number.
    metrics : Metrics or None
        Against the truth, if there is one.
    timings : mapping of str to float
        Seconds of each stage: scene (only if one was rendered), graph, eigen, labels, metrics.
    warnings : tuple of str
        Sentences that a reader of the result should know. Those that take longer to compute are in
        `diagnostics`.
    n_nodes, n_edges : int
        Numbers of nodes and of undirected edges of the pixel graph.
    n_components : int
        Number of connected components, isolated pixels included.
    n_isolated : int
        Number of pixels without any affinity to another.
    scale : float
        Divisor of the gradients, in the picture's unit: their standard deviation as `pixel_graph`
        computes it, so 0 if all are equal. The scale "graph" includes the intensities, so that for
        a constant picture it is 0 only if that picture is 0.
    solver : str
        The eigensolver that answered.
    iterations : int
        Its number of steps.
    graph : PixelGraph
        The graph that was cut.
    embedding : ndarray of shape (n_nodes, n), float64
        The rows of D^-1/2 U, nodes row by row.
    image : ndarray of shape (H, W), float64
        The picture that was segmented; of shape (H, W, 3) for the feature "colour".
    method : Method
        Parameters of the segmentation.
    truth : ndarray of shape (H, W), int, or None
        Circle, or true region, of each pixel, -1 outside of all.
    n_circles : int
        Number of circles of the scene, with or without pixels, or of true regions; 0 without a
        truth.
    block : ndarray of shape (n_nodes, m) or None
        Start vectors with which a similar picture is solved faster; None for more than 200,000
        nodes.
    true_name : {"circles", "true regions"}
        Name of the truth in sentences.
    aggregates : Aggregates or None
        Aggregates of nodes on which the embedding is constant, if the picture was cut as such.
    unmerged : ndarray of shape (n_nodes,), int, or None
        Region of each node before merging; None with a `merge_from` of 0.
    """

    labels: NDArray[np.intp]
    eigenvalues: NDArray[np.float64]
    residuals: NDArray[np.float64]
    cuts: RegionCuts = field(repr=False)
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
    image: NDArray[np.float64] = field(repr=False)
    method: Method
    truth: NDArray[np.intp] | None = field(default=None, repr=False)
    n_circles: int = 0
    block: NDArray[np.float64] | None = field(default=None, repr=False)
    true_name: str = "circles"
    aggregates: Aggregates | None = field(default=None, repr=False)
    unmerged: NDArray[np.intp] | None = field(default=None, repr=False)

    @property
    def ncut(self) -> float:
        """The normalized cut, the sum over regions of cut / volume."""
        return self.cuts.ncut

    @property
    def n_regions(self) -> int:
        """Number of regions with pixels; `discretize`, for one, can leave some empty."""
        return int(np.count_nonzero(self.cuts.size))

    @cached_property
    def region_parts(self) -> NDArray[np.intp]:
        """Number of connected parts of each region, by its number; 0 for one without pixels."""
        return connected_parts(self.graph, self.node_labels)

    @cached_property
    def truth_cuts(self) -> RegionCuts | None:
        """Cut, volume and size of each true region, the background last if it was segmented."""
        truth = self.true_regions
        return None if truth is None else graph_cuts(self.graph, truth)

    @cached_property
    def eigenvectors(self) -> NDArray[np.float64]:
        """The embedding's columns as pictures, of shape (n, H, W), NaN outside the mask."""
        pictures = np.full((self.embedding.shape[1], self.labels.size), np.nan)
        pictures[:, self.graph.nodes] = self.embedding.T
        return pictures.reshape(-1, *self.labels.shape)

    @cached_property
    def node_labels(self) -> NDArray[np.intp]:
        """Region of each node, of shape (n_nodes,)."""
        return self.labels.ravel()[self.graph.nodes]

    @cached_property
    def node_truth(self) -> NDArray[np.intp] | None:
        """Circle of each node, -1 outside of all, of shape (n_nodes,); None without a truth."""
        return None if self.truth is None else self.truth.ravel()[self.graph.nodes]

    @cached_property
    def true_regions(self) -> NDArray[np.intp] | None:
        """`node_truth`, in which the background, if it was segmented, is a further region."""
        truth = self.node_truth
        return None if truth is None else np.where(truth < 0, self.n_circles, truth)
