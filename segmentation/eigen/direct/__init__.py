"""Cholesky factorization and Lanczos on the inverse: the solver for strong contrast."""

from segmentation.eigen.direct.following import follow, is_near, keep, kept_factor
from segmentation.eigen.direct.solver import budget, factorized, solve

__all__ = ["budget", "factorized", "follow", "is_near", "keep", "kept_factor", "solve"]
