"""Fields of an own picture: its file, and how it is prepared."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from components.state.fields import field
from segmentation import SAMPLES
from segmentation.evaluation.partitions import MOST_TRUTHS
from segmentation.pictures.reading import LAST_PAGE

__all__ = ["PICTURE_FIELDS", "PictureState"]

# A sample's name, or the hash of a file's bytes (BLAKE2b, 16 bytes), or empty for circles.
HASH_DIGITS = 32
HASH = f"[0-9a-f]{{{HASH_DIGITS}}}"
LARGEST_EXACT = 700  # px of the working size up to which "auto" is exact
CROP = "[0-9]{1,5}(,[0-9]{1,5}){3}"
PICTURE = "|".join(("", *(sample.name for sample in SAMPLES), HASH))


def _picture_field(default: Any, title: str, help: str, **more: Any) -> Any:
    """Return a state field of the preparation of an own picture."""
    return field(default, title, help, group="picture", only="picture", **more)


class PictureState(BaseModel):
    """The picture that is shown in place of circles, and its preparation.

    `picture` is a sample's name, or the hash of a file that a browser has, or empty for circles.
    `painted` is the hash of a mask, a black and white picture that the browser has in which it was
    painted or opened, or empty; `truth` that of a file of true regions. `crop` is the part of the
    file that is shown, ``top,left,bottom,right`` in its pixels, or empty for all of it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    picture: str = Field(default="", title="Picture", pattern=rf"^({PICTURE})\z")
    picture_file: str = Field(default="", title="Name of the file", max_length=80)
    page: int = _picture_field(
        1,
        "Page",
        "Page of a TIFF file, or frame of an animation.",
        ge=1,
        le=LAST_PAGE + 1,
        step=1,
        slider=False,
    )
    crop: str = Field(default="", title="Crop", pattern=rf"^({CROP})?\z")
    picture_size: int = _picture_field(
        200,
        "Working size",
        "Longest side to which the picture is shrunk, by averaging; a smaller one stays as it is. "
        "The right end cuts the whole picture, or four megapixels of a larger one.",
        ge=50,
        le=8000,
        step=10,
        unit="px",
        scale="cubic",
    )
    channel: Literal["grey", "red", "green", "blue", "colour"] = _picture_field(
        "grey",
        "Channel",
        "Values whose differences are the gradients: brightness, one of the three channels, or "
        "colour, with distances in CIE Lab.",
        labels={
            "grey": "grey (brightness)",
            "red": "red",
            "green": "green",
            "blue": "blue",
            "colour": "colour (Lab)",
        },
    )
    invert: bool = _picture_field(
        False, "Invert", "Exchange dark and bright, on screen, too, before anything is measured."
    )
    sigma: float = _picture_field(
        1.0,
        "Smoothing σ",
        "Width of the Gaussian that smooths the picture before its gradients are taken.",
        ge=0,
        le=10,
        step=0.1,
        unit="px",
    )
    mask: Literal["none", "otsu_above", "otsu_below", "above", "below", "alpha", "painted"] = (
        _picture_field(
            "none",
            "Mask",
            "Pixels to segment: all; those on one side of a threshold, Otsu's or your own; those "
            "that are opaque in the file; or those of a mask that you paint or open.",
            labels={
                "none": "none: all pixels",
                "otsu_above": "brighter than Otsu's threshold",
                "otsu_below": "darker than Otsu's threshold",
                "above": "brighter than the threshold",
                "below": "darker than the threshold",
                "alpha": "opaque pixels",
                "painted": "painted, or a file",
            },
        )
    )
    painted: str = Field(default="", title="Painted mask", pattern=rf"^({HASH})?\z")
    threshold: float = _picture_field(
        50.0,
        "Threshold",
        "Brightness that divides the mask from the rest, between the darkest and the brightest "
        "that are shown.",
        ge=0,
        le=100,
        step=0.5,
        unit="%",
    )
    smallest: int = _picture_field(
        0,
        "Smallest piece",
        "Pieces of the mask with fewer pixels are left out.",
        ge=0,
        le=10_000,
        step=1,
        unit="px",
    )

    merge_from: int = _picture_field(
        0,
        "Merge from",
        "Number of regions to cut into first; those of weak contrast are then merged until k are "
        "left. About 40 follows what people draw better, and takes longer. 0 merges none.",
        ge=0,
        le=64,
        step=1,
    )

    truth: str = Field(default="", title="Truth", pattern=rf"^({HASH})?\z")
    truth_file: str = Field(default="", title="Name of the truth's file", max_length=80)
    person: int = field(
        1,
        "Person",
        "Whose true regions the verdict compares with, where several people drew some. The figures "
        "of agreement are means over all of them.",
        ge=1,
        le=MOST_TRUTHS,
        step=1,
        group="truth",
        only="picture",
        slider=False,
    )

    @property
    def box(self) -> tuple[int, int, int, int] | None:
        """Top, left, bottom and right of the crop, the last two not included; None for none."""
        if not self.crop:
            return None
        top, left, bottom, right = map(int, self.crop.split(","))
        return top, left, bottom, right

    @property
    def is_large(self) -> bool:
        """Whether a picture is shown at a working size beyond `LARGEST_EXACT`."""
        return bool(self.picture) and self.picture_size > LARGEST_EXACT

    @property
    def uploaded(self) -> bool:
        """True if an own picture is shown, which is no sample."""
        return len(self.picture) == HASH_DIGITS

    @property
    def mask_file(self) -> str:
        """Hash of the mask that is in use, painted or from a file; empty for none."""
        return self.painted if self.picture and self.mask == "painted" else ""


PICTURE_FIELDS = tuple(PictureState.model_fields)
