"""The scripts run, and compute the result on the page."""

import os
import re
import subprocess
import sys
import warnings
from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import adjusted_rand_score

from components.export.code import scikit_learn_code, service_code
from components.state.model import CircleState, ExplorerState
from components.state.presets import PRESETS
from segmentation import match_labels, segment_scene

CLEAR = 1e-5  # least eigengap at which two solvers' eigenvectors are surely the same
SEEDS = range(5)
METHODS = ("kmeans", "discretize", "cluster_qr", "sweep")


@cache
def run(code):
    """Run a script; return its variables."""
    left = {"__name__": "script"}
    with warnings.catch_warnings():
        # scikit-learn says so of pieces that are not connected, which is no fault of the script.
        warnings.filterwarnings("ignore", "Graph is not fully connected")
        exec(compile(code, "script", "exec"), left)
    return left


@cache
def segmented(state):
    return segment_scene(state.scene(), state.method())


def clear(state, result):
    """Return True if the regions depend neither on rounding nor on the start of k-means."""
    k = state.n_clusters
    if result.n_nodes <= k + 1 or result.eigenvalues[k] - result.eigenvalues[k - 1] < CLEAR:
        return False
    return all(
        adjusted_rand_score(
            segmented(state.model_copy(update={"random_state": seed})).node_labels,
            result.node_labels,
        )
        == 1
        for seed in SEEDS
    )


def random_state(seed):
    """A state anywhere within the controls' bounds, on a small picture."""
    rng = np.random.default_rng(seed)
    n_circles = int(rng.integers(1, 7))
    size = int(rng.integers(5, 13)) * 10
    circles = tuple(
        CircleState(
            row=float(np.round(rng.uniform(0.1, 0.9) * size, 2)),
            col=float(np.round(rng.uniform(0.1, 0.9) * size, 2)),
            radius=float(np.round(rng.uniform(0.08, 0.25) * size, 2)),
        )
        for _ in range(n_circles)
    )
    return ExplorerState(
        circles=circles,
        size=size,
        noise=float(np.round(rng.uniform(0, 0.6), 3)) * bool(rng.integers(6)),
        seed=int(rng.integers(1_000_000)),
        beta=float(np.round(rng.uniform(0, 4), 3)),
        n_clusters=int(rng.integers(1, n_circles + 2)),
        assign_labels=str(rng.choice(METHODS)),
        use_mask=bool(rng.integers(4)),
        scale=str(rng.choice(["graph", "edges"])),
        eps=float(np.round(rng.uniform(0, 0.05), 4)) * bool(rng.integers(2)),
        eigen_solver=str(rng.choice(["auto", "direct", "arpack"])),
        random_state=int(rng.integers(1000)),
    )


RANDOM = [random_state(seed) for seed in range(40)]
STATES = [*(preset.state for preset in PRESETS), *RANDOM]


@pytest.mark.parametrize("state", STATES)
def test_the_service_s_script_gives_the_page_s_labels(state):
    left = run(service_code(state))
    assert (left["scene"], left["method"]) == (state.scene(), state.method())
    np.testing.assert_array_equal(left["labels"], segmented(state).labels)


@pytest.mark.parametrize("state", STATES)
def test_scikit_learn_s_script_gives_the_page_s_picture_graph_and_regions(state):
    left = run(scikit_learn_code(state))
    result = segmented(state)
    inside = result.labels >= 0
    np.testing.assert_array_equal(left["image"], result.image)
    np.testing.assert_array_equal(left["mask"], inside)
    # Equal gradients weigh 1 without the floor in ours: a common factor changes no cut.
    factor = 1 if result.scale else 1 + state.eps
    ours = result.graph.affinity * factor
    assert abs(off_diagonal(left["graph"]) - off_diagonal(ours)).max() < 1e-12
    np.testing.assert_array_equal(left["labels"] >= 0, inside)
    if clear(state, result):
        assert same_or_stopped_short(state, left, result)


