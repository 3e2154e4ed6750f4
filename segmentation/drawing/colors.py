"""The colours of pictures, on paper and on screen."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["IMAGE_SCALE", "OUTLINE", "OUTSIDE", "REGIONS", "VEIL", "rgb", "shades"]

# The first four are like those of Paul Tol's "muted" scheme (SRON/EPS/TN/09-002), and differ most
# in lightness, for print in grey; the next eight differ in lightness as well. From the eleventh on
# `docs/choose_colors.py` chose them, for normal vision and for simulations of the three kinds of
# colour blindness. Of the first 44 any two are 12.8 apart (CIEDE2000; 5.2 in colour blindness), so
# that neighbours are never alike; a page of 12 circles and 32 clusters can need as many, because
# regions that match no circle are numbered after the circles. Of all, for the largest k, any two
# are 10.4 apart. All have a contrast of 1.6 against the background of light and dark pages and of
# paper, which leaves lightnesses from 33 to 75.
REGIONS = (
    "#4f3fb0",
    "#c9b85f",
    "#d07080",
    "#157f3f",
    "#a194ff",
    "#6b515e",
    "#79bcbc",
    "#8679a1",
    "#5e6be4",
    "#6b940d",
    "#b82800",
    "#b89060",
    "#e8a898",
    "#687060",
    "#980848",
    "#286080",
    "#489880",
    "#d080c8",
    "#e00050",
    "#704028",
    "#f89800",
    "#d808d8",
    "#e86000",
    "#c0b0d8",
    "#90b080",
    "#28c820",
    "#005840",
    "#606000",
    "#9000f8",
    "#8850a0",
    "#e83898",
    "#787880",
    "#485068",
    "#887860",
    "#3880b8",
    "#906030",
    "#90b8f8",
    "#40a8d8",
    "#b09898",
    "#20d0b0",
    "#b00088",
    "#689098",
    "#987070",
    "#a05070",
    "#00b068",
    "#b868f8",
    "#989040",
    "#a00828",
    "#8090b0",
    "#b87858",
    "#486038",
    "#587078",
    "#f07050",
    "#a8b8a8",
    "#a8a090",
    "#e0a8c8",
    "#a85848",
    "#485050",
    "#008890",
    "#f898a8",
    "#407068",
    "#786050",
    "#887020",
    "#789070",
)
# Colour outside the mask: on paper, and on screen, where it suits light and dark pages alike.
OUTSIDE = "#e8e8e8"
VEIL = "rgba(128, 128, 128, 0.1)"
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
