"""The figure of where a study fails: its words are those of the analysis, and its boxes too."""

from itertools import cycle

import numpy as np
import pytest

from components.figures.study import study_figures
from components.figures.study.verdicts.boxes import _sentence
from components.figures.theme import VERDICT_TITLES
from segmentation.study import LatinHypercube, Record, n_trials, trial
from segmentation.study.analysis import boxes, table
from tests.components import made_up
from tests.components.made_up import BETA, CHOICE, LABELS, NOISE, SWEEP, trials

PLAN = made_up.study((NOISE, BETA, LABELS), LatinHypercube(n=300))


def where(study, data):
    return study_figures(study, data, "adjusted_rand")["where"]


def judged(fails):
    """A table in which the objective fails where `fails` says so."""
    found = []
    for index in range(n_trials(PLAN)):
        verdict = "objective" if fails(trial(PLAN, index).values) else "agrees"
        found.append(Record(index, {"adjusted_rand": 0.5, "ncut": 0.5}, verdict, 0.01))
    return table(PLAN, found)


def test_the_sentence_has_titles_bounds_and_counts():
    data = judged(lambda values: values["beta"] > 2 and values["noise"] > 0.4)
    drawn = where(PLAN, data)
    box = boxes(PLAN, data).boxes[0]
    noise, beta = (each.above for each in box.conditions)
    assert drawn.sentence == (
        f"Noise level above {noise:g} and affinity β above {beta:g}: the objective fails in 100% "
        f"of {box.n_trials} trials."
    )
    (outline,) = [each for each in drawn.figure.data if each.name == "box: the objective"]
    assert (min(outline.x), min(outline.y)) in {(noise, beta), (beta, noise)}
    assert outline.line.dash == "solid"
    marks = sum(len(each.x) for each in drawn.figure.data if each.mode == "markers")
    assert marks == PLAN.n_points
    for each in drawn.figure.data:
        if each.mode == "markers":
            verdicts = data.set_index("index")["verdict"][each.customdata]
            assert {VERDICT_TITLES[verdict] for verdict in verdicts} == {each.name}


def test_choices_are_named_and_their_points_spread():
    drawn = where(PLAN, judged(lambda v: v["assign_labels"] == "discretize" and v["noise"] > 0.5))
    assert "label assignment discretize: the objective fails in" in drawn.sentence
    places = np.concatenate([each.y for each in drawn.figure.data if each.mode == "markers"])
    assert len(set(places.tolist())) == PLAN.n_points


def test_too_few_trials_say_how_many_are_needed():
    assert where(SWEEP, trials(SWEEP)).sentence == (
        "33 trials with a verdict at 11 points: too few to say where it fails; 100 at 20 points "
        "are needed, more than planned."
    )
    running = where(PLAN, trials(PLAN, 60))
    assert running.sentence.endswith("too few to say where it fails; 100 at 20 points are needed.")
    assert where(CHOICE, trials(CHOICE)).figure is None


def test_failures_that_prevail_nowhere_are_told():
    assert _sentence(PLAN, [], False) == (
        "No failure prevails in any part of the ranges that holds at least 5% of the trials."
    )


@pytest.mark.parametrize(
    ("fails", "said"),
    [
        (False, "Nowhere: in all 900 trials with a verdict nothing fails."),
        (True, "Everywhere: in all 900 trials with a verdict the objective fails."),
    ],
)
def test_of_one_verdict_alone_it_is_said_that_it_is_everywhere(fails, said):
    drawn = where(PLAN, judged(lambda values: fails))
    assert drawn.figure is None
    assert drawn.sentence == said


def test_verdicts_that_no_parameter_predicts_are_told():
    turn = cycle((True, False))
    drawn = where(PLAN, judged(lambda values: next(turn)))
    assert drawn.figure is None
    assert drawn.sentence.startswith("No bounds on the parameters say where it fails")
