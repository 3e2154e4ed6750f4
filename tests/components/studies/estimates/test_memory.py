"""Memory that the trials of a plan may take."""

from dataclasses import replace

import pytest

from components.studies.estimates import memory
from components.studies.estimates.memory import describe_shortage, trial_bytes
from segmentation import PICTURE_METHODS, Scene
from segmentation.study import LatinHypercube, StudyPicture
from tests.components.studies.plan.plan_browser import Panel
from tests.segmentation.study.studies import X, small


def of_picture(longest, **method):
    return small(
        evaluator="picture",
        picture=StudyPicture(sample="camera", longest=longest),
        scene=Scene(),
        method=replace(PICTURE_METHODS["intensity"], **method),
        outputs=("ncut",),
        replicates=1,
    )


def with_memory(monkeypatch, gigabytes):
    monkeypatch.setattr(memory, "machine_memory", lambda: 1e9 * gigabytes)


@pytest.mark.parametrize(
    ("longest", "k", "measured"), [(1000, 4, 1.41), (1000, 20, 3.11), (2000, 4, 6.05)]
)
def test_the_memory_is_at_least_what_was_measured_and_at_most_three_times_that(
    longest, k, measured
):
    most = trial_bytes(of_picture(longest, n_clusters=k, merge_from=0)) / 2**30
    assert measured < most < 3 * measured


def test_aggregates_need_less():
    assert trial_bytes(of_picture(2000, eigen_solver="aggregates")) < trial_bytes(of_picture(2000))


def test_only_trials_that_do_not_fit_together_are_told(monkeypatch):
    study = of_picture(2000, n_clusters=4, merge_from=0)
    with_memory(monkeypatch, 20)
    assert describe_shortage(study, 1) == ""
    assert "12.2 GB of memory each, 2 at a time; this machine has 20.0 GB" in describe_shortage(
        study, 2
    )
    with_memory(monkeypatch, 8)
    assert "12.2 GB of memory each; this machine has 8.0 GB" in describe_shortage(study, 1)


def test_the_test_function_needs_none(monkeypatch):
    with_memory(monkeypatch, 0)
    formula = small(evaluator="ishigami", parameters=X, design=LatinHypercube(n=100))
    assert describe_shortage(formula, 2) == ""


def test_a_plan_tells_a_shortage(access, monkeypatch):
    panel = Panel(access).vary("beta")
    assert "memory" not in panel.describe()["size"]
    with_memory(monkeypatch, 0.001)
    described = panel.describe()
    assert "105 trials" in described["size"]
    assert described["size"].endswith("Fewer pixels need less.")
    assert not described["no_run"]  # it may fit all the same