def same_or_stopped_short(state, left, result):
    """Return True if regions are equal; k-means may differ in a few pixels if it is worse."""
    found, right = left["labels"][left["mask"]], result.node_labels
    if adjusted_rand_score(found, right) == 1:
        return True
    wrong = np.mean(match_labels(found, right) != right)
    points = left["embedding"]
    return (
        state.assign_labels == "kmeans"
        and wrong < 0.01
        and inertia(points, right) < inertia(points, found)
    )


def inertia(points, labels):
    groups = [points[labels == label] for label in np.unique(labels)]
    return sum(((group - group.mean(axis=0)) ** 2).sum() for group in groups)


def off_diagonal(matrix):
    matrix = matrix.tocsr(copy=True)
    matrix.setdiag(0)
    return matrix


def test_most_states_are_clear_and_then_equal():
    compared = [state for state in RANDOM if clear(state, segmented(state))]
    assert len(compared) >= len(RANDOM) / 2
    assert {state.assign_labels for state in compared} == set(METHODS)
    assert {state.use_mask for state in compared} == {True, False}
    assert {state.scale for state in compared} == {"graph", "edges"}
    equal = [equal_regions(state) for state in compared]
    assert np.mean(equal) > 0.9


@pytest.mark.parametrize("state", [preset.state for preset in PRESETS[:2]])
@pytest.mark.parametrize("assign_labels", METHODS)
def test_the_tutorials_scenes_are_equal_by_every_method(state, assign_labels):
    state = state.model_copy(update={"assign_labels": assign_labels})
    assert equal_regions(state)


def equal_regions(state):
    left = run(scikit_learn_code(state))
    return adjusted_rand_score(left["labels"][left["mask"]], segmented(state).node_labels) == 1


ONE_BY_ONE = "import runpy, sys; [runpy.run_path(path) for path in sys.argv[1:]]"


@pytest.mark.parametrize("write", [service_code, scikit_learn_code])
def test_a_script_runs_as_a_file_of_its_own(write, tmp_path, pytestconfig):
    """The first one in a process of its own; the other after it there, for the sake of time."""
    scripts = []
    for assign_labels in ("kmeans", "sweep"):
        script = tmp_path / f"{assign_labels}.py"
        script.write_text(write(ExplorerState(assign_labels=assign_labels)), encoding="utf-8")
        scripts.append(str(script))
    ran = subprocess.run(
        [sys.executable, "-W", "error", "-c", ONE_BY_ONE, *scripts],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"PYTHONPATH": str(pytestconfig.rootpath)},
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    expected = "pixels of each region" if write is scikit_learn_code else "The regions match"
    assert ran.stdout.startswith(expected)
    assert ran.stdout.count(expected) == len(scripts)


def test_scikit_learn_s_script_needs_nothing_of_ours_but_the_sweep():
    assert "segmentation" not in scikit_learn_code(ExplorerState())
    code = scikit_learn_code(ExplorerState(assign_labels="sweep"))
    assert "scikit-learn has no sweep" in code
    assert "from segmentation import assign_labels" in code


@pytest.mark.parametrize("solver", ["multigrid", "lobpcg"])
def test_another_solver_is_named(solver):
    assert "ARPACK finds the same" in scikit_learn_code(ExplorerState(eigen_solver=solver))


@given(
    beta=st.floats(0, 100),
    noise=st.floats(0, 2),
    eps=st.floats(0, 1),
    row=st.floats(0, 400),
    radius=st.floats(1, 200),
)
def test_numbers_are_written_to_the_last_bit(beta, noise, eps, row, radius):
    circle = CircleState(row=row, col=row, radius=radius)
    state = ExplorerState(circles=(circle,), beta=beta, noise=noise, eps=eps)
    made = service_code(state).split("result =")[0]
    left = {}
    exec(made, left)
    assert (left["scene"], left["method"]) == (state.scene(), state.method())
    assert all(len(line) <= 100 for line in scikit_learn_code(state).splitlines())
    assert re.search(r"-\d\S* \* graph", scikit_learn_code(state))
