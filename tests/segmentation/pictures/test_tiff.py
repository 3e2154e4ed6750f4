"""TIFF files of every kind, by the arrays that they were made from."""

import numpy as np
import pytest
from PIL import Image

from segmentation import read_image
from tests.segmentation.pictures.files import GREY, RGB, tiff, written

KINDS = [np.uint8, np.uint16, np.uint32, np.int8, np.int16, np.int32, np.float32, np.float64]


@pytest.mark.parametrize("dtype", KINDS)
@pytest.mark.parametrize("byteorder", ["<", ">"])
@pytest.mark.parametrize("compression", [None, "deflate"])
def test_values_of_any_type_are_kept(dtype, byteorder, compression):
    array = (GREY.astype(np.int16) - 100 if np.dtype(dtype).kind != "u" else GREY).astype(dtype)
    file = read_image(tiff(array, byteorder=byteorder, compression=compression))
    assert np.array_equal(file.array, array)
    assert file.array.dtype == np.dtype(dtype)
    assert file.array.dtype.isnative


@pytest.mark.parametrize("planarconfig", ["contig", "separate"])
def test_colour_of_16_bits_is_kept_in_either_layout(planarconfig):
    array = RGB.astype(np.uint16) * 257
    values = array if planarconfig == "contig" else np.moveaxis(array, -1, 0)
    file = read_image(tiff(values, photometric="rgb", planarconfig=planarconfig))
    assert np.array_equal(file.array, array)


def test_12_bits_in_16_are_told():
    file = read_image(tiff(GREY.astype(np.uint16) * 17))
    assert file.bits == 12
    assert file.array.max() == 239 * 17
    assert file.notes == ("Its values need 12 of 16 bits.",)


@pytest.mark.parametrize("compression", ["tiff_lzw", "packbits", "jpeg", "tiff_deflate"])
def test_any_usual_compression_is_read(compression):
    image = Image.fromarray(np.full((16, 16, 3), (200, 40, 90), np.uint8))
    file = read_image(written(image, "tiff", compression=compression))
    assert np.abs(file.array.astype(int) - np.asarray(image, int)).max() <= 3
    wide = Image.fromarray(GREY.astype(np.uint16) * 257)
    if compression != "jpeg":
        assert np.array_equal(read_image(written(wide, "tiff")).array, GREY * np.uint16(257))


def test_missing_numbers_become_a_mask():
    array = GREY.astype(np.float32)
    array[3, 4:9] = np.nan
    file = read_image(tiff(array))
    assert np.array_equal(file.mask, ~np.isnan(array))


def test_white_as_0_is_inverted():
    file = read_image(tiff(GREY, photometric="miniswhite"))
    assert np.array_equal(file.array, 255 - GREY)
    assert file.notes == ("White was 0: it was inverted.",)


def test_a_palette_is_applied():
    colours = np.random.default_rng(0).integers(0, 256, (3, 256)).astype(np.uint16)
    file = read_image(tiff(GREY, photometric="palette", colormap=colours << 8))
    assert np.array_equal(file.array, np.moveaxis(colours[:, GREY], 0, -1))


def test_premultiplied_colours_are_divided_by_alpha():
    opacity = np.where(GREY > 100, 255, 51).astype(np.uint8)
    dark = np.rint(RGB * (opacity[..., None] / 255)).astype(np.uint8)
    values = np.dstack((dark, opacity))
    file = read_image(tiff(values, photometric="rgb", extrasamples=["assocalpha"]))
    assert np.abs(file.array.astype(int) - RGB).max() <= 3  # a fifth was rounded
    np.testing.assert_allclose(file.alpha, opacity / 255, rtol=1e-6)


def test_bits_are_black_and_white():
    file = read_image(written(Image.fromarray(GREY > 100), "tiff"))
    assert np.array_equal(file.array, np.where(GREY > 100, 255, 0))


def test_a_page_of_another_size_can_be_chosen():
    pages = [Image.fromarray(GREY), Image.fromarray(GREY[:5, :7])]
    content = written(pages[0], "tiff", save_all=True, append_images=pages[1:])
    assert read_image(content).shape == (12, 20)
    assert read_image(content, page=1).shape == (5, 7)
