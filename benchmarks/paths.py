"""Label images and refusals with compiled kernels and without, and where the two differ.

``python -m benchmarks.paths [--random 400] [--size 64]`` segments scikit-image's sample pictures
and random ones in two processes, one with CUTLAB_COMPILE=wait and one with CUTLAB_COMPILE=never,
and prints each difference: how many pixels, how far apart the eigenvalues at the cut are, which
solvers answered, and what the two label images cost (Ncut; inertia for k-means).
"""

from __future__ import annotations

import argparse
import os
import pickle
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from skimage import color, data, transform

from benchmarks.inputs.random_problems import random_picture
from segmentation import ConvergenceError, Method, segment
from segmentation.labels import METHODS
from segmentation.labels.match import match_labels

SAMPLES = (
    *("camera", "coins", "page", "brick", "grass", "gravel", "moon", "text", "cell"),
    *("retina", "astronaut", "coffee", "chelsea", "rocket", "clock"),
)
CLUSTERS, BETAS = (4, 9, 16, 26), (1.0, 5.0, 10.0, 20.0)


def problems(n_random: int, size: int) -> Iterator[tuple[str, Any, Any, Method]]:
    """Yield names, images, masks and methods."""
    for sample in SAMPLES:
        grey = _grey(getattr(data, sample)())
        image = transform.resize(grey, (size, size), anti_aliasing=True)
        for k in CLUSTERS:
            for beta in BETAS:
                for assign in METHODS:
                    method = Method(beta=beta, n_clusters=k, assign_labels=assign)
                    yield f"{sample}, k {k}, beta {beta:g}, {assign}", image, None, method
    for seed in range(n_random):
        made = random_picture(seed)
        k = max(1, min(made.n - 1, 26))
        for assign in METHODS:
            method = Method(made.beta, k, assign, scale=made.scale, eps=made.eps)
            yield f"{made.name}, {assign}", made.image, made.mask, method


def _grey(picture: NDArray[Any]) -> NDArray[np.float64]:
    if picture.ndim == 3:
        return color.rgb2gray(picture)
    return picture / 255.0


def solve(n_random: int, size: int, file: Path) -> None:
    """Segment everything in this process, and save labels and refusals."""
    found: list[dict[str, Any]] = []
    for name, image, mask, method in problems(n_random, size):
        start = time.process_time()
        try:
            result = segment(image, mask, method)
        except ConvergenceError as error:
            outcome = {"refusal": str(error)}
        else:
            graph = result.graph
            outcome = {
                "labels": result.labels,
                "values": result.eigenvalues,
                "solver": result.solver,
                "ncut": result.ncut,
                "inertia": _inertia(result.embedding[:, : method.n_clusters], result.node_labels),
                "warnings": result.warnings,
                "graph": (graph.right, graph.down, graph.diagonal, graph.degree, graph.scale),
            }
        found.append({"name": name, "seconds": time.process_time() - start, **outcome})
    file.write_bytes(pickle.dumps(found))


def _inertia(points: NDArray[np.float64], labels: NDArray[np.intp]) -> float:
    means = np.array([points[labels == label].mean(axis=0) for label in np.unique(labels)])
    numbers = np.unique(labels, return_inverse=True)[1]
    return float(((points - means[numbers]) ** 2).sum())


def compare(ours: list[dict[str, Any]], scipys: list[dict[str, Any]]) -> None:
    """Print the differences."""
    counts: Counter[str] = Counter()
    for a, b in zip(ours, scipys, strict=True):
        method = a["name"].rsplit(", ", 1)[1]
        if "refusal" in a or "refusal" in b:
            both = "refusal" in a and "refusal" in b
            counts["refused by both" if both else f"refused by one, {method}"] += 1
            if not both:
                who = "compiled" if "refusal" in a else "SciPy"
                refusal = a.get("refusal") or b.get("refusal")
                solver = (b if "refusal" in a else a)["solver"]
                print(f"{a['name']}: {who} refuses ({refusal}), {solver} answers", flush=True)
            continue
        counts["answered by both"] += 1
        if any(not np.array_equal(x, y) for x, y in zip(a["graph"], b["graph"], strict=True)):
            counts["graphs that differ"] += 1
        inside = a["labels"] >= 0
        first, second = a["labels"][inside], b["labels"][inside]
        n_pixels = int((match_labels(second, first) != first).sum())
        if n_pixels == 0:
            continue
        counts[f"label images that differ, {method}"] += 1
        k = int(first.max()) + 1
        values = a["values"]
        gap = (values[k] - values[k - 1]) / values[k] if len(values) > k and values[k] else 0.0
        warned = "with" if a["warnings"] or b["warnings"] else "without"
        print(
            f"{a['name']}: {n_pixels} of {len(first)} pixels, {a['solver']}/{b['solver']}, "
            f"relative gap {gap:.1e}, Ncut {a['ncut']:.12g} / {b['ncut']:.12g}, "
            f"inertia {a['inertia']:.12g} / {b['inertia']:.12g}, {warned} a warning",
            flush=True,
        )
    for what, count in sorted(counts.items()):
        print(f"{what}: {count} of {len(ours)}")
    for name, found in (("compiled", ours), ("SciPy", scipys)):
        refused = [one["seconds"] for one in found if "refusal" in one]
        print(
            f"{name}: {sum(one['seconds'] for one in found):.0f} s, refusals {sum(refused):.0f} s"
        )


def main() -> None:
    """Compare the two paths, or solve one part of the pictures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--random", type=int, default=400)
    parser.add_argument("--size", type=int, default=64)
    parser.add_argument("--solve", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--keep", type=Path, help="folder to keep the results in")
    options = parser.parse_args()
    if options.solve:
        solve(options.random, options.size, options.solve)
        return
    with tempfile.TemporaryDirectory() as folder:
        kept = []
        for path in ("wait", "never"):
            file = (options.keep or Path(folder)) / f"{path}.pickle"
            command = [sys.executable, "-m", "benchmarks.paths", "--solve", str(file)]
            command += ["--random", str(options.random), "--size", str(options.size)]
            subprocess.run(command, env={**os.environ, "CUTLAB_COMPILE": path}, check=True)
            kept.append(pickle.loads(file.read_bytes()))
    compare(*kept)


if __name__ == "__main__":
    main()
