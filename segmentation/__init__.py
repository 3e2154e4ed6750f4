"""Normalized cuts for image segmentation: the service. It knows nothing of browsers.

Examples
--------
>>> from segmentation import Method, Scene, segment_scene
>>> result = segment_scene(Scene(), Method(n_clusters=4))
>>> result.labels.shape
(100, 100)
"""

from segmentation.compile.compilation import compile_kernels
from segmentation.drawing import Drawing, draw_pictures
from segmentation.eigen.embedding import spectral_embedding
from segmentation.errors import (
    ConvergenceError,
    CutlabError,
    ImageError,
    MaskError,
    ParameterError,
)
from segmentation.evaluation import (
    PartitionMetrics,
    boundary_pixels,
    compare_partitions,
    region_polygons,
    region_table,
)
from segmentation.explain.align import align_vectors
from segmentation.explain.comparison import MethodOutcome
from segmentation.explain.refine import refine
from segmentation.explain.result import (
    Segmentation,
    compare_methods,
    edge_gradients,
    spectrum,
    threshold_curve,
)
from segmentation.explain.spectrum import Spectrum
from segmentation.explain.suggestions import Suggestion
from segmentation.explain.thresholds import Mark, ThresholdCurve
from segmentation.explain.verdict import Verdict
from segmentation.explain.witnesses import Match, Witness
from segmentation.graph import (
    PixelEdges,
    PixelGraph,
    affinity,
    cut_edges,
    graph_edges,
    mean_affinity,
    pixel_graph,
    weight_histogram,
)
from segmentation.labels import assign_labels
from segmentation.labels.match import match_labels
from segmentation.labels.merging import merge_regions
from segmentation.pictures import (
    SAMPLES,
    ImageFile,
    PreparedPicture,
    Sample,
    encode_labels,
    fit_truth,
    prepare,
    read_image,
    read_truth,
    sample_image,
)
from segmentation.pipeline import segment, segment_scene
from segmentation.scene import Circle, Picture, Scene
from segmentation.stages.comparing import with_truth
from segmentation.stages.joining import join_regions
from segmentation.stages.method import PICTURE_METHODS, Method
from segmentation.stages.metrics import Metrics, RegionCuts, ncut_value, region_cuts

__all__ = [
    "PICTURE_METHODS",
    "SAMPLES",
    "Circle",
    "ConvergenceError",
    "CutlabError",
    "Drawing",
    "ImageError",
    "ImageFile",
    "Mark",
    "MaskError",
    "Match",
    "Method",
    "MethodOutcome",
    "Metrics",
    "ParameterError",
    "PartitionMetrics",
    "Picture",
    "PixelEdges",
    "PixelGraph",
    "PreparedPicture",
    "RegionCuts",
    "Sample",
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
    "boundary_pixels",
    "compare_methods",
    "compare_partitions",
    "compile_kernels",
    "cut_edges",
    "draw_pictures",
    "edge_gradients",
    "encode_labels",
    "fit_truth",
    "graph_edges",
    "join_regions",
    "match_labels",
    "mean_affinity",
    "merge_regions",
    "ncut_value",
    "pixel_graph",
    "prepare",
    "read_image",
    "read_truth",
    "refine",
    "region_cuts",
    "region_polygons",
    "region_table",
    "sample_image",
    "segment",
    "segment_scene",
    "spectral_embedding",
    "spectrum",
    "threshold_curve",
    "weight_histogram",
    "with_truth",
]
