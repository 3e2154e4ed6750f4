"""LOBPCG preconditioned by a multigrid cycle: the solver for weak and middling contrast."""

from segmentation.eigen.multigrid.solver import attempt, block_width, budget, solve

__all__ = ["attempt", "block_width", "budget", "solve"]
