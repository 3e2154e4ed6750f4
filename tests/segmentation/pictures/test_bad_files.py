"""Files that are no pictures, or damaged, or too large: each is refused with a sentence."""

import pickle
import struct
import tracemalloc
import zlib

import numpy as np
import pytest
from PIL import Image

from segmentation import ImageError, read_image
from segmentation.pictures import reading
from tests.segmentation.pictures.files import GREY, RGB, frames, tiff, written


def png(width, height, depth=8, kind=0, data=b"", interlaced=0):
    """Return a PNG with a header of one's own."""

    def chunk(name, content):
        body = name + content
        return struct.pack(">I", len(content)) + body + struct.pack(">I", zlib.crc32(body))

    header = struct.pack(">IIBBBBB", width, height, depth, kind, 0, 0, interlaced)
    rest = chunk(b"IDAT", zlib.compress(data)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + rest


def cut(content, share=0.6):
    return content[: int(len(content) * share)]


def patched_tiff(tag, value):
    """Return a TIFF in which a tag of the first page has another value."""
    content = bytearray(tiff(GREY))
    offset = struct.unpack("<I", content[4:8])[0]
    for i in range(struct.unpack("<H", content[offset : offset + 2])[0]):
        place = offset + 2 + 12 * i
        if struct.unpack("<H", content[place : place + 2])[0] == tag:
            kind = struct.unpack("<H", content[place + 2 : place + 4])[0]
            layout = {3: "<H", 4: "<I"}[kind]
            content[place + 8 : place + 8 + struct.calcsize(layout)] = struct.pack(layout, value)
            return bytes(content)
    raise KeyError(tag)


def patched_jpeg(height, **options):
    """Return a JPEG of 60 rows whose header says another number of them."""
    content = written(NOISE, "jpeg", **options)
    place = next(content.find(marker) for marker in (b"\xff\xc0", b"\xff\xc2") if marker in content)
    return content[: place + 5] + struct.pack(">H", height) + content[place + 7 :]


NOISE = np.random.default_rng(0).integers(0, 256, (60, 80, 3)).astype(np.uint8)
BAD = {
    "empty": (b"", "Got an empty file"),
    "a few bytes": (b"\x89PNG", "a file of another kind"),
    "text": (b"hello, I am a picture" * 9, "a file of another kind"),
    "zeros": (bytes(5000), "a file of another kind"),
    "a renamed SVG": (b'<?xml version="1.0"?><svg xmlns="x"/>', "an SVG document"),
    "a PDF": (b"%PDF-1.7 ...", "a PDF document"),
    "a HEIC": (b"\0\0\0\x18ftypheic" + bytes(99), "HEIF, AVIF or video"),
    "a truncated JPEG": (cut(written(NOISE, "jpeg")), "damaged"),
    "a truncated PNG": (cut(written(NOISE)), "of 60 rows, of which 2[0-9] are missing"),
    "a truncated GIF": (cut(written(NOISE, "gif")), "damaged"),
    "a truncated WebP": (cut(written(NOISE, "webp")), "damaged"),
    "a truncated BMP": (cut(written(NOISE, "bmp")), "damaged"),
    "a truncated PNM": (cut(written(NOISE, "ppm")), "damaged"),
    "a truncated TIFF": (cut(written(NOISE, "tiff", compression="tiff_lzw")), "truncated|damaged"),
    "a TIFF whose data end early": (tiff(NOISE, photometric="rgb")[:-2000], "truncated|damaged"),
    "a header of a colour type that is none": (png(20, 20, kind=5), "damaged|another kind"),
    "a header of a depth that is none": (png(20, 20, depth=7), "damaged|another kind"),
    "a PNG of more rows than data": (
        png(2000, 2000, data=bytes(5 * 2001)),
        "a complete picture. Got one of 2,000 rows, of which 1,995 are missing",
    ),
    "a PNG of fewer passes than an interlaced one has": (
        png(20, 20, data=bytes(9), interlaced=1),
        "of which 20 are missing",
    ),
    "a JPEG of more rows than data": (patched_jpeg(600), "of 600 rows, of which 53[5-9] are"),
    "a JPEG of one row of blocks too many": (patched_jpeg(72, subsampling=0), "which [89] are"),
    "a progressive JPEG of more rows than data": (
        patched_jpeg(600, progressive=True),
        "of 600 rows, of which 53[5-9] are missing",
    ),
    "a JPEG with restarts of more rows than data": (
        patched_jpeg(600, restart_marker_blocks=3),
        "of 600 rows, of which 5[34][0-9] are missing",
    ),
    "a header of no columns": (png(0, 20), "damaged|another kind|sides"),
    "a TIFF of more rows than data": (patched_tiff(257, 4000), "truncated|damaged|decoded"),
    "a TIFF of too many rows": (patched_tiff(257, 65000), "sides have from 1 to 32,768"),
    "a TIFF whose data lie elsewhere": (patched_tiff(273, 10**9), "truncated"),
    "a bomb": (png(30_000, 30_000), "at most 40 megapixels"),
    "a large bomb": (png(60_000, 60_000), "at most 40 megapixels"),
    "41 megapixels": (png(8200, 5000), "at most 40 megapixels. Got one of 8,200 × 5,000"),
    "a strip": (png(100_000, 1), "sides have from 1 to 32,768 pixels. Got one of 100,000 × 1"),
    "a column": (png(1, 100_000), "Got one of 1 × 100,000"),
    "CIE Lab": (written(Image.new("LAB", (4, 4)), "tiff"), "mode 'LAB'"),
}


@pytest.mark.parametrize("kind", ["jpeg", "png"])
@pytest.mark.parametrize("height", [1, 8, 9, 16, 60])
def test_a_complete_file_whose_last_rows_are_plain_is_read(kind, height):
    plain = np.full((height, 30, 3), 200, np.uint8)
    choices = [{}] if kind == "png" else [{}, {"progressive": True}, {"restart_marker_rows": 1}]
    for options in choices:
        for array in (plain, plain[..., 0], np.concatenate((NOISE[:, :30], plain))):
            file = read_image(written(array, kind, **options))
            assert file.shape == array.shape[:2]
            assert file.notes == ()


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_refused_with_a_sentence(name):
    content, words = BAD[name]
    with pytest.raises(ImageError, match=words) as caught:
        read_image(content)
    assert caught.value.parameter == "source"
    assert str(caught.value).startswith("The 'source' parameter of read_image must be a")
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)


