"""Rows that a PNG or JPEG lacks although its header counts them: Pillow leaves them plain."""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator
from io import BytesIO

from PIL import Image, ImageChops

__all__ = ["missing_rows"]

PNG, JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8"
SAMPLES = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}  # of a pixel, by the header's type of colour
ADAM7 = ((0, 0, 8, 8), (0, 4, 8, 8), (4, 0, 8, 4), (0, 2, 4, 4), (2, 0, 4, 2), (0, 1, 2, 2),
         (1, 0, 2, 1))  # fmt: skip
AT_ONCE = 2**20  # bytes that are decompressed
BLOCK = 8  # pixels
HUFFMAN = re.compile(rb"\xff[\xc0-\xc2]")  # frames of a JPEG whose scans are compared
SCAN = b"\xff\xda"
END_OF_SCAN = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
# Any data of a scan; they have no marker, and after each restart begin otherwise.
MORE = bytes(167 * i % 255 for i in range(1, 255))
RESTARTS = b"".join(bytes((0xFF, 0xD0 + i)) + MORE[31 * i :] for i in range(8))


def missing_rows(content: bytes, image: Image.Image) -> int:
    """Return how many rows of a file's first picture have no data, about.

    Parameters
    ----------
    content : bytes
        Of the file.
    image : PIL.Image.Image
        The picture in it.
    """
    if content.startswith(PNG):
        return _missing_of_png(content, image.height)
    return _missing_of_jpeg(content, image) if content.startswith(JPEG) else 0


def _missing_of_png(content: bytes, height: int) -> int:
    """Compare the length of the decompressed rows with the one by the header."""
    columns, rows, depth, kind, *_, interlaced = struct.unpack_from(">IIBBBBB", content, 16)
    bits = depth * SAMPLES[kind]
    needed = 0
    for top, left, down, right in ADAM7 if interlaced else ((0, 0, 1, 1),):
        across = len(range(left, columns, right))
        needed += len(range(top, rows, down)) * (1 + (across * bits + 7) // 8) * (across > 0)
    stream, found = zlib.decompressobj(), 0
    for data in _image_data(content):
        while data and found < needed and not stream.eof:
            found += len(stream.decompress(data, AT_ONCE))
            data = stream.unconsumed_tail
    return -(-height * max(0, needed - found) // needed)


def _image_data(content: bytes) -> Iterator[bytes]:
    """Yield the compressed parts of a PNG's first picture."""
    place = len(PNG)
    while place + 8 <= len(content):
        length, name = struct.unpack_from(">I4s", content, place)
        if name == b"IDAT":
            yield content[place + 8 : place + 8 + length]
        place += length + 12


def _missing_of_jpeg(content: bytes, image: Image.Image) -> int:
    """Decode again with more data at the end of the first scan, which change only missing rows.

    A decoder makes missing blocks constant, so this is done only where the last one is.
    """
    width, height = image.size
    corner = image.crop((max(0, width - BLOCK), height - 1, width, height))
    if len(corner.getcolors() or ()) != 1:
        return 0
    start = _first_scan(content)
    end = END_OF_SCAN.search(content, start) if start else None
    if end is None:
        return 0
    longer = content[: end.start()] + MORE + RESTARTS + content[end.start() :]
    found, other = _coarse(content), _coarse(longer)
    changed = ImageChops.difference(found, other).getbbox(alpha_only=False)
    return height - height * changed[1] // found.height if changed else 0


def _coarse(content: bytes) -> Image.Image:
    """Return a JPEG by the means of its blocks alone, for the sake of memory."""
    image = Image.open(BytesIO(content), formats=("JPEG",))
    image.draft(None, (1, 1))
    image.load()
    return image


def _first_scan(content: bytes) -> int:
    """Return where the data of a JPEG's first scan begin; 0 if they are not in Huffman's code."""
    place, known = len(JPEG), False
    while place + 4 <= len(content):
        marker, length = struct.unpack_from(">2sH", content, place)
        known |= HUFFMAN.fullmatch(marker) is not None
        if marker == SCAN:
            return place + 2 + length if known else 0
        place += 1 if content[place + 1] == 0xFF else 2 + length
    return 0
