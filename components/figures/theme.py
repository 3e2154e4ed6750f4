"""Colours, colour scales and their ranges."""

from __future__ import annotations

from plotly.colors import diverging, sample_colorscale, sequential

from segmentation.drawing.colors import IMAGE_SCALE, OUTLINE, REGIONS
from segmentation.drawing.colors import VEIL as BACKGROUND

__all__ = [
    "BACKGROUND",
    "IMAGE_SCALE",
    "MEAN_SCALE",
    "NO_CIRCLE",
    "OUTLINE",
    "OVER_COLOR",
    "REGIONS",
    "SERIES_COLORS",
    "SERIES_SYMBOLS",
    "SPREAD_SCALE",
    "STUDY_COLORS",
    "VERDICT_CLAUSES",
    "VERDICT_COLORS",
    "VERDICT_FILLS",
    "VERDICT_LETTERS",
    "VERDICT_PATTERNS",
    "VERDICT_SYMBOLS",
    "VERDICT_TITLES",
    "image_range",
    "steps",
    "tables",
]

# A pixel of the background among points coloured by their circle.
NO_CIRCLE = "#9aa0a6"


def image_range(noise: float) -> tuple[float, float]:
    """Return the values at the ends of the original's colour bar.

    They are the background 1 and the circles 2, with three standard deviations of noise on either
    side. Unlike the picture's extremes, they do not change while a circle moves, so that colours
    keep their meaning.

    Parameters
    ----------
    noise : float

    Returns
    -------
    low, high : float
    """
    return 1.0 - 3.0 * noise, 2.0 + 3.0 * noise


# Scales of the views' small pictures: signed values, affinities, and the cost of cut edges; both
# ends of the last one are visible on light and dark pages.
DIVERGING_SCALE = tuple(reversed(diverging.RdBu))
AFFINITY_SCALE = tuple(sequential.Cividis)
COST_SCALE = ("rgb(0, 114, 178)", "rgb(170, 110, 190)", "rgb(213, 60, 0)")


def steps(colors: tuple[str, ...]) -> list[tuple[float, str]]:
    """Return a colour scale of equal flat steps.

    Parameters
    ----------
    colors : tuple of str

    Returns
    -------
    list of (float, str)
        Plotly colour scale.

    Examples
    --------
    >>> steps(("red", "blue"))
    [(0.0, 'red'), (0.5, 'red'), (0.5, 'blue'), (1.0, 'blue')]
    """
    n = len(colors)
    return [(edge / n, color) for i, color in enumerate(colors) for edge in (i, i + 1)]


def tables(levels: int = 256) -> dict[str, list[str]]:
    """Return the colours of every scale, for the browser's canvases.

    Parameters
    ----------
    levels : int, default=256

    Returns
    -------
    dict of str to list of str
        ``"rgb(r, g, b)"`` from the lowest to the highest, for "image", "diverging", "affinity" and
        "cost".
    """
    scales = {
        "image": IMAGE_SCALE,
        "diverging": DIVERGING_SCALE,
        "affinity": AFFINITY_SCALE,
        "cost": COST_SCALE,
    }
    return {
        name: list(sample_colorscale(list(scale), [i / (levels - 1) for i in range(levels)]))
        for name, scale in scales.items()
    }


# Of two studies in one figure: the study itself, and the one to compare with.
STUDY_COLORS = ("#0072B2", "#D55E00")
# Of the second study's lines in figures whose colours have another meaning.
OVER_COLOR = "#d6006c"

# Of several curves, with marks that distinguish them without colour (Okabe and Ito's order, without
# black and yellow, which are invisible on dark or light pages).
SERIES_COLORS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")
SERIES_SYMBOLS = ("circle", "square", "diamond", "triangle-up", "x", "cross")

# Pale to dark in the order of the verdicts, so that they differ without colour as well.
VERDICT_COLORS = {
    "agrees": "#BFE6D8",
    "rounding": "#DF8A00",
    "objective": "#8A2B06",
    "tie": "#3E7FC1",
    "no truth": "#8c8c8c",
}
# Of areas, which may fill a figure: on a white page the same, on a dark one no glare.
VERDICT_FILLS = {**VERDICT_COLORS, "agrees": "rgba(0, 155, 99, 0.25)"}
VERDICT_PATTERNS = {"agrees": "", "rounding": "/", "objective": "x", "tie": "\\", "no truth": "."}
VERDICT_SYMBOLS = {
    "agrees": "circle", "rounding": "triangle-up", "objective": "x", "tie": "diamond",
    "no truth": "circle-open",
}  # fmt: skip
VERDICT_LETTERS = {"agrees": "", "rounding": "R", "objective": "O", "tie": "=", "no truth": "?"}
VERDICT_TITLES = {
    "agrees": "nothing",
    "rounding": "the rounding",
    "objective": "the objective",
    "tie": "a tie",
    "no truth": "no truth",
}
VERDICT_CLAUSES = {
    "agrees": "nothing fails",
    "rounding": "the rounding fails",
    "objective": "the objective fails",
    "tie": "it is a tie",
    "no truth": "there is no truth",
}

# Scales of a map's means, pale enough for dark contours, and of its spreads.
MEAN_SCALE = [(i / 6, color) for i, color in enumerate(sequential.Viridis[3:])]
SPREAD_SCALE = [(i / 9, color) for i, color in enumerate(sequential.Cividis)]
