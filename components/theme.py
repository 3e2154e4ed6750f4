"""Colours, and the ranges they stand for."""

from __future__ import annotations

from plotly.colors import sample_colorscale, sequential

__all__ = ["BACKGROUND", "IMAGE_SCALE", "REGIONS", "image_range", "image_table"]

# Paul Tol's "muted" and "light" schemes (SRON/EPS/TN/09-002): told apart with the common colour
# blindnesses; ordered so that the first ones differ most in lightness too, for print in grey.
_COLORS = (
    "#332288",
    "#ddcc77",
    "#cc6677",
    "#44aa99",
    "#88ccee",
    "#882255",
    "#999933",
    "#117733",
    "#aa4499",
    "#77aadd",
    "#ee8866",
    "#eedd88",
    "#ffaabb",
    "#99ddff",
    "#44bb99",
    "#bbcc33",
    "#aaaa00",
    "#6d4c9f",
    "#b5651d",
    "#5b6770",
)
# Regions that match no circle are numbered after the circles: 12 and 20 of them can be on the page.
REGIONS = _COLORS + _COLORS[:12]
# Outside the mask: a veil that is neutral on light and dark pages alike.
BACKGROUND = "rgba(128, 128, 128, 0.18)"

IMAGE_SCALE = tuple(sequential.YlGnBu)


def image_range(noise: float) -> tuple[float, float]:
    """Values at the ends of the original's colour bar.

    Background 1 and circles 2, with three standard deviations of noise on either side. Unlike
    the picture's own extremes it stays still while a circle moves, and so do the colours.

    Parameters
    ----------
    noise : float

    Returns
    -------
    low, high : float
    """
    return 1.0 - 3.0 * noise, 2.0 + 3.0 * noise


def image_table(levels: int = 256) -> list[str]:
    """Colours of the original's scale, for the browser's canvas.

    Parameters
    ----------
    levels : int, default=256

    Returns
    -------
    list of str
        ``"rgb(r, g, b)"`` from the lowest to the highest.
    """
    return list(sample_colorscale(list(IMAGE_SCALE), [i / (levels - 1) for i in range(levels)]))
