"""Cuts of aggregates against exact ones: normalized cut, agreement, and time.

``python -m benchmarks.real_pictures.aggregates [--sizes 300 500] [--k 4 8 16]`` prints a row for
each picture and k. The exact labels come from the exact eigenvectors by the same label method; as a
cut of aggregates ends with moves at the boundaries, its normalized cut is compared with theirs
before and after such moves, too. Aggregates are made for any size here, with the blocks that a
picture of `--like` pixels has.
"""

from __future__ import annotations

import argparse
import os
from dataclasses import replace
from statistics import median
from time import process_time

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from skimage.filters import gaussian
from sklearn.metrics import adjusted_rand_score

from benchmarks.inputs.sample_pictures import NAMES, sample_picture
from segmentation import PICTURE_METHODS, segment
from segmentation.compile.compilation import compile_all
from segmentation.eigen import aggregates
from segmentation.eigen.aggregates import solver
from segmentation.errors import ConvergenceError
from segmentation.stages.boundaries import settle_boundaries
from segmentation.stages.metrics import graph_cuts

METHOD = PICTURE_METHODS["intensity"]


def main() -> None:
    """Segment, and print the table."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.real_pictures.aggregates", description=__doc__.splitlines()[0]
    )
    parser.add_argument("--sizes", type=int, nargs="+", default=[300, 500])
    parser.add_argument("--names", nargs="+", default=list(NAMES))
    parser.add_argument("--k", type=int, nargs="+", default=[4, 8, 16])
    parser.add_argument("--like", type=int, default=1_000_000)
    options = parser.parse_args()
    compile_all()
    aggregates.LARGEST_EXACT = 0  # type: ignore[misc]
    side = solver.block_side(options.like)
    solver.block_side = lambda _: side
    print(
        "| picture | px | k | aggregates | Ncut, of exact | the same settled | ARI | settled |",
        end="",
    )
    print(" exact, s | ours, s |")
    print("| --- |" + " ---: |" * 9)
    rows = []
    for size in options.sizes:
        for name in options.names:
            picture = 255 * gaussian(sample_picture(name, size, size), 1.0)
            for k in options.k:
                method = replace(METHOD, n_clusters=k)
                try:
                    row = compare(picture, method)
                except ConvergenceError as error:
                    print(f"| {name} | {size} | {k} | {error} |", flush=True)
                    continue
                rows.append(row)
                count, *ratios, exact, ours = row
                cells = " | ".join(f"{ratio:.3f}" for ratio in ratios)
                print(
                    f"| {name} | {size} | {k} | {count:,} | {cells} | {exact:.2f} | {ours:.2f} |",
                    flush=True,
                )
    for title, pick in (("median", median), ("least", min), ("most", max)):
        columns = list(zip(*rows, strict=True))[1:5]
        print(f"| {title} | | | | {' | '.join(f'{pick(column):.3f}' for column in columns)} | | |")


def compare(picture, method):  # type: ignore[no-untyped-def]
    """Return the number of aggregates, ratios of normalized cuts, agreements, and seconds."""
    begin = process_time()
    exact = segment(picture, method=method)
    middle = process_time()
    found = segment(picture, method=replace(method, eigen_solver="aggregates"))
    end = process_time()
    settled = settle_boundaries(exact.graph, exact.node_labels)
    least = graph_cuts(exact.graph, settled).ncut
    words = next(text for text in found.warnings if "aggregates" in text).split()
    return (
        int(words[3].replace(",", "")),
        found.ncut / exact.ncut,
        found.ncut / least,
        adjusted_rand_score(exact.node_labels, found.node_labels),
        adjusted_rand_score(settled, found.node_labels),
        middle - begin,
        end - middle,
    )


if __name__ == "__main__":
    main()
