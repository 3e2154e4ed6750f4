"""PNG of 16 bits in colour, written by the specification (ISO/IEC 15948)."""

import struct

import numpy as np
import pytest

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


@pytest.mark.parametrize(
    "content",
    [
        png(DEEP[..., :2], 4),  # grey with alpha
        png(DEEP[..., :3], 2, extra=chunk(b"tRNS", struct.pack(">3H", 1, 2, 3))),
    ],
    ids=["grey and alpha", "a transparent colour"],
)
def test_where_the_low_bits_are_lost_it_is_told(content):
    file = read_image(content)
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
