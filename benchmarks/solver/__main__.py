"""The project's solver against scikit-learn, in pairs, from picture to labels.

``python -m benchmarks.solver [--pairs 7] [--large] [--huge]`` prints a table. Each pair times ours
and scikit-learn's (`img_to_graph`, `spectral_clustering` with ARPACK and the same label method)
right after one another; the ratio is the median of the pairs' ratios. CPU time of one thread.
The drag is twenty frames, each from the last one's eigenvectors: a circle moves down by a pixel ten
times, then beta grows by .05 ten times. "whole" is `segment`, which checks the picture, numbers the
regions, computes Ncut and looks for warnings besides; so are the rows of k-means, the default.
``--large`` adds 694,202 nodes, ``--huge`` 2.78 million, where ARPACK runs once, for minutes. The
coins need scikit-image.
"""

from __future__ import annotations

import argparse
import os
import resource
import time
from collections.abc import Callable
from functools import partial
from statistics import median
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
from numpy.typing import NDArray
from sklearn.cluster import spectral_clustering
from sklearn.feature_extraction.image import img_to_graph
from sklearn.metrics import adjusted_rand_score

from benchmarks.inputs.sample_pictures import sample_picture
from segmentation import Circle, Method, Scene, Segmentation, segment
from segmentation.compile.compilation import compile_all
from segmentation.eigen import smallest_eigenpairs
from segmentation.eigen.base import Eigenpairs
from segmentation.eigen.embedding import embed
from segmentation.graph.build import build_graph
from segmentation.labels import ASSIGNERS
from segmentation.stages.warm_start import guesses

Picture = tuple[NDArray[np.float64], NDArray[np.bool_]]
METHOD = "cluster_qr"
HEADER = f"{'problem':28} {'nodes':>9} {'solver':>10} {'steps':>5} {'ours ms':>9} "
HEADER += f"{'sk ms':>10} {'ratio':>6} {'ARI':>6} {'added MB':>9}"


def circles(size: int, shift: float = 0.0) -> Picture:
    """Return the tutorial's picture at a size, its first circle moved down by `shift`."""
    scale = size / 100
    scene = Scene.tutorial()
    first, *others = (Circle(c.row * scale, c.col * scale, c.radius * scale) for c in scene.circles)
    moved = Circle(first.row + shift, first.col, first.radius)
    picture = Scene((moved, *others), size=size, noise=0.2).render()
    return picture.image, picture.mask


def coins(scale: float) -> Picture:
    """Return scikit-image's coins, scaled as its example does."""
    # scikit-image is there for development only, and for this picture alone.
    from scipy.ndimage import gaussian_filter
    from skimage.data import coins as picture
    from skimage.transform import rescale

    grey = picture().astype(float)
    if scale < 1:
        grey = rescale(gaussian_filter(grey, 2), scale, mode="reflect", anti_aliasing=False)
    return grey, np.ones(grey.shape, dtype=bool)


def ours(
    picture: Picture, k: int, beta: float, eps: float, previous: Segmentation | None = None
) -> tuple[NDArray[np.intp], Eigenpairs]:
    """Segment by our steps, from the picture to the labels."""
    graph = build_graph(*picture, beta, "graph", eps)
    pairs = smallest_eigenpairs(graph, k + 1, start=guesses(previous, graph), n_vectors=k)
    return ASSIGNERS[METHOD](embed(graph, pairs.vectors)[:, :k], k, 0), pairs


def theirs(
    picture: Picture, k: int, beta: float, eps: float, assign_labels: str = METHOD
) -> NDArray[np.intp]:
    """Segment by scikit-learn's steps, from the picture to the labels."""
    image, mask = picture
    graph = img_to_graph(image, mask=mask)
    graph.data = np.exp(-beta * graph.data / graph.data.std()) + eps
    return spectral_clustering(
        graph, n_clusters=k, eigen_solver="arpack", assign_labels=assign_labels, random_state=0
    )


def seconds(call: Callable[[], Any]) -> float:
    """Return the CPU time of a call."""
    start = time.process_time()
    call()
    return time.process_time() - start


