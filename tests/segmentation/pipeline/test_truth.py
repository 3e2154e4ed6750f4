"""The truth of a picture, against the same one of a scene."""

from dataclasses import replace

import numpy as np
import pytest

from segmentation import Circle, Method, ParameterError, Scene, segment, segment_scene

UNEQUAL = Scene((Circle(50, 36, 28), Circle(50, 70, 10)))
METHODS = [Method(n_clusters=2), Method(n_clusters=2, assign_labels="sweep"), Method()]


@pytest.mark.parametrize("method", METHODS, ids=["k-means", "sweep", "k 4"])
@pytest.mark.parametrize("scene", [UNEQUAL, Scene()], ids=["unequal", "tutorial"])
def test_a_truth_gives_what_circles_give(scene, method):
    picture = scene.render()
    of_scene = segment_scene(scene, method)
    numbers = np.array([7, 11, 12, 900, -3])  # ascending, so the order is that of the circles
    truth = np.where(picture.truth < 0, -3, numbers[picture.truth])
    found = segment(picture.image, picture.mask, method, truth=truth)
    assert np.array_equal(found.labels, of_scene.labels)
    assert found.metrics == of_scene.metrics
    assert found.verdict.outcome == of_scene.verdict.outcome
    words = of_scene.verdict.sentence
    for name, other in (("circles", "true regions"), ("circle ", "true region ")):
        words = words.replace(name, other)
    assert found.verdict.sentence == words
    assert [s.changes for s in found.suggestions] == [s.changes for s in of_scene.suggestions]


def test_without_a_mask_what_has_no_region_is_one_more():
    picture = UNEQUAL.render()
    method = Method(n_clusters=3, use_mask=False, eps=1e-6)
    found = segment(picture.image, picture.mask, method, truth=picture.truth)
    expected = segment_scene(UNEQUAL, method)
    assert found.verdict.outcome == expected.verdict.outcome != "no truth"
    assert segment(picture.image, None, replace(method, use_mask=True)).metrics is None


def test_masked_and_negative_pixels_have_no_true_region():
    picture = UNEQUAL.render()
    masked = np.ma.array(picture.truth, mask=picture.truth < 0)
    one, other = (
        segment(picture.image, picture.mask, METHODS[0], truth=t) for t in (masked, picture.truth)
    )
    assert one.metrics == other.metrics


@pytest.mark.parametrize(
    "truth", [np.zeros((3, 3), int), np.zeros((100, 100)), np.full((100, 100), -1)]
)
def test_a_truth_that_does_not_fit_is_refused(truth):
    with pytest.raises(ParameterError) as caught:
        segment(UNEQUAL.render().image, truth=truth)
    assert caught.value.parameter == "truth"
