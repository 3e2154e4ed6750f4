import numpy as np
import pytest

from segmentation.study import (
    AnalysisError,
    Saltelli,
)
from segmentation.study.analysis import (
    sobol,
    sobol_convergence,
)
from segmentation.study.design.trials import unit_points
from segmentation.study.ishigami import FIRST, TOTAL
from tests.segmentation.study.analysis.sampled import THREE, evaluate, ishigami, records
from tests.segmentation.study.studies import small


def test_sobol_indices_of_a_sum_are_shares_of_its_variance():
    study = small(parameters=THREE, design=Saltelli(n=1024), replicates=1)
    found = sobol(study, evaluate(study, lambda a, b, c: 3 * a + 4 * b + 0 * c), "ncut")
    for index, conf in ((found.first, found.first_conf), (found.total, found.total_conf)):
        assert (np.abs(index - [9 / 25, 16 / 25, 0]) <= conf + 1e-12).all()
    upper = np.triu_indices(3, 1)
    assert (np.abs(found.second[upper]) <= found.second_conf[upper]).all()


def test_without_second_order_there_is_none():
    study = small(parameters=THREE, design=Saltelli(n=64, second_order=False), replicates=1)
    found = sobol(study, evaluate(study, lambda a, b, c: a + b + c), "ncut")
    assert found.second is None
    assert found.first == pytest.approx([1 / 3] * 3, abs=0.1)


def test_the_ishigami_function_has_its_known_indices():
    covered = 0
    for seed in range(3):
        study, known = ishigami(1024, seed)
        found = sobol(study, known, "y", seed=seed)
        covered += bool(
            (np.abs(found.first - FIRST) <= found.first_conf).all()
            and (np.abs(found.total - TOTAL) <= found.total_conf).all()
            and abs(found.second[0, 2] - TOTAL[2]) <= found.second_conf[0, 2]
        )
    assert covered == 3


def test_intervals_narrow_as_base_points_are_added():
    study, known = ishigami(512)
    steps = sobol_convergence(study, known, "y")
    assert [step.n for step in steps] == [8, 16, 32, 64, 128, 256, 512]
    widths = [step.total_conf.max() for step in steps]
    assert widths[-1] < 0.5 * widths[2]
    last = sobol(study, known, "y")
    np.testing.assert_array_equal(steps[-1].first, last.first)
    np.testing.assert_array_equal(steps[-2].first, sobol(study, known, "y", n=256).first)


def test_a_running_study_has_the_indices_of_its_beginning():
    study, known = ishigami(128)
    part = known[: 8 * 100]
    del part[8 * 70]
    found = sobol(study, part, "y")
    assert (found.n, found.n_planned) == (64, 128)
    np.testing.assert_array_equal(found.first, sobol(study, known, "y", n=64).first)
    with pytest.raises(AnalysisError, match="need the first 8 base points complete; there are 5"):
        sobol(study, known[: 8 * 6 - 1], "y")


def test_indices_are_those_of_the_means_over_replicates():
    study = small(parameters=THREE, design=Saltelli(n=64), replicates=3)
    u = unit_points(study)
    values = (u[:, 0] + u[:, 1] ** 2)[:, None] + 0.1 * np.random.default_rng(0).normal(
        size=(512, 3)
    )
    found = sobol(study, records(study, values), "ncut")
    alone = small(parameters=THREE, design=Saltelli(n=64), replicates=1)
    expected = sobol(alone, records(alone, values.mean(axis=1, keepdims=True)), "ncut")
    np.testing.assert_allclose(found.total, expected.total)