def row(
    name: str,
    picture: Picture,
    k: int = 4,
    beta: float = 1.0,
    eps: float = 0.0,
    pairs: int = 7,
) -> None:
    """Print the row of a problem: times, their ratio, agreement, and memory."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    labels, found = ours(picture, k, beta, eps)
    added = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    expected = theirs(picture, k, beta, eps)
    repeats = 5 if len(labels) < 10_000 else 1  # a clock tick is not much shorter than a solve
    mine, sk = [], []
    for _ in range(pairs):
        mine.append(median(seconds(lambda: ours(picture, k, beta, eps)) for _ in range(repeats)))
        sk.append(seconds(lambda: theirs(picture, k, beta, eps)))
    ratio = median(s / m for s, m in zip(sk, mine, strict=True))
    print(
        f"{name:28} {len(labels):9,} {found.solver:>10} {found.iterations:5} "
        f"{median(mine) * 1e3:9.2f} {median(sk) * 1e3:10.1f} {ratio:6.1f} "
        f"{adjusted_rand_score(expected, labels):6.3f} {added:9.0f}",
        flush=True,
    )


def drag_rows() -> None:
    """Print the rows of a drag of twenty frames."""
    frames = [(circles(100, shift), 1.0) for shift in range(11)]
    frames += [(frames[-1][0], 1 + 0.05 * step) for step in range(1, 11)]
    previous = segment(*frames[0][0], Method(beta=1.0, assign_labels=METHOD))
    times, steps, agreements = [], [], []
    for picture, beta in frames[1:]:
        method = Method(beta=beta, assign_labels=METHOD)
        solve = partial(ours, picture, 4, beta, 0.0, previous)
        whole = partial(segment, *picture, method, previous=previous)
        sk = partial(theirs, picture, 4, beta, 0.0)
        labels, found = solve()
        steps.append(found.iterations)
        agreements.append(adjusted_rand_score(sk(), labels))
        for _ in range(3):
            taken = [median(seconds(call) for _ in range(5)) for call in (solve, whole)]
            times.append((*taken, seconds(sk)))
        previous = whole()
    for column, name in enumerate(("tutorial, drag", "tutorial, drag, whole frame")):
        ratio = median(row[2] / row[column] for row in times)
        print(
            f"{name:28} {previous.n_nodes:9,} {previous.solver:>10} {median(steps):5.1f} "
            f"{median(row[column] for row in times) * 1e3:9.2f} "
            f"{median(row[2] for row in times) * 1e3:10.1f} {ratio:6.1f} {min(agreements):6.3f}",
            flush=True,
        )


def segment_rows(pairs: int) -> None:
    """Time whole calls of `segment` against scikit-learn's steps with the same label method."""
    for name, picture, k, beta, assign_labels in (
        ("tutorial, whole", circles(100), 4, 1.0, METHOD),
        ("tutorial, k-means", circles(100), 4, 1.0, "kmeans"),
        ("400 px, k-means", circles(400), 4, 1.0, "kmeans"),
        ("coins 64 px, k-means", sampled("coins", 64), 26, 10.0, "kmeans"),
        ("camera 64 px, k-means", sampled("camera", 64), 26, 10.0, "kmeans"),
        ("camera 256 px, k-means", sampled("camera", 256), 8, 10.0, "kmeans"),
    ):
        eps = 1e-6 if beta > 1 else 0.0
        method = Method(n_clusters=k, beta=beta, eps=eps, assign_labels=assign_labels)
        ours_whole = partial(segment, *picture, method)
        result = ours_whole()
        expected = theirs(picture, k, beta, eps, assign_labels)
        repeats = 5 if result.n_nodes < 10_000 else 1
        mine, sk = [], []
        for _ in range(pairs):
            mine.append(median(seconds(ours_whole) for _ in range(repeats)))
            sk.append(seconds(partial(theirs, picture, k, beta, eps, assign_labels)))
        ratio = median(s / m for s, m in zip(sk, mine, strict=True))
        print(
            f"{name:28} {result.n_nodes:9,} {result.solver:>10} {result.iterations:5} "
            f"{median(mine) * 1e3:9.2f} {median(sk) * 1e3:10.1f} {ratio:6.1f} "
            f"{adjusted_rand_score(expected, result.labels[result.labels >= 0]):6.3f}",
            flush=True,
        )


def sampled(name: str, size: int) -> Picture:
    """Return one of scikit-image's pictures at a size, without a mask."""
    return sample_picture(name, size, size), np.ones((size, size), dtype=bool)


def exponent(sizes: tuple[int, ...]) -> float:
    """Return the slope of log time against log nodes."""
    nodes, times = [], []
    for size in sizes:
        picture = circles(size)
        nodes.append(picture[1].sum())
        times.append(median(seconds(lambda p=picture: ours(p, 4, 1.0, 0.0)) for _ in range(5)))
    return float(np.polyfit(np.log(nodes), np.log(times), 1)[0])


def main() -> None:
    """Print the table of problems."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.solver", description=__doc__.splitlines()[0]
    )
    parser.add_argument("--pairs", type=int, default=7)
    parser.add_argument("--large", action="store_true")
    parser.add_argument("--huge", action="store_true")
    options = parser.parse_args()
    compile_all()
    print(HEADER)
    small = circles(100)
    if options.large or options.huge:  # first: the added memory is of the whole process
        row("circles, 1600", circles(1600), pairs=options.pairs if options.large else 1)
        row("circles, 1600, beta 20", circles(1600), beta=20, pairs=1)
    row("tutorial, cold", small, pairs=options.pairs)
    drag_rows()
    segment_rows(options.pairs)
    row("tutorial, beta 20", small, beta=20, pairs=options.pairs)
    row("circles, 400", circles(400), pairs=options.pairs)
    row("circles, 400, beta 20", circles(400), beta=20, pairs=3)
    try:
        row("coins, scale 0.2", coins(0.2), k=26, beta=10, eps=1e-6, pairs=options.pairs)
        row("coins", coins(1.0), k=26, beta=10, eps=1e-6, pairs=3)
    except ImportError:
        print("coins: scikit-image is not installed")
    sizes = (200, 400, 800, 1600) if options.large else (200, 400, 800)
    print(f"exponent over sizes {sizes}: {exponent(sizes):.3f}")
    if options.huge:
        picture = circles(3200)
        row("circles, 3200", picture, pairs=1)


if __name__ == "__main__":
    main()
