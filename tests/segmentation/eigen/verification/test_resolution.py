"""Refusal of problems that double precision does not determine, at once, and of no others."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import linalg
from skimage import data, transform

import segmentation.eigen as eigen
from benchmarks.inputs.random_problems import random_problem
from benchmarks.solver.against_dense import judge
from segmentation import Method, segment
from segmentation.eigen import smallest_eigenpairs
from segmentation.eigen.direct import lanczos
from segmentation.eigen.direct import solver as direct
from segmentation.eigen.library import dense
from segmentation.eigen.verification import check, resolution
from segmentation.errors import ConvergenceError, ResolutionError
from segmentation.graph import pixel_graph


def coins(size, beta, scale="graph"):
    """The coins at eps 0."""
    return pixel_graph(transform.resize(data.coins(), (size, size)), beta=beta, scale=scale)


def fail(*args, **kwargs):
    raise AssertionError("It was asked.")


@pytest.mark.parametrize("solver", ["auto", "arpack", "lobpcg", "amg", "multigrid", "direct"])
def test_a_picture_of_nearly_separate_parts_is_refused_before_anything_is_solved(
    solver, monkeypatch
):
    graph = coins(128, 50)
    monkeypatch.setattr(eigen, "_solvers", lambda name, n_nodes: iter([fail]))
    monkeypatch.setattr(dense, "solve", fail)
    with pytest.raises(ResolutionError, match=r"The 5 smallest .* below 1e-11.*raise eps"):
        smallest_eigenpairs(graph, 5, solver, n_vectors=4)


def test_without_that_proof_ritz_values_are_one_after_five_blocks(monkeypatch):
    graph = coins(128, 50)
    n_blocks = 0

    def extend(*args):
        nonlocal n_blocks
        n_blocks += 1
        return original(*args)

    original = lanczos._extend
    monkeypatch.setattr(lanczos, "_extend", extend)
    monkeypatch.setattr(eigen, "count_unresolved", lambda graph: 1)
    with pytest.raises(ResolutionError):
        smallest_eigenpairs(graph, 5, n_vectors=4)
    assert n_blocks <= 5


@pytest.mark.parametrize(
    ("beta", "scale", "k"), [(8, "edges", 10), (10, "edges", 26), (20, "graph", 26)]
)
def test_tiny_eigenvalues_beside_large_ones_are_solved(beta, scale, k, monkeypatch):
    """Rounding in the inverse, 1e10 wide, leaves the larger ones inexact: A polishes them."""
    monkeypatch.setattr(dense, "LARGEST", 400)
    graph = coins(36, beta, scale)
    values = linalg.eigvalsh(graph.laplacian.toarray(), subset_by_index=[0, k])
    pairs = smallest_eigenpairs(graph, k + 1, n_vectors=k)
    assert "direct" in pairs.solver
    assert pairs.iterations <= lanczos.most_blocks(k + 1)
    np.testing.assert_allclose(pairs.values, values, rtol=1e-4, atol=1e-14)


# Of 10,000 random problems those that were refused though a gap determines the space wanted, or
# though LAPACK's other driver has orthonormal vectors; of the last three the solver took 43 blocks.
@pytest.mark.parametrize("seed", [2346, 2496, 5256, 6038, 8275, 9403, 9458, 67, 115, 131])
def test_nothing_determined_is_refused(seed, monkeypatch):
    problem = random_problem(seed)
    judgement = judge(problem, last=seed % 2 == 0)
    assert judgement.verdict == "right"
    if problem.graph.n_nodes > 200:
        assert judgement.solver == "direct"


def test_nearly_separate_pixels_are_answered():
    """Two eigenvalues of 0 but for rounding, and a gap from 0.29 to 1.0 behind the third."""
    result = segment([[6.0, 8, 0, 7, 0, 4, 5, 5]], method=Method(3 * 10, 3, scale="edges"))
    np.testing.assert_allclose(result.eigenvalues, [0, 0, 0.292909, 1.0], atol=1e-6)


def blocks(*counts):
    """Rows of blocks of 3 x 3 pixels that hang together by 1e-14, in separate pieces."""
    mask = np.zeros((4 * len(counts), 3 * max(counts)), dtype=bool)
    for number, count in enumerate(counts):
        mask[4 * number : 4 * number + 3, : 3 * count] = True
    graph = pixel_graph(np.zeros(mask.shape), mask, beta=0)
    between = graph.nodes % mask.shape[1] % 3 == 2
    return replace(graph, right=np.where(between, 1e-14 * graph.right, graph.right))


@pytest.mark.parametrize(
    ("counts", "n", "n_vectors", "answered"),
    [
        ((4,), 4, 4, True),  # all four, and then a gap
        ((4,), 4, None, True),
        ((4,), 4, 3, False),  # three of four
        ((4,), 3, 3, False),
        ((4,), 5, 4, True),
        ((4, 1), 5, 5, True),
        ((4, 1), 5, 4, False),
        ((3, 3), 6, 6, True),
        ((3, 3), 4, 4, False),  # two of three in each, or three of one
        ((1, 1, 1), 3, 3, True),
        ((1, 1, 1), 2, 2, True),  # zeros are exact: an arbitrary choice, and said to be one
    ],
)
def test_a_space_is_determined_by_the_gap_behind_it(counts, n, n_vectors, answered):
    graph = blocks(*counts)
    if not answered:
        with pytest.raises(ResolutionError, match="no partition is determined"):
            smallest_eigenpairs(graph, n, n_vectors=n_vectors)
        return
    pairs = smallest_eigenpairs(graph, n, n_vectors=n_vectors)
    assert len(pairs.values) == n
    wanted = pairs.vectors[:, : n_vectors or n]
    if wanted.shape[1] == sum(counts):  # then it is all that is constant on blocks, but for D
        flat = wanted * graph.inverse_sqrt_degree[:, None]
        block = graph.nodes % graph.shape[1] // 3 + graph.nodes // graph.shape[1] // 4 * 100
        for number in np.unique(block):
            assert np.ptp(flat[block == number], axis=0).max() < 1e-8


@pytest.mark.parametrize("length", [5_000, 60_000])
def test_a_long_path_is_solved_in_few_blocks(length):
    graph = pixel_graph(np.ones((1, length)))
    pairs = direct.solve(graph, 5, n_vectors=4)
    expected = 1 - np.cos(np.pi * np.arange(5) / (length - 1))
    np.testing.assert_allclose(pairs.values, expected, rtol=1e-5, atol=1e-15)
    assert pairs.iterations <= 12


def test_a_mask_too_long_for_its_regions_is_told_so(monkeypatch):
    """As one of 2,000,000 pixels is for two regions; here the resolution is coarser instead."""
    for module in (direct, lanczos, check, resolution):
        monkeypatch.setattr(module, "RESOLUTION", 2e-7)
    length = 10_000
    graph = pixel_graph(np.ones((1, length)))
    with pytest.raises(ResolutionError, match="too long and thin") as caught:
        smallest_eigenpairs(graph, 3, "direct", n_vectors=2)
    offered = int(caught.value.remedy.split("to ")[1].split()[0])
    values = 1 - np.cos(np.pi * np.arange(length) / (length - 1))
    assert values[offered] > 2e-7 > values[offered - 2]
    pairs = smallest_eigenpairs(graph, offered + 1, "direct", n_vectors=offered)
    assert pairs.values[-1] > 2e-7


def test_a_sentence_names_what_failed():
    graph = coins(60, 1)
    pairs = smallest_eigenpairs(graph, 4, "arpack")
    doubled = pairs.vectors.copy()
    doubled[:, 3] = doubled[:, 2]
    for vectors, words in (
        (doubled, r"not orthonormal: .* up to 1.0e\+00 off, more than 1.0e-08"),
        (pairs.vectors + 1e-4 * np.eye(graph.n_nodes, 4), "not orthonormal"),
        (pairs.vectors @ np.diag([1, 1, 1, 1 + 1e-12]), None),
    ):
        found = eigen.Eigenpairs(pairs.values, vectors, pairs.residuals, 1, "arpack")
        if words is None:
            assert eigen.verify(graph, found, complete=True).solver == "arpack"
            continue
        with pytest.raises(ConvergenceError, match=words):
            eigen.verify(graph, found, complete=True)
