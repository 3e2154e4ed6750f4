"""Contents of picture files, made by Pillow and tifffile; PNG of 16 bits by its specification."""

import struct
import zlib
from io import BytesIO

import numpy as np
import tifffile
from matplotlib.image import imread
from PIL import Image

GREY = np.arange(0, 240, dtype=np.uint8).reshape(12, 20)
RGB = np.stack((GREY, 255 - GREY, GREY // 2), axis=-1)


def written(image, kind="png", **options):
    """Return the file of a Pillow image or an array."""
    if isinstance(image, np.ndarray):
        image = Image.fromarray(image)
    file = BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def tiff(array, **options):
    """Return a TIFF by tifffile."""
    file = BytesIO()
    if array is not None and array.ndim == 2:
        options = {"photometric": "minisblack"} | options
    tifffile.imwrite(file, array, **options)
    return file.getvalue()


def by_matplotlib(content):
    """Read a PNG or TIFF; of a PNG matplotlib gives shares of the largest value."""
    if not content.startswith(b"\x89PNG"):
        return imread(BytesIO(content), format="tiff")
    bits = content[24]
    return np.rint(imread(BytesIO(content)) * (2**bits - 1)).astype(f"u{bits // 8}")


def frames(count, kind, **options):
    """Return a file of several frames; number i is GREY with i in its first pixel."""
    images = []
    for i in range(count):
        one = GREY.copy()
        one[0, 0] = i
        images.append(Image.fromarray(one))
    return written(images[0], kind, save_all=True, append_images=images[1:], **options)


ADAM7 = ((0, 0, 8, 8), (0, 4, 8, 8), (4, 0, 8, 4), (0, 2, 4, 4), (2, 0, 4, 2), (0, 1, 2, 2),
         (1, 0, 2, 1))  # fmt: skip


def paeth(a, b, c):
    p = a + b - c
    return min((abs(p - a), 0, a), (abs(p - b), 1, b), (abs(p - c), 2, c))[2]


def filtered(array, kinds):
    """Rows of bytes, each filtered by its kind."""
    if array.size == 0:
        return b""
    size = 2 * array.shape[2]
    before, rows = bytes(size * array.shape[1]), []
    for i, row in enumerate(array.astype(">u2")):
        now, kind = row.tobytes(), kinds[i % len(kinds)]
        coded = bytearray([kind])
        for j, byte in enumerate(now):
            a, b, c = now[j - size] if j >= size else 0, before[j], before[j - size] * (j >= size)
            guess = (0, a, b, (a + b) // 2, paeth(a, b, c))[kind]
            coded.append((byte - guess) % 256)
        rows.append(bytes(coded))
        before = now
    return b"".join(rows)


def chunk(name, data):
    body = name + data
    return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))


def png(array, colours, kinds=(0,), interlaced=False, extra=b""):
    """The file of an array of 16 bits; `colours` is the header's type of colour."""
    height, width = array.shape[:2]
    header = struct.pack(">IIBBBBB", width, height, 16, colours, 0, 0, int(interlaced))
    passes = ADAM7 if interlaced else ((0, 0, 1, 1),)
    data = b"".join(
        filtered(array[top::down, left::right], kinds) for top, left, down, right in passes
    )
    parts = (
        chunk(b"IHDR", header),
        extra,
        chunk(b"IDAT", zlib.compress(data)),
        chunk(b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)
