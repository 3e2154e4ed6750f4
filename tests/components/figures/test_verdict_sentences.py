"""Sentences on the verdicts of a study."""

import numpy as np
import pytest

from components.figures.study import study_figures
from components.figures.study.verdicts.counts import sentence
from segmentation.study.analysis import VerdictRates
from tests.components.made_up import GRID, trials

OUTCOMES = ("agrees", "rounding", "objective")


@pytest.mark.parametrize(
    ("rates", "count", "said"),
    [
        ([[1, 0, 0], [1, 0, 0]], 20, "In all 40 trials nothing fails."),
        ([[0, 0, 1]], 1, "Of 1 trial: the objective fails in 100%."),
        (
            [[1, 0, 0], [0.5, 0.5, 0]],
            20,
            "Of 40 trials: nothing fails in 75%, the rounding fails in 25%.",
        ),
    ],
)
def test_verdicts_are_counted_in_clauses(rates, count, said):
    rates = np.array(rates, float)
    assert sentence(VerdictRates(OUTCOMES, rates, np.full(len(rates), count))) == said


def test_a_cell_under_the_pointer_says_what_fails():
    shown = study_figures(GRID, trials(GRID), "adjusted_rand")["verdicts"].figure.data[0]
    assert {"nothing fails", "the rounding fails"} & {
        text.rpartition(" in ")[0] for row in shown.hovertext for text in row
    }
