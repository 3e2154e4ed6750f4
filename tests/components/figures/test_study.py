"""Figures of studies show the numbers of their records."""

from itertools import pairwise

import numpy as np
import orjson
import pytest

from components.figures.study import output_titles, study_figures
from components.figures.study.base import NONE, percent
from components.figures.theme import (
    VERDICT_COLORS,
    VERDICT_FILLS,
    VERDICT_LETTERS,
    VERDICT_PATTERNS,
)
from segmentation.errors import ParameterError
from segmentation.study import Choice, Record, Saltelli, Sweep, n_trials
from segmentation.study.analysis import (
    noise_floor,
    sobol_convergence,
    summary,
    table,
    verdict_rates,
)
from segmentation.study.design.trials import points
from tests.components import made_up
from tests.components.made_up import CHOICE, GRID, MORRIS, SAMPLE, SOBOL, SWEEP, records, trials

ALL = {
    "sweep": SWEEP, "choice": CHOICE, "grid": GRID, "morris": MORRIS, "sobol": SOBOL,
    "sample": SAMPLE,
}  # fmt: skip
KINDS = {
    "sweep": ["mean", "verdicts", "where"],
    "choice": ["mean", "verdicts", "where"],
    "grid": ["mean", "spread", "verdicts", "where"],
    "morris": ["morris", "verdicts", "where", "parallel"],
    "sobol": ["sobol", "convergence", "verdicts", "where", "parallel"],
    "sample": ["pawn", "delta", "verdicts", "where", "parallel"],
}


def trace(figure, name):
    return next(trace for trace in figure.figure.data if trace.name == name)


@pytest.mark.parametrize("name", ALL)
def test_every_design_has_its_figures_with_a_sentence_each(name):
    figures = study_figures(ALL[name], trials(ALL[name]), "adjusted_rand")
    assert list(figures) == KINDS[name]
    for kind, each in figures.items():
        assert each.figure.data if kind != "where" else each.figure is None or each.figure.data
        assert each.sentence.endswith(".")
        orjson.dumps(each.to_dict(), option=orjson.OPT_SERIALIZE_NUMPY)


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("n", [0, 1, 5])
def test_of_a_beginning_there_is_a_figure_or_a_reason(name, n):
    for each in study_figures(ALL[name], trials(ALL[name], n), "adjusted_rand").values():
        assert each.sentence.endswith(".")
        assert each.figure is None or each.figure.data


def test_half_a_study_is_drawn_as_far_as_it_is():
    done = [*range(12)]  # four of the eleven points
    figures = study_figures(SWEEP, table(SWEEP, records(SWEEP, 12)), "adjusted_rand")
    assert len(trace(figures["mean"], "mean").x) == len(done) // SWEEP.replicates
    assert "7 points without a value" in figures["mean"].sentence


def test_mean_and_band_are_the_analysis_s():
    data = trials(SWEEP)
    figure = study_figures(SWEEP, data, "adjusted_rand")["mean"]
    expected = summary(SWEEP, data, "adjusted_rand")
    np.testing.assert_array_equal(trace(figure, "mean").x, points(SWEEP)[:, 0])
    np.testing.assert_array_equal(trace(figure, "mean").y, expected.mean)
    np.testing.assert_array_equal(trace(figure, "band").y, expected.high)
    assert "95%" in figure.sentence


def test_a_point_stands_for_the_trial_nearest_to_its_mean():
    data = trials(SWEEP)
    mean = trace(study_figures(SWEEP, data, "adjusted_rand")["mean"], "mean")
    values = data.set_index("index")["adjusted_rand"]
    for point, (trial, y) in enumerate(zip(mean.customdata, mean.y, strict=True)):
        own = values[data["point"].to_numpy() == point]
        assert trial // SWEEP.replicates == point
        assert abs(values[trial] - y) == pytest.approx(abs(own - y).min())


def test_each_mark_of_a_trial_carries_its_number():
    data = trials(SWEEP)
    marks = trace(study_figures(SWEEP, data, "adjusted_rand")["mean"], "trials")
    values = data.set_index("index")["adjusted_rand"]
    assert sorted(marks.customdata) == list(range(n_trials(SWEEP)))
    np.testing.assert_array_equal(marks.y, values[marks.customdata])


