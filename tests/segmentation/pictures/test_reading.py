"""Files of every kind, against the arrays that they were made from and against Pillow."""

from io import BytesIO

import numpy as np
import pytest
from PIL import Image, ImageOps

from segmentation import ImageError, ParameterError, prepare, read_image, segment
from tests.segmentation.pictures.files import GREY, RGB, frames, written


@pytest.mark.parametrize("kind", ["png", "bmp", "webp", "ppm", "tiff"])
@pytest.mark.parametrize("array", [GREY, RGB], ids=["grey", "colour"])
def test_pictures_without_loss_are_as_they_were(kind, array):
    file = read_image(written(array, kind, **({"lossless": True} if kind == "webp" else {})))
    found = file.array if file.array.ndim == array.ndim else file.array[..., 0]
    assert np.array_equal(found, array)
    assert (file.bits, file.alpha, file.mask, file.n_pages) == (8, None, None, 1)
    assert file.shape == (12, 20)


def test_a_path_and_its_content_are_the_same(tmp_path):
    path = tmp_path / "picture.png"
    path.write_bytes(written(RGB))
    for source in (path, str(path), path.read_bytes(), bytearray(path.read_bytes())):
        assert np.array_equal(read_image(source).array, RGB)
    assert read_image(path).format == "PNG"


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["jpeg", "png", "tiff"])
def test_turns_by_exif_are_applied_and_told(orientation, kind):
    image = Image.fromarray(RGB)
    exif = image.getexif()
    exif[0x0112] = orientation
    content = written(image, kind, exif=exif, **({"quality": 100} if kind == "jpeg" else {}))
    file = read_image(content)
    with Image.open(BytesIO(content)) as again:
        expected = np.asarray(ImageOps.exif_transpose(again))
    assert np.array_equal(file.array, expected)
    told = [note for note in file.notes if "turned upright" in note]
    assert len(told) == (orientation > 1)


def test_a_palette_is_applied():
    image = Image.fromarray(RGB).quantize(16)
    expected = np.asarray(image.convert("RGB"))
    for source in (written(image), written(image, "gif"), image):
        file = read_image(source)
        assert np.array_equal(file.array, expected)
        assert "The colours of its palette were applied." in file.notes


def test_the_transparent_colour_of_a_palette_is_alpha():
    image = Image.fromarray(GREY).convert("P")
    file = read_image(written(image, transparency=5))
    assert np.array_equal(file.alpha == 0, GREY == 5)


def test_indices_of_a_palette_are_no_intensities():
    """A disc whose index is far from that of equally dark pixels around."""
    disc = np.hypot(*np.indices((20, 20)) - 10) < 6
    image = Image.fromarray(np.where(disc, 200, 10).astype(np.uint8), "P")
    palette = np.zeros((256, 3), np.uint8)
    palette[10], palette[200] = 90, 120
    image.putpalette(palette.tobytes())
    found = segment(image).image
    assert sorted(np.unique(found)) == [90, 120]
    assert np.array_equal(found == 120, disc)


@pytest.mark.parametrize("kind", ["jpeg", "tiff"])
def test_cmyk_becomes_rgb(kind):
    image = Image.fromarray(np.full((8, 8, 3), (200, 40, 90), np.uint8)).convert("CMYK")
    file = read_image(written(image, kind))
    assert file.array.shape == (8, 8, 3)
    expected = np.asarray(image.convert("RGB"), int)
    assert np.abs(file.array.astype(int) - expected).max() <= (3 if kind == "jpeg" else 1)
    assert "Its CMYK was converted to RGB." in file.notes


@pytest.mark.parametrize("colours", [GREY, RGB], ids=["grey", "colour"])
@pytest.mark.parametrize("kind", ["png", "tiff"])
def test_alpha_is_kept_apart(colours, kind):
    opacity = np.where(GREY > 100, 255, 51).astype(np.uint8)
    file = read_image(written(np.dstack((colours, opacity)), kind))
    assert np.array_equal(file.array, colours)
    np.testing.assert_allclose(file.alpha, opacity / 255, rtol=1e-6)
    assert any("transparent" in note for note in file.notes)
    opaque = read_image(written(np.dstack((colours, np.full_like(GREY, 255))), kind))
    assert opaque.alpha is None
    assert opaque.notes == ()


