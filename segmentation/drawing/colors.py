"""The colours of pictures, on paper and on screen."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["IMAGE_SCALE", "OUTLINE", "OUTSIDE", "REGIONS", "VEIL", "rgb", "shades"]

# First Paul Tol's "muted" scheme (SRON/EPS/TN/09-002), ordered so that the first colours also
# differ most in lightness, for print in grey. Each further colour is as far as possible from all
# previous ones (CIEDE2000), for normal vision and for simulations of the three kinds of colour
# blindness. A page of 12 circles and 32 clusters can need 44 colours, because regions that match no
# circle are numbered after the circles.
REGIONS = (
    "#332288",
    "#ddcc77",
    "#cc6677",
    "#117733",
    "#88ccee",
    "#882255",
    "#44aa99",
    "#999933",
    "#aa4499",
    "#9d76ff",
    "#273b00",
    "#c4d8c4",
    "#763bff",
    "#d8eb00",
    "#b189c4",
    "#896276",
    "#d8143b",
    "#0000d8",
    "#c49d76",
    "#76ffb1",
    "#143b3b",
    "#c4ebeb",
    "#89c400",
    "#b19dff",
    "#c4b1c4",
    "#3b3b27",
    "#76899d",
    "#624e00",
    "#1476b1",
    "#627662",
    "#893b76",
    "#00d89d",
    "#27003b",
    "#271400",
    "#4e0027",
    "#d8ff89",
    "#000062",
    "#d8899d",
    "#623b9d",
    "#3b894e",
    "#d814c4",
    "#4e144e",
    "#c4b162",
    "#c4c4c4",
)
# Colour outside the mask: on paper, and on screen, where it suits light and dark pages alike.
OUTSIDE = "#e8e8e8"
VEIL = "rgba(128, 128, 128, 0.18)"
# Outlines of a circle: a dark line on a light one is visible on any colour.
OUTLINE = ("#ffffff", "#111111")

# ColorBrewer's YlGnBu in nine steps, as Plotly has it.
IMAGE_SCALE = (
    "#ffffd9",
    "#edf8b1",
    "#c7e9b4",
    "#7fcdbb",
    "#41b6c4",
    "#1d91c0",
    "#225ea8",
    "#253494",
    "#081d58",
)


def rgb(colors: tuple[str, ...]) -> NDArray[np.uint8]:
    """Return the channels of colours ``"#rrggbb"``, of shape (n, 3)."""
    return np.array([list(bytes.fromhex(color[1:])) for color in colors], np.uint8)


def shades(scale: tuple[str, ...], count: int = 256) -> tuple[str, ...]:
    """Return evenly spaced colours of a scale, by linear interpolation.

    Examples
    --------
    >>> shades(("#000000", "#ffffff"), 3)
    ('#000000', '#808080', '#ffffff')
    """
    own = rgb(scale)
    places = np.linspace(0, len(scale) - 1, count)
    mixed = np.stack([np.interp(places, range(len(scale)), own[:, c]) for c in range(3)], axis=1)
    return tuple(f"#{r:02x}{g:02x}{b:02x}" for r, g, b in np.rint(mixed).astype(int))
