"""Measure segmentations of a folder laid out as the Berkeley Segmentation Data Set.

``python -m benchmarks.berkeley FOLDER [--share 0.5] [--choices colour felzenszwalb ...]`` reads
`images/*.jpg` and `groundTruth/*.mat`, cuts each picture by each choice over a range of settings (k
from 2 to 30, or the scale of the others), and prints covering, probabilistic Rand index, variation
of information in bits and boundary F, each at the best setting for all pictures (ODS) and at the
best for each (OIS), with CPU time per picture. ``--no-boundaries`` leaves out F, which takes
longest.

``--pictures`` and ``--skip`` choose a part of the folder, so that settings found on one part can be
checked on another.
"""

from __future__ import annotations

import argparse
import os
import time
import warnings
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from statistics import fmean

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
from numpy.typing import NDArray
from scipy.sparse.linalg import ArpackError
from skimage import graph as regions_graph
from skimage.segmentation import felzenszwalb, slic
from sklearn.cluster import spectral_clustering
from sklearn.feature_extraction.image import img_to_graph

from segmentation import (
    PICTURE_METHODS,
    Method,
    assign_labels,
    merge_regions,
    prepare,
    read_image,
    read_truth,
    segment,
)
from segmentation.compile.compilation import compile_all
from segmentation.evaluation.boundaries import (
    TOLERANCE,
    BoundaryCounts,
    mark_boundaries,
    match_boundaries,
)
from segmentation.evaluation.overlap import (
    covering,
    overlaps,
    rand_index,
    variation_of_information,
)

Labels = NDArray[np.intp]
Settings = Iterable[tuple[float, Labels]]

KS = range(2, 31)
START = PICTURE_METHODS["colour"].merge_from
SCALES = (
    *(20, 50, 75, 100, 125, 150, 175, 200, 225, 250, 275, 300, 350, 400, 450, 500, 600),
    *(700, 800, 900, 1000, 1250, 1500, 1750, 2000, 2500, 3000, 4000, 5000),
)  # as many as there are values of k
MIN_SIZES = (20, 50, 100, 200, 400, 600, 800, 1200, 1600, 3200)  # beyond the best one
METHOD = replace(PICTURE_METHODS["colour"], merge_from=0)
NO_COUNTS = BoundaryCounts(0, 0, 0, 0)


@dataclass(frozen=True)
class Example:
    """A picture of the folder, at some share of its size, and people's regions."""

    name: str
    path: Path
    longest: int
    truths: tuple[Labels, ...]

    def prepared(self, channel: str, sigma: float) -> NDArray[np.float64]:
        """Return the picture as the service segments it."""
        return prepare(self.path, channel=channel, longest=self.longest, sigma=sigma).image

    def shown(self) -> NDArray[np.uint8]:
        """Return the picture in RGB, as the others take it."""
        return prepare(self.path, longest=self.longest).display


@dataclass(frozen=True)
class Score:
    """Agreement of one segmentation with people's."""

    covering: float
    rand: float
    information: float
    boundary: BoundaryCounts


def service(example: Example, method: Method = METHOD, sigma: float = 1.0) -> Settings:
    """Cut by the service; the eigenvectors for the largest k serve all."""
    channel = "colour" if method.feature == "colour" else "grey"
    result = _largest(example, method, channel, sigma, max(KS))
    for k in KS:
        labels = assign_labels(result.embedding[:, :k], k, method=method.assign_labels)
        yield k, result.graph.paint(labels)


def weighted(example: Example, n_vectors: int, power: float) -> Settings:
    """Cluster more vectors than regions by k-means, each weighted by a power of 1 / lambda."""
    result = _largest(example, METHOD, "colour", 1.0, max(n_vectors, *KS))
    weights = np.maximum(result.eigenvalues, result.eigenvalues[1]) ** -power
    for k in KS:
        points = result.embedding[:, :n_vectors] * weights[:n_vectors]
        yield k, result.graph.paint(assign_labels(points, k, method="kmeans"))


def merged(
    example: Example, method: Method = METHOD, sigma: float = 1.0, start: int = START
) -> Settings:
    """Cut into many regions, and merge those of weak contrast."""
    channel = "colour" if method.feature == "colour" else "grey"
    result = _largest(example, method, channel, sigma, start)
    for k in KS:
        yield k, merge_regions(result.labels, result.image, k)


def _largest(example: Example, method: Method, channel: str, sigma: float, k: int):  # type: ignore[no-untyped-def]
    image = example.prepared(channel, sigma)
    return segment(image, method=replace(method, n_clusters=k))


def by_felzenszwalb(example: Example, min_size: int, sigma: float = 0.8) -> Settings:
    """Cut by the method of Felzenszwalb and Huttenlocher (2004)."""
    picture = example.shown()
    for scale in SCALES:
        yield scale, felzenszwalb(picture, scale=scale, sigma=sigma, min_size=min_size)


def by_slic(example: Example) -> Settings:
    """Cut the graph of superpixels by scikit-image's recursive normalized cut."""
    picture = example.shown()
    superpixels = slic(picture, n_segments=400, compactness=10, start_label=0)
    graph = regions_graph.rag_mean_color(picture, superpixels, mode="similarity")
    for threshold in np.geomspace(1e-4, 1, 15):
        try:
            labels = regions_graph.cut_normalized(superpixels, graph.copy(), thresh=threshold)
        except ArpackError:  # of a part whose eigenvectors do not converge
            labels = superpixels
        yield threshold, labels


