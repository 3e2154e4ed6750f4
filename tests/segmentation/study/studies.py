"""Studies to test with."""

import math

from segmentation import Circle, Method, Scene
from segmentation.study import Range, Study, Sweep

TWO = Scene((Circle(20, 15, 10), Circle(20, 30, 7)), size=44, noise=0.1)
X = tuple(Range(name=f"x{i}", low=-math.pi, high=math.pi) for i in (1, 2, 3))  # of Ishigami


def small(**changes):
    """A sweep of beta over a scene of two circles, with changes."""
    fields = {
        "name": "Small",
        "scene": TWO,
        "method": Method(n_clusters=2),
        "parameters": (Range(name="beta", low=0.1, high=10, scale="log"),),
        "design": Sweep(points=5),
        "replicates": 2,
    }
    return Study(**(fields | changes))
