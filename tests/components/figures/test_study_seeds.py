"""Sentences on the noise seeds that the figures of a running study rest on."""

import pytest

from components.figures.study import study_figures
from segmentation.study.analysis import table
from segmentation.study.design.trials import run_order
from tests.components.made_up import GRID, SWEEP, records


def begun(study, n):
    """Return the trials of a study of which the first n have run, in the order of a run."""
    ran = set(run_order(study)[:n].tolist())
    found = [record for record in records(study) if record.index in ran]
    return study_figures(study, table(study, found), "adjusted_rand")


@pytest.mark.parametrize(
    ("n", "said"),
    [
        (11, "The mean is over 1 of 3 noise seeds so far; a band needs two."),
        (
            15,
            "(bootstrap over 2 of 3 noise seeds so far). "
            "7 points with a single noise seed: no band there.",
        ),
        (22, "(bootstrap over 2 of 3 noise seeds so far)."),
        (26, "(bootstrap over 2 to 3 of 3 noise seeds so far)."),
        (33, "(bootstrap over 3 noise seeds)."),
    ],
)
def test_the_band_of_a_sweep_is_over_the_seeds_that_are_there(n, said):
    sentence = begun(SWEEP, n)["mean"].sentence
    assert sentence.endswith(said)
    assert ("Highest so far: " in sentence) == (n < 33)
    assert ("Highest: " in sentence) == (n == 33)


def test_seeds_without_a_value_are_not_awaited_once_every_trial_has_run():
    found = table(SWEEP, records(SWEEP, failed=(1, 5)))
    sentence = study_figures(SWEEP, found, "adjusted_rand")["mean"].sentence
    assert sentence.endswith("(bootstrap over 2 to 3 of 3 noise seeds).")
    assert "so far" not in sentence


@pytest.mark.parametrize(
    ("n", "said"),
    [
        (80, "Standard deviation over 2 of 3 noise seeds so far. Largest so far: "),
        (150, "Standard deviation over 2 to 3 of 3 noise seeds so far. Largest so far: "),
        (216, "Standard deviation over 3 noise seeds. Largest: "),
    ],
)
def test_the_spread_of_a_grid_is_over_the_seeds_that_are_there(n, said):
    figures = begun(GRID, n)
    assert figures["spread"].sentence.startswith(said)
    assert figures["mean"].sentence.startswith("Highest so far: " if n < 216 else "Highest: ")
