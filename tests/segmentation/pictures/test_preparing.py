"""Prepared pictures, against plain loops, scikit-image, and the picture they come from."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from PIL import Image
from scipy import ndimage
from skimage import color, filters, measure

from segmentation import (
    SAMPLES,
    ImageError,
    MaskError,
    Method,
    ParameterError,
    prepare,
    read_image,
    sample_image,
    segment,
)
from segmentation.pictures.masks import inside_of
from segmentation.pictures.resizing import shrink
from tests.segmentation.pictures.files import GREY, RGB, tiff, written

DISC = 50 + 100 * (np.hypot(*np.indices((40, 40)) - 20) < 12)


def test_a_grey_picture_is_as_it_was():
    for array in (GREY, GREY.astype(np.uint16) + 10_000, GREY - 100.5, GREY.astype(np.int16) - 50):
        prepared = prepare(array)
        assert np.array_equal(prepared.image, array)
        assert prepared.mask.all()
        assert (prepared.feature, prepared.threshold) == ("intensity", None)
        assert prepared.image.dtype == np.float64


def area_means(values, shape):
    """Integrate over each new pixel by splitting all old ones into equal small squares."""
    fine = np.kron(values, np.ones(shape))
    height, width = values.shape
    return fine.reshape(shape[0], height, shape[1], width).mean(axis=(1, 3))


@example((1, 1, 1, 2, 40))  # nothing is known
@given(
    st.tuples(*[st.integers(1, 9)] * 4, st.integers(0, 99)).filter(
        lambda s: s[0] <= s[2] and s[1] <= s[3]
    )
)
def test_shrinking_averages_over_areas(case):
    rows, cols, height, width, seed = case
    values = np.random.default_rng(seed).normal(1e4, 50, (height, width))
    found = shrink(values, (rows, cols))
    np.testing.assert_allclose(found, area_means(values, (rows, cols)), rtol=1e-12)
    known = np.random.default_rng(seed + 1).random(values.shape) < 0.7
    found = shrink(np.where(known, values, np.nan), (rows, cols), known)
    share = area_means(known * 1.0, (rows, cols))
    total = area_means(np.where(known, values, 0), (rows, cols))
    inside = share > 1e-9
    np.testing.assert_allclose(found[inside], (total / np.where(inside, share, 1))[inside])


def test_a_constant_picture_stays_constant():
    for value in (10_000, 7):
        flat = np.full((45, 77), value, np.uint16)
        assert np.array_equal(np.unique(prepare(flat, longest=31).image), [value])


def test_the_longest_side_is_the_one_asked_for_and_nothing_grows():
    assert prepare(np.zeros((300, 200)), longest=100).image.shape == (100, 67)
    assert prepare(RGB, longest=10, channel="colour").image.shape == (6, 10, 3)
    small = prepare(GREY, longest=400)
    assert np.array_equal(small.image, GREY)
    assert not any("Shrunk" in note for note in small.notes)
    assert prepare(np.zeros((2, 9)), longest=8).image.shape == (2, 8)


def test_channels_are_those_of_scikit_image():
    picture = RGB.astype(np.uint16) * 257
    for array, unit in ((RGB, 255), (picture, 65535), (RGB / 255, 1)):
        grey = color.rgb2gray(array.astype(float) / unit) * unit
        np.testing.assert_allclose(prepare(array).image, grey, rtol=1e-12)
        np.testing.assert_allclose(
            prepare(array, channel="colour").image, color.rgb2lab(RGB), atol=1e-9
        )
        for i, name in enumerate(("red", "green", "blue")):
            assert np.array_equal(prepare(array, channel=name).image, array[..., i])
    lab = prepare(GREY, channel="colour")
    assert lab.feature == "colour"
    assert np.abs(lab.image[..., 1:]).max() < 1e-2
    with pytest.raises(ParameterError, match="'grey' or 'colour' for a grey picture"):
        prepare(GREY, channel="red")


def test_smoothing_is_gaussian_and_leaves_what_is_unknown_out():
    image = np.random.default_rng(0).random((20, 30))
    expected = ndimage.gaussian_filter(image, 1.5, mode="nearest")
    np.testing.assert_allclose(prepare(image, sigma=1.5).image, expected)
    gaps = image.copy()
    gaps[5:9, 5:9] = np.nan
    found = prepare(gaps, sigma=1.5)
    assert np.isfinite(found.image).all()
    far = np.ones(image.shape, bool)
    far[:16, :16] = False
    np.testing.assert_allclose(found.image[far], expected[far])
    flat = np.where(np.isnan(gaps), np.nan, 7.0)
    np.testing.assert_allclose(prepare(flat, sigma=2).image[~np.isnan(gaps)], 7.0)


def test_a_crop_is_a_part_of_the_picture():
    whole = prepare(read_image(RGB))
    part = prepare(RGB, crop=(2, 3, 10, 19))
    assert np.array_equal(part.image, whole.image[2:10, 3:19])
    for crop in ((0, 0, 13, 20), (5, 0, 5, 9), (-1, 0, 5, 9), (0, 0, 5), "abcd", (0, 0, 5, 9.5)):
        with pytest.raises(ParameterError, match="top, left, bottom and right") as caught:
            prepare(RGB, crop=crop)
        assert caught.value.parameter == "crop"


def test_inverting_twice_is_nothing_and_once_keeps_the_graph():
    assert np.array_equal(prepare(GREY, invert=True).image, 255.0 - GREY)
    wide = GREY.astype(np.uint16) * 17
    assert np.array_equal(prepare(wide, invert=True).image, 4095.0 - wide)
    real = GREY / 7 - 20
    np.testing.assert_allclose(prepare(real, invert=True).image, real.min() + real.max() - real)
    method = Method(n_clusters=2, scale="edges")
    one, other = (segment(prepare(DISC, invert=i).image, method=method) for i in (False, True))
    assert np.array_equal(one.labels, other.labels)


@pytest.mark.parametrize("side", ["above", "below"])
def test_masks_by_threshold_are_otsus_or_as_given(side):
    picture = sample_image("coins")
    prepared = prepare(picture, mask=side)
    assert prepared.threshold == filters.threshold_otsu(picture.array.astype(float))
    above = picture.array > prepared.threshold
    assert np.array_equal(prepared.mask, above if side == "above" else ~above)
    assert np.array_equal(
        prepare(picture, mask=side, threshold=90).mask,
        (picture.array > 90) == (side == "above"),
    )
    colour = prepare(sample_image("astronaut"), mask=side, channel="colour", longest=64)
    assert 0 < colour.threshold < 100
    assert colour.notes[-1] == f"The mask holds the pixels {side} {colour.threshold:.6g}."


def test_small_pieces_of_a_mask_are_left_out():
    picture = sample_image("coins")
    found = prepare(picture, mask="above", smallest=60).mask
    parts = measure.label(prepare(picture, mask="above").mask, connectivity=1)
    kept = [r.label for r in measure.regionprops(parts) if r.area >= 60]
    assert np.array_equal(found, np.isin(parts, kept))
    with pytest.raises(MaskError, match="less than 100000 pixels"):
        prepare(picture, mask="above", smallest=100_000)


def test_alpha_is_a_mask_or_white():
    opacity = np.zeros_like(GREY)
    opacity[3:9, 4:16] = 255
    file = read_image(written(np.dstack((RGB, opacity))))
    masked = prepare(file, mask="alpha", channel="green")
    assert np.array_equal(masked.mask, opacity > 0)
    assert np.array_equal(masked.image, RGB[..., 1])
    white = prepare(file, channel="green")
    assert white.mask.all()
    assert np.array_equal(white.image, np.where(opacity > 0, RGB[..., 1], 255))
    assert "Its transparent pixels were laid over white." in white.notes
    with Image.new("RGBA", (4, 4), "white") as page:
        half = Image.new("RGBA", (4, 4), (10, 200, 90, 100))
        expected = np.asarray(Image.alpha_composite(page, half).convert("RGB"), float)
    found = prepare(half, channel="red").image
    assert np.abs(found - expected[..., 0]).max() <= 1
    assert prepare(RGB, mask="alpha").mask.all()


def test_a_mask_of_a_file_is_what_is_brighter_than_black_as_on_the_page():
    shown = np.where(GREY > 100, 2.0, -1.0).astype(np.float32)
    shown[0] = 0
    prepared = prepare(GREY, mask="painted", painted=tiff(shown))
    assert np.array_equal(prepared.mask, shown > 0)
    assert np.array_equal(inside_of(read_image(tiff(shown)).array), shown > 0)


def test_a_painted_mask_is_cropped_and_shrunk_with_the_picture():
    painted = np.zeros(GREY.shape, bool)
    painted[2:8, 4:12] = True
    assert np.array_equal(prepare(GREY, mask="painted", painted=painted).mask, painted)
    half = prepare(GREY, mask="painted", painted=painted, longest=10)
    assert np.array_equal(half.mask, painted[::2, ::2])
    part = prepare(GREY, mask="painted", painted=painted, crop=(0, 6, 6, 20))
    assert np.array_equal(part.mask, painted[:6, 6:])
    for bad in (None, painted[:5], painted * 255):
        with pytest.raises(ParameterError) as caught:
            prepare(GREY, mask="painted", painted=bad)
        assert caught.value.parameter == "painted"


def test_missing_pixels_stay_outside_of_every_mask():
    gaps = GREY.astype(float)
    gaps[:, 10:] = np.nan
    for mask in ("none", "above", "below", "alpha"):
        prepared = prepare(gaps, mask=mask, longest=10)
        assert not prepared.mask[:, 5:].any()
        assert prepared.mask[:, :5].any()
    assert segment(prepared.image, prepared.mask, Method(n_clusters=2)).n_nodes == 30


def test_the_display_of_many_bits_is_by_percentiles_and_is_never_segmented():
    wide = (10_000 + 60 * (np.hypot(*np.indices((50, 50)) - 25) < 12)).astype(np.uint16)
    wide[0, 0] = 65_535
    prepared = prepare(wide)
    assert sorted(np.unique(prepared.display)) == [0, 255]
    assert np.array_equal(prepared.image, wide)
    assert np.array_equal(prepare(RGB).display, RGB)
    assert prepare(np.full((5, 5), 7.0)).display.max() == 0


def test_a_painted_mask_may_be_a_picture(tmp_path):
    disc = np.hypot(*np.indices(GREY.shape) - 6) < 5
    path = tmp_path / "mask.png"
    content = written(disc)
    path.write_bytes(content)
    colours = np.zeros((*disc.shape, 3), np.uint8)
    colours[..., 2] = disc
    for painted in (path, str(path), content, Image.fromarray(disc), Image.fromarray(colours)):
        assert np.array_equal(prepare(GREY, mask="painted", painted=painted).mask, disc)
    with pytest.raises(MaskError, match=r"'painted' parameter of prepare must be of the image's s"):
        prepare(GREY[1:], mask="painted", painted=path)
    with pytest.raises(ImageError, match="'painted' parameter of prepare must be a PNG"):
        prepare(GREY, mask="painted", painted=b"none")


def test_booleans_are_black_and_white_as_in_a_file():
    disc = np.hypot(*np.indices((20, 20)) - 10) < 5
    prepared = prepare(disc)
    assert np.array_equal(prepared.image, 255.0 * disc)
    assert np.array_equal(prepared.display, np.uint8(255) * disc)
    assert np.array_equal(prepare(tiff(disc)).image, prepared.image)


@pytest.mark.parametrize("kind", [np.uint16, np.uint32, np.uint64])
def test_colours_do_not_depend_on_the_width_of_their_integers(kind):
    expected = prepare(RGB, channel="colour").image
    assert np.array_equal(prepare(RGB.astype(kind), channel="colour").image, expected)


def test_every_sample_can_be_segmented_with_its_own_settings():
    for sample in SAMPLES:
        prepared = prepare(sample_image(sample.name), **sample.preparation | {"longest": 32})
        assert prepared.feature == sample.method["feature"], sample.name
        assert len(sample.line) < 120
        assert Method(**{k: v for k, v in sample.method.items() if k != "feature"})
    assert len({sample.name for sample in SAMPLES}) == 8
    with pytest.raises(ParameterError, match="one of 'coins', 'camera'"):
        sample_image("cat")


def test_files_are_prepared_directly_and_errors_name_the_image():
    assert np.array_equal(prepare(written(RGB)).image, prepare(RGB).image)
    with pytest.raises(ImageError, match="The 'image' parameter of prepare must be a"):
        prepare(b"no picture")
