"""Eigenvectors that are constant on aggregates of pixels: approximate, for large pictures."""

from segmentation.eigen.aggregates.solver import LARGEST_EXACT, budget, solve

__all__ = ["LARGEST_EXACT", "budget", "solve"]
