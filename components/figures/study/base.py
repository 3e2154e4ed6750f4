"""Names, axes and clickable points shared by the figures of studies."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import Any, TypeAlias

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from components.figures.charts import axis, chart_layout
from components.state.numbers import count
from segmentation.study import RATES, Choice, Range, Study, describe
from segmentation.study.analysis import Missing, Replicates
from segmentation.study.analysis.data import Data
from segmentation.study.design.quantities import outputs_of

__all__ = [
    "ERROR",
    "MOST_ROWS",
    "NONE",
    "StudyFigure",
    "StudyView",
    "blocks",
    "count",
    "early",
    "format_value",
    "interval",
    "layout",
    "log_ticks",
    "number",
    "output_title",
    "parameter_axis",
    "parameter_title",
    "percent",
    "placed",
    "table",
    "trial_nearest",
    "value_at",
]

Floats = NDArray[np.float64]
ERROR = "#8a8a8a"  # of error bars, visible on bars and on light and dark pages
NONE = -1  # number of the trial at a point that stands for none
NAMES = {
    "kmeans": "k-means",
    "cluster_qr": "cluster QR",
    "arpack": "ARPACK",
    "lobpcg": "LOBPCG",
    "amg": "AMG",
}
# Of the horizontal axis: in the corner its first label would touch the vertical axis's.
APART = {"ticks": "outside", "ticklen": 5, "tickcolor": "rgba(0, 0, 0, 0)"}
MOST_ROWS = 200  # of a figure's table


@dataclass(frozen=True)
class StudyFigure:
    """A figure of a study.

    Attributes
    ----------
    title : str
    sentence : str
        Summary of the figure; the reason for none if `figure` is None.
    figure : plotly.graph_objects.Figure or None
        The customdata of points has the numbers of their trials, -1 for none. ``layout.meta`` has
        the content as a table, if a table can show it.
    imputable : bool, default=False
        True if only missing values prevent the figure, so that their mean may replace them.
    """

    title: str
    sentence: str
    figure: go.Figure | None = None
    imputable: bool = False

    def to_dict(self) -> dict[str, Any]:
        """Return the figure in the form for the page; arrays are NumPy's."""
        figure = None if self.figure is None else self.figure.to_plotly_json()
        return {"title": self.title, "sentence": self.sentence, "figure": figure}


@dataclass(frozen=True)
class StudyView:
    """A study, its trials, and the output to draw.

    Attributes
    ----------
    study : Study
    trials : pandas.DataFrame or TrialColumns
        As `segmentation.study.analysis.table` or `columns.gather` makes it.
    output : str
    missing : {"refuse", "mean"}, default="refuse"
        Treatment of points without a value of the output, see `study_figures`.
    """

    study: Study
    trials: Data
    output: str
    missing: Missing = "refuse"

    @property
    def title(self) -> str:
        """Title of the output, with its unit."""
        return output_title(self.study, self.output)

    @property
    def parameter_titles(self) -> list[str]:
        """Titles of all parameters, with their units."""
        return [parameter_title(self.study, parameter) for parameter in self.study.parameters]


Parameter: TypeAlias = Range | Choice


def output_title(study: Study, output: str) -> str:
    """Return an output's title with its unit."""
    known = outputs_of(study.evaluator).get(output) or RATES[output]
    return f"{known.title} [{known.unit}]" if known.unit else known.title


def parameter_title(study: Study, parameter: Parameter) -> str:
    """Return a parameter's title with its unit."""
    field = describe(parameter, study.evaluator)
    return f"{field.title} [{field.unit}]" if field.unit else field.title


def parameter_axis(study: Study, parameter: Parameter, **more: Any) -> dict[str, Any]:
    """Return the axis of a parameter; the values of a choice are at 0, 1, ..."""
    if isinstance(parameter, Choice):
        ticks = list(range(len(parameter.values)))
        more |= {"tickvals": ticks, "ticktext": [format_value(value) for value in parameter.values]}
    elif parameter.scale == "log":
        round_ones = log_ticks(parameter.low, parameter.high)
        texts = [f"{tick:g}" for tick in round_ones]
        more |= {"type": "log", "tickvals": round_ones, "ticktext": texts}
    title = "<br>".join(wrap(parameter_title(study, parameter), 40))
    return axis(title, **more)


