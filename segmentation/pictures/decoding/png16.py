"""PNG of 16 bits per channel in colour, for which Pillow has no mode.

Pillow keeps the first of the two bytes of each number, which is the high one. Decoded a second time
as if the file were little-endian, it keeps the second one.
"""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import numpy as np
from PIL import Image

from segmentation.pictures.image_file import Channels

__all__ = ["low_bytes", "with_low_bytes"]

LITTLE_ENDIAN = {2: "RGB;16L", 6: "RGBA;16L"}  # by the header's type of colour
TYPE = 25  # place of that type in a file
MOST_PIXELS = 16_000_000  # of more, the high bytes have to do, for the sake of memory


def low_bytes(content: bytes, image: Image.Image) -> Image.Image | None:
    """Return the low bytes of an opened picture as another one, or None if they are not read.

    They are not where transparency is a colour, as that is compared with numbers of 16 bits; of
    animations and of large pictures neither.
    """
    kind = LITTLE_ENDIAN.get(content[TYPE])
    single = getattr(image, "n_frames", 1) == 1 and image.info.get("transparency") is None
    if kind is None or not single or image.height * image.width > MOST_PIXELS:
        return None
    low = Image.open(BytesIO(content), formats=("PNG",))
    low.tile = [tile._replace(args=kind) for tile in low.tile]
    return low


def with_low_bytes(high: Channels, low: Channels) -> Channels:
    """Return channels of 16 bits from those of their high and low bytes."""
    values = high.values.astype(np.uint16) << 8 | low.values
    alpha = high.alpha
    if alpha is not None and low.alpha is not None:
        alpha = np.asarray((alpha * 256.0 + low.alpha) / 257, np.float32)
    return replace(high, values=values, alpha=alpha)