@pytest.mark.parametrize(
    ("source", "n_pages"),
    [(frames(60, "gif"), 60), (frames(200, "tiff"), 200), (frames(3, "webp", lossless=True), 3)],
    ids=["gif", "tiff", "webp"],
)
def test_the_first_of_several_pages_is_read_and_told(source, n_pages):
    file = read_image(source)
    assert (file.page, file.n_pages) == (0, n_pages)
    assert any(f"{n_pages} pages; this is the first" in note for note in file.notes)
    second = read_image(source, page=2)
    values = second.array if second.array.ndim == 2 else second.array[..., 0]
    assert (second.page, int(values[0, 0])) == (2, 2)
    assert np.array_equal(values[1:], GREY[1:])
    with pytest.raises(ParameterError, match=f"from 0 to {n_pages - 1}") as caught:
        read_image(source, page=n_pages)
    assert caught.value.parameter == "page"


ARRAYS = {
    "(H, W, 1)": lambda a: a[..., None],
    "(1, H, W)": lambda a: a[None],
    "big-endian": lambda a: a.astype(a.dtype.newbyteorder(">")),
    "columns first": np.asfortranarray,
    "backwards": lambda a: a[::-1].copy()[::-1],
    "masked": lambda a: np.ma.array(a, mask=False),
}


@pytest.mark.parametrize("layout", ARRAYS)
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.int16, np.float32, np.float64])
def test_layouts_of_an_array_are_the_same_picture(layout, dtype):
    array = GREY.astype(dtype) * 3
    file = read_image(ARRAYS[layout](array))
    assert np.array_equal(file.array, array)
    assert file.array.dtype == array.dtype
    assert file.array.flags.carray


def test_read_only_and_memory_mapped_arrays_are_copied(tmp_path):
    np.save(tmp_path / "a.npy", RGB)
    mapped = np.load(tmp_path / "a.npy", mmap_mode="r")
    file = read_image(mapped)
    assert np.array_equal(file.array, RGB)
    file.array[:] = 0
    assert np.array_equal(mapped, RGB)


def test_channels_on_the_first_axis_are_recognized_where_that_is_certain():
    file = read_image(np.moveaxis(RGB, -1, 0))
    assert np.array_equal(file.array, RGB)
    assert file.notes == ("Its first axis, of 3, was taken as the channels.",)
    with pytest.raises(ImageError, match=r"np.moveaxis\(array, 0, -1\)"):
        read_image(np.zeros((3, 9, 4)))
    with pytest.raises(ImageError, match=r"array\[0\] is the first picture of a stack"):
        read_image(np.zeros((9, 12, 7)))
    with pytest.raises(ImageError, match="two or three axes"):
        read_image(np.zeros((1, 12, 7, 3)))


def test_masked_and_missing_pixels_are_outside():
    gaps = GREY.astype(np.float32)
    gaps[2, 3] = gaps[4, :] = np.nan
    masked = np.ma.array(gaps, mask=GREY == 7)
    file = read_image(masked)
    assert np.array_equal(file.mask, ~(np.isnan(gaps) | (GREY == 7)))
    assert np.array_equal(file.array[file.mask], gaps[file.mask])
    assert (file.array[~file.mask] == 0).all()
    assert "21 pixels have no number (NaN) and are outside of the mask." in file.notes
    assert "1 masked pixels are outside of the mask." in file.notes
    colour = np.ma.array(RGB, mask=False)
    colour[1, 1, 2] = np.ma.masked
    assert np.array_equal(np.argwhere(~read_image(colour).mask), [[1, 1]])
    assert not prepare(masked).mask[2, 3]


@pytest.mark.parametrize(
    ("kind", "top", "bits"),
    [
        (np.uint16, 255, 8),
        (np.uint16, 1023, 10),
        (np.uint16, 4095, 12),
        (np.uint16, 4096, 14),
        (np.uint16, 65535, 16),
        (np.uint32, 255, 8),
        (np.uint32, 65536, 24),
        (np.uint32, 2**32 - 1, 32),
        (np.uint64, 4095, 12),
        (np.uint64, 2**64 - 1, 64),
    ],
)
def test_the_bits_that_values_need_are_told(kind, top, bits):
    array = np.zeros((4, 4), kind)
    array[1, 1] = top
    file = read_image(array)
    assert file.bits == bits
    assert np.array_equal(file.array, array)
    all_bits = 8 * array.itemsize
    told = () if bits == all_bits else (f"Its values need {bits} of {all_bits} bits.",)
    assert file.notes == told
