import warnings

import numpy as np
import pytest

from segmentation import ParameterError
from segmentation.study import (
    AnalysisError,
    LatinHypercube,
    Morris,
    Saltelli,
    SobolSample,
)
from segmentation.study.analysis import (
    delta,
    morris,
    pawn,
    sobol,
    sobol_convergence,
    summary,
)
from segmentation.study.design.trials import unit_points
from tests.segmentation.study.analysis.sampled import THREE, evaluate, records
from tests.segmentation.study.studies import small

DESIGNS = [
    (sobol, Saltelli(n=128)),
    (sobol_convergence, Saltelli(n=128)),
    (morris, Morris(trajectories=64)),
    (pawn, SobolSample(n=256)),
    (delta, LatinHypercube(n=110)),
]


@pytest.mark.parametrize(("analyze", "design"), DESIGNS)
def test_a_missing_value_is_refused_or_imputed_in_sight(analyze, design):
    study = small(parameters=THREE, design=design, replicates=1)
    values = unit_points(study).sum(axis=1)[:, None].copy()
    values[[3, 4]] = np.nan
    with pytest.raises(AnalysisError) as caught:
        analyze(study, records(study, values), "ncut")
    assert f"2 of {study.n_points:,} points have no 'ncut' (3, 4), so there" in str(caught.value)
    found = analyze(study, records(study, values), "ncut", missing="mean")
    last = found[-1] if isinstance(found, tuple) else found
    assert last.imputed == 2
    name = {morris: "mu_star", pawn: "median", delta: "delta"}.get(analyze, "total")
    main = getattr(last, name)
    assert (main > 0.1).all()


@pytest.mark.parametrize(("analyze", "design"), DESIGNS)
def test_a_constant_output_is_told(analyze, design):
    study = small(parameters=THREE, design=design, replicates=1)
    with pytest.raises(AnalysisError, match=r"The output 'ncut' is 0\.3 at all .* no variance"):
        analyze(study, records(study, 0.3), "ncut")
    with pytest.raises(AnalysisError, match=r"None of the .* points has a value of 'ncut'"):
        analyze(study, records(study, np.nan), "ncut")


@pytest.mark.parametrize(("analyze", "design"), DESIGNS)
def test_another_design_is_told(analyze, design):
    with pytest.raises(AnalysisError, match=r"need the design '.*; this one is 'sweep'"):
        analyze(small(), records(small(), 0.5), "ncut")


@pytest.mark.parametrize(("analyze", "design"), DESIGNS)
def test_indices_are_the_same_again_and_leave_the_global_generator_alone(analyze, design):
    study = small(parameters=THREE, design=design, replicates=1)
    known = evaluate(study, lambda a, b, c: a + b * c)
    before, form = np.random.get_state()[1].copy(), warnings.formatwarning  # noqa: NPY002
    one = analyze(study, known, "ncut")
    np.testing.assert_array_equal(np.random.get_state()[1], before)  # noqa: NPY002
    assert warnings.formatwarning is form
    np.random.seed(1)  # noqa: NPY002
    other = analyze(study, known, "ncut")
    one, other = ((x[-1] if isinstance(x, tuple) else x) for x in (one, other))
    for name, value in vars(one).items():
        np.testing.assert_array_equal(value, getattr(other, name))


@pytest.mark.parametrize(
    ("call", "parameter"),
    [
        (lambda s, r: summary(s, r, "beauty"), "output"),
        (lambda s, r: summary(s, r, "verdict"), "output"),
        (lambda s, r: summary(s, r, "ncut", level=1.0), "level"),
        (lambda s, r: summary(s, r, "ncut", n_resamples=1), "n_resamples"),
        (lambda s, r: sobol(s, r, "ncut", level=0), "level"),
        (lambda s, r: sobol(s, r, "ncut", missing="zero"), "missing"),
        (lambda s, r: sobol(s, r, "ncut", n=4096), "n"),
        (lambda s, r: pawn(s, r, "ncut", slices=6), "slices"),
    ],
)
def test_bad_arguments_are_refused_by_name(call, parameter):
    study = small(parameters=THREE, design=Saltelli(n=32), replicates=1)
    with pytest.raises(ParameterError) as caught:
        call(study, evaluate(study, lambda a, b, c: a + b + c))
    assert caught.value.parameter == parameter


def test_what_is_not_measured_is_no_output():
    study = small(outputs=("ncut",))
    with pytest.raises(ParameterError, match="must be one of 'ncut', 'seconds'"):
        summary(study, [], "agrees")
