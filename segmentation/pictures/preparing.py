"""Preparation of a picture for a segmentation: size, smoothing, channel and mask."""

from __future__ import annotations

import os
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from PIL import Image

from segmentation._validation import check_choice, check_flag, check_integer, check_mask, check_real
from segmentation.errors import MaskError, ParameterError, Received
from segmentation.pictures.channels import CHANNELS
from segmentation.pictures.image_file import LARGEST_SIDE, ImageFile
from segmentation.pictures.masks import MASKS, inside_of
from segmentation.pictures.reading import read
from segmentation.pictures.steps import PreparedPicture, Steps

__all__ = ["PreparedPicture", "checked_steps", "prepare"]

Mask = NDArray[np.bool_]
Painted = str | os.PathLike[str] | bytes | Image.Image | ArrayLike


def prepare(
    image: ImageFile | ArrayLike,
    *,
    channel: str = "grey",
    longest: int | None = None,
    sigma: float = 0.0,
    crop: tuple[int, int, int, int] | None = None,
    invert: bool = False,
    mask: str = "none",
    threshold: float | None = None,
    painted: Painted | None = None,
    smallest: int = 0,
) -> PreparedPicture:
    """Prepare a picture for a segmentation.

    The steps are: crop, lay over white, shrink, channel, smooth, mask.

    Parameters
    ----------
    image : ImageFile, path, bytes, Pillow image, or array-like
        As `read_image` returns it, or as that takes it.
    channel : {"grey", "red", "green", "blue", "colour"}, default="grey"
        "grey" is the luminance. "colour" is CIE Lab, for `Method(feature="colour")`.
    longest : int, default=None
        Longest side in pixels, from 8; larger pictures are shrunk by area averaging, smaller ones
        stay. None means the picture's own size.
    sigma : float, default=0.0
        Width of a Gaussian, from 0 to 100, in pixels of the shrunk picture.
    crop : tuple of four int, default=None
        Top, left, bottom, right in pixels of the file; the last two are not included.
    invert : bool, default=False
        Exchange dark and bright.
    mask : {"none", "above", "below", "alpha", "painted"}, default="none"
        The pixels to segment: all, those above a threshold or not above it, those that are opaque,
        or those in `painted`. Pixels without a number are always outside.
    threshold : float, default=None
        For "above" and "below", in the unit of the prepared image (L* for colour); None means
        Otsu's.
    painted : array-like of shape (H, W), bool, or path, bytes or Pillow image, default=None
        A mask of the file's size, for "painted". A picture is black outside of its mask.
    smallest : int, default=0
        Pieces of the mask with fewer pixels, joined by edges, are left out.

    Returns
    -------
    PreparedPicture

    Raises
    ------
    ParameterError
        If an argument breaks its rule; `ImageError` and `MaskError` for those two.

    Examples
    --------
    >>> import numpy as np
    >>> disc = np.hypot(*np.indices((40, 40)) - 20) < 12
    >>> picture = prepare(50 + 100 * disc, longest=20, mask="above")
    >>> picture.image.shape, int(picture.mask.sum()), picture.threshold
    ((20, 20), 114, 75.1953125)
    """
    owner = "prepare"
    file = image if isinstance(image, ImageFile) else read(owner, "image", image)
    return checked_steps(
        file,
        channel=channel,
        longest=longest,
        sigma=sigma,
        crop=crop,
        invert=invert,
        mask=mask,
        threshold=threshold,
        painted=painted,
        smallest=smallest,
    ).apply(file)


def checked_steps(
    file: ImageFile,
    *,
    channel: str,
    longest: int | None,
    sigma: float,
    mask: str,
    threshold: float | None,
    smallest: int,
    crop: tuple[int, int, int, int] | None = None,
    invert: bool = False,
    painted: Painted | None = None,
) -> Steps:
    """Check the parameters of `prepare` for a picture."""
    owner = "prepare"
    channel = check_choice(owner, "channel", channel, CHANNELS)
    if channel not in ("grey", "colour") and not file.is_colour:
        got = Received(f"{channel!r} of a grey picture")
        raise ParameterError(owner, "channel", "'grey' or 'colour' for a grey picture", got)
    invert = check_flag(owner, "invert", invert)
    mask = check_choice(owner, "mask", mask, MASKS)
    return Steps(
        owner=owner,
        channel=channel,
        longest=None
        if longest is None
        else check_integer(owner, "longest", longest, 8, LARGEST_SIDE),
        sigma=check_real(owner, "sigma", sigma, 0, 100),
        box=_checked_crop(owner, file, crop),
        invert=invert,
        mask=mask,
        threshold=None
        if threshold is None
        else check_real(owner, "threshold", threshold, -1e12, 1e12),
        painted=_checked_painting(owner, file, mask, painted),
        smallest=check_integer(owner, "smallest", smallest, 0, LARGEST_SIDE**2),
    )


def _checked_crop(owner: str, file: ImageFile, crop: Any) -> tuple[slice, slice]:
    """Return the slices of a crop."""
    if crop is None:
        return slice(None), slice(None)
    rule = "four integers: top, left, bottom and right, within the picture and not empty"
    height, width = file.shape
    numbers = crop if isinstance(crop, (tuple, list)) and len(crop) == 4 else ()
    if not numbers:
        raise ParameterError(owner, "crop", rule, crop)
    try:
        top, left = (
            check_integer(owner, "crop", n, 0, m - 1)
            for n, m in zip(numbers[:2], (height, width), strict=True)
        )
        bottom, right = (
            check_integer(owner, "crop", n, low + 1, m)
            for n, low, m in zip(numbers[2:], (top, left), (height, width), strict=True)
        )
    except ParameterError:
        got = Received(f"{numbers!r} in one of {height:,} rows and {width:,} columns")
        raise ParameterError(owner, "crop", rule, got) from None
    return slice(top, bottom), slice(left, right)


def _checked_painting(owner: str, file: ImageFile, mask: str, painted: Any) -> Mask | None:
    if painted is None:
        if mask == "painted":
            raise ParameterError(owner, "painted", 'a mask, for mask="painted"', None)
        return None
    if isinstance(painted, (str, os.PathLike, bytes, bytearray, Image.Image)):
        painted = inside_of(read(owner, "painted", painted).array)
    try:
        return check_mask(owner, painted, file.shape, used=False)
    except MaskError as error:
        raise MaskError(owner, "painted", error.rule, error.value) from None
