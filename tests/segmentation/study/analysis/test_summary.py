import math

import numpy as np
import pytest
from scipy import stats

from segmentation.study import (
    AnalysisError,
    Grid,
    LatinHypercube,
    Record,
    Sweep,
    points,
)
from segmentation.study.analysis import (
    grid,
    mean_band,
    noise_floor,
    summary,
    verdict_rates,
)
from tests.segmentation.study.analysis.sampled import THREE, records
from tests.segmentation.study.studies import small


def test_mean_and_spread_are_those_of_the_replicates():
    study = small(replicates=6)
    values = np.random.default_rng(0).random((5, 6))
    found = summary(study, records(study, values), "ncut")
    np.testing.assert_allclose(found.mean, values.mean(axis=1))
    np.testing.assert_allclose(found.spread, values.std(axis=1, ddof=1))
    assert (found.low < found.mean).all()
    assert (found.mean < found.high).all()
    assert found.count.tolist() == [6] * 5


def test_a_running_study_gives_what_there_is():
    study = small(replicates=3)
    known = [Record(i, {"ncut": float(y)}, None, 0.1) for i, y in ((0, 1), (1, 3), (6, 5))]
    found = summary(study, known, "ncut")
    np.testing.assert_array_equal(found.mean, [2, np.nan, 5, np.nan, np.nan])
    np.testing.assert_allclose(found.spread, [math.sqrt(2), *[np.nan] * 4])
    np.testing.assert_array_equal(np.isfinite(found.low), [True, *[False] * 4])
    assert found.count.tolist() == [2, 0, 1, 0, 0]


def test_a_band_holds_the_mean_as_often_as_it_says():
    values = np.random.default_rng(1).normal(3, 2, size=(4000, 8))
    for level in (0.8, 0.95):
        low, high = mean_band(values, level)
        held = np.mean((low <= 3) & (high >= 3))
        assert abs(held - level) < 0.02


def test_a_band_is_that_of_student_for_many_replicates():
    values = np.random.default_rng(2).normal(size=(1, 400))
    low, high = mean_band(values, 0.95, n_resamples=20_000)
    half = stats.t.ppf(0.975, 399) * stats.sem(values[0])
    np.testing.assert_allclose(
        [low[0], high[0]], values.mean() + np.array([-half, half]), rtol=0.02
    )


def test_a_band_of_equal_replicates_has_no_width():
    low, high = mean_band(np.full((3, 5), 0.1))
    np.testing.assert_array_equal(low, high)
    np.testing.assert_allclose(low, 0.1)


def test_a_band_does_not_depend_on_the_other_points():
    values = np.random.default_rng(3).random((50, 5))
    values[7, 2] = np.nan
    low, high = mean_band(values)
    alone = mean_band(values[7:8])
    np.testing.assert_allclose((low[7], high[7]), np.ravel(alone))


def test_rates_are_shares_of_the_verdicts():
    study = small(replicates=4, design=Sweep(points=2))
    words = ["agrees", "agrees", "rounding", None, "objective", "tie", "no truth", "objective"]
    known = [Record(i, {}, word, 0.1) for i, word in enumerate(words)]
    found = verdict_rates(study, known)
    np.testing.assert_allclose(found.rates[0], [2 / 3, 1 / 3, 0, 0, 0])
    np.testing.assert_allclose(found.rates[1], [0, 0, 0.5, 0.25, 0.25])
    assert found.count.tolist() == [3, 4]
    assert [found.outcomes[i] for i in found.foremost] == ["agrees", "objective"]
    np.testing.assert_allclose(summary(study, known, "objective").mean, [0, 2 / 3])
    nothing = verdict_rates(study, [])
    assert np.isnan(nothing.rates).all()
    assert nothing.foremost.tolist() == [-1, -1]


def test_a_grid_is_laid_out_first_parameter_down():
    study = small(parameters=THREE[:2], design=Grid(points=(3, 4)), replicates=2)
    x, y = points(study).T
    found = grid(study, records(study, (10 * x + y)[:, None] + [-1, 1]), "ncut")
    assert found.rows.tolist() == [0, 0.5, 1]
    assert found.cols.tolist() == pytest.approx([0, 1 / 3, 2 / 3, 1])
    np.testing.assert_allclose(found.mean, 10 * found.rows[:, None] + found.cols)
    np.testing.assert_allclose(found.spread, math.sqrt(2))
    with pytest.raises(AnalysisError, match="A map needs the design 'grid'; this one is 'sweep'"):
        grid(small(), [], "ncut")


def test_the_noise_floor_tells_signal_noise_and_what_seeds_share():
    study = small(parameters=THREE, design=LatinHypercube(n=2000), replicates=5)
    rng = np.random.default_rng(0)
    signal, shared = rng.normal(0, 2, (2000, 1)), rng.normal(0, 3, (1, 5))
    noise = rng.normal(0, 1, (2000, 5))
    found = noise_floor(study, records(study, signal + shared + noise), "ncut")
    assert found.residual == pytest.approx(1, rel=0.05)
    assert found.within == pytest.approx(1 + shared.var(ddof=1), rel=0.1)
    assert found.between == pytest.approx(4 + 1 / 5, rel=0.1)
    assert found.share == pytest.approx(0.2 / 4.2, rel=0.15)
    assert found.n_points == 2000
    pure = noise_floor(study, records(study, noise), "ncut")
    assert pure.share == pytest.approx(1, abs=0.1)


def test_the_noise_floor_says_what_it_lacks():
    for study, values, sentence in (
        (small(replicates=1), 1.0, "needs at least 2 replicates; this study has 1"),
        (small(), np.nan, "needs at least 2 points with all replicates of 'ncut'; there are 0"),
        (small(), 0.25, "The output 'ncut' is 0.25 in all trials: no variance"),
    ):
        with pytest.raises(AnalysisError, match=sentence):
            noise_floor(study, records(study, values), "ncut")
