"""The graph of a picture's pixels."""

from segmentation.graph.build import FEATURES, SCALES, affinity, build_graph, pixel_graph
from segmentation.graph.edges import (
    PixelEdges,
    cut_edges,
    graph_edges,
    mean_affinity,
    weight_histogram,
)
from segmentation.graph.pixelgraph import PixelGraph

__all__ = [
    "FEATURES",
    "SCALES",
    "PixelEdges",
    "PixelGraph",
    "affinity",
    "build_graph",
    "cut_edges",
    "graph_edges",
    "mean_affinity",
    "pixel_graph",
    "weight_histogram",
]
