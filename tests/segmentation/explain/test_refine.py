import numpy as np
import pytest
from hypothesis import given, settings

from segmentation import Method, ParameterError, Scene, ncut_value, refine, segment_scene
from segmentation.explain.refine import MOST_PASSES, refine_graph
from segmentation.graph.build import pixel_graph
from segmentation.kernels import compiled
from segmentation.stages.metrics import graph_cuts
from tests.segmentation.fixtures.pictures import labelled_pictures


@given(labelled_pictures)
def test_it_never_raises_the_cut_never_empties_and_leaves_no_move(case):
    image, mask, labels = case
    graph = pixel_graph(image, mask)
    nodes = labels[mask]
    refined, ncut = refine_graph(graph, nodes)
    assert np.array_equal(np.unique(refined), np.unique(nodes))
    assert ncut <= graph_cuts(graph, nodes).ncut
    assert ncut == pytest.approx(graph_cuts(graph, refined).ncut, abs=1e-12)
    weights = graph.affinity.toarray()
    for node, own in enumerate(refined):
        if np.count_nonzero(refined == own) == 1:
            continue
        near = {refined[j] for j in range(len(refined)) if j != node and weights[node, j] > 0}
        for other in near - {own}:
            moved = refined.copy()
            moved[node] = other
            cuts = graph_cuts(graph, moved)
            assert cuts.ncut >= ncut * (1 - 1e-9) or not cuts.volume[own] > 0


@settings(max_examples=20)
@given(labelled_pictures)
def test_the_plain_path_does_the_same(case):
    image, mask, labels = case
    graph = pixel_graph(image, mask)
    quick = refine_graph(graph, labels[mask])
    ready = compiled.ready
    compiled.ready = lambda *_: False
    try:
        plain = refine_graph(graph, labels[mask])
    finally:
        compiled.ready = ready
    assert np.array_equal(quick[0], plain[0])


def test_a_displaced_boundary_goes_home():
    """Two squares joined by two pixels: from anywhere nearby, the cut ends at the neck."""
    mask = np.ones((6, 14), bool)
    mask[[0, 1, 4, 5], 6:8] = False
    graph = pixel_graph(np.zeros(mask.shape), mask)
    start = np.where(mask, np.indices(mask.shape)[1] > 4, -1)
    refined = refine(graph.affinity, start)
    assert refined.shape == mask.shape
    assert np.array_equal(refined < 0, ~mask)
    # Either side of the neck's columns is as good.
    assert ncut_value(graph.affinity, refined) == pytest.approx(2 / 130 + 2 / 134, abs=2e-3)
    assert set(refined[:, 8:].ravel()) == {1}
    assert set(refined[:, :6].ravel()) == {0}


def test_the_bound_on_passes_is_far_off():
    result = segment_scene(Scene(size=100), Method())
    once, _ = refine_graph(result.graph, result.node_labels)
    twice, _ = refine_graph(result.graph, once)
    assert np.array_equal(once, twice)
    assert MOST_PASSES > 100


def test_one_region_stays():
    assert refine(np.ones((3, 3)), [0, 0, 0]).tolist() == [0, 0, 0]
    with pytest.raises(ParameterError, match="parameter of refine"):
        refine(np.ones((3, 3)), [0, 0])