def log_ticks(low: float, high: float) -> list[float]:
    """Return round numbers for an axis from `low` to `high`, with equal factors between them.

    Examples
    --------
    >>> log_ticks(0.1, 10), log_ticks(0.5, 14)
    ([0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0], [0.5, 1.0, 2.0, 5.0, 10.0])
    """
    decades = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    digits = (1, 2, 5) if high / low < 1001 else (1,)
    ticks = [float(f"{digit}e{decade}") for decade in decades for digit in digits]
    return [tick for tick in ticks if low * 0.999 <= tick <= high * 1.001]


def placed(study: Study, parameter: Parameter, value: str) -> str:
    """Return a value with the title of its parameter, for a sentence or a hover."""
    title = describe(parameter, study.evaluator).title
    return f"{title[0].lower()}{title[1:]} = {value}"


def value_at(parameter: Parameter, value: float) -> str:
    """Format a parameter's value as `design.points` returns it."""
    return (
        format_value(parameter.values[int(value)])
        if isinstance(parameter, Choice)
        else number(value)
    )


def format_value(value: bool | float | str) -> str:
    """Format a value of a choice, as the explorer's menus do."""
    return str(value).lower() if isinstance(value, bool) else NAMES.get(str(value), str(value))


def number(value: float) -> str:
    """Format a number with three digits."""
    return "–" if not math.isfinite(value) else f"{value:.3g}".replace("-", "−")


def percent(share: float) -> str:
    """Return a share in whole percent, marked if it only rounds to 0% or 100%."""
    if 0 < share < 0.005:
        return "under 1%"
    return "over 99%" if 0.995 <= share < 1 else f"{share:.0%}"


def early(n: int, planned: int, enough: int, nouns: str) -> str:
    """Return the sentence for a running study of which too little is known to rank parameters.

    Empty if at least `enough` of the `planned` ones, or all of them, are there.
    """
    if n >= min(enough, planned):
        return ""
    return f"{n:,} of {planned:,} {nouns} so far: too few to say which parameter matters."


def interval(values: Floats, conf: Floats) -> dict[str, Any]:
    """Return the error bars of quantities that are not negative: they end at 0."""
    below = np.where(values >= 0, np.minimum(conf, values), conf)
    return {"type": "data", "symmetric": False, "array": conf, "arrayminus": below}


def layout(x: dict[str, Any], y: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Return a figure's layout, its legend above."""
    x = {**APART, **x}
    legend = {"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom", "xanchor": "left"}
    return {
        **chart_layout(x, y),
        "showlegend": True,
        "legend": {**legend, "font": {"size": 11}},
        "margin": {"l": 8, "r": 12, "t": 48, "b": 8},
        "uirevision": "kept",  # a zoom stays while trials arrive
        **more,
    }


def trial_nearest(study: Study, found: Replicates) -> NDArray[np.int64]:
    """Return, for each point, the trial whose value is nearest to the mean; -1 without any."""
    away = np.abs(found.values - found.mean[:, None])
    none = np.isnan(away).all(axis=1)
    best = np.where(np.isnan(away), np.inf, away).argmin(axis=1)
    numbers = np.arange(len(best)) * study.replicates + best
    return np.where(none, NONE, numbers)


def blocks(n: int, most: int) -> list[NDArray[np.intp]]:
    """Divide 0, 1, ..., n - 1 into at most `most` runs of neighbours."""
    return [part for part in np.array_split(np.arange(n), min(n, most)) if len(part)]


def table(
    columns: Sequence[str],
    rows: Sequence[Sequence[str]],
    trials: Sequence[int],
    n_rows: int | None = None,
) -> dict[str, Any]:
    """Return a table for `layout.meta`.

    `trials` has the trial of each row; `n_rows` is the number of all rows if only the first ones,
    at least `MOST_ROWS`, are given.
    """
    rest = (len(rows) if n_rows is None else n_rows) - MOST_ROWS
    return {
        "columns": list(columns),
        "rows": [list(row) for row in rows[:MOST_ROWS]],
        "trials": [int(trial) for trial in trials[:MOST_ROWS]],
        "more": max(0, rest),
    }
