"""Scenes with a known answer: circles on a noisy background."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from segmentation._validation import INTEGERS, REALS, check_integer, check_items, check_real
from segmentation.drawing.notebook import LARGEST, html_block

__all__ = ["Circle", "Picture", "Scene"]

# Larger draws of noise (8 bytes per pixel) are not cached, because there can be several.
LARGEST_CACHED_SIZE = 512
LARGEST_SEED = INTEGERS["seed"][1]


@dataclass(frozen=True)
class Circle:
    """A disc of pixels.

    It holds the pixels whose squared distance from its centre is strictly less than its
    squared radius.

    Parameters
    ----------
    row, col : float
        Centre, in pixels from the top left pixel's centre, from -1e6 to 1e6: it may lie
        between pixels and beyond the border.
    radius : float
        In pixels, above 0 and up to 1e6.

    Raises
    ------
    ParameterError
        If a value is outside its range.

    Examples
    --------
    >>> Circle(row=28, col=24, radius=16)
    Circle(row=28.0, col=24.0, radius=16.0)
    """

    row: float
    col: float
    radius: float

    def __post_init__(self) -> None:
        fields = {
            "row": check_real("Circle", "row", self.row, *REALS["row"]),
            "col": check_real("Circle", "col", self.col, *REALS["col"]),
            "radius": check_real("Circle", "radius", self.radius, *REALS["radius"], above=True),
        }
        for name, value in fields.items():
            object.__setattr__(self, name, value)


TUTORIAL_CIRCLES = (
    Circle(row=28, col=24, radius=16),
    Circle(row=40, col=50, radius=14),
    Circle(row=67, col=58, radius=15),
    Circle(row=24, col=70, radius=14),
)


@dataclass(frozen=True, eq=False)
class Picture:
    """A rendered scene.

    Attributes
    ----------
    image : ndarray of shape (H, W), float64
        1 on the background, 2 inside any circle, plus noise.
    mask : ndarray of shape (H, W), bool
        Inside any circle.
    truth : ndarray of shape (H, W), int
        Index of the circle a pixel belongs to, -1 on the background. Where circles overlap it
        is the one of least power distance (squared distance to the centre minus squared
        radius), the first of equals.
    """

    image: NDArray[np.float64]
    mask: NDArray[np.bool_]
    truth: NDArray[np.intp]

    def _repr_html_(self) -> str:
        numbers = {
            "shape": " × ".join(map(str, self.image.shape)),
            "pixels in the mask": f"{int(self.mask.sum()):,}",
            "circles with pixels": len(set(self.truth[self.mask].tolist())),
        }
        titles = ("Image", "Truth")
        return html_block("Picture", numbers, self.image, self.truth, titles=titles)


@dataclass(frozen=True)
class Scene:
    """Circles on a square image with noise. The defaults are the tutorial's first scene.

    Parameters
    ----------
    circles : tuple of Circle, default=the tutorial's four
        From 1 to 64 of them; any iterable is accepted.
    size : int, default=100
        Height and width in pixels, from 8 to 4096.
    noise : float, default=0.2
        Standard deviation of the noise, from 0 to 1e6, where a circle is 1 brighter than the
        background.
    seed : int, default=0
        Seed of the noise; not negative.

    Raises
    ------
    ParameterError
        If a value is outside its range.

    Examples
    --------
    >>> picture = Scene().render()
    >>> int(picture.mask.sum())
    2678
    """

    circles: tuple[Circle, ...] = TUTORIAL_CIRCLES
    size: int = 100
    noise: float = 0.2
    seed: int = 0

    def __post_init__(self) -> None:
        low, high = INTEGERS["n_circles"]
        rule = f"from {low} to {high} circles, each a Circle"
        circles = check_items("Scene", "circles", self.circles, Circle, low, high, rule)
        object.__setattr__(self, "circles", circles)
        checked = {
            "size": check_integer("Scene", "size", self.size, *INTEGERS["size"]),
            "noise": check_real("Scene", "noise", self.noise, *REALS["noise"]),
            "seed": check_integer("Scene", "seed", self.seed, *INTEGERS["seed"]),
        }
        for name, value in checked.items():
            object.__setattr__(self, name, value)

    @classmethod
    def tutorial(cls, *, noise: float = 0.2, seed: int = 0) -> Scene:
        """Return the tutorial's first scene: four circles, for four clusters."""
        return cls(TUTORIAL_CIRCLES, noise=noise, seed=seed)

    @classmethod
    def tutorial_two(cls, *, noise: float = 0.2, seed: int = 0) -> Scene:
        """Return the tutorial's second scene: its first two circles, for two clusters."""
        return cls(TUTORIAL_CIRCLES[:2], noise=noise, seed=seed)

    def render(self) -> Picture:
        """Draw the scene.

        Returns
        -------
        Picture
            The noise depends on size and seed alone, so moving a circle does not re-roll it.
        """
        truth = _power_cells(self.circles, self.size)
        mask = truth >= 0
        image = mask.astype(np.float64)
        # The tutorial's order of operations, (0 or 1) + (1 + noise): another one differs in
        # the last bit.
        image += 1 + self.noise * standard_noise(self.size, self.seed)
        return Picture(image=image, mask=mask, truth=truth)

    def _repr_html_(self) -> str:
        numbers = {
            "size": f"{self.size} × {self.size} px",
            "circles": len(self.circles),
            "noise": f"{self.noise:g}",
            "seed": self.seed,
        }
        image = self.render().image if self.size <= LARGEST else None
        return html_block("Scene", numbers, image, circles=self.circles, titles=("Scene", ""))


def standard_noise(size: int, seed: int) -> NDArray[np.float64]:
    """Return the read-only standard normal draw of shape (size, size) for a seed."""
    if size <= LARGEST_CACHED_SIZE:
        return _cached_noise(size, seed)
    return _draw_noise(size, seed)


def _draw_noise(size: int, seed: int) -> NDArray[np.float64]:
    noise = np.random.default_rng(seed).standard_normal((size, size))
    noise.flags.writeable = False
    return noise


_cached_noise = lru_cache(maxsize=16)(_draw_noise)


def _power_cells(circles: tuple[Circle, ...], size: int) -> NDArray[np.intp]:
    """Give each pixel inside a circle to the circle of least power distance, -1 elsewhere."""
    truth = np.full((size, size), -1, dtype=np.intp)
    least = np.zeros((size, size))
    pixel = np.arange(size)
    for index, circle in enumerate(circles):
        rows = _reach(circle.row, circle.radius, size)
        cols = _reach(circle.col, circle.radius, size)
        squared = (pixel[rows, None] - circle.row) ** 2 + (pixel[None, cols] - circle.col) ** 2
        power = squared - circle.radius**2
        # Power distances are negative inside, and `least` starts at 0, so one comparison finds the
        # pixels inside and the nearest circle.
        nearer = power < least[rows, cols]
        truth[rows, cols][nearer] = index
        np.minimum(least[rows, cols], power, out=least[rows, cols])
    return truth


def _reach(centre: float, radius: float, size: int) -> slice:
    """Return the rows (or columns) of the image that a circle can touch."""
    first = max(0, math.floor(centre - radius))
    last = min(size, math.ceil(centre + radius) + 1)
    return slice(min(first, size), max(last, 0))
