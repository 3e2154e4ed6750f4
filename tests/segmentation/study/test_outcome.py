"""The outcome alone is that of the whole verdict, on scenes of every kind."""

from collections import Counter

import numpy as np
import pytest

from segmentation import Circle, Method, Scene, segment, segment_scene
from segmentation.verdict import outcome


def scenes():
    for radius in (20, 12, 10, 8, 6, 4):
        for overlap in (0, 2, 4):
            circles = (Circle(30, 25, 20), Circle(30, 45 + radius - overlap, radius))
            for seed in (0, 1):
                yield Scene(circles, size=80, seed=seed), 2
    for overlap in (2, 4):
        radii, places, right = (6, 9, 13, 19), [], 2.0
        for radius in radii:
            places.append(Circle(25, right + radius, radius))
            right += 2 * radius - overlap
        for seed in range(3):
            yield Scene(places, size=95, seed=seed), 4
    yield Scene(noise=3.0), 4


def test_the_outcome_alone_is_that_of_the_whole_verdict():
    seen = Counter()
    for scene, k in scenes():
        for name in ("kmeans", "sweep"):
            result = segment_scene(scene, Method(n_clusters=k, assign_labels=name))
            assert outcome(result) == result.verdict.outcome
            seen[outcome(result)] += 1
    assert {"agrees", "rounding", "objective", "tie"} <= set(seen)


@pytest.mark.parametrize("k", [3, 5])
def test_where_there_is_no_truth_there_is_none(k):
    assert outcome(segment_scene(Scene(), Method(n_clusters=k))) == "no truth"
    image = np.random.default_rng(0).random((20, 20))
    assert outcome(segment(image, method=Method(n_clusters=k))) == "no truth"
