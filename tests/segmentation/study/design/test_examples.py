"""The example studies demonstrate their points, as a few of their trials show."""

from collections import Counter

import numpy as np
import pytest

from segmentation.study import Morris, n_trials, points, read_study, run_order, run_trial
from segmentation.study.analysis import morris, summary, verdict_rates
from segmentation.study.design.examples import EVERYTHING, EXAMPLES, NOISE_AND_BETA, UNEQUAL_RADII


def few(study, **changes):
    return study.model_validate(dict(study) | changes)


@pytest.mark.parametrize("study", EXAMPLES.values(), ids=EXAMPLES)
def test_examples_are_studies_that_survive_their_file(study):
    assert read_study(study.to_json()) == study
    assert 500 < n_trials(study) < 5000
    assert study.notes


def test_unequal_radii_go_from_nobody_over_the_rounding_to_the_objective():
    study = few(UNEQUAL_RADII, design={"kind": "grid", "points": (5, 3)}, replicates=2)
    text = study.to_json()
    records = [run_trial(text, int(index)) for index in run_order(study)]
    assert not [record.error for record in records if record.error]
    rates = verdict_rates(study, records)
    words = np.array(rates.outcomes)[rates.foremost].reshape(5, 3)
    assert words[4].tolist() == ["agrees", "agrees", "agrees"]
    assert words[2].tolist() == ["agrees", "rounding", "rounding"]
    assert words[0].tolist() == ["rounding", "objective", "objective"]


def test_noise_breaks_a_sharp_affinity_alone():
    study = few(NOISE_AND_BETA, design={"kind": "grid", "points": (3, 3)}, replicates=3)
    text = study.to_json()
    records = [run_trial(text, index) for index in range(n_trials(study))]
    assert not [record.error for record in records if record.error]
    mean = summary(study, records, "adjusted_rand").mean.reshape(3, 3)
    assert (mean[0] > 0.95).all()
    assert (mean[:, :2] > 0.9).all()
    assert (mean[1:, 2] < 0.2).all()
    assert points(study)[8].tolist() == [1, 14]


def test_the_solver_and_the_label_seed_do_not_matter_and_the_radii_do():
    study = few(EVERYTHING, design=Morris(trajectories=8), replicates=1)
    text = study.to_json()
    records = [run_trial(text, index) for index in range(n_trials(study))]
    assert Counter(record.error for record in records)[None] == len(records)
    found = morris(study, records, "adjusted_rand")
    size = dict(zip(found.names, found.mu_star, strict=True))
    assert size["eigen_solver"] < 0.001
    assert size["random_state"] < 0.01
    assert size["circles[1].radius_ratio"] > 0.02
    assert max(size.values()) > 0.05
