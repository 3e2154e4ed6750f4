"""Colours as people see them."""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from skimage.color import deltaE_ciede2000, rgb2lab

from segmentation.drawing.colors import rgb

# Linear RGB as seen without red, green or blue cones: G. M. Machado, M. M. Oliveira and L. A. F.
# Fernandes, A physiologically-based model for simulation of color vision deficiency, IEEE Trans.
# Vis. Comput. Graph. 15 (2009), severity 1.
VISIONS = {
    "normal": np.eye(3),
    "protanopia": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deuteranopia": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "tritanopia": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}


def channels(*colors: str) -> NDArray[np.float64]:
    """Return the channels of colours ``"#rrggbb"``, from 0 to 1."""
    return rgb(colors) / 255


def linear(channels: ArrayLike) -> NDArray[np.float64]:
    """Undo the transfer function of sRGB."""
    values = np.asarray(channels)
    return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)


def luminance(channels: ArrayLike) -> NDArray[np.float64]:
    """Return the relative luminance of WCAG 2.2."""
    return linear(channels) @ (0.2126, 0.7152, 0.0722)


def seen_lab(channels: ArrayLike, vision: str = "normal") -> NDArray[np.float64]:
    """Return CIE Lab of colours as seen by one of `VISIONS`."""
    seen = np.clip(linear(channels) @ VISIONS[vision].T, 0, 1)
    return rgb2lab(np.where(seen <= 0.0031308, seen * 12.92, 1.055 * seen ** (1 / 2.4) - 0.055))


def least_distance(channels: ArrayLike, vision: str = "normal") -> float:
    """Return the least CIEDE2000 distance of two colours."""
    lab = seen_lab(channels, vision)
    distances = deltaE_ciede2000(lab[:, None], lab[None, :])
    return float(distances[~np.eye(len(lab), dtype=bool)].min())
