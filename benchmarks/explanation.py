"""Time of each explanation on the tutorial's scene and at 400 x 400.

``python -m benchmarks.explanation``. CPU time on one thread, median of several runs, each of a
result without cached explanations.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from statistics import median
from time import process_time
from typing import Any

from segmentation import (
    Circle,
    Method,
    Scene,
    Segmentation,
    align_vectors,
    cut_edges,
    graph_edges,
    mean_affinity,
    segment_scene,
    weight_histogram,
)
from segmentation.compile.compilation import compile_all
from segmentation.explain.refine import refine_graph
from segmentation.labels import assign
from segmentation.stages.metrics import graph_cuts

RUNS = {100: 21, 400: 5}

Case = Callable[[Segmentation], Any]

CASES: dict[str, Case] = {
    "cuts per region (every frame)": lambda r: graph_cuts(r.graph, r.node_labels),
    "connected parts": lambda r: r.region_parts,
    "sweep labels": lambda r: assign("sweep", r.graph, r.embedding[:, :-1], r.method.n_clusters),
    "all label methods": lambda r: r.by_method,
    "refine": lambda r: refine_graph(r.graph, r.node_labels),
    "**verdict, all of the above**": lambda r: r.verdict,
    "suggestions, the verdict included": lambda r: r.suggestions,
    "diagnostics": lambda r: r.diagnostics,
    "the same without a truth": lambda r: replace(r, truth=None).diagnostics,
    "spectrum": lambda r: r.spectrum,
    "align eigenvectors": lambda r: align_vectors(r.eigenvectors, -r.eigenvectors, r.eigenvalues),
    "all edges": lambda r: graph_edges(r.graph),
    "cut edges": lambda r: cut_edges(r.graph, r.labels),
    "mean affinity": lambda r: mean_affinity(r.graph),
    "histogram": lambda r: weight_histogram(r.graph),
}
FOR_TWO: dict[str, Case] = {"threshold curve": lambda r: r.threshold_curve}
FOR_WRONG: dict[str, Case] = {
    "verdict where the rounding fails": lambda r: r.verdict,
    "its suggestions, the verdict included": lambda r: r.suggestions,
}


def milliseconds(result: Segmentation, case: Case, runs: int) -> float:
    """Return the median CPU time of a case, in ms, of fresh copies of a result."""
    seconds = []
    for _ in range(runs + 1):
        fresh = replace(result, graph=replace(result.graph))
        assert fresh.graph.degree.sum() > 0  # the pipeline has computed it already
        begin = process_time()
        case(fresh)
        seconds.append(process_time() - begin)
    return 1e3 * median(seconds[1:])


def scene(size: int, n_circles: int = 4) -> Scene:
    """Return the tutorial's scene, scaled to another size."""
    by = size / 100
    circles = Scene().circles[:n_circles]
    return Scene([Circle(c.row * by, c.col * by, c.radius * by) for c in circles], size=size)


def wrong_scene(size: int) -> Scene:
    """Return two discs of very different size, which k-means does not tell apart."""
    by = size / 100
    return Scene([Circle(50 * by, 36 * by, 24 * by), Circle(50 * by, 68 * by, 12 * by)], size=size)


def main() -> None:
    """Print the table of times."""
    compile_all()
    two = Method(n_clusters=2)
    results = {
        size: (
            segment_scene(scene(size)),
            segment_scene(scene(size, 2), two),
            segment_scene(wrong_scene(size), two),
        )
        for size in RUNS
    }
    print("| ms | " + " | ".join(f"{size} x {size}" for size in RUNS) + " |\n| --- | ---: | ---: |")
    for number, cases in enumerate((CASES, FOR_TWO, FOR_WRONG)):
        for name, case in cases.items():
            times = [milliseconds(results[size][number], case, RUNS[size]) for size in RUNS]
            print(f"| {name} | " + " | ".join(f"{time:.2f}" for time in times) + " |", flush=True)
    for size in RUNS:
        print(f"{size}: {[result.verdict.outcome for result in results[size]]}")


if __name__ == "__main__":
    main()
