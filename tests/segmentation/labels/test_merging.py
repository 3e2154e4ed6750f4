"""Merging of regions, against loops that compute each contrast from the pixels."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from skimage.measure import label

from segmentation import (
    ImageError,
    Method,
    ParameterError,
    Scene,
    match_labels,
    merge_regions,
    prepare,
    sample_image,
    segment,
    segment_scene,
)

BOUNDARY, SPREAD, SIZE = 3.0, 3.0, 0.2  # as the documentation states them


def contrast(labels, image, one, other):
    """Return the contrast of two regions, None if they are no neighbours."""
    steps = []
    for row, col in np.ndindex(labels.shape):
        for r, c in ((row + 1, col), (row, col + 1)):
            if r < labels.shape[0] and c < labels.shape[1]:
                ends = {int(labels[row, col]), int(labels[r, c])}
                if ends == {one, other}:
                    steps.append(np.linalg.norm(image[row, col] - image[r, c]))
    if not steps:
        return None
    a, b = image[labels == one], image[labels == other]
    squared = ((a.mean(axis=0) - b.mean(axis=0)) ** 2).sum()
    squared += SPREAD * ((a.std(axis=0) - b.std(axis=0)) ** 2).sum()
    harmonic = len(a) * len(b) / (len(a) + len(b))
    return harmonic**SIZE * (np.sqrt(squared) + BOUNDARY * np.mean(steps))


@given(st.tuples(*[st.integers(1, 6)] * 2, st.integers(1, 5), st.integers(0, 999)))
def test_each_step_merges_the_pair_of_least_contrast(case):
    height, width, n_regions, seed = case
    rng = np.random.default_rng(seed)
    labels = rng.integers(-1, 7, (height, width))
    labels[0, 0] = 0
    image = rng.normal(50, 20, (height, width, 3))
    expected = labels.copy()
    while True:
        present = np.unique(expected[expected >= 0]).tolist()
        pairs = {
            (a, b): value
            for a in present
            for b in present
            if a < b and (value := contrast(expected, image, a, b)) is not None
        }
        if len(present) <= n_regions or not pairs:
            break
        one, other = min(pairs, key=pairs.get)
        expected[expected == other] = one
    assert np.array_equal(merge_regions(labels, image, n_regions), match_labels(expected))


def test_regions_without_a_common_boundary_stay_apart():
    labels = np.array([[0, 0, -1, 1, 1, 2]])
    assert merge_regions(labels, np.zeros((1, 6)), 1).tolist() == [[1, 1, -1, 0, 0, 0]]


def test_numbers_of_regions_may_be_far_apart():
    found = merge_regions([[0, 0, 10**9, 10**9, 7, 7]], [[0.0, 0, 1, 1, 9, 9]], 2)
    np.testing.assert_array_equal(found, [[0, 0, 0, 0, 1, 1]])


def test_the_results_form_a_hierarchy():
    picture = prepare(sample_image("coffee"), channel="colour", longest=60, sigma=1)
    method = Method(n_clusters=20, beta=5, eps=1e-6, scale="edges", feature="colour")
    result = segment(picture.image, method=method)
    finer = merge_regions(result.labels, picture.image, 19)
    for k in range(18, 0, -1):
        coarser = merge_regions(result.labels, picture.image, k)
        assert len(np.unique(coarser)) == k
        pairs = np.unique(np.stack((finer.ravel(), coarser.ravel())), axis=1)
        assert pairs.shape[1] == k + 1
        finer = coarser


def test_a_method_merges_and_explains_what_it_merged():
    picture = prepare(sample_image("coffee"), channel="colour", longest=60, sigma=1)
    plain = Method(
        n_clusters=20, beta=5, eps=1e-6, scale="edges", feature="colour",
        assign_labels="cluster_qr",
    )  # fmt: skip
    many = segment(picture.image, method=plain)
    method = replace(plain, n_clusters=4, merge_from=20)
    result = segment(picture.image, method=method)
    assert np.array_equal(result.labels, merge_regions(many.labels, picture.image, 4))
    assert result.n_regions == 4
    assert len(result.eigenvalues) == 21
    own = next(by for by in result.by_method if by.name == "cluster_qr")
    assert np.array_equal(own.labels, result.labels)
    assert all(len(np.unique(by.labels)) == 4 for by in result.by_method)
    assert isinstance(result.diagnostics + result.warnings, tuple)
    fewer = segment(picture.image, method=replace(plain, n_clusters=4, merge_from=3))
    expected = segment(picture.image, method=replace(plain, n_clusters=4))
    assert np.array_equal(fewer.labels, expected.labels)


def test_scenes_can_be_merged_too_and_have_a_verdict():
    result = segment_scene(Scene(), Method(merge_from=8))
    assert result.n_regions == 4
    assert result.verdict.outcome != "no truth"
    with pytest.raises(ParameterError) as caught:
        segment(np.zeros((2, 5)), method=Method(merge_from=11))
    assert caught.value.parameter == "merge_from"


def test_an_image_that_does_not_fit_is_refused():
    labels = label(np.eye(4))
    for image in (np.zeros((4, 5)), np.zeros((4, 4, 2)), np.full((4, 4), np.nan)):
        with pytest.raises(ImageError, match="of the labels, with three channels or none"):
            merge_regions(labels, image, 2)
    with pytest.raises(ParameterError, match="at most 256 regions"):
        merge_regions(np.arange(400).reshape(20, 20), np.zeros((20, 20)), 2)
