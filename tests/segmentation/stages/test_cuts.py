"""Cut, volume and normalized cut against brute force, and the parts of regions."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy import ndimage

from segmentation import ParameterError, affinity, ncut_value, region_cuts, segment
from segmentation.graph.build import pixel_graph
from segmentation.stages.method import Method
from segmentation.stages.metrics import connected_parts, graph_cuts
from tests.segmentation.fixtures.pictures import labelled_pictures


@settings(max_examples=25)
@given(hnp.arrays(np.float64, (3, 3), elements=st.floats(0, 1)))
def test_all_partitions_of_a_small_graph_in_two(image):
    """Each against its definition; none below the second eigenvalue; the best one is found."""
    graph = pixel_graph(image)
    weights = graph.affinity.toarray()
    np.fill_diagonal(weights, 0)
    second = np.linalg.eigvalsh(graph.laplacian.toarray())[1]
    least = np.inf
    for bits in product((0, 1), repeat=8):
        labels = np.array((0, *bits))
        cuts = graph_cuts(graph, labels)
        expected = 0.0
        for region in np.unique(labels):
            inside = labels == region
            cut = weights[np.ix_(inside, ~inside)].sum()
            assert cuts.cut[region] == pytest.approx(cut, abs=1e-12)
            assert cuts.volume[region] == pytest.approx(weights[inside].sum())
            expected += cut / weights[inside].sum()
        assert cuts.ncut == pytest.approx(expected)
        if labels.sum() > 0:
            assert cuts.ncut >= second - 1e-12
            least = min(least, cuts.ncut)
    sweep = segment(image, method=Method(n_clusters=2, assign_labels="sweep")).ncut
    assert least - 1e-12 <= sweep <= np.sqrt(8 * second) + 1e-12  # Cheeger's inequality


@given(labelled_pictures)
def test_both_ways_to_the_cuts_agree(case):
    image, mask, labels = case
    graph = pixel_graph(image, mask)
    quick = graph_cuts(graph, labels[mask])
    public = region_cuts(graph.affinity, np.where(mask, labels, -1))
    np.testing.assert_array_equal(quick.size, public.size)
    np.testing.assert_allclose(quick.cut, public.cut, atol=1e-12)
    np.testing.assert_allclose(quick.volume, public.volume, atol=1e-12)
    assert quick.cut.dtype == quick.volume.dtype == np.float64
    assert public.ncut == ncut_value(graph.affinity, labels[mask])


def test_a_region_of_isolated_pixels_and_a_missing_one_cost_nothing():
    weights = affinity(np.zeros((1, 4)), [[True, True, False, True]], beta=0)
    cuts = region_cuts(weights, [0, 0, 2])
    assert cuts.size.tolist() == [2, 0, 1]
    assert cuts.ratio.tolist() == [0, 0, 0]


def test_labels_that_do_not_fit_are_refused():
    with pytest.raises(ParameterError, match="affinity' parameter of region_cuts"):
        region_cuts(np.eye(2), [0, 1, 1])


@given(labelled_pictures)
def test_parts_are_counted_on_the_grid(case):
    image, mask, labels = case
    parts = connected_parts(pixel_graph(image, mask), labels[mask])
    for region, count in enumerate(parts):
        assert count == ndimage.label(mask & (labels == region))[1]


def test_a_result_counts_its_regions_and_their_parts():
    mask = np.zeros((8, 8), bool)
    mask[0] = mask[3] = mask[6] = True
    result = segment(np.zeros((8, 8)), mask, Method(n_clusters=2))
    assert result.n_regions == 2
    assert sorted(result.region_parts.tolist()) == [1, 2]
