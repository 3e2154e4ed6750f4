"""CSV of the figures of studies: the numbers of the analysis, digit by digit."""

import csv
from io import StringIO

import numpy as np
import plotly.graph_objects as go
import pytest

from components.export.figure_table import figure_csv
from components.figures.study import study_figures
from components.figures.theme import VERDICT_TITLES
from segmentation.study import LatinHypercube, Sweep, n_trials
from segmentation.study.analysis import pawn, replicates, summary, verdict_rates
from segmentation.study.design.trials import points
from tests.components import made_up
from tests.components.made_up import CHOICE, GRID, SAMPLE, SOBOL, SWEEP, trials

METHODS = ("k-means", "discretize", "cluster QR")


def read(text):
    head, *rows = csv.reader(StringIO(text))
    return {name: [row[i] for row in rows] for i, name in enumerate(head)}


def rows_of(study, name):
    figures = study_figures(study, trials(study), "adjusted_rand")
    return read(figure_csv(figures[name].figure))


def floats(rows, column, series):
    found = zip(rows["series"], rows[column], strict=True)
    return np.array([float(value) for name, value in found if name == series])


def test_a_figure_has_a_row_for_each_mark():
    figure = go.Figure(
        [
            go.Scatter(name="a", x=[1, 2], y=[0.5, np.nan], customdata=[7, -1]),
            go.Bar(name="b", x=[3], y=["k"], error_x={"type": "data", "array": [0.25]}),
            go.Heatmap(name="m", x=[0, 1], y=[5], z=[[0.1, np.nan]]),
        ]
    )
    assert read(figure_csv(figure)) == {
        "series": ["a", "a", "b", "m", "m"],
        "x": ["1", "2", "3", "0", "1"],
        "y": ["0.5", "", "k", "5", "5"],
        "z": ["", "", "", "0.1", ""],
        "x error below": ["", "", "0.25", "", ""],
        "x error above": ["", "", "0.25", "", ""],
        "trial": ["7", "", "", "", ""],
    }


def test_figures_of_studies_have_all_their_digits():
    data = trials(SWEEP)
    figure = study_figures(SWEEP, data, "adjusted_rand")["mean"].figure
    rows = read(figure_csv(figure))
    mean = [float(y) for name, y in zip(rows["series"], rows["y"], strict=True) if name == "mean"]
    assert mean == summary(SWEEP, data, "adjusted_rand").mean.tolist()
    lines = read(figure_csv(study_figures(SAMPLE, trials(SAMPLE), "ncut")["parallel"].figure))
    assert len(lines["trial"]) == SAMPLE.n_points
    assert {"Noise level", "Ncut"} <= set(lines)


def test_both_sides_of_an_interval_are_written():
    rows = rows_of(CHOICE, "mean")
    expected = summary(CHOICE, trials(CHOICE), "adjusted_rand")
    assert [x for x, name in zip(rows["x"], rows["series"], strict=True) if name == "mean"] == [
        *METHODS
    ]
    mean = floats(rows, "y", "mean")
    np.testing.assert_allclose(mean - floats(rows, "y error below", "mean"), expected.low)
    np.testing.assert_allclose(mean + floats(rows, "y error above", "mean"), expected.high)
    rows, indices = rows_of(SAMPLE, "pawn"), pawn(SAMPLE, trials(SAMPLE), "adjusted_rand")
    assert set(rows["x error below"]) == {"0.0"}
    ends = floats(rows, "x", "median") + floats(rows, "x error above", "median")
    np.testing.assert_allclose(np.sort(ends), np.sort(indices.maximum))


def test_the_ends_of_a_band_are_named():
    rows = rows_of(SWEEP, "mean")
    expected = summary(SWEEP, trials(SWEEP), "adjusted_rand")
    assert floats(rows, "y", "band, lower end").tolist() == expected.low.tolist()
    assert floats(rows, "y", "band, upper end").tolist() == expected.high.tolist()


def test_points_of_where_it_fails_are_those_of_the_study_without_its_boxes():
    two = made_up.study((made_up.NOISE, made_up.LABELS), LatinHypercube(n=150))
    figure = study_figures(two, trials(two), "adjusted_rand")["where"].figure
    drawn = [trace.name for trace in figure.data]
    assert any(name.startswith("box") for name in drawn)
    rows = read(figure_csv(figure))
    assert set(rows["series"]) == {name for name in drawn if not name.startswith("box")}
    places = points(two)[np.array(rows["trial"], int) // two.replicates]
    noise, labels = ("x", "y") if rows["y"][0] in METHODS else ("y", "x")
    np.testing.assert_array_equal(np.array(rows[noise], float), places[:, 0])
    assert rows[labels] == [METHODS[int(at)] for at in places[:, 1]]


def test_a_map_of_verdicts_has_their_names():
    rows, rates = rows_of(GRID, "verdicts"), verdict_rates(GRID, trials(GRID))
    outcomes = [VERDICT_TITLES[rates.outcomes[i]] for i in rates.foremost]
    assert rows["z"] == outcomes


def test_a_density_has_the_counts():
    big = made_up.study((made_up.BETA,), Sweep(points=400), 5)
    rows = rows_of(big, "mean")
    counts = [z for z, name in zip(rows["z"], rows["series"], strict=True) if name == "trials"]
    assert sum(float(each or 0) for each in counts) == n_trials(big)


def test_axes_with_logarithms_and_choices_have_their_values():
    lines = rows_of(SAMPLE, "parallel")
    places = points(SAMPLE)[np.array(lines["trial"], int) // SAMPLE.replicates]
    beta = next(values for name, values in lines.items() if name.startswith("Affinity"))
    np.testing.assert_allclose(np.array(beta, float), places[:, 1], rtol=1e-14)
    assert [METHODS[int(at)] for at in places[:, 2]] in lines.values()
    rows = rows_of(SOBOL, "convergence")
    assert set(rows["x"]) == {"8", "16", "32", "64"}
    assert len(floats(rows, "y", "Noise level")) == 4
    assert len(floats(rows, "y", "Noise level, first order")) == 4
    assert "trial" not in rows


def test_contours_of_this_study_repeat_its_map_and_are_left_out():
    rows = rows_of(GRID, "mean")
    assert set(rows["series"]) == {"mean"}
    found = replicates(GRID, trials(GRID), "adjusted_rand").mean
    assert sorted(floats(rows, "z", "mean")) == pytest.approx(sorted(found))
