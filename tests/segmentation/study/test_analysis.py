import math
import warnings

import numpy as np
import pytest
from scipy import stats

from segmentation import ParameterError
from segmentation.study import (
    AnalysisError,
    Choice,
    Grid,
    LatinHypercube,
    Morris,
    Range,
    Record,
    Saltelli,
    SobolSample,
    Study,
    Sweep,
    n_trials,
    points,
    run_trial,
    trial,
)
from segmentation.study.analysis import (
    delta,
    grid,
    mean_band,
    morris,
    noise_floor,
    pawn,
    sobol,
    sobol_convergence,
    summary,
    table,
    verdict_rates,
)
from segmentation.study.design.trials import unit_points
from segmentation.study.ishigami import FIRST, TOTAL
from tests.segmentation.study.studies import small

THREE = tuple(Range(name=name, low=0, high=1) for name in ("noise", "eps", "beta"))


def records(study, values, **more):
    """Records of "ncut" from an array of points by replicates; NaN is one without the value."""
    flat = np.broadcast_to(np.asarray(values, dtype=float), (study.n_points, study.replicates))
    return [
        Record(i, {} if math.isnan(y) else {"ncut": y}, None, 0.01, **more)
        for i, y in enumerate(flat.ravel().tolist())
    ]


def evaluate(study, function):
    """Records of a function of the unit cube."""
    return records(study, function(*unit_points(study).T)[:, None])


def ishigami(n, seed=0, replicates=1):
    parameters = tuple(Range(name=f"x{i}", low=-math.pi, high=math.pi) for i in (1, 2, 3))
    design = Saltelli(n=n, seed=seed)
    study = Study(
        name="Ishigami",
        evaluator="ishigami",
        parameters=parameters,
        design=design,
        replicates=replicates,
    )
    text = study.to_json()
    return study, [run_trial(text, index) for index in range(n_trials(study))]


# The table


def test_the_table_has_a_row_per_record_in_order():
    study = small(
        parameters=(Choice(name="assign_labels", values=("kmeans", "sweep")),),
        outputs=("ncut", "verdict"),
    )
    shuffled = [
        Record(3, {"ncut": 0.25}, "agrees", 0.5),
        Record(0, {}, None, 0.1, "It failed."),
        Record(2, {"ncut": 0.5}, "rounding", 0.5),
    ]
    frame = table(study, shuffled)
    assert list(frame.columns) == [
        "index", "point", "replicate", "assign_labels", "ncut", "verdict", "seconds", "error",
    ]  # fmt: skip
    assert frame["index"].tolist() == [0, 2, 3]
    assert frame["point"].tolist() == [0, 1, 1]
    assert frame["replicate"].tolist() == [0, 0, 1]
    assert frame["assign_labels"].tolist() == ["kmeans", "sweep", "sweep"]
    assert frame["ncut"].isna().tolist() == [True, False, False]
    assert frame["error"].tolist() == ["It failed.", None, None]


def test_the_table_of_nothing_has_its_columns():
    assert len(table(small(), [])) == 0
    assert "adjusted_rand" in table(small(), [])


def test_the_table_has_the_values_that_the_trials_had():
    study = small(
        parameters=(
            Range(name="n_clusters", low=2, high=5),
            Choice(name="use_mask", values=(True, False)),
        ),
        design=Grid(points=(4, 2)),
    )
    frame = table(study, records(study, 0.5))
    for row in frame.to_dict("records"):
        values = trial(study, row["index"]).values
        assert {name: row[name] for name in values} == values
    assert frame["n_clusters"].dtype == np.int64
    assert frame["use_mask"].dtype == np.bool_


def test_records_and_their_table_say_the_same():
    study = small(replicates=4)
    rng = np.random.default_rng(0)
    known = [
        Record(r.index, dict(r.values), ("agrees", "tie", "no truth")[r.index % 3], 0.1, None)
        for r in records(study, rng.random((5, 4)))
    ]
    known[7] = Record(7, {}, None, 9.0, "It failed.")
    for output in ("ncut", "agrees", "rounding", "seconds"):
        one, other = (summary(study, data, output) for data in (known, table(study, known)))
        np.testing.assert_array_equal(one.mean, other.mean)
        np.testing.assert_array_equal(one.low, other.low)
    one, other = (verdict_rates(study, data) for data in (known, table(study, known)))
    np.testing.assert_array_equal(one.rates, other.rates)


# Points


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


# Noise


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


# Indices


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


def test_pawn_tells_influence_from_none():
    study = small(parameters=THREE, design=SobolSample(n=1024), replicates=1)
    found = pawn(study, evaluate(study, lambda a, b, c: a + 0.5 * b + 0 * c), "ncut")
    assert found.median[0] > found.median[1] > 1.2 * found.dummy
    assert found.median[2] < found.dummy
    # In a slice of a at p the distribution moves by |p - 1/2| of its width.
    assert found.maximum[0] > 0.4


def test_delta_is_one_for_what_decides_and_zero_for_what_does_not():
    study = small(parameters=THREE, design=LatinHypercube(n=500), replicates=1)
    found = delta(study, evaluate(study, lambda a, b, c: a + 0 * b + 0 * c), "ncut")
    assert found.delta[0] > 0.7
    assert (found.delta[1:] < 0.1).all()


def test_an_output_without_a_density_has_no_delta():
    study = small(parameters=THREE, design=LatinHypercube(n=200), replicates=1)
    known = evaluate(study, lambda a, b, c: np.maximum(a, 0.3))
    with pytest.raises(AnalysisError, match="and 60 of 200 points have one and the same 'ncut'"):
        delta(study, known, "ncut")
    assert pawn(study, known, "ncut").median[0] > 0.2


@pytest.mark.parametrize("slices", [5, 10, 20])
def test_pawn_of_what_decides_is_known(slices):
    study = small(parameters=THREE, design=SobolSample(n=512), replicates=1)
    found = pawn(study, evaluate(study, lambda a, b, c: a + 0 * b + 0 * c), "ncut", slices=slices)
    # Slice i of s holds the distribution's part from i/s to (i+1)/s: the distance is the larger
    # of what lies below and above it.
    distances = [max(i, slices - 1 - i) / slices for i in range(slices)]
    assert found.median[0] == pytest.approx(np.median(distances), abs=0.02)


def test_of_saltelli_points_only_the_independent_ones_are_taken():
    study = small(parameters=THREE, design=Saltelli(n=256), replicates=1)
    assert pawn(study, evaluate(study, lambda a, b, c: a + b * c), "ncut").n == 512


def test_too_few_points_are_told():
    study = small(parameters=THREE, design=SobolSample(n=64), replicates=1)
    known = evaluate(study, lambda a, b, c: a + b + c)
    with pytest.raises(AnalysisError, match="PAWN with 10 slices needs 100 points; there are 64"):
        pawn(study, known, "ncut")
    with pytest.raises(AnalysisError, match="Delta needs 100 points; there are 64"):
        delta(study, known, "ncut")


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
