import warnings

import numpy as np
import pytest
from scipy import linalg

from segmentation import Circle, ConvergenceError, Scene
from segmentation.eigen import SOLVERS, smallest_eigenpairs
from segmentation.eigen.base import Eigenpairs
from segmentation.eigen.laplacian import rayleigh_ritz
from segmentation.eigen.library import arpack, dense
from segmentation.eigen.library.pairs import finish
from segmentation.eigen.verification import check
from segmentation.graph.build import pixel_graph

EXACT = sorted(set(SOLVERS) - {"aggregates"})
ITERATIVE = ["arpack", "lobpcg", "amg"]
TWO = (Circle(16, 16, 13), Circle(32, 30, 13))


@pytest.fixture(scope="module")
def noisy():
    """A mask of odd shape on noise, small enough for a dense check: 20 x 26 without a bite."""
    rng = np.random.default_rng(1)
    mask = np.ones((20, 26), dtype=bool)
    mask[5:10, 8:22] = False
    return pixel_graph(rng.random(mask.shape), mask)


@pytest.fixture(scope="module")
def spectrum(noisy):
    """All eigenpairs of `noisy`, by LAPACK."""
    return linalg.eigh(noisy.laplacian.toarray())


@pytest.mark.parametrize("solver", EXACT)
def test_values_and_subspace_are_the_dense_ones(noisy, spectrum, solver):
    values, vectors = spectrum
    pairs = smallest_eigenpairs(noisy, 5, solver)
    assert pairs.solver == solver
    np.testing.assert_allclose(pairs.values, values[:5], atol=1e-10)
    angles = linalg.subspace_angles(pairs.vectors, vectors[:, :5])
    assert angles.max() < 1e-4


@pytest.mark.parametrize("solver", EXACT)
@pytest.mark.parametrize("n", [1, 2, 12, 25])
def test_any_number_of_pairs(noisy, spectrum, solver, n):
    pairs = smallest_eigenpairs(noisy, n, solver)
    np.testing.assert_allclose(pairs.values, spectrum[0][:n], atol=1e-9)
    assert (np.diff(pairs.values) >= 0).all()


@pytest.mark.parametrize("solver", ITERATIVE)
def test_the_same_seed_gives_the_same_answer(noisy, solver):
    global_state = np.random.get_state()[1].copy()  # noqa: NPY002
    first, second = (SOLVERS[solver](noisy, 5, random_state=3) for _ in range(2))
    assert np.array_equal(first.vectors, second.vectors)
    other = SOLVERS[solver](noisy, 5, random_state=4)
    assert not np.array_equal(first.vectors, other.vectors)
    assert np.array_equal(global_state, np.random.get_state()[1])  # noqa: NPY002


@pytest.mark.parametrize("solver", ITERATIVE)
def test_guesses_do_not_change_the_answer(noisy, solver):
    cold = smallest_eigenpairs(noisy, 4, solver)
    warm = smallest_eigenpairs(noisy, 4, solver, start=cold.vectors)
    assert np.array_equal(cold.vectors, warm.vectors)


def test_iterations_on_the_tutorials_scene_are_pinned():
    picture = Scene().render()
    graph = pixel_graph(picture.image, picture.mask)
    assert smallest_eigenpairs(graph, 5, "arpack").iterations <= 26
    assert smallest_eigenpairs(graph, 5, "amg").iterations <= 35


@pytest.mark.parametrize("solver", ["arpack", "direct"])
@pytest.mark.parametrize("beta", [20, 30, 50, 60])
def test_strong_contrast_is_solved_right(beta, solver):
    """The wanted eigenvalues lie far below scikit-learn's shift of 1e-5."""
    picture = Scene(TWO, size=48).render()
    graph = pixel_graph(picture.image, picture.mask, beta=beta)
    pairs = smallest_eigenpairs(graph, 5, solver)
    assert pairs.solver == solver
    expected = linalg.eigh(graph.laplacian.toarray(), eigvals_only=True, subset_by_index=[0, 4])
    np.testing.assert_allclose(pairs.values, expected, atol=1e-14)


@pytest.mark.parametrize("solver", ITERATIVE)
def test_what_cannot_be_told_apart_is_refused(solver):
    picture = Scene().render()
    graph = pixel_graph(picture.image, picture.mask, beta=100)
    with pytest.raises(ConvergenceError, match="Lower beta"):
        smallest_eigenpairs(graph, 5, solver)


def test_dense_refuses_what_is_too_large():
    with pytest.raises(ConvergenceError, match=r"2,500 nodes.*smaller mask"):
        smallest_eigenpairs(pixel_graph(np.eye(51)), 3, "dense")


def test_a_failing_solver_is_replaced_while_dense_can_answer(noisy, monkeypatch):
    def fail(*args, **kwargs):
        raise ConvergenceError("It failed.", "Try.")

    monkeypatch.setitem(SOLVERS, "amg", fail)
    assert smallest_eigenpairs(noisy, 4, "amg").solver == "dense"
    monkeypatch.setattr(dense, "LARGEST", 100)
    with pytest.raises(ConvergenceError, match="It failed"):
        smallest_eigenpairs(noisy, 4, "amg")


def _spoilt(spectrum, kind):
    values, vectors = spectrum
    if kind == "skipped":
        keep = [0, 1, 3, 4]
    elif kind == "twice":
        keep = [0, 1, 1, 2]
    else:
        keep = [0, 1, 2, 3]
    values, vectors = values[keep], vectors[:, keep].copy()
    if kind == "inexact":
        cosine, sine = np.cos(0.05), np.sin(0.05)
        vectors[:, 2:] = vectors[:, 2:] @ np.array([[cosine, -sine], [sine, cosine]])
    if kind == "nan":
        vectors[0, 1] = np.nan
    return Eigenpairs(values, vectors, np.zeros(4), 1, "spoilt")


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("skipped", "skipped 1 of"),
        ("twice", "not orthonormal"),
        ("inexact", "residual"),
        ("nan", "not finite"),
    ],
)
def test_a_wrong_answer_does_not_pass_whatever_it_claims(noisy, spectrum, kind, words, monkeypatch):
    monkeypatch.setitem(SOLVERS, "amg", lambda *args, **kwargs: _spoilt(spectrum, kind))
    monkeypatch.setattr(dense, "LARGEST", 100)
    with pytest.raises(ConvergenceError, match=words):
        smallest_eigenpairs(noisy, 4, "amg")


def test_inertia_counts_eigenvalues(noisy, spectrum):
    values, _ = spectrum
    for tau in (values[:8] + values[1:9]) / 2:
        assert check.count_below(noisy, tau, 1e-9) == (values < tau).sum()


def test_arpack_gives_up_after_a_bounded_number_of_steps(monkeypatch):
    monkeypatch.setattr(arpack, "MAX_RESTARTS", 1)
    with pytest.raises(ConvergenceError, match="within 1 restarts"):
        arpack.solve(pixel_graph(np.zeros((30, 30)), beta=0), 20)


def test_solvers_do_not_warn(noisy):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        for solver in ITERATIVE:
            smallest_eigenpairs(noisy, 4, solver)
    assert not caught


def test_rayleigh_ritz_finds_what_a_subspace_holds(noisy, spectrum):
    values, vectors = spectrum
    mixed = vectors[:, 2:5] @ np.array([[1.0, 2, 0], [0, 1, 1], [1, 0, 3]])
    ritz, found = rayleigh_ritz(noisy, mixed)
    np.testing.assert_allclose(ritz, values[2:5], atol=1e-12)
    assert finish(noisy, ritz, found, 1, "x").residuals.max() < 1e-12
