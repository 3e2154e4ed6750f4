"""Small random problems of every kind, for comparing a solver with a dense one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from segmentation.graph.build import pixel_graph
from segmentation.graph.pixelgraph import PixelGraph

BETAS = (0.0, 0.3, 1.0, 3.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0)
KINDS = (
    "none",
    "random",
    "blobs",
    "thin",
    "ring",
    "comb",
    "pieces",
    "checkerboard",
    "row",
    "column",
    "snake",
)


@dataclass(frozen=True)
class RandomPicture:
    """A picture, the parameters of its graph, the number of eigenpairs, and a description."""

    image: NDArray[np.float64]
    mask: NDArray[np.bool_]
    beta: float
    eps: float
    scale: str
    n: int
    name: str


@dataclass(frozen=True)
class Problem:
    """A graph, the number of eigenpairs to find, and a description."""

    graph: PixelGraph
    n: int
    name: str


def random_problem(seed: int) -> Problem:
    """Return problem number `seed`."""
    p = random_picture(seed)
    graph = pixel_graph(p.image, p.mask, beta=p.beta, eps=p.eps, scale=p.scale)
    return Problem(graph, p.n, p.name)


def random_picture(seed: int) -> RandomPicture:
    """Return the picture of problem number `seed`."""
    rng = np.random.default_rng(seed)
    kind = KINDS[seed % len(KINDS)]
    height, width = (int(x) for x in rng.integers(2, 36, 2))
    if kind == "row":
        height = 1
    if kind == "column":
        width = 1
    mask = _mask(kind, height, width, rng)
    mask.flat[rng.integers(mask.size)] = True
    noise = rng.choice([0, 0.05, 0.2, 0.7, 2.0])
    image = _image(height, width, rng) + noise * rng.standard_normal((height, width))
    beta, eps = float(rng.choice(BETAS)), float(rng.choice([0.0, 1e-6]))
    scale = str(rng.choice(["graph", "edges"]))
    n = int(min(rng.integers(1, 31), mask.sum()))
    name = f"{seed}: {kind} {height} x {width}, beta {beta:g}, eps {eps:g}, {scale}, n {n}"
    return RandomPicture(image, mask, beta, eps, scale, n, name)


def _image(height: int, width: int, rng: np.random.Generator) -> NDArray[np.float64]:
    rows, columns = np.indices((height, width))
    kind = rng.integers(4)
    if kind == 0:
        return np.ones((height, width))
    if kind == 1:
        return 1.0 + (columns > width // 2)
    if kind == 2:
        return (rows + columns) / (height + width)
    return 1.0 + ((rows // 4 + columns // 4) % 2)


def _mask(kind: str, height: int, width: int, rng: np.random.Generator) -> NDArray[np.bool_]:
    rows, columns = np.indices((height, width))
    whole = np.ones((height, width), dtype=bool)
    if kind == "random":
        return rng.random((height, width)) < rng.uniform(0.3, 0.95)
    if kind == "blobs":
        blobs = ~whole
        for _ in range(rng.integers(1, 6)):
            row, column = rng.uniform(0, height), rng.uniform(0, width)
            blobs |= (rows - row) ** 2 + (columns - column) ** 2 < rng.uniform(1, 9) ** 2
        return blobs
    if kind == "thin":
        return (rows == height // 2) | (columns == width // 2)
    if kind == "ring":
        radius = np.hypot(rows - height / 2, columns - width / 2)
        return np.abs(radius - min(height, width) / 3) < rng.uniform(0.8, 3)
    if kind == "comb":
        return (rows == 0) | (columns % 2 == 0)
    if kind == "pieces":
        return (rows % rng.integers(2, 7) != 0) & (columns % rng.integers(2, 7) != 0)
    if kind == "checkerboard":
        return (rows + columns) % 2 == 0
    if kind == "snake":
        turn = np.where(rows // 2 % 2 == 0, columns == width - 1, columns == 0)
        return (rows % 2 == 0) | turn
    return whole
