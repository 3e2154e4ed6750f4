"""Moves of pixels at boundaries, against brute force."""

import numpy as np
import pytest
from hypothesis import given

from segmentation import Method, segment
from segmentation.eigen import aggregates
from segmentation.graph import pixel_graph
from segmentation.stages.boundaries import settle_boundaries
from segmentation.stages.metrics import graph_cuts
from tests.segmentation.fixtures.pictures import labelled_pictures


@given(labelled_pictures)
def test_no_move_is_left_that_lowers_the_cut_and_no_region_is_emptied(case):
    image, mask, labels = case
    graph = pixel_graph(image, mask)
    before = labels[mask]
    settled = settle_boundaries(graph, before)
    ncut = graph_cuts(graph, settled).ncut
    assert np.array_equal(np.unique(settled), np.unique(before))
    assert ncut <= graph_cuts(graph, before).ncut
    weights = graph.affinity.toarray()
    for node, own in enumerate(settled):
        near = {settled[j] for j in np.flatnonzero(weights[node] > 0) if j != node}
        for other in near - {own}:
            moved = settled.copy()
            moved[node] = other
            cuts = graph_cuts(graph, moved)
            stays = np.count_nonzero(settled == own) == 1 or not cuts.volume[own] > 0
            assert stays or cuts.ncut >= ncut * (1 - 1e-9)


@pytest.mark.parametrize("labels", ["cluster_qr", "kmeans", "discretize"])
def test_a_large_picture_is_cut_as_aggregates_and_says_so(labels, monkeypatch):
    """Three bright areas on a dark ground, whose outlines cross the blocks."""
    monkeypatch.setattr(aggregates, "LARGEST_EXACT", 1000)
    rows, columns = np.indices((90, 100))
    image = 0.05 * np.random.default_rng(0).standard_normal(rows.shape)
    for number, (row, column) in enumerate([(25, 25), (30, 75), (68, 50)]):
        image[(rows - row) ** 2 + (columns - column) ** 2 < 15**2] += 2 + number
    method = Method(n_clusters=4, beta=5, scale="edges", eps=1e-6, assign_labels=labels)
    exact = segment(image, method=method)
    rough = Method(**vars(method) | {"eigen_solver": "aggregates"})
    found = segment(image, method=rough)
    assert found.solver == "aggregates"
    assert found.ncut <= exact.ncut * (1 + 1e-9)
    assert np.mean(found.labels != exact.labels) < 0.01
    (sentence,) = (text for text in found.warnings if "aggregates" in text)
    assert "of 9,000 pixels" in sentence
    assert not any("aggregates" in text for text in exact.warnings)
    assert np.array_equal(segment(image, method=rough).labels, found.labels)


@pytest.mark.parametrize("labels", ["cluster_qr", "kmeans", "discretize", "sweep"])
def test_so_is_one_of_several_pieces(labels, monkeypatch):
    """Two halves with a bright area each, and a pixel that touches neither."""
    monkeypatch.setattr(aggregates, "LARGEST_EXACT", 1000)
    rows, columns = np.indices((60, 100))
    image = 0.05 * np.random.default_rng(0).standard_normal(rows.shape)
    for row, column in [(25, 25), (30, 73)]:
        image[(rows - row) ** 2 + (columns - column) ** 2 < 15**2] += 3
    mask = columns != 50
    mask[:2, 98:] = False
    mask[0, 99] = True
    method = Method(n_clusters=4, beta=5, scale="edges", eps=1e-6, assign_labels=labels)
    exact = segment(image, mask, method)
    rough = Method(**vars(method) | {"eigen_solver": "aggregates"})
    found = segment(image, mask, rough)
    assert found.n_components == 3
    assert found.ncut <= exact.ncut * (1 + 1e-9)
    assert np.mean(found.labels != exact.labels) < 0.01
    (sentence,) = (text for text in found.warnings if "aggregates" in text)
    assert f"of {found.n_nodes:,} pixels" in sentence
