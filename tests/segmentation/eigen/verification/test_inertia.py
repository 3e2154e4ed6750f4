"""Counting eigenvalues below a number, against all of them by LAPACK."""

import numpy as np
import pytest

from benchmarks.inputs.random_problems import random_problem
from segmentation.eigen.components import components
from segmentation.eigen.verification.inertia import count_negative_pivots
from segmentation.graph.build import pixel_graph

N_PROBLEMS = 330


def eigenvalues(graph):
    return np.linalg.eigvalsh(graph.laplacian.toarray())


@pytest.fixture(scope="module")
def problems():
    """Connected random graphs and their spectra."""
    graphs = [random_problem(seed).graph for seed in range(N_PROBLEMS)]
    connected = [g for g in graphs if g.n_nodes > 2 and components(g)[0] == 1]
    return [(graph, eigenvalues(graph)) for graph in connected]


def test_counts_between_eigenvalues(problems):
    n_counted = n_wide = 0
    for graph, values in problems:
        for j in np.flatnonzero(np.diff(values) > 1e-4)[:20]:
            n_wide += 1
            tau = (values[j] + values[j + 1]) / 2
            count = count_negative_pivots(graph, tau, 4e-5)
            assert count in (None, j + 1)
            n_counted += count is not None
    assert n_wide > 1000
    assert n_counted > 0.99 * n_wide


@pytest.mark.parametrize("distance", [-1e-6, -1e-9, -1e-12, 0.0, 1e-12, 1e-9])
@pytest.mark.parametrize("accuracy", [1e-8, 1e-11])
def test_next_to_an_eigenvalue_it_is_right_within_its_accuracy_or_silent(
    problems, distance, accuracy
):
    n_counted = 0
    for graph, values in problems:
        for value in values[1:8]:
            tau = value + distance
            count = count_negative_pivots(graph, tau, accuracy)
            if count is not None:
                n_counted += 1
                lapack = 1e-14 * len(values)
                least = (values < tau - accuracy - lapack).sum()
                assert least <= count <= (values < tau + accuracy + lapack).sum()
    assert n_counted > 100


def test_an_eigenvalue_of_a_leading_block_breaks_the_elimination_down():
    graph = pixel_graph(np.zeros((1, 5)), beta=0)  # its first pixel alone has the eigenvalue 1
    assert count_negative_pivots(graph, 1.0, 1e-8) is None
    assert count_negative_pivots(graph, 1.0 - 1e-4, 1e-8) == (eigenvalues(graph) < 1 - 1e-4).sum()


@pytest.mark.parametrize("shape", [(3, 90), (90, 3), (16, 17), (1, 200)])
def test_counts_whatever_the_shape(shape):
    graph = pixel_graph(np.random.default_rng(0).random(shape))
    values = eigenvalues(graph)
    for j in (0, 1, 7, 40, 150):
        tau = (values[j] + values[j + 1]) / 2
        assert count_negative_pivots(graph, tau, 1e-8) == j + 1
