"""True regions of a picture, from a file of labels or of the Berkeley set."""

from __future__ import annotations

import os
import warnings
from io import BytesIO
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.io import loadmat

from segmentation.pictures.image_file import Origin
from segmentation.pictures.reading import check_length, read, read_bytes

__all__ = ["read_truth"]

SIGNATURE = b"MATLAB 5.0 MAT-file"
RULE = "a file of labels, or a .mat file with groundTruth{i}.Segmentation as in the Berkeley set"


def read_truth(source: str | os.PathLike[str] | bytes | ArrayLike) -> tuple[NDArray[np.intp], ...]:
    """Read true regions, one array for each person who drew them.

    Parameters
    ----------
    source : path, bytes, Pillow image, or array-like
        A picture of labels as for `read_image`: grey whole numbers, or a colour for each region.
        Or a MATLAB 5 file of the Berkeley Segmentation Data Set, with several people's regions.

    Returns
    -------
    tuple of ndarray of shape (H, W), int
        Region of each pixel; -1 where a masked array or a float has no number.

    Raises
    ------
    ImageError
        If the file cannot be read as regions.

    Examples
    --------
    >>> read_truth([[0, 0, 7], [0, 7, 7]])
    (array([[0, 0, 7],
           [0, 7, 7]]),)
    """
    origin = Origin("read_truth", "source")
    content = source
    if isinstance(source, (str, os.PathLike)):
        content = read_bytes(origin, source)
    if isinstance(content, (bytes, bytearray)) and content.startswith(SIGNATURE):
        return _of_people(origin, bytes(content))
    return (_of_picture(origin, content),)


def _of_people(origin: Origin, content: bytes) -> tuple[NDArray[np.intp], ...]:
    """Return each person's regions from a file of the Berkeley set."""
    check_length(origin, len(content))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            cells = loadmat(BytesIO(content), variable_names=["groundTruth"])["groundTruth"]
        drawn = [np.asarray(cell["Segmentation"][0, 0]) for cell in cells.ravel()]
    except Exception as error:  # a damaged file can make the reader raise anything
        raise origin.refuse(RULE, f"a .mat file without it ({type(error).__name__})") from None
    shapes = {regions.shape for regions in drawn}
    if len(shapes) != 1 or any(regions.dtype.kind not in "iu" for regions in drawn):
        raise origin.refuse(RULE, f"regions of shapes {sorted(shapes)}")
    return tuple(regions.astype(np.intp) for regions in drawn)


def _of_picture(origin: Origin, source: Any) -> NDArray[np.intp]:
    file = read(origin.owner, origin.parameter, source)
    values = file.array
    if file.is_colour:
        colours = values.reshape(-1, 3)
        values = np.unique(colours, axis=0, return_inverse=True)[1].reshape(file.shape)
    if values.dtype.kind == "f" and (values != np.rint(values)).any():
        raise origin.refuse(RULE, "a picture of fractions")
    if np.abs(values).max() > 2**31:
        raise origin.refuse("labels up to 2,147,483,648", f"one of {values.max():,}")
    regions = values.astype(np.intp)
    if file.mask is not None:
        regions[~file.mask] = -1
    return regions
