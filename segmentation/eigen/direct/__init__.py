"""Cholesky factorization and Lanczos on the inverse: the solver for strong contrast."""

from segmentation.eigen.direct.solver import budget, solve

__all__ = ["budget", "solve"]
