import numpy as np
import pytest
from hypothesis import given

from segmentation import (
    ParameterError,
    cut_edges,
    graph_edges,
    mean_affinity,
    pixel_graph,
    weight_histogram,
)
from segmentation.stages.metrics import graph_cuts
from tests.segmentation.fixtures.pictures import labelled_pictures


@given(labelled_pictures)
def test_edges_lie_where_the_affinity_is(case):
    image, mask, labels = case
    graph = pixel_graph(image, mask, eps=0.1)
    number = np.full(mask.shape, -1)
    number[mask] = np.arange(graph.n_nodes)
    weights = graph.affinity.toarray()
    edges = graph_edges(graph)
    assert len(edges) == graph.n_edges
    for row, col, down, weight in zip(*vars(edges).values(), strict=True):
        other = number[row + 1, col] if down else number[row, col + 1]
        assert weights[number[row, col], other] == weight
    cut = cut_edges(graph, labels)
    for row, col, down in zip(cut.rows, cut.cols, cut.down, strict=True):
        assert labels[row, col] != (labels[row + 1, col] if down else labels[row, col + 1])
    cuts = graph_cuts(graph, labels[mask])
    assert 2 * cut.weight.sum() == pytest.approx(cuts.cut.sum(), abs=1e-9)
    by_node = cut_edges(graph, labels[mask])
    assert np.array_equal(by_node.weight, cut.weight)
    counts, limits = weight_histogram(graph, 7)
    assert counts.sum() == graph.n_edges
    assert len(limits) == 8


@given(labelled_pictures)
def test_the_mean_of_a_pixels_edges(case):
    image, mask, _ = case
    graph = pixel_graph(image, mask)
    weights = graph.affinity.toarray()
    np.fill_diagonal(weights, 0)
    picture = mean_affinity(graph)
    assert np.array_equal(np.isnan(picture), ~mask)
    n_edges = (weights > 0).sum(axis=1)
    expected = weights.sum(axis=1) / np.maximum(n_edges, 1)
    np.testing.assert_allclose(picture[mask], expected)


def test_labels_that_do_not_fit_are_refused():
    graph = pixel_graph(np.zeros((3, 4)))
    with pytest.raises(ParameterError, match="labels' parameter of cut_edges"):
        cut_edges(graph, np.zeros((4, 3), int))
    with pytest.raises(ParameterError, match="graph' parameter of mean_affinity"):
        mean_affinity("graph")
    with pytest.raises(ParameterError, match="bins"):
        weight_histogram(graph, 0)
