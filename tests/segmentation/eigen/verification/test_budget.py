"""Budgets: no solve takes more than was computed before it began."""

import tracemalloc

import numpy as np
import pytest

from segmentation.eigen import BUDGETS, SOLVERS, smallest_eigenpairs
from segmentation.eigen.direct import lanczos
from segmentation.eigen.direct import solver as direct
from segmentation.eigen.verification import budget
from segmentation.errors import ConvergenceError
from segmentation.graph import pixel_graph


def noise(size, beta=1):
    return pixel_graph(np.random.default_rng(0).random((size, size)), beta=beta)


@pytest.mark.parametrize(
    ("solver", "size", "n"),
    [
        ("multigrid", 200, 5),
        ("multigrid", 120, 40),
        ("direct", 40, 5),
        ("direct", 200, 5),
        ("direct", 100, 60),
        ("lobpcg", 40, 5),
        ("amg", 60, 5),
        ("amg", 30, 20),
        ("arpack", 60, 5),
        ("dense", 30, 5),
    ],
)
def test_a_solve_stays_within_its_budget(solver, size, n):
    graph = noise(size)
    graph.inverse_sqrt_degree, graph.laplacian  # noqa: B018 - the graph's own memory
    limits = BUDGETS[solver](graph.n_nodes, n)
    tracemalloc.start()
    pairs = SOLVERS[solver](graph, n)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert pairs.iterations <= limits.steps
    assert peak <= limits.memory
    if solver != "arpack":  # tracemalloc does not see its factors
        assert peak > 0.15 * limits.memory


@pytest.mark.parametrize("solver", BUDGETS)
def test_budgets_grow_with_nodes_and_pairs(solver):
    of = BUDGETS[solver]
    assert of(2000, 5).memory < of(3000, 5).memory
    assert of(2000, 5).memory <= of(2000, 60).memory


@pytest.mark.parametrize("solver", sorted(set(BUDGETS) - {"dense"}))
def test_what_does_not_fit_into_the_machine_is_refused_before_it_begins(solver, monkeypatch):
    graph = noise(60)
    monkeypatch.setattr(budget, "machine_memory", lambda: 2e6)
    tracemalloc.start()
    with pytest.raises(ConvergenceError, match=r"GB for 3,600 pixels.* mask of [\d,]+ pixels"):
        SOLVERS[solver](graph, 5)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2e6


def test_the_picture_size_it_names_would_fit(monkeypatch):
    graph = noise(100)
    monkeypatch.setattr(budget, "machine_memory", lambda: 1e7)
    with pytest.raises(ConvergenceError) as caught:
        direct.solve(graph, 5)
    n_nodes = int(caught.value.remedy.split(" of ")[1].split()[0].replace(",", ""))
    assert 2500 < n_nodes < 10_000
    assert direct.solve(noise(int(n_nodes**0.5)), 5).solver == "direct"


def test_with_less_memory_there_are_fewer_blocks_and_the_same_answer(monkeypatch):
    graph = noise(100)
    plenty = direct.solve(graph, 5)
    lengths = []

    def recorded(*args):
        lengths.append(args[6])
        return original(*args)

    original = lanczos.shift_invert_lanczos
    monkeypatch.setattr(direct, "shift_invert_lanczos", recorded)
    monkeypatch.setattr(budget, "machine_memory", lambda: 2.1e7)
    scarce = direct.solve(graph, 5)
    assert 8 <= lengths[0] < lanczos.most_blocks(5)
    assert np.array_equal(scarce.vectors, plenty.vectors)


def test_the_direct_solver_stops_after_its_blocks(monkeypatch):
    """The tolerance is one that it never reaches."""
    monkeypatch.setattr(lanczos, "TOLERANCE", 1e-300)
    monkeypatch.setattr(lanczos, "STALLED", 0.0)
    graph = noise(60)
    pairs = smallest_eigenpairs(graph, 5, "direct")
    assert pairs.iterations <= lanczos.most_blocks(5)
    expected = smallest_eigenpairs(graph, 5, "arpack").values
    np.testing.assert_allclose(pairs.values, expected, atol=1e-14)
