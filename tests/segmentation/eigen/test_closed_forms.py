"""Spectra known from textbooks."""

import numpy as np
import pytest

from segmentation.eigen import SOLVER_NAMES, smallest_eigenpairs
from segmentation.graph.build import pixel_graph


@pytest.mark.parametrize("solver", SOLVER_NAMES)
@pytest.mark.parametrize("n_nodes", [2, 7, 90])
@pytest.mark.parametrize("transposed", [False, True])
def test_path(solver, n_nodes, transposed):
    image = np.zeros((n_nodes, 1) if transposed else (1, n_nodes))
    n = min(5, n_nodes)
    pairs = smallest_eigenpairs(pixel_graph(image, beta=0), n, solver)
    expected = 1 - np.cos(np.pi * np.arange(n) / (n_nodes - 1))
    np.testing.assert_allclose(pairs.values, expected, atol=1e-10)


@pytest.mark.parametrize("solver", SOLVER_NAMES)
def test_ring(solver):
    """Around a hole: a cycle, whose eigenvalues 1 - cos(2 pi j / n) come in pairs."""
    mask = np.ones((13, 13), dtype=bool)
    mask[1:-1, 1:-1] = False
    pairs = smallest_eigenpairs(pixel_graph(np.zeros(mask.shape), mask, beta=0), 6, solver)
    order = np.array([0, 1, 1, 2, 2, 3])
    expected = 1 - np.cos(2 * np.pi * order / mask.sum())
    np.testing.assert_allclose(pairs.values, expected, atol=1e-10)


@pytest.mark.parametrize("solver", SOLVER_NAMES)
@pytest.mark.parametrize("n", [2, 3, 4, 5, 6])
def test_square_whose_eigenvalues_are_multiple(solver, n):
    """A symmetric graph hides copies of an eigenvalue from a single-vector method."""
    graph = pixel_graph(np.zeros((12, 12)), beta=0)
    pairs = smallest_eigenpairs(graph, n, solver)
    expected = np.linalg.eigvalsh(graph.laplacian.toarray())[:n]
    np.testing.assert_allclose(pairs.values, expected, atol=1e-10)


def test_the_first_vector_is_the_root_of_the_degree():
    rng = np.random.default_rng(0)
    graph = pixel_graph(rng.random((12, 12)))
    first = smallest_eigenpairs(graph, 3).vectors[:, 0]
    expected = np.sqrt(graph.degree / graph.degree.sum())
    np.testing.assert_allclose(np.abs(first), expected, atol=1e-12)
