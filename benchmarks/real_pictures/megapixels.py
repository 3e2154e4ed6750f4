"""Pictures of one and four megapixels, from change to labels, against scikit-learn's pipeline.

``python -m benchmarks.real_pictures.megapixels [--sizes 1000 2000] [--limit 300]`` prints a table.
Ours is a frame of the page at rest, from the message to the bytes of its answer, after a change of
beta, of k, and of sigma, by the defaults for grey pictures: medians of `--repeats`. scikit-learn's
is `img_to_graph`, the same affinities, and `spectral_clustering`, by ARPACK and, where PyAMG is
installed, by "amg" (LOBPCG), each in a process of its own, which is ended at the limit of seconds
by the clock; 0 leaves them out. Times are CPU time. Pictures are scikit-image's, enlarged or
shrunk; one after the other in the same run.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
from importlib.util import find_spec
from multiprocessing.connection import Connection
from statistics import median
from time import process_time
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
from numpy.typing import NDArray
from sklearn.cluster import spectral_clustering
from sklearn.feature_extraction.image import img_to_graph
from sklearn.metrics import adjusted_rand_score

from benchmarks.inputs.sample_pictures import sample_picture
from components.live.codec import Request
from components.live.frames import FrameResponder, Viewer
from components.pictures.store import PICTURES
from components.pictures.subject import segment_state
from components.state.model import ExplorerState
from segmentation import PICTURE_METHODS, Segmentation, encode_labels, ncut_value
from segmentation.compile.compilation import compile_all

METHOD = PICTURE_METHODS["intensity"]
CHANGES: dict[str, dict[str, Any]] = {
    "beta": {"beta": METHOD.beta + 0.3},
    "k": {"n_clusters": METHOD.n_clusters + 1},
    "sigma": {"sigma": 1.1},
}


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


def open_picture(name: str, size: int) -> ExplorerState:
    """Return the state of a picture as a reader opens it, at its full size."""
    levels = np.rint(255 * sample_picture(name, size, size)).astype(np.intp)
    picture, _ = PICTURES.add(encode_labels(levels - 1), "benchmark")
    return ExplorerState(
        picture=picture,
        picture_file=f"{name}.png",
        picture_size=size,
        beta=METHOD.beta,
        n_clusters=METHOD.n_clusters,
        assign_labels="cluster_qr",
        scale="edges",
        eps=METHOD.eps,
    )


def frame_times(state: ExplorerState, repeats: int) -> list[float]:
    """Return the median seconds of a frame after each of the changes."""
    responder, times = FrameResponder(), []
    viewer = responder.viewer()
    for change in CHANGES.values():
        seconds = []
        for i in range(repeats):
            _ask(responder, viewer, state)
            shift = 0 if "n_clusters" in change else 0.01 * i  # an answer that is not known
            changed = {field: value + shift for field, value in change.items()}
            begin = process_time()
            _ask(responder, viewer, state.model_copy(update=changed))
            seconds.append(process_time() - begin)
        times.append(median(seconds))
    return times


def _ask(responder: FrameResponder, viewer: Viewer, state: ExplorerState) -> None:
    responder.respond(Request(seq=1, state=state, rest=True).model_dump_json(), viewer)


def compared(result: Segmentation, seconds: float, found: tuple[float, NDArray[np.intp]]) -> str:
    """Return cells: seconds, their ratio, the ratio of normalized cuts, and the agreement."""
    other, labels = found
    ncut = ncut_value(result.graph.affinity, labels) / result.ncut
    agreement = adjusted_rand_score(labels, result.labels.ravel())
    return f"{other:.1f} | {other / seconds:.1f} | {ncut:.3f} | {agreement:.3f}"


def main() -> None:
    """Segment, and print the table."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.real_pictures.megapixels", description=__doc__.splitlines()[0]
    )
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 2000])
    parser.add_argument("--names", nargs="+", default=["camera", "coins"])
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--limit", type=float, default=300.0, help="seconds for scikit-learn")
    options = parser.parse_args()
    compile_all()
    solvers = ["arpack", *(["amg"] if find_spec("pyamg") else [])] if options.limit > 0 else []
    titles = [f"after {change}, s" for change in CHANGES]
    titles += [f"{s}, s | ratio | its Ncut / ours | ARI" for s in solvers]
    print(f"| picture | pixels | solver | {' | '.join(titles)} |")
    print("| --- | ---: | --- |" + " ---: |" * (len(CHANGES) + 4 * len(solvers)))
    for size in options.sizes:
        for name in options.names:
            state = open_picture(name, size)
            times = frame_times(state, options.repeats)
            result = segment_state(state)
            cells = [f"{seconds:.2f}" for seconds in times]
            for solver in solvers:
                found = bounded(result.image, solver, options.limit)
                few = isinstance(found, str)
                cells.append(f"{found} | – | – | –" if few else compared(result, times[0], found))
            print(f"| {name} | {size**2:,} | {result.solver} | {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main()
