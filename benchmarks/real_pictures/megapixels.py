"""Pictures of one and four megapixels, from picture to labels, against scikit-learn's pipeline.

``python -m benchmarks.real_pictures.megapixels [--sizes 1000 2000] [--limit 300]`` prints a table.
Ours is `segment` by the defaults for grey pictures, with its checks and metrics; scikit-learn's is
`img_to_graph`, the same affinities, and `spectral_clustering`, by ARPACK and, where PyAMG is
installed, by "amg" (LOBPCG), each in a process of its own, which is ended at the limit of seconds
by the clock. Times are CPU time. Pictures are scikit-image's, enlarged or shrunk; one after the
other in the same run.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
from importlib.util import find_spec
from multiprocessing.connection import Connection
from time import process_time

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
from numpy.typing import NDArray
from sklearn.cluster import spectral_clustering
from sklearn.feature_extraction.image import img_to_graph
from sklearn.metrics import adjusted_rand_score

from benchmarks.inputs.sample_pictures import sample_picture
from segmentation import PICTURE_METHODS, segment
from segmentation.compile.compilation import compile_all

METHOD = PICTURE_METHODS["intensity"]


def theirs(picture: NDArray[np.float64], solver: str, end: Connection) -> None:
    """Segment by scikit-learn; send the seconds and the labels."""
    begin = process_time()
    graph = img_to_graph(picture)
    edges = graph.row != graph.col  # the scale "edges" leaves the intensities out
    graph.data = np.exp(-METHOD.beta * graph.data / graph.data[edges].std()) + METHOD.eps
    labels = spectral_clustering(
        graph,
        n_clusters=METHOD.n_clusters,
        eigen_solver=solver,
        assign_labels=METHOD.assign_labels,
        random_state=0,
    )
    end.send((process_time() - begin, labels))


def bounded(
    picture: NDArray[np.float64], solver: str, limit: float
) -> tuple[float, NDArray[np.intp]] | str:
    """Return scikit-learn's seconds and labels, or in words why there are none."""
    receiver, sender = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.Process(target=theirs, args=(picture, solver, sender))
    process.start()
    sender.close()
    try:
        if receiver.poll(limit):
            seconds, labels = receiver.recv()
            return seconds, labels
        return f"more than {limit:.0f} s"
    except EOFError:
        return "failed"
    finally:
        process.kill()
        process.join()


def main() -> None:
    """Segment, and print the table."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.real_pictures.megapixels", description=__doc__.splitlines()[0]
    )
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 2000])
    parser.add_argument("--names", nargs="+", default=["camera", "coins"])
    parser.add_argument("--limit", type=float, default=300.0, help="seconds for scikit-learn")
    options = parser.parse_args()
    compile_all()
    solvers = ["arpack", *(["amg"] if find_spec("pyamg") else [])]
    print(
        "| picture | pixels | solver | ours, s | " + " | ".join(f"{s}, s" for s in solvers), end=""
    )
    print(" | " + " | ".join(f"ratio to {s} | ARI" for s in solvers) + " |")
    print("| --- | ---: | --- |" + " ---: |" * (1 + 3 * len(solvers)))
    for size in options.sizes:
        for name in options.names:
            picture = sample_picture(name, size, size)
            begin = process_time()
            result = segment(picture, method=METHOD)
            ours = process_time() - begin
            times, ratios = [], []
            for solver in solvers:
                found = bounded(picture, solver, options.limit)
                if isinstance(found, str):
                    times.append(found)
                    ratios.append("– | –")
                    continue
                seconds, labels = found
                times.append(f"{seconds:.1f}")
                agreement = adjusted_rand_score(labels, result.labels.ravel())
                ratios.append(f"{seconds / ours:.1f} | {agreement:.3f}")
            print(
                f"| {name} | {picture.size:,} | {result.solver} | {ours:.2f} | "
                f"{' | '.join(times)} | {' | '.join(ratios)} |",
                flush=True,
            )


if __name__ == "__main__":
    main()
