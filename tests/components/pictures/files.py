"""Files of pictures, made in the tests."""

from io import BytesIO

import numpy as np
from PIL import Image

DISC = np.hypot(*(np.indices((60, 90)) - np.array([30, 45])[:, None, None])) < 20
GREY = np.where(DISC, 180, 60).astype(np.uint8)
COLOURS = np.where(DISC[..., None], (200, 60, 40), (30, 60, 120)).astype(np.uint8)


def encoded(array, kind="png"):
    file = BytesIO()
    Image.fromarray(array).save(file, kind)
    return file.getvalue()
