"""Cholesky factorization and Lanczos on the inverse: the solver for strong contrast."""

from segmentation.eigen.direct.following import follow, keep, kept_factor
from segmentation.eigen.direct.solver import budget, solve

__all__ = ["budget", "follow", "keep", "kept_factor", "solve"]
