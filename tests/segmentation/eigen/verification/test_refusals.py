"""Refusals by "auto" are the same with compiled kernels and without."""

import threading

import numpy as np
import pytest

from segmentation import ConvergenceError, Method, eigen, segment
from segmentation.eigen import smallest_eigenpairs
from segmentation.graph import pixel_graph
from segmentation.kernels import cache, compiled
from segmentation.kernels.cache import Group


@pytest.fixture(scope="module")
def graph():
    """A graph too large for the dense solver."""
    return pixel_graph(np.random.default_rng(0).random((52, 52)))


def refuse(name):
    def solve(*args, **kwargs):
        raise ConvergenceError(f"The {name} solver refused.", "Lower beta.")

    return solve


@pytest.fixture
def kernels(monkeypatch):
    """Imitate the states of the kernels; `wait` provides those that are `on their way`."""
    state = {"ready": False, "on their way": True, "waited": []}

    def wait(seconds):
        state["waited"].append(seconds)
        state["ready"] = state["on their way"]
        return state["ready"]

    monkeypatch.setattr(compiled, "ready", lambda *_: state["ready"])
    monkeypatch.setattr(compiled, "wait", wait)
    monkeypatch.setattr(compiled, "start_in_background", lambda: None)
    return state


def test_what_the_compiled_solvers_refuse_arpack_is_asked(graph, monkeypatch):
    expected = smallest_eigenpairs(graph, 4)
    monkeypatch.setattr(eigen, "AUTO", refuse("compiled"))
    pairs = smallest_eigenpairs(graph, 4)
    assert pairs.solver == "arpack"
    np.testing.assert_allclose(pairs.values, expected.values, atol=1e-7)
    monkeypatch.setattr(eigen, "AUTO_MEANWHILE", refuse("other"))
    with pytest.raises(ConvergenceError, match="The compiled solver refused"):
        smallest_eigenpairs(graph, 4)
    monkeypatch.setattr(eigen, "LARGEST_SECOND", 100)
    with pytest.raises(ConvergenceError, match="The compiled solver refused"):
        smallest_eigenpairs(graph, 4)


def test_what_arpack_refuses_waits_for_the_compiled_solvers(graph, kernels, monkeypatch):
    expected = smallest_eigenpairs(graph, 4).values
    assert kernels["waited"] == []
    monkeypatch.setattr(eigen, "AUTO_MEANWHILE", refuse("SciPy"))
    pairs = smallest_eigenpairs(graph, 4)
    assert pairs.solver == "multigrid"
    assert kernels["waited"] == [eigen.PATIENCE]
    np.testing.assert_allclose(pairs.values, expected, atol=1e-7)
    kernels["ready"] = False
    monkeypatch.setattr(eigen, "AUTO", refuse("compiled"))
    with pytest.raises(ConvergenceError, match="The compiled solver refused"):
        smallest_eigenpairs(graph, 4)


def test_a_refusal_says_who_was_not_asked(graph, kernels, monkeypatch):
    kernels["on their way"] = False
    monkeypatch.setattr(eigen, "AUTO_MEANWHILE", refuse("SciPy"))

    def refusal():
        with pytest.raises(ConvergenceError) as caught:
            smallest_eigenpairs(graph, 4)
        return str(caught.value)

    monkeypatch.delenv("CUTLAB_COMPILE", raising=False)
    message = "The SciPy solver refused. Lower beta. The compiled solvers may find an answer, but "
    assert refusal() == message + "they are being compiled."
    monkeypatch.setattr(cache, "DIRECTORY", None)
    assert refusal() == message + "they are not compiled."
    monkeypatch.setenv("CUTLAB_COMPILE", "never")
    assert refusal() == message + "CUTLAB_COMPILE=never keeps them from being compiled."


@pytest.mark.parametrize("solver", ["multigrid", "direct"])
def test_arpack_answers_for_a_solver_that_is_not_compiled(kernels, monkeypatch, solver):
    """A frame's thread does not wait, and compiling there would hold the interpreter's lock."""
    image = np.random.default_rng(0).random((52, 52))
    expected = segment(image, method=Method(eigen_solver="arpack"))
    monkeypatch.setattr(compiled, "wait", lambda *_: False)
    monkeypatch.setitem(eigen.SOLVERS, solver, lambda *_, **__: pytest.fail("it was compiled"))
    found = segment(image, method=Method(eigen_solver=solver))
    assert (found.solver, found.warnings) == (
        "arpack",
        (*expected.warnings, f"ARPACK answered in place of {solver}, which is not compiled."),
    )
    assert np.array_equal(found.labels, expected.labels)
    monkeypatch.setattr(eigen, "AUTO_MEANWHILE", refuse("SciPy"))
    with pytest.raises(ConvergenceError, match="The compiled solvers may find an answer, but"):
        segment(image, method=Method(eigen_solver=solver))


def test_what_the_dense_solver_refuses_nobody_waits_for(kernels):
    """Two components, joined by an edge that is negligible in double precision."""
    image = np.zeros((10, 24))
    image[:, 12:] = 1
    with pytest.raises(ConvergenceError, match="no partition is determined"):
        smallest_eigenpairs(pixel_graph(image, beta=5, scale="edges"), 2, n_vectors=1)
    assert kernels["waited"] == []


def test_waiting_ends_with_what_is_waited_for(monkeypatch):
    go, waited = threading.Event(), []
    aside = threading.Thread(target=go.wait, daemon=True)
    aside.start()
    monkeypatch.setattr(compiled, "_reached", Group.NONE)
    monkeypatch.setattr(compiled, "_aside", aside)

    def hurry():
        compiled.do_not_wait()
        waited.append(compiled.wait(60))

    impatient = threading.Thread(target=hurry)
    impatient.start()
    impatient.join(10)
    assert waited == [False]
    assert not compiled.wait(0.01)
    assert compiled.is_compiling()
    go.set()
    assert not compiled.wait(60)
    assert not compiled.is_compiling()