def by_scikit_learn(example: Example) -> Settings:
    """Cut as scikit-learn's example of coins does, in grey."""
    image = example.prepared("grey", 1.0)
    graph = img_to_graph(image)
    graph.data = np.exp(-10 * graph.data / graph.data.std()) + 1e-6
    for k in (4, 8, 16):
        labels = spectral_clustering(
            graph, n_clusters=k, eigen_solver="arpack", assign_labels="cluster_qr", random_state=0
        )
        yield k, labels.reshape(image.shape)


GREY = replace(METHOD, feature="intensity")
CHOICES: dict[str, Callable[[Example], Settings]] = {
    "grey": partial(service, method=GREY),
    "colour": service,
    "colour-merged": merged,
    "grey-merged": partial(merged, method=GREY),
    "colour-kmeans": partial(service, method=replace(METHOD, assign_labels="kmeans")),
    "colour-discretize": partial(service, method=replace(METHOD, assign_labels="discretize")),
    "beta-3": partial(merged, method=replace(METHOD, beta=3)),
    "beta-10": partial(merged, method=replace(METHOD, beta=10)),
    "sigma-2": partial(merged, sigma=2.0),
    "start-30": partial(merged, start=30),
    "start-60": partial(merged, start=60),
    "vectors-20": partial(weighted, n_vectors=20, power=0.0),
    "vectors-20-weighted": partial(weighted, n_vectors=20, power=0.5),
    **{f"felzenszwalb-{size}": partial(by_felzenszwalb, min_size=size) for size in MIN_SIZES},
    **{
        f"felzenszwalb-{size}-sigma-{sigma:g}": partial(by_felzenszwalb, min_size=size, sigma=sigma)
        for size in (400, 800, 1600)  # around the best of `MIN_SIZES`
        for sigma in (0.3, 0.5, 1.0)
    },
    "slic": by_slic,
    "scikit-learn": by_scikit_learn,
}
USUAL = (
    "grey",
    "colour",
    "colour-merged",
    "felzenszwalb-20",
    "felzenszwalb-100",
    "felzenszwalb-800",
    "slic",
)


def read(folder: Path, share: float) -> list[Example]:
    """Read the folder; truths shrink by taking every second pixel, for a share of a half."""
    examples = []
    for path in sorted((folder / "images").glob("*.jpg")):
        shape = read_image(path).shape
        longest = -(-max(shape) * share // 1)
        picture = prepare(path, longest=round(longest)).image.shape
        rows, cols = (
            (np.arange(new) * old // new).clip(0, old - 1)
            for new, old in zip(picture[:2], shape, strict=True)
        )
        truths = read_truth(folder / "groundTruth" / f"{path.stem}.mat")
        small = tuple(truth[np.ix_(rows, cols)] for truth in truths)
        examples.append(Example(path.stem, path, round(longest), small))
    return examples


def score(labels: Labels, example: Example, boundaries: bool) -> Score:
    """Measure one segmentation."""
    tables = [overlaps(labels, truth) for truth in example.truths]
    counts = NO_COUNTS
    if boundaries:
        marks = [mark_boundaries(truth) for truth in example.truths]
        tolerance = TOLERANCE * float(np.hypot(*labels.shape))
        counts = match_boundaries(mark_boundaries(labels), marks, tolerance)
    return Score(
        fmean(map(covering, tables)),
        fmean(map(rand_index, tables)),
        fmean(sum(variation_of_information(table)) for table in tables),
        counts,
    )


def row(name: str, examples: list[Example], boundaries: bool) -> str:
    """Measure a choice on all pictures, and return its row of the table."""
    seconds = 0.0
    scores: list[list[Score]] = []
    for example in examples:
        begin = time.process_time()
        found = [labels for _, labels in CHOICES[name](example)]
        seconds += time.process_time() - begin
        scores.append([score(labels, example, boundaries) for labels in found])
    cells = []
    for pick, best in (("covering", max), ("rand", max), ("information", min)):
        values = [[getattr(one, pick) for one in each] for each in scores]
        ods = best(fmean(each) for each in zip(*values, strict=True))
        cells.append(f"{ods:.3f} / {fmean(map(best, values)):.3f}")
    if boundaries:
        sums = [
            sum((one.boundary for one in each), NO_COUNTS) for each in zip(*scores, strict=True)
        ]
        each_best = [max((s.boundary for s in each), key=lambda b: b.f_measure) for each in scores]
        ods = max(one.f_measure for one in sums)
        cells.append(f"{ods:.3f} / {sum(each_best, NO_COUNTS).f_measure:.3f}")
    return f"| {name} | {' | '.join(cells)} | {seconds / len(examples):.1f} |"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.berkeley", description=__doc__.splitlines()[0]
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--share", type=float, default=0.5, help="of the size; default .5")
    parser.add_argument("--choices", nargs="+", choices=[*CHOICES, "all"], default=USUAL)
    parser.add_argument("--pictures", type=int, help="how many; default all")
    parser.add_argument("--skip", type=int, default=0, help="how many to leave out first")
    parser.add_argument("--no-boundaries", dest="boundaries", action="store_false")
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    compile_all()
    examples = read(options.folder, options.share)[options.skip :][: options.pictures]
    last = "boundary F | " if options.boundaries else ""
    print(f"{len(examples)} pictures; each figure is ODS / OIS.")
    print(f"| choice | covering | PRI | VI, bits | {last}CPU s per picture |")
    print(f"| --- | {'--- | ' * (3 + options.boundaries)}---: |")
    names = CHOICES if "all" in options.choices else options.choices
    for name in names:
        print(row(name, examples, options.boundaries), flush=True)


if __name__ == "__main__":
    main()
