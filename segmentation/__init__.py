"""Normalized cuts for image segmentation: the service. It knows nothing of browsers.

Examples
--------
>>> from segmentation import Method, Scene, segment_scene
>>> result = segment_scene(Scene(), Method(n_clusters=4))
>>> result.labels.shape
(100, 100)
"""

from segmentation.align import align_vectors
from segmentation.comparison import MethodOutcome, compare_methods
from segmentation.compilation import compile_kernels
from segmentation.drawing import Drawing, draw_pictures
from segmentation.edges import (
    PixelEdges,
    cut_edges,
    graph_edges,
    mean_affinity,
    weight_histogram,
)
from segmentation.embedding import spectral_embedding
from segmentation.errors import (
    ConvergenceError,
    CutlabError,
    ImageError,
    MaskError,
    ParameterError,
)
from segmentation.graph import affinity, pixel_graph
from segmentation.labels import assign_labels
from segmentation.labels.match import match_labels
from segmentation.method import Method
from segmentation.metrics import Metrics, RegionCuts, ncut_value, region_cuts
from segmentation.pipeline import segment, segment_scene
from segmentation.pixelgraph import PixelGraph
from segmentation.refine import refine
from segmentation.result import Segmentation
from segmentation.scene import Circle, Picture, Scene
from segmentation.spectrum import Spectrum, spectrum
from segmentation.thresholds import Mark, ThresholdCurve, threshold_curve
from segmentation.verdict import Match, Suggestion, Verdict, Witness

__all__ = [
    "Circle",
    "ConvergenceError",
    "CutlabError",
    "Drawing",
    "ImageError",
    "Mark",
    "MaskError",
    "Match",
    "Method",
    "MethodOutcome",
    "Metrics",
    "ParameterError",
    "Picture",
    "PixelEdges",
    "PixelGraph",
    "RegionCuts",
    "Scene",
    "Segmentation",
    "Spectrum",
    "Suggestion",
    "ThresholdCurve",
    "Verdict",
    "Witness",
    "affinity",
    "align_vectors",
    "assign_labels",
    "compare_methods",
    "compile_kernels",
    "cut_edges",
    "draw_pictures",
    "graph_edges",
    "match_labels",
    "mean_affinity",
    "ncut_value",
    "pixel_graph",
    "refine",
    "region_cuts",
    "segment",
    "segment_scene",
    "spectral_embedding",
    "spectrum",
    "threshold_curve",
    "weight_histogram",
]
