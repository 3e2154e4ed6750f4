import math
import os
import subprocess
import sys
import warnings

import pytest

from segmentation import Circle, Method, ParameterError, Scene, segment_scene
from segmentation.explain.verdict import OUTCOMES
from segmentation.study import (
    OUTPUTS,
    Choice,
    Range,
    Sweep,
    n_trials,
    outputs,
    run_trial,
    trial,
)
from segmentation.study.design.quantities import RATES
from tests.segmentation.study.studies import small


def test_a_record_holds_what_the_service_says_of_the_scene():
    study = small()
    text = study.to_json()
    for index in (0, 5, 9):
        now = trial(study, index)
        result = segment_scene(now.scene, now.method)
        record = run_trial(text, index)
        assert record.index == index
        assert record.error is None
        assert record.verdict == result.verdict.outcome
        assert record.values == {
            "adjusted_rand": result.metrics.adjusted_rand,
            "mean_iou": result.metrics.mean_iou,
            "misclassified": result.metrics.misclassified,
            "ncut": result.ncut,
            "ncut_truth": result.truth_cuts.ncut,
            "ncut_ratio": result.ncut / result.truth_cuts.ncut,
            "eigengap": result.eigenvalues[2] - result.eigenvalues[1],
            "components": result.n_components,
            "components_minus_k": result.n_components - 2,
        }
        assert record.seconds > 0


def test_only_what_is_asked_for_is_computed(monkeypatch):
    monkeypatch.setattr(outputs, "outcome", lambda result: pytest.fail("not asked for"))
    record = run_trial(small(outputs=("ncut", "seconds")).to_json(), 0)
    assert list(record.values) == ["ncut"]
    assert record.verdict is None


def test_every_output_is_within_what_is_said_of_it():
    study = small(parameters=(Range(name="noise", low=0, high=3),), replicates=4)
    for index in range(n_trials(study)):
        record = run_trial(study.to_json(), index)
        assert set(record.values) <= set(OUTPUTS)
        for name, value in record.values.items():
            assert OUTPUTS[name].low <= value <= OUTPUTS[name].high
        assert record.verdict in OUTCOMES
    assert set(RATES) == set(OUTCOMES) - {"no truth"}


def failing(**changes):
    return run_trial(small(design=Sweep(points=2), replicates=1, **changes).to_json(), 0)


def test_a_scene_that_cannot_be_segmented_is_recorded_with_its_error():
    away = Scene((Circle(-50, -50, 5),), size=20)
    record = failing(scene=away)
    assert record.values == {}
    assert record.verdict is None
    assert "'mask' parameter of segment_scene must be true for at least one pixel" in record.error
    tiny = Scene((Circle(10, 10, 1.2),), size=20)
    record = failing(scene=tiny, method=Method(n_clusters=30))
    assert "'n_clusters' parameter of segment_scene must be at most the number" in record.error
    record = failing(method=Method(eigen_solver="dense"), scene=Scene())
    assert "dense" in record.error


def test_a_radius_beyond_its_range_is_recorded_with_its_error():
    huge = Scene((Circle(0, 0, 1e6), Circle(0, 0, 1)))
    record = failing(scene=huge, parameters=(Choice(name="radius_factor", values=(2, 1)),))
    assert "'radius' parameter of Circle" in record.error


def test_a_fault_of_the_service_ends_a_trial_and_not_the_study(monkeypatch):
    def fault(*_):
        raise ZeroDivisionError("by 0")

    monkeypatch.setattr(outputs, "segment_scene", fault)
    assert failing().error == "ZeroDivisionError: by 0"


def test_warnings_of_a_trial_are_no_noise(monkeypatch):
    def warn(*arguments):
        warnings.warn("The matrix is singular.", stacklevel=1)
        return segment_scene(*arguments)

    monkeypatch.setattr(outputs, "segment_scene", warn)
    assert failing().error is None


def test_a_value_that_does_not_exist_is_absent():
    apart = Scene((Circle(10, 10, 5), Circle(30, 30, 5)), size=44)
    values = failing(scene=apart).values
    assert "ncut_ratio" not in values  # 0 / 0
    assert values["components"] == 2
    outside = Scene((Circle(-50, -50, 5),), size=12)
    values = failing(scene=outside, method=Method(n_clusters=2, use_mask=False)).values
    assert "adjusted_rand" not in values
    assert all(math.isfinite(value) for value in values.values())


def test_an_index_that_is_none_is_refused():
    with pytest.raises(ParameterError, match="'index' parameter of run_trial"):
        run_trial(small().to_json(), 10)


SCRIPT = """
import sys
from segmentation.study import run_trial
text = sys.stdin.read()
for index in (9, 3):
    record = run_trial(text, index)
    print(index, record.values, record.verdict, record.error)
"""


def test_a_record_is_the_same_in_another_process_after_other_trials():
    study = small()
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        input=study.to_json(),
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONHASHSEED": "7", "CUTLAB_COMPILE": "background"},
    )
    expected = ""
    for index in (9, 3):
        record = run_trial(study.to_json(), index)
        expected += f"{index} {record.values} {record.verdict} {record.error}\n"
    assert done.stdout == expected
