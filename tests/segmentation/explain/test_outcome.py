"""The outcome alone is that of the whole verdict, on scenes of every kind."""

from collections import Counter

import numpy as np
import pytest

from segmentation import Circle, Method, Scene, segment, segment_scene
from segmentation.explain.verdict import outcome


def scenes():
    for radius in (20, 12, 10, 8, 6, 4):
        for overlap in (0, 2, 4):
            circles = (Circle(30, 25, 20), Circle(30, 45 + radius - overlap, radius))
            for seed in (0, 1):
                yield Scene(circles, size=80, seed=seed), 2
    yield Scene(noise=3.0), 4


def test_the_outcome_alone_is_that_of_the_whole_verdict():
    seen = Counter()
    for scene, k in scenes():
        for name in ("kmeans", "sweep"):
            result = segment_scene(scene, Method(n_clusters=k, assign_labels=name))
            assert outcome(result) == result.verdict.outcome
            seen[outcome(result)] += 1
    assert {"agrees", "rounding", "objective"} <= set(seen)


@pytest.mark.parametrize("k", [3, 5])
def test_where_there_is_no_truth_there_is_none(k):
    assert outcome(segment_scene(Scene(), Method(n_clusters=k))) == "no truth"
    image = np.random.default_rng(0).random((20, 20))
    assert outcome(segment(image, method=Method(n_clusters=k))) == "no truth"
