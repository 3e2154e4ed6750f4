"""The original and the labelled picture, side by side on the same axes."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray
from PIL import Image

from components.figures.theme import BACKGROUND, IMAGE_SCALE, OUTLINE, REGIONS, image_range, steps
from components.state.model import CircleState
from segmentation import Picture, Segmentation
from segmentation.drawing.png import png_bytes

__all__ = ["outline_shapes", "photograph", "pictures"]

HOVER_PICTURE = (
    "row %{y}, column %{x}<br>value %{customdata[0]:.3f}<br>label %{customdata[1]}<extra></extra>"
)
HOVER = HOVER_PICTURE.replace("<extra>", "<br>circle %{customdata[2]}<extra>")
# Under the original, so that the pictures get all the width.
COLOR_BAR = {
    "orientation": "h",
    "x": 0.24,
    "len": 0.48,
    "y": 0,
    "yanchor": "top",
    "xpad": 0,
    "ypad": 24,
    "thickness": 8,
    "outlinewidth": 0,
    "nticks": 6,
}
# Light in both colour schemes, because on a phone it always lies over the labels.
MODE_BAR = {"bgcolor": "rgba(255,255,255,0.6)", "color": "#5b626a", "activecolor": "#3b5bdb"}


def pictures(picture: Picture, result: Segmentation, noise: float) -> go.Figure:
    """Draw both pictures, with linked zoom and pan.

    Parameters
    ----------
    picture : Picture
        The original, (H, W).
    result : Segmentation
        Its labels.
    noise : float
        Noise level of the scene; sets the colour bar, see `theme.image_range`.

    Returns
    -------
    plotly.graph_objects.Figure
        Traces "original" and "labels". Pixel (row, col) is the unit square around its
        coordinates; row 0 is on top.
    """
    low, high = image_range(noise)
    hover = _hover(picture, result.labels)
    original = go.Heatmap(
        name="original",
        z=picture.image.astype(np.float32),
        zmin=low,
        zmax=high,
        colorscale=list(IMAGE_SCALE),
        colorbar=COLOR_BAR,
        customdata=hover,
        hovertemplate=HOVER,
    )
    labels = go.Heatmap(
        name="labels",
        z=result.labels.astype(np.int16),
        zmin=-1.5,
        zmax=len(REGIONS) - 0.5,
        colorscale=steps((BACKGROUND, *REGIONS)),
        showscale=False,
        customdata=hover,
        hovertemplate=HOVER,
        xaxis="x2",
        yaxis="y2",
    )
    return go.Figure([original, labels], _layout(*picture.image.shape))


def photograph(
    figure: go.Figure, display: NDArray[np.uint8], value_range: tuple[float, float]
) -> go.Figure:
    """Show the original of `pictures` as a photograph; hovering tells nothing of circles.

    Parameters
    ----------
    figure : plotly.graph_objects.Figure
    display : ndarray of shape (H, W) or (H, W, 3), uint8
        Grey is drawn from the values, with a colour bar; RGB as it is.
    value_range : tuple of two floats
        Values at the ends of the colour bar.

    Returns
    -------
    plotly.graph_objects.Figure
    """
    original, labels = figure.data
    labels.update(hovertemplate=HOVER_PICTURE)
    if display.ndim == 3:
        shown = {"name": original.name, "customdata": original.customdata}
        file = png_bytes(Image.fromarray(display))
        source = f"data:image/png;base64,{b64encode(file).decode()}"
        image = go.Image(source=source, hovertemplate=HOVER_PICTURE, **shown)
        return go.Figure([image, labels], figure.layout)
    low, high = value_range
    original.update(zmin=low, zmax=high, colorscale="gray", hovertemplate=HOVER_PICTURE)
    return figure


def outline_shapes(circles: Iterable[CircleState]) -> list[dict[str, Any]]:
    """Outline circles in both pictures of a stand-alone figure; the page draws its own outlines.

    Parameters
    ----------
    circles : iterable of CircleState

    Returns
    -------
    list of dict
        Plotly's shapes: for each circle a dark line on a light one, which shows on any colour.
    """
    return [
        {
            "type": "circle",
            "xref": f"x{axis}",
            "yref": f"y{axis}",
            "x0": circle.col - circle.radius,
            "x1": circle.col + circle.radius,
            "y0": circle.row - circle.radius,
            "y1": circle.row + circle.radius,
            "line": {"color": color, "width": width},
        }
        for circle in circles
        for axis in ("", "2")
        for color, width in zip(OUTLINE, (3, 1), strict=True)
    ]


def _hover(picture: Picture, labels: NDArray[np.intp]) -> NDArray[np.object_]:
    """Return value, label with its figures and circle of every pixel, of shape (H, W, 3)."""
    names = np.array(["none", *range(1, 65)], dtype=object)
    regions = np.array(["none", *_describe_regions(picture.image, labels)], dtype=object)
    return np.stack(
        [picture.image.round(3).astype(object), regions[labels + 1], names[picture.truth + 1]],
        axis=2,
    )


def _describe_regions(image: NDArray[np.float64], labels: NDArray[np.intp]) -> list[str]:
    """Return number, size and mean value of each region, as `assets/labels/regions.mjs` does."""
    inside = labels >= 0
    sizes = np.bincount(labels[inside])
    means = np.bincount(labels[inside], image[inside]) / np.maximum(sizes, 1)
    total = int(sizes.sum())
    return [
        f"{number}<br>{size:,} {'pixel' if size == 1 else 'pixels'} "
        f"({100 * size / total:.1f}%), mean {mean:.4g}"
        for number, (size, mean) in enumerate(zip(sizes, means, strict=True), 1)
    ]


def _layout(height: int, width: int) -> dict[str, Any]:
    across: dict[str, Any] = {"range": (-0.5, width - 0.5), "constrain": "domain"}
    down: dict[str, Any] = {"range": (height - 0.5, -0.5), "constrain": "domain"}
    shared: dict[str, Any] = {"showgrid": False, "zeroline": False, "ticks": "outside"}
    return {
        "xaxis": {**across, **shared, "domain": (0, 0.48)},
        "yaxis": {**down, **shared, "scaleanchor": "x"},
        "xaxis2": {**across, **shared, "domain": (0.52, 1), "matches": "x"},
        "yaxis2": {**down, **shared, "matches": "y", "anchor": "x2", "showticklabels": False},
        "margin": {"l": 28, "r": 8, "t": 8, "b": 64},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "hovermode": "closest",
        "dragmode": "zoom",
        "modebar": MODE_BAR,
        "uirevision": "pictures",
        "font": {"family": "inherit", "size": 12},
    }
