"""Two threads that solve one problem together, against one thread and dense solvers."""

from functools import cache

import numpy as np
import pytest

from segmentation import Circle, Method, Scene, cores, segment
from segmentation.cores import solver_threads, threads_for
from segmentation.eigen import smallest_eigenpairs
from segmentation.eigen.direct.cholesky import factorize
from segmentation.eigen.direct.dissection import dissect
from segmentation.eigen.direct.triangular import members_for, scratch_for, solve_block
from segmentation.eigen.grid import build
from segmentation.eigen.multigrid import hierarchy
from segmentation.graph.build import build_graph, pixel_graph
from segmentation.kernels.team import run
from segmentation.watching import watching

rng = np.random.default_rng
ROWS, COLUMNS = np.indices((60, 50))
MASKS = {
    "whole": np.ones((44, 40), bool),
    "disc": np.hypot(ROWS - 30, COLUMNS - 25) < 24,
    "ring": np.abs(np.hypot(ROWS - 30, COLUMNS - 25) - 18) < 6,
    "bottle": (np.abs(COLUMNS - 25) < 4) | (ROWS > 35),
    "gaps": rng(4).random((44, 40)) < 0.9,
    "wide": np.ones((9, 190), bool),
}


@pytest.fixture
def small(monkeypatch):
    """Let small problems be shared, too."""
    monkeypatch.setattr(cores, "SMALLEST_SHARED", 400)
    monkeypatch.setattr(hierarchy, "SMALLEST_LEVEL", 100)


def pairs_by(threads, graph, n, solver, start=None):
    with solver_threads(threads):
        return smallest_eigenpairs(graph, n, solver, start=start, n_vectors=n - 1)


@cache
def graph_and_eigenvalues(name):
    """Return a graph of random weights and its ten smallest eigenvalues."""
    mask = MASKS[name]
    graph = pixel_graph(rng(1).random(mask.shape), mask, beta=0.5)
    return graph, smallest_eigenpairs(graph, 10, "dense").values


@pytest.mark.parametrize("n", [4, 10])
@pytest.mark.parametrize("solver", ["multigrid", "direct"])
@pytest.mark.parametrize("name", MASKS)
def test_eigenpairs_are_those_of_a_dense_solver_and_the_same_each_time(small, name, solver, n):
    graph, values = graph_and_eigenvalues(name)
    found = [pairs_by(2, graph, n, solver) for _ in range(3)]
    for pairs in found:
        assert solver in pairs.solver
        np.testing.assert_allclose(pairs.values, values[:n], atol=1e-8)
        np.testing.assert_array_equal(pairs.vectors, found[0].vectors)
        np.testing.assert_array_equal(pairs.values, found[0].values)


@pytest.mark.parametrize("beta", [1, 20])
def test_labels_are_those_of_one_thread_and_steps_no_more(small, beta):
    picture = Scene().render()
    method = Method(beta=beta)
    one = segment(picture.image, picture.mask, method)
    with solver_threads(2):
        two = segment(picture.image, picture.mask, method)
        again = segment(picture.image, picture.mask, method, previous=two)
    np.testing.assert_array_equal(two.labels, one.labels)
    np.testing.assert_array_equal(again.labels, one.labels)
    assert two.iterations <= one.iterations
    assert not np.array_equal(two.embedding, one.embedding)  # two threads were at work


def test_a_large_problem_is_shared_and_a_small_one_is_not():
    circles = tuple(Circle(4 * c.row, 4 * c.col, 4 * c.radius) for c in Scene().circles)
    picture = Scene(circles, size=400, noise=0.2).render()
    graph = build_graph(picture.image, picture.mask, 1.0, "graph", 0.0)
    one, two, again = (pairs_by(t, graph, 5, "auto") for t in (1, 2, 2))
    assert graph.n_nodes > cores.SMALLEST_SHARED
    assert two.iterations == one.iterations == 3
    np.testing.assert_array_equal(again.vectors, two.vectors)
    np.testing.assert_allclose(two.values, one.values, rtol=1e-6, atol=1e-12)
    cosines = np.linalg.svd(two.vectors[:, :4].T @ one.vectors[:, :4], compute_uv=False)
    np.testing.assert_allclose(cosines, 1, atol=1e-9)
    with solver_threads(2):
        assert (threads_for(39_999), threads_for(40_000)) == (1, 2)
    assert threads_for(40_000) == 1


@pytest.mark.parametrize("name", MASKS)
def test_a_factor_by_two_threads_is_the_same_to_the_last_bit_and_solves(small, name):
    mask = MASKS[name]
    graph = pixel_graph(rng(2).random(mask.shape), mask, beta=5)
    grid = build(graph)
    b = np.zeros((2, graph.n_nodes + 2, 8))
    b[:, 1:-1] = rng(3).standard_normal((2, graph.n_nodes, 8))
    factors, solutions = [], []
    for threads in (1, 2, 2):
        with solver_threads(threads):
            factors.append(factorize(grid, dissect(graph, grid), 1e-3))
            members = members_for(factors[-1])
            assert len(members) == threads
            blocks = np.ascontiguousarray(b.transpose(1, 0, 2)).reshape(-1, 8)
            x, scratch = np.zeros_like(blocks), scratch_for(factors[-1], members, 2)
            run(members, solve_block, factors[-1], blocks, x, *scratch)
            solutions.append(x)
    for factor in factors[1:]:
        np.testing.assert_array_equal(factor.entries, factors[0].entries)
    np.testing.assert_allclose(solutions[1], solutions[0], rtol=1e-9, atol=1e-9)
    np.testing.assert_array_equal(solutions[2], solutions[1])


class EndedError(Exception):
    pass


@pytest.mark.parametrize("count", [1, 2, 3, 5])
def test_a_watcher_ends_a_solve_by_two_threads(small, count):
    seen = []

    def watcher(stage):
        seen.append(stage)
        if seen.count("eigen") == count:
            raise EndedError

    image = rng(0).random((60, 60))
    with solver_threads(2), watching(watcher), pytest.raises(EndedError):
        segment(image, method=Method(eigen_solver="direct"))
    assert seen.count("eigen") == count
