"""PNG of 16 bits in colour or with alpha, written by the specification (ISO/IEC 15948)."""

import struct

import numpy as np
import pytest
from PIL import Image

from segmentation import read_image
from tests.segmentation.pictures.files import GREY, RGB, chunk, png, written

RNG = np.random.default_rng(0)
DEEP = RNG.integers(0, 2**16, (12, 20, 4)).astype(np.uint16)


@pytest.mark.parametrize("interlaced", [False, True])
@pytest.mark.parametrize("kinds", [(0,), (1,), (2,), (3,), (4,), (0, 1, 2, 3, 4)])
def test_all_16_bits_are_read(kinds, interlaced):
    file = read_image(png(DEEP[..., :3], 2, kinds, interlaced))
    assert file.array.dtype == np.uint16
    assert (file.bits, file.format, file.notes) == (16, "PNG", ())
    np.testing.assert_array_equal(file.array, DEEP[..., :3])


def test_transparency_has_16_bits_too():
    file = read_image(png(DEEP, 6, (1, 4)))
    np.testing.assert_array_equal(file.array, DEEP[..., :3])
    np.testing.assert_allclose(file.alpha, DEEP[..., 3] / 65535, rtol=1e-6)


def test_twelve_bits_are_told_and_used():
    file = read_image(png(DEEP[..., :3] >> 4, 2))
    assert file.bits == 12
    assert file.notes == ("Its values need 12 of 16 bits.",)


@pytest.mark.parametrize("interlaced", [False, True])
def test_grey_with_alpha_has_16_bits_of_both(interlaced):
    file = read_image(png(DEEP[..., :2], 4, (0, 1, 2, 3, 4), interlaced))
    assert (file.array.dtype, file.bits) == (np.uint16, 16)
    np.testing.assert_array_equal(file.array, DEEP[..., 0])
    np.testing.assert_allclose(file.alpha, DEEP[..., 1] / 65535, rtol=1e-6)


@pytest.mark.parametrize("colours", [0, 2], ids=["grey", "colour"])
def test_a_transparent_colour_is_compared_with_all_16_bits(colours):
    values = DEEP[..., : colours + 1].copy()
    values[3, 4] = values[5, 6] ^ 1  # its neighbour by the last bit alone
    key = struct.pack(f">{colours + 1}H", *values[5, 6].tolist())
    file = read_image(png(values, colours, extra=chunk(b"tRNS", key)))
    np.testing.assert_array_equal(file.array.reshape(values.shape), values)
    clear = np.argwhere(file.alpha == 0)
    np.testing.assert_array_equal(clear, [[5, 6]])


def test_a_transparent_colour_of_one_bit_is_transparent():
    black = Image.fromarray(GREY > 100)
    file = read_image(written(black, transparency=0))
    np.testing.assert_array_equal(file.alpha, GREY > 100)


def test_an_animation_loses_the_low_bits_and_it_is_told():
    frames = chunk(b"acTL", struct.pack(">II", 2, 0))
    control = struct.pack(">IIIIIHHBB", 0, 20, 12, 0, 0, 1, 1, 0, 0)
    file = read_image(png(DEEP[..., :3], 2, extra=frames + chunk(b"fcTL", control)))
    assert file.array.max() < 256
    assert any("reduced to 8" in note for note in file.notes)


def test_large_pictures_lose_them_for_the_sake_of_memory(monkeypatch):
    monkeypatch.setattr("segmentation.pictures.decoding.png16.MOST_PIXELS", 239)
    file = read_image(png(DEEP[..., :3], 2))
    np.testing.assert_array_equal(file.array, DEEP[..., :3] >> 8)
    assert any("reduced to 8" in note for note in file.notes)


@pytest.mark.parametrize("array", [GREY, RGB], ids=["grey", "colour"])
def test_a_writer_and_the_reader_agree_on_the_header(array):
    header = written(array)
    assert header[24:26] == bytes([8, 0 if array.ndim == 2 else 2])


def test_a_turned_picture_is_turned_with_all_its_bits():
    turn = b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0"
    file = read_image(png(DEEP[..., :3], 2, extra=chunk(b"eXIf", turn)))
    np.testing.assert_array_equal(file.array, np.rot90(DEEP[..., :3], -1))
