"""Comparison of regions with true ones of any origin, and figures of each region."""

from segmentation.evaluation.boundaries import boundary_pixels
from segmentation.evaluation.partitions import PartitionMetrics, compare_partitions
from segmentation.evaluation.region_table import region_table

__all__ = ["PartitionMetrics", "boundary_pixels", "compare_partitions", "region_table"]
