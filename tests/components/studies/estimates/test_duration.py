"""Estimates of the duration of studies, by a model."""

import sys
import tracemalloc

import pytest

from components.state.model import ExplorerState
from components.studies.estimates.duration import estimate
from components.studies.plan.reading import read_plan
from segmentation import PICTURE_METHODS, Method, Scene
from segmentation.kernels import compiled
from segmentation.study import Choice, LatinHypercube, Range, StudyPicture
from tests.components.made_up import SWEEP
from tests.segmentation.study.studies import X, small


def of_size(low, high):
    """The study of a plan that varies the size of a scene without a mask."""
    given = {
        "name": "Size",
        "parameters": [{"name": "size", "low": low, "high": high}],
        "design": {"kind": "sweep", "points": 100},
        "outputs": [],
    }
    return read_plan(given, ExplorerState(size=400, use_mask=False))


def work(study):
    """How many functions an estimate calls, and its most bytes."""
    calls = []
    tracemalloc.start()
    sys.setprofile(lambda frame, event, of: calls.append(1) if event == "call" else None)
    try:
        assert estimate(study, 2) > 0
    finally:
        sys.setprofile(None)
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    return len(calls), most


@pytest.fixture(autouse=True)
def ready(monkeypatch):
    monkeypatch.setattr(compiled, "ready", lambda *_: True)


@pytest.fixture
def nothing_runs(monkeypatch):
    def refuse(*_, **__):
        raise AssertionError("a trial was run")

    monkeypatch.setattr("segmentation.study.outputs.segment_scene", refuse)
    monkeypatch.setattr("segmentation.study.pictures.segment", refuse)
    monkeypatch.setattr("segmentation.pictures.reading._decoded", refuse)


@pytest.mark.usefixtures("nothing_runs")
def test_the_largest_plan_costs_its_estimate_no_more_than_a_small_one():
    estimate(of_size(44, 48), 2)
    few, _ = work(of_size(40, 50))
    many, most = work(of_size(4000, 4096))
    assert many <= 1.1 * few
    assert most < 2**20
    assert estimate(of_size(4000, 4096), 2) > 1000 * (estimate(of_size(40, 50), 2) - 2)


@pytest.mark.parametrize(
    "dearer",
    [
        {"n_clusters": 8},
        {"use_mask": False},
        {"assign_labels": "kmeans"},
        *({"eigen_solver": name} for name in ("direct", "arpack", "amg", "lobpcg", "dense")),
    ],
)
def test_a_method_that_takes_longer_is_estimated_so(dearer):
    usual = {"n_clusters": 2, "assign_labels": "cluster_qr"}
    assert estimate(small(method=Method(**usual | dearer)), 1) > estimate(
        small(method=Method(**usual)), 1
    )


def test_what_varies_counts_with_its_share():
    def of(values):
        solver = Choice(name="eigen_solver", values=values)
        return estimate(small(parameters=(solver,), design=LatinHypercube(n=8)), 1)

    assert of(("auto", "multigrid")) < of(("auto", "lobpcg")) < of(("lobpcg", "amg"))


def test_more_workers_take_less_time_and_more_trials_more():
    large = small(replicates=1000)
    assert estimate(large, 2) - 2 == pytest.approx((estimate(large, 1) - 2) / 2)
    assert estimate(large, 1) - 2 == pytest.approx(500 * (estimate(small(), 1) - 2))


def test_a_circle_without_a_place_is_no_error_of_the_estimate():
    ratio = Range(name="circles[1].radius_ratio", low=0.5, high=1000, of=0)
    assert estimate(small(parameters=(ratio,)), 1) > 2


@pytest.mark.usefixtures("nothing_runs")
def test_replicates_of_a_picture_are_compared_at_the_cost_of_another_one():
    def of(outputs, replicates, design=SWEEP.design):
        study = small(
            evaluator="picture",
            picture=StudyPicture(sample="coins", noise=1.0),
            scene=Scene(),
            method=PICTURE_METHODS["intensity"],
            design=design,
            outputs=outputs,
            replicates=replicates,
        )
        return (estimate(study, 1) - 2) / study.n_points / replicates

    plain = of(("ncut",), 2)
    assert of(("replicate_rand",), 2) == pytest.approx(2 * plain)
    assert of(("replicate_rand",), 2, LatinHypercube(n=30)) == pytest.approx(plain)


def test_the_test_function_takes_hardly_any_time():
    formula = {"evaluator": "ishigami", "parameters": X, "design": LatinHypercube(n=100)}
    assert 2 < estimate(small(**formula), 1) < 2.1


def test_a_plan_tells_its_time_unless_compiled_code_is_on_its_way(monkeypatch):
    monkeypatch.setattr(compiled, "ready", lambda *_: False)
    monkeypatch.delenv("CUTLAB_COMPILE", raising=False)
    assert estimate(SWEEP, 2) is None
    monkeypatch.setenv("CUTLAB_COMPILE", "never")
    assert estimate(SWEEP, 2) > 0
