"""Colours that everyone can distinguish."""

import numpy as np
import pytest
from skimage.color import deltaE_ciede2000, rgb2lab

from components.figures.theme import BACKGROUND, REGIONS, image_range, tables
from segmentation.drawing.colors import OUTSIDE

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


def seen(colors, vision):
    rgb = np.array([[int(c[i : i + 2], 16) for i in (1, 3, 5)] for c in colors]) / 255
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    linear = np.clip(linear @ vision.T, 0, 1)
    return np.where(linear <= 0.0031308, linear * 12.92, 1.055 * linear ** (1 / 2.4) - 0.055)


@pytest.mark.parametrize("vision", VISIONS)
@pytest.mark.parametrize(("count", "least"), [(4, 16), (12, 9), (20, 8), (32, 5.9), (44, 5)])
def test_regions_are_reported_apart(vision, count, least):
    lab = rgb2lab(seen(REGIONS[:count], VISIONS[vision])[None])[0]
    distance = deltaE_ciede2000(lab[:, None], lab[None, :])
    assert distance[~np.eye(count, dtype=bool)].min() > least


def test_the_tutorial_s_regions_differ_in_grey():
    lightness = rgb2lab(seen(REGIONS[:4], np.eye(3))[None])[0, :, 0]
    assert np.diff(np.sort(lightness)).min() > 11


def test_the_regions_of_most_scenes_differ_in_grey():
    lightness = rgb2lab(seen(REGIONS[:12], np.eye(3))[None])[0, :, 0]
    assert np.diff(np.sort(lightness)).min() > 2


def luminance(rgb):
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    return linear @ (0.2126, 0.7152, 0.0722)  # WCAG 2.2


def channels(color):
    return np.array([int(color[i : i + 2], 16) for i in (1, 3, 5)]) / 255


@pytest.mark.parametrize("page", ["#ffffff", "#242424", None])
def test_regions_stand_out_from_the_background(page):
    """On light and dark pages, where the background is a veil over the page, and on paper."""
    if page is None:
        background = channels(OUTSIDE)
    else:
        *veil, alpha = map(float, BACKGROUND.removeprefix("rgba(").removesuffix(")").split(", "))
        background = (1 - alpha) * channels(page) + alpha * np.array(veil) / 255
    behind = luminance(background) + 0.05
    for color in REGIONS:
        region = luminance(channels(color)) + 0.05
        assert max(behind, region) / min(behind, region) >= 1.6, color


def test_image_range_holds_nearly_all_of_a_noisy_picture():
    low, high = image_range(0.2)
    assert (low, high) == pytest.approx((0.4, 2.6))
    assert {len(table) for table in tables().values()} == {256}
