"""Contents of picture files, made by Pillow and tifffile."""

from io import BytesIO

import numpy as np
import tifffile
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


def frames(count, kind, **options):
    """Return a file of several frames; number i is GREY with i in its first pixel."""
    images = []
    for i in range(count):
        one = GREY.copy()
        one[0, 0] = i
        images.append(Image.fromarray(one))
    return written(images[0], kind, save_all=True, append_images=images[1:], **options)
