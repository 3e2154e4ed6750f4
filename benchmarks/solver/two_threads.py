"""One solve by one and by two threads, in turns.

``python -m benchmarks.solver.two_threads [turns]`` prints, for each problem, the least and the
median wall-clock time of its eigenpairs by each number of threads, and the median of the turns'
ratios. It needs a machine with two cores and nothing else to do.
"""

from __future__ import annotations

import os
import sys
import time
from statistics import median

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from benchmarks.solver.__main__ import circles, sampled
from segmentation import PICTURE_METHODS, Method
from segmentation.compile.compilation import compile_all
from segmentation.cores import solver_threads
from segmentation.eigen import smallest_eigenpairs
from segmentation.graph.build import build_graph

PHOTOGRAPH = PICTURE_METHODS["intensity"]
PROBLEMS = {
    "circles, 400": (circles(400), Method()),
    "circles, 800": (circles(800), Method()),
    "circles, 400, k 10": (circles(400), Method(n_clusters=10)),
    "circles, 400, beta 20": (circles(400), Method(beta=20)),
    "camera, 200": (sampled("camera", 200), PHOTOGRAPH),
    "camera, 400": (sampled("camera", 400), PHOTOGRAPH),
}


def main() -> None:
    """Print a line for each problem."""
    turns = int(sys.argv[1]) if len(sys.argv) > 1 else 9
    compile_all()
    for name, (picture, method) in PROBLEMS.items():
        graph = build_graph(*picture, method.beta, method.scale, method.eps)
        k = method.n_cut
        taken: dict[int, list[float]] = {1: [], 2: []}
        for _ in range(turns):
            for threads, times in taken.items():
                with solver_threads(threads):
                    begin = time.perf_counter()
                    found = smallest_eigenpairs(graph, k + 1, n_vectors=k)
                    times.append(1e3 * (time.perf_counter() - begin))
        ratio = median(one / two for one, two in zip(*taken.values(), strict=True))
        print(
            f"{name:24} {graph.n_nodes:9,} {found.solver:>10} "
            + " ".join(f"{min(times):9.1f} {median(times):9.1f}" for times in taken.values())
            + f" {ratio:6.2f}",
            flush=True,
        )


if __name__ == "__main__":
    main()
