"""A picture as read, before it is prepared for a segmentation."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from segmentation.errors import ImageError, Received

__all__ = ["LARGEST_SIDE", "MOST_PIXELS", "Channels", "ImageFile", "Origin", "check_size", "finish"]

MOST_PIXELS = 40_000_000
LARGEST_SIDE = 32_768
DEPTHS = (8, 10, 12, 14, 16, 24, 32, 64)  # bits of cameras, and of integers


@dataclass(frozen=True, eq=False)
class ImageFile:
    """A picture as it was read: its values are those of the file.

    Attributes
    ----------
    array : ndarray of shape (H, W) or (H, W, 3)
        Grey values or sRGB, in the file's own type and unit: 8 or 16 bits, signed, or float. In
        native byte order. 0 where `mask` is False because the file has no number there.
    bits : int
        Number of bits per value that the values need: 12 for a picture of 12 bits stored in 16.
    alpha : ndarray of shape (H, W), float32, or None
        Opacity from 0 to 1; None if all pixels are opaque.
    mask : ndarray of shape (H, W), bool, or None
        False where there is no number, by NaN or by the mask of a masked array; None if there is
        one everywhere.
    format : str
        Such as "PNG"; "array" for an array.
    page, n_pages : int
        Number of the page or frame that was read, from 0, and how many there are.
    notes : tuple of str
        What was done to the picture, a sentence each.
    """

    array: NDArray[Any] = field(repr=False)
    bits: int
    alpha: NDArray[np.float32] | None = field(repr=False)
    mask: NDArray[np.bool_] | None = field(repr=False)
    format: str
    page: int
    n_pages: int
    notes: tuple[str, ...]

    @property
    def shape(self) -> tuple[int, int]:
        """Height and width in pixels."""
        return self.array.shape[0], self.array.shape[1]

    @property
    def is_colour(self) -> bool:
        """True if there are three channels, False for grey."""
        return self.array.ndim == 3


@dataclass(frozen=True)
class Origin:
    """The place of a picture: what an error names, and what the result tells."""

    owner: str
    parameter: str
    format: str = "array"
    page: int = 0
    n_pages: int = 1

    def refuse(self, rule: str, got: str) -> ImageError:
        """Return an error for the picture."""
        return ImageError(self.owner, self.parameter, rule, Received(got))


@dataclass(frozen=True, eq=False)
class Channels:
    """Values of a picture, its opacity and its mask, with notes on how they were obtained."""

    values: NDArray[Any]
    alpha: NDArray[Any] | None = None
    mask: NDArray[np.bool_] | None = None
    notes: tuple[str, ...] = ()


def check_size(origin: Origin, height: int, width: int) -> None:
    """Raise ImageError if a picture is too large to be decoded."""
    if height * width > MOST_PIXELS:
        got = f"one of {width:,} × {height:,}, {height * width / 1e6:,.0f} megapixels"
        raise origin.refuse(f"a picture of at most {MOST_PIXELS // 1_000_000} megapixels", got)
    if not 0 < min(height, width) <= max(height, width) <= LARGEST_SIDE:
        rule = f"a picture whose sides have from 1 to {LARGEST_SIDE:,} pixels"
        raise origin.refuse(rule, f"one of {width:,} × {height:,}")


def finish(origin: Origin, found: Channels) -> ImageFile:
    """Return decoded channels as an `ImageFile`: native, contiguous, and with a mask for NaN."""
    values, notes, mask = found.values, list(found.notes), found.mask
    check_size(origin, *values.shape[:2])
    if values.dtype.kind == "f":
        values, mask = _without_gaps(origin, values, mask, notes)
    if mask is not None and not mask.any():
        raise origin.refuse("a picture with a number in at least one pixel", "one without any")
    values = np.array(values, values.dtype.newbyteorder("="), order="C", copy=True)
    if mask is not None:
        values[~mask] = 0
    bits = _depth(values)
    if values.dtype.kind in "iu" and bits < 8 * values.dtype.itemsize:
        notes.append(f"Its values need {bits} of {8 * values.dtype.itemsize} bits.")
    alpha = None
    if found.alpha is not None and (found.alpha < 1).any():
        alpha = np.ascontiguousarray(found.alpha, np.float32)
        notes.append("It has transparent pixels: use them as a mask, or they are laid over white.")
    if origin.n_pages > 1:
        which = "the first" if origin.page == 0 else f"number {origin.page + 1}"
        notes.append(
            f"It has {origin.n_pages:,} pages; this is {which}, and page= chooses another."
        )
    return ImageFile(
        values, bits, alpha, mask, origin.format, origin.page, origin.n_pages, tuple(notes)
    )


def _without_gaps(
    origin: Origin, values: NDArray[Any], mask: NDArray[np.bool_] | None, notes: list[str]
) -> tuple[NDArray[Any], NDArray[np.bool_] | None]:
    """Return floats of single or double precision, and the mask without those that are NaN."""
    kind = np.float32 if values.dtype.itemsize <= 4 else np.float64
    with np.errstate(over="ignore"):  # of long double
        values = values.astype(kind)
    known = values if mask is None else values[mask]
    if np.isinf(known).any():
        rule = "a picture without infinite values"
        raise origin.refuse(rule, f"{int(np.isinf(known).sum()):,} of {known.size:,}")
    gaps = np.isnan(values).reshape(*values.shape[:2], -1).any(axis=2)
    if mask is not None:
        gaps &= mask
    if not gaps.any():
        return values, mask
    notes.append(f"{int(gaps.sum()):,} pixels have no number (NaN) and are outside of the mask.")
    return values, ~gaps if mask is None else mask & ~gaps


def _depth(values: NDArray[Any]) -> int:
    """Return the number of bits of a value; of unsigned integers fewer if all values are low."""
    if values.dtype.kind == "u" and values.dtype.itemsize > 1:
        largest = int(values.max())
        return next(bits for bits in DEPTHS if largest < 2**bits)
    return 8 * values.dtype.itemsize
