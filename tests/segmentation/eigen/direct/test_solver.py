"""The factorization against a dense solve, and the order of elimination."""

import numpy as np
import pytest

from segmentation.eigen import smallest_eigenpairs
from segmentation.eigen.direct.cholesky import factorize
from segmentation.eigen.direct.dissection import dissect
from segmentation.eigen.direct.orthogonal import orthonormalize
from segmentation.eigen.direct.triangular import scratch_for, solve_block
from segmentation.eigen.grid import build
from segmentation.graph.build import pixel_graph
from segmentation.kernels.team import ALONE
from segmentation.scene import Scene


def comb(height, width):
    rows, columns = np.indices((height, width))
    return (rows == 0) | (columns % 2 == 0)


MASKS = {
    "square": np.ones((37, 41), dtype=bool),
    "row": np.ones((1, 300), dtype=bool),
    "comb": comb(30, 31),
    "ring": np.abs(np.hypot(*(np.indices((40, 40)) - 20)) - 14) < 3,
}


@pytest.fixture(params=MASKS)
def graph(request):
    mask = MASKS[request.param]
    return pixel_graph(np.random.default_rng(1).random(mask.shape), mask, beta=5)


def test_solve_is_the_inverse(graph):
    grid = build(graph)
    factor = factorize(grid, dissect(graph, grid), 1e-3)
    n = graph.n_nodes
    b, x = np.zeros((n + 2, 8)), np.zeros((n + 2, 8))
    b[1:-1] = np.random.default_rng(2).standard_normal((n, 8))
    solve_block(ALONE, factor, b, x, *scratch_for(factor, [ALONE]))
    expected = np.linalg.solve(graph.laplacian.toarray() + 1e-3 * np.eye(n), b[1:-1])
    np.testing.assert_allclose(x[1:-1], expected, rtol=1e-9, atol=1e-9)


def test_each_pixel_is_eliminated_once(graph):
    grid = build(graph)
    d = dissect(graph, grid)
    assert sorted(d.order) == list(range(1, graph.n_nodes + 1))
    ends = d.panels[:, 1]
    np.testing.assert_array_equal(d.panels[1:, 0], ends[:-1])
    for number, (_, end, *children) in enumerate(d.panels):
        assert max(children) < number
        border = d.border[d.border_start[number] : d.border_start[number + 1]]
        assert (np.diff(border) > 0).all()
        assert (border >= end).all()


def test_fill_grows_like_n_log_n():
    fill = []
    for size in (32, 64, 128):
        graph = pixel_graph(np.zeros((size, size)), beta=0)
        d = dissect(graph, build(graph))
        fill.append(d.factor_size / graph.n_nodes)
    assert np.diff(fill).max() < 15  # a constant more each time n is four times as large
    assert fill[-1] < 80


def test_many_vectors(graph):
    pairs = smallest_eigenpairs(graph, 20, "direct")
    expected = np.linalg.eigvalsh(graph.laplacian.toarray())[:20]
    np.testing.assert_allclose(pairs.values, expected, atol=1e-10)


def test_a_pair_that_counts_as_a_value_saves_a_block():
    picture = Scene.tutorial().render()
    graph = pixel_graph(picture.image, picture.mask, beta=20)
    exact = smallest_eigenpairs(graph, 5, "direct")
    found = smallest_eigenpairs(graph, 5, "direct", n_vectors=4)
    assert found.iterations < exact.iterations
    np.testing.assert_allclose(found.values, exact.values, rtol=1e-7, atol=1e-14)
    cosines = np.linalg.svd(found.vectors[:, :4].T @ exact.vectors[:, :4], compute_uv=False)
    np.testing.assert_allclose(cosines, 1.0, atol=1e-12)


def test_order_is_remembered_for_the_same_edges_only():
    image = np.random.default_rng(3).random((20, 21))
    mask = np.ones(image.shape, dtype=bool)
    corner = mask.copy()
    corner[0, 0] = False

    def order(mask, beta):
        graph = pixel_graph(image, mask, beta=beta)
        return dissect(graph, build(graph))

    first = order(mask, 1)
    assert order(mask, 9) is first
    assert order(corner, 1) is not first
    assert len(order(corner, 1).order) == corner.sum()
    assert order(mask, 2) is first


@pytest.mark.parametrize("noise", [1.0, 1e-5, 1e-12, 0.0])
def test_nearly_dependent_columns_become_orthonormal(noise):
    rng = np.random.default_rng(4)
    block = rng.standard_normal((500, 8))
    block[:, 5] = block[:, :5].sum(axis=1) + noise * block[:, 5]
    old, upper = block.copy(), np.empty((8, 8))
    total = np.eye(8)
    for _ in range(4):
        independent = orthonormalize(ALONE, block, upper)
        total = upper @ total
        if independent:
            break
    np.testing.assert_allclose(block @ total, old, atol=1e-9)
    if noise > 0:
        np.testing.assert_allclose(block.T @ block, np.eye(8), atol=1e-10)
