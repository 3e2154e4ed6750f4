import math

import numpy as np
import pytest

from segmentation.study import (
    AnalysisError,
    Choice,
    Morris,
    points,
)
from segmentation.study.analysis import (
    morris,
)
from tests.segmentation.study.analysis.sampled import THREE, evaluate, records
from tests.segmentation.study.studies import small


def test_elementary_effects_of_a_linear_function_are_its_slopes():
    study = small(parameters=THREE, design=Morris(trajectories=10), replicates=1)
    found = morris(study, evaluate(study, lambda a, b, c: 3 * a - 2 * b + 0 * c), "ncut")
    np.testing.assert_allclose(found.mu, [3, -2, 0], atol=1e-12)
    np.testing.assert_allclose(found.mu_star, [3, 2, 0], atol=1e-12)
    np.testing.assert_allclose(found.sigma, 0, atol=1e-12)
    np.testing.assert_allclose(found.mu_star_conf, 0, atol=1e-12)
    assert found.names == ("noise", "eps", "beta")
    assert (found.n, found.n_planned, found.imputed) == (10, 10, 0)


def test_interaction_shows_in_sigma():
    study = small(parameters=THREE, design=Morris(trajectories=200), replicates=1)
    found = morris(study, evaluate(study, lambda a, b, c: a * b + c), "ncut")
    # The effect of a is b, which is on four levels: mean 1/2, variance 5/36.
    np.testing.assert_allclose(found.mu, [0.5, 0.5, 1], atol=3 * math.sqrt(5 / 36 / 200))
    np.testing.assert_allclose(found.sigma, [math.sqrt(5 / 36)] * 2 + [0], atol=0.03)


def test_a_choice_of_two_counts_by_the_length_of_a_step():
    parameters = (Choice(name="scale", values=("graph", "edges")), THREE[1])
    for levels, factor in ((4, 1.5), (2, 1)):
        study = small(
            parameters=parameters, design=Morris(trajectories=9, levels=levels), replicates=1
        )
        found = morris(study, records(study, points(study)[:, :1]), "ncut")
        np.testing.assert_allclose(found.mu_star, [factor, 0])


def test_trajectories_that_are_not_complete_are_left_out():
    study = small(parameters=THREE, design=Morris(trajectories=10), replicates=1)
    known = evaluate(study, lambda a, b, c: 3 * a - 2 * b + c)
    found = morris(study, known[:6] + known[9:], "ncut")
    assert found.n == 8
    np.testing.assert_allclose(found.mu, [3, -2, 1])
    with pytest.raises(AnalysisError, match="need 2 complete trajectories; there are 1"):
        morris(study, known[:7], "ncut")
