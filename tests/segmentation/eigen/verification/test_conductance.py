"""Counts of nearly separate parts, and the eigenvalues that they imply, against LAPACK."""

from dataclasses import replace

import numpy as np
import pytest

from benchmarks.inputs.random_problems import random_problem
from segmentation.eigen.components import components
from segmentation.eigen.verification.conductance import count_nearly_separate
from segmentation.graph import pixel_graph


def with_weights(right, down):
    """The graph of a whole picture of given weights to the right and below."""
    plain = pixel_graph(np.zeros((len(right), len(right[0]) + 1)), beta=0)
    weights = plain.right.copy(), plain.down.copy()
    weights[0][plain.right_index >= 0] = np.ravel(right)
    weights[1][plain.down_index >= 0] = np.ravel(down)
    return replace(plain, right=weights[0], down=weights[1])


@pytest.mark.parametrize("chunk", range(4))
def test_as_many_eigenvalues_are_below_twice_the_conductance(chunk):
    n_proofs = 0
    for seed in range(chunk, 400, 4):
        graph = random_problem(seed).graph
        if graph.n_nodes < 2 or components(graph)[0] > 1:
            continue
        values = np.linalg.eigvalsh(graph.laplacian.toarray())
        for conductance in (1e-11, 1e-7, 1e-4, 1e-2, 0.1):
            count = count_nearly_separate(graph, conductance)
            assert values[count - 1] <= 2 * conductance + 1e-14
            n_proofs += count > 1
    assert n_proofs > 10


def test_blocks_behind_weak_edges_are_all_counted():
    """Of 3 x 4 blocks of 5 x 5 pixels each is one, and so is each of them that falls in two."""
    image = np.kron(np.arange(12).reshape(3, 4) * 10.0, np.ones((5, 5)))
    graph = pixel_graph(image, beta=30, scale="edges")
    assert count_nearly_separate(graph, 1e-9) == 12
    image[2:5, :5] -= 8
    graph = pixel_graph(image, beta=30, scale="edges")
    assert count_nearly_separate(graph, 1e-9) == 13


def test_what_counts_is_the_whole_boundary_against_the_whole_volume():
    """Two sides joined by ten edges of 1e-9: no edge is below 1e-10 of a degree, the cut is."""
    right = np.ones((10, 99))
    right[:, 49] = 1e-9
    graph = with_weights(right, np.ones((9, 100)))
    assert count_nearly_separate(graph, 1e-11) == 2
    assert count_nearly_separate(graph, 1e-12) == 1


def test_a_weak_pixel_is_no_set_of_little_conductance():
    """All its edges are weak, so its conductance is 1, but it parts those behind it."""
    graph = with_weights([[1.0, 1, 1e-14, 2e-14, 1, 1]], np.zeros((0, 7)))
    assert count_nearly_separate(graph, 1e-11) == 2


def test_without_a_weak_edge_there_is_the_whole_only():
    assert count_nearly_separate(pixel_graph(np.zeros((9, 9)), beta=0), 1e-11) == 1
