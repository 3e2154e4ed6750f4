"""Eigenpairs that are constant on aggregates, against the dense contracted problem."""

import numpy as np
import pytest
from hypothesis import given, settings
from scipy import linalg

from segmentation.eigen import SOLVERS, aggregates, smallest_eigenpairs
from segmentation.eigen.aggregates.blocks import aggregate
from segmentation.eigen.aggregates.solver import SHARE
from segmentation.errors import ConvergenceError
from segmentation.graph import pixel_graph
from segmentation.stages.metrics import connected_parts, graph_cuts
from tests.segmentation.fixtures.pictures import labelled_pictures


def aggregates_of(graph, side=4, share=SHARE):
    parent = np.empty(graph.n_nodes, np.int32)
    edges = graph.right, graph.down, graph.down_index
    count = aggregate(graph.nodes, *graph.shape, *edges, graph.degree, side, share, parent)
    assert np.array_equal(np.unique(parent), np.arange(count))
    return parent


def steps(height=60, width=70):
    """Three areas of their own brightness, and noise."""
    rows, columns = np.indices((height, width))
    areas = (rows > height // 3) + 2.0 * (columns > width // 2)
    return areas + 0.1 * np.random.default_rng(0).standard_normal(areas.shape)


@pytest.fixture
def graph():
    return pixel_graph(steps(), beta=5, scale="edges", eps=1e-6)


@settings(max_examples=30)
@given(labelled_pictures)
def test_each_is_connected_and_lies_within_a_block(case):
    image, mask, _ = case
    graph = pixel_graph(image, mask, beta=5, scale="edges")
    parent = aggregates_of(graph, side=3)
    assert connected_parts(graph, parent.astype(np.intp)).max() == 1
    rows, columns = np.divmod(graph.nodes, graph.shape[1])
    block = rows // 3 * graph.shape[1] + columns // 3
    for number in range(parent.max() + 1):
        assert len(set(block[parent == number])) == 1


def test_pieces_stay_apart_where_their_weight_is_less_than_the_share(graph):
    """Within a block, no piece has more than the share of its volume to another one."""
    side, parent = 6, aggregates_of(graph, 6)
    affinity = graph.affinity.tocoo()
    count = parent.max() + 1
    table = np.zeros((count, count))
    np.add.at(table, (parent[affinity.row], parent[affinity.col]), affinity.data)
    rows, columns = np.divmod(graph.nodes, graph.shape[1])
    block = np.zeros(count, int)
    block[parent] = rows // side * graph.shape[1] + columns // side
    volume = np.bincount(parent, graph.degree)
    same = (block[:, None] == block) & ~np.eye(count, dtype=bool)
    assert (table[same] < SHARE * np.broadcast_to(volume[:, None], table.shape)[same]).all()
    assert count > len(set(block))  # boundaries part some


def test_the_boundary_of_an_area_is_one_of_aggregates(graph):
    parent = aggregates_of(graph)
    rows, columns = np.divmod(graph.nodes, graph.shape[1])
    area = (rows > 20) + 2 * (columns > 35)
    n_mixed = sum(len(set(area[parent == number])) > 1 for number in range(parent.max() + 1))
    assert n_mixed == 0


def test_pairs_are_those_of_the_contracted_graph(graph):
    """By a dense solver, for x.T L x / x.T D x among vectors x that are constant on aggregates."""
    pairs = SOLVERS["aggregates"](graph, 5)
    indicator = np.eye(len(pairs.aggregates.degree))[pairs.aggregates.number]
    weights = graph.affinity.toarray()
    np.fill_diagonal(weights, 0)
    laplacian = np.diag(weights.sum(axis=1)) - weights
    values, _ = linalg.eigh(
        indicator.T @ laplacian @ indicator, indicator.T @ (graph.degree[:, None] * indicator)
    )
    np.testing.assert_allclose(pairs.values, values[:5], rtol=1e-7, atol=1e-13)
    np.testing.assert_allclose(pairs.vectors.T @ pairs.vectors, np.eye(5), atol=1e-10)
    quotients = (pairs.vectors * (graph.laplacian @ pairs.vectors)).sum(axis=0)
    np.testing.assert_allclose(quotients, pairs.values, rtol=1e-7, atol=1e-13)
    exact = smallest_eigenpairs(graph, 5)
    assert (pairs.values >= exact.values - 1e-13).all()
    coordinates = pairs.vectors * graph.inverse_sqrt_degree[:, None]
    member = np.unique(pairs.aggregates.number, return_index=True)[1]
    np.testing.assert_allclose(
        coordinates, coordinates[member][pairs.aggregates.number], atol=1e-12
    )


def test_small_graphs_are_solved_exactly(graph):
    exact, found = (smallest_eigenpairs(graph, 5, name) for name in ("auto", "aggregates"))
    assert found.solver == exact.solver
    assert found.aggregates is None
    assert np.array_equal(found.vectors, exact.vectors)


def test_large_ones_have_honest_residuals(graph, monkeypatch):
    monkeypatch.setattr(aggregates, "LARGEST_EXACT", 1000)
    pairs = smallest_eigenpairs(graph, 5, "aggregates")
    assert pairs.solver == "aggregates"
    errors = graph.laplacian @ pairs.vectors - pairs.vectors * pairs.values
    np.testing.assert_allclose(pairs.residuals, np.linalg.norm(errors, axis=0), atol=1e-12)
    assert smallest_eigenpairs(graph, 5).solver != "aggregates"


def test_those_of_several_pieces_are_joined(monkeypatch):
    monkeypatch.setattr(aggregates, "LARGEST_EXACT", 500)
    mask = np.ones((60, 70), bool)
    mask[:, [40, 60]] = mask[30, 60:] = mask[:2, 60:] = False
    mask[0, 69] = True
    graph = pixel_graph(steps(), mask, beta=5, scale="edges", eps=1e-6)
    pairs = smallest_eigenpairs(graph, 7, "aggregates")
    assert pairs.n_components == 5
    assert graph.n_isolated == 1
    assert "aggregates" in pairs.solver.split("+")
    found = pairs.aggregates
    assert np.array_equal(np.unique(found.number), np.arange(len(found.degree)))
    indicator = np.eye(len(found.degree))[found.number]
    weights = graph.affinity.toarray()
    np.fill_diagonal(weights, 0)
    between = indicator.T @ weights @ indicator
    np.fill_diagonal(between, 0)
    np.testing.assert_allclose(found.affinity.toarray(), between, atol=1e-12)
    np.testing.assert_allclose(found.degree, graph.degree @ indicator, rtol=1e-12)
    coordinates = pairs.vectors * graph.inverse_sqrt_degree[:, None]
    member = np.unique(found.number, return_index=True)[1]
    np.testing.assert_allclose(coordinates, coordinates[member][found.number], atol=1e-12)


def test_eigenvalues_below_the_resolution_are_refused(monkeypatch):
    monkeypatch.setattr(aggregates, "LARGEST_EXACT", 100)
    image = np.repeat([0.0, 9.0, 0.0, 9.0], 100).reshape(20, 20)
    with pytest.raises(ConvergenceError, match="lie below"):
        smallest_eigenpairs(pixel_graph(image, beta=90, eps=1e-13), 3, "aggregates")


def test_normalized_cuts_of_whole_aggregates_are_the_same(graph):
    pairs = SOLVERS["aggregates"](graph, 3)
    labels = np.arange(len(pairs.aggregates.degree))[pairs.aggregates.number] % 3
    x = np.eye(3)[labels]
    weights = graph.affinity - graph.affinity.multiply(np.eye(graph.n_nodes))
    inside = (x * (weights @ x)).sum(axis=0) / (graph.degree @ x)
    assert graph_cuts(graph, labels).ncut == pytest.approx(3 - inside.sum())
