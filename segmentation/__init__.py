"""Normalized cuts for image segmentation: the service. It knows nothing of browsers.

Examples
--------
>>> from segmentation import Method, Scene, segment_scene
>>> result = segment_scene(Scene(), Method(n_clusters=4))
>>> result.labels.shape
(100, 100)
"""

from segmentation.comparison import MethodOutcome, compare_methods
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
from segmentation.verdict import Suggestion, Verdict

__all__ = [
    "Circle",
    "ConvergenceError",
    "CutlabError",
    "ImageError",
    "MaskError",
    "Method",
    "Metrics",
    "ParameterError",
    "Picture",
    "Scene",
    "Segmentation",
    "affinity",
    "assign_labels",
    "match_labels",
    "ncut_value",
    "segment",
    "segment_scene",
    "spectral_embedding",
]
