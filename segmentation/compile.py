"""Compile all kernels and keep the machine code: ``python -m segmentation.compile``."""

from __future__ import annotations

import time

import numpy as np

from segmentation.eigen import smallest_eigenpairs
from segmentation.embedding import embed
from segmentation.graph import build_graph
from segmentation.kernels import compiled
from segmentation.labels import ASSIGNERS

WIDTH = 40  # of the picture solved for: enough for a hierarchy and a dissection


def compile_all() -> None:
    """Run every kernel once, on arguments of the types that it will meet."""
    image = 1 + 0.1 * np.random.default_rng(0).standard_normal((WIDTH, WIDTH))
    mask = np.ones(image.shape, dtype=bool)
    with compiled.compiling():
        graph = build_graph(image, mask, 1.0, "graph", 0.0)
        for name in ("multigrid", "direct"):
            pairs = smallest_eigenpairs(graph, 3, name)
        for assign in ASSIGNERS.values():
            assign(embed(graph, pairs.vectors)[:, :2], 2, 0)


if __name__ == "__main__":
    start = time.process_time()
    compile_all()
    print(f"Kernels compiled or loaded in {time.process_time() - start:.1f} s of CPU time.")