def test_ten_thousand_trials_are_drawn_as_a_density_that_counts_them_all():
    big = made_up.study((made_up.BETA,), Sweep(points=500), 20)
    figures = study_figures(big, trials(big), "adjusted_rand")
    density = trace(figures["mean"], "trials")
    assert density.type == "heatmap"
    assert np.nansum(density.text) == n_trials(big) == 10_000
    assert ((density.customdata == NONE) == np.isnan(density.text)).all()
    drawn = sum(len(part.x) for part in figures["mean"].figure.data)
    assert drawn < 1000
    assert len(figures["mean"].figure.to_json()) < 400_000
    for part in figures["verdicts"].figure.data:
        assert len(part.x) <= 120


def test_map_holds_means_with_the_first_parameter_up():
    data = trials(GRID)
    figures = study_figures(GRID, data, "adjusted_rand")
    shown = trace(figures["mean"], "mean")
    np.testing.assert_array_equal(shown.y, np.unique(points(GRID)[:, 0]))
    np.testing.assert_array_equal(shown.x, np.unique(points(GRID)[:, 1]))
    by_point = data.groupby("point")["adjusted_rand"]
    np.testing.assert_allclose(shown.z.ravel(), by_point.mean())
    spread = trace(figures["spread"], "spread")
    np.testing.assert_allclose(spread.z.ravel(), by_point.std())
    assert (shown.customdata.ravel() // GRID.replicates == np.arange(72)).all()


def test_a_phase_is_the_most_frequent_verdict_and_its_trial_has_it():
    data = trials(GRID)
    shown = trace(study_figures(GRID, data, "adjusted_rand")["verdicts"], "verdict")
    verdict = data.set_index("index")["verdict"]
    letters = np.array(shown.text)
    for i, j in np.ndindex(letters.shape):
        own = verdict[data["point"].to_numpy() == i * letters.shape[1] + j]
        trial = shown.customdata[i, j]
        assert letters[i, j] == VERDICT_LETTERS[verdict[trial]]
        share = 100 * (own == verdict[trial]).mean()
        assert shown.hovertext[i][j].endswith(f" in {share:.0f}%")
        assert (own == verdict[trial]).sum() == own.value_counts().max()


def test_verdicts_along_a_sweep_add_up_to_one():
    stack = study_figures(SWEEP, trials(SWEEP), "adjusted_rand")["verdicts"].figure
    np.testing.assert_allclose(sum(part.y for part in stack.data), 1)
    assert {part.stackgroup for part in stack.data} == {"one"}
    assert {part.fillcolor for part in stack.data} <= set(VERDICT_FILLS.values())


def test_the_first_labels_of_both_axes_are_apart_in_the_corner():
    drawn = study_figures(SWEEP, trials(SWEEP), "adjusted_rand")["verdicts"].figure
    assert drawn.layout.xaxis.ticks == "outside"
    assert drawn.layout.xaxis.ticklen >= 5


def test_verdicts_differ_without_colour():
    def grey(color):
        r, g, b = (int(color[i : i + 2], 16) / 255 for i in (1, 3, 5))
        return 0.2126 * r**2.2 + 0.7152 * g**2.2 + 0.0722 * b**2.2

    light = sorted(grey(VERDICT_COLORS[name]) for name in ("agrees", "rounding", "objective"))
    contrasts = [(b + 0.05) / (a + 0.05) for a, b in pairwise(light)]
    assert min(contrasts) > 1.8
    assert len(set(VERDICT_PATTERNS.values())) == len(set(VERDICT_LETTERS.values())) == 5


def test_morris_finds_what_the_made_up_output_depends_on():
    figure = study_figures(MORRIS, trials(MORRIS, blur=0), "adjusted_rand")["morris"]
    dots = trace(figure, "this study")
    mu_star = dict(zip(dots.hovertext, dots.x, strict=True))
    assert max(mu_star, key=mu_star.get) == "Noise level"
    assert mu_star["Label seed"] == 0
    assert "Without effect in any of the 8 trajectories: Label seed." in figure.sentence
    bars = dots.error_x
    assert (dots.x - bars.arrayminus >= 0).all()
    assert (bars.arrayminus <= bars.array).all()


@pytest.mark.parametrize(
    ("study", "name", "n", "noun"),
    [(MORRIS, "morris", 60, "trajectories"), (SOBOL, "sobol", 200, "base points")],
)
def test_little_is_no_ground_for_a_claim(study, name, n, noun):
    early = study_figures(study, trials(study, n), "adjusted_rand")[name].sentence
    assert f"{noun} so far: too few to say which parameter matters." in early
    late = study_figures(study, trials(study), "adjusted_rand")[name].sentence
    for claim in ("matters most", "Without effect"):
        assert claim not in early
    assert "too few" not in late


def test_the_noise_floor_stands_beside_the_indices():
    data = trials(SOBOL)
    figure = study_figures(SOBOL, data, "adjusted_rand")["sobol"]
    share = noise_floor(SOBOL, data, "adjusted_rand").share
    assert figure.figure.layout.shapes[0].x1 == share
    assert f"{share:.1%} of the variance" in figure.sentence


def test_convergence_ends_with_the_bars():
    figures = study_figures(SOBOL, trials(SOBOL), "adjusted_rand")
    total = trace(figures["sobol"], "total")
    curve = next(part for part in figures["convergence"].figure.data if part.name == "Noise level")
    assert [int(n) for n in curve.text] == [8, 16, 32, 64]
    assert curve.y[-1] == total.x[list(total.y).index("Noise level")]


def test_parallel_coordinates_keep_the_extremes_of_a_large_sample():
    large = made_up.study((made_up.NOISE, made_up.BETA, made_up.SEED), Saltelli(n=512), 1)
    data = trials(large)
    figure = study_figures(large, data, "adjusted_rand")["parallel"]
    lines = figure.figure.data[0]
    values = lines.dimensions[-1].values
    assert len(values) == 2000 < large.n_points
    assert (values[0], values[-1]) == (data["adjusted_rand"].max(), data["adjusted_rand"].min())
    drawn = data.set_index("index").loc[lines.customdata]
    np.testing.assert_array_equal(drawn["adjusted_rand"], values)
    np.testing.assert_allclose(np.log10(drawn["beta"]), lines.dimensions[1].values)


def test_two_studies_over_each_other():
    second = SWEEP.model_copy(update={"name": "Second", "scene": GRID.scene})
    figure = study_figures(SWEEP, trials(SWEEP), "adjusted_rand", (second, trials(second, seed=7)))[
        "mean"
    ]
    theirs = summary(second, trials(second, seed=7), "adjusted_rand").mean
    np.testing.assert_array_equal(trace(figure, "mean: Second").y, theirs)
    assert "Second" in figure.sentence


@pytest.mark.parametrize("name", ["sweep", "choice", "grid"])
def test_borders_of_another_study_lie_over_the_verdicts(name):
    second = ALL[name].model_copy(update={"name": "Second"})
    theirs = trials(second, seed=7)
    alone = study_figures(ALL[name], trials(ALL[name]), "adjusted_rand")["verdicts"]
    both = study_figures(ALL[name], trials(ALL[name]), "adjusted_rand", (second, theirs))[
        "verdicts"
    ]
    assert both.sentence == f"{alone.sentence} Dashed: the borders in Second."
    over = both.figure.data[len(alone.figure.data) :]
    rates = verdict_rates(second, theirs)
    if name == "grid":
        cells = sum(np.asarray(border.z).sum() for border in over)
        assert cells == second.n_points
    else:
        drawn = {tuple(border.y) for border in over}
        ends = rates.rates.cumsum(axis=1).T
        assert drawn
        assert drawn <= {tuple(end) for end in ends}


def test_shares_and_convergence_of_another_study_lie_over_these():
    second = SOBOL.model_copy(update={"name": "Second"})
    theirs = trials(second, seed=7)
    figures = study_figures(SOBOL, trials(SOBOL), "adjusted_rand", (second, theirs))
    bars = trace(figures["verdicts"], "other")
    assert sum(bars.x) == pytest.approx(1)
    assert figures["verdicts"].sentence.endswith("Outlined: Second.")
    steps = sobol_convergence(second, theirs, "adjusted_rand")
    drawn = [t for t in figures["convergence"].figure.data if t.name.endswith(": Second")]
    assert {t.y[-1] for t in drawn} == set(steps[-1].total)


def test_a_small_share_is_not_said_to_be_none():
    assert [percent(share) for share in (0.0, 0.001, 0.01, 0.994, 0.999, 1.0)] == [
        "0%", "under 1%", "1%", "99%", "over 99%", "100%",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("other", "why"),
    [
        (GRID, "it is a grid, this one a sweep"),
        (CHOICE, "it varies label assignment, this one affinity β"),
        (SWEEP.model_copy(update={"outputs": ("ncut",)}), "it has no Adjusted Rand index"),
    ],
)
def test_what_cannot_be_laid_over_says_why(other, why):
    figures = study_figures(SWEEP, trials(SWEEP), "adjusted_rand", (other, trials(other)))
    assert figures["mean"].sentence.endswith(f"Made up can't be shown over it: {why}.")
    assert figures["mean"].figure.data


def test_studies_of_other_choices_are_not_laid_over_each_other():
    turned = Choice(name="assign_labels", values=made_up.LABELS.values[::-1])
    other = CHOICE.model_copy(update={"parameters": (turned,)})
    figures = study_figures(CHOICE, trials(CHOICE), "adjusted_rand", (other, trials(other)))
    note = "Made up can't be shown over it: its choices differ."
    assert figures["mean"].sentence.endswith(note)


@pytest.mark.parametrize("name", ["morris", "sobol", "sample"])
def test_a_constant_output_and_a_missing_value_are_reported_instead_of_indices(name):
    study = ALL[name]
    flat = [Record(r.index, {"ncut": 1.0}, "agrees", 0.01) for r in records(study)]
    first = next(iter(study_figures(study, table(study, flat), "ncut").values()))
    assert first.figure is None
    assert "no variance" in first.sentence
    gaps = trials(study, failed=range(study.replicates))
    first = next(iter(study_figures(study, gaps, "adjusted_rand").values()))
    assert first.figure is None
    assert "have no 'adjusted_rand' (0)" in first.sentence
    assert first.imputable


@pytest.mark.parametrize("name", ["morris", "sobol", "sample"])
def test_the_mean_stands_in_for_missing_values_where_that_is_wanted(name):
    study = ALL[name]
    gaps = trials(study, failed=range(study.replicates))
    first = next(iter(study_figures(study, gaps, "adjusted_rand", missing="mean").values()))
    assert first.figure.data
    assert not first.imputable
    assert "1 point without a value is replaced by the mean of the others." in first.sentence


@pytest.mark.parametrize("name", ["morris", "sobol", "sample"])
def test_indices_of_two_studies_beside_each_other(name):
    study = ALL[name]
    second = study.model_copy(update={"name": "Second"})
    data = trials(study)
    alone = study_figures(study, data, "ncut")
    for n, over in ((None, True), (1, False)):
        both = study_figures(study, data, "ncut", (second, trials(second, n, seed=7)))
        first = next(iter(both))
        assert len(both[first].figure.data) == (1 + over) * len(alone[first].figure.data)
        assert "Second" in both[first].sentence
        assert ("can't be shown over it" in both[first].sentence) is not over


def test_failed_trials_are_listed_with_their_errors():
    figures = study_figures(GRID, trials(GRID, failed=(3, 8)), "adjusted_rand")
    listed = figures["failed"].figure.layout.meta
    assert [row[0] for row in listed["rows"]] == ["3", "8"]
    assert listed["rows"][0][1] == "The scene has no circle."
    assert "2 trials failed" in figures["failed"].sentence


def test_an_output_that_is_not_measured_is_refused():
    assert "mean_iou" not in output_titles(SWEEP)
    with pytest.raises(ParameterError, match="must be one of adjusted_rand, ncut, agrees"):
        study_figures(SWEEP, trials(SWEEP), "mean_iou")
