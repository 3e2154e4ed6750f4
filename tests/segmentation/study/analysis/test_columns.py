"""Compact columns of trials have the analysis of their records."""

import numpy as np
import pytest

from segmentation.errors import ParameterError
from segmentation.study.analysis import boxes, distributions, replicates, table, verdict_rates
from segmentation.study.analysis.columns import gather
from segmentation.study.analysis.data import failures
from segmentation.study.design.trials import n_trials
from segmentation.study.store.rows import Trials
from tests.components.made_up import SAMPLE, records


def pages(found, size=100):
    """Trials as the store returns them, in pages of an arbitrary order."""
    for begin in range(0, len(found), size):
        part = found[begin : begin + size]
        names = {name for record in part for name in record.values}
        yield Trials(
            0,
            np.array([r.index for r in part]),
            {n: np.array([r.values.get(n, np.nan) for r in part]) for n in names},
            [r.verdict for r in part],
            np.array([r.seconds for r in part]),
            [r.error for r in part],
        )


FOUND = records(SAMPLE, failed=(3, 200))[::-1][40:]
COLUMNS = gather(pages(FOUND), ["adjusted_rand"], n_trials(SAMPLE))


@pytest.mark.parametrize("output", ["adjusted_rand", "seconds", "agrees", "objective"])
def test_replicates_are_those_of_the_records(output):
    one, other = (replicates(SAMPLE, data, output) for data in (COLUMNS, FOUND))
    np.testing.assert_array_equal(one.values, other.values)
    np.testing.assert_array_equal(one.done, other.done)


def test_verdicts_and_failures_are_those_of_the_records_and_of_the_table():
    frame = table(SAMPLE, FOUND)
    one, *others = (verdict_rates(SAMPLE, data) for data in (COLUMNS, FOUND, frame))
    for other in others:
        np.testing.assert_array_equal(one.rates, other.rates)
    assert boxes(SAMPLE, COLUMNS) == boxes(SAMPLE, frame)
    expected = (2, 1, [(3, "The scene has no circle."), (200, "The scene has no circle.")])
    assert failures(SAMPLE, COLUMNS, 9) == failures(SAMPLE, frame, 9) == expected
    assert failures(SAMPLE, COLUMNS, 1)[2] == expected[2][:1]


def test_an_output_that_was_not_gathered_is_reported():
    with pytest.raises(ParameterError, match="columns with 'ncut'"):
        replicates(SAMPLE, COLUMNS, "ncut")


def test_of_very_many_points_some_are_drawn(monkeypatch):
    monkeypatch.setattr(distributions, "MOST_POINTS", 120)
    for indices in (distributions.pawn, distributions.delta):
        assert indices(SAMPLE, COLUMNS, "adjusted_rand", missing="mean").n == 120
