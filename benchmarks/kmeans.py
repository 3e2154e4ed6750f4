"""Compare k-means with scikit-learn's ten starts: inertia on many scenes, time on few.

``python -m benchmarks.kmeans [number of random scenes]``; ``... pictures`` compares on real ones
alone, ``... coinciding`` on points that lie in few places.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from statistics import median
from time import perf_counter, process_time

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import adjusted_rand_score

from benchmarks.inputs.sample_pictures import sample_picture
from segmentation.compile.compilation import compile_all
from segmentation.eigen import smallest_eigenpairs
from segmentation.eigen.embedding import embed
from segmentation.errors import CutlabError
from segmentation.graph.build import pixel_graph
from segmentation.labels import kmeans
from segmentation.labels.kmeans import ten_starts
from segmentation.scene import TUTORIAL_CIRCLES, Circle, Scene

Floats = NDArray[np.float64]

# The hardest first: brick has hardly any regions.
PICTURES = ("brick", "camera", "coins", "grass", "moon", "page", "retina", "text")


def embedding(scene: Scene, k: int, beta: float = 1.0) -> Floats:
    """Return the embedding of a scene in k dimensions."""
    picture = scene.render()
    graph = pixel_graph(picture.image, picture.mask, beta=beta)
    pairs = smallest_eigenpairs(graph, min(k + 1, graph.n_nodes))
    return np.ascontiguousarray(embed(graph, pairs.vectors)[:, :k])


def random_scene(number: int) -> tuple[Scene, int, float]:
    """Return a scene of 1 to 12 circles, the number of clusters, and beta."""
    rng = np.random.default_rng(number)
    size, k = int(rng.integers(50, 121)), int(rng.integers(2, 13))
    circles = [
        Circle(rng.uniform(0, size), rng.uniform(0, size), rng.uniform(3, size / 4))
        for _ in range(rng.integers(1, 13))
    ]
    scene = Scene(tuple(circles), size=size, noise=rng.uniform(0, 1), seed=number)
    return scene, k, float(rng.uniform(0.5, 5))


def inertia(points: Floats, labels: NDArray[np.intp]) -> float:
    """Return the sum of squared distances from the means of the clusters."""
    clusters = (points[labels == label] for label in np.unique(labels))
    return float(sum(((cluster - cluster.mean(axis=0)) ** 2).sum() for cluster in clusters))


def verdict(points: Floats, ours: NDArray[np.intp], theirs: NDArray[np.intp]) -> str:
    """Compare two partitions by inertia, in a word or two."""
    # If points coincide, the remaining inertia is rounding.
    rounding = 1e-15 * float(((points - points.mean(axis=0)) ** 2).sum())
    mine, other = inertia(points, ours), inertia(points, theirs)
    if mine > other * (1 + 1e-9) + rounding:
        return f"worse by {mine / other - 1:.0e}"
    return "better" if mine < other * (1 - 1e-9) - rounding else "equal"


def compare_inertia(count: int) -> None:
    """Judge random scenes; the time ratio is of one run each."""
    verdicts: Counter[str] = Counter()
    ratios = []
    for number in range(count):
        scene, k, beta = random_scene(number)
        try:
            points = embedding(scene, k, beta)
        except CutlabError as error:
            verdicts[type(error).__name__] += 1
            continue
        if len(points) < k:
            continue
        begin = perf_counter()
        ours = kmeans.assign(points, k, 0)
        middle = perf_counter()
        theirs = ten_starts.assign(points, k, 0)
        ratios.append((perf_counter() - middle) / (middle - begin))
        word = verdict(points, ours, theirs)
        verdicts[word.split()[0]] += 1
        if word.startswith("worse"):
            print(f"scene {number}, {len(points)} points, k {k}: {word}", flush=True)
    low, mid, high = np.percentile(ratios, [5, 50, 95])
    print(f"{dict(verdicts)}; times faster: {mid:.1f} in the median, 5 % below {low:.1f}, ", end="")
    print(f"5 % above {high:.1f}, all {sum(r < 1 for r in ratios)} slower ones counted")


def compare_tutorial(n_seeds: int) -> None:
    """Count the seeds for which both agree on the tutorial's scenes."""
    equal = 0
    for seed in range(n_seeds):
        for scene, k in ((Scene.tutorial(seed=seed), 4), (Scene.tutorial_two(seed=seed), 2)):
            points = embedding(scene, k)
            pair = kmeans.assign(points, k, 0), ten_starts.assign(points, k, 0)
            equal += adjusted_rand_score(*pair) == 1.0
    print(f"tutorial: {equal} of {2 * n_seeds} partitions are those of ten starts")


