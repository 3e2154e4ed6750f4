"""Compile all kernels and keep the machine code: ``python -m segmentation.compile``."""

from __future__ import annotations

import gc
import time

import numpy as np

from segmentation.kernels import compiled
from segmentation.labels import METHODS
from segmentation.method import Method
from segmentation.pipeline import segment
from segmentation.refine import refine_graph

WIDTH = 40  # of the picture solved for: enough for a hierarchy and a dissection


def compile_all() -> None:
    """Run every kernel once, on arguments of the types that it will meet."""
    image = 1 + 0.1 * np.random.default_rng(0).standard_normal((WIDTH, WIDTH))
    smaller = np.ones(image.shape, dtype=bool)
    smaller[0] = False
    with compiled.compiling():
        previous = None
        for assign in METHODS:
            method = Method(n_clusters=2, assign_labels=assign, eigen_solver="multigrid")
            previous = segment(image, smaller, method, previous=previous)
            smaller[0] = True  # so that a later one has pixels to guess
            refine_graph(previous.graph, previous.node_labels)
        segment(image, method=Method(n_clusters=2, eigen_solver="direct"))


if __name__ == "__main__":
    # The compiler makes many objects and hardly a cycle: looking for those is a tenth of its time.
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)
    start = time.process_time()
    compile_all()
    print(f"Kernels compiled or loaded in {time.process_time() - start:.1f} s of CPU time.")
