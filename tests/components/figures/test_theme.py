"""Colours that everyone can distinguish."""

import numpy as np
import pytest

from components.figures.theme import (
    BACKGROUND,
    REGIONS,
    VERDICT_COLORS,
    VERDICT_FILLS,
    image_range,
    tables,
)
from segmentation._validation.bounds import INTEGERS
from segmentation.drawing.colors import OUTSIDE
from segmentation.pictures.writing import OPACITY
from tests.vision import VISIONS, channels, least_distance, luminance, seen_lab


@pytest.mark.parametrize(("count", "least"), [(8, 17), (12, 15), (20, 15), (44, 12.5), (64, 10)])
def test_any_two_regions_are_distinct_so_neighbours_are(count, least):
    assert least_distance(channels(*REGIONS[:count])) > least


def test_there_is_a_colour_for_every_region_of_the_largest_k():
    assert len(set(REGIONS)) == len(REGIONS) >= INTEGERS["n_clusters"][1]


@pytest.mark.parametrize("vision", VISIONS)
@pytest.mark.parametrize(
    ("count", "least"), [(4, 16), (8, 15), (12, 9.9), (20, 8), (44, 5.1), (64, 3.9)]
)
def test_regions_are_distinct_for_the_colour_blind(vision, count, least):
    assert least_distance(channels(*REGIONS[:count]), vision) > least


@pytest.mark.parametrize("grey", [0.1, 0.5, 0.9])
def test_regions_stay_distinct_over_their_picture(grey):
    laid_over = OPACITY * channels(*REGIONS[:44]) + (1 - OPACITY) * grey
    assert least_distance(laid_over) > 4.5


def test_the_tutorial_s_regions_differ_in_grey():
    lightness = seen_lab(channels(*REGIONS[:4]))[:, 0]
    assert np.diff(np.sort(lightness)).min() > 11


def test_the_regions_of_most_scenes_differ_in_grey():
    lightness = seen_lab(channels(*REGIONS[:12]))[:, 0]
    assert np.diff(np.sort(lightness)).min() > 2


def laid(veil, page):
    """Return the channels of a colour ``"rgba(...)"`` over a page."""
    *color, alpha = map(float, veil.removeprefix("rgba(").removesuffix(")").split(", "))
    return (1 - alpha) * channels(page) + alpha * np.array(color) / 255


def test_an_area_where_nothing_fails_is_pale_on_a_light_page_and_does_not_glare_on_a_dark_one():
    fill = VERDICT_FILLS["agrees"]
    np.testing.assert_allclose(
        laid(fill, "#ffffff"), channels(VERDICT_COLORS["agrees"]), atol=1 / 255
    )
    assert luminance(laid(fill, "#242424")) < luminance(channels(VERDICT_COLORS["rounding"])) / 4


@pytest.mark.parametrize("page", ["#ffffff", "#242424", None])
def test_regions_stand_out_from_the_background(page):
    """On light and dark pages, where the background is a veil over the page, and on paper."""
    background = channels(OUTSIDE) if page is None else laid(BACKGROUND, page)
    behind, regions = luminance(background) + 0.05, luminance(channels(*REGIONS)) + 0.05
    assert (np.maximum(behind, regions) / np.minimum(behind, regions)).min() >= 1.6


def test_image_range_holds_nearly_all_of_a_noisy_picture():
    low, high = image_range(0.2)
    assert (low, high) == pytest.approx((0.4, 2.6))
    assert {len(table) for table in tables().values()} == {256}
