"""The pictures that come with scikit-image, as grey values from 0 to 1 at any size."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from skimage import color, data, filters, transform

# Pictures in the package itself, which need no download.
NAMES = (
    "astronaut",
    "brick",
    "camera",
    "cell",
    "chelsea",
    "checkerboard",
    "clock",
    "coffee",
    "coins",
    "colorwheel",
    "grass",
    "gravel",
    "horse",
    "hubble_deep_field",
    "immunohistochemistry",
    "logo",
    "microaneurysms",
    "moon",
    "page",
    "retina",
    "rocket",
    "shepp_logan_phantom",
    "text",
)


@lru_cache(maxsize=len(NAMES))
def grey_picture(name: str) -> NDArray[np.float64]:
    """Return a picture in its own size, grey from 0 to 1."""
    picture = getattr(data, name)()
    if picture.ndim == 3:
        picture = color.rgb2gray(picture[..., :3])
    picture = picture.astype(np.float64)
    return picture / 255 if picture.max() > 1 else picture


def sample_picture(name: str, height: int, width: int) -> NDArray[np.float64]:
    """Return a picture in another size, with anti-aliasing."""
    return transform.resize(grey_picture(name), (height, width), anti_aliasing=True)


def otsu_mask(grey: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return a mask of the pixels brighter than Otsu's threshold."""
    return grey > filters.threshold_otsu(grey)
