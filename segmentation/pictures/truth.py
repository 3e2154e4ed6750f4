"""True regions of a picture, from a file of labels or of the Berkeley set."""

from __future__ import annotations

import os
import warnings
from io import BytesIO
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.io import loadmat

from segmentation._validation import check_integer, check_labels, check_real
from segmentation.errors import ParameterError, Received
from segmentation.pictures.image_file import LARGEST_SIDE, Origin
from segmentation.pictures.reading import check_length, read, read_bytes

__all__ = ["fit_truth", "read_truth", "scaled_box"]

SIGNATURE = b"MATLAB 5.0 MAT-file"
NUMPY = b"\x93NUMPY"
RULE = "a file of labels, or a .mat file with groundTruth{i}.Segmentation as in the Berkeley set"

Regions = NDArray[np.intp]
Box = tuple[float, float, float, float]


def read_truth(source: str | os.PathLike[str] | bytes | ArrayLike) -> tuple[NDArray[np.intp], ...]:
    """Read true regions, one array for each person who drew them.

    Parameters
    ----------
    source : path, bytes, Pillow image, or array-like
        A picture of labels as for `read_image`: grey whole numbers, or a colour for each region.
        Or an array of labels as NumPy saves it (.npy), or a MATLAB 5 file of the Berkeley
        Segmentation Data Set, with several people's regions.

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
    if isinstance(content, (bytes, bytearray)) and content.startswith(NUMPY):
        check_length(origin, len(content))
        content = _saved_array(origin, bytes(content))
    return (_of_picture(origin, content),)


def fit_truth(
    truth: ArrayLike,
    shape: tuple[int, int],
    *,
    crop: tuple[float, float, float, float] | None = None,
) -> NDArray[np.intp]:
    """Return true regions in the size of a picture that was shrunk or cropped by `prepare`.

    Parameters
    ----------
    truth : array-like of shape (H, W), int
        True regions, such as `read_truth` returns them; masked ones become -1.
    shape : tuple of int
        Height and width of the prepared picture.
    crop : tuple of four float, default=None
        Top, left, bottom, right in pixels of the truth; the last two are not included. None means
        all of it.

    Returns
    -------
    ndarray of shape `shape`, int
        The region at the centre of each pixel.

    Raises
    ------
    ParameterError
        If an argument breaks its rule.

    Examples
    --------
    >>> fit_truth([[0, 0, 7, 7], [0, 0, 7, 7], [5, 5, 5, 5], [5, 5, 5, 5]], (2, 2))
    array([[0, 7],
           [5, 5]])
    """
    owner = "fit_truth"
    known = check_labels(owner, "truth", truth)
    if known.ndim != 2 or known.size == 0:
        got = Received(f"one of shape {known.shape}")
        raise ParameterError(owner, "truth", "an array of two axes with a pixel", got)
    rule = "height and width of a picture"
    if not isinstance(shape, (tuple, list)) or len(shape) != 2:
        raise ParameterError(owner, "shape", rule, shape)
    height, width = (check_integer(owner, "shape", n, 1, LARGEST_SIDE) for n in shape)
    box = (0.0, 0.0, float(known.shape[0]), float(known.shape[1]))
    if crop is not None:
        box = _checked_box(owner, crop, box)
    rows, cols = (
        (low + (np.arange(n) + 0.5) * (high - low) / n).astype(np.intp)
        for n, low, high in zip((height, width), box[:2], box[2:], strict=True)
    )
    return known[np.ix_(rows, cols)]


def scaled_box(crop: tuple[int, int, int, int], of: tuple[int, int], shape: tuple[int, ...]) -> Box:
    """Return the crop of a file of shape `of` in the pixels of a truth of another shape."""
    down, across = (m / n for m, n in zip(shape, of, strict=True))
    top, left, bottom, right = crop
    return top * down, left * across, bottom * down, right * across


def _checked_box(owner: str, crop: Any, whole: Box) -> Box:
    rule = "four numbers: top, left, bottom and right, within the truth and not empty"
    if not isinstance(crop, (tuple, list)) or len(crop) != 4:
        raise ParameterError(owner, "crop", rule, crop)
    most = (*whole[2:], *whole[2:])
    top, left, bottom, right = (
        check_real(owner, "crop", n, 0, high) for n, high in zip(crop, most, strict=True)
    )
    if top >= bottom or left >= right:
        raise ParameterError(owner, "crop", rule, Received(repr(tuple(crop))))
    return top, left, bottom, right


def _saved_array(origin: Origin, content: bytes) -> NDArray[Any]:
    try:
        found = np.load(BytesIO(content), allow_pickle=False)
    except Exception as error:  # a damaged file can make the reader raise anything
        raise origin.refuse(RULE, f"a damaged .npy file ({type(error).__name__})") from None
    return np.asarray(found)


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
