"""Boxes of verdicts: made data of which the box is known."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from segmentation.study import Choice, LatinHypercube, Range, Record, Sweep, trial
from segmentation.study.analysis import boxes
from segmentation.study.analysis.boxes import FEWEST_TRIALS, between
from tests.segmentation.study.studies import small

BETA = Range(name="beta", low=1, high=100, scale="log")
NOISE = Range(name="noise", low=0, high=1)
LABELS = Choice(name="assign_labels", values=("kmeans", "discretize", "sweep"))
SEED = Range(name="random_state", low=0, high=99)


def sample(*parameters, n=400, replicates=2):
    design = LatinHypercube(n=n, seed=3)
    return small(parameters=parameters, design=design, replicates=replicates)


def judged(study, fails, flip=0.0, n=None, outcome="objective"):
    """Records whose verdict is `outcome` where `fails` says so, some of them turned around."""
    rng = np.random.default_rng(1)
    found = []
    for index in range(study.n_points * study.replicates if n is None else n):
        failed = bool(fails(trial(study, index).values)) != (rng.random() < flip)
        found.append(Record(index, {}, outcome if failed else "agrees", 0.01))
    return found


def holds(box, values):
    """Tell without the analysis whether a point is in a box."""
    return all(
        values[each.name] in each.values
        if each.values
        else each.above < values[each.name] <= each.up_to
        for each in box.conditions
    )


def test_a_known_box_is_found_with_its_numbers():
    study = sample(BETA, NOISE, SEED)
    records = judged(study, lambda v: v["beta"] > 12 and v["noise"] > 0.4, flip=0.04)
    found = boxes(study, records)
    first = found.boxes[0]
    assert first.outcome == "objective"
    beta, noise = first.conditions
    assert (beta.name, noise.name) == ("beta", "noise")
    assert beta.above == pytest.approx(12, rel=0.03)
    assert noise.above == pytest.approx(0.4, abs=0.01)
    assert beta.up_to == noise.up_to == math.inf
    inside = [r for r in records if holds(first, trial(study, r.index).values)]
    assert first.n_trials == len(inside)
    assert first.n_outcome == sum(r.verdict == "objective" for r in inside)
    assert first.share > 0.9
    assert [box.outcome for box in found.boxes[1:]] == ["agrees"] * (len(found.boxes) - 1)
    assert max(range(3), key=found.importance.__getitem__) in (0, 1)
    assert found.importance[2] < 0.01


def test_each_trial_is_in_one_box():
    study = sample(BETA, NOISE, LABELS)
    fails = {"kmeans": 0.3, "discretize": 0.9, "sweep": 2.0}
    records = judged(study, lambda v: v["noise"] > fails[v["assign_labels"]], outcome="rounding")
    found = boxes(study, records).boxes
    counted = [0] * len(found)
    for record in records:
        (own,) = [i for i, box in enumerate(found) if holds(box, trial(study, record.index).values)]
        counted[own] += 1
    assert counted == [box.n_trials for box in found]
    assert found[0].outcome == "rounding"
    assert {each.values for each in found[0].conditions} & {("kmeans",), ("kmeans", "discretize")}


def test_integers_have_whole_bounds():
    study = sample(SEED, n=200)
    found = boxes(study, judged(study, lambda v: v["random_state"] > 41)).boxes
    assert found[0].conditions[0].above == 41.0
    assert found[0].share == 1


def test_chance_is_no_claim():
    study = sample(BETA, NOISE, LABELS)
    for share in (0.1, 0.5, 0.9):
        assert boxes(study, judged(study, lambda v: False, flip=share)).boxes == ()


def test_too_few_trials_and_one_verdict_alone_are_no_claim():
    study = sample(BETA, NOISE)
    fails = lambda v: v["noise"] > 0.5  # noqa: E731
    few = boxes(study, judged(study, fails, n=FEWEST_TRIALS - 1))
    assert (few.boxes, few.enough, few.n_trials) == ((), False, FEWEST_TRIALS - 1)
    assert boxes(study, judged(study, fails, n=FEWEST_TRIALS)).enough
    alone = boxes(study, judged(study, lambda v: False))
    assert (alone.boxes, alone.enough) == ((), True)
    at_one_point = small(design=Sweep(points=2), replicates=100)
    assert not boxes(at_one_point, judged(at_one_point, fails=lambda v: v["beta"] > 1)).enough


def test_trials_without_a_truth_do_not_count():
    study = sample(BETA)
    records = [Record(i, {}, "no truth", 0.01) for i in range(400)]
    assert boxes(study, records).n_trials == 0


@given(st.floats(1e-6, 1e6), st.floats(1e-9, 10), st.booleans())
@settings(max_examples=50, deadline=None)
def test_a_bound_lies_between_its_neighbours(low, step, log):
    high = low * (1 + step)
    if high > low:
        assert low <= between(low, high, log) < high