def compare_drags(count: int) -> None:
    """Count the scenes of drags in which a change of 1e-6 in the embedding changes a label."""
    unequal = []
    for number in range(count):
        rng = np.random.default_rng(number)
        dragged, angle = int(rng.integers(4)), rng.uniform(0, 2 * np.pi)
        step, steps = np.array([np.sin(angle), np.cos(angle)]), rng.integers(1, 12)
        old = TUTORIAL_CIRCLES[dragged]
        row, col = np.array([old.row, old.col]) + steps * step
        circles = list(TUTORIAL_CIRCLES)
        circles[dragged] = Circle(row, col, old.radius)
        scene = Scene(tuple(circles), seed=number)
        points = embedding(scene, 4)
        shaken = points + 1e-6 * np.abs(points).max() * rng.standard_normal(points.shape)
        same = adjusted_rand_score(kmeans.assign(points, 4, 0), kmeans.assign(shaken, 4, 0)) == 1.0
        unequal += [] if same else [number]
    print(f"perturbed by 1e-6: {len(unequal)} of {count} drags have other labels {unequal}")


def compare_time() -> None:
    """Time both on the tutorial's scene at three sizes."""
    print("| nodes | k-means, ms | scikit-learn, ms | ratio | ARI | inertia |")
    print("| --- | --- | --- | --- | --- | --- |")
    for factor in (1, 4, 16):
        circles = (
            Circle(c.row * factor, c.col * factor, c.radius * factor) for c in TUTORIAL_CIRCLES
        )
        points = embedding(Scene(tuple(circles), size=100 * factor), 4)
        pairs = []
        for _ in range(7):
            begin = perf_counter()
            ours = kmeans.assign(points, 4, 0)
            middle = perf_counter()
            theirs = ten_starts.assign(points, 4, 0)
            pairs.append((middle - begin, perf_counter() - middle))
        mine, other = (1000 * median(side) for side in zip(*pairs, strict=True))
        ratio = median(b / a for a, b in pairs)
        ari, word = adjusted_rand_score(ours, theirs), verdict(points, ours, theirs)
        print(f"| {len(points):,} | {mine:.2f} | {other:.1f} | {ratio:.1f} | {ari:.5f} | {word} |")


def compare_coinciding(count: int) -> None:
    """Judge problems whose points lie in few places, many in some, as separate pieces do."""
    verdicts: Counter[str] = Counter()
    for number in range(count):
        rng = np.random.default_rng(number)
        k = int(rng.integers(2, 41))
        n_places = int(rng.integers(k, 6 * k))
        places = rng.standard_normal((n_places, k)) * 10.0 ** rng.uniform(-3, 0, (n_places, 1))
        points = rng.permutation(np.repeat(places, rng.integers(1, 60, n_places), axis=0))
        word = verdict(points, kmeans.assign(points, k), ten_starts.assign(points, k))
        verdicts[word.split()[0]] += 1
        if word.startswith("worse"):
            print(f"coinciding {number}, {len(points)} points, k {k}: {word}", flush=True)
    print(f"coinciding: {dict(verdicts)}", flush=True)


def compare_pictures(sizes: Sequence[int] = (64, 128, 256, 512)) -> None:
    """Judge and time real pictures: a row for each size and number of clusters.

    There are fewer of the largest ones, each run once. Times are process time, without the
    machine's other work.
    """
    print("| px | k | k-means, ms | scikit-learn, ms | ratio, median | least | better | worse |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    for size in sizes:
        names = PICTURES if size < 256 else PICTURES[:4] if size < 512 else PICTURES[:2]
        embeddings = [
            _picture_embedding(name, size, beta) for name in names for beta in (1.0, 10.0)
        ]
        for k in (2, 4, 8, 16, 26, 40):
            rows = [_timed(np.ascontiguousarray(points[:, :k]), k, size) for points in embeddings]
            mine, other, ratios, words = zip(*rows, strict=True)
            judged = Counter(word.split()[0] for word in words)
            worst = [word for word in words if word.startswith("worse")]
            print(
                f"| {size} | {k} | {1000 * median(mine):.1f} | {1000 * median(other):.0f} | "
                f"{median(ratios):.1f} | {min(ratios):.1f} | {judged['better']} of {len(words)} | "
                f"{', '.join(worst) or 0} |",
                flush=True,
            )


def _picture_embedding(name: str, size: int, beta: float) -> Floats:
    graph = pixel_graph(sample_picture(name, size, size), None, beta=beta, eps=1e-6)
    return embed(graph, smallest_eigenpairs(graph, 41, n_vectors=40).vectors)[:, :40]


def _timed(points: Floats, k: int, size: int) -> tuple[float, float, float, str]:
    pairs = []
    for _ in range(3 if size < 256 else 1):
        begin = process_time()
        ours = kmeans.assign(points, k, 0)
        middle = process_time()
        theirs = ten_starts.assign(points, k, 0)
        pairs.append((middle - begin, process_time() - middle))
    mine, other = (median(side) for side in zip(*pairs, strict=True))
    return mine, other, median(b / a for a, b in pairs), verdict(points, ours, theirs)


if __name__ == "__main__":
    compile_all()
    kmeans.assign(np.random.default_rng(0).random((600, 3)), 3)  # loads libraries
    if sys.argv[1:] == ["pictures"]:
        compare_pictures()
    elif sys.argv[1:] == ["coinciding"]:
        compare_coinciding(500)
    else:
        compare_time()
        compare_tutorial(50)
        compare_drags(200)
        compare_inertia(int(sys.argv[1]) if len(sys.argv) > 1 else 300)
