"""Merging of regions by hand, against loops over the labels and the affinity matrix."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from segmentation import (
    Method,
    ParameterError,
    Scene,
    affinity,
    join_regions,
    region_cuts,
    segment_scene,
)

SCENE = Scene(size=40, circles=tuple(Scene().circles[:2]))
RESULT = segment_scene(SCENE, Method(n_clusters=6, beta=3.0))
PRESENT = np.flatnonzero(RESULT.cuts.size).tolist()
GROUPS = st.lists(st.lists(st.sampled_from(PRESENT), min_size=1, max_size=3), max_size=4)


def joined(labels, groups):
    """Merge one pair after the other, until nothing changes."""
    labels = labels.copy()
    for _ in groups:
        for group in groups:
            places = np.isin(RESULT.labels, group)
            for label in np.unique(labels[places]):
                labels[labels == label] = labels[places].min()
    return labels


@given(GROUPS)
def test_labels_cuts_and_metrics_are_those_of_the_merged_regions(groups):
    found = join_regions(RESULT, groups)
    labels = joined(RESULT.labels, groups)
    np.testing.assert_array_equal(found.labels, labels)
    picture = SCENE.render()
    matrix = affinity(picture.image, picture.mask, beta=3.0)
    cuts = region_cuts(matrix, labels)
    np.testing.assert_array_equal(found.cuts.size, cuts.size)
    np.testing.assert_allclose(found.cuts.cut, cuts.cut, atol=1e-12)
    assert found.ncut == pytest.approx(cuts.ncut, abs=1e-12)


def test_what_all_regions_make_is_one():
    found = join_regions(RESULT, [PRESENT])
    assert (found.n_regions, found.ncut) == (1, 0.0)
    assert found.metrics.adjusted_rand == 0
    assert found.verdict.outcome != "agrees"


def test_a_merge_can_lead_to_the_truth():
    result = segment_scene(Scene(noise=0), Method(n_clusters=5))
    most = [np.bincount(result.node_truth[result.node_labels == r]).argmax() for r in range(5)]
    groups = [np.flatnonzero(np.array(most) == circle) for circle in set(most)]
    found = join_regions(result, groups)
    assert found.metrics.adjusted_rand > result.metrics.adjusted_rand
    assert found.warnings == result.warnings


@pytest.mark.parametrize("groups", [3, [[0, 99]], [[-1]], [["a"]], ["ab"], [[0.5]], [None]])
def test_what_is_no_group_is_refused(groups):
    with pytest.raises(ParameterError, match="'groups' parameter of join_regions"):
        join_regions(RESULT, groups)
