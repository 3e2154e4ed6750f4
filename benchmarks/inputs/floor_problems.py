"""Random problems with a floor: few regions of strong contrast, joined by hardly more than eps."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.inputs.random_problems import Problem
from segmentation.graph.build import pixel_graph

FLOORS = (1e-6, 1e-4)


@dataclass(frozen=True)
class FloorPicture:
    """A picture of flat regions, the parameters of its graph, and k."""

    image: NDArray[np.float64]
    beta: float
    eps: float
    k: int
    name: str


def floor_picture(seed: int, smallest: int = 8, largest: int = 20) -> FloorPicture:
    """Return picture number `seed`: the cells of random points, each of its own brightness."""
    rng = np.random.default_rng((seed, largest))
    height, width = (int(side) for side in rng.integers(smallest, largest + 1, 2))
    n_regions = int(rng.integers(2, 21))
    points = rng.random((n_regions, 2)) * (height, width)
    places = np.stack(np.indices((height, width)), axis=-1)
    nearest = ((places[:, :, None] - points) ** 2).sum(axis=-1).argmin(axis=-1)
    image = rng.permutation(n_regions)[nearest] + rng.choice([0, 0.02, 0.1]) * (
        rng.standard_normal((height, width))
    )
    beta, eps = float(rng.choice([10.0, 30.0, 100.0])), float(FLOORS[seed % 2])
    k = int(min(rng.integers(2, 41), height * width - 1))
    name = f"{seed}: {height} x {width}, {n_regions} regions, beta {beta:g}, eps {eps:g}, k {k}"
    return FloorPicture(image, beta, eps, k, name)


def floor_problem(seed: int, largest: int = 20) -> Problem:
    """Return problem number `seed`, small enough for a dense solver."""
    p = floor_picture(seed, largest=largest)
    graph = pixel_graph(p.image, beta=p.beta, eps=p.eps, scale="edges")
    return Problem(graph, min(p.k + 1, graph.n_nodes), p.name)
