"""Every answer of a solver is checked, and the residuals that a solver reports are not trusted."""

import numpy as np
import pytest

from segmentation import ConvergenceError, Scene
from segmentation.eigen import smallest_eigenpairs
from segmentation.eigen.direct import solver as direct
from segmentation.eigen.multigrid import solver as multigrid
from segmentation.eigen.verification.check import LARGEST_RESIDUAL
from segmentation.graph import pixel_graph


@pytest.fixture(scope="module")
def graph():
    """A connected graph of more nodes than the dense solver is used for."""
    return pixel_graph(Scene(size=60).render().image)


def honest_residuals(graph, pairs):
    return np.linalg.norm(graph.laplacian @ pairs.vectors - pairs.vectors * pairs.values, axis=0)


@pytest.mark.parametrize("solver", ["multigrid", "direct", "arpack"])
def test_residuals_are_those_of_the_matrix(graph, solver):
    pairs = smallest_eigenpairs(graph, 4, solver)
    assert pairs.solver == solver
    assert np.allclose(pairs.residuals, honest_residuals(graph, pairs), rtol=1e-6, atol=1e-15)


def turned(v):
    """Two eigenvectors mixed, orthonormal as they were."""
    one, other = v.x[0, :, 1].copy(), v.x[0, :, 2].copy()
    v.x[0, :, 1], v.x[0, :, 2] = 0.8 * one - 0.6 * other, 0.6 * one + 0.8 * other


def shifted(v):
    v.values[:] += 1e-3


def rough(v):
    finest = v.x[0, 1 : 1 + 60 * 60]
    noise = np.random.default_rng(0).standard_normal(finest.shape)
    finest[:] = np.linalg.qr(finest + 1e-4 * noise / np.linalg.norm(noise, axis=0))[0]


@pytest.mark.parametrize("lie", [turned, shifted, rough])
def test_a_multigrid_kernel_that_lies_is_caught(graph, lie, monkeypatch):
    solve_levels = multigrid.solve_levels

    def lying(hierarchy, vectors, *args):
        steps, estimate, squares = solve_levels(hierarchy, vectors, *args)
        lie(vectors)
        return steps, estimate, np.zeros_like(squares)

    monkeypatch.setattr(multigrid, "solve_levels", lying)
    assert (multigrid.solve(graph, 4).residuals == 0).all()
    with pytest.raises(ConvergenceError, match="The multigrid solver left a residual"):
        smallest_eigenpairs(graph, 4, "multigrid")


def test_a_direct_solver_that_lies_is_caught(graph, monkeypatch):
    pairs_of = direct._pairs

    def lying(graph, values, x, n, steps):
        pairs = pairs_of(graph, values + 1e-3, x, n, steps)
        pairs.residuals[:] = 0.1 * LARGEST_RESIDUAL
        return pairs

    monkeypatch.setattr(direct, "_pairs", lying)
    with pytest.raises(ConvergenceError, match="The direct solver left a residual"):
        smallest_eigenpairs(graph, 4, "direct")
