"""The functions of studies against hostile values, as in validation/test_arguments.py."""

import inspect
from contextlib import suppress
from functools import cache

import numpy as np
import pandas as pd
import pytest
from pydantic import ValidationError

import segmentation.study as studies
from segmentation import CutlabError, ParameterError
from segmentation.study import (
    Grid,
    LatinHypercube,
    Morris,
    Range,
    Record,
    Saltelli,
    Study,
    Sweep,
    analysis,
    n_trials,
    run_trial,
)
from tests.segmentation.study.studies import X, small
from tests.segmentation.validation.hostile import VALUES, check_values


@cache
def ishigami(design, n=3):
    study = Study(
        name="Ishigami", evaluator="ishigami", parameters=X[:n], design=design, replicates=2
    )
    text = study.to_json()
    return study, tuple(run_trial(text, index) for index in range(n_trials(study)))


def indices(design, n=3, **more):
    study, records = ishigami(design, n)
    return {"study": study, "data": records, "output": "y", **more}


def calls():
    """Return how each function is called with clean values."""
    study, records = ishigami(Sweep(points=3), 1)
    options = {"missing": "mean", "level": 0.9, "seed": 2}
    summed = {"level": 0.9, "n_resamples": 100, "seed": 2}
    return {
        "describe": {"parameter": X[0], "evaluator": "ishigami"},
        "n_points": {"study": study},
        "n_trials": {"study": study},
        "points": {"study": study},
        "read_study": {"text": study.to_json()},
        "run_order": {"study": study},
        "run_trial": {"study_json": study.to_json(), "index": 1},
        "trial": {"study": small(), "index": 1},
        "boxes": {"study": study, "data": records},
        "delta": indices(LatinHypercube(n=100), 1, **options),
        "grid": indices(Grid(points=(2, 2)), 2),
        "mean_band": {"values": [[1.0, 2.0, 4.0], [0.0, 1.0, 0.0]], **summed},
        "measured": {"study": study},
        "morris": indices(Morris(trajectories=4), **options),
        "noise_floor": indices(Sweep(points=3), 1),
        "pawn": indices(LatinHypercube(n=50), 1, missing="mean", slices=5, seed=2),
        "replicates": indices(Sweep(points=3), 1),
        "sobol": indices(Saltelli(n=16), **options) | {"n": 16},
        "sobol_convergence": indices(Saltelli(n=16), **options),
        "summary": indices(Sweep(points=3), 1, **summed),
        "table": {"study": study, "records": records},
        "verdict_rates": {"study": study, "data": records},
    }


def parameters():
    """Return each function with each of its parameters."""
    made = [getattr(of, name) for of in (studies, analysis) for name in of.__all__]
    made = [each for each in made if inspect.isfunction(each)]
    return [(each, parameter) for each in made for parameter in inspect.signature(each).parameters]


@pytest.mark.parametrize(
    ("function", "parameter"), parameters(), ids=[f"{f.__name__}.{p}" for f, p in parameters()]
)
def test_hostile_values_are_refused_by_name_or_taken_for_what_they_mean(function, parameter):
    clean = calls()[function.__name__]  # a function without a line there is one without a test
    clean[parameter]
    none = inspect.signature(function).parameters[parameter].default is None
    check_values(function, clean, parameter, none=none)


MODELS = {
    Study: {"name": "A", "parameters": X[:1], "design": Sweep(), "evaluator": "ishigami"},
    Range: {"name": "x1", "low": 0, "high": 1},
    studies.Choice: {"name": "x1", "values": (0, 1)},
    studies.StudyPicture: {"sample": "coins"},
    Sweep: {},
    Grid: {},
    LatinHypercube: {},
    studies.SobolSample: {},
    Morris: {},
    Saltelli: {},
}


@pytest.mark.parametrize("model", MODELS)
def test_models_refuse_with_the_error_that_they_document(model):
    for field in model.model_fields:
        for make, _ in VALUES.values():
            with suppress(ValidationError):
                model(**MODELS[model] | {field: make()})


STUDY, RECORDS = ishigami(Sweep(points=3), 1)
FRAME = analysis.table(STUDY, RECORDS)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ([Record(6, {"y": 1.0}, None, 0.1)], r"trials, 0 to 5\. Got one of trial 6"),
        ([Record(-1, {"y": 1.0}, None, 0.1)], r"trials, 0 to 5\. Got one of trial -1"),
        (FRAME.drop(columns="y"), r"with one column 'y'\. Got one of columns index, point"),
        (FRAME.drop(columns="index"), "with one column 'index'"),
        (pd.concat((FRAME, FRAME["y"]), axis=1), "with one column 'y'"),
        (FRAME.assign(index=FRAME["index"] + 1), "Got one of trial 6"),
        (FRAME.assign(index=FRAME["index"] - 1), "Got one of trial -1"),
        (FRAME.assign(index=0.5), "with integers in its column 'index'"),
        (FRAME.assign(y="high"), "with numbers in its column 'y'"),
    ],
)
def test_data_of_another_study_is_refused(data, words):
    with pytest.raises(ParameterError, match=words):
        analysis.summary(STUDY, data, "y")


def test_base_points_that_are_no_power_of_two_are_refused():
    study, records = ishigami(Saltelli(n=16))
    with pytest.raises(ParameterError, match="a power of two from 8 to 16"):
        analysis.sobol(study, records, "y", n=12)


@pytest.mark.parametrize("text", [3, None, {}, bytearray(b"{}")])
def test_only_text_is_read(text):
    with pytest.raises(CutlabError, match="a str or bytes"):
        studies.read_study(text)


def test_a_whole_float_is_an_index():
    assert studies.trial(STUDY, np.float64(3.0)) == studies.trial(STUDY, 3)
