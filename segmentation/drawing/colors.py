"""The colours of pictures, on paper and on screen."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["IMAGE_SCALE", "OUTLINE", "OUTSIDE", "REGIONS", "VEIL", "rgb", "shades"]

# The first four are like those of Paul Tol's "muted" scheme (SRON/EPS/TN/09-002), and differ most
# in lightness, for print in grey; the next eight differ in lightness as well. Each further colour
# is as far as possible from all previous ones (CIEDE2000), for normal vision and for simulations of
# the three kinds of colour blindness. All have a contrast of 1.6 against the background of light
# and dark pages and of paper, which leaves lightnesses from 33 to 75. A page of 12 circles and 32
# clusters can need 44 colours: regions that match no circle are numbered after the circles.
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
    "#6b5e86",
    "#ae945e",
    "#1b5e00",
    "#aebc94",
    "#00a186",
    "#515136",
    "#bcaee4",
    "#f286ae",
    "#5e6b5e",
    "#866b79",
    "#ae86c9",
    "#5e4379",
    "#ae0d0d",
    "#79ae1b",
    "#bc5143",
    "#6b6bae",
    "#79795e",
    "#79a1a1",
    "#798694",
    "#6b7900",
    "#5e51c9",
    "#941b51",
    "#94865e",
    "#9479f2",
    "#94ae94",
    "#868679",
    "#d7a179",
    "#8679bc",
    "#a10d36",
    "#bcbc1b",
    "#796b86",
    "#c994c9",
    "#a1aeff",
    "#944351",
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
