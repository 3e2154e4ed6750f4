"""Comparison of regions with true ones of any origin; figures, outlines and arrays of a result."""

from segmentation.evaluation.archive import encode_result
from segmentation.evaluation.boundaries import boundary_pixels
from segmentation.evaluation.partitions import PartitionMetrics, compare_partitions
from segmentation.evaluation.polygons import region_polygons
from segmentation.evaluation.region_table import region_table

__all__ = [
    "PartitionMetrics",
    "boundary_pixels",
    "compare_partitions",
    "encode_result",
    "region_polygons",
    "region_table",
]
