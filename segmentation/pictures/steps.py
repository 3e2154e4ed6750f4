"""The steps of a preparation, applied to a picture that was read."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from segmentation.pictures import channels, masks
from segmentation.pictures.image_file import ImageFile
from segmentation.pictures.resizing import shrink, shrunken_shape, smooth

__all__ = ["PreparedPicture", "Reduced", "Steps"]

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class PreparedPicture:
    """A picture that `segment` takes.

    Attributes
    ----------
    image : ndarray of shape (H, W) or (H, W, 3), float64
        Intensities in the unit of the file, or CIE Lab for the channel "colour".
    mask : ndarray of shape (H, W), bool
        The pixels to segment.
    feature : {"intensity", "colour"}
        The feature of `Method` for it.
    display : ndarray of shape (H, W) or (H, W, 3), uint8
        The picture to look at; of more than 8 bits the values are between the 0.5th and the 99.5th
        percentile. Never segmented.
    threshold : float or None
        The threshold of the mask, if it has one, in the unit of `image`, L* for colour.
    notes : tuple of str
        What was done, from reading on, a sentence each.
    """

    image: Floats = field(repr=False)
    mask: Mask = field(repr=False)
    feature: str
    display: NDArray[np.uint8] = field(repr=False)
    threshold: float | None
    notes: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Reduced:
    """A picture after the first steps: cropped, laid over white, shrunk and inverted.

    It depends on those parameters alone, so a change of the others can begin here, which matters
    for large files and in a drag.
    """

    plain: Floats
    known: Mask
    mask: Mask | None
    kind: np.dtype[Any]
    bits: int
    notes: tuple[str, ...]

    @cached_property
    def display(self) -> NDArray[np.uint8]:
        """The picture to look at."""
        return channels.for_display(self.plain, self.known, self.kind)

    @cached_property
    def colours(self) -> Floats:
        """The picture in CIE Lab."""
        return channels.select(self.plain, "colour", self.kind, self.bits)


@dataclass(frozen=True, eq=False)
class Steps:
    """Checked parameters of `prepare`; `box` is the crop, as slices."""

    owner: str
    channel: str
    longest: int | None
    sigma: float
    box: tuple[slice, slice]
    invert: bool
    mask: str
    threshold: float | None
    painted: Mask | None
    smallest: int

    def apply(self, file: ImageFile) -> PreparedPicture:
        """Prepare a picture."""
        return self.finish(self.reduce(file))

    def reduce(self, file: ImageFile) -> Reduced:
        """Crop, lay over white, shrink and invert a picture."""
        notes = list(file.notes)
        values = self._laid_over_white(file, notes)
        if values.shape[:2] != file.shape:
            height, width = values.shape[:2]
            top, left = (part.start or 0 for part in self.box)
            place = f"from row {top:,} and column {left:,} on"
            notes.append(f"Cropped to {width:,} × {height:,} pixels {place}.")
        shape = shrunken_shape((values.shape[0], values.shape[1]), self.longest)
        if shape != values.shape[:2]:
            sizes = [f"{width:,} × {height:,}" for height, width in (values.shape[:2], shape)]
            cropped = values.shape[:2] != file.shape  # to a size that was just told
            origin = "" if cropped else f" from {sizes[0]}"
            notes.append(f"Shrunk{origin} to {sizes[1]} pixels.")
        inside = None if file.mask is None else file.mask[self.box]
        known = np.ones(shape, np.bool_)
        if inside is not None:
            known = masks.shrunken_mask(inside, shape)
        plain = shrink(values, shape, inside)
        if self.invert:
            plain = channels.inverted(plain, values.dtype, file.bits, known)
            notes.append("Dark and bright are exchanged.")
        chosen = {"alpha": file.alpha, "painted": self.painted}.get(self.mask)
        mask = None if chosen is None else masks.shrunken_mask(chosen[self.box], shape)
        return Reduced(plain, known, mask, values.dtype, file.bits, tuple(notes))

    def with_painting(self, reduced: Reduced, mask: Mask, whole: tuple[int, int]) -> Reduced:
        """Return a reduced picture with a painted mask, which may have another size.

        The shape of the file is `whole`; see `masks.fitted_mask`.
        """
        return replace(reduced, mask=masks.fitted_mask(mask, whole, self.box, reduced.known.shape))

    def finish(self, reduced: Reduced) -> PreparedPicture:
        """Select the channel, smooth and mask a picture that was reduced by the same parameters."""
        plain, known, notes = reduced.plain, reduced.known, [*reduced.notes]
        if self.channel == "colour":
            picture = reduced.colours
        else:
            picture = channels.select(plain, self.channel, reduced.kind, reduced.bits)
        picture = smooth(picture, self.sigma, known)
        mask, threshold = self._mask(reduced, picture, notes)
        source = "painted" if self.painted is not None and self.mask == "painted" else "mask"
        return PreparedPicture(
            image=picture,
            mask=masks.without_pieces(self.owner, source, mask & known, self.smallest),
            feature="colour" if self.channel == "colour" else "intensity",
            display=reduced.display,
            threshold=threshold,
            notes=tuple(notes),
        )

    def _laid_over_white(self, file: ImageFile, notes: list[str]) -> NDArray[Any]:
        """Return the cropped picture, its transparent pixels white unless they are the mask."""
        values = file.array[self.box]
        if file.alpha is None or self.mask == "alpha":
            return values
        notes.append("Its transparent pixels were laid over white.")
        return channels.over_white(values, file.alpha[self.box], file.bits)

    def _mask(
        self, reduced: Reduced, picture: Floats, notes: list[str]
    ) -> tuple[Mask, float | None]:
        """Return the mask that was chosen, and its threshold if it has one."""
        known = reduced.known
        if self.mask in ("above", "below"):
            grey = picture if picture.ndim == 2 else picture[..., 0]
            used = masks.otsu(grey, known) if self.threshold is None else self.threshold
            notes.append(f"The mask holds the pixels {self.mask} {used:.6g}.")
            return masks.by_threshold(grey, used, self.mask), used
        if self.mask == "alpha" and reduced.mask is None:
            notes.append("No pixel is transparent, so the mask by alpha holds all.")
        return known if reduced.mask is None else reduced.mask, None
