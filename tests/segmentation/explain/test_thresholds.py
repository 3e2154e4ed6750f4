import numpy as np
import pytest

from segmentation import (
    Circle,
    Method,
    ParameterError,
    Scene,
    ncut_value,
    segment,
    segment_scene,
    threshold_curve,
)

SCENE = Scene((Circle(50, 36, 24), Circle(50, 66, 10)))
TWO = Method(n_clusters=2)


def test_every_point_is_the_cut_of_its_regions():
    result = segment_scene(SCENE, TWO)
    curve = threshold_curve(result)
    assert len(curve.thresholds) == len(curve.ncut) == result.n_nodes - 1
    assert (np.diff(curve.thresholds) > 0).all()
    picture = result.eigenvectors[1]
    for index in (0, 5, curve.best, 1000, len(curve.ncut) - 1):
        labels = curve.labels_at(index)
        assert curve.ncut[index] == pytest.approx(ncut_value(result.graph.affinity, labels))
        above = picture[result.labels >= 0] > curve.thresholds[index]
        assert len(np.unique(labels[result.labels >= 0][above])) == 1
    assert curve.ncut[curve.best] == curve.ncut.min()


def test_the_best_is_the_sweep_and_the_marks_say_how_far_off_they_are():
    result = segment_scene(SCENE, Method(n_clusters=2, assign_labels="sweep"))
    curve = result.threshold_curve
    assert list(curve.marks) == ["kmeans", "sweep", "truth"]
    assert (curve.marks["sweep"].index, curve.marks["sweep"].differing) == (curve.best, 0)
    assert np.array_equal(curve.labels_at(curve.best), result.labels)
    for name, labels in (("kmeans", result.by_method[0].labels), ("truth", result.truth)):
        mark = curve.marks[name]
        assert mark.ncut == pytest.approx(ncut_value(result.graph.affinity, labels))
        inside = result.labels >= 0
        differing = [
            min(
                np.count_nonzero(split != labels[inside]), np.count_nonzero(split == labels[inside])
            )
            for split in (curve.labels_at(i)[inside] for i in range(len(curve.ncut)))
        ]
        assert mark.differing == min(differing) == differing[mark.index]


def test_equal_entries_share_a_threshold():
    """Two separate pieces: the Fiedler vector has two values, up to rounding."""
    result = segment_scene(Scene((Circle(20, 20, 12), Circle(70, 70, 12))), TWO)
    curve = result.threshold_curve
    assert len(curve.thresholds) == 1
    assert curve.ncut[0] == pytest.approx(0, abs=1e-15)
    assert curve.marks["truth"].differing == 0


def test_only_two_regions_have_one():
    result = segment_scene(Scene())
    assert result.threshold_curve is None
    with pytest.raises(ParameterError, match=r"into two regions\. Got one with n_clusters=4"):
        threshold_curve(result)
    with pytest.raises(ParameterError, match="must be a Segmentation"):
        threshold_curve(3)


def test_a_picture_without_a_truth_has_no_mark_of_it():
    picture = SCENE.render()
    assert list(segment(picture.image, picture.mask, TWO).threshold_curve.marks) == ["kmeans"]


def test_a_threshold_that_is_not_there_is_refused():
    curve = segment([[0, 0, 9, 9]], method=TWO).threshold_curve
    assert np.array_equal(curve.labels_at(np.float64(1)), curve.labels_at(1))
    for index in (-1, len(curve.ncut), 0.5, None):
        with pytest.raises(ParameterError, match="index' parameter of labels_at"):
            curve.labels_at(index)
