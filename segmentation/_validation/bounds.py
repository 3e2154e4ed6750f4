"""Bounds of the parameters of circles, scenes and methods, for checks and for controls."""

from __future__ import annotations

__all__ = ["INTEGERS", "REALS"]

# Smallest and largest value; a radius has to be larger than its smallest value.
INTEGERS = {
    "n_circles": (1, 64),
    "size": (8, 4096),
    "seed": (0, 2**63 - 1),
    "n_clusters": (1, 64),
    "random_state": (0, 2**32 - 1),
}
REALS = {
    "row": (-1e6, 1e6),
    "col": (-1e6, 1e6),
    "radius": (0.0, 1e6),
    "noise": (0.0, 1e6),
    "beta": (0.0, 1000.0),
    "eps": (0.0, 1.0),
}