def test_a_bomb_is_refused_before_it_is_decoded():
    """A gigabyte of zeros compresses to a megabyte; a tenth of it suffices here."""
    bomb = png(20_000, 5_000, data=bytes(10**8))
    assert len(bomb) < 200_000
    tracemalloc.start()
    with pytest.raises(ImageError, match="40 megapixels"):
        read_image(bomb)
    assert tracemalloc.get_traced_memory()[1] < 5_000_000
    tracemalloc.stop()


def test_large_files_are_refused_before_they_are_read(tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "MOST_BYTES", 1_000_000)
    path = tmp_path / "large.png"
    path.write_bytes(bytes(1_200_000))
    for source in (path, path.read_bytes()):
        with pytest.raises(ImageError, match=r"at most 1 MB\. Got one of 1\.2 MB"):
            read_image(source)


@pytest.mark.parametrize("content", [frames(60, "gif"), frames(200, "tiff")], ids=["gif", "tiff"])
def test_many_frames_are_cut_short_at_any_place_without_another_error(content):
    for share in np.linspace(0.01, 0.99, 12):
        try:
            file = read_image(cut(content, share))
        except ImageError:
            continue
        assert file.shape == (12, 20)


@pytest.mark.parametrize("kind", ["png", "jpeg", "gif", "webp", "bmp", "ppm", "tiff"])
def test_flipped_bytes_raise_nothing_else(kind):
    content = bytearray(written(RGB, kind))
    rng = np.random.default_rng(0)
    for _ in range(25):
        damaged = bytearray(content)
        for place in rng.integers(0, len(content), 3):
            damaged[place] = rng.integers(256)
        try:
            read_image(bytes(damaged))
        except ImageError:
            continue


@pytest.mark.parametrize("path", ["", "nowhere/picture.png", "\0", "."])
def test_a_path_that_cannot_be_read_is_named(path):
    with pytest.raises(ImageError, match="a file that can be read"):
        read_image(path)


def test_infinite_values_are_refused():
    with pytest.raises(ImageError, match=r"without infinite values\. Got 1 of 4"):
        read_image([[np.inf, 1.0], [0.0, 1.0]])
    with pytest.raises(ImageError, match="a number in at least one pixel"):
        read_image([[np.nan, np.nan]])
